"""A day and an hour as people type them: ``15/3``, ``15/3 19h30``, ``8h tối thứ Sáu``, ``sáng mai 8h``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from flows import typed_days, typed_hours
from flows.typed_days import WEEK, year_of
from flows.typed_hours import Hour
from flows.typed_words import bare_phrases

DATE = re.compile(r"\b(\d{1,2})\s*[/-]\s*(\d{1,2})(?:\s*[/-]\s*(\d{4}|\d{2}))?\b")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was said: a day, an hour, both."""

    on: date | None
    at: time | None


def read(words: str, local: datetime, now: datetime, language: str) -> datetime | None:
    """The moment that is meant, where a meeting now is at `local`: what is not said stays as it is.

    A date without a year is the nearest such date, a weekday the nearest ahead; None where it is not clear,
    or where the hour that stays is not in the part of the day that is said.
    """
    today = now.astimezone(local.tzinfo).date()
    named = partial(typed_days.definite, today=today, language=language, near=local.date())
    hours = typed_hours.readings(words, language)
    found = {_typed(hour, local, now, language, named) for hour in hours} - {None}
    if len(found) != 1 or not all(hour.at or hour.allows(local.time()) for hour in hours):
        return None
    said = found.pop()
    assert said is not None
    return datetime.combine(said.on or local.date(), said.at or local.time(), local.tzinfo)


def ahead(words: str, local: datetime, language: str) -> Typed | None:
    """What is said of a moment to come, where it is `local` now; None where that is not clear."""
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    named = partial(typed_days.named, today=local.date(), language=language)
    hours = typed_hours.readings(words, language)
    found = {_typed(hour, midnight, local, language, named) for hour in hours} - {None}
    return found.pop() if len(found) == 1 else None


def _typed(
    hour: Hour, local: datetime, now: datetime, language: str, named: Callable[[str], date | None]
) -> Typed | None:
    """One reading of what was typed; None where something is left over."""
    dated, words = _date(hour.rest, local)
    weekday, words = _weekday(words, local, now, language)
    day = dated or weekday
    if not set(words.split()) - set(bare_phrases("moment-fillers", language)):
        said = Typed(day.date() if day else None, hour.at)
        return said if said.on or said.at or hour.part else None
    on = named(hour.rest)
    return Typed(on, hour.at) if on else None


def _date(words: str, local: datetime) -> tuple[datetime | None, str]:
    found = DATE.search(words)
    if found is None:
        return None, words
    years = [year_of(found[3])] if found[3] else [local.year + more for more in (-1, 0, 1)]
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
        for name in bare_phrases("weekday-typed", language, number=number):
            found = re.search(rf"\b{re.escape(name)}\b", words)
            if found:
                ahead = (number - local.weekday()) % WEEK
                days = [local + timedelta(days=ahead - WEEK), local + timedelta(days=ahead or WEEK)]
                days = [day for day in days if day > now and day != local]
                nearest = min(days, key=lambda day: (abs(day - local), day < local), default=None)
                return nearest, words[: found.start()] + words[found.end() :]
    return None, words
