"""Self-reviews: one row a member and cycle; all he answered is one encrypted value in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select

from storage.cycles import Cycle
from storage.encryption import keyring_of
from storage.engines import Moment

PLACE = "review.answers"


class Review(SQLModel, table=True):
    """A member's review in a cycle, from the first tick on; or the note that he hands it in on paper."""

    __table_args__ = (UniqueConstraint("cycle_id", "vault_id"),)
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    vault_id: int = Field(foreign_key="vault.id", index=True, sa_type=BigInteger)
    answers: bytes | None = None
    keep_copy: bool = False
    started_at: datetime = Field(sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)
    paper_at: datetime | None = Field(default=None, sa_type=Moment)


CYCLE = (
    col(Cycle.unit_id),
    col(Cycle.checklist),
    col(Cycle.opens_at),
    col(Cycle.closes_at),
    col(Cycle.frozen_at),
)
BEGUN = (
    sa.select(
        *CYCLE,
        col(Review.id),
        col(Review.answers),
        col(Review.keep_copy),
        col(Review.submitted_at),
        col(Review.paper_at),
    )
    .select_from(Review)
    .join(Cycle, col(Review.cycle_id) == Cycle.id)
    .where(col(Review.cycle_id) == sa.bindparam("cycle_id"), col(Review.vault_id) == sa.bindparam("vault_id"))
    .with_for_update(of=Review)
)
NOT_BEGUN = sa.select(*CYCLE, *(sa.null() for _ in range(5))).where(col(Cycle.id) == sa.bindparam("cycle_id"))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A cycle and the member's review in it, as one query reads them."""

    cycle_id: int
    unit_id: int
    checklist: str
    opens_at: datetime
    closes_at: datetime
    frozen: bool
    review_id: int | None
    answers: Any
    keep_copy: bool
    submitted_at: datetime | None
    paper_at: datetime | None


# Built once, as in storage.accounts.
_cycle, _review = (SQLModel.metadata.tables[name] for name in ("cycle", "review"))
SHEET = (
    sa.select(
        _cycle.c.unit_id,
        _cycle.c.checklist,
        _cycle.c.opens_at,
        _cycle.c.closes_at,
        _cycle.c.frozen_at,
        _review.c.id,
        _review.c.answers,
        _review.c.keep_copy,
        _review.c.submitted_at,
        _review.c.paper_at,
    )
    .select_from(_cycle)
    .join(
        _review,
        (_review.c.cycle_id == _cycle.c.id) & (_review.c.vault_id == sa.bindparam("vault")),
        isouter=True,
    )
    .where(_cycle.c.id == sa.bindparam("cycle"))
)
SAVE = sa.update(_review).where(_review.c.id == sa.bindparam("review"))


def find_sheet(session: Session, cycle_id: int, vault_id: int) -> Sheet | None:
    """Read a cycle and the member's review in it: the one query a tap makes for both."""
    row = session.connection().execute(SHEET, {"cycle": cycle_id, "vault": vault_id}).first()
    if row is None:
        return None
    unit, checklist, opens, closes, frozen, review, answers, keep, submitted, paper = tuple(row)
    opened = keyring_of(session).decrypt(vault_id, PLACE, answers) if answers is not None else None
    return Sheet(
        cycle_id,
        unit,
        checklist,
        opens,
        closes,
        frozen is not None,
        review,
        opened,
        bool(keep),
        submitted,
        paper,
    )


def start_review(session: Session, cycle_id: int, vault_id: int, now: datetime) -> int:
    """The row of a review that begins; its id."""
    review = Review(cycle_id=cycle_id, vault_id=vault_id, started_at=now)
    session.add(review)
    session.flush()
    assert review.id is not None
    return review.id


def save_answers(session: Session, review_id: int, vault_id: int, answers: Any, **columns: Any) -> None:
    """Replace the answers (None: erase them), and what else changes with them, by one statement."""
    sealed = None if answers is None else keyring_of(session).encrypt(vault_id, PLACE, answers)
    session.connection().execute(SAVE, {"review": review_id, "answers": sealed, **columns})


def reviews_of(session: Session, vault_id: int) -> list[tuple[Review, Cycle]]:
    """All reviews of a member with their cycles, newest first."""
    query = select(Review, Cycle).join(Cycle).where(Review.vault_id == vault_id)
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc())).all())


def answers_of(session: Session, review: Review) -> Any:
    """What a member answered, or None when nothing is kept."""
    if review.answers is None:
        return None
    return keyring_of(session).decrypt(review.vault_id, PLACE, review.answers)
