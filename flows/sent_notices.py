"""A notice that went out, before who may send for its unit: the gate to all he may do with it then."""

from datetime import datetime

from sqlmodel import Session

from flows import access, dates, notice_cards, received
from flows.replies import FlowError, Line, text
from storage import notices, units
from storage.accounts import Actor
from storage.notice_tallies import UNANSWERED
from storage.notices import CANCELLED, DONE, PAUSED, RECALLED, SENDING, Notice

AFTER = (SENDING, PAUSED, DONE, CANCELLED, RECALLED)
"""States in which there is something to be told."""
CHANGED = (SENDING, PAUSED, DONE)
"""States in which it can be corrected, recalled, closed, reminded of."""


def own(session: Session, actor: Actor, notice_id: int) -> Notice:
    """A notice that went out from a unit for which he may send. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    notice = notices.find(session, notice_id)
    if notice is None or notice.state not in AFTER:
        raise FlowError("choice-unknown", place="menu")
    access.check(session, actor, access.NOTICES, notice.unit_id)
    return notice


def below(session: Session, actor: Actor, notice_id: int, unit_id: int) -> Notice:
    """The same, asked about its unit or one below. Raises `not-joined`, `choice-unknown`."""
    notice = own(session, actor, notice_id)
    if notice.unit_id not in units.lineage_of(session, unit_id):
        raise FlowError("choice-unknown", place=f"notresult:{notice_id}")
    return notice


def open_(session: Session, actor: Actor, notice_id: int) -> Notice:
    """One that can still be changed. Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`."""
    notice = own(session, actor, notice_id)
    if notice.state not in CHANGED:
        raise FlowError("notresult-is-recalled", place=f"notresult:{notice_id}")
    return notice


def to_recall(session: Session, actor: Actor, notice_id: int) -> Notice:
    """One that can still be taken back: also what was stopped, from those who had it by then.

    Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`.
    """
    notice = own(session, actor, notice_id)
    return notice if notice.state == CANCELLED else open_(session, actor, notice_id)


def is_official(notice: Notice) -> bool:
    """Whether it is official business who has seen it: it is marked so, or needs an answer."""
    return notice.official or notice.needs_answer


def undone(notice: Notice, what: str) -> str:
    """What somebody has left undone, as texts call it: where cells register, his has not."""
    return "registered" if notice.registers and what == UNANSWERED else what


def heading(session: Session, actor: Actor, notice: Notice) -> list[Line]:
    """Which notice it is."""
    day = dates.day(received.sent_at(notice), actor.timezone)
    title = notice_cards.subject(notices.content_of(session, notice))
    unit = units.get_unit(session, notice.unit_id).name
    return [text("notresult-title", title=title), text("notresult-sent", unit=unit, day=day)]


def last_changed(actor: Actor, notice: Notice) -> str:
    """When it was corrected last, or recalled."""
    changed: datetime = notice.changed_at or received.sent_at(notice)
    return dates.hour(changed, actor.timezone)
