"""After a meeting: was it held, how many came and spoke, how long criticism took; what guests remarked."""

from datetime import date, datetime

from sqlmodel import Session

from flows import access, attendances, meeting_cards, meeting_dates, recurrences, remarks, screens
from flows.meeting_cards import CLEARED, Found
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import meetings
from storage.accounts import Actor
from storage.meetings import Meeting

FIELDS = {"present": 500, "spoke": 500, "minutes": 480}
"""The numbers, in the order they are asked, with the most that each can be: with guests, a whole hall."""
COLUMNS = {"present": "present", "spoke": "spoke", "minutes": "self_criticism"}
ASKS = {
    "present": ("meeting-present-ask", "meeting-numbers-later"),
    "spoke": ("meeting-spoke-ask", "meeting-spoke-none"),
    "minutes": ("meeting-minutes-ask", "meeting-minutes-none"),
}
"""What is asked, and what a typed 0 means: there nobody, here not now."""


def choose(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Which of the latest meetings. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rule, timezone = meeting_cards.ruled(session, cell_id)
    latest = meeting_dates.past(session, rule, timezone, now, meeting_cards.SHOWN)
    rows = [
        choice(f"meetone:{meeting_cards.place_of(one)}", recurrences.spoken(one.begins_at, timezone))
        for one in latest
    ]
    back = choice(f"meeting:{cell_id}", "meeting-back", zero=True)
    asked = "meeting-past-which" if latest else "meeting-past-none"
    return reply(asked, rows=stack(*rows, back), here=f"meetpast:{cell_id}")


def card(session: Session, actor: Actor, found: Found, screen: int, now: datetime) -> Reply:
    """A meeting that has begun, for who leads the cell: its numbers, the remarks, who was not to come."""
    row = found.meeting.special
    said = [*meeting_cards.content(found.meeting), *_numbers(row)]
    said += remarks.listing(session, found.meeting)
    if attendances.any_kept(session, found.meeting, now):
        said += [GAP, *attendances.listing(session, found.meeting, now)]
    title = text("meeting-was", moment=found.moment)
    lines, turns = screens.turned([title], said, f"one~{screen}", actor.language, found.screen)
    back = choice(f"meetpast:{found.meeting.unit_id}", "meeting-back", zero=True)
    rows = stack(*turns, *_choices(found, row), back)
    return reply(*lines, rows=rows, here=f"meetone:{found.place}")


def hold(session: Session, actor: Actor, cell_id: int, planned_on: date, held: int, now: datetime) -> Answer:
    """Was it held: then the numbers are asked. Raises `not-joined`, `choice-unknown`, `meeting-gone`,
    `meeting-not-begun`.
    """
    found = _begun(session, actor, cell_id, planned_on, now)
    if held not in (0, 1):
        raise FlowError("choice-unknown", place=f"meetone:{found.place}")
    row = meetings.special(session, cell_id, planned_on, now)
    row.held = bool(held)
    if held:
        session.flush()
        return Show(f"meetnote:{found.place}:present", Text("meeting-held-kept"))
    row.present = row.spoke = row.self_criticism = None
    session.flush()
    return Show(f"meetone:{found.place}", Text("meeting-not-held-kept"))


def ask(session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, now: datetime) -> Answer:
    """Ask for one number; all three in a line will do. Raises as `hold`."""
    found = _begun(session, actor, cell_id, planned_on, now)
    if field not in FIELDS:
        raise FlowError("choice-unknown", place=f"meetone:{found.place}")
    asked, zero = ASKS[field]
    later = f"meetone:{found.place}" if field == "present" else f"meetnumber:{found.place}:{field}:0"
    lines = [asked, "meeting-numbers-how"] if field == "present" else [asked]
    rows = stack(choice(later, zero, zero=True))
    here, awaiting = f"meetnote:{found.place}:{field}", f"write:meeting:{found.place}:{field}"
    return reply(*lines, rows=rows, here=here, awaiting=awaiting)


def write(
    session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, words: str, now: datetime
) -> Answer:
    """Take one number, or this and the following in one line; a dash leaves one out. Raises as `hold`, and
    `meeting-numbers-unclear`, `meeting-numbers-most`, `meeting-numbers-spoke`.
    """
    found = _begun(session, actor, cell_id, planned_on, now)
    fields = list(FIELDS)[list(FIELDS).index(field) :]
    given = words.replace(",", " ").replace(";", " ").split()
    if not 0 < len(given) <= len(fields):
        raise FlowError("meeting-numbers-unclear")
    numbers = {name: _number(name, part) for name, part in zip(fields, given, strict=False)}
    _keep(session, found, numbers, now)
    missing = fields[len(given) :]
    if missing:
        return Show(f"meetnote:{found.place}:{missing[0]}")
    return Show(f"meetone:{found.place}", Text("meeting-numbers-kept"))


def number(
    session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, value: int, now: datetime
) -> Answer:
    """The same by tapping: nobody, no minute. Raises as `write`."""
    if field not in FIELDS:
        raise FlowError("choice-unknown", place="meetings")
    return write(session, actor, cell_id, planned_on, field, str(value), now)


def _keep(session: Session, found: Found, numbers: dict[str, int | None], now: datetime) -> None:
    """More cannot have spoken than were there; an older number that does not fit is asked again."""
    row = meetings.special(session, found.meeting.unit_id, found.meeting.planned_on, now)
    present, spoke = numbers.get("present", row.present), numbers.get("spoke", row.spoke)
    if present is not None and spoke is not None and spoke > present:
        if "spoke" in numbers:
            raise FlowError("meeting-numbers-spoke", present=present)
        row.spoke = None
    row.held = True
    for name, value in numbers.items():
        setattr(row, COLUMNS[name], value)
    session.flush()


def _number(field: str, part: str) -> int | None:
    if part in (CLEARED, "–"):
        return None
    if not (part.isascii() and part.isdigit()):
        raise FlowError("meeting-numbers-unclear")
    if len(part) > 5 or int(part) > FIELDS[field]:
        raise FlowError("meeting-numbers-most", most=FIELDS[field])
    return int(part)


def _numbers(row: Meeting | None) -> list[Line]:
    if row is None or row.held is None:
        return [Text("meeting-held-ask")]
    if not row.held:
        return [Text("meeting-was-not-held")]
    found: list[Line] = [Text("meeting-was-held")]
    if row.present is not None:
        found.append(text("meeting-present", number=row.present))
    if row.spoke is not None:
        found.append(text("meeting-spoke", number=row.spoke))
    if row.self_criticism is not None:
        found.append(text("meeting-criticism", number=row.self_criticism))
    return found


def _choices(found: Found, row: Meeting | None) -> list[Choice]:
    yes = choice(f"meetheld:{found.place}:1", "meeting-held-yes")
    no = choice(f"meetheld:{found.place}:0", "meeting-held-no")
    if row is None or row.held is None:
        return [yes, no]
    return [choice(f"meetnote:{found.place}:present", "meeting-numbers-set"), no] if row.held else [yes]


def _begun(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Found:
    found = meeting_cards.led(session, actor, cell_id, planned_on, now)
    if found.meeting.begins_at > now:
        raise FlowError("meeting-not-begun", place=f"meetone:{found.place}")
    return found
