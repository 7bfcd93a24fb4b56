"""Events of a platform that hands each out once: kept before the platform is told, retried from our side.

An event is over when its answer has left. What a crash or a stop interrupts is taken up at the next start:
the turn again where it was not committed, its place where nobody was answered yet. An answer that may have
arrived is not repeated; who was in the middle of something is told once where he is instead.
"""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import allowance
from bot.channels import zalo_files
from bot.channels.outcomes import Unreachable
from bot.channels.zalo_bot import CAPABILITIES, ZaloBot
from bot.channels.zalo_wire import Arrived
from bot.turn import Busy, Taken, Turns, describe, passing
from bot.uploads import Uploads
from flows import bearings, budgets
from flows.budgets import Spent
from flows.replies import text
from handlers.events import Event
from storage import incoming
from storage.engines import FlowSession

T = TypeVar("T")
log = logging.getLogger("tusoi.zalo")
RECENT = timedelta(days=1)
"""Who wrote since then is told where he is, after a pause of the bot."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 15.0
STOPPED_WITHIN = 10.0


class Receiver:
    """Takes what came for one bot, each chat in its order."""

    def __init__(self, zalo: ZaloBot, turns: Turns, photo_hosts: Sequence[str] = zalo_files.HOSTS) -> None:
        self.zalo, self.turns, self.photo_hosts = zalo, turns, photo_hosts
        self.uploads = Uploads(turns)
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def take(self, arrived: Arrived) -> bool:
        """Keep it, and answer in a moment; False if it came before. Raises `Busy`: nothing is kept."""
        content = [arrived.chat, arrived.text, arrived.photo, arrived.caption]
        keep = partial(
            incoming.keep,
            bot=self.zalo.name,
            event_id=arrived.name,
            address=arrived.chat,
            content=content,
            now=self.turns.clock(),
        )
        if not await self._try(keep):
            return False
        self._begin(arrived.name, content)
        return True

    async def resume(self) -> None:
        """What was left unanswered, then those who were in the middle of something."""
        for one in await self._insist(partial(incoming.left, bot=self.zalo.name)):
            if one.answering:
                await self._finish(self._event(one.event_id, one.content), 0)
            else:
                self._begin(one.event_id, one.content)
        if self._tasks:
            await asyncio.wait(self._tasks)
        await self._tell_where()

    @property
    def busy(self) -> bool:
        """Whether something is in hand."""
        return bool(self._tasks)

    async def stop(self) -> None:
        """Let what is in hand be answered; the rest is kept."""
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOPPED_WITHIN)

    def _event(self, event_id: str, content: Any) -> Event:
        address, words, *_ = content
        return Event(self.zalo.name, event_id, address, "media" if words is None else "text", words)

    def _begin(self, event_id: str, content: Any) -> None:
        event = self._event(event_id, content)
        task = asyncio.create_task(self._handle(event, content, self._chats.get(event.address)))
        self._chats[event.address] = task
        self._tasks.add(task)
        task.add_done_callback(partial(self._end, event.address))

    def _end(self, address: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if self._chats.get(address) is task:
            del self._chats[address]

    async def _handle(self, event: Event, content: Any, before: asyncio.Task[None] | None) -> None:
        try:
            if before is not None:
                await asyncio.wait([before])
            await self._answer(event, await self._taken(event, content))
        except Exception as bug:
            log.error("an event could not be answered: %s", describe(bug))

    async def _answer(self, event: Event, taken: Taken) -> None:
        """Answer it. While the platform cannot be reached at all, it waits: nothing has arrived."""
        mark, wait = partial(incoming.mark_answering, bot=event.bot, event_id=event.id), FIRST_WAIT
        while True:
            await self._insist(partial(mark, answering=True))
            sent, outcome = await self.zalo.answer(event.address, taken)
            if sent or not isinstance(outcome, Unreachable):
                await self._finish(event, sent)
                return
            await self._insist(partial(mark, answering=False))
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)

    async def _finish(self, event: Event, sent: int) -> None:
        """It is over, and what it cost is counted, in one transaction."""

        def work(session: FlowSession) -> Spent:
            now = self.turns.clock()
            incoming.finish(session, event.bot, event.id, event.address, now)
            return budgets.spend(session, event.bot, sent, now, self.turns.timezone, received=1)

        allowance.note(event.bot, await self._insist(work), CAPABILITIES.monthly)

    async def _tell_where(self) -> None:
        now = self.turns.clock()
        found = await self._insist(partial(bearings.lost, bot=self.zalo.name, since=now - RECENT))
        for account_id, address, place in found:
            await self._insist(partial(incoming.mark_told, account_id=account_id))
            name = f"where:{account_id}:{now:%Y%m%d%H%M%S}"
            event = Event(self.zalo.name, name, address, "choice", choice=place, note=text("bearings"))
            sent, _ = await self.zalo.answer(address, await self._taken(event))
            spent = await self._insist(partial(self._count, sent=sent))
            allowance.note(self.zalo.name, spent, CAPABILITIES.monthly)

    def _count(self, session: FlowSession, sent: int) -> Spent:
        return budgets.spend(session, self.zalo.name, sent, self.turns.clock(), self.turns.timezone)

    async def _taken(self, event: Event, content: Any = ("", None, "", "")) -> Taken:
        """What the turn answers. An awaited picture is fetched first; words that came with it are left."""
        _, _, photo, caption = content
        wait = FIRST_WAIT
        while True:
            try:
                if not photo:
                    return await self.turns.take(event)
                note = text("file-caption") if caption else None
                fetch = partial(self.zalo.fetch_photo, photo, self.photo_hosts)
                return await self.uploads.take(event, zalo_files.NAME, fetch, 0, note)
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _insist(self, work: Callable[[FlowSession], T]) -> T:
        """Passing trouble is waited out."""
        wait = FIRST_WAIT
        while True:
            try:
                return await self._try(work)
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def _try(self, work: Callable[[FlowSession], T]) -> T:
        try:
            return await self.turns.database.run(work)
        except (DBAPIError, PoolTimeout) as trouble:
            if isinstance(trouble, DBAPIError) and not passing(trouble):
                raise
            raise Busy from trouble
