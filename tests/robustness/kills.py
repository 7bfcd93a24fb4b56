"""Kill -9 at random moments of many reviews and plans, restart, go on, and count what is lost or doubled.

A deed (a tap, a typed line) is acknowledged when its update is confirmed to the platform or its card is
shown. A member's answers and plan are known after each of his deeds (the models), so at a kill the database
must hold the state after his last acknowledged deed, or after one that was on its way. What is not the state
after any deed (a line or a note written twice) is a difference.
"""

import asyncio
import random
import signal
import time
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from bot.app import CHANNELS
from bot.database import Database
from bot.turn import Turns
from handlers.events import Event
from handlers.routers import create_dispatcher
from storage.encryption import Keyring
from storage.engines import open_engine, open_key_store
from tests.conftest import MASTER, _hasty
from tests.robustness.kept import FIRST, Deed, Kept, plans, prepare, read
from tests.robustness.processes import Bot, Nursery, at_work, environment, forking
from tests.servers.telegram import TelegramServer, User, telegram_server
from tests.servers.telegram_chats import Message

WEIGHTS = {
    "rate": 10, "tick": 8, "done": 3, "skip": 2, "cause": 4, "write": 4, "next": 8, "detail": 1, "sign": 1,
    "list": 1, "way": 2, "sum": 2, "submit": 2, "reopen": 8, "review": 5, "clear": 1, "page": 1, "pause": 1,
    "plan": 3, "plannext": 6, "plantake": 8, "plandue": 3, "planhelp": 6, "planline": 3, "planmove": 3,
    "planask": 6, "planown": 4, "planmore": 2, "plansign": 2, "planskip": 1, "planuse": 1, "planserve": 2,
    "planchanges": 2, "plansigns": 1, "planjoin": 2, "plandrop": 1, "planerase": 1, "planeraseyes": 1,
    "planundo": 1, "check": 8, "checked": 8, "checknote": 4, "checkskip": 1, "checkdue": 4, "carry": 4,
    "menu": 1,
}  # fmt: skip
"""How often each kind of choice is taken, where it is on the card."""
ASKING = ("planask", "planown", "checknote")
"""Choices of a plan that ask for words."""
CALLS = ("sendMessage", "editMessageText")
PATIENCE = 30.0


@dataclass(slots=True)
class Count:
    """What came of it. `planned`: acknowledged deeds that changed a plan."""

    kills: int = 0
    deeds: int = 0
    acknowledged: int = 0
    planned: int = 0
    on_the_way: int = 0
    lost: int = 0
    seconds: float = 0.0
    differences: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return (
            f"taps={self.deeds} acknowledged={self.acknowledged} planned={self.planned}"
            f" on_the_way_at_a_kill={self.on_the_way} kills={self.kills} lost={self.lost}"
            f" unexplained={len(self.differences)} seconds={self.seconds:.1f}"
        )


class Member:
    """A member who goes through his review and his plan at random, as fast as the bot answers."""

    def __init__(self, server: TelegramServer, count: Count, number: int, seed: int) -> None:
        self.server, self.count = server, count
        self.user: User = server.user(FIRST + number, f"Đảng viên {number}")
        self.random = random.Random(seed * 1000 + number)
        self.deeds: list[Deed] = []
        self.states = [Kept()]
        self.acknowledged = 0
        self._kills_before = -1
        self.vault_id = self.cycle_id = 0
        self.begins = "/kehoach" if plans(number) else "/tusoi"

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop."""
        await self.user.says(self.begins)
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
        if verb.partition(":")[0] in ASKING:
            await self._writes(f"write:{verb}")

    async def _writes(self, verb: str) -> None:
        words = f"Ghi chú số {len(self.deeds)} <b>&"
        seen, sure = self.user.private.changes, self._sure()
        await self.user.says(words)
        self._did(Deed(verb, words))
        await self._answered(seen, sure)

    def _did(self, deed: Deed) -> None:
        self.deeds.append(deed)
        self.states.append(self.states[-1].after(deed, self.cycle_id))
        self.count.deeds += 1

    @property
    def planned(self) -> int:
        """So many of his acknowledged deeds changed his plan."""
        states = self.states[: self.acknowledged + 1]
        return sum(one.plan != other.plan for one, other in pairwise(states))

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
        self.people: list[Member] = []
        self.cycle_id = 0

    async def run(self, kills: int, *broken: str) -> Count:
        """The whole of it."""
        began = time.monotonic()
        async with telegram_server() as server:
            self.people = [Member(server, self.count, n, self.seed) for n in range(self.members)]
            vaults, self.cycle_id = prepare(self.url, self.folder, self._chats())
            for person, vault in zip(self.people, vaults, strict=True):
                person.vault_id, person.cycle_id = vault, self.cycle_id
            for person, found in zip(self.people, self.final(), strict=True):
                person.states = [found]
            env = environment(self.folder, self.url, server.base_url, server.token)
            async with forking(self.nursery, self.folder, env, *broken) as bot:
                await self._kill_again_and_again(server, bot, kills)
            assert not server.violations, list(server.violations)
        self.count.acknowledged = sum(person.acknowledged for person in self.people)
        self.count.planned = sum(person.planned for person in self.people)
        self.count.seconds = time.monotonic() - began
        return self.count

    async def _kill_again_and_again(self, server: TelegramServer, bot: Bot, kills: int) -> None:
        stop = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(person.run(stop))
            for _ in range(kills):
                await at_work(bot, server, self.random.randint(1, 100), *CALLS)
                await asyncio.sleep(self.random.uniform(0.0, 0.02))
                await bot.kill()
                self.count.kills += 1
                self.look()
            await at_work(bot, server, 80, *CALLS)
            stop.set()
        await bot.kill(signal.SIGTERM)
        self.look(all_done=True)

    def _chats(self) -> list[tuple[str, str]]:
        return [("telegram:424242", str(FIRST + number)) for number in range(self.members)]

    def look(self, *, all_done: bool = False) -> None:
        """Compare what is kept with what was acknowledged."""
        acknowledged = [len(p.deeds) if all_done else p.acknowledged for p in self.people]
        for person, least, found in zip(self.people, acknowledged, self.final(), strict=True):
            at = [n for n, state in enumerate(person.states) if state.value == found.value]
            self.count.on_the_way += len(person.deeds) - least
            if not at:
                self.count.differences.append(f"{found} was never {person.deeds[-3:]}")
            elif at[-1] < least:
                self.count.lost += least - at[-1]

    def final(self) -> list[Kept]:
        """What the database holds of all members now."""
        return read(self.url, self.folder, [person.vault_id for person in self.people], self.cycle_id)

    async def plain_run(self, url: str, folder: Path) -> list[Kept]:
        """The same deeds on a fresh database, without a process, a platform or a kill; what it holds then."""
        vaults, cycle_id = prepare(url, folder, self._chats())
        assert cycle_id == self.cycle_id
        keyring = Keyring(MASTER, _hasty(open_key_store(f"sqlite:///{folder}/keys.db")))
        database = Database(_hasty(open_engine(url)), keyring)
        turns = Turns(database, create_dispatcher(), CHANNELS)
        for number, person in enumerate(self.people):
            for step, deed in enumerate([Deed("review"), *person.deeds]):
                kind, choice = ("text", None) if deed.words else ("choice", deed.verb)
                address = str(FIRST + number)
                await turns.take(
                    Event("telegram:424242", f"{number}:{step}", address, kind, deed.words, choice)
                )
        database.close()
        return read(url, folder, vaults, cycle_id)
