"""The meetings of a cell as they will really be: the rule's days, with what is special about single ones."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import recurrences
from flows.replies import FlowError
from storage import meetings
from storage.meetings import Meeting, MeetingRule

FARTHEST = timedelta(days=31)
"""A meeting may be moved so far from its planned day; and so long after it numbers may be noted."""
HORIZON = 40
"""Dates of a rule that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One meeting. It is named by the day the rule gave it, wherever it was moved to since."""

    unit_id: int
    planned_on: date
    begins_at: datetime
    minutes: int
    place: str
    special: Meeting | None = None

    @property
    def cancelled(self) -> bool:
        """Whether it was called off."""
        return self.special is not None and self.special.cancelled_at is not None

    @property
    def moved(self) -> bool:
        """Whether it is at another time than the rule says."""
        return self.special is not None and self.special.begins_at is not None

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.begins_at + timedelta(minutes=self.minutes)


def upcoming(
    session: Session,
    rule: MeetingRule,
    timezone: str,
    now: datetime,
    count: int,
    *,
    cancelled: bool = False,
) -> list[Occurrence]:
    """The next meetings that have not begun, in their order; `cancelled` ones only if asked for."""
    since = recurrences.today(now, timezone) - FARTHEST
    special = meetings.specials(session, rule.unit_id, since)
    return ahead_of(rule, special, timezone, now, count, cancelled=cancelled)


def ahead_of(
    rule: MeetingRule,
    special: Mapping[date, Meeting],
    timezone: str,
    now: datetime,
    count: int,
    *,
    cancelled: bool = False,
) -> list[Occurrence]:
    """The same from what was read already: the meetings of the cell that are special."""
    today = recurrences.today(now, timezone)
    found = _around(rule, special, timezone, today - FARTHEST, today, count)
    ahead = [one for one in found if one.begins_at > now and (cancelled or not one.cancelled)]
    return sorted(ahead, key=lambda one: one.begins_at)[:count]


def past(session: Session, rule: MeetingRule, timezone: str, now: datetime, count: int) -> list[Occurrence]:
    """The meetings of the last weeks that have begun and were not called off, the latest first."""
    today = recurrences.today(now, timezone)
    special = meetings.specials(session, rule.unit_id, today - 2 * FARTHEST)
    found = _around(rule, special, timezone, today - 2 * FARTHEST, today, 0)
    begun = [
        one for one in found if one.begins_at <= now and not one.cancelled and one.begins_at > now - FARTHEST
    ]
    return sorted(begun, key=lambda one: one.begins_at, reverse=True)[:count]


def one(session: Session, rule: MeetingRule, timezone: str, planned_on: date) -> Occurrence:
    """The meeting planned on that day. Raises `choice-unknown` when the rule has none then."""
    special = session.get(Meeting, (rule.unit_id, planned_on))
    if (
        special is None
        and next(recurrences.dates(rule.rrule, rule.starts_on, planned_on), None) != planned_on
    ):
        raise FlowError("choice-unknown", place="meetings")
    return _occurrence(rule, planned_on, timezone, special)


def _around(
    rule: MeetingRule, special: Mapping[date, Meeting], timezone: str, since: date, today: date, ahead: int
) -> list[Occurrence]:
    """The meetings planned from a day on: all up to today, and so many to come that are not off."""
    found = {day: _occurrence(rule, day, timezone, row) for day, row in special.items() if day >= since}
    held = 0
    for seen, day in enumerate(recurrences.dates(rule.rrule, rule.starts_on, since)):
        if day > today:
            if held > ahead or seen > HORIZON:
                break
            held += day not in special or special[day].cancelled_at is None
        found.setdefault(day, _occurrence(rule, day, timezone, None))
    return list(found.values())


def _occurrence(rule: MeetingRule, day: date, timezone: str, special: Meeting | None) -> Occurrence:
    moved = special.begins_at if special else None
    begins = moved or recurrences.moment(day, rule.at, timezone)
    return Occurrence(rule.unit_id, day, begins, rule.minutes, rule.place, special)
