"""What may not change from one cycle to the next: who enters the figures alone, which cells are torn apart.

Neither makes an answer certain by itself; both are what the attackers of several cycles live on.
"""

from collections import Counter

from tests.attack.history import History, Round
from tests.attack.knowledge import Pool, Shape

TWICE = 2


def alone(history: History) -> Counter[str]:
    """Pools that members newly entered; and those that fewer than b + 1 entered."""
    found: Counter[str] = Counter()
    inside: dict[int, frozenset[int]] = {}
    for round_ in history.rounds:
        pools = [pool for shape in round_.shapes for pool in round_.pools(shape)]
        for pool in pools:
            before = [inside[cell] for cell in pool.cells if cell in inside]
            now = [round_.entered.get(cell, frozenset()) for cell in pool.cells]
            fresh = frozenset[int]().union(*now) - frozenset[int]().union(*before)
            if before and fresh:
                found["arrivals"] += 1
                found["arrivals_alone"] += len(fresh) <= pool.step
        inside |= {cell: round_.entered.get(cell, frozenset()) for pool in pools for cell in pool.cells}
    return found


def broken_up(history: History) -> Counter[str]:
    """Pools of several cells that stayed together; and those taken apart before each part had K twice."""
    found: Counter[str] = Counter()
    strong: Counter[int] = Counter()
    before: list[tuple[Shape, Pool]] = []
    for round_ in history.rounds:
        strong.update(_strong(round_))
        pools = [(shape, pool) for shape in round_.shapes for pool in round_.pools(shape)]
        parents = {cell: parent for shape in round_.shapes for cell, parent in shape.parents.items()}
        for shape, pool in before:
            if len(pool.cells) > 1 and all(parents.get(cell) == shape.parents[cell] for cell in pool.cells):
                together = any(set(pool.cells) <= set(other.cells) for _, other in pools)
                shown = any(set(pool.cells) & set(other.cells) for _, other in pools)
                found["pools_kept"] += together
                weak = any(strong[cell] < TWICE for cell in pool.cells)
                found["pools_broken_up"] += shown and not together and weak
        before = pools
    return found


def _strong(round_: Round) -> list[int]:
    """The cells in which enough handed in to stand on their own."""
    return [
        cell
        for shape in round_.shapes
        for cell in shape.kinds
        if len(round_.counted.get(cell, ())) >= 2 * shape.step
    ]
