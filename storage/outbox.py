"""The outbox: messages the product sends unasked, one a person and occasion, and what became of each.

A row waits (`done_at` is empty) until it is due, and goes to one chat of its person. Its words are sealed to
the person's vault, or are those of a mailing. `bot` is its account's, so that a sender finds its own.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.accounts import Account
from storage.encryption import keyring_of
from storage.engines import Moment
from storage.mailings import CORRECTION, FAR, MEETING, NEAR, REST
from storage.notices import PAUSED, Notice

SEND, EDIT, DELETE, AMEND, RECALL = "send", "edit", "delete", "amend", "recall"
"""What is done: a message is sent, or changed, or deleted; and where that cannot be, one follows it."""
HELD = FAR + 1
"""The lane of what somebody stopped for now."""
LOOKED_AT = 1000
"""Rows that are looked through for as many chats as can be written to at once."""
PUT_OFF = 200
"""Messages of a notice that are put off with each that comes too early."""
KEPT = timedelta(days=7)
WAITING, DONE = sa.text("done_at IS NULL"), sa.text("done_at IS NOT NULL")
NOTICED = sa.text("notice_id IS NOT NULL")
RETRIED = sa.text("done_at IS NULL AND retry_at IS NOT NULL")


class Outbox(SQLModel, table=True):
    """One message to one person, at present by way of one of his chats.

    `act`: what is done: ``send`` a message, ``edit`` or ``delete`` the one `message_id` names. Of a message
    that was sent, `message_id` is what the platform calls it, where it may have to be changed.
    """

    __table_args__ = (
        UniqueConstraint("vault_id", "occasion"),
        *(
            Index(f"ix_outbox_{name}", *columns, sqlite_where=where, postgresql_where=where)
            for name, columns, where in (
                ("due", ("bot", "lane", "rank", "due_at", "id"), WAITING),
                ("retry", ("retry_at",), RETRIED),
                ("mailing", ("mailing_id",), WAITING),
                ("notice", ("notice_id", "act"), NOTICED),
                ("held", ("notice_id", "lane"), WAITING),
                ("expires", ("expires_at",), WAITING),
                ("done", ("done_at",), DONE),
            )
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    vault_id: int = Field(foreign_key="vault.id", sa_type=BigInteger)
    bot: str = Field(max_length=40)
    occasion: str = Field(max_length=60)
    mailing_id: int | None = Field(default=None, foreign_key="mailing.id")
    notice_id: int | None = Field(default=None, foreign_key="notice.id")
    act: str = Field(default=SEND, max_length=6)
    message_id: str | None = Field(default=None, max_length=255)
    content: bytes | None = None
    lane: int = NEAR
    rank: int = CORRECTION
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    expires_at: datetime | None = Field(default=None, sa_type=Moment)
    tries: int = 0
    retry_at: datetime | None = Field(default=None, sa_type=Moment)
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = Field(default=None, max_length=12)


def put(
    session: Session,
    account_id: int,
    vault_id: int,
    occasion: str,
    content: Any,
    now: datetime,
    *,
    due_at: datetime | None = None,
    expires_at: datetime | None = None,
    rank: int = CORRECTION,
    lane: int = NEAR,
) -> None:
    """Lay a message out for delivery; the same occasion a second time changes nothing."""
    known = select(Outbox.id).where(Outbox.vault_id == vault_id, Outbox.occasion == occasion)
    if session.exec(known).first() is not None:
        return
    bot = session.exec(select(Account.bot).where(Account.id == account_id)).one()
    session.add(
        Outbox(
            account_id=account_id,
            vault_id=vault_id,
            bot=bot,
            occasion=occasion,
            content=keyring_of(session).encrypt(vault_id, "outbox.content", content),
            lane=lane,
            rank=rank,
            created_at=now,
            due_at=due_at or now,
            expires_at=expires_at,
        )
    )
    session.flush()


def put_all(
    session: Session,
    chats_: Sequence[tuple[int, int]],
    occasion: str,
    content: Any,
    now: datetime,
    *,
    due_at: datetime,
    expires_at: datetime,
    rank: int,
    lane: int,
) -> int:
    """Lay the same out for many (account, vault) at once, no second time for who has it."""
    vault_ids, account_ids = [vault for _, vault in chats_], [account for account, _ in chats_]
    told = select(Outbox.vault_id).where(Outbox.occasion == occasion, col(Outbox.vault_id).in_(vault_ids))
    known = set(session.exec(told))
    bots = dict(session.exec(select(Account.id, Account.bot).where(col(Account.id).in_(account_ids))).all())
    seal, same = keyring_of(session).encrypt, {"occasion": occasion, "rank": rank, "lane": lane}
    same |= {"created_at": now, "due_at": due_at, "expires_at": expires_at, "act": SEND, "tries": 0}
    rows = [
        {
            "account_id": account,
            "vault_id": vault,
            "bot": bots[account],
            "content": seal(vault, "outbox.content", content),
            **same,
        }
        for account, vault in chats_
        if vault not in known
    ]
    if rows:
        session.connection().execute(sa.insert(Outbox.metadata.tables["outbox"]), rows)
    return len(rows)


def due(
    session: Session,
    bot: str,
    now: datetime,
    limit: int,
    *,
    among: Collection[str] | None = None,
    but: Collection[int] = (),
) -> list[int]:
    """The messages a bot should send now, at most one a chat: the next of each chat, in the order of all.
    None of a notice that somebody stopped for now.

    `among`: only to chats with these indexes of their address. `but`: chats that are being written to. A
    chat in which one message waits to be tried again gets no later one before it.
    """
    waiting = col(Outbox.done_at).is_(None)
    held_up = select(Outbox.account_id).where(waiting, col(Outbox.retry_at) > now)
    paused = select(Notice.id).where(Notice.state == PAUSED)
    query = (
        select(Outbox.id, Outbox.account_id)
        .where(
            Outbox.bot == bot,
            waiting,
            Outbox.lane < HELD,
            col(Outbox.notice_id).is_(None) | col(Outbox.notice_id).not_in(paused),
            Outbox.due_at <= now,
            col(Outbox.expires_at).is_(None) | (col(Outbox.expires_at) > now),
            col(Outbox.account_id).not_in(held_up),
        )
        .order_by(col(Outbox.lane), col(Outbox.rank), col(Outbox.due_at), col(Outbox.id))
    )
    if among is not None:
        query = query.join(Account).where(col(Account.address_index).in_(among))
    found: dict[int, int] = {}
    for row_id, account_id in session.exec(query.limit(LOOKED_AT)):
        if account_id not in but:
            found.setdefault(account_id, row_id or 0)
        if len(found) >= limit:
            break
    return list(found.values())


def content_of(session: Session, row: Outbox) -> Any:
    """What a message of its own says: a key, its arguments and choices."""
    assert row.content is not None
    return keyring_of(session).decrypt(row.vault_id, "outbox.content", row.content)


def settle(session: Session, row_id: int, outcome: str, now: datetime) -> None:
    """The message is done with, one way or the other."""
    change(session, col(Outbox.id) == row_id, done_at=now, outcome=outcome, retry_at=None)


def retry(session: Session, row_id: int, tries: int, at: datetime, *, unsure: bool = False) -> None:
    """Try again later. `unsure`: it may have arrived, and that stays so whatever becomes of later tries."""
    mark = "unknown" if unsure else sa.case((col(Outbox.outcome) == "unknown", "unknown"), else_=None)
    change(session, col(Outbox.id) == row_id, tries=tries, retry_at=at, outcome=mark)


def postpone(session: Session, row: Outbox, until: datetime, *, together: bool = False) -> None:
    """It is not the hour yet: this row becomes due later; or `together`, all that wait of its mailing, and of
    its notice so many as do not hold anybody up."""
    same: Any = col(Outbox.id) == row.id
    if together and row.mailing_id is not None:
        same = col(Outbox.mailing_id) == row.mailing_id
    elif together and row.notice_id is not None:
        like = (col(Outbox.notice_id) == row.notice_id) & col(Outbox.act).not_in((EDIT, DELETE))
        others = select(Outbox.id).where(like, col(Outbox.done_at).is_(None), Outbox.due_at < until)
        same |= col(Outbox.id).in_(others.limit(PUT_OFF))
    change(session, same & (col(Outbox.due_at) < until), due_at=until)


def end_of(session: Session, vault_ids: Sequence[int], now: datetime) -> int:
    """End what waits for these persons; how many messages. What concerns their own chats, or changes what is
    there already, still goes out."""
    where = col(Outbox.vault_id).in_(vault_ids) & (col(Outbox.rank) > CORRECTION) & (Outbox.act == SEND)
    return change(session, where, done_at=now, outcome="not needed", retry_at=None)


def end_mailings(session: Session, mailing_ids: Sequence[int], outcome: str, now: datetime) -> int:
    """End what still waits of these mailings; how many messages."""
    if not mailing_ids:
        return 0
    where = col(Outbox.mailing_id).in_(mailing_ids)
    return change(session, where, done_at=now, outcome=outcome, retry_at=None)


def end_occasions(
    session: Session, vault_ids: Sequence[int], occasions: Sequence[str], outcome: str, now: datetime
) -> int:
    """The same for messages of these persons by their occasions."""
    where = col(Outbox.vault_id).in_(vault_ids) & col(Outbox.occasion).in_(occasions)
    return change(session, where, done_at=now, outcome=outcome, retry_at=None)


def expire(session: Session, now: datetime) -> int:
    """End what is too late to be told; how many messages. What has no end of its own is kept a week."""
    old = col(Outbox.expires_at).is_(None) & (col(Outbox.created_at) < now - KEPT)
    old &= col(Outbox.lane) < HELD
    change(session, old, done_at=now, outcome="given up", retry_at=None)
    return change(session, col(Outbox.expires_at) <= now, done_at=now, outcome="expired", retry_at=None)


def hurry(session: Session, before: datetime) -> int:
    """Reminders of meetings that begin before that moment go first from now on; how many."""
    near = (col(Outbox.expires_at) < before) & (col(Outbox.rank) == MEETING) & (col(Outbox.lane) != NEAR)
    return change(session, near, lane=NEAR)


def sent_today(session: Session, vault_id: int, since: datetime) -> bool:
    """Whether this person got one of "the rest" since the day began."""
    query = select(Outbox.id).where(
        Outbox.vault_id == vault_id,
        Outbox.rank == REST,
        Outbox.outcome == "sent",
        col(Outbox.done_at) >= since,
    )
    return session.exec(query.limit(1)).first() is not None


def change(session: Session, where: Any, **values: Any) -> int:
    """Change what waits, and nothing that is done with; how many messages."""
    found: Any = session.connection().execute(
        update(Outbox).where(where, col(Outbox.done_at).is_(None)).values(**values)
    )
    return int(found.rowcount)
