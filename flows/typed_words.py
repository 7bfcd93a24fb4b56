"""What was typed, before it is read: without case and what stands between words, marks or no marks."""

import re
import unicodedata
from functools import cache

from flows.replies import text
from locales import texts

DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{1,2})(?:\.(\d{4}|\d{2}))?(?!\.?\d)")
"""A date with dots: they are kept, as strokes."""
HALF = re.compile(r"\b([ap])\.m\b\.?")
JOINED = re.compile(r"(?<=\d)(?=(?:[ap]m|sa|ch)\b)")
"""Where ``8pm`` is two words, as it is on a Vietnamese clock: ``8 CH``."""


def marked(words: str) -> str:
    """Without case and what stands between words."""
    words = unicodedata.normalize("NFC", unicodedata.normalize("NFC", words).casefold())
    words = DOTTED.sub(lambda found: "/".join(part for part in found.groups() if part), words)
    words = JOINED.sub(" ", HALF.sub(r"\1m", words))
    return " ".join(re.sub(r"[^\w\s/:-]|-(?!\s*\d)", " ", words).split())


def bare(words: str) -> str:
    """The same without diacritics as well."""
    letters = unicodedata.normalize("NFD", marked(words).replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def with_strokes(words: str, language: str) -> str:
    """Bare words with dates that are written out as ``5/12/2026``: ``ngày 05 tháng 12 năm 2026``."""
    months, years = ("|".join(bare_phrases(key, language)) for key in ("day-months", "day-years"))
    year = rf"(?:\s*(?:{years})\s*(\d{{4}}))?"
    written = rf"\b(\d{{1,2}})\s*(?:{months}|/)\s*(\d{{1,2}}){year}\b(?!\s*[/-])"
    return re.sub(written, lambda found: "/".join(part for part in found.groups() if part), words)


def phrases(key: str, language: str, **args: int) -> list[str]:
    """The ways to type something, with their marks."""
    return texts.plain(language, text(key, **args)).split("|")


@cache
def bare_phrases(key: str, language: str, **args: int) -> tuple[str, ...]:
    """The same without their marks."""
    return tuple(bare(part) for part in phrases(key, language, **args))
