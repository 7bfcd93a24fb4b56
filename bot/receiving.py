"""Events of a platform that hands each out once: kept before the platform is told, retried from our side.

An event is over when its answer has left. What a crash or a stop interrupts is taken up at the next start:
the turn again where it was not committed, its place where nobody was answered yet. An answer that may have
arrived is not repeated; who was in the middle of something is told once where he is instead. A card that may
not have been seen takes its numbers back.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from bot import allowance
from bot.answering import Answering, patiently
from bot.channels import zalo_files
from bot.channels.outcomes import Outcome, Sent, Unknown
from bot.channels.zalo_bot import CAPABILITIES, ZaloBot
from bot.channels.zalo_wire import Arrived
from bot.messages import Message
from bot.turn import Taken, Turns, describe
from bot.uploads import Uploads
from flows import bearings, reminders
from flows.budgets import Spent
from flows.replies import text
from handlers.events import Event
from locales import texts
from storage import incoming
from storage.engines import FlowSession

T = TypeVar("T")
log = logging.getLogger("tusoi.zalo")
RECENT = timedelta(days=1)
"""Who wrote since then is told where he is after a pause of the bot; in quiet hours not before morning."""
AWAKE = timedelta(hours=1)
"""Who wrote since then is up, whatever the hour."""
STOPPED_WITHIN = 10.0


class Receiver:
    """Takes what came for one bot, each chat in its order."""

    def __init__(self, zalo: ZaloBot, turns: Turns, photo_hosts: Sequence[str] = zalo_files.HOSTS) -> None:
        self.zalo, self.turns, self.photo_hosts = zalo, turns, photo_hosts
        self.uploads, self.answers = Uploads(turns), Answering(zalo, turns)
        self.began = turns.clock()
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._shown: dict[str, int] = {}
        self._groups: dict[str, date] = {}
        self._later: asyncio.Task[None] | None = None
        self._left: list[asyncio.Task[None]] = []
        self._answered: set[str] = set()

    async def take(self, arrived: Arrived) -> bool:
        """Keep it, and answer in a moment; False if it came before. Raises `Busy`: nothing is kept."""
        if not arrived.private:
            self._note(asyncio.create_task(self._after(None, partial(self._answer_group, arrived.chat))))
            return True
        content = [arrived.chat, arrived.text, arrived.photo, arrived.caption, arrived.at]
        keep = partial(
            incoming.keep,
            bot=self.zalo.name,
            event_id=arrived.name,
            address=arrived.chat,
            content=content,
            now=self.turns.clock(),
        )
        owner = await self.turns.beside(keep)
        if owner is None:
            return False
        self._begin(arrived.name, content, owner)
        return True

    async def resume(self) -> None:
        """Begin with what was left unanswered, then with those who were in the middle of something."""
        await self.take_up()
        self.tell_where()

    async def take_up(self) -> None:
        """Begin with what was left unanswered."""
        for one in await self.answers.insist(partial(incoming.left, bot=self.zalo.name)):
            event = self._event(one.event_id, one.content)
            self._left.append(
                self._queue(event.address, partial(self._take_up, event, one.content, one.owner))
            )
            if not one.answering:
                self._answered.add(event.address)

    def tell_where(self) -> None:
        """Where they are, to those who were in the middle of something; who wrote since then is answered."""
        self._note(asyncio.create_task(self._after(None, self._tell_where)))

    @property
    def busy(self) -> bool:
        """Whether something is in hand."""
        return bool(self._tasks)

    async def stop(self) -> None:
        """Let what is in hand be answered; the rest is kept."""
        self.answers.stopping.set()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=STOPPED_WITHIN)
        rest = [*self._tasks, *([self._later] if self._later else [])]
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)

    def _event(self, event_id: str, content: Any) -> Event:
        address, words, *_ = content
        return Event(self.zalo.name, event_id, address, "media" if words is None else "text", words)

    def _begin(self, event_id: str, content: Any, owner: int) -> None:
        if not self.answers.stopping.is_set():
            event = self._event(event_id, content)
            self._queue(event.address, partial(self._handle, event, content, owner))

    def _queue(self, address: str, work: Callable[[], Awaitable[None]]) -> asyncio.Task[None]:
        """Do it when all that is in hand of this chat is over."""
        task = asyncio.create_task(self._after(self._chats.get(address), work))
        self._chats[address] = task
        self._note(task)
        task.add_done_callback(partial(self._end, address))
        return task

    def _note(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _end(self, address: str, task: asyncio.Task[None]) -> None:
        if self._chats.get(address) is task:
            del self._chats[address]
            self._shown.pop(address, None)

    async def _after(self, before: asyncio.Task[None] | None, work: Callable[[], Awaitable[None]]) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await work()
        except Exception as bug:
            log.error("an event could not be answered: %s", describe(bug))

    async def _take_up(self, event: Event, content: Any, owner: int) -> None:
        """What was left, unless it came only now and is over."""
        match await self.answers.insist(partial(incoming.is_answering, bot=event.bot, event_id=event.id)):
            case True:
                await self._finish(event, 1, Unknown())
            case False:
                await self._handle(event, content, owner)

    async def _handle(self, event: Event, content: Any, owner: int) -> None:
        try:
            event = replace(event, early=self._is_early(event.address, content[-1]))
            await self._answer(event, await self._taken(event, content), owner)
        except Exception:  # a bug: it would strike at each start again
            await self._finish(event, 0, Unknown())
            raise

    def _is_early(self, address: str, written_at: int) -> bool:
        """Whether it was written before the answer to what is just over was there. In doubt it was."""
        return address in self._shown and written_at < (self._shown[address] or written_at + 1)

    async def _answer(self, event: Event, taken: Taken, owner: int) -> None:
        messages = await self.answers.prepared(event.address, taken)
        claim = partial(incoming.claim, bot=event.bot, event_id=event.id, address=event.address, owner=owner)
        release = partial(incoming.release, bot=event.bot, event_id=event.id)
        if await self.answers.insist(claim):
            done = await self.answers.send(event.address, messages, claim, release)
            if done is not None:
                if isinstance(done[1], Sent):
                    self._shown[event.address] = done[1].at
                await self._finish(event, *done)

    async def _answer_group(self, group: str) -> None:
        """In a group, when spoken to: "write to me in private". Once a day, as each message counts."""
        today = self.turns.clock().date()
        if self._groups.get(group) == today:
            return
        self._groups[group] = today
        line = texts.render("vi", text("group-only"))
        sent, outcome = await self.zalo.answer(group, [Message(line)])
        work = partial(self.answers.count, address=group, sent=sent, outcome=outcome, received=1)
        allowance.note(self.zalo.name, await self.answers.insist(work), CAPABILITIES.monthly)

    async def _finish(self, event: Event, sent: int, outcome: Outcome) -> None:
        """It is over, and what it cost is counted, in one transaction."""

        def work(session: FlowSession) -> Spent:
            incoming.finish(session, event.bot, event.id, event.address, self.turns.clock())
            return self.answers.count(session, event.address, sent, outcome, received=1)

        allowance.note(event.bot, await self.answers.insist(work), CAPABILITIES.monthly)

    async def _tell_where(self) -> None:
        """After what was left: those who were not answered by it."""
        if self._left:
            await asyncio.wait(self._left)
        now = self.turns.clock()
        quiet = reminders.awake(now, self.turns.timezone) - now
        await self._tell_those_since(now - (AWAKE if quiet else RECENT))
        log.info("%s has got through its start", self.zalo.name)
        if quiet and not self.answers.stopping.is_set():
            tell = partial(self._tell_after, quiet.total_seconds(), now - RECENT)
            self._later = asyncio.create_task(self._after(None, tell))

    async def _tell_after(self, seconds: float, since: datetime) -> None:
        if not await self.answers.stops_within(seconds):
            await self._tell_those_since(since)

    async def _tell_those_since(self, since: datetime) -> None:
        now = self.turns.clock()
        lost = await self.answers.insist(partial(bearings.lost, bot=self.zalo.name, since=since))
        for account_id, address, place in lost:
            if address not in self._answered and not self.answers.stopping.is_set():
                tell = partial(self._tell, account_id, address, place, now)
                await asyncio.wait([self._queue(address, tell)])

    async def _tell(self, account_id: int, address: str, place: str, now: datetime) -> None:
        claim = partial(incoming.claim_telling, account_id=account_id, before=self.began)
        release = partial(incoming.release_telling, account_id=account_id)
        if not await self.answers.insist(claim):
            return
        name = f"where:{account_id}:{now:%Y%m%d%H%M%S}"
        event = Event(self.zalo.name, name, address, "choice", choice=place, note=text("bearings"))
        messages = await self.answers.prepared(address, await self._taken(event))
        done = await self.answers.send(address, messages, claim, release)
        if done is not None:
            work = partial(self.answers.count, address=address, sent=done[0], outcome=done[1])
            allowance.note(self.zalo.name, await self.answers.insist(work), CAPABILITIES.monthly)

    async def _taken(self, event: Event, content: Any = ("", None, "", "", 0)) -> Taken:
        """What the turn answers. An awaited picture is fetched first; words that came with it are left."""
        _, _, photo, caption, _ = content
        if not photo:
            return await patiently(lambda: self.turns.take(event))
        note = text("file-caption") if caption else None
        fetch = partial(self.zalo.fetch_photo, photo, self.photo_hosts)
        return await patiently(lambda: self.uploads.take(event, zalo_files.NAME, fetch, 0, note))
