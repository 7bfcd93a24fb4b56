"""What officers did with figures: read them, accompany them, review the cell as a body. Members may know."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import JSON, BigInteger, func
from sqlmodel import Field, Session, SQLModel, col, select

from storage.engines import Moment

ONE_OPENING = timedelta(minutes=10)


class Reading(SQLModel, table=True):
    """An officer opened a unit's figures: his act, which the members concerned may see counted."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    office: str = Field(max_length=12)
    at: datetime = Field(sa_type=Moment)


class Cover(SQLModel, table=True):
    """The one sentence with which a secretary accompanies his cell's figures."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    words: str = Field(max_length=300)
    at: datetime = Field(sa_type=Moment)


class Collective(SQLModel, table=True):
    """The cell committee's self-review of the cell as a body: degrees by sign; attributed, not secret."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    degrees: dict[str, str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)


def cover_of(session: Session, cycle_id: int, cell_id: int) -> Cover | None:
    """The sentence that goes with a cell's figures."""
    return session.get(Cover, (cycle_id, cell_id))


def set_cover(
    session: Session, cycle_id: int, cell_id: int, member_id: int, words: str, now: datetime
) -> None:
    """Keep that sentence; an empty one takes it away."""
    row = cover_of(session, cycle_id, cell_id)
    if row:
        session.delete(row)
        session.flush()
    if words:
        session.add(Cover(cycle_id=cycle_id, cell_id=cell_id, member_id=member_id, words=words, at=now))
        session.flush()


def note(session: Session, cycle_id: int, unit_id: int, member_id: int, office: str, now: datetime) -> None:
    """An officer opened figures; looking from card to card within some minutes is one opening."""
    lately = select(Reading.id).where(
        Reading.cycle_id == cycle_id,
        Reading.unit_id == unit_id,
        Reading.member_id == member_id,
        Reading.at > now - ONE_OPENING,
    )
    if session.exec(lately.limit(1)).first() is None:
        session.add(Reading(cycle_id=cycle_id, unit_id=unit_id, member_id=member_id, office=office, at=now))
        session.flush()


def counts_of(session: Session, unit_ids: Sequence[int], since: datetime) -> dict[tuple[int, str], int]:
    """How often these units' figures were opened, by unit and office."""
    query = (
        select(Reading.unit_id, Reading.office, func.count())
        .where(col(Reading.unit_id).in_(unit_ids), Reading.at > since)
        .group_by(col(Reading.unit_id), col(Reading.office))
    )
    return {(unit, office): count for unit, office, count in session.exec(query).all()}


def collective_of(session: Session, cycle_id: int, cell_id: int) -> Collective | None:
    """The collective self-review of a cell, begun or handed in."""
    return session.get(Collective, (cycle_id, cell_id), with_for_update=True)


def save_collective(
    session: Session,
    cycle_id: int,
    cell_id: int,
    member_id: int,
    degrees: dict[str, str],
    now: datetime,
    *,
    submitted: bool = False,
) -> None:
    """Keep it as it is now, under the name of whoever did this."""
    row = collective_of(session, cycle_id, cell_id) or Collective(
        cycle_id=cycle_id, cell_id=cell_id, member_id=member_id, degrees=degrees, at=now
    )
    row.member_id, row.degrees, row.at = member_id, degrees, now
    row.submitted_at = now if submitted else None
    session.add(row)
    session.flush()
