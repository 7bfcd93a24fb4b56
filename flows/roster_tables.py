"""Tables that people send in, CSV or XLSX, line by line; or what is wrong with the file and what to do."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import IO

from flows import encodings, workbooks
from flows.replies import FlowError, Text, text
from flows.workbooks import Line, Table

HEAD = 15
"""The headings may come after a title and the unit's name, but not later than this."""
SAMPLE = 1 << 16
MOST_PROBLEMS = 1000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes as it is sent, bytes when unpacked, rows."""

    size: int
    unpacked: int
    rows: int


AT_HOME = Limits(200_000_000, 2_000_000_000, 500_000)
"""From the command line."""
IN_CHAT = Limits(10_000_000, 60_000_000, 2_000)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of the file; column 0 means the whole line."""

    line: int
    column: int
    text: Text


class RosterProblems(Exception):
    """The file cannot be taken in: every problem, with its row and column. `more`: reading ended there."""

    def __init__(self, problems: Sequence[Problem], more: bool = False) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems, self.more = tuple(problems), more


def opened(stream: IO[bytes], name: str, limits: Limits, heads: Callable[[Line, bool], int]) -> Table:
    """A file, known by its content whatever its name; `heads` counts the headings in a line.

    Raises `roster-too-large`, `roster-format`, `roster-locked`, `roster-unreadable`, `roster-encoding`,
    `roster-encoding-old`.
    """
    size = stream.seek(0, io.SEEK_END)
    stream.seek(0)
    if size > limits.size:
        raise FlowError("roster-too-large", megabytes=limits.size // 1_000_000)
    begins = stream.read(8)
    stream.seek(0)
    if begins.startswith(b"PK"):
        return workbooks.table(stream, limits.unpacked, heads, HEAD)
    if begins.startswith(OLE) and _is_locked(stream):
        raise FlowError("roster-locked")
    if begins.startswith((OLE, b"%PDF", b"{\\rtf", b"<")):
        raise FlowError("roster-format", name=name) if name else FlowError("roster-format-here")
    return Table(_csv(stream))


OLE = b"\xd0\xcf\x11\xe0"
LOCKED = "EncryptedPackage".encode("utf-16-le")
"""The part of such a container that holds a workbook locked with a password."""


def _is_locked(stream: IO[bytes]) -> bool:
    before = b""
    while piece := stream.read(SAMPLE):
        if LOCKED in before + piece:
            return True
        before = piece[-len(LOCKED) :]
    return False


def _csv(stream: IO[bytes]) -> Iterator[Line]:
    sample = stream.read(SAMPLE)
    stream.seek(0)
    utf16 = sample[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\0" in sample and not utf16:
        old = encodings.of_bytes(sample)
        raise _refusal(old if _printable(sample) else None, "roster-unreadable")
    encoding = "utf-16" if utf16 else "utf-8-sig"
    words = io.TextIOWrapper(stream, encoding, newline="")
    try:
        delimiter, skip = _delimiter(sample.decode(encoding, "ignore"))
        for number, cells in enumerate(csv.reader(words, delimiter=delimiter, strict=True), 1):
            if number > skip:
                yield Line(number, cells)
    except UnicodeError:
        stream.seek(0)
        raise _refusal(encodings.of_bytes(stream.read(10 * SAMPLE)), "roster-encoding") from None
    except csv.Error as error:
        raise FlowError("roster-unreadable") from error
    finally:
        with suppress(ValueError):  # closed by who opened it
            words.detach()


def _delimiter(head: str) -> tuple[str, int]:
    """What stands between the cells, and how many lines only say so (``sep=;``)."""
    first = head.split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return first[4], 1
    begins = "\n".join(head.splitlines()[:HEAD])
    return max(";\t,", key=begins.count), 0


def _printable(sample: bytes) -> bool:
    """Whether every other byte of a text is 0, or nearly so: UTF-16 without its mark."""
    return any(sample[place::2].count(0) > len(sample) // 4 for place in (0, 1))


def _refusal(encoding: str | None, otherwise: str) -> FlowError:
    return FlowError("roster-encoding-old", encoding=encoding) if encoding else FlowError(otherwise)


def old_text(lines_: Iterable[Line]) -> FlowError | None:
    """A refusal that names the old encoding these lines are written in; None when they are not."""
    for line in lines_:
        for cell in line.cells:
            if encoding := encodings.recognised(cell):
                return FlowError("roster-encoding-old", encoding=encoding)
    return None


def problem(line: int, place: int, key: str, **args: str | int) -> Problem:
    """A problem in a place counted from 0; -1 means the whole line."""
    return Problem(line, place + 1, text(key, **args))
