"""Notices: what a cell's secretary or a committee's officer tells many members, and what came of it.

A notice's words are sealed under a key of its own, as are the reasons of those who do not come; so a notice
that is erased cannot be read in an old backup. Who receives it is fixed when it is confirmed (`NoticeCopy`).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, ColumnElement, Index
from sqlmodel import Field, Session, SQLModel, col, delete, func, select, update

from storage import files
from storage.encryption import keyring_of, new_id
from storage.engines import Moment

DRAFT, APPROVAL, FIXING, WAITING = "draft", "approval", "fixing", "waiting"
SENDING, PAUSED, DONE, CANCELLED, RECALLED = "sending", "paused", "done", "cancelled", "recalled"
SERIES = "series"
STATES = (DRAFT, APPROVAL, FIXING, WAITING, SENDING, PAUSED, DONE, CANCELLED, RECALLED, SERIES)
"""Written; a second officer is asked; recipients are being fixed; its hour is awaited; it is on its way;
somebody stopped it for now; all of it went out; stopped for good; taken back. A series is never sent itself:
when it is due, a child of it is made (`monthly`)."""
OUT = (SENDING, PAUSED, DONE)
"""Of these somebody may have it, and it still holds."""
PLACE = "notice.content"
COMING, ABSENT, DEPUTY = "coming", "absent", "deputy"
ANSWERS = (COMING, ABSENT, DEPUTY)
REGISTERED = "register"
"""What stands on all copies of a cell that has registered a day, which is then their `reason`."""
NUDGING = sa.text("nudging <> ''")


class Notice(SQLModel, table=True):
    """A notice of a unit. `owner_id`: the owner of the key of its content.

    `audience`: who is meant, as JSON (`flows.audiences`); never by review, plan, consent or channel state.
    `revision`: 1 once confirmed, one more with each correction. `digest`: keyed hash of the words, by which
    the same words are recognised. `monthly`: a rule; such a notice is sent by its children (`series_id`).
    `answer_by`: until when answers are taken: the moment it invites to, or when it was closed before that.
    `registers`: it needs of each cell a day, and of nobody whether he comes.
    `changed_at`: when it was last corrected, or recalled. `correction`: new words, not confirmed yet, sealed
    as the content is. `nudging`: who is being reminded since `nudged_at`, in the order of the members' ids
    up to `nudged_to`: who has not ``seen`` it, or not ``answered``. `laid`: what is laid out for all of its
    recipients (`storage.notice_layouts`): nothing while they are not fixed, then 0, then a revision.
    """

    __table_args__ = (Index("ix_notice_nudging", "id", sqlite_where=NUDGING, postgresql_where=NUDGING),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    author_id: int = Field(sa_type=BigInteger, index=True)
    owner_id: int = Field(sa_type=BigInteger)
    content: bytes
    audience: str
    state: str = Field(max_length=10, index=True)
    official: bool = False
    needs_answer: bool = False
    registers: bool = False
    revision: int = 0
    digest: str = Field(default="", max_length=64, index=True)
    monthly: str = Field(default="", max_length=120)
    series_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    approver_id: int | None = Field(default=None, sa_type=BigInteger)
    people: int = 0
    created_at: datetime = Field(sa_type=Moment)
    confirmed_at: datetime | None = Field(default=None, sa_type=Moment)
    due_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    until_at: datetime = Field(sa_type=Moment, index=True)
    answer_by: datetime | None = Field(default=None, sa_type=Moment)
    changed_at: datetime | None = Field(default=None, sa_type=Moment)
    correction: bytes | None = None
    nudged_at: datetime | None = Field(default=None, sa_type=Moment)
    nudging: str = Field(default="", max_length=8)
    laid: int = -1
    nudged_to: int = Field(default=0, sa_type=BigInteger)


class NoticeFile(SQLModel, table=True):
    """A picture or file that goes with a notice, in its place."""

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    place: int = Field(primary_key=True)
    file_id: int = Field(foreign_key="storedfile.id", sa_type=BigInteger)


class NoticeCopy(SQLModel, table=True):
    """One recipient of a notice, in the cell he was in when recipients were fixed.

    `laid`: the revision that was laid out for him; `seen`: the one he has opened, at `seen_at`: who saw only
    words that were corrected since has not seen it. `reason`: why he does not come, or who comes instead,
    sealed to the notice.
    """

    __table_args__ = (
        Index("ix_noticecopy_counted", "notice_id", "unit_id", "member_id", "laid", "seen", "answer"),
    )
    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, sa_type=BigInteger, index=True)
    unit_id: int = Field(foreign_key="unit.id")
    laid: int = 0
    seen: int = 0
    seen_at: datetime | None = Field(default=None, sa_type=Moment)
    answer: str = Field(default="", max_length=8)
    reason: bytes | None = None
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    nudged_at: datetime | None = Field(default=None, sa_type=Moment)


def create(
    session: Session,
    unit_id: int,
    author_id: int,
    content: Mapping[str, Any],
    now: datetime,
    until_at: datetime,
    audience: Mapping[str, Any],
) -> Notice:
    """A draft with a key of its own."""
    owner_id = new_id()
    keyring_of(session).create(owner_id)
    notice = Notice(
        unit_id=unit_id,
        author_id=author_id,
        owner_id=owner_id,
        content=seal_content(session, owner_id, content),
        audience=json.dumps(audience),
        state=DRAFT,
        created_at=now,
        until_at=until_at,
    )
    session.add(notice)
    session.flush()
    return notice


def seal_content(session: Session, owner_id: int, content: Mapping[str, Any]) -> bytes:
    """What a notice says (`title`, `words`, `template`, `fields`), under its own key."""
    return keyring_of(session).encrypt(owner_id, PLACE, dict(content))


def content_of(session: Session, notice: Notice) -> dict[str, Any]:
    """What a notice says."""
    return open_content(session, notice.owner_id, notice.content)


def open_content(session: Session, owner_id: int, sealed: bytes) -> dict[str, Any]:
    """What `seal_content` sealed."""
    found: dict[str, Any] = keyring_of(session).decrypt(owner_id, PLACE, sealed)
    return found


def find(session: Session, notice_id: int) -> Notice | None:
    """A notice with its row locked, or None. Who only refers to it (a message laid out) does not wait."""
    query = select(Notice).where(Notice.id == notice_id)
    return session.exec(query.with_for_update(key_share=True)).first()


def audience_of(notice: Notice) -> dict[str, Any]:
    """Who is meant: what `storage.audiences.audience` makes."""
    found: dict[str, Any] = json.loads(notice.audience)
    return found


def set_audience(notice: Notice, meant: Mapping[str, Any]) -> None:
    """Change who is meant."""
    notice.audience = json.dumps(dict(meant))


def erase(session: Session, notice_ids: Sequence[int], now: datetime) -> None:
    """Destroy the keys of notices and of files that go with no other, then delete them.

    Nothing else may refer to them any more.
    """
    _erase_files(session, notice_ids, now)
    owners = session.exec(select(Notice.owner_id).where(col(Notice.id).in_(notice_ids))).all()
    keyring_of(session).destroy(list(owners), now)
    session.exec(update(Notice).where(col(Notice.series_id).in_(notice_ids)).values(series_id=None))
    session.exec(delete(NoticeFile).where(col(NoticeFile.notice_id).in_(notice_ids)))
    session.exec(delete(Notice).where(col(Notice.id).in_(notice_ids)))


def _erase_files(session: Session, notice_ids: Sequence[int], now: datetime) -> None:
    these = col(NoticeFile.notice_id).in_(notice_ids)
    elsewhere = select(NoticeFile.file_id).where(~these)
    query = select(NoticeFile.file_id).where(these, col(NoticeFile.file_id).not_in(elsewhere)).distinct()
    if found := session.exec(query).all():
        files.erase(session, found, now)


def newest_of(session: Session, author_id: int) -> int:
    """The newest notice somebody began; 0 where there is none."""
    query = select(func.max(Notice.id)).where(Notice.author_id == author_id)
    return session.exec(query).one() or 0


def drafts_of(session: Session, author_id: int) -> int:
    """How many drafts he has."""
    query = select(func.count()).where(Notice.author_id == author_id, Notice.state == DRAFT)
    return session.exec(query).one()


def listed(session: Session, author_id: int, unit_ids: Sequence[int], start: int, most: int) -> list[Notice]:
    """His drafts, the newest first; then what went out from these units, what was confirmed last first, after
    what is still to be approved; a series' children not apart.
    """
    mine = (col(Notice.author_id) == author_id) & (col(Notice.state) == DRAFT)
    theirs = col(Notice.unit_id).in_(unit_ids) & (col(Notice.state) != DRAFT)
    confirmed = col(Notice.confirmed_at)
    order = (
        (col(Notice.state) == DRAFT).desc(),
        confirmed.is_(None).desc(),
        confirmed.desc(),
        col(Notice.id).desc(),
    )
    return list(session.exec(select(Notice).where(mine | theirs).order_by(*order).offset(start).limit(most)))


def asking(session: Session, unit_id: int, start: int, most: int) -> list[Notice]:
    """Notices of a unit that went out and need an answer, what was confirmed last first."""
    query = select(Notice).where(Notice.unit_id == unit_id, Notice.needs_answer, col(Notice.state).in_(OUT))
    order = col(Notice.confirmed_at).desc(), col(Notice.id).desc()
    return list(session.exec(query.order_by(*order).offset(start).limit(most)))


def alike(session: Session, digest: str, since: datetime) -> list[Notice]:
    """Notices with the same words that were confirmed since then and not taken back."""
    query = select(Notice).where(
        Notice.digest == digest, col(Notice.confirmed_at) >= since, Notice.state != RECALLED
    )
    return list(session.exec(query.order_by(col(Notice.id).desc())))


def due_series(session: Session, now: datetime, limit: int) -> list[Notice]:
    """Series of which a notice is due; another process' are left to it."""
    query = select(Notice).where(Notice.state == SERIES, col(Notice.due_at) <= now)
    return list(session.exec(query.order_by(col(Notice.id)).limit(limit).with_for_update(skip_locked=True)))


def children_of(session: Session, series_id: int) -> list[Notice]:
    """What went out of a series, the newest first."""
    query = select(Notice).where(Notice.series_id == series_id)
    return list(session.exec(query.order_by(col(Notice.id).desc()).limit(3)))


def files_of(session: Session, notice_id: int) -> dict[int, int]:
    """The files that go with a notice, by their places in their order."""
    query = select(NoticeFile.place, NoticeFile.file_id).where(NoticeFile.notice_id == notice_id)
    return dict(session.exec(query.order_by(col(NoticeFile.place))).all())


def add_file(session: Session, notice_id: int, file_id: int) -> None:
    """One more file goes with a notice."""
    place = max(files_of(session, notice_id), default=0) + 1
    session.add(NoticeFile(notice_id=notice_id, place=place, file_id=file_id))
    session.flush()


def recalls(file_id: Any) -> ColumnElement[bool]:
    """Whether a file went with a notice that was taken back, and with none that holds: children of a series
    share theirs.
    """
    mine = select(Notice.id).join(NoticeFile, col(NoticeFile.notice_id) == col(Notice.id))
    mine = mine.where(col(NoticeFile.file_id) == file_id)
    return mine.where(Notice.state == RECALLED).exists() & ~mine.where(col(Notice.state).in_(OUT)).exists()


def keep_files(session: Session, notice: Notice) -> None:
    """Its files are kept as long as itself."""
    if found := list(files_of(session, notice.id or 0).values()):
        files.keep(session, found, notice.until_at)


def copy_files(session: Session, notice_id: int, other: Notice) -> None:
    """The same files go with another notice."""
    for row in session.exec(select(NoticeFile).where(NoticeFile.notice_id == notice_id)).all():
        session.add(NoticeFile(notice_id=other.id or 0, place=row.place, file_id=row.file_id))
    session.flush()
    keep_files(session, other)
