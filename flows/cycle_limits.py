"""How finely, and how often, a cell's answers may be published (disclosure.md, rules 3 and 8).

Both look at what the cell has been through wherever it was then, and at the cells whose people it took over:
moving units about must win nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import dates, disclosure, unit_settings
from flows.replies import FlowError
from storage import cycles, members, publications, units
from storage.cycles import Cycle
from storage.units import Unit

YEAR = timedelta(days=365)
A_YEAR = 2
"""How many cycles a cell may have in any 365 days: each publication has fresh noise, and averages leak."""
COARSEST = 10


def coarsest(session: Session, unit_id: int) -> int:
    """The largest step that any cell below asks for, or ever had: no cell is rounded more finely again."""
    before = cycles.cycles_over(session, units.lineage_of(session, unit_id))
    asked = unit_settings.step_of(session, unit_id)
    steps = [cycle.step for cycle in before] + [publications.largest_step(session, unit_id)]
    return max([*steps, asked if asked > disclosure.STEP else 0])


def check_step(session: Session, unit: Unit, step: int, coarsest: int, now: datetime) -> None:
    """A unit may raise b (and with it K), never lower it; 3 only where one office alone reads (3).

    Raises `cycle-step-lower`, `cycle-step`, `cycle-step-readers`.
    """
    if step < coarsest:
        raise FlowError("cycle-step-lower", step=coarsest)
    if step > COARSEST or step < disclosure.STEP - 1:
        raise FlowError("cycle-step", least=disclosure.STEP, most=COARSEST)
    if step < disclosure.STEP and not _one_reader(session, unit, now):
        raise FlowError("cycle-step-readers", least=disclosure.STEP)


def _one_reader(session: Session, unit: Unit, now: datetime) -> bool:
    """A cell that nobody but its secretary reads the figures of."""
    if units.has_children(session, unit.id or 0):
        return False
    readers = members.holders_of(session, unit.id or 0, now)
    return not readers & {"deputy", "committee"}


def check_budget(session: Session, unit_id: int, opens_at: datetime, timezone: str) -> None:
    """No cell gets more than two publications a year, wherever it was then. Raises `cycle-budget`."""
    over = cycles.cycles_over(session, units.lineage_of(session, unit_id))
    below = cycles.cycles_below(session, unit_id)
    past = publications.counted_below(session, unit_id, opens_at - YEAR)
    opened = {cycle.id or 0: cycle.opens_at for cycle in [*over, *below, *(one for one, _ in past)]}
    above = frozenset(cycle.id or 0 for cycle in over)
    for own, cell in {frozenset[int](): unit_id, **_alike(session, below, past)}.items():
        openings = sorted([*(opened[cycle] for cycle in above | own), opens_at])
        for first, last in zip(openings, openings[A_YEAR:], strict=False):
            if last - first < YEAR and first <= opens_at <= last:
                again = dates.day(first + YEAR, timezone)
                raise FlowError("cycle-budget", unit=units.get_unit(session, cell).name, again=again)


def _alike(
    session: Session, below: Sequence[Cycle], past: Sequence[tuple[Cycle, Collection[int]]]
) -> dict[frozenset[int], int]:
    """The cycles that cells were counted in or that a unit above them is going to have, each with one."""
    found: dict[int, set[int]] = {}
    for cycle, cells in past:
        for cell in cells:
            found.setdefault(cell, set()).add(cycle.id or 0)
    inside = units.subtrees_of(session, sorted({cycle.unit_id for cycle in below}))
    for cycle in below:
        for cell in inside[cycle.unit_id]:
            found.setdefault(cell, set()).add(cycle.id or 0)
    return {frozenset(own): cell for cell, own in found.items()}
