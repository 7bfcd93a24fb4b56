"""The invented province's people: who sits in a cell, under which name, in which office.

Pure, and by cell: the same seed gives the same people whatever is written at a time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from random import Random

from flows import demo_tree
from flows.demo_tree import Planned
from storage.members import Profile

BITS = 62
"""An id has as many as `storage.encryption.new_id` gives it; here they follow the seed."""
PROBATIONARY, JOINED, WOMEN = 0.095, 0.7, 0.41
GONE = 0.012
"""Who left or died before the last cycle, beside those present."""
WITH_DEPUTY, WITH_COMMITTEE, WITH_CLERK = 7, 10, 5
"""From so many members on a cell has one."""


@dataclass(frozen=True, slots=True)
class Person:
    """A seat with its vault (0: he has not joined), and the offices he holds: name, code of the unit."""

    id: int
    vault: int
    profile: Profile
    standing: str
    offices: tuple[tuple[str, str], ...] = ()
    gone: str = ""


def of_cell(cell: Planned, seed: int, leads: Sequence[str]) -> list[Person]:
    """All of a cell. `leads`: the units above whose committees sit in it, each with all their offices."""
    chance = Random(f"{seed}:people:{cell.code}")
    offices = list(_offices(cell, leads))
    found = [_person(cell, chance, offices[n] if n < len(offices) else ()) for n in range(cell.size)]
    gone = sum(chance.random() < GONE for _ in range(cell.size))
    found += [_person(cell, chance, (), chance.choice(("left", "left", "deceased"))) for _ in range(gone)]
    return found


def leading(tree: demo_tree.Tree) -> dict[str, list[str]]:
    """By cell: the units above whose committees sit in it; always the first cell below them."""
    parents = {unit.code: unit.parent for unit in tree.units}
    led: set[str] = set()
    found: dict[str, list[str]] = {}
    for cell in tree.cells:
        above = parents[cell.code]
        while above is not None and above not in led:
            led.add(above)
            found.setdefault(cell.code, []).append(above)
            above = parents[above]
    return found


def _offices(cell: Planned, leads: Sequence[str]) -> Iterator[tuple[tuple[str, str], ...]]:
    """By place in the cell: its own offices, and those of the committees that sit in it."""
    here: list[list[tuple[str, str]]] = [[] for _ in range(cell.size)]
    own = [("secretary", 1), ("deputy", WITH_DEPUTY), ("committee", WITH_COMMITTEE), ("clerk", WITH_CLERK)]
    for place, office in enumerate(name for name, least in own if cell.size >= least):
        here[place].append((office, cell.code))
    for above in leads:
        for place, office in enumerate(("secretary", "deputy", "committee", "officer", "officer")):
            here[-1 - place % cell.size].append((office, above))
    for offices in here:
        yield tuple(offices)


def _person(
    cell: Planned, chance: Random, offices: tuple[tuple[str, str], ...] = (), gone: str = ""
) -> Person:
    joined = chance.random() < JOINED or bool(offices)
    standing = "probationary" if not offices and chance.random() < PROBATIONARY else "official"
    own, vault = chance.getrandbits(BITS) + 1, chance.getrandbits(BITS) + 1
    posts = demo_tree.data()["posts"]
    post = demo_tree.data()["offices"][offices[0][0]] if offices else chance.choice(posts[cell.kind])
    profile = Profile(_name(chance), post, f"{cell.code}-{chance.getrandbits(24):06X}")
    return Person(own, 0 if gone or not joined else vault, profile, standing, offices, gone)


def _name(chance: Random) -> str:
    names = demo_tree.data()["names"]
    [family] = chance.choices(_families()[0], cum_weights=_families()[1])
    middle, given = ("women", "women_given") if chance.random() < WOMEN else ("men", "men_given")
    return f"{family} {chance.choice(names[middle])} {chance.choice(names[given])}"


@cache
def _families() -> tuple[list[str], list[int]]:
    rows = demo_tree.data()["names"]["family"]
    return [name for name, _ in rows], list(accumulate(weight for _, weight in rows))
