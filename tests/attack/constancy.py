"""T2 once more, for answers that stay the same over cycles while the rosters change.

Members who were counted in the very same pools of all cycles are alike: a *class*. How many of a class marked
a sign is one unknown; somebody's answer is certain when that is none of them, or all, in every solution. The
truth is a solution; so whoever's answer can be changed in it, perhaps against another's, without leaving any
interval, is uncertain. Only what withstands that goes to the solver.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tests.attack import bounds, knowledge
from tests.attack.bounds import Span
from tests.attack.history import History, Round
from tests.attack.knowledge import Pool
from tests.attack.organisations import ITEMS
from tests.attack.solver import Model

Class = frozenset[int]


@dataclass(frozen=True, slots=True)
class Series:
    """The pools of several cycles, by figure their spans, and the classes of members: in which pools."""

    pools: tuple[Pool, ...]
    spans: Mapping[str, Sequence[Span]]
    classes: Mapping[Class, frozenset[int]]


def windows(history: History, cycles: int) -> list[Series]:
    """Every so many consecutive cycles of every organisation."""
    return [
        series(history.rounds[start : start + cycles], tree)
        for start in range(len(history.rounds) - cycles + 1)
        for tree in range(len(history.rounds[start].shapes))
    ]


def series(rounds: Sequence[Round], tree: int) -> Series:
    """What was published of one organisation in these cycles."""
    pools: list[Pool] = []
    spans: dict[str, list[Span]] = {figure: [] for figure in ITEMS}
    for round_ in rounds:
        shape = round_.shapes[tree]
        known = knowledge.known(shape, round_.pools(shape), round_.seen.everything)
        pools += known.pools
        for figure in ITEMS:
            spans[figure] += bounds.spans(known, figure)
    return Series(tuple(pools), spans, classes_of(pools))


def classes_of(pools: Sequence[Pool]) -> dict[Class, frozenset[int]]:
    """Who was counted in the very same pools."""
    places: dict[int, set[int]] = {}
    for number, pool in enumerate(pools):
        for member in pool.members:
            places.setdefault(member, set()).add(number)
    found: dict[Class, set[int]] = {}
    for member, where in places.items():
        found.setdefault(frozenset(where), set()).add(member)
    return {where: frozenset(members) for where, members in found.items()}


def certain(found: Series, figure: str, truth: Mapping[int, frozenset[str]]) -> list[Class]:
    """The classes whose members' answers are certain, for one figure."""
    state = State(
        found.spans[figure],
        [sum(figure in truth[member] for member in pool.members) for pool in found.pools],
        {where: len(members) for where, members in found.classes.items()},
        {where: sum(figure in truth[m] for m in members) for where, members in found.classes.items()},
    )
    extreme = [where for where, marked in state.marked.items() if marked in (0, state.sizes[where])]
    doubtful = [where for where in extreme if not _movable(state, where)]
    return _solved(state, doubtful) if doubtful else []


@dataclass(frozen=True, slots=True)
class State:
    """One figure as it truly is: what pools may and do count, how large classes are, how many marked."""

    spans: Sequence[Span]
    counts: Sequence[int]
    sizes: Mapping[Class, int]
    marked: Mapping[Class, int]

    def fits(self, pools: Iterable[int], change: int) -> bool:
        """Whether so many more in each of these pools are still within what was said."""
        return all(self.spans[p][0] <= self.counts[p] + change <= self.spans[p][1] for p in pools)


def _movable(state: State, where: Class) -> bool:
    """Whether one answer in this class can be another, by itself or against one in another class."""
    change = 1 if state.marked[where] == 0 else -1
    if state.fits(where, change):
        return True
    for other in state.sizes:
        against = state.marked[other] if change == 1 else state.sizes[other] - state.marked[other]
        if (
            against
            and other & where
            and state.fits(where - other, change)
            and state.fits(other - where, -change)
        ):
            return True
    return False


def _solved(state: State, doubtful: Sequence[Class]) -> list[Class]:
    model = Model()
    places = {where: model.unknown(0, size) for where, size in state.sizes.items()}
    for number, (low, high) in enumerate(state.spans):
        model.require({place: 1.0 for where, place in places.items() if number in where}, low, high)
    fixed = model.fixed({places[where] for where in doubtful})
    return [where for where in doubtful if places[where] in fixed]
