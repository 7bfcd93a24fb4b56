"""Nudges before a cycle closes, beside the reminders that everybody gets: only to who has not handed in yet.

They are laid out for all of a cell alike; who has handed in by the moment of sending gets none.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, select

from flows import recurrences, reminders
from flows import units as unit_rules
from flows.replies import choice, dump, reply, stack
from storage import cycles, mailings, outbox, reviews
from storage.cycles import Cycle
from storage.mailings import FAR, REST, Mailing

DAYS = (3, 1)
"""How long before a cycle closes."""
CODE = "nudge"
AHEAD = timedelta(days=1)
"""Nudges are drawn so long before they are due."""


def draw_some(session: Session, now: datetime, limit: int) -> bool:
    """Draw the nudges that are due soon, for so many cells at a time; False when all are."""
    for cycle in cycles.closing_cycles(session, now, now + timedelta(days=max(DAYS)) + 2 * AHEAD):
        timezone = unit_rules.timezone_of(session, cycle.unit_id)
        for days in DAYS:
            day = recurrences.today(cycle.closes_at, timezone) - timedelta(days=days)
            due = recurrences.moment(day, reminders.MORNING, timezone)
            if now - AHEAD < due <= now + AHEAD and due < cycle.closes_at:
                cells = cycles.cells_without(session, cycle.id or 0, f"{_of(cycle)}:{days}d:", limit)
                if cells:
                    session.add_all([_mailing(cycle, cell, days, due, now) for cell in cells])
                    session.flush()
                    return True
    return False


def drop(session: Session, cycle: Cycle, now: datetime) -> None:
    """The cycle closes at another time: what was drawn for the old one goes to nobody."""
    mine = col(Mailing.occasion).startswith(f"{_of(cycle)}:")
    laid = session.exec(select(Mailing.id).where(mine, col(Mailing.laid_at).is_not(None))).all()
    outbox.end_mailings(session, [row_id or 0 for row_id in laid], "cancelled", now)
    session.exec(delete(Mailing).where(mine, col(Mailing.laid_at).is_(None)))


def needed(session: Session, vault_id: int, unless: str) -> bool:
    """Whether what ends a nudge for a person has not happened: his review of that cycle is not handed in."""
    cycle_id = int(unless.partition(":")[2])
    return reviews.awaits(session, cycle_id, vault_id)


def _mailing(cycle: Cycle, cell_id: int, days: int, due: datetime, now: datetime) -> Mailing:
    words = reply("reminder-closing", rows=stack(choice("tasks", "reminder-tasks")))
    return Mailing(
        unit_id=cell_id,
        occasion=f"{_of(cycle)}:{days}d:{cell_id}",
        code=CODE,
        rank=REST,
        lane=FAR,
        content=mailings.written(dump(words)),
        unless=f"review:{cycle.id}",
        created_at=now,
        due_at=due,
        expires_at=cycle.closes_at,
    )


def _of(cycle: Cycle) -> str:
    return f"nudge:{cycle.id}:{cycle.closes_at:%Y%m%d%H%M}"
