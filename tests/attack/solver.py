"""T2: what was emitted as a system of equations over whole numbers, solved by HiGHS.

One unknown, 0 or 1, for every member and figure. An answer is certain when its least and its largest possible
value are the same. What `bounds` says in closed form must come out here as well, and here the figures hang
together: by sums of pools, because whoever named a cause has marked a sign that has it, because whoever has a
line in his plan has marked a sign, and because a line that is overdue is open.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from flows.answers import OTHER
from tests.attack.emitted import Said
from tests.attack.knowledge import Contradiction, Knowledge, Pool
from tests.attack.organisations import FIGURES, IN_PERSON, SIGNS

Known = Mapping[int, frozenset[str]]
"""Insiders: by member, the figures in which he is counted."""


@dataclass(slots=True)
class Model:
    """Whole numbers between bounds, and rows of sums of them between bounds."""

    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    rows: list[dict[int, float]] = field(default_factory=list)
    ranges: list[tuple[float, float]] = field(default_factory=list)

    def unknown(self, low: float = 0, high: float = 1) -> int:
        """A new whole number; its place."""
        self.lower.append(low)
        self.upper.append(high)
        return len(self.lower) - 1

    def require(self, row: Mapping[int, float], low: float, high: float) -> None:
        """This sum of multiples lies between these."""
        self.rows.append(dict(row))
        self.ranges.append((low, high))

    def most(self, weights: Mapping[int, float]) -> np.ndarray:
        """The solution in which this sum is largest."""
        goal = np.zeros(len(self.lower))
        goal[list(weights)] = [-weight for weight in weights.values()]
        places = [(number, place) for number, row in enumerate(self.rows) for place in row]
        values = [value for row in self.rows for value in row.values()]
        shape = len(self.rows), len(self.lower)
        matrix = csr_array((values, tuple(zip(*places, strict=True))), shape=shape)
        low, high = zip(*self.ranges, strict=True)
        found = milp(
            goal,
            constraints=LinearConstraint(matrix, low, high),
            bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            integrality=np.ones(len(goal)),
        )
        if found.x is None:
            raise Contradiction(found.message)
        solution: np.ndarray = np.rint(found.x)
        return solution

    def fixed(self, targets: set[int]) -> set[int]:
        """Which of these are at their lower bound, or at their upper one, in every solution."""
        return self._never(targets, 1) | self._never(targets, -1)

    def _never(self, targets: set[int], sign: int) -> set[int]:
        """Which never leave their lower (upper, for -1) bound. Each solution clears all it can."""
        bound = np.array(self.lower if sign == 1 else self.upper)
        while targets:
            solution = self.most(dict.fromkeys(targets, float(sign)))
            stuck = {target for target in targets if solution[target] == bound[target]}
            if stuck == targets:
                break
            targets = stuck
        return targets


def certain(
    knowledge: Knowledge, figures: Sequence[str], insiders: Known, *, linked: bool = False
) -> set[tuple[int, str]]:
    """For which pools (by number) and figures the insiders know what another member answered.

    Members of a pool who are no insiders are alike, so one of them stands for all.
    """
    model = Model()
    answers = {
        (member, figure): _answer(model, figure, insiders.get(member))
        for pool in knowledge.pools
        for member in sorted(pool.members)
        for figure in figures
    }
    for figure in figures:
        values = [
            _publish(model, pool, knowledge.leaves.get(figure, {}).get(number), _each(answers, pool, figure))
            for number, pool in enumerate(knowledge.pools)
        ]
        for total in knowledge.sums.get(figure, ()):
            row = {place: value for part in total.pools for place, value in values[part].items()}
            model.require(row, total.value, total.value)
    if linked:
        _link(model, answers, figures)
    targets = {
        answers[others[0], figure]: (number, figure)
        for number, pool in enumerate(knowledge.pools)
        if (others := sorted(pool.members - insiders.keys()))
        for figure in figures
    }
    return {targets[place] for place in model.fixed(set(targets))}


def _answer(model: Model, figure: str, known: frozenset[str] | None) -> int:
    """Whether a member is counted in a figure; of an insider it is known."""
    return model.unknown() if known is None else model.unknown(*(2 * [float(figure in known)]))


def _each(answers: Mapping[tuple[int, str], int], pool: Pool, figure: str) -> list[int]:
    return [answers[member, figure] for member in pool.members]


def _publish(model: Model, pool: Pool, said: Said | None, members: Sequence[int]) -> dict[int, float]:
    """One of the values that may be published, and a count it can have come from: the value as a sum."""
    lattice = {said.value: (said.low, said.high)} if said else pool.lattice
    chosen = {value: model.unknown() for value in lattice}
    model.require(dict.fromkeys(chosen.values(), 1.0), 1, 1)
    count = dict.fromkeys(members, 1.0)
    model.require(count | {chosen[value]: -low for value, (low, _) in lattice.items()}, 0, np.inf)
    model.require(count | {chosen[value]: -high for value, (_, high) in lattice.items()}, -np.inf, 0)
    return {place: value for value, place in chosen.items()}


def _link(model: Model, answers: Mapping[tuple[int, str], int], figures: Sequence[str]) -> None:
    """Who is counted in a figure is counted in one of those it leads to, where all of them are looked at."""
    known = {name: leads for name, leads in links().items() if leads <= set(figures)}
    for (member, figure), place in answers.items():
        if figure in known:
            marks = {answers[member, other]: 1.0 for other in known[figure]}
            model.require(marks | {place: -1.0}, 0, np.inf)


@cache
def links() -> Mapping[str, frozenset[str]]:
    """A cause leads to the signs it may be a cause of, a line to a mark, an overdue line to an open one."""
    ordinary = set(FIGURES) - IN_PERSON
    found = {OTHER: set(ordinary), "open": set(ordinary), "done": set(ordinary), "overdue": {"open"}}
    for sign in SIGNS:
        for cause in sign.causes:
            found.setdefault(cause.id, set()).add(sign.id)
    return {name: frozenset(leads) for name, leads in found.items()}
