"""When cells meet: one rule a cell."""

from datetime import date, datetime

from sqlmodel import Field, Session, SQLModel, col, select

from storage.engines import Moment
from storage.units import Unit


class MeetingRule(SQLModel, table=True):
    """A cell's rule: on which days (an RFC 5545 RRULE, counted from `starts_on`), when, how long, where."""

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    rrule: str = Field(max_length=200)
    starts_on: date
    at: str = Field(max_length=5)
    minutes: int
    place: str = Field(default="", max_length=120)
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
    """Set or change a cell's rule; the place stays what it was."""
    row = session.get(MeetingRule, unit_id)
    place = row.place if row else ""
    session.merge(
        MeetingRule(
            unit_id=unit_id,
            rrule=rrule,
            starts_on=starts_on,
            at=at,
            minutes=minutes,
            place=place,
            changed_at=now,
        )
    )
    session.flush()


def set_place(session: Session, unit_id: int, place: str, now: datetime) -> None:
    """Where the cell meets from now on."""
    row = session.get_one(MeetingRule, unit_id)
    row.place, row.changed_at = place, now
    session.flush()
