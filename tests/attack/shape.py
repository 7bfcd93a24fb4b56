"""T5: other answers and plans with the same published values show nowhere: not in the layout, the pools, the
choices offered, the number of messages, or the data of a picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from unittest.mock import patch

from sqlmodel import col, select

from flows import disclosure
from flows.answers import OTHER, YES, Answer, Answers
from flows.replies import Reply
from storage.publications import Pool, PoolCell
from tests.attack import history, observers
from tests.attack.history import Round
from tests.attack.organisations import CAUSES, IN_PERSON, SIGNS, Person, World

Album = dict[tuple[str, int, str], Reply]
"""All cards of everybody, whole replies: by office, unit, and what was tapped."""
OPTIONAL = "4.1"
"""An item that only some answer and no figure counts: here it carries causes, and lines of plans."""


@dataclass(frozen=True, slots=True)
class Twins:
    """All cards of two organisations; how many members answered, and planned, otherwise in the second."""

    first: Album
    second: Album
    changed: int
    replanned: int

    @property
    def differing(self) -> list[tuple[str, int, str]]:
        """The cards that are not the same, or are there only once."""
        return [
            place for place in self.first | self.second if self.first.get(place) != self.second.get(place)
        ]


def twins(seed: int, sizes: Sequence[int]) -> Twins:
    """Two organisations that are equal but for answers and plans, and of which the same values are published.

    In the second exactly as many mark a sign as was published of the first: that is a point, so it stays.
    """
    with patch.object(disclosure, "rounded", in_order), history.new_world(seed) as world:
        lived = history.live(world, sizes, 1)
        first, values = album(world), _published(world, lived.rounds[0])
        before = list(world.people.values())

    def answer_otherwise(world: World) -> None:
        people = list(world.people.values())
        for places, figures in values:
            _answer([people[place] for place in places], figures, Random(seed))

    with history.new_world(seed) as world:
        history.live(world, sizes, 1, prepare=answer_otherwise)
        pairs = list(zip(before, world.people.values(), strict=True))
        changed = sum(one.figures - one.stands != other.figures - other.stands for one, other in pairs)
        replanned = sum(one.stands != other.stands for one, other in pairs)
        return Twins(first, album(world), changed, replanned)


def in_order(ids: Iterable[int], n: int, key: bytes, label: str, step: int = disclosure.STEP) -> int:
    """Rounded as likely up or down as by the rule, but by one chance for all figures of a pool.

    So of fewer never more is published: fewer overdue than open plans, or no answers could be the twins'.
    """
    counted = len(list(ids))
    below, above = disclosure.gap(counted, n, step)
    chance = Random(label.rpartition("\0")[2]).random()
    return above if chance * (above - below) < counted - below else below


def album(world: World) -> Album:
    """Every card that anybody can open, but for a member's own answers beside the figures."""
    found = {}
    for viewer in observers.viewers(world):
        who = observers.actor(world, viewer)
        for card in observers.cards(world.session, who, observers.door(viewer), world.now):
            if ":mine" not in card.choice:
                found[viewer.office, viewer.unit, card.choice] = card.reply
    return found


def _published(world: World, round_: Round) -> list[tuple[list[int], Mapping[str, int]]]:
    """Of every pool whose reviews it counted (by the members' places) and what was published of it."""
    places = {member: place for place, member in enumerate(world.people)}
    found: list[tuple[list[int], Mapping[str, int]]] = []
    for pool in world.session.exec(select(Pool).order_by(col(Pool.id))).all():
        cells = world.session.exec(select(PoolCell.cell_id).where(PoolCell.pool_id == pool.id)).all()
        members = frozenset[int]().union(*(round_.counted.get(cell, frozenset()) for cell in cells))
        found.append((sorted(places[member] for member in members), pool.figures))
    return found


def _answer(people: list[Person], figures: Mapping[str, int], random: Random) -> None:
    """Give these members answers and plans by which exactly as many are counted in each figure."""
    for person in people:
        person.answers, person.stands = Answers(), frozenset()
    for sign in SIGNS:
        for person in random.sample(people, figures.get(f"sign:{sign.id}", 0)):
            person.answers.signs[sign.id] = Answer(YES if sign.in_person else "1")
    for cause in CAUSES:
        for person in random.sample(people, figures.get(f"cause:{cause}", 0)):
            item = person.answers.signs.setdefault(OPTIONAL, Answer("1"))
            item.causes += [cause] * (cause != OTHER)
            item.other += "lời riêng" * (cause == OTHER)
    _plan(people, figures, random)


def _plan(people: list[Person], figures: Mapping[str, int], random: Random) -> None:
    """The same for plans: what is overdue is open, and whoever has a line has marked something."""
    busy = random.sample(people, figures.get("plan:open", 0))
    late = random.sample(busy, figures.get("plan:overdue", 0))
    done = random.sample(people, figures.get("plan:done", 0))
    for name, chosen in (("open", busy), ("overdue", late), ("done", done)):
        for person in chosen:
            person.stands |= {name}
            if not person.marked - IN_PERSON:
                person.answers.signs.setdefault(OPTIONAL, Answer("1"))
