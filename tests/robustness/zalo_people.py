"""People who review in Zalo by typing numbers, and wait for an answer before they type on."""

import asyncio
import random
from dataclasses import dataclass
from itertools import pairwise, product

from tests.robustness import zalo_cards
from tests.robustness.model import Sheet
from tests.robustness.zalo_watching import WatchingServer, name_of
from tests.servers.zalo_world import Shown

WEIGHTS = {
    "tick": 8, "degrees": 6, "settle": 2, "done": 4, "skip": 2, "way": 2, "rate": 6, "cause": 5, "write": 6,
    "detail": 4, "next": 2, "sum": 3, "page": 1, "submit": 3, "reopen": 8,
}  # fmt: skip
"""How often each kind of choice is taken, where it is on the card."""
PUZZLED = ("Tôi chưa hiểu câu vừa rồi", "Nút này thuộc về")
"""What the bot says where a number was not what he read."""


@dataclass(slots=True)
class Deed:
    """Something that was typed, and what it means to whoever typed it."""

    typed: str
    verb: str
    words: str = ""


class Member:
    """A member who goes through his review at random. Nobody answering, he asks for his place.

    `doubtful`: what he typed, by its place, under a card that an earlier life of the bot had shown: it cannot
    know that he saw it, so a number may mean nothing; and whether it did, where that is known.
    """

    def __init__(self, server: WatchingServer, number: int, seed: int, cycle_id: int, vault_id: int) -> None:
        self.server, self.cycle_id, self.vault_id = server, cycle_id, vault_id
        self.user = server.user(address(number), f"Đảng viên {number}")
        self.random = random.Random(seed * 1000 + number)
        self.deeds: list[Deed] = []
        self.looked = 0
        self.doubtful: dict[int, bool | None] = {}
        self.silent = self.silent_before = 0

    @property
    def names(self) -> list[str]:
        """By which the database knows what he typed."""
        return [name_of(event) for event in self.server.told[self.user.id]]

    @property
    def waiting(self) -> bool:
        """Whether the last word is his."""
        return not self.user.messages or not self.user.messages[-1].from_bot

    async def run(self, stop: asyncio.Event) -> None:
        """Answer until told to stop, and until the last answer is there."""
        await self.server.until(lambda: self.server.up)
        await self._types(Deed("/tusoi", "review"))
        while not (stop.is_set() and not self.waiting):
            await asyncio.sleep(0.003)
            if not self.server.up:
                continue
            if self._is_left():
                self.silent += 1
                await self._types(Deed("/tusoi", "review"))
            elif not self.waiting and not stop.is_set():
                await self._acts()

    async def writes_to_nobody(self) -> None:
        """Type on, though the bot is down."""
        if not self.waiting:
            await self._acts()

    def _is_left(self) -> bool:
        """Whether nothing will come any more: the bot has started since, and has not spoken."""
        return self.waiting and len(self.deeds) == self.looked and not self.server.waits(self.user.id)

    async def _acts(self) -> None:
        card = self.user.messages[-1].text
        if not zalo_cards.is_card(card):
            return
        asked = zalo_cards.asked(card, self.cycle_id)
        if asked:
            words = f"Ghi chú số {len(self.deeds)} của {self.user.id} <b>&"
            await self._types(Deed(words, asked, words))
            return
        found = zalo_cards.choices(card, self.cycle_id)
        weights = [WEIGHTS.get(verb.partition(":")[0], 0) for verb in found.values()]
        number, verb = self.random.choices(list(found.items()), weights)[0]
        head, _, tail = verb.rpartition(":")
        alike = [(n, v) for n, v in found.items() if v.rpartition(":")[0] == head and v[-1] in "+-"]
        if tail[-1] in "+-" and len(alike) > 1 and self.random.random() < 0.4:
            some = self.random.sample(alike, min(3, len(alike)))
            number = " ".join(n for n, _ in some)
            verb = f"{head}:{','.join(v.rpartition(':')[2] for _, v in some)}"
        await self._types(Deed(number, verb))

    async def _types(self, deed: Deed) -> None:
        card = self.user.messages[-1] if self.user.messages else None
        if card is not None and (not self.server.up or self.server.lives.get(card.id) != self.server.life):
            self.doubtful[len(self.deeds)] = None
        self.deeds.append(deed)
        await self.user.says(deed.typed)
        if self.server.webhook is not None and self.random.random() < 0.1:
            await self.server.again(self.server.told[self.user.id][-1])

    def explains(self, found: Sheet, taken: frozenset[str]) -> bool:
        """Whether his review is what comes of that which was taken of all he typed."""
        names = self.names
        open_ = [n for n, void in self.doubtful.items() if void is None and names[n] in taken]
        for voids in product((False, True), repeat=len(open_)):
            decided = self.doubtful | dict(zip(open_, voids, strict=True))
            sheet = Sheet()
            for number, (name, deed) in enumerate(zip(names, self.deeds, strict=True)):
                if name in taken and not decided.get(number):
                    sheet = zalo_cards.after(sheet, deed.verb, deed.words)
            if (sheet.value, sheet.over) == (found.value, found.over):
                late = (number for number, name in enumerate(names) if name not in taken)
                self.doubtful = dict.fromkeys(late) | decided
                return True
        return False

    def answers(self) -> list[tuple[str, Deed, list[Shown]]]:
        """Each thing he typed, and what the bot said until the next."""
        own = [n for n, shown in enumerate(self.user.messages) if not shown.from_bot]
        ends = pairwise([*own, len(self.user.messages)])
        said = [self.user.messages[start + 1 : end] for start, end in ends]
        return list(zip(self.names, self.deeds, said, strict=True))


def address(number: int) -> str:
    """The id of a person in Zalo."""
    return f"6ede9afa66b88fe6d6{number:02x}"
