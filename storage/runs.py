"""What an operator sees of the outbox: states by bot and lane, and how far mailings have come."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from storage.mailings import Mailing
from storage.outbox import Outbox

Progress = tuple[str, datetime, int, int, int, int]


def progress(session: Session, since: datetime, until: datetime) -> list[Progress]:
    """How far mailings have come, by code and moment: cells, of these not laid out yet, missed; people."""
    missed = func.sum(sa.case((col(Mailing.missed), 1), else_=0))
    waiting = func.sum(sa.case((col(Mailing.laid_at).is_(None), 1), else_=0))
    people = func.sum(col(Mailing.people))
    columns = (col(Mailing.code), col(Mailing.due_at), func.count(), waiting, missed, people)
    query = (
        sa.select(*columns)
        .where(col(Mailing.due_at) >= since, col(Mailing.due_at) < until)
        .group_by(col(Mailing.code), col(Mailing.due_at))
        .order_by(col(Mailing.due_at))
    )
    return [tuple(row) for row in session.connection().execute(query)]


def ids_of(session: Session, code: str, since: datetime, until: datetime) -> list[int]:
    """The mailings of one code that are due in a time."""
    query = select(Mailing.id).where(Mailing.code == code, Mailing.due_at >= since, Mailing.due_at < until)
    return [row_id or 0 for row_id in session.exec(query.order_by(col(Mailing.id)))]


def sent_of_runs(
    session: Session, since: datetime, until: datetime
) -> dict[tuple[str, datetime], dict[str, int]]:
    """What became of the messages of some days' mailings: by code and moment, how many in each state."""
    state = sa.case((col(Outbox.done_at).is_not(None), col(Outbox.outcome)), else_="waiting")
    query: Any = (
        sa.select(col(Mailing.code), col(Mailing.due_at), state, func.count())
        .join(Mailing, col(Mailing.id) == col(Outbox.mailing_id))
        .where(col(Mailing.due_at) >= since, col(Mailing.due_at) < until)
        .group_by(col(Mailing.code), col(Mailing.due_at), state)
    )
    found: dict[tuple[str, datetime], dict[str, int]] = {}
    for code, due_at, name, messages in session.connection().execute(query):
        found.setdefault((code, due_at), {})[name] = messages
    return found


@dataclass(frozen=True, slots=True)
class Standing:
    """How many messages of a bot and lane are in a state."""

    bot: str
    lane: int
    state: str
    messages: int


def standings(session: Session, now: datetime) -> list[Standing]:
    """What waits, waits to be tried again, is planned for later, and what became of the rest."""
    state = sa.case(
        (col(Outbox.done_at).is_not(None), col(Outbox.outcome)),
        (col(Outbox.retry_at) > now, "retry"),
        (col(Outbox.due_at) > now, "later"),
        else_="due",
    )
    query = select(Outbox.bot, Outbox.lane, state, func.count()).group_by(
        col(Outbox.bot), col(Outbox.lane), state
    )
    found = session.exec(query.order_by(col(Outbox.bot), col(Outbox.lane), state)).all()
    return [Standing(*row) for row in found]
