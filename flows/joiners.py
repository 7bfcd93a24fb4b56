"""Who is counted in a cycle's figures, and which cells stay together (disclosure.md, rule 2).

Whoever joined since a cell's last figures could be worked out by comparing the two: he is counted when at
least b + 1 such members wait, and all of them enter together. Until then his answers are for himself.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session

from flows import disclosure
from storage import cycles, publications, units
from storage.cycles import Cycle
from storage.publications import Formed

TWICE = 2
"""So many times every part of a pool must have had enough by itself before it is taken apart."""


@dataclass(frozen=True, slots=True)
class Counting:
    """Who counts, and which pool of before (its id) a cell stays in."""

    counted: frozenset[int]
    kept: Mapping[int, int]


def counting(session: Session, cycle: Cycle, cells: Sequence[int]) -> Counting:
    """For the cells of one parent. Rosters and earlier figures decide it, so a cycle does not change it."""
    assert cycle.id is not None
    roster = cycles.roster_of(session, cycle.id, cells)
    before = publications.formed_before(session, cycle.id, cells)
    kept = {
        cell: pools[0].pool_id
        for cell, pools in before.items()
        if pools and _stays(pools, cells, disclosure.threshold(cycle.step))
    }
    waiting_cells = _too_small(session, roster, before, cycle.step)
    counted: set[int] = set()
    for group in _groups(cells, kept):
        members = {member for cell in group for member in roster[cell]}
        known = {
            member
            for cell in group
            if before[cell]
            for member in cycles.counted_of(session, before[cell][0].cycle_id, cell)
        }
        fresh = not any(before[cell] or cell in waiting_cells for cell in group)
        waiting = members - known
        counted |= members if fresh or len(waiting) > cycle.step else members & known
    return Counting(frozenset(counted), kept)


def _too_small(
    session: Session, roster: Mapping[int, set[int]], before: Mapping[int, list[Formed]], step: int
) -> set[int]:
    """New cells beside old ones that would bring fewer than b + 1 members into an old cell's figures.

    They wait for one another, kind by kind: those of a kind are put together first.
    """
    if not any(before.values()):
        return set()
    small = [cell for cell, pools in before.items() if not pools and len(roster[cell]) <= step]
    kinds = units.kinds_of(session, small)
    bring = Counter(dict.fromkeys(kinds.values(), 0))
    for cell in small:
        bring[kinds[cell]] += len(roster[cell])
    return {cell for cell in small if bring[kinds[cell]] <= step}


def counts(session: Session, cycle: Cycle, member_id: int) -> bool:
    """Whether this member's answers will be counted: he is told before he begins."""
    cell = cycles.cell_of(session, cycle.id or 0, member_id)
    if cell is None:
        return False
    siblings = [unit.id or 0 for unit in units.siblings_of(session, cell)]
    return member_id in counting(session, cycle, sorted([cell, *siblings])).counted


def _stays(pools: Sequence[Formed], cells: Sequence[int], enough: int) -> bool:
    """Whether a cell's newest pool is kept: all its cells are still here, and not all stand on their own."""
    newest = pools[0].parts
    if len(newest) == 1 or not set(newest) <= set(cells):
        return False
    strong = dict.fromkeys(newest, 0)
    for pool in pools:
        if set(pool.parts) != set(newest):
            break
        for cell, n in pool.parts.items():
            strong[cell] += n >= enough
    return min(strong.values()) < TWICE


def _groups(cells: Sequence[int], kept: Mapping[int, int]) -> list[list[int]]:
    """Cells that are counted together: those of a kept pool, else each by itself."""
    groups: dict[tuple[str, int], list[int]] = {}
    for cell in cells:
        groups.setdefault(("pool", kept[cell]) if cell in kept else ("cell", cell), []).append(cell)
    return list(groups.values())
