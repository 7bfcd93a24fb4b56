"""Invitation slips: four on a page, to be printed, cut along the dashes and handed over.

Made large enough to be read at 85: the three steps in 16 points, a name never cut off, a square never under
25 mm.
Only the worker process and the command line import this.
"""

import unicodedata
from dataclasses import dataclass
from functools import partial
from importlib import import_module

from flows.replies import Line, Text, text
from flows.slip_pages import CellSlips, Slip
from locales import texts

A_PAGE = 4


@dataclass(frozen=True, slots=True)
class Square:
    """A QR code, and in words where it leads."""

    label: str
    link: str


@dataclass(frozen=True, slots=True)
class Worded:
    """A slip in words, from the top down."""

    title: str
    name: str
    cell: str
    code_label: str
    code: str
    squares: tuple[Square, ...]
    steps: tuple[str, ...]
    otherwise: str
    until: str
    help: str
    private: str


def make(value: tuple[CellSlips, ...], form: str) -> bytes:
    """The document's bytes, as ``pdf`` or ``docx``."""
    pages = [[worded(cell, slip) for slip in cell.slips] for cell in value if cell.slips]
    made: bytes = import_module(f"bot.documents.slips_{form}").make(pages)
    return made


def worded(cell: CellSlips, slip: Slip) -> Worded:
    """What a slip says."""
    say = partial(_say, cell.language)
    return Worded(
        title=say(Text("slip-title")),
        name=composed(slip.name),
        cell=composed(cell.cell),
        code_label=say(Text("slip-code")),
        code=slip.code,
        squares=_squares(cell.language, slip),
        steps=tuple(f"{number}. {say(step)}" for number, step in enumerate(_steps(cell, slip), 1)),
        otherwise=_otherwise(cell),
        until=say(text("slip-until", until=cell.until)),
        help=say(Text("slip-help")),
        private=say(Text("slip-private")),
    )


def composed(words: str) -> str:
    """Letters with their marks as one sign each: not every printer puts a mark where it belongs."""
    return unicodedata.normalize("NFC", words)


def _squares(language: str, slip: Slip) -> tuple[Square, ...]:
    found = (
        (slip.web, Text("slip-web")),
        (slip.telegram, Text("slip-telegram-too" if slip.web else "slip-telegram")),
    )
    return tuple(Square(_say(language, label), link) for link, label in found if link)


def _steps(cell: CellSlips, slip: Slip) -> tuple[Line, Line, Line]:
    """What to do, as joining goes (`flows.onboarding`, `flows.claims`)."""
    first = _first(cell)
    if slip.joined:
        return first, Text("slip-again-recovery"), Text("slip-again-wait")
    return first, Text("slip-recovery"), text("slip-begin", button=Text("joined-review"))


def _first(cell: CellSlips) -> Line:
    home, bot = cell.links.home, cell.links.bot
    if home:
        return Text("slip-scan-either" if bot else "slip-scan-web")
    return Text("slip-scan-telegram" if bot else "slip-scan-none")


def _otherwise(cell: CellSlips) -> str:
    """What to do where no square can be scanned."""
    home, bot = cell.links.home, cell.links.bot
    if home:
        return _say(cell.language, text("slip-else-web", address=home))
    return _say(cell.language, text("slip-else-telegram", bot=bot)) if bot else ""


def _say(language: str, line: Line) -> str:
    return composed(texts.plain(language, line))
