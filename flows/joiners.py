"""Who is counted in a cycle's figures, and which cells stay together (disclosure.md, rule 2).

Whoever joined since a cell's last figures could be worked out by comparing the two: he is counted when at
least b + 1 such members wait, and all of them enter together. Until then his answers are for himself.
"""

from collections.abc import Mapping, Sequence, Set
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
    here = {cell for cell in cells if roster[cell]}
    kept = {
        cell: pools[0].pool_id
        for cell, pools in before.items()
        if pools and _stays(pools, here, disclosure.threshold(cycle.step))
    }
    counted: set[int] = set()
    newest = {cell: (before[cell][0].cycle_id, cell) for cell in cells if before[cell]}
    known_in = cycles.counted_in(session, newest.values())
    for group in _groups(list(newest), kept):
        members = {member for cell in group for member in roster[cell]}
        known = {member for cell in group for member in known_in[newest[cell]]}
        counted |= members if len(members - known) > cycle.step else members & known
    if new := {cell: roster[cell] for cell in cells if not before[cell]}:
        past = _past(session, cycle.id, cells, sorted(new))
        for group in _arrivals(session, new, cycle.step):
            members = {member for cell in group for member in roster[cell]}
            counted |= _enter(members, _earlier(members, past), cycle.step)
    return Counting(frozenset(counted), kept)


def counts(session: Session, cycle: Cycle, member_id: int) -> bool:
    """Whether this member's answers will be counted: he is told before he begins."""
    cell = cycles.cell_of(session, cycle.id or 0, member_id)
    if cell is None:
        return False
    return member_id in counting(session, cycle, _decided_with(session, cycle, cell)).counted


def _decided_with(session: Session, cycle: Cycle, cell: int) -> list[int]:
    """The cells that decide for this one: those of its last pool; of a small new cell, all beside it."""
    before = publications.formed_before(session, cycle.id or 0, [cell])[cell]
    beside = units.beside(session, cell)
    if before:
        return [part for part in before[0].parts if part in beside]
    alone = len(cycles.roster_of(session, cycle.id or 0, [cell])[cell]) > cycle.step
    return [cell] if alone else beside


@dataclass(frozen=True, slots=True)
class _Past:
    """What new cells could be compared with: who was counted where, and the pools of those cells."""

    counted: Mapping[tuple[int, int], set[int]]
    beside: Mapping[int, list[Formed]]
    origins: Mapping[int, list[Formed]]


def _past(session: Session, cycle_id: int, cells: Sequence[int], new: Sequence[int]) -> _Past:
    beside = publications.formed_before(session, cycle_id, units.beside(session, cells[0]))
    counted = cycles.counted_before(session, cycle_id, new)
    origins = {cell for _, cell in counted} - set(beside)
    return _Past(counted, beside, publications.formed_before(session, cycle_id, sorted(origins)))


def _earlier(members: Set[int], past: _Past) -> list[set[int]]:
    """Of those of new cells: who was counted in each of the figures that they could be compared with.

    These are the newest ones of the cells beside them, and of the cells that their members come from.
    """
    counted = {place: known & members for place, known in past.counted.items() if known & members}
    origins = {cell: past.origins[cell] for _, cell in counted if cell in past.origins}
    formed = {**past.beside, **origins}
    newest = {pools[0].pool_id: pools[0] for pools in formed.values() if pools}
    return [
        {member for cell in pool.parts for member in counted.get((pool.cycle_id, cell), ())}
        for pool in newest.values()
    ]


def _arrivals(session: Session, new: Mapping[int, set[int]], step: int) -> list[list[int]]:
    """New cells as they arrive: small ones with those of their kind, as they will be pooled."""
    small = [cell for cell, members in new.items() if len(members) <= step]
    together: dict[str, list[int]] = {}
    for cell, kind in units.kinds_of(session, small).items():
        together.setdefault(kind, []).append(cell)
    return [*together.values(), *([cell] for cell, members in new.items() if len(members) > step)]


def _enter(members: set[int], earlier: Sequence[set[int]], step: int) -> set[int]:
    """Those of them who may be counted: compared with any earlier figures, nobody new or more than b are."""
    entering = members
    while few := [known for known in earlier if 0 < len(entering - known) <= step]:
        entering = entering & few[0]
    return entering


def _stays(pools: Sequence[Formed], cells: Set[int], enough: int) -> bool:
    """Whether a cell's newest pool is kept: all its cells are still here, and not all stand on their own."""
    newest = pools[0].parts
    if len(newest) == 1 or not set(newest) <= cells:
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
