"""How far a notice has come: counted from its copies and from what lies in the outbox."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage.notices import Notice, NoticeCopy
from storage.outbox import SEND, Outbox
from storage.sendings import HAD, WITHDRAWN


@dataclass(frozen=True, slots=True)
class Progress:
    """Of `people`: so many got it, wait for it, could not get it; `seen`: opened it as it is now.

    `away`: get it when they open the page; `stopped`: were not sent it any more. `lately`: were sent it since
    the moment that was asked about. `unlaid`: wait, and have no message laid out yet.
    """

    people: int
    sent: int
    waiting: int
    failed: int
    seen: int
    lately: int
    unlaid: int
    away: int = 0
    stopped: int = 0

    @property
    def nowhere(self) -> int:
        """Who had no chat in which he could get it."""
        told = self.sent + self.waiting + self.failed + self.away + self.stopped
        return max(0, self.people - told)


def progress_of(session: Session, notice: Notice, since: datetime) -> Progress:
    """Counted now. Where it is not known whether a message arrived, it counts as sent."""
    sent = col(Outbox.done_at).is_not(None) & col(Outbox.outcome).in_(HAD)
    waits, stopped = col(Outbox.done_at).is_(None), col(Outbox.outcome) == WITHDRAWN
    away = waits & (col(Outbox.bot) == "web")
    counts: list[Any] = [
        sa.func.count().filter(condition)
        for condition in (sent, waits & ~away, away, ~waits & stopped, sent & (col(Outbox.done_at) >= since))
    ]
    rows: Any = sa.select(sa.func.count(), *counts)
    rows = rows.where(col(Outbox.notice_id) == notice.id, col(Outbox.act) == SEND)
    laid, went, waiting, closed, ended, lately = session.connection().execute(rows).one()
    failed = laid - went - waiting - closed - ended
    as_now = (col(NoticeCopy.seen) > 0) & (col(NoticeCopy.seen) >= notice.revision)
    seen, unlaid = (sa.func.count().filter(each) for each in (as_now, col(NoticeCopy.laid) == 0))
    copies: Any = sa.select(sa.func.count(), seen, unlaid).where(col(NoticeCopy.notice_id) == notice.id)
    people, opened, rest = session.connection().execute(copies).one()
    return Progress(people, went, waiting + rest, failed, opened, lately, rest, closed, ended)
