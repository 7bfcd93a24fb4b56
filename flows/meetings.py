"""`/lichhop`: when and where the cell meets next, and what a member still has to do before."""

from datetime import datetime

from sqlmodel import Session

from flows import access, meeting_rules, recurrences, review
from flows.calendars import Calendar, Entry
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


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The member's cell: its next meeting, and his own tasks before it. Raises `not-joined`."""
    access.member_of(actor)
    cell_id = actor.unit_id or 0
    name = units.get_unit(session, cell_id).name
    rule = meetings.rule_of(session, cell_id)
    lines: list[Line] = [text("meeting-title", cell=name)]
    lines += _next(rule, actor.timezone, now) if rule else [Text("meeting-none")]
    lines += [GAP, review.standing(session, actor, now)]
    rows = [choice("calendar", "meeting-calendar-take")] if rule else []
    rows += [
        choice(f"meeting:{led}", _label(session, led, cell_id)) for led in access.led_cells(session, actor)
    ]
    return reply(*lines, rows=stack(*rows, _home()), here="meetings")


def calendar(session: Session, actor: Actor, now: datetime) -> Reply:
    """The next meetings as a file for the phone's own calendar. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    rule = meetings.rule_of(session, actor.unit_id or 0)
    if rule is None:
        raise FlowError("choice-unknown", place="meetings")
    begins = recurrences.upcoming(rule.rrule, rule.starts_on, rule.at, actor.timezone, now, TAKEN)
    days = [recurrences.today(moment, actor.timezone) for moment in begins]
    entries = tuple(
        Entry(f"{rule.unit_id}-{day:%Y%m%d}@tusoi", moment, rule.minutes)
        for day, moment in zip(days, begins, strict=True)
    )
    value = Calendar(Text("meeting-calendar-title"), rule.place, now, entries)
    attachment = Attachment("calendar", "sinh-hoat-chi-bo.ics", value)
    taken = text("meeting-calendar", count=len(entries))
    return reply(taken, rows=stack(_back()), here="meetings", attachment=attachment, keep=True)


def cell(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """A cell's rule, for who leads it: in words, with what can be changed. Raises `choice-unknown`."""
    access.lead_cell(session, actor, cell_id)
    rule = meetings.rule_of(session, cell_id)
    lines: list[Line] = [text("meeting-title", cell=units.get_unit(session, cell_id).name)]
    rows = [choice(f"meetset:{cell_id}", "meeting-set-again" if rule else "meeting-set")]
    if rule:
        lines += [
            text("meeting-rule", rule=recurrences.words_of(rule.rrule), at=rule.at, minutes=rule.minutes),
            *_place(rule),
            *_next(rule, actor.timezone, now)[:1],
        ]
        rows.append(choice(f"meetplace:{cell_id}", "meeting-place-set"))
    else:
        lines.append(Text("meeting-none"))
    return reply(*lines, rows=stack(*rows, _back()), here=f"meeting:{cell_id}")


def ask_place(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Ask where the cell meets. Raises `choice-unknown`."""
    _ruled(session, actor, cell_id)
    here = f"meetplace:{cell_id}"
    rows = stack(choice(f"meeting:{cell_id}", "meeting-place-later", zero=True))
    return reply("meeting-place-ask", rows=rows, here=here, awaiting=here)


def place(session: Session, actor: Actor, cell_id: int, words: str, now: datetime) -> Answer:
    """Keep where the cell meets. Raises `choice-unknown`, `secrecy-refused`, `text-too-long`."""
    _ruled(session, actor, cell_id)
    meetings.set_place(session, cell_id, meeting_rules.tidy_place(words), now)
    return Show(f"meeting:{cell_id}", Text("meeting-place-kept"))


def _next(rule: MeetingRule, timezone: str, now: datetime) -> list[Line]:
    found = recurrences.upcoming(rule.rrule, rule.starts_on, rule.at, timezone, now, AHEAD)
    lines: list[Line] = []
    for begins, key in zip(found, ("meeting-next", "meeting-then"), strict=False):
        lines.append(text(key, moment=recurrences.spoken(begins, timezone), minutes=rule.minutes))
        if key == "meeting-next":
            lines += _place(rule)
    return lines


def _place(rule: MeetingRule) -> list[Line]:
    return [text("meeting-place", place=rule.place)] if rule.place else []


def _ruled(session: Session, actor: Actor, cell_id: int) -> MeetingRule:
    access.lead_cell(session, actor, cell_id)
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
