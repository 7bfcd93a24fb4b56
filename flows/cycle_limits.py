"""How finely, and how often, a cell's answers may be published (disclosure.md, rules 3 and 8).

Both look at what the cell has been through wherever it was then, and at the cells whose people it took over:
moving units about must win nothing.
"""

from datetime import UTC, datetime, timedelta

from sqlmodel import Session, col, select

from flows import dates, disclosure, unit_settings
from flows.replies import FlowError
from storage import cycles, members, publications, units
from storage.units import Unit

YEAR = timedelta(days=365)
EVER = datetime.min.replace(tzinfo=UTC)
A_YEAR = 2
"""How many cycles a cell may have in any 365 days: each publication has fresh noise, and averages leak."""
COARSEST = 10


def coarsest(session: Session, unit_id: int) -> int:
    """The largest step that any cell below asks for, or ever had: no cell is rounded more finely again."""
    before = cycles.cycles_over(session, units.lineage_of(session, unit_id))
    past = publications.openings_of(session, units.subtree_of(session, unit_id), EVER)
    steps = [cycle.step for cycle in before] + [step for own in past.values() for _, step in own.values()]
    asked = unit_settings.step_of(session, unit_id)
    return max([*steps, asked if asked > disclosure.STEP else 0], default=0)


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
    above = {cycle.id or 0: cycle.opens_at for cycle in over}
    below = _openings_below(session, unit_id)
    past = publications.openings_of(session, list(below), opens_at - YEAR)
    for cell, own in below.items():
        earlier = {cycle: opened for cycle, (opened, _) in past.get(cell, {}).items()}
        openings = sorted([*(above | own | earlier).values(), opens_at])
        for first, last in zip(openings, openings[A_YEAR:], strict=False):
            if last - first < YEAR and first <= opens_at <= last:
                again = dates.day(first + YEAR, timezone)
                raise FlowError("cycle-budget", unit=units.get_unit(session, cell).name, again=again)


def _openings_below(session: Session, unit_id: int) -> dict[int, dict[int, datetime]]:
    """For every unit of the subtree: when cycles opened that it or a unit between them and it owns."""
    below = units.subtree_of(session, unit_id)
    parents = dict(session.exec(select(Unit.id, Unit.parent_id).where(col(Unit.id).in_(below))).all())
    own: dict[int, dict[int, datetime]] = {}
    for cycle in cycles.cycles_over(session, [unit for unit in below if unit != unit_id]):
        own.setdefault(cycle.unit_id, {})[cycle.id or 0] = cycle.opens_at
    return {unit: _collect(unit, unit_id, parents, own) for unit in below}


def _collect(
    unit: int, top: int, parents: dict[int | None, int | None], own: dict[int, dict[int, datetime]]
) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    current: int | None = unit
    while current is not None and current != top:
        found |= own.get(current, {})
        current = parents[current]
    return found
