"""Delivery: takes what lies in the outbox to the channels, once each, in order, and notes what came of it.

Each bot has one sender at a time, whatever number of processes run: it holds a lease that another process
takes over when it is not renewed. The web chat has none: every process writes to the pages open in it.
A message is recorded after it was sent; what was on its way when a process was killed is sent again.
"""

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from time import monotonic

from bot import allowance, processes, refresh
from bot.channels.outcomes import Rejected, Sent, Unknown, Unreachable
from bot.database import Database
from bot.messages import Capabilities
from bot.post import Channel, Part, Post
from bot.recording import CHANGES, UNSURE, Done, record
from bot.turn import Turns, describe
from flows import budgets, letters
from flows.letters import Letter, Unreadable
from storage import accounts, mailings, outbox
from storage.engines import FlowSession

log = logging.getLogger("tusoi.delivery")
LEASE = timedelta(seconds=20)
"""So long after its last sign of life another process takes a bot over."""
RENEWED = 5.0
"""Seconds between two signs of life."""
AT_ONCE = 30
"""Messages on their way at a time: as many as a slow platform's answers take to come, and not more."""
READ_AT_ONCE = 10
"""Messages opened in one transaction: it must not hold up members' taps."""
SPACED = 1.0
"""Seconds between two messages to one chat."""
STOPPED_WITHIN = 6.0
NOTHING = Capabilities(name="none")


class Delivery:
    """The senders of all channels, side by side."""

    def __init__(self, database: Database, turns: Turns, channels: Mapping[str, Channel]) -> None:
        holder = processes.name()
        self.senders = [Sender(database, turns, bot, channel, holder) for bot, channel in channels.items()]

    async def run(self) -> None:
        """Deliver until cancelled."""
        await asyncio.gather(*(sender.run() for sender in self.senders))

    async def tick(self) -> int:
        """Send all that is due, and wait for what becomes of it; how many were tried."""
        counts = [await sender.tick() for sender in self.senders]
        return sum(counts)


class Sender:
    """Sends for one bot."""

    def __init__(self, database: Database, turns: Turns, bot: str, channel: Channel, holder: str) -> None:
        self.database, self.turns, self.bot, self.channel, self.holder = database, turns, bot, channel, holder
        self.can = turns.channels.get(bot.partition(":")[0], NOTHING)
        self._on_the_way: dict[int, asyncio.Task[None]] = {}
        self.post = Post(database, channel, self.can)
        self._done: list[Done] = []
        self._recorded = asyncio.Event()
        self._written: dict[int, float] = {}
        self._leads_until = 0.0
        self._indexes: dict[str, str] = {}

    async def run(self, every: float = 1.0) -> None:
        """Deliver until cancelled, and then finish what is on its way; trouble is waited out."""
        recorder = asyncio.create_task(self._record_all())
        try:
            while True:
                try:
                    began = await self._leads() and await self._begin(SPACED)
                except Exception as trouble:
                    log.warning("delivery: %s", describe(trouble))
                    began = 0
                await self._pause(every if not began else 0.05)
        finally:
            await self._finish(recorder)

    async def tick(self) -> int:
        """Send all that is due, one after the other, and record it; how many were tried."""
        if not await self._leads():
            return 0
        count = 0
        while began := await self._begin(spaced=0.0):
            count += began
            await asyncio.gather(*self._on_the_way.values())
            await self._record()
        return count

    async def _pause(self, seconds: float) -> None:
        """Until there is room for more, or it is time to look again."""
        tasks = list(self._on_the_way.values())
        if len(tasks) >= AT_ONCE:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        else:
            await asyncio.sleep(seconds)

    async def _leads(self) -> bool:
        """Whether this process sends for the bot: it holds the lease, with time enough for a message."""
        if self.channel.present() is not None:
            return True
        if monotonic() < self._leads_until - LEASE.total_seconds() + RENEWED:
            return True
        began, now = monotonic(), self.turns.clock()
        work = partial(
            mailings.lead,
            bot=self.bot,
            holder=self.holder,
            now=now,
            until=now + LEASE,
            is_gone=processes.is_gone,
        )
        held = await self.database.run(work)
        self._leads_until = began + LEASE.total_seconds() if held else 0.0
        return held

    async def _begin(self, spaced: float) -> int:
        """Send messages that are due, each in a task of its own; how many."""
        if self.channel.present() == []:
            return 0
        room = min(AT_ONCE - len(self._on_the_way), READ_AT_ONCE)
        if room <= 0:
            return 0
        letters_ = await self.database.run(partial(self._read, room=room, spaced=spaced))
        for letter in letters_:
            self._written[letter.account_id] = monotonic()
            task = asyncio.create_task(self._deliver(letter))
            self._on_the_way[letter.account_id] = task
        return len(letters_)

    def _read(self, session: FlowSession, room: int, spaced: float) -> list[Letter]:
        """The next messages, opened; what cannot be read is done with."""
        now, present = self.turns.clock(), self.channel.present()
        if mailings.is_paused(session, self.bot):
            return []
        among = None if present is None else self._known(session, present)
        rows = outbox.due(session, self.bot, now, room, among=among, but=self._busy(spaced))
        found = letters.write(session, rows, self.turns.timezone, self.can.monthly, now)
        for one in found:
            if isinstance(one, Unreadable):
                outbox.settle(session, one.row_id, one.outcome, now)
                if one.bug is not None:
                    log.error("a message could not be read: %s", describe(one.bug))
        return [one for one in found if isinstance(one, Letter)]

    def _known(self, session: FlowSession, present: list[str]) -> list[str]:
        """How the pages that are open are found in the database; reckoned once for as long as they are."""
        new = [address for address in present if address not in self._indexes]
        fresh = dict(zip(new, accounts.indexes_of(session, self.bot, new), strict=True))
        self._indexes = {one: fresh.get(one) or self._indexes[one] for one in present}
        return list(self._indexes.values())

    def _busy(self, spaced: float) -> set[int]:
        """The chats that are being written to, or were a moment ago."""
        oldest = monotonic() - spaced
        self._written = {chat: at for chat, at in self._written.items() if at > oldest}
        return {*self._on_the_way, *(self._written if spaced else ())}

    async def _deliver(self, letter: Letter) -> None:
        done = await self._send(letter)
        self._done.append(done)
        self._recorded.set()
        if letter.act in CHANGES and letter.address and isinstance(done.outcome, Sent):
            await self._draw_anew(letter.address, f"notice:{letter.notice_id}")

    async def _draw_anew(self, address: str, place: str) -> None:
        """What was changed may have been opened: then it stands in the chat's newest card as well."""
        try:
            await refresh.again(self.turns, self.bot, address, place)
        except Exception as trouble:
            log.warning("a card could not be drawn anew: %s", describe(trouble))

    async def _send(self, letter: Letter) -> Done:
        if letter.address is None:
            return Done(letter, Rejected("no address"))
        part = Part()
        try:
            part = self.post.part_of(letter)
            async with self.turns.chat(letter.bot, letter.address):
                return Done(letter, await self.post.send(letter, part, letter.address), part)
        except Exception as bug:
            log.error("a message could not be sent: %s", describe(bug))
            return Done(letter, Unreachable(), part)

    async def _record_all(self) -> None:
        """Record what was sent, all that there is at a time; trouble with the database is waited out."""
        while True:
            await self._recorded.wait()
            try:
                await self._record()
            except Exception as trouble:
                log.warning("delivery: %s", describe(trouble))
                await asyncio.sleep(1.0)

    async def _record(self) -> None:
        """Write down what became of messages; only then their chats may get the next ones."""
        self._recorded.clear()
        done = list(self._done)
        if done:
            try:
                await self.database.run(partial(self._write_down, done=done))
            except BaseException:
                self._recorded.set()
                raise
        for one in done:
            self._on_the_way.pop(one.letter.account_id, None)
        del self._done[: len(done)]

    def _write_down(self, session: FlowSession, done: list[Done]) -> None:
        now = self.turns.clock()
        for one in done:
            record(session, one, now, 1 if self.can.monthly else UNSURE)
        sent = sum(isinstance(one.outcome, Sent | Unknown) and one.letter.act not in CHANGES for one in done)
        if self.can.monthly and sent:
            spent = budgets.spend(session, self.bot, sent, now, self.turns.timezone)
            allowance.note(self.bot, spent, self.can.monthly)

    async def _finish(self, recorder: asyncio.Task[None]) -> None:
        """Let what is on its way arrive, record it, and let the next process begin."""
        recorder.cancel()
        if self._on_the_way:
            await asyncio.wait(self._on_the_way.values(), timeout=STOPPED_WITHIN)
        try:
            await self._record()
            step_down = partial(mailings.step_down, bot=self.bot, holder=self.holder, now=self.turns.clock())
            await self.database.run(step_down)
        except Exception as trouble:
            log.warning("delivery: %s", describe(trouble))
