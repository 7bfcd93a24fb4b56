"""A day to come as people type it: ``15/3``, ``cuối tháng``, ``hai tuần nữa``, ``thứ Sáu``, ``mai``."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from flows import typed_hours
from flows.typed_words import bare_phrases

WEEK = 7
DATE = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})(?:\s*[/-]\s*(\d{4}|\d{2}))?")
SPAN = re.compile(r"(\w+) (\w+)")
UNITS = {"day-days": timedelta(days=1), "day-weeks": timedelta(days=WEEK)}


def read(words: str, today: date, language: str) -> date | None:
    """The day that is meant, from today on; None where that is not clear, or where an hour is with it.

    A part of the day may be with it, and changes nothing: ``sáng thứ Sáu``.
    """
    hours = typed_hours.readings(words, language)
    found = {named(hour.rest, today, language) for hour in hours if hour.at is None} - {None}
    return found.pop() if len(found) == 1 else None


def named(words: str, today: date, language: str) -> date | None:
    """The day that bare words mean, without an hour; what is as vague as ``tuần sau`` counts from today."""
    return definite(words, today, language) or _vague(_bare_day(words, language), today, language)


def definite(words: str, today: date, language: str, near: date | None = None) -> date | None:
    """The same for one day and no other. `near`: of the days of that number that closest to it."""
    if day := _numbered(words, today, near or today, language) or _weekday(words, today, language):
        return day
    words = _bare_day(words, language)
    if found := DATE.fullmatch(words):
        return _next_date(int(found[1]), int(found[2]), year_of(found[3]), today)
    days = {
        "day-today": today,
        "day-tomorrow": today + timedelta(days=1),
        "day-end-of-month": _end_of_month(today.year, today.month),
        "day-end-of-next-month": _end_of_month(*_after(today.year, today.month)),
        "day-end-of-year": date(today.year, 12, 31),
    }
    for key, day in days.items():
        if words in bare_phrases(key, language):
            return day
    return _end_of(words, today, language) or _weekday(words, today, language)


def _vague(words: str, today: date, language: str) -> date | None:
    days = {
        "day-next-week": today + timedelta(days=WEEK),
        "day-next-month": today + relativedelta(months=1),
        "day-next-year": today + relativedelta(years=1),
    }
    for key, day in days.items():
        if words in bare_phrases(key, language):
            return day
    return _span(words, today, language)


def year_of(typed: str | None) -> int:
    """The year that was typed with a date: ``2026``, ``26``; 0 where none was."""
    year = int(typed or 0)
    return year + 2000 if 0 < year < 100 else year


def _numbered(words: str, today: date, near: date, language: str) -> date | None:
    """``ngày 5``, ``mồng 5``, ``ngày 5 tháng sau``: a day by its number alone, from today on."""
    for key, last in (("day-first-ten", 10), ("day-number", 31)):
        said = rf"(?:(?:{_any('day-before', language)}) )*(?:{_any(key, language)})"
        found = re.fullmatch(rf"{said} (\d{{1,2}})(?:st|nd|rd|th)?(?P<month> .+)?", words)
        if found and 0 < (number := int(found[1])) <= last:
            return _of_month(number, (found["month"] or "").strip(), today, near, language)
    return None


def _of_month(number: int, month: str, today: date, near: date, language: str) -> date | None:
    ahead = [today + relativedelta(day=1, months=more) for more in range(14)]
    if month in bare_phrases("day-this-month", language):
        ahead = ahead[:1]
    elif month in bare_phrases("day-next-month", language):
        ahead = ahead[1:2]
    elif month not in ("", *bare_phrases("day-after", language)):
        return None
    days = [first + relativedelta(day=number) for first in ahead]
    days = [day for day in days if day.day == number and (day >= today or len(ahead) == 1)]
    return min(days, key=lambda day: abs(day - near), default=None)


def _any(key: str, language: str) -> str:
    return "|".join(map(re.escape, bare_phrases(key, language)))


def _next_date(day: int, month: int, year: int, today: date) -> date | None:
    """That date; without a year the next one. None where there is none (29/2 is looked for in leap years)."""
    for candidate in [year] if year else range(today.year, today.year + 5):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= today:
            return found
    return None


def _end_of(words: str, today: date, language: str) -> date | None:
    """``cuối tháng 12``: the last day of the next month of that number."""
    for phrase in bare_phrases("day-end-of-month", language):
        rest = words.removeprefix(phrase).strip()
        if rest != words and rest.isdecimal() and 1 <= int(rest) <= 12:
            year = today.year + (int(rest) < today.month)
            return _end_of_month(year, int(rest))
    return None


def _span(words: str, today: date, language: str) -> date | None:
    """``2 tuần``, ``ba tháng``: so long from today."""
    found = SPAN.fullmatch(words)
    if found is None:
        return None
    names = bare_phrases("day-numbers", language)
    count = int(found[1]) if found[1].isdecimal() else names.index(found[1]) + 1 if found[1] in names else 0
    if not 0 < count <= 99:
        return None
    for unit, length in UNITS.items():
        if found[2] in bare_phrases(unit, language):
            return today + count * length
    return today + relativedelta(months=count) if found[2] in bare_phrases("day-months", language) else None


def _weekday(words: str, today: date, language: str) -> date | None:
    """``thứ Sáu``: the next one; ``thứ Sáu này``, unless that may be today; ``thứ Sáu tuần sau``."""
    for number in range(WEEK):
        for name in bare_phrases("weekday-typed", language, number=number):
            week = words.removeprefix(name).strip()
            if week == words or not (words == name or words.startswith(f"{name} ")):
                continue
            ahead = today + timedelta(days=(number - today.weekday()) % WEEK or WEEK)
            monday = today - timedelta(days=today.weekday())
            if not week or (week in bare_phrases("week-present", language) and number != today.weekday()):
                return ahead
            if week in bare_phrases("week-this", language):
                return monday + timedelta(days=number)
            if week in bare_phrases("week-next", language):
                return monday + timedelta(days=WEEK + number)
    return None


def _bare_day(words: str, language: str) -> str:
    """Words without those around them that say nothing: ``trước ngày``, ``nữa``."""
    parts = words.split()
    before, after = (bare_phrases(key, language) for key in ("day-before", "day-after"))
    while parts and parts[0] in before:
        parts.pop(0)
    while parts and parts[-1] in after:
        parts.pop()
    return " ".join(parts)


def _end_of_month(year: int, month: int) -> date:
    return date(*_after(year, month), 1) - timedelta(days=1)


def _after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)
