"""What days mean that are typed for a line of a plan."""

import re
from calendar import monthrange
from datetime import date, timedelta

from tests.robustness.plan_model import DAY, WEEK, Case


def meant(words: str, case: Case) -> date | None:
    """The day that typed words mean; None where that is not clear, as for all words not known here."""
    today, words = case.today, " ".join(words.lower().split())
    if found := re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", words):
        day, month, year = (int(part or 0) for part in found.groups())
        return _date(day, month, year) if year else _coming(day, month, today)
    if case.language != "vi":
        return None
    end = today.replace(day=monthrange(today.year, today.month)[1])
    return {
        "mai": today + DAY,
        "cuối tháng": end,
        "hai tuần nữa": today + 2 * WEEK,
        "3 tháng": months_on(today, 3),
        "thứ sáu": today + timedelta(days=(4 - today.weekday()) % 7 or 7),
    }.get(words)


def _coming(day: int, month: int, today: date) -> date | None:
    found = (_date(day, month, year) for year in range(today.year, today.year + 5))
    return next((on for on in found if on and on >= today), None)


def _date(day: int, month: int, year: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
