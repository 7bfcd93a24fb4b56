"""Kill -9 at random moments of many reviews, restart, go on, and count what was acknowledged and is lost.

A deed (a tap, a typed line) is acknowledged when its update is confirmed to the platform or its card is
shown. The answers a member has given so far are known after each of his deeds (the model), so at a kill
the database must hold the state after his last acknowledged deed, or after one that was on its way.
"""

import asyncio
import random
import signal
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.app import CHANNELS
from bot.database import Database
from bot.turn import Turns
from handlers.events import Event
from handlers.routers import create_dispatcher
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store, transaction
from tests.conftest import MASTER, make_cell, make_cycle
from tests.robustness.model import Sheet, after, kept
from tests.robustness.processes import Bot, Nursery, environment, forking
from tests.robustness.seats import seat
from tests.servers.telegram import TelegramServer, User, telegram_server
from tests.servers.telegram_chats import Message

WEIGHTS = {
    "rate": 10, "tick": 8, "done": 3, "skip": 2, "cause": 4, "write": 4, "next": 8, "detail": 1, "sign": 1,
    "list": 1, "way": 2, "sum": 2, "submit": 2, "reopen": 8, "review": 5, "clear": 1, "page": 1, "pause": 1,
}  # fmt: skip
"""How often each kind of choice is taken, where it is on the card."""
FIRST = 1001
PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Deed:
    """A tap on a choice; or words, about the place where they were asked for."""

    verb: str
    words: str | None = None


@dataclass(slots=True)
class Count:
    """What came of it."""

    kills: int = 0
    deeds: int = 0
    acknowledged: int = 0
    on_the_way: int = 0
    lost: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"taps={self.deeds} acknowledged={self.acknowledged} on_the_way_at_a_kill={self.on_the_way}"
            f" kills={self.kills} lost={self.lost} unexplained={len(self.differences)}"
            f" seconds={self.seconds:.1f}"
        )


class Reviewer:
    """A member who goes through his review at random, as fast as the bot answers."""

    def __init__(self, server: TelegramServer, count: Count, number: int, seed: int) -> None:
        self.server, self.count = server, count
        self.user: User = server.user(FIRST + number, f"Đảng viên {number}")
        self.random = random.Random(seed * 1000 + number)
        self.deeds: list[Deed] = []
        self.states = [Sheet()]
        self.acknowledged = 0
        self._kills_before = -1
        self.vault_id = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop."""
        await self.user.says("/tusoi")
        await self._answered(0, False)
        while not stop.is_set():
            card = self._card()
            if card is None:
                await asyncio.sleep(0.01)
                continue
            await self._act(card)

    async def _act(self, card: Message) -> None:
        verbs = [b.data for b in card.buttons if b.data and b.data.partition(":")[0] in WEIGHTS]
        verbs = verbs or [b.data for b in card.buttons if b.data == "menu"]
        weights = [WEIGHTS.get(verb.partition(":")[0], 1) for verb in verbs]
        verb = self.random.choices(verbs, weights)[0]
        seen, sure = self.user.private.changes, self._sure()
        await self.user.taps(verb, message=card)
        self._did(Deed(verb))
        if self.random.random() < 0.1 and not verb.startswith("write"):
            await self.user.taps_stale(card, verb)
            self._did(Deed(verb))
            sure, self._kills_before = False, -1  # two at once: only the confirmation counts
        await self._answered(seen, sure)
        if verb.startswith("write:"):
            await self._writes(verb)

    async def _writes(self, verb: str) -> None:
        words = f"Ghi chú số {len(self.deeds)} <b>&"
        seen, sure = self.user.private.changes, self._sure()
        await self.user.says(words)
        self._did(Deed(verb, words))
        await self._answered(seen, sure)

    def _did(self, deed: Deed) -> None:
        before = self.states[-1]
        write = deed.verb.startswith("write:")
        changes = deed.words is not None or not write
        self.deeds.append(deed)
        self.states.append(after(before, deed.verb, deed.words or "") if changes else before)
        self.count.deeds += 1

    def _sure(self) -> bool:
        """Whether the next card can only be the answer to what is done now, even after a kill.

        An earlier update that was not confirmed yet may be answered a second time after one.
        """
        return self.server.confirmed >= (self.user.last_update or 0)

    async def _answered(self, seen: int, sure: bool) -> None:
        """Wait for the acknowledgement: the card, or the confirmation."""
        here, since, update = len(self.deeds), self._kills_before, self.user.last_update or 0
        self._kills_before = self.count.kills

        def acknowledged() -> bool:
            certain = sure or since == self.count.kills
            return self.server.confirmed >= update or (certain and self._shown(seen))

        await self.server.until(acknowledged, seconds=PATIENCE)
        self.acknowledged = here

    def _shown(self, seen: int) -> bool:
        """A card (not only an old one stripped of its buttons) was sent or changed since."""
        chat = self.user.private
        return chat.changes > seen and any(m.changed > seen and m.buttons for m in chat.from_bot)

    def _card(self) -> Message | None:
        cards = [m for m in self.user.private.from_bot if m.buttons]
        return cards[-1] if cards else None


class Campaign:
    """A server, a bot, members, and somebody who kills."""

    def __init__(self, nursery: Nursery, url: str, folder: Path, *, members: int, seed: int) -> None:
        self.nursery, self.url, self.folder, self.members, self.seed = nursery, url, folder, members, seed
        self.count, self.random = Count(), random.Random(seed)
        self.reviewers: list[Reviewer] = []
        self.cycle_id = 0

    async def run(self, kills: int, *broken: str) -> Count:
        """The whole of it."""
        began = time.monotonic()
        async with telegram_server() as server:
            self.reviewers = [Reviewer(server, self.count, n, self.seed) for n in range(self.members)]
            vaults, self.cycle_id = prepare(self.url, self.folder, self.members)
            for reviewer, vault in zip(self.reviewers, vaults, strict=True):
                reviewer.vault_id = vault
            env = environment(self.folder, self.url, server.base_url, server.token)
            async with forking(self.nursery, self.folder, env, *broken) as bot:
                await self._kill_again_and_again(server, bot, kills)
            assert not server.violations, list(server.violations)
        self.count.acknowledged = sum(reviewer.acknowledged for reviewer in self.reviewers)
        self.count.seconds = time.monotonic() - began
        return self.count

    async def _kill_again_and_again(self, server: TelegramServer, bot: Bot, kills: int) -> None:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for reviewer in self.reviewers:
                group.create_task(reviewer.run(stop))
            for _ in range(kills):
                await self._at_work(server, bot, calls=self.random.randint(1, 100))
                await asyncio.sleep(self.random.uniform(0.0, 0.02))
                await bot.kill()
                self.count.kills += 1
                self.look()
            await self._at_work(server, bot, calls=100)
            stop.set()
        await bot.kill(signal.SIGTERM)
        self.look(all_done=True)

    async def _at_work(self, server: TelegramServer, bot: Bot, calls: int) -> None:
        """Start the bot and let it make so many calls: the point it has come to is random, on any machine."""
        bot.start()
        enough = self._sent(server) + calls
        await server.until(lambda: self._sent(server) >= enough, seconds=PATIENCE)

    def _sent(self, server: TelegramServer) -> int:
        return sum(server.counters[name] for name in ("sendMessage", "editMessageText"))

    def look(self, *, all_done: bool = False) -> None:
        """Compare what is kept with what was acknowledged."""
        acknowledged = [len(r.deeds) if all_done else r.acknowledged for r in self.reviewers]
        found = read(self.url, self.folder, [reviewer.vault_id for reviewer in self.reviewers])
        for reviewer, least, sheets in zip(self.reviewers, acknowledged, found, strict=True):
            sheet = sheets.get(self.cycle_id, Sheet())
            at = [n for n, state in enumerate(reviewer.states) if same(state, sheet)]
            self.count.on_the_way += len(reviewer.deeds) - least
            if not at:
                self.count.differences.append(f"{sheet} was never {reviewer.deeds[-3:]}")
            elif at[-1] < least:
                self.count.lost += least - at[-1]

    def final(self) -> list[Any]:
        """The answers of all members at the end."""
        found = read(self.url, self.folder, [reviewer.vault_id for reviewer in self.reviewers])
        return [sheets.get(self.cycle_id, Sheet()) for sheets in found]

    async def plain_run(self, url: str, folder: Path) -> list[Any]:
        """The same deeds on a fresh database, without a process, a platform or a kill; its final answers."""
        vaults, cycle_id = prepare(url, folder, self.members)
        assert cycle_id == self.cycle_id
        keyring = Keyring(MASTER, open_key_store(f"sqlite:///{folder}/keys.db"))
        database = Database(open_engine(url), keyring)
        turns = Turns(database, create_dispatcher(), CHANNELS)
        for number, reviewer in enumerate(self.reviewers):
            for step, deed in enumerate([Deed("review"), *reviewer.deeds]):
                kind, choice = ("text", None) if deed.words else ("choice", deed.verb)
                address = str(FIRST + number)
                await turns.take(
                    Event("telegram:424242", f"{number}:{step}", address, kind, deed.words, choice)
                )
        database.close()
        return [sheets.get(cycle_id, Sheet()) for sheets in read(url, folder, vaults)]


def same(one: Sheet, other: Sheet) -> bool:
    """Whether two sheets say the same."""
    return (one.value, one.over) == (other.value, other.over)


def prepare(url: str, folder: Path, members: int) -> tuple[list[int], int]:
    """Members of one cell with a linked Telegram chat each, and a cycle; their vaults."""
    database = Database(
        open_engine(url), Keyring(MASTER, open_key_store(f"sqlite:///{folder}/keys.db")), public_url=""
    )
    now = datetime.now(UTC)

    def work(session: FlowSession) -> tuple[list[int], int]:
        cell = make_cell(session, now, "CB1", names=tuple(f"Đảng viên {n}" for n in range(members)))
        bots = [[("telegram:424242", str(FIRST + n))] for n in range(members)]
        vaults = [seat(session, m, chats, now) for m, chats in zip(cell.members, bots, strict=True)]
        return vaults, make_cycle(session, cell.unit_id, cell.members, now)

    try:
        return database.run_now(work)
    finally:
        database.close()


def read(url: str, folder: Path, vaults: list[int]) -> list[dict[int, Sheet]]:
    """What the database holds for these vaults."""
    engine, store = open_engine(url), open_key_store(f"sqlite:///{folder}/keys.db")
    try:
        with transaction(engine, Keyring(MASTER, store), keep=False) as session:
            return [kept(session, vault) for vault in vaults]
    finally:
        engine.dispose()
        store.dispose()
