"""Days as spreadsheets hold them, and what they say of a member's standing. No day is kept."""

import re
from datetime import date, timedelta

DAY = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{1,2})\s*[./-]\s*(\d{4}|\d{2})")
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
MONTH = re.compile(r"(\d{1,2})\s*[./-]\s*(\d{4})")
NUMBER = re.compile(r"\d{4,5}(?:\.\d+)?")
EARLIEST, LATEST = 1925, 2100
EPOCH = date(1899, 12, 30)
"""What Excel counts days from."""
YEAR = timedelta(days=366)
"""How long somebody is on probation."""


def parse(said: str, today: date) -> date | None:
    """dd/mm/yyyy, d/m/yy, a month or a year alone, a day as a database or as Excel writes it; else None."""
    said = said.strip().removeprefix("'")
    found: date | None = None
    if match := ISO.fullmatch(said):
        found = _day(*map(int, match.groups()))
    elif match := DAY.fullmatch(said):
        day, month, year = map(int, match.groups())
        if year < 100:
            year += 2000 if 2000 + year <= today.year + 1 else 1900
        found = _day(year, month, day)
    elif match := MONTH.fullmatch(said):
        found = _day(int(match.group(2)), int(match.group(1)), 1)
    elif NUMBER.fullmatch(said):
        number = int(float(said))
        found = _day(number, 1, 1) if EARLIEST <= number <= LATEST else EPOCH + timedelta(days=number)
    return found if found is not None and EARLIEST <= found.year <= LATEST else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
