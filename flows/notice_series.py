"""Notices that go out every month: the rule, its next dates, and the notice that is made when one is due."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import typed_hours
from flows import units as unit_rules
from flows.replies import FlowError, Text, text
from flows.typed_words import bare_phrases
from storage import audiences, notices, units
from storage.notices import FIXING, Notice

LAST = 31
"""The day that means the last one of a month."""
KEPT = timedelta(days=365)


def read(words: str, language: str) -> str:
    """A rule of what was typed: ``15 08:00``. Raises `notice-monthly-unclear`."""
    hours = typed_hours.readings(words, language)
    rules = {f"{day} {hour.at:%H:%M}" for hour in hours if hour.at and (day := _day(hour.rest, language))}
    if len(rules) != 1:
        raise FlowError("notice-monthly-unclear")
    return rules.pop()


def _day(words: str, language: str) -> int:
    """The day of the month that bare words mean; 0 where that is not clear."""
    fillers = set(bare_phrases("moment-fillers", language)) - set(bare_phrases("day-number", language))
    words = " ".join(word for word in words.split() if word not in fillers)
    if words in bare_phrases("series-last", language):
        return LAST
    for every in bare_phrases("series-every", language):
        words = " ".join(re.sub(rf"\b{re.escape(every)}\b", " ", words).split())
    numbers = [*bare_phrases("day-first-ten", language), *bare_phrases("day-number", language)]
    found = re.fullmatch(rf"(?:(?:{'|'.join(numbers)}) )?(\d{{1,2}})(?:st|nd|rd|th)?", words)
    return int(found[1]) if found and 1 <= int(found[1]) <= LAST else 0


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
