"""Typed answers: numbers, and words that mean one of the choices last offered. Strict, or nothing."""

import re
import unicodedata

NUMBERS = re.compile(r"\d{1,3}(?:[\s,;.]+\d{1,3})*")


def bare(text: str) -> str:
    """Words without case, diacritics, punctuation and marks: NFC, NFD and plain typing are the same."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    kept = "".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c))
    return " ".join(kept.split())


def is_number(text: str) -> bool:
    """Whether it is a number, or several, as choices are picked by."""
    return NUMBERS.fullmatch(_tidy(text).rstrip(".")) is not None


def resolve(text: str, offered: list[list[str]], awaited: str) -> str | None:
    """The choice that was meant, or None. Where a member writes freely, only a bare 0 is a choice."""
    typed = _tidy(text)
    if awaited.startswith("write:"):
        return next((verb for number, verb, *_ in offered if number == typed == "0"), None)
    if is_number(typed):
        return _by_numbers([str(int(part)) for part in re.findall(r"\d+", typed)], offered)
    wanted = bare(typed)
    if not wanted:
        return None
    meant = {verb for _, verb, *words in offered if any(bare(word) == wanted for word in words)}
    return meant.pop() if len(meant) == 1 else None


def _tidy(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def _by_numbers(numbers: list[str], offered: list[list[str]]) -> str | None:
    """One number is one choice; several tick several boxes of one list (``2 5 7``)."""
    verbs = {number: verb for number, verb, *_ in offered}
    if any(number not in verbs for number in numbers):
        return None
    chosen = [verbs[number] for number in dict.fromkeys(numbers)]
    if len(chosen) == 1:
        return chosen[0]
    heads = {verb.rpartition(":")[0] for verb in chosen}
    if len(heads) > 1 or not all(verb.endswith(("+", "-")) for verb in chosen):
        return None
    return f"{heads.pop()}:{','.join(verb.rpartition(':')[2] for verb in chosen)}"
