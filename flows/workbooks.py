"""XLSX workbooks, read row by row: a hundred thousand rows take seconds and hardly any memory.

Read are values as people see them: shared and inline strings, numbers, dates by their format. A cell that is
merged over several rows is carried down; fonts for old encodings are told. A file that would explode when it
is unpacked is refused before it is.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import IO
from xml.parsers import expat

from flows import workbook_parts
from flows.replies import FlowError

MOST_PARTS = 2000
MOST_COLUMNS = 60
PLACE = re.compile(r"([A-Z]{1,3})(\d{1,7})")


@dataclass(slots=True)
class Line:
    """A row of a table: its number as a spreadsheet shows it, and its cells.

    `carried`: places whose value stands in a row above, in a merged cell. `wide`: how many columns a merged
    cell takes. `fonts`: places whose font is for an old encoding. `unread`: places of formulas whose value is
    not in the file, and of errors.
    """

    number: int
    cells: list[str]
    carried: frozenset[int] = frozenset()
    wide: dict[int, int] = field(default_factory=dict)
    fonts: dict[int, str] = field(default_factory=dict)
    unread: set[int] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Table:
    """A table's lines; of a workbook with several sheets, which one it is, and how many others there are."""

    lines: Iterator[Line]
    sheet: str = ""
    others: int = 0


def table(stream: IO[bytes], largest: int, heads: Callable[[Line, bool], int], head: int) -> Table:
    """The first sheet that has headings; `largest`: bytes when unpacked.

    `heads` counts those it knows in a line (the first one?); they come within the first `head` lines. Where
    several sheets have some, one with two of them goes before one with a single one.

    Raises `roster-unreadable`, `roster-too-large`.
    """
    with _readable():
        packed = zipfile.ZipFile(stream)
        _check(packed, largest)
        book = _Book(packed)
        known = [0]
        if len(book.sheets) > 1:
            known = [_known(book.lines(path), heads, head) for _, path in book.sheets]
    chosen = next((at for most in (2, 1, 0) for at, number in enumerate(known) if number >= most), 0)
    name, path = book.sheets[chosen]
    several = len(book.sheets) > 1
    return Table(_lines(book, path), name if several else "", len(book.sheets) - 1)


def _known(lines: Iterator[Line], heads: Callable[[Line, bool], int], head: int) -> int:
    return max((heads(line, at == 0) for at, line in enumerate(islice(lines, head))), default=0)


def _lines(book: "_Book", path: str) -> Iterator[Line]:
    with _readable(), book.packed:
        yield from book.lines(path)


@contextmanager
def _readable() -> Iterator[None]:
    """Whatever is wrong with the file is one sentence. Raises `roster-unreadable`."""
    try:
        yield
    except (zipfile.BadZipFile, expat.ExpatError, KeyError, ValueError, EOFError, RuntimeError) as error:
        raise FlowError("roster-unreadable") from error
    except zipfile.zlib.error as error:  # type: ignore[attr-defined]
        raise FlowError("roster-unreadable") from error


def _check(packed: zipfile.ZipFile, largest: int) -> None:
    """What the parts say they unpack to is what is read of them at most."""
    parts = packed.infolist()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > largest:
        raise FlowError("roster-too-large", megabytes=largest // 1_000_000)


class _Book:
    """What the sheets of a workbook share."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        self.old_dates, self.sheets = workbook_parts.sheets(packed)
        self.strings = workbook_parts.Strings(packed)
        self.dates, self.fonts = workbook_parts.styles(packed)

    def lines(self, path: str) -> Iterator[Line]:
        """The rows of a sheet."""
        return _Sheet(self, path).lines()


class _Sheet:
    """One sheet of a workbook."""

    def __init__(self, book: _Book, path: str) -> None:
        self.packed, self.path, self.old_dates = book.packed, path, book.old_dates
        self.strings, self.dates, self.fonts = book.strings, book.dates, book.fonts
        self.down, self.wide = workbook_parts.merged(book.packed, path)

    def lines(self) -> Iterator[Line]:
        reader = _Rows(self)
        with self.packed.open(self.path) as part:
            parser = workbook_parts.parser(reader.start, reader.end, reader.text)
            while chunk := part.read(workbook_parts.CHUNK):
                parser.Parse(chunk, False)
                yield from reader.taken()
            parser.Parse(b"", True)
        yield from reader.taken()

    def date(self, number: float) -> str:
        """A day as Excel counts it."""
        begin = datetime(1904, 1, 1) if self.old_dates else datetime(1899, 12, 30)  # noqa: DTZ001
        try:
            return (begin + timedelta(days=number)).date().isoformat()
        except OverflowError:
            return str(number)


class _Rows:
    """Cells as they come from the parser, put together to rows."""

    def __init__(self, sheet: _Sheet) -> None:
        self.sheet = sheet
        self.ready: list[Line] = []
        self.line = Line(0, [])
        self.place, self.kind, self.style = 0, "", 0
        self.words: list[str] = []
        self.reading = self.spoken = self.formula = False
        self.open: dict[int, tuple[int, str]] = {}

    def taken(self) -> list[Line]:
        ready, self.ready = self.ready, []
        return ready

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            found = PLACE.fullmatch(given.get("r", ""))
            self.place = workbook_parts.column(found.group(1)) if found else self.place + 1
            self.kind, self.style = given.get("t", "n"), int(given.get("s", 0))
            self.words, self.formula = [], False
        elif name in ("v", "t"):
            self.reading = not self.spoken
        elif name == "f":
            self.formula = True
        elif name == "row":
            self.line = Line(int(given.get("r", self.line.number + 1)), [])
            self.place = -1
        elif name == "rPh":
            self.spoken = True

    def text(self, words: str) -> None:
        if self.reading:
            self.words.append(words)

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.reading = False
        elif name == "c":
            # a formula that makes an empty text says that it is one ("str")
            if self.kind == "e" or (self.formula and not self.words and self.kind != "str"):
                self.line.unread.add(self.place)
            elif self.words and self.place < MOST_COLUMNS:
                self._put(self._value("".join(self.words)))
        elif name == "row":
            self._carry()
            self.ready.append(self.line)
        elif name == "rPh":
            self.spoken = False

    def _put(self, value: str) -> None:
        cells = self.line.cells
        if len(cells) <= self.place:
            cells.extend([""] * (self.place + 1 - len(cells)))
        cells[self.place] = value
        if self.sheet.fonts and (encoding := self.sheet.fonts.get(self.style)):
            self.line.fonts[self.place] = encoding

    def _value(self, words: str) -> str:
        if self.kind == "s":
            return self.sheet.strings[int(words)]
        if self.kind == "b":
            return "x" if words == "1" else ""
        if self.kind == "d":
            return words[:10]
        if self.kind != "n":
            return words
        number = float(words)
        if self.style in self.sheet.dates:
            return self.sheet.date(number)
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else words

    def _carry(self) -> None:
        """What is merged over this row from above; and what begins here."""
        line, sheet = self.line, self.sheet
        if self.open:
            self.open = {place: item for place, item in self.open.items() if item[0] >= line.number}
            for place, (_, value) in self.open.items():
                line.cells.extend([""] * (place + 1 - len(line.cells)))
                line.cells[place] = line.cells[place] or value
            line.carried = frozenset(self.open)
        for place, last in sheet.down.pop(line.number, ()):
            if place < len(line.cells) and line.cells[place]:
                self.open[place] = (last, line.cells[place])
        line.wide = sheet.wide.pop(line.number, line.wide)
