"""What officers add to a cell's figures: a sentence, and the review of the cell as a body."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger
from sqlmodel import Field, Session, SQLModel

from storage.engines import Moment


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
