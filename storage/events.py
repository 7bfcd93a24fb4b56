"""Events already taken: a second delivery of one changes nothing."""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.engines import Moment, Prepared

KEPT = timedelta(days=7)


class Event(SQLModel, table=True):
    """An event that was taken: a second delivery of it changes nothing."""

    bot: str = Field(primary_key=True, max_length=40)
    event_id: str = Field(primary_key=True, max_length=80)
    at: datetime = Field(sa_type=Moment, index=True)
    failed: str | None = Field(default=None, max_length=12)


# What every tap executes is prepared, from plain columns.
_event = Event.metadata.tables["event"]
_row: dict[str, Any] = {name: sa.bindparam(name) for name in ("bot", "event_id", "at")}
RECORD = {
    "sqlite": Prepared(sqlite.insert(_event).values(_row).on_conflict_do_nothing()),
    "postgresql": Prepared(postgresql.insert(_event).values(_row).on_conflict_do_nothing()),
}


def record(session: Session, bot: str, event_id: str, now: datetime) -> bool:
    """Write the event down; False when it was taken before."""
    statement = RECORD[session.get_bind().dialect.name]
    return bool(statement.run(session, bot=bot, event_id=event_id, at=now))


def was_taken(session: Session, bot: str, event_id: str) -> bool:
    """Whether an event was written down before."""
    query = select(Event.at).where(Event.bot == bot, Event.event_id == event_id)
    return session.exec(query).first() is not None


def mark_failed(session: Session, bot: str, event_id: str, incident: str) -> None:
    """Note that a bug struck while this event was handled, under the id the user was shown."""
    session.exec(
        update(Event).where(col(Event.bot) == bot, col(Event.event_id) == event_id).values(failed=incident)
    )
