"""T5: other answers with the same published values show nowhere: not in the layout, the pools, the choices
offered, the number of messages, or the data of a picture."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from sqlmodel import col, select

from flows.answers import OTHER, YES, Answer, Answers
from flows.replies import Reply
from storage.publications import Pool, PoolCell
from tests.attack import history, observers
from tests.attack.history import Round
from tests.attack.organisations import CAUSES, SIGNS, Person, World

Album = dict[tuple[str, int, str], Reply]
"""All cards of everybody, whole replies: by office, unit, and what was tapped."""
OPTIONAL = "4.1"
"""An item that only some answer and no figure counts: here it carries the causes."""


@dataclass(frozen=True, slots=True)
class Twins:
    """All cards of two organisations, and how many members answered otherwise in the second."""

    first: Album
    second: Album
    changed: int

    @property
    def differing(self) -> list[tuple[str, int, str]]:
        """The cards that are not the same, or are there only once."""
        return [
            place for place in self.first | self.second if self.first.get(place) != self.second.get(place)
        ]


def twins(seed: int, sizes: Sequence[int]) -> Twins:
    """Two organisations that are equal but for the answers, and of which the same values are published.

    In the second exactly as many mark a sign as was published of the first: that is a point, so it stays.
    """
    with history.new_world(seed) as world:
        lived = history.live(world, sizes, 1)
        first, values = album(world), _published(world, lived.rounds[0])
        before = [person.figures for person in world.people.values()]

    def answer_otherwise(world: World) -> None:
        people = list(world.people.values())
        for places, figures in values:
            _answer([people[place] for place in places], figures, Random(seed))

    with history.new_world(seed) as world:
        history.live(world, sizes, 1, prepare=answer_otherwise)
        after = [person.figures for person in world.people.values()]
        changed = sum(one != other for one, other in zip(before, after, strict=True))
        return Twins(first, album(world), changed)


def album(world: World) -> Album:
    """Every card that anybody can open, but for a member's own answers beside the figures."""
    found = {}
    for viewer in observers.viewers(world):
        who = observers.actor(world, viewer)
        for card in observers.cards(world.session, who, observers.door(viewer), world.now):
            if not card.choice.endswith(":mine"):
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
    """Give these members answers by which exactly as many are counted in each figure."""
    for person in people:
        person.answers = Answers()
    for sign in SIGNS:
        for person in random.sample(people, figures.get(f"sign:{sign.id}", 0)):
            person.answers.signs[sign.id] = Answer(YES if sign.in_person else "1")
    for cause in CAUSES:
        for person in random.sample(people, figures.get(f"cause:{cause}", 0)):
            item = person.answers.signs.setdefault(OPTIONAL, Answer("1"))
            item.causes += [cause] * (cause != OTHER)
            item.other += "lời riêng" * (cause == OTHER)
