"""Who is counted in a cycle's figures, and which cells stay together (disclosure.md, rule 2).

Whoever joined since a cell's last figures could be worked out by comparing the two: he is counted when at
least b + 1 such members wait, and all of them enter together. Until then his answers are for himself.
"""

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
    counted: set[int] = set()
    for group in _groups([cell for cell in cells if before[cell]], kept):
        members = {member for cell in group for member in roster[cell]}
        known = {
            member for cell in group for member in cycles.counted_of(session, before[cell][0].cycle_id, cell)
        }
        counted |= members if len(members - known) > cycle.step else members & known
    if new := {cell: roster[cell] for cell in cells if not before[cell]}:
        earlier = _earlier(session, cycle.id, list(new), before)
        for members in _arrivals(session, new, cycle.step):
            counted |= _enter(members, earlier, cycle.step)
    return Counting(frozenset(counted), kept)


def _earlier(
    session: Session, cycle_id: int, new: Sequence[int], before: Mapping[int, list[Formed]]
) -> list[set[int]]:
    """Who was counted in each of the figures that those of new cells could be compared with.

    These are the newest ones of the cells beside them, and of the cells that their members come from.
    """
    origins = cycles.origins_of(session, cycle_id, new) - set(before)
    formed = {**before, **publications.formed_before(session, cycle_id, sorted(origins))}
    newest = {pools[0].pool_id: pools[0] for pools in formed.values() if pools}
    return [
        {member for cell in pool.parts for member in cycles.counted_of(session, pool.cycle_id, cell)}
        for pool in newest.values()
    ]


def _arrivals(session: Session, new: Mapping[int, set[int]], step: int) -> list[set[int]]:
    """Members of new cells as they come: small cells with those of their kind, as they will be pooled."""
    small = [cell for cell, members in new.items() if len(members) <= step]
    together: dict[str, set[int]] = {}
    for cell, kind in units.kinds_of(session, small).items():
        together.setdefault(kind, set()).update(new[cell])
    return [*together.values(), *(members for members in new.values() if len(members) > step)]


def _enter(members: set[int], earlier: Sequence[set[int]], step: int) -> set[int]:
    """Those of them who may be counted: compared with any earlier figures, nobody new or more than b are."""
    entering = members
    while known := next((known for known in earlier if 0 < len(entering - known) <= step), None):
        entering = entering & known
    return entering


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
