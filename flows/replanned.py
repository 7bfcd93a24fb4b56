"""A cell's rule is set or changed: what becomes of what was special about single meetings of the old one."""

from datetime import date, datetime, timedelta
from itertools import islice

from sqlmodel import Session

from flows import audit, meeting_dates, meeting_news, recurrences, reminders
from flows.meeting_dates import FARTHEST, HORIZON
from flows.replies import text
from storage import attendance, meetings
from storage.meetings import Meeting, MeetingRule

ALIKE = timedelta(days=15)
"""A meeting of the new rule so near to one of the old is taken to be the same month's."""


def change(
    session: Session, cell_id: int, rrule: str, at: str, minutes: int, timezone: str, now: datetime
) -> None:
    """Set a cell's rule from today on; another day or hour is told, and the reminders follow it."""
    today, before = recurrences.today(now, timezone), meetings.rule_of(session, cell_id)
    old = (before.rrule, before.at) if before else None
    if before:
        _hold(session, before, timezone, now)
    meetings.set_rule(session, cell_id, rrule, today, at, minutes, now)
    audit.note(session, "meetings_set", now, unit_id=cell_id)
    rule = session.get_one(MeetingRule, cell_id)
    if old:
        _carry(session, rule, old[1], timezone, now)
    if old is None or old == (rrule, at):
        reminders.redraw(session, rule, now)
    else:
        words = text("meeting-told-rule", rule=recurrences.words_of(rrule), at=at)
        reminders.rule_changed(session, rule, words, now)


def _hold(session: Session, rule: MeetingRule, timezone: str, now: datetime) -> None:
    """What was held stays when it was held: the new rule counts from today and knows nothing of it."""
    for meeting in meeting_dates.past(session, rule, timezone, now, HORIZON):
        meetings.special(session, rule.unit_id, meeting.planned_on, now).begins_at = meeting.begins_at
    session.flush()


def _carry(session: Session, rule: MeetingRule, old_at: str, timezone: str, now: datetime) -> None:
    """Days ahead that the new rule does not have are forgotten, as nobody meets on them any more.

    A move or a cancellation of such a day says nothing about a day of the new rule. A theme, an agenda and
    who was to attend belong to that month's meeting and go over to it.
    """
    today = recurrences.today(now, timezone)
    ahead = recurrences.dates(rule.rrule, rule.starts_on, today)
    begins = {day: recurrences.moment(day, rule.at, timezone) for day in islice(ahead, HORIZON)}
    days = [day for day, moment in begins.items() if moment > now]
    special = meetings.specials(session, rule.unit_id, today - FARTHEST)
    for day in sorted(special.keys() | attendance.days_of(session, rule.unit_id, today)):
        row = special.get(day)
        moved = row.begins_at if row else None
        if (moved or recurrences.moment(day, old_at, timezone)) <= now:
            continue
        if day not in begins:
            _forget(session, rule.unit_id, day, row, _heir(day, days), now)
        elif row and moved in [moment for other, moment in begins.items() if other != day]:
            row.begins_at = None
            meeting_news.take_back(session, rule.unit_id, day, now)
            attendance.forget_attendances(session, rule.unit_id, day)
        elif moved is None and rule.at != old_at:
            attendance.forget_attendances(session, rule.unit_id, day)
    session.flush()


def _forget(
    session: Session, cell_id: int, day: date, row: Meeting | None, heir: date | None, now: datetime
) -> None:
    meeting_news.take_back(session, cell_id, day, now)
    attendance.forget_attendances(session, cell_id, day)
    attendance.reassign(session, cell_id, day, heir, now)
    if row is None:
        return
    if heir and (row.theme or row.agenda):
        target = meetings.special(session, cell_id, heir, now)
        target.theme, target.agenda = target.theme or row.theme, target.agenda or row.agenda
    session.delete(row)
    session.flush()


def _heir(day: date, days: list[date]) -> date | None:
    """The day of the new rule that stands for one of the old: the nearest, unless it is another month's."""
    near = [other for other in days if abs(other - day) <= ALIKE]
    return min(near, key=lambda other: abs(other - day), default=None)
