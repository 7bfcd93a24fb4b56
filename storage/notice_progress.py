"""How far a notice has come: counted from its copies and from what lies in the outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.notices import Notice, NoticeCopy
from storage.outbox import SEND, Outbox
from storage.sendings import HAD


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `people`: so many got it, wait for it, could not get it; `seen`: opened it. `lately`: were sent
    since the moment that was asked about. `unlaid`: wait, and have no message laid out yet."""

    people: int
    sent: int
    waiting: int
    failed: int
    seen: int
    lately: int
    unlaid: int

    @property
    def nowhere(self) -> int:
        """Who has no chat yet in which he could get it."""
        return max(0, self.people - self.sent - self.waiting - self.failed)


def progress_of(session: Session, notice: Notice, since: datetime) -> Progress:
    """Counted now. Where it is not known whether a message arrived, it counts as sent."""
    sent = col(Outbox.done_at).is_not(None) & col(Outbox.outcome).in_(HAD)
    waits = col(Outbox.done_at).is_(None)
    counts: list[Any] = [
        sa.func.count().filter(condition)
        for condition in (sent, waits, ~waits & ~sent, sent & (col(Outbox.done_at) >= since))
    ]
    rows: Any = sa.select(*counts).where(col(Outbox.notice_id) == notice.id, col(Outbox.act) == SEND)
    went, waiting, failed, lately = session.connection().execute(rows).one()
    seen, unlaid = (
        sa.func.count().filter(each) for each in (col(NoticeCopy.seen) > 0, col(NoticeCopy.laid) == 0)
    )
    copies: Any = sa.select(sa.func.count(), seen, unlaid).where(col(NoticeCopy.notice_id) == notice.id)
    people, opened, rest = session.connection().execute(copies).one()
    return Progress(people, went, waiting + rest, failed, opened, lately, rest)
