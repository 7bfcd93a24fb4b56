"""A day to come as people type it: ``15/3``, ``cuối tháng``, ``hai tuần nữa``, ``thứ Sáu``, ``mai``."""

import re
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from flows.replies import text
from flows.typed_moments import WEEK, bare
from locales import texts

DATE = re.compile(r"(\d{1,2})\s*[/-]\s*(\d{1,2})(?:\s*[/-]\s*(\d{4}))?")
SPAN = re.compile(r"(\w+) (\w+)")
UNITS = {"day-days": timedelta(days=1), "day-weeks": timedelta(days=WEEK)}


def read(words: str, today: date, language: str) -> date | None:
    """The day that is meant, from today on; None where that is not clear."""
    words = _bare_day(bare(words), language)
    if found := DATE.fullmatch(words):
        return _next_date(int(found[1]), int(found[2]), int(found[3] or 0), today)
    end = _end_of_month(today.year, today.month)
    named = {
        "day-tomorrow": today + timedelta(days=1),
        "day-end-of-month": end,
        "day-end-of-next-month": _end_of_month(*_after(today.year, today.month)),
        "day-end-of-year": date(today.year, 12, 31),
        "day-next-week": today + timedelta(days=WEEK),
        "day-next-month": today + relativedelta(months=1),
        "day-next-year": today + relativedelta(years=1),
    }
    for key, day in named.items():
        if words in _phrases(key, language):
            return day
    return (
        _end_of(words, today, language) or _span(words, today, language) or _weekday(words, today, language)
    )


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
    for phrase in _phrases("day-end-of-month", language):
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
    names = _phrases("day-numbers", language)
    count = int(found[1]) if found[1].isdecimal() else names.index(found[1]) + 1 if found[1] in names else 0
    if not 0 < count <= 99:
        return None
    for unit, length in UNITS.items():
        if found[2] in _phrases(unit, language):
            return today + count * length
    return today + relativedelta(months=count) if found[2] in _phrases("day-months", language) else None


def _weekday(words: str, today: date, language: str) -> date | None:
    for number in range(WEEK):
        if words in map(bare, texts.plain(language, text("weekday-typed", number=number)).split("|")):
            return today + timedelta(days=(number - today.weekday()) % WEEK or WEEK)
    return None


def _phrases(key: str, language: str) -> list[str]:
    return [bare(part) for part in texts.plain(language, text(key)).split("|")]


def _bare_day(words: str, language: str) -> str:
    """Words without those around them that say nothing: ``trước ngày``, ``nữa``."""
    parts, before, after = words.split(), _phrases("day-before", language), _phrases("day-after", language)
    while parts and parts[0] in before:
        parts.pop(0)
    while parts and parts[-1] in after:
        parts.pop()
    return " ".join(parts)


def _end_of_month(year: int, month: int) -> date:
    return date(*_after(year, month), 1) - timedelta(days=1)


def _after(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)
