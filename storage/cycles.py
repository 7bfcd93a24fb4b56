"""Cycles: the periods of the full self-review, and who is expected to take part."""

from datetime import datetime

from sqlalchemy import BigInteger, func
from sqlmodel import Field, Session, SQLModel, col, select

from storage.engines import Moment


class Cycle(SQLModel, table=True):
    """A cycle of a unit and of all cells below it. It is open once its roster is frozen."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    checklist: str = Field(max_length=40)
    version: str = Field(max_length=20)
    opens_at: datetime = Field(sa_type=Moment)
    closes_at: datetime = Field(sa_type=Moment)
    frozen_at: datetime | None = Field(default=None, sa_type=Moment)


class Participant(SQLModel, table=True):
    """A member who is expected in a cycle: fixed when it opens."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, sa_type=BigInteger)
    cell_id: int = Field(foreign_key="unit.id", index=True)


def cycles_over(session: Session, unit_ids: list[int]) -> list[Cycle]:
    """The cycles that any of these units opened, newest first."""
    query = select(Cycle).where(col(Cycle.unit_id).in_(unit_ids))
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all())


def due_cycles(session: Session, now: datetime) -> list[Cycle]:
    """Cycles whose hour has come and whose roster is not frozen yet."""
    query = select(Cycle).where(col(Cycle.frozen_at).is_(None), Cycle.opens_at <= now)
    return list(session.exec(query.order_by(col(Cycle.id))).all())


def cell_of(session: Session, cycle_id: int, member_id: int) -> int | None:
    """The cell a member is counted in, or None when he is not on the cycle's roster."""
    return session.exec(
        select(Participant.cell_id).where(
            Participant.cycle_id == cycle_id, Participant.member_id == member_id
        )
    ).first()


def expected_by_cell(session: Session, cycle_id: int) -> dict[int, int]:
    """How many members are expected, by cell."""
    query = (
        select(Participant.cell_id, func.count())
        .where(Participant.cycle_id == cycle_id)
        .group_by(col(Participant.cell_id))
    )
    return dict(session.exec(query).all())
