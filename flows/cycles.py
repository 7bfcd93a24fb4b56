"""Cycles: when one may be opened, and the roster that is fixed then (disclosure.md, rules 1, 2, 8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col, select

from flows import audit, cycle_limits, dates, disclosure
from flows import units as unit_rules
from flows.replies import FlowError
from locales import checklists
from storage import cycles, members, units
from storage.cycles import Cycle, Participant
from storage.members import Member
from storage.units import Unit

SHORTEST = timedelta(days=7)
YEAR = timedelta(days=365)
CHECKLIST = "nq04_2016"
CELLS_AT_ONCE, AT_OPENING = 20, 100
"""Cells whose members are entered on a roster in one transaction: a large one must not hold the writer. More
at the opening itself: a commune's cycle is open as soon as it is opened."""


@dataclass(frozen=True, slots=True)
class CycleLine:
    """A cycle as a list shows it."""

    id: int
    unit: str
    checklist: str
    opens_at: datetime
    closes_at: datetime
    status: str
    expected: int


def moment(value: str, timezone: str, *, end: bool) -> datetime:
    """A date (its last second, or its first one) or a date with an hour, in the unit's time zone."""
    try:
        read = datetime.fromisoformat(value)
        if len(value) == len("2026-11-22"):
            day = date.fromisoformat(value)
            read = datetime.combine(day, time(23, 59, 59) if end else time())
    except ValueError:
        raise FlowError("cycle-date-form", value=value) from None
    return read if read.tzinfo else read.replace(tzinfo=ZoneInfo(timezone))


def open_cycle(
    session: Session,
    unit_code: str,
    closes: str,
    now: datetime,
    *,
    opens: str | None = None,
    checklist: str = CHECKLIST,
    folder: Path | None = None,
    step: int | None = None,
    within_budget: bool = True,
) -> Cycle:
    """Announce a cycle. Only the demo ignores the budget.

    One that opens now has its roster fixed at once; a large one in further steps (`open_some`), within a
    minute. Without a `step` it has the one that the settings of its units ask for.
    """
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    coarsest = cycle_limits.coarsest(session, unit.id)
    step = max(disclosure.STEP, coarsest) if step is None else step
    timezone = unit_rules.timezone_of(session, unit.id)
    opens_at = moment(opens, timezone, end=False) if opens else now
    closes_at = moment(closes, timezone, end=True)
    _check_times(opens_at, closes_at, now)
    version = _version(checklist, folder)
    _lock_tree(session, unit.id)
    _check_members(session, unit)
    _check_overlap(session, unit.id, opens_at, closes_at, timezone)
    cycle_limits.check_step(session, unit, step, coarsest, now)
    if within_budget:
        cycle_limits.check_budget(session, unit.id, opens_at, timezone)
    cycle = Cycle(
        unit_id=unit.id,
        checklist=checklist,
        version=version,
        opens_at=opens_at,
        closes_at=closes_at,
        step=step,
    )
    cycles.make_noise(session, cycle)
    session.add(cycle)
    session.flush()
    audit.note(session, "cycle_opened", now, unit_id=unit.id, detail=cycle.id or 0)
    if opens_at <= now:
        freeze(session, cycle, now, AT_OPENING)
    return cycle


def freeze(session: Session, cycle: Cycle, now: datetime, limit: int | None = None) -> bool:
    """Fix who is expected: all members below the unit. True when the cycle is open.

    With a limit, the members of at most that many cells are entered (so that a large roster does not hold the
    writer), and the caller goes on in a further transaction; the cycle opens with the last of them.
    """
    assert cycle.id is not None
    last, entered = cycles.last_cell_entered(session, cycle.id), False
    while not entered:
        cells = units.ids_below(session, cycle.unit_id, last, limit)
        found = session.connection().execute(_missing(cycle.id, cells, now)).all()
        if found:
            session.connection().execute(sa.insert(Participant), [row._asdict() for row in found])
        if limit is None or len(cells) < limit:
            cycle.frozen_at = now
            session.add(cycle)
            session.flush()
            return True
        last, entered = cells[-1], bool(found)
    return False


def open_due(session: Session, now: datetime, limit: int | None = None) -> list[int]:
    """Open the scheduled cycles whose hour has come; the ids of those that are open now."""
    return [
        cycle.id or 0
        for cycle in cycles.due_cycles(session, now)
        if cycle.closes_at > now and freeze(session, cycle, now, limit)
    ]


def open_some(session: Session, now: datetime, limit: int) -> bool:
    """Enter the members of at most so many cells for each scheduled cycle that is due. True when all are."""
    open_due(session, now, limit)
    return not any(cycle.closes_at > now for cycle in cycles.due_cycles(session, now))


def listing(session: Session, now: datetime) -> list[CycleLine]:
    """All cycles, newest first."""
    query = (
        select(Cycle, Unit.code, sa.func.count(col(Participant.member_id)))
        .join(Unit, col(Unit.id) == Cycle.unit_id)
        .join(Participant, col(Participant.cycle_id) == Cycle.id, isouter=True)
        .group_by(col(Cycle.id), col(Unit.id))
        .order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())
    )
    return [
        CycleLine(
            cycle.id or 0,
            code,
            cycle.checklist,
            cycle.opens_at,
            cycle.closes_at,
            status_of(cycle, now),
            expected,
        )
        for cycle, code, expected in session.exec(query).all()
    ]


def status_of(cycle: Cycle, now: datetime) -> str:
    """Scheduled, open or closed."""
    if cycle.closes_at <= now:
        return "closed"
    return "open" if cycle.frozen_at is not None else "scheduled"


def _missing(cycle_id: int, cells: Sequence[int], now: datetime) -> sa.Select[int, int, int]:
    """Members of these cells, but for those expected in another cycle that is still open."""
    elsewhere = sa.exists().where(
        col(Participant.member_id) == col(Member.id),
        col(Cycle.id) == col(Participant.cycle_id),
        (col(Cycle.id) == cycle_id) | (col(Cycle.closes_at) > now),
    )
    return sa.select(
        sa.literal(cycle_id).label("cycle_id"),
        col(Member.id).label("member_id"),
        col(Member.unit_id).label("cell_id"),
    ).where(col(Member.unit_id).in_(cells), members.is_present(), ~elsewhere)


def _check_times(opens_at: datetime, closes_at: datetime, now: datetime) -> None:
    if opens_at < now:
        raise FlowError("cycle-opens-past")
    if closes_at <= now:
        raise FlowError("cycle-closes-past")
    if closes_at - opens_at < SHORTEST:
        raise FlowError("cycle-too-short", days=SHORTEST.days)
    if closes_at - opens_at > YEAR:
        raise FlowError("cycle-too-long")


def _version(checklist: str, folder: Path | None) -> str:
    try:
        return checklists.load(checklist, folder).version
    except checklists.ChecklistError as error:
        raise FlowError("cycle-checklist", problem=str(error)) from error


def _lock_tree(session: Session, unit_id: int) -> None:
    """Two cycles of one tree are opened one after the other (PostgreSQL; SQLite has one writer anyway)."""
    root = units.lineage_of(session, unit_id)[-1]
    session.exec(select(Unit.id).where(Unit.id == root).with_for_update()).one()


def _check_members(session: Session, unit: Unit) -> None:
    assert unit.id is not None
    below = sa.select(units.below(unit.id).c.id)
    present = select(Member.id).where(col(Member.unit_id).in_(below), members.is_present())
    if session.exec(present.limit(1)).first() is None:
        raise FlowError("cycle-no-members", unit=unit.name)


def check_extension(session: Session, cycle: Cycle, closes_at: datetime, timezone: str) -> None:
    """Whether a cycle may last until then. Raises `cycle-too-long` and `cycle-overlaps`."""
    if closes_at - cycle.opens_at > YEAR:
        raise FlowError("cycle-too-long")
    _lock_tree(session, cycle.unit_id)
    _check_overlap(session, cycle.unit_id, cycle.opens_at, closes_at, timezone, but=cycle.id)


def _check_overlap(
    session: Session,
    unit_id: int,
    opens_at: datetime,
    closes_at: datetime,
    timezone: str,
    but: int | None = None,
) -> None:
    """A member is in at most one open cycle: none above or below may run at the same time."""
    running = [one for one in cycles.cycles_between(session, opens_at, closes_at) if one.id != but]
    lineages = units.lineages_of(session, [unit_id, *(cycle.unit_id for cycle in running)])
    for cycle in running:
        if cycle.unit_id in lineages[unit_id] or unit_id in lineages[cycle.unit_id]:
            raise FlowError(
                "cycle-overlaps",
                unit=units.get_unit(session, cycle.unit_id).name,
                opens=dates.day(cycle.opens_at, timezone),
                closes=dates.day(cycle.closes_at, timezone),
            )
