"""Stays: in which cells a member was before."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.engines import Moment
from storage.members import Member


class Stay(SQLModel, table=True):
    """A member's time in a cell, once it is over. The time in his present cell is in his own row.

    `ended`: ``transferred``, ``left`` or ``deceased``.
    """

    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInteger)
    until_at: datetime = Field(sa_type=Moment, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    from_at: datetime = Field(sa_type=Moment)
    ended: str = Field(max_length=12)


def stays_of(session: Session, member_id: int) -> list[Stay]:
    """The cells a member was in before, in their order."""
    query = select(Stay).where(Stay.member_id == member_id)
    return list(session.exec(query.order_by(col(Stay.until_at))).all())


def add(session: Session, member: Member, since: datetime, until: datetime, ended: str) -> None:
    """His time in his present cell is over. Twice at one moment: the first is the one that lasted."""
    if session.get(Stay, (member.id, until)) is None:
        row = Stay(member_id=member.id, unit_id=member.unit_id, from_at=since, until_at=until, ended=ended)
        session.add(row)
        session.flush()


def drop(session: Session, member_id: int, until: datetime) -> None:
    """He did not leave after all."""
    session.exec(delete(Stay).where(col(Stay.member_id) == member_id, col(Stay.until_at) == until))
