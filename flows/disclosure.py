"""The disclosure rule as pure functions: which cells are pooled, how a count is rounded, what it then says.

disclosure.md is the rule; the numbers in brackets are its points. Nothing here ever looks at an answer: pools
depend on how many took part and on the tree, points on that number alone, so neither tells what was answered.
"""

import hmac
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, sqrt

STEP = 4
"""b: the distance of the points that a count is rounded to (3)."""
IN_PERSON_FROM = 50
"""Respondents from which on a sign to be talked over in person is shown (6)."""


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """A cell as pooling sees it: how many of its members count, its kind, the pool it was in last time."""

    n: int
    cell: int
    kind: str = ""
    kept: int | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """Cells whose answers are counted as one."""

    parts: tuple[Part, ...]

    @property
    def n(self) -> int:
        """Respondents."""
        return sum(part.n for part in self.parts)

    @property
    def cells(self) -> tuple[int, ...]:
        """Its cells, in a fixed order."""
        return tuple(sorted(part.cell for part in self.parts))

    @property
    def kind(self) -> str:
        """The one kind of all its cells, or an empty text."""
        kinds = {part.kind for part in self.parts}
        return kinds.pop() if len(kinds) == 1 else ""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A published figure: about so many of n, certainly between `low` and `high` (likely so, for a sum)."""

    value: int
    n: int
    low: int
    high: int


def threshold(step: int) -> int:
    """K: the fewest respondents of a pool with figures (2)."""
    return 2 * step


def pools(parts: Iterable[Part], step: int = STEP) -> list[Pool]:
    """Put the cells of one parent into pools of at least K; an empty list when all together are fewer (2).

    A pool of an earlier cycle (`kept`) stays together. Then those under K are put together, same kind first,
    smallest first; what is left under K joins the smallest other pool. A cell in which nobody took part is in
    no pool, unless it belongs to a kept one.
    """
    enough = threshold(step)
    kept: dict[int, list[Part]] = {}
    alone: list[Pool] = []
    for part in sorted(parts):
        if part.kept is not None:
            kept.setdefault(part.kept, []).append(part)
        elif part.n:
            alone.append(Pool((part,)))
    items = [Pool(tuple(members)) for members in kept.values()] + alone
    done = [item for item in items if item.n >= enough]
    small = sorted((item for item in items if 0 < item.n < enough), key=_size)
    rest: list[Pool] = []
    for kind in sorted({item.kind for item in small}):
        full, left = _gather([item for item in small if item.kind == kind], enough)
        done += full
        rest += left
    full, left = _gather(sorted(rest, key=_size), enough)
    done += full
    if left and done:
        smallest = min(done, key=_size)
        done.remove(smallest)
        left, done = [], [*done, _together([smallest, *left])]
    return sorted(done, key=lambda pool: pool.cells)


def _gather(items: Sequence[Pool], enough: int) -> tuple[list[Pool], list[Pool]]:
    """The smallest ones together until they are enough, and again; and what is left."""
    full: list[Pool] = []
    waiting: list[Pool] = []
    for item in items:
        waiting.append(item)
        if sum(one.n for one in waiting) >= enough:
            full.append(_together(waiting))
            waiting = []
    return full, waiting


def _together(items: Iterable[Pool]) -> Pool:
    return Pool(tuple(part for item in items for part in item.parts))


def _size(pool: Pool) -> tuple[int, tuple[int, ...]]:
    return pool.n, pool.cells


def points(n: int, step: int = STEP) -> list[int]:
    """What a count among n may be published as: 0, b, 2b … n; the last gap is b to 2b − 1 (3)."""
    return [*range(0, n - step + 1, step), n] if n >= step else [0, n]


def gap(count: int, n: int, step: int = STEP) -> tuple[int, int]:
    """The two points around a count; the same one twice when it is a point itself."""
    below = max(point for point in points(n, step) if point <= count)
    above = min(point for point in points(n, step) if point >= count)
    return below, above


def rounded(ids: Iterable[int], n: int, key: bytes, label: str, step: int = STEP) -> int:
    """The published value for those counted: one of the two points around, unbiased, always the same (3).

    `ids` are the members counted, `label` names cycle, figure and pool.
    """
    counted = sorted(ids)
    below, above = gap(len(counted), n, step)
    if below == above:
        return below
    text = "\0".join((label, *map(str, counted)))
    chance = int.from_bytes(hmac.digest(key, text.encode(), "sha256")[:8])
    return above if chance * (above - below) < (len(counted) - below) << 64 else below


def estimate(value: int, n: int, step: int = STEP) -> Estimate:
    """What a published value says: every count from which it can have come (7)."""
    lattice = points(n, step)
    place = lattice.index(value)
    low = lattice[place - 1] + 1 if place else 0
    high = lattice[place + 1] - 1 if place + 1 < len(lattice) else n
    return Estimate(value, n, low, high)


def leaf(value: int, n: int, step: int = STEP) -> tuple[int, int, int, int]:
    """What a published value adds to the sums above it: itself, four times its variance at most, its range.

    Rounding between points d apart is unbiased and varies by at most d²/4, independently of other leaves.
    """
    lattice = points(n, step)
    place = lattice.index(value)
    near = pairwise(lattice[max(0, place - 1) : place + 2])
    said = estimate(value, n, step)
    return value, max((above - below) ** 2 for below, above in near), said.low, said.high


def total(sums: Sequence[int], n: int) -> Estimate:
    """A sum of leaves (4), with the range in which at least 19 of 20 such sums lie."""
    value, squares, low, high = sums
    spread = ceil(sqrt(squares))
    return Estimate(value, n, max(low, value - spread), min(high, value + spread))


def trend(before: Estimate, now: Estimate, step: int = STEP) -> int:
    """1 for more, -1 for fewer, 0 for no arrow: only changes of at least 2b persons at the smaller n (7)."""
    smaller = min(before.n, now.n)
    change = (now.value * before.n - before.value * now.n) * smaller
    if abs(change) < 2 * step * before.n * now.n:
        return 0
    return 1 if change > 0 else -1
