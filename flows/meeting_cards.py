"""One meeting of a cell: found by the day it was planned for, and the lines that tell of it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from flows import access, meeting_dates, recurrences, screens
from flows import units as unit_rules
from flows.meeting_dates import Occurrence
from flows.replies import FlowError, Line, Text, text
from storage import meetings
from storage.accounts import Actor
from storage.meetings import MeetingRule

NEAR = 12
"""Meetings ahead, and behind, among which one is looked for: of a weekly rule, a move may pass several."""
SHOWN = 3
"""Meetings that are offered to tap."""
CLEARED = "-"
"""What is typed to leave something out or to take it away."""


@dataclass(frozen=True, slots=True)
class Found:
    """A meeting, the rule it is of, and the time zone it is held in."""

    rule: MeetingRule
    meeting: Occurrence
    timezone: str

    @property
    def moment(self) -> Text:
        """When it is."""
        return recurrences.spoken(self.meeting.begins_at, self.timezone)

    @property
    def place(self) -> str:
        """What a choice about it ends with: ``5:20261203``."""
        return place_of(self.meeting)

    def screen(self, what: str) -> str:
        """The choice of one screen of its card (`screens.turned`)."""
        number = screens.numbered(what)[1]
        return f"meetone:{self.place}:{number}" if number else f"meetone:{self.place}"


def place_of(meeting: Occurrence) -> str:
    """A meeting as a choice names it: ``5:20261203``."""
    return f"{meeting.unit_id}:{meeting.planned_on:%Y%m%d}"


def ruled(session: Session, cell_id: int) -> tuple[MeetingRule, str]:
    """A cell's rule and its time zone. Raises `choice-unknown` when it has none."""
    rule = meetings.rule_of(session, cell_id)
    if rule is None:
        raise FlowError("choice-unknown", place="meetings")
    return rule, unit_rules.timezone_of(session, cell_id)


def find(session: Session, cell_id: int, planned_on: date, now: datetime) -> Found:
    """The meeting planned for that day, ahead or lately past. Raises `choice-unknown`, `meeting-gone`."""
    rule, timezone = ruled(session, cell_id)
    ahead = meeting_dates.upcoming(session, rule, timezone, now, NEAR, cancelled=True)
    for meeting in [*ahead, *meeting_dates.past(session, rule, timezone, now, NEAR)]:
        if meeting.planned_on == planned_on:
            return Found(rule, meeting, timezone)
    raise FlowError("meeting-gone", place="meetings")


def led(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Found:
    """The same for who leads the cell. Raises `not-joined`, `choice-unknown`, `meeting-gone`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    return find(session, cell_id, planned_on, now)


def content(meeting: Occurrence) -> list[Line]:
    """What it will be about: its theme, its agenda line."""
    special = meeting.special
    if special is None:
        return []
    lines: list[Line] = [text("meeting-theme", theme=special.theme)] if special.theme else []
    return lines + ([text("meeting-agenda", agenda=special.agenda)] if special.agenda else [])


def where(rule: MeetingRule) -> list[Line]:
    """The place, where one is known."""
    return [text("meeting-place", place=rule.place)] if rule.place else []
