"""How far a notice has come: counted from its copies and from what lies in the outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.notices import Notice, NoticeCopy
from storage.outbox import SEND, Outbox


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `people`: so many got it, wait for it, could not get it; `seen`: opened it. `lately`: were sent
    since the moment that was asked about."""

    people: int
    sent: int
    waiting: int
    failed: int
    seen: int
    lately: int


def progress_of(session: Session, notice: Notice, since: datetime) -> Progress:
    """Counted now. Who has no chat is told by nobody: he is counted in `people` alone."""
    sent = col(Outbox.outcome) == "sent"
    waits = col(Outbox.done_at).is_(None)
    counts: list[Any] = [
        sa.func.count().filter(condition)
        for condition in (sent, waits, ~waits & ~sent, sent & (col(Outbox.done_at) >= since))
    ]
    rows: Any = sa.select(*counts).where(col(Outbox.notice_id) == notice.id, col(Outbox.act) == SEND)
    went, waiting, failed, lately = session.connection().execute(rows).one()
    copies = sa.select(sa.func.count(), sa.func.count().filter(col(NoticeCopy.seen) > 0))
    people, seen = session.connection().execute(copies.where(col(NoticeCopy.notice_id) == notice.id)).one()
    return Progress(people, went, waiting, failed, seen, lately)
