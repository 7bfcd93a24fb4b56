"""When a cell meets: a rule as an RFC 5545 RRULE, its dates, and the public holidays among them.

A rule speaks of days; the hour and the time zone are the cell's. What can be tapped is a short code (``d3``,
``w1TU``, ``last``); the operator's command takes any rule.
"""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from zoneinfo import ZoneInfo

from dateutil.rrule import DAILY, rrule, rrulestr
from holidays import HolidayBase, country_holidays

from flows.replies import FlowError, Text, text

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
LAST_WORKING_DAY = "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
DAYS = range(1, 29)
"""Days that every month has."""
ORDINALS = (1, 2, 3, 4, -1)
FORBIDDEN = re.compile(r"DTSTART|EXDATE|RDATE|UNTIL|COUNT|BYHOUR|BYMINUTE|BYSECOND|\s")
"""A rule is one line about days, without end: hours, exceptions and beginnings are kept elsewhere."""
MONTHLY = re.compile(r"FREQ=MONTHLY;BYMONTHDAY=(\d+)")
WEEKLY = re.compile(r"FREQ=MONTHLY;BYDAY=(-?\d)([A-Z]{2})")
AT_MOST_APART = timedelta(days=400)


def rule_of(code: str) -> str:
    """The RRULE of a code that was tapped. Raises `choice-unknown`."""
    if code == "last":
        return LAST_WORKING_DAY
    if code[:1] == "d" and code[1:] in map(str, DAYS):
        return f"FREQ=MONTHLY;BYMONTHDAY={code[1:]}"
    ordinal, weekday = code[1:-2], code[-2:]
    if code[:1] == "w" and weekday in WEEKDAYS and ordinal in map(str, ORDINALS):
        return f"FREQ=MONTHLY;BYDAY={ordinal}{weekday}"
    raise FlowError("choice-unknown", place="meetings")


def check(rule: str, starts_on: date) -> str:
    """A rule as it is kept, in capitals. Raises `meeting-rule-wrong`."""
    rule = rule.strip().upper().removeprefix("RRULE:")
    try:
        if FORBIDDEN.search(rule):
            raise FlowError("meeting-rule-wrong")
        found = rrulestr(rule, dtstart=_noon(starts_on))
    except ValueError:
        raise FlowError("meeting-rule-wrong") from None
    if not isinstance(found, rrule) or found._freq > DAILY:  # type: ignore[attr-defined]
        raise FlowError("meeting-rule-wrong")
    # dateutil looks for a first date until the year 9999; calendars repeat, so begin not long before that.
    late = starts_on.replace(year=starts_on.year + (9990 - starts_on.year) // 400 * 400)
    ahead = found.replace(dtstart=_noon(late), until=_noon(late + 2 * AT_MOST_APART))
    if next(iter(ahead), None) is None or len(list(islice(dates(rule, starts_on, starts_on), 2))) < 2:
        raise FlowError("meeting-rule-wrong")
    return rule


def dates(rule: str, starts_on: date, after: date) -> Iterator[date]:
    """The days from `after` on of a rule that counts from `starts_on`; none where a year goes without one."""
    seen = max(starts_on, after)
    if rule == LAST_WORKING_DAY or MONTHLY.fullmatch(rule) or WEEKLY.fullmatch(rule):
        # What was tapped is the same from whatever day it is counted, and for many cells.
        first = _first_dates(rule, seen)
        if not first:
            return
        yield from first
        starts_on = after = seen = first[-1] + timedelta(days=1)
    for found in rrulestr(rule, dtstart=_noon(starts_on)):
        if found.date() - seen > AT_MOST_APART:
            return
        if found.date() >= after:
            seen = found.date()
            yield seen


@lru_cache(maxsize=500)
def _first_dates(rule: str, begin: date) -> tuple[date, ...]:
    return tuple(found.date() for found in islice(rrulestr(rule, dtstart=_noon(begin)), 4))


def upcoming(rule: str, starts_on: date, at: str, timezone: str, now: datetime, count: int) -> list[datetime]:
    """The next moments a rule's meetings begin at, in UTC; one that has begun is past."""
    begins = (moment(day, at, timezone) for day in dates(rule, starts_on, today(now, timezone)))
    return list(islice((begin for begin in begins if begin > now), count))


def today(now: datetime, timezone: str) -> date:
    """The day it is there."""
    return now.astimezone(ZoneInfo(timezone)).date()


def moment(day: date, at: str, timezone: str) -> datetime:
    """``19:30`` on a day, in UTC. Where clocks go forward over it, as much later; back, the first time."""
    local = datetime.combine(day, time.fromisoformat(at), ZoneInfo(timezone))
    return local.astimezone(UTC)


def words_of(rule: str) -> Text:
    """A rule in words."""
    if rule == LAST_WORKING_DAY:
        return Text("meeting-rule-last")
    if found := MONTHLY.fullmatch(rule):
        return text("meeting-rule-day", day=int(found[1]))
    if found := WEEKLY.fullmatch(rule):
        weekday = weekday_of(WEEKDAYS.index(found[2]))
        return text("meeting-rule-weekday", ordinal=int(found[1]), weekday=weekday)
    return text("meeting-rule-other", rule=rule)


def spoken(begins: datetime, timezone: str) -> Text:
    """``thứ Ba, 01/12/2026, lúc 19:30``, where the cell is."""
    local = begins.astimezone(ZoneInfo(timezone))
    day, at = f"{local:%d/%m/%Y}", f"{local:%H:%M}"
    return text("meeting-moment", weekday=weekday_of(local.weekday()), day=day, at=at)


def spoken_day(day: date) -> Text:
    """``thứ Sáu, 04/09/2026``"""
    return text("meeting-day", weekday=weekday_of(day.weekday()), day=f"{day:%d/%m/%Y}")


def weekday_of(number: int) -> Text:
    """A day of the week by name; Monday is 0."""
    return text("weekday", number=number)


def holiday(day: date, language: str) -> str:
    """The public holiday on a day in Vietnam, by name; empty when it is none."""
    return str(_holidays("vi" if language == "vi" else "en_US").get(day, ""))


def instead(day: date) -> date:
    """The next working day after a public holiday."""
    while day in _holidays("vi") or day.weekday() > 4:
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=2)
def _holidays(language: str) -> HolidayBase:
    return country_holidays("VN", language=language)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12))
