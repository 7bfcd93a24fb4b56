"""Kill -9 while a notice is corrected on its way out and another one taken back, over the same trouble.

Counted in the chats: everybody has the corrected words, and has them last; nothing that was taken back leaves
after that, but for what was on its way; whoever may still see it has been told. Copies stay of which nobody
can know: on their way at a kill, or their answer swallowed.
"""

import asyncio
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, func, select

from bot.database import Database
from storage.engines import FlowSession, transaction
from storage.notice_layouts import WITHDRAWN
from storage.notices import DONE, RECALLED, Notice
from storage.outbox import Outbox
from storage.sendings import GOING
from storage.units import Unit
from tests.announced import announce, correct
from tests.conftest import make_cell
from tests.robustness.crashes import BLOCKED_EVERY, BOT, FIRST, RATE, Crashes, Trouble
from tests.robustness.processes import Bot, Nursery, at_work, environment, forking
from tests.robustness.seats import seat
from tests.servers.faults import Fault
from tests.servers.telegram import TelegramServer, telegram_server

OLD, NEW, WRONG, TAKEN_BACK = "Họp ở phòng cũ", "Họp ở phòng mới", "Gửi nhầm", "thu hồi"
TROUBLED = ("sendMessage", "editMessageText", "deleteMessage")
ON_ITS_WAY = 1.0
"""Seconds in which what had left before a recall arrives, on a busy machine."""


class AllTrouble(Trouble):
    """The same with changes."""

    def take(self, method: str) -> Fault | None:
        return super().take("sendMessage" if method in TROUBLED else method)


@dataclass(slots=True)
class Outcome:
    """What came of it. `doubtful`: messages of which nobody can know that they arrived."""

    people: int = 0
    kills: int = 0
    doubtful: int = 0
    without_new: int = 0
    old_left: int = 0
    old_last: int = 0
    left_after_recall: int = 0
    long_after_recall: int = 0
    wrong_left_untold: int = 0
    changed: int = 0
    deleted: int = 0
    told: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


class NoticeCrashes(Crashes):
    """Two notices to the same people: one is corrected, one is taken back; the bot is killed each time."""

    def __init__(
        self, nursery: Nursery, url: str, folder: Path, *, people: int, seed: int, often: float
    ) -> None:
        super().__init__(nursery, url, folder, messages=2 * people, chats=people, seed=seed, often=often)
        self.outcome = Outcome(people=people)
        self.recalled_at = 0.0

    async def run_all(self, *broken: str) -> Outcome:
        """The whole of it."""
        began = time.monotonic()
        async with telegram_server() as server:
            server.faults = trouble = AllTrouble(self.seed, self.often)
            server.hang_seconds = 30.0
            users = [server.user(FIRST + number, f"Đảng viên {number}") for number in range(self.chats)]
            for user in users:
                await user.says("/start")
            for user in users[::BLOCKED_EVERY]:
                await user.blocks()
            self._prepare()
            env = environment(self.folder, self.url, server.base_url, server.token, TUSOI_TELEGRAM_RATE=RATE)
            async with forking(self.nursery, self.folder, env, "hasty", *broken) as bot:
                await self._story(server, bot)
            assert not server.violations, list(server.violations)
            self.outcome.doubtful += trouble.swallowed
            self._count_up(server)
        self.outcome.seconds = round(time.monotonic() - began, 1)
        return self.outcome

    async def _story(self, server: TelegramServer, bot: Bot) -> None:
        third = self.chats // 3
        await at_work(bot, server, third, "sendMessage")
        await self._killed(bot)
        bot.start()
        await self._sent(1, third)
        await asyncio.to_thread(self._run, partial(_change, corrects=True))
        await self._killed(bot)
        bot.start()
        await self._sent(2, third)
        await asyncio.to_thread(self._run, partial(_change, corrects=False))
        self.recalled_at = time.monotonic()
        await self._killed(bot)
        bot.start()
        await self._ends(seconds=120 + self.messages / 20)

    async def _sent(self, notice_id: int, messages: int) -> None:
        """Wait until so many messages of a notice are written down as sent."""
        query = select(func.count()).where(Outbox.notice_id == notice_id, Outbox.outcome == "sent")
        async with asyncio.timeout(60 + self.messages / 20):
            while await self._asks(lambda session: session.exec(query).one()) < messages:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    async def _killed(self, bot: Bot) -> None:
        await asyncio.sleep(self.random.uniform(0.0, 0.02))
        await bot.kill()
        await asyncio.sleep(0.05)
        self.outcome.kills += 1
        self.outcome.doubtful += sum(row.done_at is None and row.outcome == GOING for row in self._rows())

    async def _ends(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while not await self._asks(_is_over):  # noqa: ASYNC110
                await asyncio.sleep(0.3)

    def _count_up(self, server: TelegramServer) -> None:
        count, blocked = self.outcome, set(range(0, self.chats, BLOCKED_EVERY))
        for number in set(range(self.chats)) - blocked:
            texts = [message.text for message in server.chat(FIRST + number).from_bot]
            wrong = sum(WRONG in text for text in texts)
            told = sum(TAKEN_BACK in text for text in texts)
            count.without_new += not any(NEW in text for text in texts)
            count.old_left += sum(OLD in text for text in texts)
            told_of_place = [text for text in texts if OLD in text or NEW in text]
            count.old_last += bool(told_of_place) and OLD in told_of_place[-1]
            count.wrong_left_untold += wrong if not told else 0
            count.told += told
        left = [call for call in server.calls if WRONG in str(call.params.get("text"))]
        count.left_after_recall = sum(call.at > self.recalled_at for call in left)
        count.long_after_recall = sum(call.at > self.recalled_at + ON_ITS_WAY for call in left)
        count.changed, count.deleted = (server.counters[name] for name in TROUBLED[1:])

    def _prepare(self) -> None:
        now = datetime.now(UTC)

        def work(session: FlowSession) -> None:
            names = tuple(f"Đảng viên {number}" for number in range(self.chats))
            cell = make_cell(session, now, "CB1", names=names)
            session.get_one(Unit, cell.unit_id).timezone = _where_it_is_noon(now)
            for number, member in enumerate(cell.members):
                seat(session, member, [(BOT, str(FIRST + number))], now)
            for words in (OLD, WRONG):
                announce(session, cell.unit_id, cell.members[0], now, words)

        self._run(work)

    async def _asks(self, work: Any) -> Any:
        """What the database says, out of the way of the server that runs in this loop, and of the bot."""

        def reads() -> Any:
            engine, keyring = self._engine(), self._keyring()
            try:
                with transaction(engine, keyring, reading=True, keep=False) as session:
                    return work(session)
            finally:
                engine.dispose()
                keyring.store.dispose()

        return await asyncio.to_thread(reads)

    def _run(self, work: Any) -> Any:
        database = Database(self._engine(), self._keyring())
        try:
            return database.run_now(work)
        finally:
            database.close()


def _change(session: FlowSession, *, corrects: bool) -> None:
    """The first notice is corrected, or the second one taken back."""
    first, second = session.exec(select(Notice).order_by(col(Notice.id)))
    if corrects:
        correct(session, first, NEW)
    else:
        second.state = RECALLED
        session.add(second)


def _is_over(session: FlowSession) -> bool:
    first, second = session.exec(select(Notice).order_by(col(Notice.id)))
    waiting = session.exec(select(Outbox.id).where(col(Outbox.done_at).is_(None)).limit(1)).first()
    return waiting is None and first.state == DONE and second.laid == WITHDRAWN


def _where_it_is_noon(now: datetime) -> str:
    """A time zone in which nobody sleeps now."""
    hours = 12 - now.hour  # Etc/GMT-7 is seven hours ahead
    return f"Etc/GMT{-hours:+d}" if hours else "UTC"
