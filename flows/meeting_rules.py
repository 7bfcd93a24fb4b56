"""The secretary sets when his cell meets, by tapping: which day, what hour, how long; then he sees six dates.

Every choice carries all that was chosen before it, so nothing is begun until it is saved.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import access, meeting_dates, recurrences, reminders, replanned, secrecy
from flows import units as unit_rules
from flows.recurrences import DAYS, ORDINALS, WEEKDAYS
from flows.replies import Answer, Choice, FlowError, Line, Raw, Reply, Show, Text, choice, reply, stack, text
from storage import meetings, units
from storage.accounts import Actor
from storage.meetings import MeetingRule

TIMES = ("07:30", "08:00", "14:00", "16:30", "19:00", "19:30", "20:00")
MINUTES = (90, 120)
"""A regular meeting lasts at least 90 minutes, 120 with a thematic part (Guidance 42-HD/BTCTW)."""
SHORTEST, LONGEST = 15, 480
"""Minutes an operator may set."""
LONGEST_PLACE = 120
SHOWN = 6
ABREAST = 5
"""Days side by side that a thumb can tell apart on a small phone."""
TYPED = re.compile(r"(\d{1,2})\s*(?:[:hg.]|giờ|$)\s*(\d{2})?\s*(?:phút|p)?", re.IGNORECASE)


def kinds(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Which kind of day. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rows = stack(
        choice(f"meetday:{cell_id}", "meeting-kind-day"),
        choice(f"meetweek:{cell_id}", "meeting-kind-weekday"),
        choice(f"meethour:{cell_id}:last", "meeting-kind-last"),
        _back(cell_id),
    )
    return reply("meeting-kind-ask", rows=rows, here=f"meetset:{cell_id}")


def days(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Which day of the month, to tap. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    grid = [choice(f"meethour:{cell_id}:d{day}", Raw(str(day))) for day in DAYS]
    rows = [tuple(grid[start : start + ABREAST]) for start in range(0, len(grid), ABREAST)]
    return reply("meeting-day-ask", rows=(*rows, (_again(cell_id),)), here=f"meetday:{cell_id}")


def ordinals(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Which week of the month. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rows = [choice(f"meetweekday:{cell_id}:{n}", text("meeting-ordinal", ordinal=n)) for n in ORDINALS]
    return reply("meeting-ordinal-ask", rows=stack(*rows, _again(cell_id)), here=f"meetweek:{cell_id}")


def weekdays(session: Session, actor: Actor, cell_id: int, ordinal: str, now: datetime) -> Reply:
    """Which day of that week. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    recurrences.rule_of(f"w{ordinal}MO")
    rows = [
        choice(f"meethour:{cell_id}:w{ordinal}{day}", recurrences.weekday_of(number))
        for number, day in enumerate(WEEKDAYS)
    ]
    here = f"meetweekday:{cell_id}:{ordinal}"
    return reply("meeting-weekday-ask", rows=stack(*rows, _again(cell_id)), here=here)


def hours(session: Session, actor: Actor, cell_id: int, code: str, now: datetime) -> Reply:
    """At what hour: to tap or to type. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rule = recurrences.rule_of(code)
    usual = [choice(f"meetlong:{cell_id}:{code}:{at.replace(':', '')}", Raw(at)) for at in TIMES]
    rows = (tuple(usual[:4]), tuple(usual[4:]), (_again(cell_id),))
    ask = text("meeting-hour-ask", rule=recurrences.words_of(rule))
    here = f"meethour:{cell_id}:{code}"
    return reply(ask, rows=rows, here=here, awaiting=here)


def hour(session: Session, actor: Actor, cell_id: int, code: str, words: str, now: datetime) -> Answer:
    """The hour he typed: ``19h45``, ``7:30``, ``8 giờ``. Raises `choice-unknown`, `meeting-hour-unclear`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    recurrences.rule_of(code)
    return Show(f"meetlong:{cell_id}:{code}:{_read(words).replace(':', '')}")


def lengths(session: Session, actor: Actor, cell_id: int, code: str, at: str, now: datetime) -> Reply:
    """How long. Raises `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    _, at_ = recurrences.rule_of(code), _at(at)
    rows = [
        choice(f"meetplan:{cell_id}:{code}:{at}:{minutes}", text("meeting-minutes", minutes=minutes))
        for minutes in MINUTES
    ]
    here = f"meetlong:{cell_id}:{code}:{at}"
    return reply(text("meeting-long-ask", at=at_), rows=stack(*rows, _again(cell_id)), here=here)


def plan(
    session: Session, actor: Actor, cell_id: int, code: str, at: str, minutes: int, now: datetime
) -> Reply:
    """What it comes to: the next six dates, public holidays pointed out. Raises `choice-unknown`."""
    rule = _chosen(session, actor, cell_id, code, minutes)
    zone = unit_rules.timezone_of(session, cell_id)
    begins = recurrences.upcoming(rule, recurrences.today(now, zone), _at(at), zone, now, SHOWN)
    title = text("meeting-rule", rule=recurrences.words_of(rule), at=_at(at), minutes=minutes)
    lines: list[Line] = [title, Text("meeting-dates")]
    for moment in begins:
        day = recurrences.today(moment, zone)
        lines.append(text("meeting-date", moment=recurrences.spoken(moment, zone)))
        if name := recurrences.holiday(day, actor.language):
            other = recurrences.spoken_day(recurrences.instead(day))
            lines.append(text("meeting-holiday", name=name, other=other))
    chosen = f"{cell_id}:{code}:{at}:{minutes}"
    rows = stack(choice(f"meetsave:{chosen}", "meeting-save", main=True), _again(cell_id))
    return reply(*lines, rows=rows, here=f"meetplan:{chosen}")


def save(
    session: Session, actor: Actor, cell_id: int, code: str, at: str, minutes: int, now: datetime
) -> Answer:
    """Keep it, then ask for a place if none is known; twice is once. Raises `choice-unknown`."""
    rule = _chosen(session, actor, cell_id, code, minutes)
    before = meetings.rule_of(session, cell_id)
    if before is None or (before.rrule, before.at, before.minutes) != (rule, _at(at), minutes):
        zone = unit_rules.timezone_of(session, cell_id)
        replanned.change(session, cell_id, rule, _at(at), minutes, zone, now)
    known = before is not None and before.place
    return Show(f"meeting:{cell_id}" if known else f"meetplace:{cell_id}", Text("meeting-saved"))


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A cell's rule as a list shows it; `next_at` is the moment its next meeting begins."""

    unit: str
    rule: str
    at: str
    minutes: int
    place: str
    next_at: datetime | None


def set_rule(
    session: Session, code: str, rule: str, at: str, minutes: int, place: str | None, now: datetime
) -> RuleLine:
    """An operator sets any rule. Raises `unit-unknown`, `unit-closed`, `meeting-cells-only`,
    `meeting-rule-wrong`, `meeting-hour-unclear`, `meeting-minutes-wrong`, `secrecy-refused`, `text-too-long`.
    """
    unit = unit_rules.find_open(session, code)
    cell_id = unit.id or 0
    if units.has_children(session, cell_id):
        raise FlowError("meeting-cells-only", unit=unit.name)
    if not SHORTEST <= minutes <= LONGEST:
        raise FlowError("meeting-minutes-wrong", least=SHORTEST, most=LONGEST)
    zone = unit_rules.timezone_of(session, cell_id)
    rule = recurrences.check(rule, recurrences.today(now, zone))
    replanned.change(session, cell_id, rule, _read(at), minutes, zone, now)
    if place is not None:
        set_place(session, cell_id, place, now)
    return next(line for line in listing(session, now) if line.unit == unit.code)


def listing(session: Session, now: datetime) -> list[RuleLine]:
    """Every cell's rule, by code."""
    lines = []
    for rule, code in meetings.rules(session):
        zone = unit_rules.timezone_of(session, rule.unit_id)
        ahead = meeting_dates.upcoming(session, rule, zone, now, 1)
        begins_at = ahead[0].begins_at if ahead else None
        lines.append(RuleLine(code, rule.rrule, rule.at, rule.minutes, rule.place, begins_at))
    return lines


def set_place(session: Session, cell_id: int, words: str, now: datetime) -> None:
    """Where a cell meets, in its reminders too. Raises `secrecy-refused`, `text-too-long`."""
    meetings.set_place(session, cell_id, secrecy.check_line(words, LONGEST_PLACE), now)
    reminders.redraw(session, session.get_one(MeetingRule, cell_id), now)


def _read(words: str) -> str:
    """``19:45`` of ``19h45``, ``8 giờ``. Raises `meeting-hour-unclear`."""
    found = TYPED.fullmatch(words.strip())
    if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
        raise FlowError("meeting-hour-unclear")
    return f"{int(found[1]):02}:{int(found[2] or 0):02}"


def _chosen(session: Session, actor: Actor, cell_id: int, code: str, minutes: int) -> str:
    access.check(session, actor, access.MEETINGS, cell_id)
    if minutes not in MINUTES:
        raise FlowError("choice-unknown", place="meetings")
    return recurrences.rule_of(code)


def _at(written: str) -> str:
    """``19:30`` of ``1930``. Raises `choice-unknown`."""
    hour_, minute = written[:2], written[2:]
    if not (len(written) == 4 and written.isascii() and written.isdigit() and hour_ < "24" and minute < "60"):
        raise FlowError("choice-unknown", place="meetings")
    return f"{hour_}:{minute}"


def _again(cell_id: int) -> Choice:
    return choice(f"meetset:{cell_id}", "meeting-again", zero=True)


def _back(cell_id: int) -> Choice:
    return choice(f"meeting:{cell_id}", "meeting-back", zero=True)
