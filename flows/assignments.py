"""Who of a committee attends which cell: the rules. The cards are in `flows.attendants`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from flows import access, audit, meeting_cards, meeting_dates, messages, names, recurrences
from flows import units as unit_rules
from flows.meeting_dates import Occurrence
from flows.replies import Answer, FlowError, Line, Show, Text, choice, reply, stack, text
from storage import attendance, meetings, units
from storage.accounts import Actor
from storage.attendance import Attendant

BODY = ("secretary", "deputy", "committee", "officer")
"""Who of a unit above may be assigned."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is to be assigned where, in words."""

    name: str | Text
    cell: str
    when: Text


def plan(
    session: Session,
    actor: Actor,
    unit_id: int,
    cell_id: int,
    member_id: int,
    planned_on: date | None,
    now: datetime,
) -> Plan:
    """Check what is to be done, and say it. Raises `not-joined`, `choice-unknown`."""
    name = cell_of(session, actor, unit_id, cell_id)
    known = planned_on is None or planned_on in [one.planned_on for one in ahead(session, cell_id, now)]
    if not known or member_id not in attendance.holders_of(session, unit_id, BODY, now):
        raise FlowError("choice-unknown", place=f"assigncell:{unit_id}:{cell_id}")
    who = names.of(session, member_id)
    return Plan(who, name, when(session, cell_id, planned_on))


def assign(
    session: Session,
    actor: Actor,
    unit_id: int,
    cell_id: int,
    member_id: int,
    planned_on: date | None,
    now: datetime,
) -> Answer:
    """Assign him, once; he and who leads the cell are told. Raises `not-joined`, `choice-unknown`."""
    made = plan(session, actor, unit_id, cell_id, member_id, planned_on, now)
    row = attendance.assign(session, cell_id, member_id, planned_on, now)
    if row:
        audit.note(session, "attendant_assigned", now, unit_id=cell_id, subject_id=member_id)
        his = text("assign-told", cell=made.cell, when=made.when)
        _tell(session, row, f"attend:{row.id}", his, text("assign-told-cell", when=made.when), now)
    return Show(f"assigncell:{unit_id}:{cell_id}", Text("assign-done"))


def end(session: Session, actor: Actor, unit_id: int, attendant_id: int, now: datetime) -> Answer:
    """Do so, once; both sides are told. Raises `not-joined`, `choice-unknown`."""
    row = assigned(session, actor, unit_id, attendant_id)
    if row.until_at is None:
        row.until_at = now
        audit.note(session, "attendant_ended", now, unit_id=row.unit_id, subject_id=row.member_id)
        day = when(session, row.unit_id, row.planned_on)
        his = text("assign-ended-told", cell=units.get_unit(session, row.unit_id).name, when=day)
        _tell(session, row, f"attendend:{row.id}", his, text("assign-ended-told-cell", when=day), now)
    return Show(f"assigncell:{unit_id}:{row.unit_id}", Text("assign-ended"))


def listing(session: Session, cell_id: int, now: datetime) -> list[Line]:
    """For who leads the cell: who will attend."""
    return [
        text(
            "assign-guest",
            name=names.of(session, row.member_id),
            when=when(session, cell_id, row.planned_on),
        )
        for row in standing(session, cell_id, now)
    ]


def standing(session: Session, cell_id: int, now: datetime) -> list[Attendant]:
    """Who is assigned to meetings that are still to come."""
    today = recurrences.today(now, unit_rules.timezone_of(session, cell_id))
    known = {one.planned_on for one in ahead(session, cell_id, now)}
    rows = attendance.assigned_to(session, cell_id)
    rows = [
        row for row in rows if row.planned_on is None or row.planned_on >= today or row.planned_on in known
    ]
    return sorted(rows, key=lambda row: (row.planned_on or date.min, row.id or 0))


def assigned(session: Session, actor: Actor, unit_id: int, attendant_id: int) -> Attendant:
    """An assignment below a unit whose people he assigns. Raises `not-joined`, `choice-unknown`."""
    check(session, actor, unit_id)
    row = attendance.find_attendant(session, attendant_id)
    if row is None or attendance.find_cell_below(session, unit_id, row.unit_id) is None:
        raise FlowError("choice-unknown", place=f"assign:{unit_id}")
    return row


def ahead(session: Session, cell_id: int, now: datetime) -> list[Occurrence]:
    """The next meetings of a cell; none where it has not set them."""
    rule = meetings.rule_of(session, cell_id)
    if rule is None:
        return []
    timezone = unit_rules.timezone_of(session, cell_id)
    return meeting_dates.upcoming(session, rule, timezone, now, meeting_cards.NEAR)


def when(session: Session, cell_id: int, planned_on: date | None) -> Text:
    """``thường xuyên``, or the day of that meeting as it is now."""
    rule = meetings.rule_of(session, cell_id)
    if planned_on is None:
        return Text("assign-always")
    if rule is None:
        return recurrences.spoken_day(planned_on)
    timezone = unit_rules.timezone_of(session, cell_id)
    try:
        meeting = meeting_dates.one(session, rule, timezone, planned_on)
    except FlowError:
        return recurrences.spoken_day(planned_on)
    return recurrences.spoken_day(recurrences.today(meeting.begins_at, timezone))


def _tell(session: Session, row: Attendant, occasion: str, his: Text, theirs: Text, now: datetime) -> None:
    """Him by the cell's name; who leads the cell without a name, as anybody may look over a shoulder."""
    leaders = attendance.holders_of(session, row.unit_id, access.LEADERS, now)
    for member_ids, words in (([row.member_id], his), (leaders, theirs)):
        said = reply(words, rows=stack(choice("meetings", "assign-open")))
        messages.send(session, member_ids, occasion, said, row.unit_id, now)


def check(session: Session, actor: Actor, unit_id: int) -> None:
    """Pass who assigns this unit's people. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.ATTENDANTS, unit_id, place="meetings")


def cell_of(session: Session, actor: Actor, unit_id: int, cell_id: int) -> str:
    """The name of a cell below a unit whose people he assigns. Raises `not-joined`, `choice-unknown`."""
    check(session, actor, unit_id)
    name = attendance.find_cell_below(session, unit_id, cell_id)
    if name is None:
        raise FlowError("choice-unknown", place=f"assign:{unit_id}")
    return name
