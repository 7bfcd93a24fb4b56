"""When cells meet: one rule a cell, and what is special about single meetings."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.engines import Moment
from storage.units import Unit

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
REMINDERS = "7d,3d,1d,2h"
"""How long before a meeting its members are reminded; hours are for the place."""


class MeetingRule(SQLModel, table=True):
    """A cell's rule: on which days (an RFC 5545 RRULE, counted from `starts_on`), when, how long, where."""

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    rrule: str = Field(max_length=200)
    starts_on: date
    at: str = Field(max_length=5)
    minutes: int
    place: str = Field(default="", max_length=120)
    reminders: str = Field(default=REMINDERS, max_length=40)
    changed_at: datetime = Field(sa_type=Moment)
    drawn_until: datetime = Field(default=NEVER, sa_type=Moment, index=True)


class Meeting(SQLModel, table=True):
    """What is special about one meeting, named by the day the rule gave it: moved, cancelled, a theme,
    and the numbers noted after it. One that is as the rule says has no row."""

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    planned_on: date = Field(primary_key=True)
    begins_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    theme: str = Field(default="", max_length=200)
    agenda: str = Field(default="", max_length=300)
    revision: int = 0
    held: bool | None = None
    present: int | None = None
    spoke: int | None = None
    self_criticism: int | None = None
    changed_at: datetime = Field(sa_type=Moment)


def rule_of(session: Session, unit_id: int) -> MeetingRule | None:
    """A cell's rule, if it has one."""
    return session.get(MeetingRule, unit_id)


def rules(session: Session) -> list[tuple[MeetingRule, str]]:
    """Every cell's rule with the cell's code, by code."""
    query = select(MeetingRule, Unit.code).join(Unit).where(col(Unit.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Unit.code))).all())


def set_rule(
    session: Session, unit_id: int, rrule: str, starts_on: date, at: str, minutes: int, now: datetime
) -> None:
    """Set or change a cell's rule; its place and its reminders stay what they were."""
    values: dict[str, Any] = {
        "rrule": rrule,
        "starts_on": starts_on,
        "at": at,
        "minutes": minutes,
        "changed_at": now,
    }
    row = session.get(MeetingRule, unit_id)
    if row is None:
        session.add(MeetingRule(unit_id=unit_id, **values))
    else:
        row.sqlmodel_update(values)
    session.flush()


def set_place(session: Session, unit_id: int, place: str, now: datetime) -> None:
    """Where the cell meets from now on."""
    row = session.get_one(MeetingRule, unit_id)
    row.place, row.changed_at = place, now
    session.flush()


def set_reminders(session: Session, unit_id: int, reminders: str, now: datetime) -> None:
    """How long before its meetings a cell is reminded."""
    row = session.get_one(MeetingRule, unit_id)
    row.reminders, row.changed_at = reminders, now
    session.flush()


def specials(session: Session, unit_id: int, since: date) -> dict[date, Meeting]:
    """The meetings of a cell that are special, from a planned day on."""
    query = select(Meeting).where(Meeting.unit_id == unit_id, Meeting.planned_on >= since)
    return {row.planned_on: row for row in session.exec(query).all()}


def specials_of(session: Session, unit_ids: Sequence[int], since: date) -> dict[int, dict[date, Meeting]]:
    """The same of many cells."""
    query = select(Meeting).where(col(Meeting.unit_id).in_(unit_ids), Meeting.planned_on >= since)
    found: dict[int, dict[date, Meeting]] = {}
    for row in session.exec(query):
        found.setdefault(row.unit_id, {})[row.planned_on] = row
    return found


def mark_drawn(session: Session, unit_ids: Sequence[int], until: datetime) -> None:
    """The reminders of these cells are drawn up to that moment."""
    where = col(MeetingRule.unit_id).in_(unit_ids)
    session.exec(update(MeetingRule).where(where).values(drawn_until=until))


def special(session: Session, unit_id: int, planned_on: date, now: datetime) -> Meeting:
    """The row of one meeting, made where there is none, to be changed by who asks."""
    row = session.get(Meeting, (unit_id, planned_on))
    if row is None:
        row = Meeting(unit_id=unit_id, planned_on=planned_on, changed_at=now)
        session.add(row)
    row.changed_at = now
    return row


def undrawn(session: Session, until: datetime, limit: int) -> list[MeetingRule]:
    """Rules of open cells whose reminders are not drawn up to that moment."""
    short = col(MeetingRule.drawn_until) < until
    query = select(MeetingRule).join(Unit).where(short, col(Unit.closed_at).is_(None))
    query = query.order_by(col(MeetingRule.drawn_until), col(MeetingRule.unit_id)).limit(limit)
    return list(session.exec(query.with_for_update(of=MeetingRule, skip_locked=True)).all())
