"""Mailings: something to be told to a cell at a moment, the same for everybody; who sends for which bot.

A mailing waits until its moment; then its recipients are laid out in the outbox, by statements of the
database, many mailings at a time. Its words are the same for all of a cell and are not sealed.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Index
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage.engines import Moment, insert

UNLAID = sa.text("laid_at IS NULL")

CORRECTION, NOTICE, MEETING, REST = range(4)
"""Kinds, in the order in which they go out when several fall on one day."""
NEAR, FAR = range(2)
"""Lanes: what is near its hour never waits behind a broadcast."""


class Mailing(SQLModel, table=True):
    """One occasion of one cell. `code` names it among its like (``7d``, ``2h``, ``nudge``).

    `planned_on`: which meeting it is about, if any. `unless` names what ends it for a person (``review:12``:
    that review is handed in). `laid_at`: when its recipients were laid out; `people`: how many; `missed`:
    nobody, as its time had passed by then.
    """

    __table_args__ = (Index("ix_mailing_due", "due_at", "id", sqlite_where=UNLAID, postgresql_where=UNLAID),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    occasion: str = Field(unique=True, max_length=60)
    code: str = Field(max_length=10)
    rank: int
    lane: int
    planned_on: date | None = None
    content: str
    unless: str = Field(default="", max_length=40)
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    laid_at: datetime | None = Field(default=None, sa_type=Moment)
    people: int = 0
    missed: bool = False


class Sender(SQLModel, table=True):
    """Who sends for a bot: one process at a time, until `until`. Somebody may have paused it."""

    bot: str = Field(primary_key=True, max_length=40)
    holder: str = Field(default="", max_length=32)
    until: datetime = Field(sa_type=Moment)
    paused_at: datetime | None = Field(default=None, sa_type=Moment)


class Spending(SQLModel, table=True):
    """How many messages a bot with a budget has sent in a month (``2026-11``), on a day (``2026-11-28``)."""

    bot: str = Field(primary_key=True, max_length=40)
    period: str = Field(primary_key=True, max_length=10)
    messages: int = 0


def written(reply: Any) -> str:
    """A reply's texts and choices as a mailing keeps them."""
    return json.dumps(reply, ensure_ascii=False, separators=(",", ":"))


def words_of(mailing: Mailing) -> Any:
    """What `written` wrote."""
    return json.loads(mailing.content)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A reminder that was drawn: whether its recipients are laid out, and when it is due."""

    id: int
    laid: bool
    due_at: datetime


def of_meetings(session: Session, unit_ids: Sequence[int], now: datetime) -> dict[str, Drawn]:
    """Reminders of these cells' meetings to come, by occasion."""
    query = select(Mailing.occasion, Mailing.id, Mailing.laid_at, Mailing.due_at).where(
        col(Mailing.unit_id).in_(unit_ids), Mailing.rank == MEETING, Mailing.expires_at > now
    )
    return {
        occasion: Drawn(row_id or 0, laid_at is not None, due_at)
        for occasion, row_id, laid_at, due_at in session.exec(query)
    }


def drop(session: Session, mailing_ids: Sequence[int]) -> None:
    """Forget mailings whose recipients were never laid out."""
    if mailing_ids:
        session.exec(delete(Mailing).where(col(Mailing.id).in_(mailing_ids)))


def beginning(session: Session, unit_id: int, words: str) -> list[Mailing]:
    """A cell's mailings whose occasion begins with these words, in their order."""
    query = select(Mailing).where(Mailing.unit_id == unit_id, col(Mailing.occasion).startswith(words))
    return list(session.exec(query.order_by(col(Mailing.id))).all())


def add_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many mailings at once."""
    if rows:
        session.connection().execute(sa.insert(Mailing.metadata.tables["mailing"]), list(rows))


def ready(session: Session, now: datetime, limit: int) -> list[Mailing]:
    """Mailings whose moment has come, the earliest first; another process' are left to it."""
    query = select(Mailing).where(col(Mailing.laid_at).is_(None), Mailing.due_at <= now)
    query = query.order_by(col(Mailing.due_at), col(Mailing.id)).limit(limit)
    return list(session.exec(query.with_for_update(skip_locked=True)).all())


def mark_laid(session: Session, people: Mapping[int, int], now: datetime) -> None:
    """Their recipients are laid out, so many of each."""
    table = Mailing.metadata.tables["mailing"]
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("mailing"))
        .values(laid_at=now, people=sa.bindparam("number"))
    )
    rows = [{"mailing": row_id, "number": number} for row_id, number in people.items()]
    session.connection().execute(statement, rows)


def mark_missed(session: Session, mailing_ids: Sequence[int], now: datetime) -> None:
    """Too late: they go to nobody."""
    values = {"laid_at": now, "missed": True}
    session.connection().execute(update(Mailing).where(col(Mailing.id).in_(mailing_ids)).values(values))


def lead(
    session: Session,
    bot: str,
    holder: str,
    now: datetime,
    until: datetime,
    is_gone: Callable[[str], bool] = lambda other: False,
) -> bool:
    """Become or stay the one who sends for a bot; False while another does.

    `is_gone`: whether the other process is known to have ended, so that nobody waits for its time to run out.
    """
    row = _sender(session, bot, now)
    if row.holder != holder and row.until > now and not is_gone(row.holder):
        return False
    row.holder, row.until = holder, until
    session.flush()
    return True


def step_down(session: Session, bot: str, holder: str, now: datetime) -> None:
    """Let the next one begin at once."""
    same = (col(Sender.bot) == bot) & (col(Sender.holder) == holder)
    session.connection().execute(update(Sender).where(same).values(until=now))


def pause(session: Session, bot: str, paused_at: datetime | None, now: datetime) -> None:
    """Stop sending for a bot, or go on; replies to members are not touched by it."""
    _sender(session, bot, now).paused_at = paused_at
    session.flush()


def _sender(session: Session, bot: str, now: datetime) -> Sender:
    """A bot's row, locked; made where there is none, though another process may be making it too."""
    fresh = insert(session, Sender).values(bot=bot, holder="", until=now)
    session.connection().execute(fresh.on_conflict_do_nothing())
    return session.exec(select(Sender).where(Sender.bot == bot).with_for_update()).one()


def is_paused(session: Session, bot: str) -> bool:
    """Whether somebody stopped what this bot sends unasked."""
    query = select(Sender.bot).where(Sender.bot == bot, col(Sender.paused_at).is_not(None))
    return session.exec(query).first() is not None


def senders(session: Session) -> dict[str, Sender]:
    """Who sends for which bot."""
    return {row.bot: row for row in session.exec(select(Sender)).all()}


def spend(session: Session, bot: str, period: str, messages: int) -> int:
    """Count what a bot with a budget has sent; what it comes to. One statement: two may count at once."""
    more = {"messages": col(Spending.messages) + messages}
    added = insert(session, Spending).values(bot=bot, period=period, messages=messages)
    added = added.on_conflict_do_update(index_elements=["bot", "period"], set_=more)
    return int(session.connection().execute(added.returning(col(Spending.messages))).scalar_one())


def spent(session: Session, bot: str, period: str) -> int:
    """How many messages a bot has sent in a month, or on a day."""
    query = select(Spending.messages).where(Spending.bot == bot, Spending.period == period)
    return session.exec(query).first() or 0


def unlaid_of(session: Session, mailing_ids: Sequence[int]) -> list[int]:
    """Those of these mailings whose recipients are not laid out yet."""
    query = select(Mailing.id).where(col(Mailing.id).in_(mailing_ids), col(Mailing.laid_at).is_(None))
    return [row_id or 0 for row_id in session.exec(query)]
