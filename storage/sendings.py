"""What became of messages that have parts, or may have to be changed: which arrived, and what follows.

A message goes out in parts where it is too long for one, or has files: the words first, then each file. What
the platform calls those that arrived is kept in the row (``12,13;14``: words, files; ``?12``: perhaps more
copies), so that a crash repeats one part at most. By it the words of a notice are changed later, or all of
it is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select, update

from storage import chats
from storage.accounts import Account
from storage.engines import Moment, insert
from storage.mailings import CORRECTION, FAR
from storage.members import Vault
from storage.notices import Notice, NoticeCopy
from storage.outbox import AMEND, DELETE, EDIT, RECALL, SEND, Outbox

GOING, WITHDRAWN = "going", "withdrawn"
"""The outcome of a message that was picked up to be sent: should the process be killed, it may be there. And
of one that was not to go out any more."""
FOLLOWS = ".o"
"""The end of the occasion of what tells those who had opened a notice of its new words."""
NAMELESS = "-"
"""A part that arrived where platforms give no names, or that the platform would not take."""
TELLING, HAD = (SEND, EDIT, AMEND), ("sent", "unknown")
COLUMNS = (
    *("account_id", "vault_id", "bot", "occasion", "notice_id", "act", "message_id"),
    *("lane", "rank", "created_at", "due_at", "tries"),
)


@dataclass(frozen=True, slots=True)
class Told:
    """The parts of a message that arrived, by what the platform calls them.

    `doubt`: there may be another copy, of which nothing is known: a process was killed, or an answer lost.
    """

    words: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    doubt: bool = False

    def with_words(self, name: str) -> "Told":
        """One more part of its words is there."""
        return replace(self, words=(*self.words, name or NAMELESS))

    def with_file(self, name: str) -> "Told":
        """One more file is there."""
        return replace(self, files=(*self.files, name or NAMELESS))

    @property
    def all(self) -> tuple[str, ...]:
        """Every part, and what may be there."""
        return (*self.words, *self.files, *((NAMELESS,) if self.doubt else ()))

    def __str__(self) -> str:
        names = ",".join(self.words) + (";" + ",".join(self.files) if self.files else "")
        return f"?{names}" if self.doubt else names


def told_of(message_id: str | None) -> Told:
    """What a row has kept."""
    names = message_id or ""
    words, _, files = names.removeprefix("?").partition(";")
    first, second = (tuple(part.split(",")) if part else () for part in (words, files))
    return Told(first, second, names.startswith("?"))


def told_so_far(row: Outbox) -> Told:
    """The same of a message that is picked up; whether it may be there already, from an earlier try."""
    told = told_of(row.message_id)
    unsure = row.notice_id is not None and row.act in (SEND, AMEND) and row.outcome is not None
    return replace(told, doubt=True) if unsure else told


def mark_going(session: Session, row_ids: Sequence[int]) -> None:
    """These are handed over now; of one that may have arrived before, that stays noted."""
    where = col(Outbox.id).in_(row_ids) & col(Outbox.done_at).is_(None) & col(Outbox.outcome).is_(None)
    session.connection().execute(update(Outbox).where(where).values(outcome=GOING))


def arrived(session: Session, row_id: int, told: Told | None, done: bool, now: datetime) -> None:
    """A part is there, or (`done`) all of it, even if the message was ended while it was on its way."""
    still = col(Outbox.done_at).is_(None) | col(Outbox.outcome).in_((WITHDRAWN, "unknown"))
    values: dict[str, Any] = {"tries": 0, "retry_at": None, "done_at": now if done else None}
    values["outcome"] = "sent" if done else None
    if told is not None:
        values["message_id"] = str(told)
    session.connection().execute(update(Outbox).where(col(Outbox.id) == row_id, still).values(**values))


def follow(session: Session, row_id: int, act: str, now: datetime) -> bool:
    """It could not be changed where it is: a message is to follow instead. False if one is under way."""
    row = select(Outbox.vault_id, Outbox.notice_id).where(Outbox.id == row_id)
    vault_id, notice_id = session.exec(row).one()
    other = select(Outbox.id).where(
        Outbox.vault_id == vault_id, Outbox.notice_id == notice_id, Outbox.act == act, Outbox.id != row_id
    )
    if act == AMEND:  # an earlier correction's is none of this one's
        other = other.where(col(Outbox.done_at).is_(None))
    if session.exec(other.limit(1)).first() is not None:
        return False
    values = {"act": act, "message_id": None, "tries": 0, "outcome": None, "retry_at": None, "due_at": now}
    where = (col(Outbox.id) == row_id) & col(Outbox.done_at).is_(None)
    session.connection().execute(update(Outbox).where(where).values(**values))
    return True


def change(
    session: Session,
    notice_id: int,
    revision: int,
    members: Any,
    now: datetime,
    waking: datetime,
) -> None:
    """Change what these members had of a notice into what it says now; whom new words wait for is left out.

    By the platform's message where it is known, else by a message that follows. One follows as well for
    who had opened it: what he reads is the card in his inbox, and not that message. What follows is due only
    when people are awake, from `waking` on.
    """
    old, newest, waiting = _alias(), _alias(), _alias()
    latest = (
        sa.select(sa.func.max(newest.id))
        .join(Vault, col(Vault.id) == newest.vault_id)
        .where(col(Vault.member_id).in_(members), newest.notice_id == notice_id, _had(newest))
        .where(~_follows(newest))
        .group_by(col(Vault.member_id))
    )
    rows = sa.select(
        *(old.account_id, old.vault_id, old.bot, sa.literal(f"n{notice_id}.{revision}")),
        *(sa.literal(notice_id), sa.case((old.message_id.is_(None), AMEND), else_=EDIT), old.message_id),
        *_first(now, sa.case((old.message_id.is_(None), _at(waking)), else_=_at(now))),
    ).where(
        old.id.in_(latest),
        ~sa.exists().where(waiting.vault_id == old.vault_id, waiting.notice_id == notice_id, _waits(waiting)),
    )
    add(session, rows.order_by(old.id))
    _tell_who_opened(session, notice_id, members, f"n{notice_id}.{revision}{FOLLOWS}", AMEND, now, waking)


def withdraw(session: Session, notice_id: int, members: Any, now: datetime, waking: datetime) -> None:
    """Take back each message of a notice that these members had; where its name is not known, one follows.

    One follows as well for who had opened it: the card in his inbox may still stand in his chat. `waking`: as
    for `change`.
    """
    old = _alias()
    unknown = old.message_id.is_(None)
    named = sa.literal(f"n{notice_id}.d") + sa.cast(old.id, sa.String)
    rows = (
        sa.select(
            *(old.account_id, old.vault_id, old.bot),
            *(sa.case((unknown, f"n{notice_id}.x"), else_=named), sa.literal(notice_id)),
            *(sa.case((unknown, RECALL), else_=DELETE), old.message_id),
            *_first(now, sa.case((unknown, _at(waking)), else_=_at(now))),
        )
        .join(Vault, col(Vault.id) == old.vault_id)
        .where(col(Vault.member_id).in_(members), old.notice_id == notice_id, old.act.in_((SEND, AMEND)))
        .where(old.done_at.is_not(None), old.outcome.in_(HAD))
    )
    add(session, rows.order_by(old.id))
    _tell_who_opened(session, notice_id, members, f"n{notice_id}.x", RECALL, now, waking)


def _tell_who_opened(
    session: Session, notice_id: int, members: Any, occasion: str, act: str, now: datetime, waking: datetime
) -> None:
    """A message for those of them who had opened it before it was as it is now; nobody gets two at a time."""
    chat: Any = sa.orm.aliased(Account)
    other = _alias()
    waiting = sa.exists().where(
        other.vault_id == chat.vault_id,
        other.notice_id == notice_id,
        other.act == act,
        other.done_at.is_(None),
    )
    opened = col(NoticeCopy.seen) > 0
    if act == AMEND:
        opened &= col(NoticeCopy.seen) < col(Notice.revision)
    rows: Any = (
        sa.select(
            *(chat.id, chat.vault_id, chat.bot, sa.literal(occasion), sa.literal(notice_id)),
            *(sa.literal(act), sa.null(), *_first(now, _at(waking))),
        )
        .select_from(NoticeCopy)
        .join(Notice, col(Notice.id) == col(NoticeCopy.notice_id))
        .join(chat, chat.id == chats.preferred_of(col(NoticeCopy.member_id)))
        .where(col(NoticeCopy.notice_id) == notice_id, col(NoticeCopy.member_id).in_(members))
        .where(opened, ~waiting)
    )
    add(session, rows.order_by(col(NoticeCopy.member_id)))


def member_of(row_id: int) -> Any:
    """Whose message it is."""
    return (
        select(Vault.member_id).join(Outbox, col(Outbox.vault_id) == col(Vault.id)).where(Outbox.id == row_id)
    )


def end_some(session: Session, notice_id: int, now: datetime, limit: int) -> int:
    """End some of what waits of a notice; how many. Of what is half told, the rest.

    What is on its way is looked at when it comes back, or when its sender begins anew.
    """
    waiting = (col(Outbox.notice_id) == notice_id) & col(Outbox.done_at).is_(None)
    ours = (
        waiting
        & col(Outbox.act).in_(TELLING)
        & (col(Outbox.outcome).is_(None) | (col(Outbox.outcome) != GOING))
    )
    some = select(Outbox.id).where(ours).limit(limit)
    return end(session, col(Outbox.id).in_(some), now)


def end(session: Session, where: Any, now: datetime) -> int:
    """End messages that are not to go out any more: what they leave behind tells `withdraw` who had them."""
    told = col(Outbox.message_id).is_not(None) & (col(Outbox.act) != EDIT)
    outcome = sa.case(
        (told, "sent"), (col(Outbox.outcome).in_((GOING, "unknown")), "unknown"), else_=WITHDRAWN
    )
    found: Any = session.connection().execute(
        update(Outbox)
        .where(where, col(Outbox.done_at).is_(None))
        .values(done_at=now, outcome=outcome, retry_at=None)
    )
    return int(found.rowcount)


def waits(session: Session, notice_id: int) -> bool:
    """Whether anything of a notice waits; changes for pages that are closed are not waited for."""
    query = select(Outbox.id).where(
        Outbox.notice_id == notice_id,
        col(Outbox.done_at).is_(None),
        (col(Outbox.bot) != "web") | col(Outbox.act).not_in((EDIT, DELETE)),
    )
    return session.exec(query.limit(1)).first() is not None


def add(session: Session, rows: Any) -> None:
    """Lay messages out by one statement; one that is there already stays."""
    fresh = insert(session, Outbox).from_select(list(COLUMNS), rows, include_defaults=False)
    session.connection().execute(fresh.on_conflict_do_nothing(index_elements=["vault_id", "occasion"]))


def _alias() -> Any:
    return sa.orm.aliased(Outbox)


def _had(row: Any) -> Any:
    """Words are there by this message: by all of it, or by the part that arrived."""
    part = row.done_at.is_(None) & (row.act != EDIT) & row.message_id.is_not(None)
    return row.act.in_(TELLING) & ((row.done_at.is_not(None) & row.outcome.in_(HAD)) | part)


def _waits(row: Any) -> Any:
    """This one will bring the words as they are by then."""
    brings = (row.act == EDIT) | row.message_id.is_(None)
    return row.act.in_(TELLING) & row.done_at.is_(None) & brings & ~_follows(row)


def _follows(row: Any) -> Any:
    """It came after a change, for who had opened what was changed."""
    return (row.act == AMEND) & row.occasion.like(f"%{FOLLOWS}")


def _first(now: datetime, due: Any) -> tuple[Any, ...]:
    """What corrects goes before all that is new; and yet not before what is near its hour."""
    return *map(sa.literal, (FAR, CORRECTION)), _at(now), due, sa.literal(0)


def _at(moment: datetime) -> Any:
    return sa.literal(moment, Moment)
