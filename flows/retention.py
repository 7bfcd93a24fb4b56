"""How long anything is kept, as one list; what is due is erased every day."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, and_, delete, exists
from sqlmodel import Session, SQLModel, col, func, select

from flows import departures, plan_books, proposals
from flows.claims import SEALED_KEPT
from flows.roster_imports import STAGED
from storage import commitments, erasure, events, files, members, notices, plans, reviews
from storage import proposals as proposal_rows
from storage.accounts import Account
from storage.attempts import Attempt
from storage.attendance import Attendance
from storage.codes import Claim, Code
from storage.cycles import Cycle
from storage.events import Event
from storage.file_links import FileLink
from storage.files import StoredFile
from storage.incoming import Incoming
from storage.mailings import Mailing
from storage.members import Member, Vault
from storage.notices import Notice, NoticeCopy
from storage.outbox import Outbox
from storage.plans import Plan
from storage.reviews import Review

MONTH = timedelta(days=30)
FILES = "files sent in"
MOST = 200
"""So many vaults, and so many reviews, at a time: the next run goes on."""
MOST_FILES = 2
"""So many files, of up to 10 MB: deleting them takes SQLite's only writer."""
MOST_ROWS = 2000
"""So many rows of a table."""


def rules(now: datetime) -> list[tuple[str, type[SQLModel], ColumnElement[bool]]]:
    """What is due now: a name, a table, which of its rows."""
    claimed = exists().where(
        col(Claim.account_id) == col(Account.id),
        col(Claim.settled_at).is_(None) | (col(Claim.settled_at) >= now - MONTH),
    )
    return [
        ("events", Event, col(Event.at) < now - events.KEPT),
        ("attempts", Attempt, col(Attempt.since) < now - timedelta(days=1)),
        ("codes", Code, col(Code.expires_at) < now - MONTH),
        ("outbox", Outbox, col(Outbox.done_at) < now - MONTH),
        (
            "mailings",
            Mailing,
            and_(
                col(Mailing.expires_at) < now - 2 * MONTH,
                ~exists().where(col(Outbox.mailing_id) == col(Mailing.id)),
            ),
        ),
        ("copies of notices", NoticeCopy, col(NoticeCopy.notice_id).in_(_over(now))),
        ("messages of notices", Outbox, col(Outbox.notice_id).in_(_over(now))),
        ("links to files", FileLink, col(FileLink.until_at) < now),
        ("messages nobody answered", Incoming, col(Incoming.at) < now - events.KEPT),
        ("words about attendance", Attendance, col(Attendance.until_at) < now),
        ("claims", Claim, col(Claim.settled_at) < now - MONTH),
        (
            "strangers' chats",
            Account,
            and_(col(Account.vault_id).is_(None), col(Account.created_at) < now - MONTH, ~claimed),
        ),
    ]


def left(counts: dict[str, int]) -> bool:
    """Whether there may be more than was erased at a time."""
    return any(count >= (MOST_FILES if name == FILES else MOST) for name, count in counts.items())


def run(session: Session, now: datetime, *, dry_run: bool) -> dict[str, int]:
    """Erase what is due; how many of each. A dry run counts the same and changes nothing."""
    counts: dict[str, int] = {}
    for name, table, due in rules(now):
        if dry_run:
            counts[name] = session.exec(select(func.count()).select_from(table).where(due)).one()
        else:
            counts[name] = _delete(session, table, due)
    counts["answers nobody asked to keep"] = _answers(session, now, dry_run)
    counts["plans nobody opened for long"] = _plans(session, now, dry_run)
    counts["plans with something to forget"] = _trims(session, now, dry_run)
    counts["notices"] = _notices(session, now, dry_run)
    counts["shared commitments"] = _commitments(session, now, dry_run)
    counts[FILES] = _files(session, now, dry_run)
    counts["proposals nobody settled"] = _proposals(session, now, dry_run)
    seats = _unfinished(session, now)
    counts["seats of unfinished imports"] = len(seats)
    if seats and not dry_run:
        erasure.erase_members(session, seats, now)
    vaults = _vaults(session, now)
    counts["vaults"] = len(vaults)
    if vaults and not dry_run:
        erasure.erase_vaults(session, vaults, now)
    return counts


def _delete(session: Session, table: type[SQLModel], due: ColumnElement[bool]) -> int:
    """Delete what is due, so many rows at a time."""
    key = list(sa.inspect(table).primary_key)
    some = select(*key).where(due).limit(MOST_ROWS)
    where = key[0].in_(some) if len(key) == 1 else sa.tuple_(*key).in_(some)
    found: Any = session.connection().execute(delete(table).where(where))
    return int(found.rowcount)


def _answers(session: Session, now: datetime, dry_run: bool) -> int:
    """Answers of cycles closed a month ago: drafts, and what the member did not ask to keep."""
    closed = select(Cycle.id).where(Cycle.closes_at < now - MONTH)
    due = and_(
        col(Review.cycle_id).in_(closed),
        col(Review.answers).is_not(None),
        col(Review.submitted_at).is_(None) | col(Review.keep_copy).is_(False),
    )
    found = session.exec(select(Review.id).where(due).limit(MOST)).all()
    if found and not dry_run:
        reviews.drop_answers(session, found, now)
    return len(found)


def _plans(session: Session, now: datetime, dry_run: bool) -> int:
    """Plans whose members did not come back."""
    found = session.exec(select(Plan.id).where(Plan.until_at < now).limit(MOST)).all()
    if found and not dry_run:
        plans.erase(session, found, now)
    return len(found)


def _trims(session: Session, now: datetime, dry_run: bool) -> int:
    """Plans in which a change cannot be undone any more, or a line was closed long ago: that is forgotten."""
    found = plans.to_trim(session, now, MOST)
    for vault_id in found if not dry_run else ():
        plan_books.forget_old(session, vault_id, now)
    return len(found)


def _commitments(session: Session, now: datetime, dry_run: bool) -> int:
    """Commitments whose time is over, or whose member went to another cell."""
    found = commitments.ended(session, now, MOST)
    if found and not dry_run:
        commitments.erase(session, found, now)
    return len(found)


def _proposals(session: Session, now: datetime, dry_run: bool) -> int:
    """Proposals that nobody settled in time; those who did not become members are forgotten."""
    found = proposal_rows.overdue(session, now, MOST)
    if found and not dry_run:
        proposals.drop(session, found, now)
    return len(found)


def _over(now: datetime) -> Any:
    """Notices that went out a year ago, and drafts nobody touched for long."""
    return select(Notice.id).where(Notice.until_at < now)


def _notices(session: Session, now: datetime, dry_run: bool) -> int:
    """Those notices, once nothing is left of their copies and messages."""
    query = _over(now)
    if not dry_run:
        query = query.where(
            ~exists().where(col(NoticeCopy.notice_id) == col(Notice.id)),
            ~exists().where(col(Outbox.notice_id) == col(Notice.id)),
        )
    found = session.exec(query.limit(MOST)).all()
    if found and not dry_run:
        notices.erase(session, found, now)
    return len(found)


def _vaults(session: Session, now: datetime) -> list[int]:
    """Vaults of members who left a month ago, and sealed ones nobody opened again."""
    left = select(Vault.id).join(Member).where(members.left_before(now - departures.KEPT))
    newer = select(Vault.member_id, func.max(Vault.created_at).label("newest")).group_by(col(Vault.member_id))
    latest = newer.subquery()
    sealed = (
        select(Vault.id)
        .join(latest, col(Vault.member_id) == latest.c.member_id)
        .where(col(Vault.created_at) < latest.c.newest, latest.c.newest < now - SEALED_KEPT)
        .where(~exists().where(col(Account.vault_id) == col(Vault.id)))
    )
    return sorted({*session.exec(left).all(), *session.exec(sealed).all()})[:MOST]


def _files(session: Session, now: datetime, dry_run: bool) -> int:
    """Files that were sent in and that nothing keeps any longer."""
    if dry_run:
        return session.exec(select(func.count()).select_from(StoredFile).where(files.is_due(now))).one()
    return files.erase_due(session, now, MOST_FILES)


def _unfinished(session: Session, now: datetime) -> list[int]:
    """Seats that an import staged and never showed; an import that is under way is younger."""
    day = timedelta(days=1)
    query = select(Member.id).where(members.left_before(STAGED + 365 * day), Member.created_at < now - day)
    return list(session.exec(query.limit(MOST)).all())
