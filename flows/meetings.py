"""`/lichhop`: when and where the cell meets next, and what a member still has to do before."""

from datetime import datetime

from sqlmodel import Session

from flows import (
    access,
    assignments,
    attendances,
    meeting_cards,
    meeting_dates,
    meeting_rules,
    recurrences,
    remarks,
    review,
    screens,
)
from flows import units as unit_rules
from flows.calendars import Calendar, Entry
from flows.meeting_dates import Occurrence
from flows.replies import (
    GAP,
    Answer,
    Attachment,
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
from storage import meetings, units
from storage.accounts import Actor
from storage.meetings import MeetingRule

TAKEN = 12
"""Meetings in the file for a phone's calendar."""
AHEAD = 2
"""Meetings that are told: the next one, and the one after it."""
NEAR = 6
"""Meetings among which cancelled ones are looked for."""
GUEST = 2
"""Cells he attends that his own card names."""


def show(session: Session, actor: Actor, now: datetime, screen: int = 0) -> Reply:
    """The member's cell: its next meeting, his own tasks before it, and what he attends elsewhere.

    Raises `not-joined`.
    """
    access.member_of(actor)
    cell_id = actor.unit_id or 0
    rule = meetings.rule_of(session, cell_id)
    rows: list[tuple[Choice, ...]] = []
    held = _held(session, rule, now) if rule else []
    lines: list[Line] = _next(session, rule, now) if rule else [Text("meeting-none")]
    lines += [GAP, review.standing(session, actor, now)]
    if held:
        said, answers = attendances.standing(session, actor, held[0])
        lines += [GAP, *said]
        rows.append(tuple(answers))
    guest, more = remarks.standing(session, actor, now, GUEST)
    lines += [GAP, *guest] if guest else []
    rows += stack(*_links(session, rule), choice("reminding", "reminding-open"), *more)
    rows += stack(*_offices(session, actor, cell_id), _home())
    lines, turns = _screen(session, actor, cell_id, lines, "meetings", screen)
    return reply(*lines, rows=(*stack(*turns), *rows), here="meetings")


def go_on(session: Session, actor: Actor, screen: int, now: datetime) -> Reply:
    """A further screen of it, where a phone has no room for all. Raises `not-joined`."""
    return show(session, actor, now, screen)


def calendar(session: Session, actor: Actor, now: datetime) -> Reply:
    """The next meetings as a file for the phone's own calendar. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    rule = meetings.rule_of(session, actor.unit_id or 0)
    if rule is None:
        raise FlowError("choice-unknown", place="meetings")
    value = calendar_value(session, rule, unit_rules.timezone_of(session, rule.unit_id), now, TAKEN)
    attachment = Attachment("calendar", "sinh-hoat-chi-bo.ics", value)
    taken = text("meeting-calendar", count=sum(not entry.cancelled for entry in value.entries))
    return reply(taken, rows=stack(_back()), here="meetings", attachment=attachment, keep=True)


def calendar_value(session: Session, rule: MeetingRule, timezone: str, now: datetime, count: int) -> Calendar:
    """The next meetings as a calendar; a moved one keeps its name, a cancelled one is said to be."""
    ahead = meeting_dates.upcoming(session, rule, timezone, now, count, cancelled=True)
    entries = tuple(
        Entry(
            f"{one.unit_id}-{one.planned_on:%Y%m%d}@tusoi",
            one.begins_at,
            one.minutes,
            one.cancelled,
            one.special.revision if one.special else 0,
        )
        for one in ahead
    )
    return Calendar(Text("meeting-calendar-title"), rule.place, now, entries)


def cell(session: Session, actor: Actor, cell_id: int, now: datetime, screen: int = 0) -> Reply:
    """A cell's rule, for who leads it: in words, with what can be changed. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rule = meetings.rule_of(session, cell_id)
    rows = [choice(f"meetset:{cell_id}", "meeting-set-again" if rule else "meeting-set")]
    lines: list[Line] = [Text("meeting-none")]
    if rule:
        words = recurrences.words_of(rule.rrule)
        lines = [
            text("meeting-rule", rule=words, at=rule.at, minutes=rule.minutes),
            *_next(session, rule, now, then=False),
        ]
        rows = [
            choice(f"meetchange:{cell_id}", "meeting-change"),
            choice(f"meetpast:{cell_id}", "meeting-notes"),
            choice(f"meetremind:{cell_id}", "meeting-offsets"),
            *rows,
            choice(f"meetplace:{cell_id}", "meeting-place-set"),
        ]
    lines += assignments.listing(session, cell_id, now)
    lines, turns = _screen(session, actor, cell_id, lines, f"meeting:{cell_id}", screen)
    return reply(*lines, rows=stack(*turns, *rows, _back()), here=f"meeting:{cell_id}")


def cell_on(session: Session, actor: Actor, cell_id: int, screen: int, now: datetime) -> Reply:
    """A further screen of it. Raises `choice-unknown`."""
    return cell(session, actor, cell_id, now, screen)


def ask_place(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Ask where the cell meets. Raises `choice-unknown`."""
    _ruled(session, actor, cell_id)
    here = f"meetplace:{cell_id}"
    rows = stack(choice(f"meeting:{cell_id}", "meeting-place-later", zero=True))
    return reply("meeting-place-ask", rows=rows, here=here, awaiting=here)


def place(session: Session, actor: Actor, cell_id: int, words: str, now: datetime) -> Answer:
    """Keep where the cell meets. Raises `choice-unknown`, `secrecy-refused`, `text-too-long`."""
    _ruled(session, actor, cell_id)
    meeting_rules.set_place(session, cell_id, words, now)
    return Show(f"meeting:{cell_id}", Text("meeting-place-kept"))


def _next(session: Session, rule: MeetingRule, now: datetime, *, then: bool = True) -> list[Line]:
    """The next meeting, and (`then`) the one after it; a cancelled one before them is said to be."""
    timezone = unit_rules.timezone_of(session, rule.unit_id)
    held = _held(session, rule, now)
    known = meeting_dates.upcoming(session, rule, timezone, now, NEAR, cancelled=True)
    lines: list[Line] = []
    for one in known:
        if one.cancelled and held and one.begins_at < held[0].begins_at:
            moment = recurrences.spoken(one.begins_at, timezone)
            lines.append(text("meeting-next-cancelled", moment=moment))
    for key, one in zip(("meeting-next", "meeting-then"), held[: 1 + then], strict=False):
        lines.append(text(key, moment=recurrences.spoken(one.begins_at, timezone), minutes=one.minutes))
        if key == "meeting-next":
            lines += [*_moved(one, rule, timezone), *meeting_cards.where(rule), *meeting_cards.content(one)]
    return lines


def _held(session: Session, rule: MeetingRule, now: datetime) -> list[Occurrence]:
    """The next meetings that were not called off."""
    timezone = unit_rules.timezone_of(session, rule.unit_id)
    return meeting_dates.upcoming(session, rule, timezone, now, AHEAD)


def _screen(
    session: Session, actor: Actor, cell_id: int, lines: list[Line], verb: str, screen: int
) -> tuple[list[Line], list[Choice]]:
    """One screen of a card under the cell's name, and the choices that turn to its neighbours."""

    def turn(what: str) -> str:
        number = screens.numbered(what)[1]
        return f"{verb}:{number}" if number else verb

    title = text("meeting-title", cell=units.get_unit(session, cell_id).name)
    return screens.turned([title], lines, f"{verb}~{screen}", actor.language, turn)


def _moved(meeting: Occurrence, rule: MeetingRule, timezone: str) -> list[Line]:
    planned = recurrences.moment(meeting.planned_on, rule.at, timezone)
    if planned == meeting.begins_at:
        return []
    return [text("meeting-next-moved", planned=recurrences.spoken(planned, timezone))]


def _links(session: Session, rule: MeetingRule | None) -> list[Choice]:
    """To the calendar of his phone: as a file, and as an address where there is one."""
    if rule is None:
        return []
    link = [choice("calendarlink", "calendar-link-take")] if session.info.get("public_url") else []
    return [choice("calendar", "meeting-calendar-take"), *link]


def _offices(session: Session, actor: Actor, cell_id: int) -> list[Choice]:
    """What he may do beyond a member: for the cells he leads, for the committee whose people he assigns."""
    led = [
        choice(f"meeting:{led}", _label(session, led, cell_id))
        for led in access.held(session, actor, access.MEETINGS)
    ]
    return led + (
        [choice("assign", "assign-open-cells")] if access.held(session, actor, access.ATTENDANTS) else []
    )


def _ruled(session: Session, actor: Actor, cell_id: int) -> MeetingRule:
    access.check(session, actor, access.MEETINGS, cell_id)
    rule = meetings.rule_of(session, cell_id)
    if rule is None:
        raise FlowError("choice-unknown", place="meetings")
    return rule


def _label(session: Session, led: int, cell_id: int) -> Text:
    if led == cell_id:
        return Text("meeting-manage")
    return text("meeting-manage-of", cell=units.get_unit(session, led).name)


def _back() -> Choice:
    return choice("meetings", "meeting-back", zero=True)


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
