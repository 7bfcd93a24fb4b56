"""A committee's member who attends cells: their next meetings, and after one four short remarks for its cell.

Who leads the cell reads them, and nobody else.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from flows import access, meeting_cards, meeting_dates, names, recurrences, screens, secrecy
from flows import units as unit_rules
from flows.meeting_cards import CLEARED, Found
from flows.meeting_dates import Occurrence
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from storage import attendance, meetings, units
from storage.accounts import Actor
from storage.attendance import Attendant, Remark

FIELDS = ("preparation", "order", "chairing", "democracy")
ASKS = {
    "preparation": "remark-preparation-ask",
    "order": "remark-order-ask",
    "chairing": "remark-chairing-ask",
    "democracy": "remark-democracy-ask",
}
LINES = {
    "preparation": "remark-preparation",
    "order": "remark-order",
    "chairing": "remark-chairing",
    "democracy": "remark-democracy",
}
EDITS = {
    "preparation": "remark-preparation-edit",
    "order": "remark-order-edit",
    "chairing": "remark-chairing-edit",
    "democracy": "remark-democracy-edit",
}
LONGEST = 300
FOUND = 6
"""Meetings to remark on that one card offers."""


@dataclass(frozen=True, slots=True)
class Attended:
    """A meeting he attends or attended, and the name of its cell."""

    found: Found
    cell: str


def attended(session: Session, actor: Actor, now: datetime, screen: int = 0) -> Reply:
    """The next meeting of each cell he attends, and the past ones to remark on. Raises `not-joined`."""
    ahead, past = coming(session, actor, now), _held(session, actor, now)
    lines = next_lines(ahead) or [Text("attended-none")]
    if past:
        lines += [GAP, Text("attended-remarks")]
    lines, turns = screens.turned(
        [Text("attended-title")],
        lines,
        f"attended~{screen}",
        actor.language,
        lambda what: what.replace("~", ":"),
    )
    rows = [
        choice(f"remark:{one.found.place}", text("remark-label", cell=one.cell, day=_day(one.found)))
        for one in past[:FOUND]
    ]
    back = choice("meetings", "meeting-back", zero=True)
    return reply(*lines, rows=stack(*turns, *rows, back), here="attended")


def go_on(session: Session, actor: Actor, screen: int, now: datetime) -> Reply:
    """A further screen of it. Raises `not-joined`."""
    return attended(session, actor, now, screen)


def standing(session: Session, actor: Actor, now: datetime, most: int) -> tuple[list[Line], list[Choice]]:
    """What his own card says of the cells he attends."""
    ahead = coming(session, actor, now)
    if not ahead and not _held(session, actor, now):
        return [], []
    return next_lines(ahead[:most]), [choice("attended", "attended-open")]


def show(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Reply:
    """What he remarked on one meeting. Raises `not-joined`, `choice-unknown`, `meeting-gone`."""
    found = _attended(session, actor, cell_id, planned_on, now)
    row = attendance.remark_of(session, cell_id, planned_on, actor.member_id or 0)
    name = units.get_unit(session, cell_id).name
    lines: list[Line] = [text("remark-title", cell=name, day=_day(found)), *_lines(row)]
    back = choice("attended", "meeting-back", zero=True)
    verb = f"remarkask:{found.place}"
    if row is None:
        rows = stack(choice(f"{verb}:{FIELDS[0]}", "remark-begin", main=True), back)
        return reply(*lines, "remark-who-sees", rows=rows, here=f"remark:{found.place}")
    edits = [choice(f"{verb}:{field}", EDITS[field]) for field in FIELDS]
    return reply(*lines, rows=(tuple(edits[:2]), tuple(edits[2:]), (back,)), here=f"remark:{found.place}")


def ask(session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, now: datetime) -> Answer:
    """Ask for one remark. Raises as `show`."""
    found = _attended(session, actor, cell_id, planned_on, now)
    if field not in FIELDS:
        raise FlowError("choice-unknown", place=f"remark:{found.place}")
    row = attendance.remark_of(session, cell_id, planned_on, actor.member_id or 0)
    known = getattr(row, field) if row else ""
    lines: list[Line] = [Text(ASKS[field])]
    if known:
        lines.append(text("remark-known", remark=known))
    rows = stack(choice(_after(found, field), "remark-skip", zero=True))
    here, awaiting = f"remarkask:{found.place}:{field}", f"write:meeting:{found.place}:{field}"
    return reply(*lines, rows=rows, here=here, awaiting=awaiting)


def write(
    session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, words: str, now: datetime
) -> Answer:
    """Keep one remark and ask for the next; a dash takes it away. Raises as `show`, and `secrecy-refused`,
    `text-too-long`.
    """
    found = _attended(session, actor, cell_id, planned_on, now)
    words = "" if words.strip() == CLEARED else secrecy.check_line(words, LONGEST)
    attendance.set_remark(session, cell_id, planned_on, actor.member_id or 0, field, words, now)
    return Show(_after(found, field), Text("remark-kept"))


def listing(session: Session, meeting: Occurrence) -> list[Line]:
    """For who leads the cell: what each attendant remarked."""
    lines: list[Line] = []
    for row in attendance.remarks_on(session, meeting.unit_id, meeting.planned_on):
        said = _lines(row)
        if said:
            name = names.of(session, row.member_id)
            lines += [GAP, text("remark-by", name=name), *said]
    return lines


def coming(session: Session, actor: Actor, now: datetime) -> list[Attended]:
    """The next meeting of each cell he attends, the soonest first. Raises `not-joined`."""
    member_id, _ = access.member_of(actor)
    soonest: dict[int, Attended] = {}
    for row in attendance.assignments_of(session, member_id):
        one = _next(session, row, now) if row.until_at is None else None
        known = soonest.get(row.unit_id)
        if one and (known is None or _begins(one) < _begins(known)):
            soonest[row.unit_id] = one
    return sorted(soonest.values(), key=_begins)


def next_lines(ahead: list[Attended]) -> list[Line]:
    """Each of them in a line."""
    return [text("attended-next", cell=one.cell, moment=one.found.moment) for one in ahead]


def _next(session: Session, row: Attendant, now: datetime) -> Attended | None:
    rule = meetings.rule_of(session, row.unit_id)
    if rule is None:
        return None
    timezone = unit_rules.timezone_of(session, row.unit_id)
    ahead = meeting_dates.upcoming(session, rule, timezone, now, meeting_cards.NEAR)
    for meeting in ahead:
        if row.planned_on in (None, meeting.planned_on):
            found = Found(rule, meeting, timezone)
            return Attended(found, units.get_unit(session, row.unit_id).name)
    return None


def _held(session: Session, actor: Actor, now: datetime) -> list[Attended]:
    """The meetings of the last weeks he was to attend, the latest first."""
    member_id, _ = access.member_of(actor)
    held: list[Attended] = []
    for cell_id in sorted({row.unit_id for row in attendance.assignments_of(session, member_id)}):
        rule = meetings.rule_of(session, cell_id)
        if rule is None:
            continue
        timezone, name = unit_rules.timezone_of(session, cell_id), units.get_unit(session, cell_id).name
        past = meeting_dates.past(session, rule, timezone, now, meeting_cards.SHOWN)
        found = [Found(rule, meeting, timezone) for meeting in past if _was_to(session, member_id, meeting)]
        held += [Attended(one, name) for one in found]
    return sorted(held, key=_begins, reverse=True)


def _was_to(session: Session, member_id: int, meeting: Occurrence) -> bool:
    """Whether he was assigned when it began."""
    there = attendance.attendants_of(session, meeting.unit_id, meeting.planned_on, meeting.begins_at)
    return member_id in [row.member_id for row in there]


def _attended(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Found:
    """A past meeting he was to attend."""
    member_id, _ = access.member_of(actor)
    found = meeting_cards.find(session, cell_id, planned_on, now)
    if found.meeting.begins_at > now or not _was_to(session, member_id, found.meeting):
        raise FlowError("choice-unknown", place="meetings")
    return found


def _lines(row: Remark | None) -> list[Line]:
    if row is None:
        return []
    said = {field: getattr(row, field) for field in FIELDS}
    return [text(LINES[field], remark=words) for field, words in said.items() if words]


def _after(found: Found, field: str) -> str:
    """The next question, or his remarks."""
    later = FIELDS[FIELDS.index(field) + 1 :]
    return f"remarkask:{found.place}:{later[0]}" if later else f"remark:{found.place}"


def _begins(one: Attended) -> datetime:
    return one.found.meeting.begins_at


def _day(found: Found) -> str:
    return f"{recurrences.today(found.meeting.begins_at, found.timezone):%d/%m}"
