"""What came of a notice at those who got it: whose inbox it is in, who saw it, who answered what.

A copy is in its member's inbox once the notice was laid out for him. Of a notice that is held up, stopped or
taken back only those still have it who had opened it, or to whom it was sent.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from storage.encryption import keyring_of
from storage.notices import DONE, PAUSED, REGISTERED, SENDING, Notice, NoticeCopy
from storage.outbox import Outbox
from storage.sendings import HAD

OUT = (SENDING, DONE)
"""States in which a notice is in the inbox of whoever it was laid out for."""
ANSWERED = (*OUT, PAUSED)
"""States in which it takes answers."""


@dataclass(frozen=True, slots=True)
class Received:
    """A notice in somebody's inbox; `waits`: for his answer."""

    notice: Notice
    seen: bool
    waits: bool
    answer: str


def waits(now: datetime) -> sa.ColumnElement[bool]:
    """Which copies wait for an answer that can still be given."""
    still = col(Notice.answer_by).is_(None) | (col(Notice.answer_by) > now)
    return col(Notice.needs_answer) & (col(NoticeCopy.answer) == "") & col(Notice.state).in_(ANSWERED) & still


def received(vault_id: int, now: datetime) -> sa.ColumnElement[bool]:
    """Which copies are in the inbox of the member with this vault."""
    was_sent = sa.exists().where(
        col(Outbox.vault_id) == vault_id,
        col(Outbox.notice_id) == col(Notice.id),
        col(Outbox.outcome).in_(HAD),
    )
    out = col(Notice.state).in_(OUT) & (col(NoticeCopy.laid) > 0)
    return (col(Notice.until_at) > now) & (out | (col(NoticeCopy.seen) > 0) | was_sent)


def inbox(
    session: Session, member_id: int, vault_id: int, now: datetime, offset: int, limit: int
) -> list[Received]:
    """What he got: first what waits for his answer, then the newest."""
    sent_at = sa.func.coalesce(col(Notice.due_at), col(Notice.confirmed_at), col(Notice.created_at))
    waiting = waits(now)
    query: Any = (
        sa.select(Notice, col(NoticeCopy.seen), waiting, col(NoticeCopy.answer))
        .join(NoticeCopy, col(NoticeCopy.notice_id) == col(Notice.id))
        .where(col(NoticeCopy.member_id) == member_id, received(vault_id, now))
        .order_by(sa.case((waiting, 0), else_=1), sent_at.desc(), col(Notice.id).desc())
    )
    rows = session.execute(query.offset(offset).limit(limit)).all()
    return [Received(row, seen >= row.revision, bool(wait), said) for row, seen, wait, said in rows]


def waiting(session: Session, member_id: int, vault_id: int, now: datetime) -> int:
    """How many notices wait for his answer."""
    query = (
        select(sa.func.count())
        .select_from(NoticeCopy)
        .join(Notice)
        .where(NoticeCopy.member_id == member_id, waits(now), received(vault_id, now))
    )
    return session.exec(query).one()


def find(
    session: Session, notice_id: int, member_id: int, vault_id: int, now: datetime
) -> tuple[Notice, NoticeCopy] | None:
    """A notice in his inbox with his copy; None for one that is not there."""
    query = (
        sa.select(Notice, NoticeCopy)
        .join(NoticeCopy, col(NoticeCopy.notice_id) == col(Notice.id))
        .where(col(Notice.id) == notice_id, col(NoticeCopy.member_id) == member_id, received(vault_id, now))
    )
    row = session.execute(query).first()
    return (row[0], row[1]) if row else None


def mark_seen(session: Session, notice_id: int, member_id: int, revision: int, now: datetime) -> bool:
    """He has opened this revision; False when he had before."""
    return _set(session, notice_id, member_id, NoticeCopy.seen < revision, seen=revision, seen_at=now)


def set_answer(
    session: Session, notice: Notice, member_id: int, answer: str, words: str, now: datetime
) -> bool:
    """His answer takes the place of the one before; False when it is the same."""
    known = session.get_one(NoticeCopy, (notice.id, member_id), populate_existing=True)
    if known.answer == answer and words_of(session, notice, known) == words:
        return False
    sealed = None
    if words:
        sealed = keyring_of(session).encrypt(notice.owner_id, _place(member_id), words)
    values: dict[str, Any] = {"answer": answer, "reason": sealed, "answered_at": now}
    return _set(session, notice.id or 0, member_id, sa.true(), **values)


def register(session: Session, notice: Notice, unit_id: int, at: datetime, now: datetime) -> None:
    """A cell registers a day and hour: it stands on all copies of that cell."""
    mine = (col(NoticeCopy.notice_id) == notice.id) & (col(NoticeCopy.unit_id) == unit_id)
    copies = session.exec(select(NoticeCopy.member_id).where(mine).order_by(col(NoticeCopy.member_id)))
    for member_id in copies.all():
        set_answer(session, notice, member_id, REGISTERED, at.isoformat(), now)


def registered(session: Session, notice: Notice, copy: NoticeCopy) -> datetime | None:
    """For when the cell of this copy has registered, if it has."""
    if copy.answer != REGISTERED:
        return None
    return datetime.fromisoformat(words_of(session, notice, copy))


def words_of(session: Session, notice: Notice, copy: NoticeCopy) -> str:
    """Why he does not come, who comes instead, for when his cell has registered; else empty."""
    if copy.reason is None:
        return ""
    found = keyring_of(session).decrypt(notice.owner_id, _place(copy.member_id), copy.reason)
    assert isinstance(found, str)
    return found


def _set(session: Session, notice_id: int, member_id: int, where: Any, **values: Any) -> bool:
    mine = (col(NoticeCopy.notice_id) == notice_id) & (col(NoticeCopy.member_id) == member_id)
    return bool(session.exec(update(NoticeCopy).where(mine, where).values(**values)).rowcount)


def _place(member_id: int) -> str:
    return f"noticecopy.reason:{member_id}"
