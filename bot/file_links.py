"""Files as private links, for platforms that carry none: kept for a day, fetched from the web server.

What was made for somebody lies meanwhile in the database, under a key of its own, which goes with his data;
what lies there already is linked to where it is.
"""

import asyncio
import logging
import secrets
from contextlib import suppress
from functools import partial

from sqlalchemy.exc import IntegrityError

from bot.messages import File, Picture
from bot.turn import Busy, Turns, describe
from storage import file_links, files
from storage.encryption import KeyGone
from storage.engines import FlowSession
from storage.files import PIECE

log = logging.getLogger("tusoi.links")
PATH = "/tep/"


class Links:
    """Makes links for every chat."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns

    async def link(self, bot: str, address: str, made: File | Picture) -> str:
        """Where this chat's member can fetch a file or a picture. Raises `Busy`.

        Where either of them is not there any more it leads to a page that says so.
        """
        token = secrets.token_urlsafe(32)
        with suppress(KeyGone, IntegrityError):  # erased meanwhile
            found = await self.turns.beside(partial(file_links.reader, bot=bot, address=address))
            if found is not None:
                await self._keep(token, *found, made)
        return f"{self.turns.database.info.get('public_url') or ''}{PATH}{token}"

    async def _keep(self, token: str, account_id: int, member_id: int, made: File | Picture) -> None:
        if isinstance(made, Picture):
            made = File(made.name, made.pngs[0], "image/png")
        if made.stored is not None:
            await self.turns.beside(
                partial(self._add, token=token, file_id=made.stored, account_id=account_id)
            )
        else:
            await self._store(token, account_id, member_id, made)

    async def _store(self, token: str, account_id: int, member_id: int, made: File) -> None:
        """Keep what was made, a piece at a time; what goes wrong on the way leaves nothing behind."""
        begin = partial(files.begin, member_id=member_id, name=made.name, now=self.turns.clock(), made=True)
        file_id = await self.turns.beside(begin)
        try:
            for number, start in enumerate(range(0, len(made.data), PIECE)):
                piece = made.data[start : start + PIECE]
                await self.turns.beside(partial(files.add, file_id=file_id, number=number, data=piece))
            end = partial(self._end, token=token, file_id=file_id, account_id=account_id, kind=made.kind)
            await self.turns.beside(end)
        except BaseException:
            await asyncio.shield(self._forget(file_id))
            raise

    def _end(self, session: FlowSession, token: str, file_id: int, account_id: int, kind: str) -> None:
        """It is all there: from here on it is kept for as long as its link."""
        files.end(session, file_id, kind)
        files.complete(session, file_id)
        files.keep(session, [file_id], self.turns.clock() + file_links.KEPT)
        self._add(session, token, file_id, account_id)

    def _add(self, session: FlowSession, token: str, file_id: int, account_id: int) -> None:
        if files.find(session, file_id) is not None:
            file_links.add(session, token, file_id, account_id, self.turns.clock())

    async def _forget(self, file_id: int) -> None:
        """If that cannot be done now, the clock will."""
        try:
            await self.turns.beside(partial(files.erase, file_ids=[file_id], now=self.turns.clock()))
        except Busy as trouble:
            log.warning("a file that nobody was told of waits to be erased: %s", describe(trouble))
