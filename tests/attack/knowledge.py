"""What a coalition knows of one cycle: the pools, who was counted in each, and what was said to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from flows import disclosure
from tests.attack.emitted import Facts, Said, Subject
from tests.attack.organisations import World


class Contradiction(Exception):
    """What was emitted cannot be true: the bot has said something wrong."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Cells counted as one, whose reviews those were, and the distance of the points."""

    cells: tuple[int, ...]
    members: frozenset[int]
    step: int
    kind: str = ""

    @property
    def n(self) -> int:
        """Respondents."""
        return len(self.members)

    @property
    def lattice(self) -> dict[int, tuple[int, int]]:
        """Every value that may be published, with the counts it can have come from: the rule is known."""
        found = {}
        for value in disclosure.points(self.n, self.step):
            said = disclosure.estimate(value, self.n, self.step)
            found[value] = said.low, said.high
        return found


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure of a unit above: these pools' values (by their numbers) add up to it."""

    value: int
    pools: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The pools of one organisation's cycle; by figure, what was said of each pool and of sums of them."""

    pools: tuple[Pool, ...]
    leaves: Mapping[str, Mapping[int, Said]]
    sums: Mapping[str, Sequence[Sum]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The tree of an organisation in a cycle: by unit the cells below it, by cell its kind and its parent."""

    top: int
    below: Mapping[int, frozenset[int]]
    kinds: Mapping[int, str]
    parents: Mapping[int, int | None]
    step: int


def shapes(world: World, steps: Mapping[int, int]) -> list[Shape]:
    """All trees as they are now."""
    return [
        Shape(
            tree.top,
            {unit: frozenset(tree.below(unit)) for unit in tree.units if unit not in tree.cells},
            {cell: tree.units[cell].kind for cell in tree.cells},
            {cell: tree.units[cell].parent for cell in tree.cells},
            steps[tree.top],
        )
        for tree in world.trees
    ]


def pools_of(shape: Shape, facts: Facts, counted: Mapping[int, frozenset[int]]) -> tuple[Pool, ...]:
    """The pools, as the titles name them. Raises `Contradiction` when a title's n is not who was counted."""
    found = {}
    for subject, said in facts.items():
        if not set(subject.units) <= shape.kinds.keys():
            continue
        members = frozenset().union(*(counted.get(cell, frozenset()) for cell in subject.units))
        if said.n != len(members):
            raise Contradiction(f"{subject}: {said.n} respondents, not {len(members)}")
        kinds = {shape.kinds[cell] for cell in subject.units}
        found[subject.units] = Pool(
            subject.units, members, shape.step, kinds.pop() if len(kinds) == 1 else ""
        )
    return tuple(found[cells] for cells in sorted(found))


def known(shape: Shape, pools: tuple[Pool, ...], seen: Facts) -> Knowledge:
    """What those who have seen these facts know of one organisation."""
    numbers = {pool.cells: number for number, pool in enumerate(pools)}
    leaves: dict[str, dict[int, Said]] = {}
    sums: dict[str, list[Sum]] = {}
    for subject, said in seen.items():
        if subject.units in numbers:
            leaves.setdefault(subject.figure, {})[numbers[subject.units]] = said
        elif subject.units[0] in shape.below:
            parts = parts_of(shape, pools, subject)
            if said.n != sum(pools[part].n for part in parts):
                raise Contradiction(f"{subject}: {said.n} respondents are not those of {parts}")
            sums.setdefault(subject.figure, []).append(Sum(said.value, parts))
    return Knowledge(pools, leaves, sums)


def parts_of(shape: Shape, pools: Iterable[Pool], subject: Subject) -> tuple[int, ...]:
    """The pools (by number) that a figure of a unit above them adds up."""
    cells = shape.below[subject.units[0]]
    return tuple(
        number
        for number, pool in enumerate(pools)
        if cells.issuperset(pool.cells) and subject.kind in ("", pool.kind)
    )
