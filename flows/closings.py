"""When a cycle ends: extended before its closing time, or closed early when all have handed in (rule 1)."""

from datetime import datetime

from sqlmodel import Session

from flows import audit, cycle_news, dates, nudges
from flows import cycles as cycle_rules
from flows import units as unit_rules
from flows.replies import FlowError, choice, reply, stack, text
from storage import cycles, turnouts
from storage.cycles import Cycle


def extend(session: Session, cycle_id: int, closes: str, now: datetime) -> Cycle:
    """A later closing time, announced to all. Raises `cycle-unknown`, `cycle-ended`, `cycle-not-later` …"""
    cycle = _open(session, cycle_id, now)
    timezone = unit_rules.timezone_of(session, cycle.unit_id)
    later = cycle_rules.moment(closes, timezone, end=True)
    if later <= cycle.closes_at:
        raise FlowError("cycle-not-later", closes=dates.hour(cycle.closes_at, timezone))
    cycle_rules.check_extension(session, cycle, later, timezone)
    nudges.drop(session, cycle, now)
    cycle.closes_at, cycle.announced = later, False
    session.add(cycle)
    audit.note(session, "cycle_extended", now, unit_id=cycle.unit_id, detail=cycle_id)
    return cycle


def close(session: Session, cycle_id: int, now: datetime) -> Cycle:
    """Close before the time. Raises `cycle-unknown`, `cycle-ended`, `cycle-not-all`.

    That everybody has handed in is judged by the morning's count, so that asking tells nothing newer.
    """
    cycle = _open(session, cycle_id, now)
    if not all_in(session, cycle):
        raise FlowError("cycle-not-all")
    cycle.closes_at = now
    session.add(cycle)
    audit.note(session, "cycle_closed", now, unit_id=cycle.unit_id, detail=cycle_id)
    return cycle


def all_in(session: Session, cycle: Cycle) -> bool:
    """Whether all expected had handed in by this morning."""
    handed, of = turnouts.sums(session, cycle.id or 0)
    return handed >= of > 0 and of == cycles.expected(session, cycle.id or 0)


def announce_some(session: Session, now: datetime) -> bool:
    """Tell members that a cycle was extended, some at a time; False when all are told."""
    cycle = cycles.unannounced(session)
    if cycle is None:
        return False
    timezone = unit_rules.timezone_of(session, cycle.unit_id)
    words = text("cycle-extended", closes=dates.hour(cycle.closes_at, timezone))
    news = reply(words, rows=stack(choice("review", "menu-review")))
    if not cycle_news.tell_some(session, cycle, "extended", news, now, cycle.closes_at):
        cycle.announced = True
        session.add(cycle)
    return True


def _open(session: Session, cycle_id: int, now: datetime) -> Cycle:
    cycle = session.get(Cycle, cycle_id, with_for_update=True)
    if cycle is None:
        raise FlowError("cycle-unknown", id=str(cycle_id))
    if cycle.frozen_at is None or cycle.closes_at <= now:
        raise FlowError("cycle-ended")
    return cycle
