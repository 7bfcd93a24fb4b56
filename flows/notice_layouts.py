"""The life of a notice once it is confirmed: recipients fixed, its hour awaited, laid out, all of it out.

Every step is small and leaves in the database how far it came, so that it may be done in any process and go
on in another one. What is corrected, stopped or taken back on the way is seen at the next step.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from flows import reminders
from storage import notice_layouts as rows
from storage import sendings
from storage.notice_layouts import FIXED, LIVE, OVER, WITHDRAWN, Work
from storage.notices import RECALLED, WAITING, Notice

AT_CONFIRMATION = 300
"""So many recipients are fixed while the notice is being confirmed."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a stage of a notice has come: the member up to whom it is done."""

    stage: str
    revision: int
    after: int = 0


def fix_now(session: Session, notice: Notice) -> bool:
    """Fix the recipients of a notice that is being confirmed; False if the jobs have to go on with it."""
    session.flush()
    assert notice.id is not None
    done = _fix(session, notice.id, AT_CONFIRMATION + 1)
    session.refresh(notice)
    return done


def pending(session: Session, now: datetime) -> list[int]:
    """Notices for which something is to be done now."""
    return [work.id for work in rows.open_work(session, now) if _moves(session, work, now)]


def _moves(session: Session, work: Work, now: datetime) -> bool:
    stage = stage_of(work, now)
    still = stage == "out" and work.state != WAITING and sendings.waits(session, work.id)
    return bool(stage) and not still


def set_aside(session: Session, now: datetime, limit: int) -> int:
    """Put some messages of notices that were stopped for now out of the way, or those that go on back; how
    many."""
    return rows.hold_some(session, limit) or rows.release_some(session, now, limit)


def stage_of(work: Work, now: datetime) -> str:
    """What is to be done with a notice now; nothing: an empty word."""
    if work.state in OVER:
        return "ending" if work.laid < WITHDRAWN else ""
    if work.state not in LIVE:
        return ""
    if work.laid < FIXED:
        return "fixing"
    if work.due_at is None or work.due_at > now:
        return ""
    if work.laid < work.revision:
        return "laying"
    return "out"


def step(session: Session, notice_id: int, place: Place | None, now: datetime, limit: int) -> Place | None:
    """Do the next piece of a notice; where to go on, None when nothing is left to do for now."""
    work = rows.find_work(session, notice_id)
    stage = stage_of(work, now) if work else ""
    if work is None or not stage:
        return None
    if place is None or (place.stage, place.revision) != (stage, work.revision):
        place = Place(stage, work.revision)
    if stage == "fixing":
        _fix(session, work.id, limit)
        return place
    if stage in ("laying", "out") and work.state == WAITING:
        rows.begin(session, work.id)
        return place
    if stage == "laying":
        return _lay(session, work, place, now, limit)
    if stage == "ending":
        return _end(session, work, place, now, limit)
    rows.finish(session, work, now)
    return None


def _fix(session: Session, notice_id: int, limit: int) -> bool:
    if rows.fix_some(session, notice_id, limit) == limit:
        return False
    rows.mark_fixed(session, notice_id)
    return True


def _lay(session: Session, work: Work, place: Place, now: datetime, limit: int) -> Place:
    waking = reminders.waking(session, work.unit_id, now)
    due = work if waking == now else replace(work, due_at=waking)
    last = rows.lay_some(session, due, place.after, now, limit)
    if last is None:
        rows.mark_laid(session, work, work.revision)
        return Place("out", work.revision)
    return Place(place.stage, work.revision, last)


def _end(session: Session, work: Work, place: Place, now: datetime, limit: int) -> Place | None:
    """First what waits is ended; then what was told is taken back, if it was recalled."""
    if sendings.end_some(session, work.id, now, limit):
        return place
    if work.state == RECALLED:
        waking = reminders.waking(session, work.unit_id, now)
        last = rows.withdraw_some(session, work.id, place.after, now, limit, waking)
        if last is not None:
            return Place(place.stage, work.revision, last)
    rows.mark_laid(session, work, WITHDRAWN)
    return None
