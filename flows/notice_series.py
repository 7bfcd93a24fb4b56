"""Notices that go out every month: the rule, its next dates, and the notice that is made when one is due."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import typed_moments
from flows import units as unit_rules
from flows.replies import FlowError, Text, text
from locales import texts
from storage import audiences, notices, units
from storage.notices import FIXING, Notice

LAST = 31
"""The day that means the last one of a month."""
KEPT = timedelta(days=365)
DAY = re.compile(r"(?:ngay |day |the )?(\d{1,2})(?:st|nd|rd|th)?")


def read(words: str, language: str) -> str:
    """A rule of what was typed: ``15 08:00``. Raises `notice-monthly-unclear`."""
    at, rest = typed_moments.hour_in(typed_moments.bare(words))
    fillers = set(_phrases("moment-fillers", language, " ")) - {"ngay", "day"}
    rest = " ".join(word for word in rest.split() if word not in fillers)
    found = DAY.fullmatch(rest)
    day = int(found[1]) if found else LAST if rest in _phrases("day-end-of-month", language, "|") else 0
    if at is None or not 1 <= day <= LAST:
        raise FlowError("notice-monthly-unclear")
    return f"{day} {at:%H:%M}"


def spoken(rule: str) -> Text:
    """The rule in words."""
    day, at = rule.split()
    return text("notice-monthly", day=int(day), at=at)


def dates_after(rule: str, after: datetime, timezone: str) -> Iterator[datetime]:
    """When it goes out after that moment; a month that is too short has it on its last day."""
    day, at = rule.split()
    local = after.astimezone(ZoneInfo(timezone))
    year, month = local.year, local.month
    while True:
        last = monthrange(year, month)[1]
        moment = datetime.combine(
            local.date().replace(year=year, month=month, day=min(int(day), last)),
            time.fromisoformat(at),
            local.tzinfo,
        )
        if moment > after:
            yield moment
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)


def make_due(session: Session, now: datetime, limit: int) -> int:
    """Make the notice of every series that is due, as if it were confirmed now; how many.

    What was missed while nothing ran goes out once, not once for each month.
    """
    found = notices.due_series(session, now, limit)
    for series in found:
        _make(session, series, now)
    return len(found)


def _make(session: Session, series: Notice, now: datetime) -> None:
    timezone = unit_rules.timezone_of(session, series.unit_id)
    meant = notices.audience_of(series)
    below = set(units.subtree_of(session, series.unit_id))
    meant["units"] = [unit for unit in meant["units"] if unit in below]
    if meant["units"] and audiences.count(session, meant, now)[0]:
        content = notices.content_of(session, series)
        child = notices.create(session, series.unit_id, series.author_id, content, now, now + KEPT, meant)
        child.official, child.digest = series.official, series.digest
        child.needs_answer, child.registers = series.needs_answer, series.registers
        child.series_id, child.approver_id = series.id, series.approver_id
        child.state, child.revision, child.confirmed_at, child.due_at = FIXING, 1, now, now
        notices.copy_files(session, series.id or 0, child)
    series.due_at = next(dates_after(series.monthly, now, timezone))
    series.until_at = series.due_at + KEPT
    notices.keep_files(session, series)
    session.flush()


def _phrases(key: str, language: str, between: str) -> list[str]:
    return [typed_moments.bare(part) for part in texts.plain(language, text(key)).split(between)]
