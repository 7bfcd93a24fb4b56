"""A day and an hour as people type them: ``15/3``, ``15/3 19h30``, ``thứ Sáu 19h45``, ``20h``."""

import re
import unicodedata
from datetime import datetime, time, timedelta

from flows.replies import text
from locales import texts

DATE = re.compile(r"\b(\d{1,2})\s*[/-]\s*(\d{1,2})(?:\s*[/-]\s*(\d{4}))?\b")
HOUR = re.compile(
    r"\b(\d{1,2})\s*(?::\s*(\d{2})|(?:gio|h)\s*(?:(\d{2})(?!\s*[/-]\s*\d))?)(?:\s*(?:phut|p))?(?!\w)"
)
WEEK = 7


def read(words: str, local: datetime, now: datetime, language: str) -> datetime | None:
    """The moment that is meant, where a meeting now is at `local`: what is not said stays as it is.

    A date without a year is the nearest such date, a weekday the nearest ahead; None where it is not clear.
    """
    words = bare(words)
    at, words = hour_in(words)
    dated, words = _date(words, local)
    named, words = _weekday(words, local, now, language)
    day = dated or named
    fillers = bare(texts.plain(language, text("moment-fillers"))).split()
    if set(words.split()) - set(fillers) or (day is None and at is None):
        return None
    return datetime.combine((day or local).date(), at or local.time(), local.tzinfo)


def hour_in(words: str) -> tuple[time | None, str]:
    """The hour in bare words, and what is beside it."""
    found = HOUR.search(words)
    if found is None:
        return None, words
    hour, minute = int(found[1]), int(found[2] or found[3] or 0)
    if hour > 23 or minute > 59:
        return None, words
    return time(hour, minute), words[: found.start()] + words[found.end() :]


def _date(words: str, local: datetime) -> tuple[datetime | None, str]:
    found = DATE.search(words)
    if found is None:
        return None, words
    years = [int(found[3])] if found[3] else [local.year + more for more in (-1, 0, 1)]
    days = [day for year in years if (day := _day(local, year, int(found[2]), int(found[1])))]
    if not days:
        return None, words
    nearest = min(days, key=lambda day: abs(day - local))
    return nearest, words[: found.start()] + words[found.end() :]


def _day(local: datetime, year: int, month: int, day: int) -> datetime | None:
    try:
        return local.replace(year=year, month=month, day=day)
    except ValueError:
        return None


def _weekday(words: str, local: datetime, now: datetime, language: str) -> tuple[datetime | None, str]:
    """The nearest such weekday to the meeting's own that is still to come."""
    for number in range(WEEK):
        for name in texts.plain(language, text("weekday-typed", number=number)).split("|"):
            found = re.search(rf"\b{re.escape(bare(name))}\b", words)
            if found:
                ahead = (number - local.weekday()) % WEEK
                days = [local + timedelta(days=ahead - WEEK), local + timedelta(days=ahead or WEEK)]
                days = [day for day in days if day > now and day != local]
                nearest = min(days, key=lambda day: (abs(day - local), day < local), default=None)
                return nearest, words[: found.start()] + words[found.end() :]
    return None, words


def bare(words: str) -> str:
    """Without case, diacritics and what stands between words."""
    letters = unicodedata.normalize("NFD", words.casefold().replace("đ", "d"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s/:-]|-(?!\s*\d)", " ", bare).split())
