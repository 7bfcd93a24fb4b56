"""Kill -9 at random moments of a large delivery over a platform full of trouble, and count what arrived.

The server counts: a message is lost if it never arrived, a duplicate if it arrived again. At most one more
copy is allowed for each message that was on its way at a kill, and for each whose answer the platform
swallowed after the effect (a timeout, a broken connection): nobody can tell those from lost ones.
"""

import asyncio
import random
import signal
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from bot.database import Database
from flows.replies import Raw, dump, reply
from storage import outbox
from storage.accounts import Account
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store, transaction
from storage.outbox import Outbox
from tests.conftest import MASTER, make_cell
from tests.robustness.processes import Bot, Nursery, at_work, environment, forking
from tests.robustness.seats import seat
from tests.servers.faults import Fault, Faults
from tests.servers.telegram import TelegramServer, telegram_server

BOT = "telegram:424242"
FIRST = 1001
RATE = "400"
BLOCKED_EVERY = 25
"""Of so many chats one is blocked."""
CHANCES = (
    (Fault("status", status=500), 0.01),
    (Fault("status", status=502), 0.005),
    (Fault("retry", retry_after=1), 0.001),
    (Fault("drop"), 0.01),
    (Fault("drop", after=True), 0.005),
    (Fault("hang"), 0.002),
    (Fault("hang", after=True), 0.002),
)
"""What goes wrong with a message, and how often."""


class Trouble(Faults):
    """Faults by chance; which messages arrived though the answer did not."""

    def __init__(self, seed: int, often: float) -> None:
        super().__init__()
        self.random, self.often, self.swallowed = random.Random(seed), often, 0

    def take(self, method: str) -> Fault | None:
        if method != "sendMessage":
            return super().take(method)
        chances = [chance * self.often for _, chance in CHANCES]
        faults = [None, *(fault for fault, _ in CHANCES)]
        (fault,) = self.random.choices(faults, [1 - sum(chances), *chances])
        self.swallowed += fault is not None and fault.after
        return fault


@dataclass(slots=True)
class Count:
    """What came of it."""

    messages: int = 0
    kills: int = 0
    lost: int = 0
    duplicates: int = 0
    in_flight_at_kills: int = 0
    answers_swallowed: int = 0
    out_of_order: int = 0
    blocked: int = 0
    refused_429: int = 0
    seconds: float = 0.0
    outcomes: dict[str, int] = field(default_factory=dict)

    def __add__(self, other: "Count") -> "Count":
        values: dict[str, Any] = {}
        for name, value in asdict(self).items():
            more = getattr(other, name)
            values[name] = dict(Counter(value) + Counter(more)) if name == "outcomes" else value + more
        return Count(**values)

    def as_json(self) -> dict[str, Any]:
        """For the file."""
        return asdict(self)


class Crashes:
    """A server, a bot that delivers, and somebody who kills it."""

    def __init__(
        self, nursery: Nursery, url: str, folder: Path, *, messages: int, chats: int, seed: int, often: float
    ) -> None:
        self.nursery, self.url, self.folder = nursery, url, folder
        self.messages, self.chats, self.seed, self.often = messages, chats, seed, often
        self.random, self.count = random.Random(seed), Count(messages=messages)

    async def run(self, kills: int, *broken: str) -> Count:
        """The whole of it."""
        began = time.monotonic()
        async with telegram_server() as server:
            server.faults = trouble = Trouble(self.seed, self.often)
            server.hang_seconds = 30.0
            users = [server.user(FIRST + number, f"Đảng viên {number}") for number in range(self.chats)]
            for user in users:
                await user.says("/start")
            for user in users[::BLOCKED_EVERY]:
                await user.blocks()
            self._prepare()
            env = environment(self.folder, self.url, server.base_url, server.token, TUSOI_TELEGRAM_RATE=RATE)
            async with forking(self.nursery, self.folder, env, "hasty", *broken) as bot:
                await self._kill_again_and_again(server, bot, kills)
            assert not server.violations, list(server.violations)
            self._look(server, trouble)
        self.count.seconds = round(time.monotonic() - began, 1)
        return self.count

    async def _kill_again_and_again(self, server: TelegramServer, bot: Bot, kills: int) -> None:
        share = self.messages // (kills + 1)
        for _ in range(kills):
            await at_work(bot, server, self.random.randint(max(share // 2, 1), share), "sendMessage")
            await asyncio.sleep(self.random.uniform(0.0, 0.02))
            await bot.kill()
            self.count.kills += 1
            await asyncio.sleep(0.05)  # what the server has taken has its effect
            self.count.in_flight_at_kills += self._unrecorded(server)
        bot.start()
        await self._all_done(seconds=120 + self.messages / 50)
        await bot.kill(signal.SIGTERM)

    async def _all_done(self, seconds: float) -> None:
        async with asyncio.timeout(seconds):
            while any(row.done_at is None for row in self._rows()):  # noqa: ASYNC110
                await asyncio.sleep(0.2)

    def _unrecorded(self, server: TelegramServer) -> int:
        """Messages that have arrived, or were on their way there, and are not written down as sent."""
        seen = {text for texts in self._arrived(server).values() for text in texts}
        return sum(row.done_at is None and row.tries == 0 and row.occasion in seen for row in self._rows())

    def _look(self, server: TelegramServer, trouble: Trouble) -> None:
        rows, arrived = self._rows(), self._arrived(server)
        copies = Counter(text for texts in arrived.values() for text in texts)
        gone = [row for row in rows if row.outcome == "gone"]
        count = self.count
        count.blocked = len(gone)
        count.lost = sum(not copies[row.occasion] for row in rows if row.outcome != "gone")
        count.duplicates = sum(number - 1 for number in copies.values())
        count.answers_swallowed = trouble.swallowed
        count.refused_429 = sum(call.status == 429 for call in server.calls)
        count.out_of_order = sum(not _in_order(texts) for texts in arrived.values())
        count.outcomes = dict(Counter(str(row.outcome) for row in rows))
        blocked = {FIRST + number for number in range(0, self.chats, BLOCKED_EVERY)}
        assert {int(row.occasion.split(":")[0]) for row in gone} <= blocked

    def _arrived(self, server: TelegramServer) -> dict[int, list[str]]:
        """What each chat has got of ours, in that order."""
        return {
            FIRST + number: [
                message.text for message in server.chat(FIRST + number).from_bot if ":" in message.text
            ]
            for number in range(self.chats)
        }

    def _prepare(self) -> None:
        """A cell whose members have a chat each, and what is to be delivered."""
        database = Database(self._engine(), self._keyring())
        now = datetime.now(UTC)

        def join(session: FlowSession) -> list[tuple[int, int]]:
            cell = make_cell(session, now, "CB1", names=tuple(f"Đảng viên {n}" for n in range(self.chats)))
            for number, member in enumerate(cell.members):
                seat(session, member, [(BOT, str(FIRST + number))], now)
            query = select(Account.id, Account.vault_id)
            rows = session.exec(query.order_by(col(Account.id))).all()
            return [(account or 0, vault or 0) for account, vault in rows]

        def put(session: FlowSession, seats: list[tuple[int, int]], numbers: range) -> None:
            for number in numbers:
                account, vault = seats[number % self.chats]
                name = f"{FIRST + number % self.chats}:{number // self.chats:06}"
                outbox.put(session, account, vault, name, dump(reply(Raw(name))), now)

        try:
            seats = database.run_now(join)
            for start in range(0, self.messages, 500):
                some = range(start, min(start + 500, self.messages))
                database.run_now(partial(put, seats=seats, numbers=some))
        finally:
            database.close()

    def _rows(self) -> list[Outbox]:
        engine, keyring = self._engine(), self._keyring()
        try:
            with transaction(engine, keyring, keep=False) as session:
                return list(session.exec(select(Outbox)).all())
        finally:
            engine.dispose()
            keyring.store.dispose()

    def _engine(self) -> Any:
        return open_engine(self.url)

    def _keyring(self) -> Keyring:
        return Keyring(MASTER, open_key_store(f"sqlite:///{self.folder}/keys.db"))


def _in_order(texts: list[str]) -> bool:
    """Whether first copies came in the order they were written in."""
    firsts = list(dict.fromkeys(texts))
    return firsts == sorted(firsts)
