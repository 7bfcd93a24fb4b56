"""Roster files, CSV or XLSX as people really keep them: read into rows, or refused with every problem."""

import re
import unicodedata
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import IO

from flows import encodings, roster_dates, roster_headings, roster_tables
from flows.replies import FlowError
from flows.roster_cells import Cells, NoCell
from flows.roster_headings import Headings, filled, plain, value
from flows.roster_tables import HEAD, MOST_PROBLEMS, Limits, Problem, RosterProblems, problem
from flows.units import tidy
from flows.workbooks import Line
from storage.members import Profile

LENGTHS = {"name": 100, "post": 120, "own_id": 40}
NAME = re.compile(r"[^\W\d_][\w .,'’()/-]*")
STANDINGS = {
    "official": ("chinh thuc", "ct", "dvct", "dang vien chinh thuc", "official"),
    "probationary": ("du bi", "db", "dvdb", "dang vien du bi", "probationary"),
}
EXAMPLES = ("(ví dụ)", "(example)")
"""How the template's example rows begin: they are left out."""
SUM = re.compile(r"(?:tổng\s+(?:cộng|số)|cộng)\b|(?:tong\s+(?:cong|so)|cong)\s*(?:[:(\d].*)?$")
END = re.compile(r"người lập|nguoi lap|t\.?/m|tm\.|nơi nhận|noi nhan|xác nhận|.*\bngày\b.*\btháng\b.*\bnăm\b")
SIGNERS = ("bi thu", "pho bi thu", "chi uy vien", "thu ky")
TICK = 1000


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file, with the line he stands in, and his cell (0: the file names none)."""

    line: int
    profile: Profile
    standing: str
    unit_id: int = 0


class Rows(Sequence[Row]):
    """Rows one after the other in one piece of memory: a hundred thousand take about ten megabytes."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._all, self._ends = bytearray(), array("Q", [0])
        self.lines, self.units, self.ids = array("L"), array("q"), array("q")
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """Add a row."""
        parts = (row.profile.name, row.profile.post, row.profile.own_id, row.standing)
        self._all += "\t".join(parts).encode()
        self._ends.append(len(self._all))
        self.lines.append(row.line)
        self.units.append(row.unit_id)
        self.ids.append(hash(row.profile.own_id))

    def by_own_id(self) -> "array[int]":
        """The places of the rows that have an own id, in the order of `ids`."""
        return array("L", sorted((at for at, own in enumerate(self.ids) if own), key=self.ids.__getitem__))

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, place: int) -> Row:  # type: ignore[override]
        place = range(len(self))[place]
        said = self._all[self._ends[place] : self._ends[place + 1]].decode()
        name, post, own_id, standing = said.split("\t")
        return Row(self.lines[place], Profile(name, post, own_id), standing, self.units[place])

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))


@dataclass(slots=True)
class RosterFile:
    """What a file says: its rows; the headings and the lines that were left out."""

    rows: Rows = field(default_factory=Rows)
    unknown: tuple[str, ...] = ()
    left_out: list[int] = field(default_factory=list)


def read(
    stream: IO[bytes],
    name: str,
    today: date,
    cells: Cells | None = None,
    limits: Limits = roster_tables.IN_CHAT,
    tick: Callable[[int], None] = lambda _: None,
) -> RosterFile:
    """What a CSV or XLSX file says. Without `cells` no column and no line tells a row's cell.

    Raises `RosterProblems`, what `roster_tables.lines` raises, `roster-no-header`, `roster-no-unit`,
    `roster-empty`, `roster-too-long`.
    """
    lines = roster_tables.lines(stream, name, limits)
    headings, second = _headings(lines)
    reader = _Reader(headings, cells, today, limits.rows)
    if second is not None:
        reader.take(second)
    for line in lines:
        reader.take(line)
        if line.number % TICK == 0:
            tick(line.number)
    return reader.finished()


def _headings(lines: Iterator[Line]) -> tuple[Headings, Line | None]:
    """The headings, in one row or two, and the line after them when it is none of them."""
    seen: list[Line] = []
    for line in lines:
        seen.append(line)
        found = roster_headings.find(line, len(seen) == 1)
        if found is not None:
            second = next(lines, None)
            return found, None if second is None or found.add(second) else second
        if len(seen) == HEAD:
            break
    raise roster_tables.old_text(seen) or FlowError("roster-no-header")


class _Reader:
    """Line by line: who is a person, in which cell, and what is wrong."""

    def __init__(self, headings: Headings, cells: Cells | None, today: date, most: int) -> None:
        self.headings, self.cells, self.today, self.most = headings, cells, today, most
        self.found = RosterFile(unknown=headings.unknown)
        self.problems: list[Problem] = []
        self.unit: int | None = cells.only if cells else 0
        self.above: int | None = None
        self.named_a_unit = self.ended = False
        columns = headings.columns
        self.has_units = cells is not None and ("unit" in columns or "unit_code" in columns)

    def take(self, line: Line) -> None:
        """One line."""
        cells = filled(line)
        if not cells or self._is_no_row(line, cells):
            return
        if self.cells is not None and (section := self.cells.section(cells)) is not None:
            self._enter(line, cells, section)
        elif self.ended:
            if len(cells) > 2:
                self._wrong(line, "name", "roster-after-end")
        else:
            self._row(line)

    def finished(self) -> RosterFile:
        """All that was read. Raises `RosterProblems`, `roster-empty`, `roster-no-unit`."""
        if self.cells is not None and self.cells.only is None and not (self.has_units or self.named_a_unit):
            raise FlowError("roster-no-unit")
        self._equal_ids()
        if self.problems:
            raise RosterProblems(self.problems)
        if not self.found.rows:
            raise FlowError("roster-empty")
        return self.found

    def _is_no_row(self, line: Line, cells: Sequence[tuple[int, str]]) -> bool:
        headings, first = self.headings, unicodedata.normalize("NFC", cells[0][1]).lower()
        if headings.is_numbering(line) or headings.is_again(line):
            return True
        named = headings.columns.get("name", headings.columns.get("given", -1))
        if (
            any(said.lower().startswith(EXAMPLES) for _, said in cells)
            or SUM.match(first)
            or named in line.carried
        ):
            self.found.left_out.append(line.number)
            return True
        if len(cells) < 3 and (END.match(first) or plain(first) in SIGNERS):
            self.ended = True
            return True
        return False

    def _enter(self, line: Line, cells: Sequence[tuple[int, str]], said: str) -> None:
        """A line that names the unit of the rows below it."""
        assert self.cells is not None
        self.named_a_unit, self.ended = True, False
        above = self.cells.committee(said)
        if above is not None:
            self.above, self.unit = above, None
            return
        self.unit = self._cell(line, cells[-1][0], said, False)

    def _row(self, line: Line) -> None:
        if len(self.found.rows) == self.most:
            raise FlowError("roster-too-long", rows=self.most)
        fields = self._fields(line)
        for meaning, longest in LENGTHS.items():
            if len(fields.get(meaning, "")) > longest:
                self._wrong(line, meaning, "roster-too-many-letters", max=longest)
        self._check_name(line, fields["name"])
        standing = self._standing(line, fields)
        unit_id = self._unit(line, fields)
        profile = Profile(fields["name"], fields.get("post", ""), fields.get("own_id", ""))
        self.found.rows.append(Row(line.number, profile, standing, unit_id or 0))

    def _fields(self, line: Line) -> dict[str, str]:
        columns, headings = self.headings.columns, self.headings
        fields = {meaning: tidy(value(line, place)) for meaning, place in columns.items()}
        if "name" not in columns:
            fields["name"] = tidy(f"{fields.get('family', '')} {fields['given']}")
        elif headings.wide != 1:
            place = columns["name"]
            if not headings.wide:
                beside = value(line, place + 1).strip()
                headings.wide = 2 if beside and len(beside) < 8 and NAME.fullmatch(beside) else 1
            fields["name"] = tidy(" ".join(value(line, place + more) for more in range(headings.wide)))
        return fields

    def _check_name(self, line: Line, name: str) -> None:
        if not name:
            self._wrong(line, "name", "roster-name-missing")
            return
        encoding = encodings.recognised(name)
        if encoding is None and not name.isascii() and name.isprintable():
            font = line.fonts.get(self.headings.columns.get("name", -1))
            encoding = font if font and all(sign < "\u0100" for sign in name) else None
        if encoding is not None:
            self._wrong(line, "name", "roster-cell-encoding", encoding=encoding)
        elif not NAME.fullmatch(name):
            self._wrong(line, "name", "roster-name-form")

    def _standing(self, line: Line, fields: dict[str, str]) -> str:
        """A column with a word; or a column each, with a cross or a day; or the day of admission."""
        days = {name: self._day(line, fields, name) for name in ("official", "probationary", "admitted")}
        official, admitted = days["official"], days["admitted"]
        if admitted is not None and admitted > self.today:
            self._wrong(line, "admitted", "roster-day-to-come", value=fields["admitted"])
        if official is not None and official > self.today:
            return "probationary"
        said = plain(fields.get("standing", ""))
        if said:
            for standing, words in STANDINGS.items():
                if said in words:
                    return standing
            self._wrong(line, "standing", "roster-standing", value=fields["standing"][:40])
        if fields.get("official"):
            return "official"
        if fields.get("probationary"):
            return "probationary"
        years = 2 if "official" in fields else 1
        recent = admitted is not None and admitted > self.today - years * roster_dates.YEAR
        return "probationary" if recent else "official"

    def _day(self, line: Line, fields: dict[str, str], meaning: str) -> date | None:
        """The day in a column; None for nothing, or for a cross where one may stand."""
        said = fields.get(meaning, "")
        if not said:
            return None
        found = roster_dates.parse(said, self.today)
        heading = plain(self.headings.texts[self.headings.columns[meaning]])
        must = meaning == "admitted" or "ngay" in heading or any(map(str.isdigit, said[1:]))
        if found is None and must:
            self._wrong(line, meaning, "roster-day", value=said[:40])
        return found

    def _unit(self, line: Line, fields: dict[str, str]) -> int | None:
        if self.cells is None:
            return 0
        for meaning in ("unit_code", "unit") if self.has_units else ():
            if said := fields.get(meaning):
                self.unit = self._cell(line, self.headings.columns[meaning], said, meaning == "unit_code")
                self.named_a_unit = True
                return self.unit
        if self.unit is None and not self.named_a_unit and self.has_units:
            self._wrong(line, "unit_code" if "unit_code" in fields else "unit", "roster-unit-missing")
        return self.unit

    def _cell(self, line: Line, place: int, said: str, by_code: bool) -> int | None:
        assert self.cells is not None
        try:
            return self.cells.cell(said, by_code, self.above, (line.number, place))
        except NoCell as trouble:
            self._add(problem(line.number, place, trouble.key, **trouble.args_))
            return None

    def _equal_ids(self) -> None:
        rows, place = self.found.rows, self.headings.columns.get("own_id", -1)
        for _, same in groupby(rows.by_own_id(), key=rows.ids.__getitem__):
            first, *others = sorted(rows.lines[at] for at in same)
            for line in others:
                self._add(problem(line, place, "roster-id-twice", first=first))

    def _wrong(self, line: Line, meaning: str, key: str, **args: str | int) -> None:
        columns = self.headings.columns
        self._add(problem(line.number, columns.get(meaning, columns.get("given", -1)), key, **args))

    def _add(self, found: Problem) -> None:
        self.problems.append(found)
        if len(self.problems) == MOST_PROBLEMS:
            raise RosterProblems(self.problems, more=True)
