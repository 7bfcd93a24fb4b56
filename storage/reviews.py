"""Self-reviews: one row a member and cycle; all he answered is one encrypted value in it.

Every review has a key of its own (its id is an owner in the key store), so that answers which are dropped or
withdrawn cannot be read from an old backup either, while the member goes on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage.cycles import Cycle, Participant
from storage.encryption import keyring_of, new_id
from storage.engines import Moment, Prepared
from storage.members import Vault

PLACE = "review.answers"


class Review(SQLModel, table=True):
    """A member's review in a cycle, from the first tick on; or the note that he hands it in on paper."""

    __table_args__ = (UniqueConstraint("cycle_id", "vault_id"),)
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    vault_id: int = Field(foreign_key="vault.id", index=True, sa_type=BigInteger)
    answers: bytes | None = None
    keep_copy: bool = False
    started_at: datetime = Field(sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)
    paper_at: datetime | None = Field(default=None, sa_type=Moment)


# What every tap executes is prepared, from plain columns.
_cycle, _review = (model.metadata.tables[str(model.__tablename__)] for model in (Cycle, Review))
CYCLE = (
    _cycle.c.unit_id,
    _cycle.c.checklist,
    _cycle.c.opens_at,
    _cycle.c.closes_at,
    _cycle.c.frozen_at,
)
BEGUN = Prepared(
    sa.select(
        *CYCLE,
        _review.c.id,
        _review.c.answers,
        _review.c.keep_copy,
        _review.c.submitted_at,
        _review.c.paper_at,
    )
    .select_from(_review)
    .join(_cycle, _review.c.cycle_id == _cycle.c.id)
    .where(_review.c.cycle_id == sa.bindparam("cycle"), _review.c.vault_id == sa.bindparam("vault"))
    .with_for_update(of=_review)
)
NOT_BEGUN = Prepared(
    sa.select(*CYCLE, *(sa.null() for _ in range(5))).where(_cycle.c.id == sa.bindparam("cycle"))
)
SAVE = Prepared(
    sa.update(_review).where(_review.c.id == sa.bindparam("review")).values(answers=sa.bindparam("sealed"))
)


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


def find_sheet(session: Session, cycle_id: int, vault_id: int) -> Sheet | None:
    """Read a cycle and lock the member's review in it: the one query a tap makes for both."""
    row = BEGUN.first(session, cycle=cycle_id, vault=vault_id) or NOT_BEGUN.first(session, cycle=cycle_id)
    if row is None:
        return None
    unit, checklist, opens, closes, frozen, review, answers, keep, submitted, paper = row
    opened = keyring_of(session).decrypt(review, PLACE, answers) if answers is not None else None
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


def start_review(
    session: Session, cycle_id: int, vault_id: int, now: datetime, paper_at: datetime | None = None
) -> int:
    """The row of a review that begins (or is handed in on paper), with its key; its id."""
    review_id = new_id()
    keyring_of(session).create(review_id)
    session.add(Review(id=review_id, cycle_id=cycle_id, vault_id=vault_id, started_at=now, paper_at=paper_at))
    session.flush()
    return review_id


def save_answers(session: Session, review_id: int, answers: Any, **columns: Any) -> None:
    """Replace the answers, and what else changes with them, by one statement."""
    sealed = keyring_of(session).encrypt(review_id, PLACE, answers)
    if not columns:
        SAVE.run(session, review=review_id, sealed=sealed)
        return
    session.exec(update(Review).where(col(Review.id) == review_id).values(answers=sealed, **columns))


def erase(session: Session, review_ids: Sequence[int], now: datetime) -> None:
    """Destroy the keys of reviews, then delete their rows."""
    keyring_of(session).destroy(list(review_ids), now)
    session.exec(delete(Review).where(col(Review.id).in_(review_ids)))


def drop_answers(session: Session, review_ids: Sequence[int], now: datetime) -> None:
    """Destroy the keys of reviews and what they opened; that there was a review stays known."""
    keyring_of(session).destroy(list(review_ids), now)
    session.exec(update(Review).where(col(Review.id).in_(review_ids)).values(answers=None))


def unkept_of(session: Session, cycle_id: int, limit: int) -> list[int]:
    """Reviews of a cycle whose answers are still there though nobody asked to keep them; drafts too."""
    query = select(Review.id).where(
        Review.cycle_id == cycle_id,
        col(Review.answers).is_not(None),
        col(Review.submitted_at).is_(None) | col(Review.keep_copy).is_(False),
    )
    return list(session.exec(query.limit(limit)).all())


def awaits(session: Session, cycle_id: int, vault_id: int) -> bool:
    """Whether a member is expected in an open cycle and has not handed in, here or on paper."""
    handed = sa.exists().where(
        col(Review.cycle_id) == cycle_id,
        col(Review.vault_id) == vault_id,
        col(Review.submitted_at).is_not(None) | col(Review.paper_at).is_not(None),
    )
    query = (
        select(Participant.cycle_id)
        .join(Vault, col(Vault.member_id) == Participant.member_id)
        .where(Participant.cycle_id == cycle_id, Vault.id == vault_id, ~handed)
    )
    return session.exec(query).first() is not None


def ids_of(session: Session, vault_ids: Sequence[int]) -> list[int]:
    """The reviews in these vaults."""
    return list(session.exec(select(Review.id).where(col(Review.vault_id).in_(vault_ids))).all())


def reviews_of(session: Session, vault_id: int) -> list[tuple[Review, Cycle]]:
    """All reviews of a member with their cycles, newest first."""
    query = select(Review, Cycle).join(Cycle).where(Review.vault_id == vault_id)
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc())).all())


def answers_of(session: Session, review: Review) -> Any:
    """What a member answered, or None when nothing is kept."""
    if review.answers is None:
        return None
    return keyring_of(session).decrypt(review.id, PLACE, review.answers)
