"""Laying mailings out: at its moment each gets its recipients, once, whichever process does it.

And what the operator sees of them: all mailings of one code and day are a *run*, named ``7d/2026-11-26``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import recurrences
from flows.replies import FlowError
from storage import mailing_layouts, mailings, outbox
from storage import runs as run_rows
from storage.mailings import MEETING, Mailing


def lay_some(session: Session, now: datetime, limit: int) -> int:
    """Lay out at most so many mailings that are due; how many there were, late ones among them.

    After an outage, of a meeting's reminders only the last goes out; one that has begun has none.
    """
    ready = mailings.ready(session, now, limit)
    going, late = _sorted(ready, now)
    if late:
        mailings.mark_missed(session, late, now)
    if going:
        laid = mailing_layouts.lay_out(session, going, now)
        mailings.mark_laid(session, {row_id: laid[row_id] for row_id in going}, now)
    return len(ready)


def _sorted(ready: Iterable[Mailing], now: datetime) -> tuple[list[int], list[int]]:
    """What goes out, and what is too late: past its end, or overtaken by a later one of the same meeting."""
    latest: dict[str, Mailing] = {}
    going, late = [], []
    for one in ready:
        if one.expires_at <= now:
            late.append(one.id or 0)
        elif one.rank != MEETING:
            going.append(one.id or 0)
        else:
            meeting = one.occasion.rpartition(":")[0]
            if meeting in latest:
                late.append(latest[meeting].id or 0)
            latest[meeting] = one
    return [*going, *(one.id or 0 for one in latest.values())], late


@dataclass(slots=True)
class Run:
    """How far a run has come. `late`: cells it came too late for; `waiting`, `sent`, `ended`: messages."""

    run: str
    first_at: datetime
    cells: int
    unplanned: int
    late: int
    people: int
    waiting: int = 0
    sent: int = 0
    ended: int = 0


def runs(session: Session, timezone: str, now: datetime, days: int) -> list[Run]:
    """The runs of the last days and of the coming one, by their first moment."""
    since, until = now - timedelta(days=days), now + timedelta(days=1)
    states = run_rows.sent_of_runs(session, since, until)
    found: dict[str, Run] = {}
    for code, due_at, cells, unplanned, late, people in run_rows.progress(session, since, until):
        name = f"{code}/{recurrences.today(due_at, timezone)}"
        run = found.setdefault(name, Run(name, due_at, 0, 0, 0, 0))
        run.cells, run.unplanned = run.cells + cells, run.unplanned + unplanned
        run.late, run.people = run.late + late, run.people + people
        for state, messages in states.get((code, due_at), {}).items():
            field = state if state in ("waiting", "sent") else "ended"
            setattr(run, field, getattr(run, field) + messages)
    return list(found.values())


def in_run(session: Session, run: str, timezone: str) -> list[int]:
    """The mailings of a run. Raises `run-unknown`."""
    code, _, day = run.partition("/")
    try:
        begins = recurrences.moment(date.fromisoformat(day), "00:00", timezone)
    except ValueError:
        raise FlowError("run-unknown", run=run) from None
    found = run_rows.ids_of(session, code, begins, begins + timedelta(days=1))
    if not found:
        raise FlowError("run-unknown", run=run)
    return found


def cancel(session: Session, mailing_ids: Sequence[int], now: datetime) -> int:
    """Take these mailings back, as far as they did not go out yet; how many messages."""
    waiting = mailings.unlaid_of(session, mailing_ids)
    mailings.mark_missed(session, waiting, now)
    return outbox.end_mailings(session, mailing_ids, "cancelled", now)
