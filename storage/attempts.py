"""Wrong tries at codes, PINs and words, counted so that nobody can go through all of them."""

from datetime import datetime, timedelta

from sqlmodel import Field, Session, SQLModel

from storage.engines import Moment


class Attempt(SQLModel, table=True):
    """Wrong tries of one subject at one thing, within an hour. The subject is a keyed hash."""

    purpose: str = Field(primary_key=True, max_length=20)
    subject: str = Field(primary_key=True, max_length=64)
    count: int
    since: datetime = Field(sa_type=Moment, index=True)


def tries_of(session: Session, purpose: str, subject: str, since: datetime) -> int:
    """How many wrong tries were counted since that moment."""
    row = session.get(Attempt, (purpose, subject))
    return row.count if row and row.since > since else 0


def count_try(session: Session, purpose: str, subject: str, now: datetime, window: timedelta) -> None:
    """Count one more wrong try; the window starts anew when the last one is over."""
    row = session.get(Attempt, (purpose, subject), with_for_update=True)
    if row is None:
        session.add(Attempt(purpose=purpose, subject=subject, count=1, since=now))
    elif row.since <= now - window:
        row.count, row.since = 1, now
    else:
        row.count += 1
    session.flush()
