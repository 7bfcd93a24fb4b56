"""Files on their way in: from a channel, piece by piece, into the database, then to whoever awaits them.

Nothing is fetched that nobody awaits. What goes wrong on the way leaves nothing behind and is said in one
sentence; what is left by a crash, or by a flow that refused the file, is erased.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from functools import partial

from bot.turn import Busy, Taken, Turns, describe
from flows import file_names, uploads
from flows.file_kinds import Sniffer
from flows.replies import FlowError, Text
from handlers.events import Event
from storage import events, files
from storage.encryption import KeyGone
from storage.engines import FlowSession
from storage.files import PIECE, Upload

log = logging.getLogger("tusoi.uploads")
Fetch = Callable[[], AsyncGenerator[bytes, None]]
WITHIN = 600.0
"""Seconds in which a file must have come."""


class Uploads:
    """Takes files of every channel."""

    def __init__(self, turns: Turns) -> None:
        self.turns = turns

    async def expects(self, event: Event) -> bool:
        """Whether a file that comes with this event is awaited, and was not taken before. Raises `Busy`."""
        return bool(await self.turns.beside(partial(self._expects, event=event)))

    def _expects(self, session: FlowSession, event: Event) -> bool:
        if events.was_taken(session, event.bot, event.id):
            return False
        try:
            actor = self.turns.actor(session, event.bot, event.address)
        except KeyGone:  # the turn sees to it
            return False
        return actor is not None and uploads.awaits(actor, self.turns.clock())

    async def take(
        self, event: Event, name: str, fetch: Fetch, size: int = 0, note: Text | None = None
    ) -> Taken:
        """Take a file in and hand it to the turn; a second delivery of the event fetches nothing.

        `fetch` gives its bytes, when asked; `size` is what the channel says of it. `note` is said before the
        answer, when it was taken in. Raises `Busy`.
        """
        async with self.turns.chat(event.bot, f"upload {event.id}"):
            if not await self.expects(event):
                return await self.turns.take(event)
            try:
                if size > uploads.LARGEST:
                    raise _too_large()
                upload = await self._stored(event, file_names.tidy(name), fetch)
            except FlowError as refusal:
                return await self.turns.take(replace(event, trouble=refusal.text))
            try:
                return await self.turns.take(replace(event, kind="file", file=upload, note=note))
            finally:
                await asyncio.shield(self._forget(upload.id))

    async def _stored(self, event: Event, name: str, fetch: Fetch) -> Upload:
        def work(session: FlowSession) -> int:
            actor = self.turns.actor(session, event.bot, event.address)
            if actor is None:
                raise FlowError("not-joined")
            return uploads.begin(session, actor, name, self.turns.clock())

        file_id: int = await self.turns.beside(work)
        try:
            async with asyncio.timeout(WITHIN):
                return await self._received(file_id, name, fetch)
        except BaseException as trouble:
            await asyncio.shield(self._forget(file_id))
            if isinstance(trouble, KeyGone | TimeoutError):
                raise FlowError("file-not-received") from None
            raise

    async def _received(self, file_id: int, name: str, fetch: Fetch) -> Upload:
        """All of it, a piece at a time; no more than a piece is in memory."""
        sniffer, waiting, total, number = Sniffer(), bytearray(), 0, 0
        async with aclosing(fetch()) as pieces:
            async for data in pieces:
                total += len(data)
                if total > uploads.LARGEST:
                    raise _too_large()
                sniffer.look(data)
                waiting += data
                while len(waiting) >= PIECE:
                    await self._add(file_id, number, bytes(waiting[:PIECE]))
                    del waiting[:PIECE]
                    number += 1
        if waiting:
            await self._add(file_id, number, bytes(waiting))
        if not total:
            raise FlowError("file-empty")
        upload: Upload = await self.turns.beside(partial(files.end, file_id=file_id, kind=sniffer.kind(name)))
        return upload

    async def _add(self, file_id: int, number: int, data: bytes) -> None:
        await self.turns.beside(partial(files.add, file_id=file_id, number=number, data=data))

    async def _forget(self, file_id: int) -> None:
        """Erase it unless somebody has it; if that cannot be done now, the clock will."""
        try:
            await self.turns.beside(partial(files.erase_untaken, file_id=file_id, now=self.turns.clock()))
        except Busy as trouble:
            log.warning("a file that nobody took waits to be erased: %s", describe(trouble))


def _too_large() -> FlowError:
    return FlowError("file-too-large", megabytes=uploads.MEGABYTES)
