"""Reminders of meetings: when each goes out, and the mailings that carry them (domain.md, law).

All reminders of one occasion are the same for everybody, so that a look at a neighbour's phone tells nothing;
what a member himself still has to do is behind their one button.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import meeting_dates, recurrences
from flows import units as unit_rules
from flows.meeting_dates import Occurrence
from flows.replies import Line, Text, choice, dump, reply, stack, text
from storage import attendance, mailings, meetings, outbox, units
from storage.mailings import CORRECTION, FAR, MEETING, NEAR, NOTICE, Mailing
from storage.meetings import MeetingRule

QUIET_FROM, QUIET_UNTIL = time(21), time(6, 30)
EVENING = time(20, 45)
"""The last reminder of a day, for a meeting that begins before anybody is to be woken."""
MORNING = "08:00"
"""When a reminder of days before goes out."""
DRAWN = timedelta(days=35)
"""Reminders are drawn so far ahead: each meeting's first one long before it is due."""
AHEAD = 3
"""Meetings whose reminders are drawn, as far as they lie within that."""
URGENT = "urgent"
"""A change that would come too late after the quiet hours."""
SECOND_THOUGHTS = timedelta(minutes=3)
"""A change is told after this, so that one that is corrected at once is told once."""


def awake(moment: datetime, timezone: str) -> datetime:
    """The moment itself, or the end of the quiet hours it falls into, where the member is."""
    local = moment.astimezone(ZoneInfo(timezone))
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return moment
    day = local.date() + timedelta(days=local.time() >= QUIET_FROM)
    return recurrences.moment(day, QUIET_UNTIL.isoformat(), timezone)


def waking(session: Session, unit_id: int, now: datetime) -> datetime:
    """From when on people of a unit may be told something.

    What is due by night would wake browsers: closed pages are asked by nobody before.
    """
    return awake(now, unit_rules.timezone_of(session, unit_id))


def moment_of(code: str, begins_at: datetime, timezone: str) -> datetime:
    """When the reminder ``3d`` (days before, in the morning) or ``2h`` (hours before) of a meeting goes out.

    Hours that fall into the quiet ones are over when those are; where the meeting has begun by then, it is
    the evening before.
    """
    number, unit = int(code[:-1]), code[-1]
    day = recurrences.today(begins_at, timezone)
    if unit == "d":
        return recurrences.moment(day - timedelta(days=number), MORNING, timezone)
    before = begins_at - timedelta(hours=number)
    waking = awake(before, timezone)
    if waking < begins_at:
        return waking
    evening = recurrences.today(before, timezone)
    if before.astimezone(ZoneInfo(timezone)).time() < QUIET_UNTIL:
        evening -= timedelta(days=1)
    return recurrences.moment(evening, EVENING.isoformat(), timezone)


@dataclass(frozen=True, slots=True)
class Planned:
    """A reminder of a meeting: which, when, what it says."""

    code: str
    due_at: datetime
    meeting: Occurrence
    timezone: str

    @property
    def occasion(self) -> str:
        """The same for a meeting at the same moment, another one when it was moved."""
        return f"{_of(self.meeting)}:{self.code}"

    @property
    def content(self) -> str:
        """What it says: days before when, hours before also where."""
        place = self.meeting.place if self.code.endswith("h") else ""
        theme = self.meeting.special.theme if self.meeting.special else ""
        return _content(self.meeting.begins_at, self.timezone, place, theme)


def plan(rule: MeetingRule, ahead: Iterable[Occurrence], timezone: str, now: datetime) -> list[Planned]:
    """All reminders of these meetings that are still to come."""
    found = [
        Planned(code, moment_of(code, meeting.begins_at, timezone), meeting, timezone)
        for meeting in ahead
        if meeting.begins_at <= now + DRAWN
        for code in codes_of(rule)
    ]
    return [one for one in found if now < one.due_at < one.meeting.begins_at]


def codes_of(rule: MeetingRule) -> list[str]:
    """How long before its meetings a cell is reminded: ``7d``, ``3d``, ``1d``, ``2h``."""
    return [code for code in rule.reminders.split(",") if code]


def redraw(session: Session, rule: MeetingRule, now: datetime) -> None:
    """Draw a cell's reminders anew, after its rule, a meeting or its offsets changed; twice is once.

    What was told is not told again; what was laid out for a date that is none any more is taken back.
    """
    session.flush()
    _redraw(session, [rule], now)


def draw_some(session: Session, now: datetime, limit: int) -> bool:
    """Draw the reminders of cells whose next weeks are not drawn yet; False when all are."""
    rules = meetings.undrawn(session, now + DRAWN - timedelta(days=1), limit)
    if rules:
        _redraw(session, rules, now)
    return bool(rules)


def _redraw(session: Session, rules: Sequence[MeetingRule], now: datetime) -> None:
    """The same for many cells by a few statements: a province has tens of thousands of them."""
    cells = [rule.unit_id for rule in rules]
    zones = units.timezones_of(session, cells)
    since = now.date() - meeting_dates.FARTHEST - timedelta(days=1)
    specials = meetings.specials_of(session, cells, since)
    known = mailings.of_meetings(session, cells, now)
    wanted: list[Planned] = []
    stay: set[str] = set()
    for rule in rules:
        timezone = zones[rule.unit_id] or unit_rules.default_timezone(session)
        ahead = meeting_dates.ahead_of(rule, specials.get(rule.unit_id, {}), timezone, now, AHEAD)
        stay.update(_of(meeting) for meeting in ahead)
        wanted += plan(rule, ahead, timezone, now)
    stale = {one.id for name, one in known.items() if name.rpartition(":")[0] not in stay}
    outbox.end_mailings(session, sorted(stale), "cancelled", now)
    unlaid = [one for one in known.values() if not one.laid]
    mailings.drop(session, [one.id for one in unlaid if one.due_at > now or one.id in stale])
    laid = {name for name, one in known.items() if one.laid}
    mailings.add_all(session, [_values(one, now) for one in wanted if one.occasion not in laid])
    meetings.mark_drawn(session, cells, now + DRAWN)


def changed(
    session: Session, rule: MeetingRule, before: Occurrence, words: Text | None, now: datetime
) -> None:
    """One meeting is not what it was: those concerned are told once, and nothing of the old date goes out.

    `before`: what it was until now. Where reminders of it went out already, `words` are a correction, which
    goes before everything else. A change that was not told yet is told as the last one says; None: it was
    undone before anybody was told.
    """
    row = meetings.special(session, rule.unit_id, before.planned_on, now)
    told = mailings.beginning(session, rule.unit_id, f"{_of(before)}:")
    corrects = any(one.laid_at is not None and not one.missed for one in told)
    _forget_untold(session, before, now)
    row.revision += 1
    if words is not None:
        occasion = f"change:{row.unit_id}:{row.planned_on:%Y%m%d}:{row.revision}"
        begins = before.begins_at, row.begins_at or before.begins_at
        mailing = _news(session, rule, occasion, words, corrects, begins, now)
        mailing.planned_on = before.planned_on
        _tell_attendants(session, mailing, before, now)
    redraw(session, rule, now)


def rule_changed(session: Session, rule: MeetingRule, words: Text, now: datetime) -> None:
    """The cell meets by another rule from now on: its members are told once, and the reminders follow it."""
    known = mailings.of_meetings(session, [rule.unit_id], now)
    corrects = any(one.laid for one in known.values())
    for one in mailings.beginning(session, rule.unit_id, f"rule:{rule.unit_id}:"):
        outbox.end_mailings(session, [one.id or 0], "cancelled", now)
        if one.laid_at is None:
            session.delete(one)
    session.flush()
    timezone = unit_rules.timezone_of(session, rule.unit_id)
    ahead = meeting_dates.upcoming(session, rule, timezone, now, 1)
    if ahead:
        occasion = f"rule:{rule.unit_id}:{now:%Y%m%d%H%M%S}"
        _news(session, rule, occasion, words, corrects, [one.begins_at for one in ahead], now)
    redraw(session, rule, now)


def _news(
    session: Session,
    rule: MeetingRule,
    occasion: str,
    words: Text,
    corrects: bool,
    begins: Sequence[datetime],
    now: datetime,
) -> Mailing:
    """Tell a cell what has changed: after second thoughts, by day; at once, even at night, if it must be.

    `begins`: the moments before the first of which it has to be known.
    """
    due = waking(session, rule.unit_id, now + SECOND_THOUGHTS)
    urgent = due >= min(begins)
    mailing = Mailing(
        unit_id=rule.unit_id,
        occasion=occasion,
        code=URGENT if urgent else occasion.partition(":")[0],
        rank=CORRECTION if corrects else NOTICE,
        lane=NEAR,
        content=_written(words),
        created_at=now,
        due_at=min(now + SECOND_THOUGHTS, max(now, min(begins) - SECOND_THOUGHTS)) if urgent else due,
        expires_at=max(begins),
    )
    session.add(mailing)
    session.flush()
    return mailing


def _tell_attendants(session: Session, mailing: Mailing, before: Occurrence, now: datetime) -> None:
    """Who comes from the committee is told too; he is not of the cell."""
    for account_id, vault_id in attendance.chats_of_attendants(
        session, before.unit_id, before.planned_on, now
    ):
        outbox.put(
            session,
            account_id,
            vault_id,
            mailing.occasion,
            mailings.words_of(mailing),
            now,
            due_at=mailing.due_at,
            expires_at=mailing.expires_at,
            rank=mailing.rank,
        )


def _forget_untold(session: Session, before: Occurrence, now: datetime) -> None:
    """Take back the changes of a meeting that nobody was told yet, and what of the last one still waits."""
    beginning = f"change:{before.unit_id}:{before.planned_on:%Y%m%d}:"
    older = mailings.beginning(session, before.unit_id, beginning)
    outbox.end_mailings(session, [one.id or 0 for one in older], "cancelled", now)
    attending = attendance.chats_of_attendants(session, before.unit_id, before.planned_on, now)
    vaults = [vault_id for _, vault_id in attending]
    outbox.end_occasions(session, vaults, [one.occasion for one in older], "cancelled", now)
    for one in older:
        if one.laid_at is None:
            session.delete(one)
    session.flush()


def _values(one: Planned, now: datetime) -> dict[str, Any]:
    return {
        "unit_id": one.meeting.unit_id,
        "occasion": one.occasion,
        "code": one.code,
        "rank": MEETING,
        "lane": NEAR if one.code.endswith("h") else FAR,
        "planned_on": one.meeting.planned_on,
        "content": one.content,
        "unless": "",
        "created_at": now,
        "due_at": one.due_at,
        "expires_at": one.meeting.begins_at,
        "people": 0,
        "missed": False,
    }


@lru_cache(maxsize=2000)
def _content(begins_at: datetime, timezone: str, place: str, theme: str) -> str:
    """The words of a reminder: many cells meet at the same hour."""
    moment = recurrences.spoken(begins_at, timezone)
    told = text("reminder-place", moment=moment, place=place) if place else None
    lines: list[Line] = [told or text("reminder-meeting", moment=moment)]
    if theme:
        lines.append(text("reminder-theme", theme=theme))
    return _written(*lines)


def _of(meeting: Occurrence) -> str:
    return f"meet:{meeting.unit_id}:{meeting.begins_at:%Y%m%d%H%M}"


def _written(*lines: Line) -> str:
    rows = stack(choice("tasks", "reminder-tasks"))
    return mailings.written(dump(reply(*lines, rows=rows)))
