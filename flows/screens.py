"""One screen of a phone at a time: a view that is longer goes on with a tap.

A screen is measured in the web chat on a phone of 360 × 740 pixels (tests/browser/test_screens.py); larger
phones and other chats have more room.
"""

from collections.abc import Callable, Sequence
from textwrap import wrap

from flows.replies import GAP, Choice, Line, choice
from locales import texts

LETTERS = 34
"""Letters in a row of text."""
ROWS = 21.7
"""Rows of text on a screen."""
BETWEEN, EMPTY = 0.16, 0.4
"""Rows that a line break and an empty line take."""


def numbered(what: str) -> tuple[str, int]:
    """A view and the number of its screen: ``causes~1`` is the second screen of ``causes``."""
    name, _, tail = what.partition("~")
    return name, int(tail) if tail.isascii() and tail.isdigit() else 0


def turned(
    title: Sequence[Line],
    lines: Sequence[Line],
    what: str,
    language: str,
    verb: Callable[[str], str],
    together: int = 0,
) -> tuple[list[Line], list[Choice]]:
    """The screen `what` names, under its title, and the choices (by `verb`) that turn to its neighbours."""
    screens = cut(title, lines, language, together)
    name, number = numbered(what)
    number = min(number, len(screens) - 1)
    turns = [choice(verb(f"{name}~{number + 1}"), "summary-after")] if number + 1 < len(screens) else []
    if number:
        turns.append(choice(verb(f"{name}~{number - 1}" if number > 1 else name), "summary-before"))
    return [*title, *screens[number]], turns


def cut(title: Sequence[Line], lines: Sequence[Line], language: str, together: int = 0) -> list[list[Line]]:
    """Lines in screens that have room for the title too; the first `together` of them are not parted."""
    room = ROWS - sum(_rows(line, language) for line in title)
    screens: list[list[Line]] = [[]]
    left = room
    for place, line in enumerate(lines):
        rows = _rows(line, language)
        if rows > left and screens[-1] and place >= together:
            screens.append([])
            left = room
        screens[-1].append(line)
        left -= rows
    return screens


def pages(verb: str, number: int, more: bool) -> list[Choice]:
    """The choices that turn to the pages beside this one of a list."""
    turns = [choice(f"{verb}:{number + 1}", "assign-after")] if more else []
    return turns + ([choice(f"{verb}:{number - 1}", "assign-before")] if number else [])


def _rows(line: Line, language: str) -> float:
    if line == GAP:
        return EMPTY
    parts = texts.plain(language, line).split("\n")
    return sum(max(1, len(wrap(part, LETTERS))) for part in parts) + BETWEEN
