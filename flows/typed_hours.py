"""An hour as people type it, with its part of the day: ``19h30``, ``8 giờ rưỡi tối``, ``8pm``.

A part of the day is never thrown away: it moves the hour where it belongs, or the hour is not read. Without
their marks two of them are other words as well (evening and coming, morning and to): what stands beside such
a word decides, or there are two readings, and who asked has to see whether they come to the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from functools import lru_cache
from itertools import product
from math import prod

from flows import typed_words
from flows.typed_words import bare, bare_phrases, with_strokes

HOUR = re.compile(
    r"\b(\d{1,2})\s*(?::\s*(\d{2})|(?:gio|h|g)\s*(?:(\d{2})(?!\s*[/-]\s*\d)|(ruoi)\b)?)"
    r"(?:\s*(?:phut|p))?(?!\w)"
)
ALONE = re.compile(r"\bat (\d{1,2})(?![\w/:-])|(?<![\w/:-])(\d{1,2}) (?:(?:in the |at )@|@part-[ap]m\b)")
"""A number that is an hour because a part of the day is with it: ``8pm``, ``at 8 … in the evening``."""
PART = re.compile(r"@([\w-]+)")
HOURS = {
    "part-am": range(1, 12),
    "part-morning": range(1, 12),
    "part-noon": range(11, 14),
    "part-afternoon": range(13, 19),
    "part-evening": range(18, 24),
    "part-night": range(21, 24),
    "part-pm": range(12, 24),
}
"""The hours of each part, by the text that names it. Midnight is in none: to which day it belongs, everybody
says differently.
"""

MOST = 8
"""Words with more readings than that are no moment."""


@dataclass(frozen=True, slots=True)
class Hour:
    """One way to read words: the hour, the part of the day that is named, and what is beside them, bare."""

    at: time | None
    part: str
    rest: str

    def allows(self, at: time) -> bool:
        """Whether an hour that is kept lies in that part of the day."""
        return not self.part or at.hour in HOURS[self.part]


def readings(words: str, language: str) -> list[Hour]:
    """The ways to read the hour in these words; none where part and hour contradict each other."""
    tokens = typed_words.marked(words).split()
    ways = [_ways(tokens, place, language) for place in range(len(tokens))]
    if not 0 < prod(map(len, ways)) <= MOST:
        return []
    found = [_hour(with_strokes(" ".join(said), language)) for said in product(*ways)]
    return [hour for hour in found if hour is not None]


def _hour(said: str) -> Hour | None:
    parts = set(PART.findall(said))
    found = HOUR.search(said) or (ALONE.search(said) if parts else None)
    if len(parts) > 1:
        return None
    part = parts.pop() if parts else ""
    if found is None:
        return Hour(None, part, _without_parts(said))
    hour, minute = _numbers(found)
    if part:
        hour = next((one for one in (hour, hour + 12 if hour else 24) if one in HOURS[part]), 24)
    if hour > 23 or minute > 59:
        return None
    rest = said[: found.start()] + " " + said[_end(found) :]
    return Hour(time(hour, minute), part, _without_parts(rest))


def _numbers(found: re.Match[str]) -> tuple[int, int]:
    if found.re is ALONE:
        return int(found[1] or found[2]), 0
    return int(found[1]), 30 if found[4] else int(found[2] or found[3] or 0)


def _end(found: re.Match[str]) -> int:
    return found.end(found.lastindex or 0) if found.re is ALONE else found.end()


def _without_parts(said: str) -> str:
    return " ".join(PART.sub(" ", said).split())


@dataclass(frozen=True, slots=True)
class Words:
    """What a language calls the parts of the day, and what stands beside them. All but `parts` and `others`
    without marks; `others`: what is like a part of the day without its marks. `after`: may be the last word.
    """

    parts: dict[str, str]
    bare: dict[str, str]
    others: frozenset[str]
    now: tuple[str, ...]
    coming: tuple[str, ...]
    weekdays: tuple[str, ...]
    before: tuple[str, ...]
    after: frozenset[str]
    fillers: frozenset[str]


@lru_cache
def _words(language: str) -> Words:
    parts = {word: part for part in HOURS for word in typed_words.phrases(part, language)}
    keys = ("day-before", "day-after", "moment-fillers")
    fillers = [word for key in keys for word in typed_words.phrases(key, language)]
    spans = ("day-next-week", "day-next-month", "day-next-year")
    return Words(
        parts=parts,
        bare={bare(word): part for word, part in parts.items()},
        others=frozenset(fillers) - parts.keys(),
        now=tuple(word for key in ("day-today", "day-tomorrow") for word in bare_phrases(key, language)),
        coming=tuple(word for key in spans for word in bare_phrases(key, language)),
        weekdays=tuple(word for n in range(7) for word in bare_phrases("weekday-typed", language, number=n)),
        before=tuple(bare_phrases("part-before", language)),
        after=frozenset(bare_phrases("day-after", language)),
        fillers=frozenset(map(bare, fillers)),
    )


def _ways(tokens: Sequence[str], place: int, language: str) -> list[str]:
    """What the word at this place may be: a part of the day (``@part-evening``), itself, or either; none
    where it is a part of the day with the wrong marks.
    """
    known, word = _words(language), tokens[place]
    plain = bare(word)
    if plain not in known.bare:
        return [plain]
    part = f"@{known.bare[plain]}"
    if word in known.parts:
        return [f"{part} {known.now[0]}" if word in known.now else part]
    if word != plain:
        return [plain] if word in known.others else []
    if plain not in known.fillers:
        return [part]
    if word in known.others and any(bare(token) != token for token in tokens):
        return [plain]  # who writes marks left none out here
    return _beside(tokens, place, known, part)


def _beside(tokens: Sequence[str], place: int, known: Words, part: str) -> list[str]:
    """What a word without marks is by what stands beside it; both where that does not tell."""
    plain = [bare(token) for token in tokens]
    before, after = " ".join(plain[:place]), " ".join(plain[place + 1 :])
    if _ends(f"{before} {plain[place]}", known.coming) and not _ends(before, known.weekdays):
        return [plain[place]]
    told = (
        any(found.end() == len(before) for found in HOUR.finditer(before))
        or (HOUR.match(after) and set(before.split()) <= known.fillers)
        or _ends(before, (*known.now, *known.before))
        or any(f"{after} ".startswith(f"{now} ") for now in known.now)
        or not (after or plain[place] in known.after)
    )
    return [part] if told else [part, plain[place]]


def _ends(said: str, phrases: Sequence[str]) -> bool:
    return any(f" {said}".endswith(f" {phrase}") for phrase in phrases)
