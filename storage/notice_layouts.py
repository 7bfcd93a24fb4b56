"""Notices on their way, in batches: recipients fixed, messages laid out, changed, ended, taken back.

Each function is a statement or a few, of at most so many rows, and leaves behind from where to go on; done
again after a crash it does nothing twice. The rows of members' chats are touched before those of copies:
the same order as in a tap, so that neither waits for the other in a circle.
"""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select, update

from storage import audiences, chats, sendings
from storage.accounts import Account
from storage.engines import Moment
from storage.mailings import FAR, NOTICE
from storage.members import Member, Vault
from storage.notices import (
    CANCELLED,
    DONE,
    FIXING,
    PAUSED,
    RECALLED,
    SENDING,
    WAITING,
    Notice,
    NoticeCopy,
)
from storage.outbox import HELD, SEND, Outbox

UNFIXED, FIXED, WITHDRAWN = -1, 0, 2**30
"""What `Notice.laid` is beside a revision: recipients are not fixed; they are; what waits is ended."""
LIVE, OVER = (FIXING, WAITING, SENDING), (CANCELLED, RECALLED)


@dataclass(frozen=True, slots=True)
class Work:
    """A notice for which there may be something to do."""

    id: int
    unit_id: int
    state: str
    revision: int
    laid: int
    due_at: datetime | None


def open_work(session: Session, now: datetime) -> list[Work]:
    """Notices for which there may be something to do now, the oldest first."""
    due = col(Notice.state).in_((WAITING, SENDING)) & (col(Notice.due_at) <= now)
    unfixed = col(Notice.state).in_(LIVE) & (col(Notice.laid) < FIXED)
    over = col(Notice.state).in_(OVER) & (col(Notice.laid) < WITHDRAWN)
    return _work(session, due | unfixed | over)


def find_work(session: Session, notice_id: int) -> Work | None:
    """A notice as it is now."""
    found = _work(session, col(Notice.id) == notice_id)
    return found[0] if found else None


def _work(session: Session, where: Any) -> list[Work]:
    columns: tuple[Any, ...] = (Notice.id, Notice.unit_id, Notice.state, Notice.revision, Notice.laid)
    query: Any = sa.select(*columns, col(Notice.due_at)).where(where).order_by(col(Notice.id))
    return [Work(*row) for row in session.connection().execute(query)]


def fix_some(session: Session, notice_id: int, limit: int) -> int:
    """Note some more recipients, cell by cell; how many: fewer than `limit` are the last.

    Who goes to another cell meanwhile is noted once all the same.
    """
    audience, at = session.exec(
        select(Notice.audience, Notice.confirmed_at).where(Notice.id == notice_id)
    ).one()
    assert at is not None
    last = session.exec(select(func.max(NoticeCopy.unit_id)).where(NoticeCopy.notice_id == notice_id)).one()
    noted = sa.exists().where(
        col(NoticeCopy.notice_id) == notice_id, col(NoticeCopy.member_id) == col(Member.id)
    )
    found = (
        audiences.recipients(json.loads(audience), at)
        .where(col(Member.unit_id) >= (last or 0), col(Member.created_at) <= at, ~noted)
        .order_by(col(Member.unit_id), col(Member.id))
        .limit(limit)
        .subquery()
    )
    rows = sa.select(sa.literal(notice_id), found.c.member_id, found.c.unit_id, *map(sa.literal, (0, 0, "")))
    names = ["notice_id", "member_id", "unit_id", "laid", "seen", "answer"]
    insert = sa.insert(NoticeCopy).from_select(names, rows, include_defaults=False)
    # Counted by what is returned: SQLite's driver has no count for a statement that begins with WITH.
    return len(session.connection().scalars(insert.returning(col(NoticeCopy.member_id))).all())


def mark_fixed(session: Session, notice_id: int) -> None:
    """All of its recipients are noted: now it waits for its hour."""
    people = select(func.count()).where(NoticeCopy.notice_id == notice_id).scalar_subquery()
    waits = sa.case((col(Notice.state) == FIXING, WAITING), else_=col(Notice.state))
    where = (col(Notice.id) == notice_id) & (col(Notice.laid) < FIXED)
    _set(session, where, laid=FIXED, people=people, state=waits)


def begin(session: Session, notice_id: int) -> None:
    """Its hour has come."""
    _set(session, (col(Notice.id) == notice_id) & (col(Notice.state) == WAITING), state=SENDING)


def lay_some(session: Session, work: Work, after: int, now: datetime, limit: int) -> int | None:
    """Lay the present words out for some more recipients, after that one; the last one, None for nobody.

    Who has a message of it that waits gets the present words by that. Who had older ones gets a change of
    them (`sendings.change`).
    """
    unlaid = (col(NoticeCopy.notice_id) == work.id) & (col(NoticeCopy.laid) < work.revision)
    query = select(NoticeCopy.member_id).where(unlaid, col(NoticeCopy.member_id) > after)
    found = session.exec(query.order_by(col(NoticeCopy.member_id)).limit(limit)).all()
    if not found:
        return None
    here = unlaid & col(NoticeCopy.member_id).between(found[0], found[-1])
    if work.revision > 1:
        members = select(NoticeCopy.member_id).where(here)
        sendings.change(session, work.id, work.revision, members, now, max(now, work.due_at or now))
    sendings.add(session, _fresh(work, here, now))
    session.connection().execute(update(NoticeCopy).where(here).values(laid=work.revision))
    return found[-1]


def _fresh(work: Work, here: Any, now: datetime) -> Any:
    """A message for each of these who has a chat, and had none of this notice yet."""
    chat: Any = sa.orm.aliased(Account)
    occasion = f"n{work.id}.{work.revision}"
    rows = (
        sa.select(
            *(chat.id, chat.vault_id, chat.bot, sa.literal(occasion), sa.literal(work.id), sa.literal(SEND)),
            *(sa.null(), *map(sa.literal, (FAR, NOTICE)), sa.literal(now, Moment)),
            *(sa.literal(work.due_at, Moment), sa.literal(0)),
        )
        .select_from(NoticeCopy)
        .join(chat, chat.id == chats.preferred_of(col(NoticeCopy.member_id)))
        .where(here)
        .order_by(col(NoticeCopy.member_id))
    )
    if work.revision == 1:
        return rows
    got = (
        sa.exists()
        .select_from(sa.join(Outbox, Vault, col(Vault.id) == col(Outbox.vault_id)))
        .where(
            col(Vault.member_id) == col(NoticeCopy.member_id),
            col(Outbox.notice_id) == work.id,
            col(Outbox.act).in_(sendings.TELLING),
            col(Outbox.done_at).is_(None) | col(Outbox.outcome).in_(sendings.HAD),
        )
    )
    return rows.where(~got)


def withdraw_some(
    session: Session, notice_id: int, after: int, now: datetime, limit: int, waking: datetime
) -> int | None:
    """Take back what some more recipients had, after that one; the last one, None for nobody.

    Whom it has to be told is told when people are awake, from `waking` on.
    """
    query = select(NoticeCopy.member_id).where(
        NoticeCopy.notice_id == notice_id, col(NoticeCopy.member_id) > after
    )
    found = session.exec(query.order_by(col(NoticeCopy.member_id)).limit(limit)).all()
    if not found:
        return None
    here = (col(NoticeCopy.notice_id) == notice_id) & col(NoticeCopy.member_id).between(found[0], found[-1])
    sendings.withdraw(session, notice_id, select(NoticeCopy.member_id).where(here), now, waking)
    return found[-1]


def mark_laid(session: Session, work: Work, laid: int) -> None:
    """That is laid out for everybody, unless the notice has changed meanwhile."""
    same = (col(Notice.state) == work.state) & (col(Notice.revision) == work.revision)
    _set(session, (col(Notice.id) == work.id) & same, laid=laid)


def finish(session: Session, work: Work, now: datetime) -> bool:
    """All of it went out, if nothing waits any more."""
    if sendings.waits(session, work.id):
        return False
    same = (col(Notice.state) == SENDING) & (col(Notice.revision) == work.revision)
    _set(session, (col(Notice.id) == work.id) & same, state=DONE, done_at=now)
    return True


def hold_some(session: Session, limit: int) -> int:
    """Put messages of notices that somebody stopped for now where they are in no sender's way; how many."""
    paused = select(Notice.id).where(Notice.state == PAUSED)
    waiting = col(Outbox.done_at).is_(None) & (col(Outbox.lane) < HELD)
    return _move(session, col(Outbox.notice_id).in_(paused) & waiting, limit, lane=HELD)


def release_some(session: Session, now: datetime, limit: int) -> int:
    """Let messages of notices that go on be sent again; how many. Their week begins anew."""
    going = select(Notice.id).where(col(Notice.state).in_((WAITING, SENDING, *OVER)))
    held = col(Outbox.done_at).is_(None) & (col(Outbox.lane) == HELD)
    return _move(session, col(Outbox.notice_id).in_(going) & held, limit, lane=FAR, created_at=now)


def _move(session: Session, where: Any, limit: int, **values: Any) -> int:
    some = select(Outbox.id).where(where).limit(limit)
    found: Any = session.connection().execute(update(Outbox).where(col(Outbox.id).in_(some)).values(**values))
    return int(found.rowcount)


def _set(session: Session, where: Any, **values: Any) -> None:
    session.connection().execute(update(Notice).where(where).values(**values))
