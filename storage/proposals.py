"""Proposals: what one officer proposes and another must confirm before it is so.

A settled proposal is deleted; what came of it is in the audit log. A proposed member has a name already,
under the key his seat will have.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, select

from storage.engines import Moment

ADDITION, TRANSFER, LEAVING, HANDOVER = "addition", "transfer", "leaving", "handover"


class Proposal(SQLModel, table=True):
    """Somebody is to be added to a cell, moved to another, taken off its roll, or given an office.

    `subject_id`: the seat it is about; of an addition the one there will be. `detail`: the office, or why he
    leaves. `by_id`: who proposed it.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=10)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    subject_id: int = Field(sa_type=BigInteger, index=True)
    by_id: int = Field(sa_type=BigInteger, index=True)
    to_unit_id: int | None = Field(default=None, foreign_key="unit.id")
    detail: str = Field(default="", max_length=12)
    profile: bytes | None = None
    standing: str = Field(default="", max_length=12)
    created_at: datetime = Field(sa_type=Moment)
    until_at: datetime = Field(sa_type=Moment, index=True)


def find_proposal(session: Session, proposal_id: int) -> Proposal | None:
    """One that is not settled yet."""
    return session.get(Proposal, proposal_id)


def waiting(session: Session, kinds: Sequence[str], unit_id: int | None = None) -> list[Proposal]:
    """What is proposed, everywhere or in one unit, the oldest first. There are never many."""
    query = select(Proposal).where(col(Proposal.kind).in_(kinds))
    if unit_id is not None:
        query = query.where(Proposal.unit_id == unit_id)
    return list(session.exec(query.order_by(col(Proposal.id))).all())


def overdue(session: Session, now: datetime, limit: int) -> list[Proposal]:
    """What nobody settled in time."""
    return list(session.exec(select(Proposal).where(Proposal.until_at <= now).limit(limit)).all())


def about(session: Session, subject_id: int) -> list[Proposal]:
    """What is proposed about one seat."""
    query = select(Proposal).where(Proposal.subject_id == subject_id)
    return list(session.exec(query.order_by(col(Proposal.id))).all())
