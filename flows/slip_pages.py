"""What invitation slips say: frozen values, from which a worker makes the document."""

from collections.abc import Sequence
from dataclasses import dataclass

from flows.replies import Line, text


@dataclass(frozen=True, slots=True)
class Links:
    """Where a code can be used: the web chat's address, the Telegram bot's name; or nothing."""

    home: str = ""
    bot: str = ""


@dataclass(frozen=True, slots=True)
class Slip:
    """One member's paper. `code` is in groups, as it is read; the links carry it bare.

    `joined`: he uses Tự soi already, and this is for another device.
    """

    name: str
    code: str
    web: str
    telegram: str
    joined: bool = False


@dataclass(frozen=True, slots=True)
class CellSlips:
    """The slips of a cell, in its language. They can be used before the day `until`."""

    cell: str
    language: str
    until: str
    links: Links
    slips: tuple[Slip, ...]


def in_words(value: Sequence[CellSlips]) -> tuple[Line, ...]:
    """Names and codes as lines, where there is no file to put them in."""
    return tuple(text("slips-code", name=slip.name, code=slip.code) for page in value for slip in page.slips)
