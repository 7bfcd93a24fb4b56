"""Roster files, CSV or XLSX as people really keep them: read into rows, or refused with every problem."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import IO

from flows import encodings, roster_dates, roster_headings, roster_lines, roster_tables
from flows.replies import FlowError
from flows.roster_cells import Cells, NoCell
from flows.roster_headings import Headings, filled, plain, value
from flows.roster_lines import LeftOut
from flows.roster_rows import Row, Rows
from flows.roster_tables import HEAD, MOST_PROBLEMS, Limits, Problem, RosterProblems, problem
from flows.units import tidy
from flows.workbooks import Line
from storage.members import Profile

LENGTHS = {"name": 100, "post": 120, "own_id": 40}
NAME = re.compile(r"[^\W\d_][\w .,'’()/-]*")
TICK = 1000


@dataclass(slots=True)
class RosterFile:
    """What a file says: its rows; the headings and the lines that were left out, and why.

    `sheet`: which one was read, where there are `others`.
    """

    rows: Rows = field(default_factory=Rows)
    unknown: tuple[str, ...] = ()
    left_out: list[LeftOut] = field(default_factory=list)
    sheet: str = ""
    others: int = 0


def read(
    stream: IO[bytes],
    name: str,
    today: date,
    cells: Cells | None = None,
    limits: Limits = roster_tables.IN_CHAT,
    tick: Callable[[int], None] = lambda _: None,
) -> RosterFile:
    """What a CSV or XLSX file says. Without `cells` no column and no line tells a row's cell.

    Raises `RosterProblems`, what `roster_tables.opened` raises, `roster-no-header`, `roster-no-unit`,
    `roster-empty`, `roster-too-long`.
    """
    table = roster_tables.opened(stream, name, limits, roster_headings.count)
    lines = table.lines
    headings, second, above = _headings(lines)
    reader = _Reader(headings, cells, today, limits.rows)
    reader.found.left_out += above
    reader.found.sheet, reader.found.others = table.sheet, table.others
    if second is not None:
        reader.take(second)
    for line in lines:
        reader.take(line)
        if line.number % TICK == 0:
            tick(line.number)
    return reader.finished()


def _headings(lines: Iterator[Line]) -> tuple[Headings, Line | None, list[LeftOut]]:
    """The headings, in one row or two; the line after them if it is none of them; what is left out above."""
    seen: list[Line] = []
    for line in lines:
        seen.append(line)
        found = roster_headings.find(line, len(seen) == 1)
        if found is not None:
            left = [LeftOut(each.number, roster_lines.ABOVE) for each in seen[:-1] if len(filled(each)) > 2]
            second = next(lines, None)
            if second is None or not found.add(second):
                return found, second, left
            if found.has_other_words(second):
                left.append(LeftOut(second.number, roster_lines.HEADINGS))
            return found, None, left
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
        self.below_cells = True
        columns = headings.columns
        self.has_units = cells is not None and ("unit" in columns or "unit_code" in columns)

    def take(self, line: Line) -> None:
        """One line."""
        cells, headings = filled(line), self.headings
        if not (cells or self._unread(line)) or headings.is_numbering(line) or headings.is_only_again(line):
            return
        why = roster_lines.why_no_person(line, cells, headings)
        if why is not None:
            self._leave(line, why)
        elif roster_lines.ends(cells, headings):
            self.ended = True
            self._leave(line, roster_lines.ENDING)
        elif self.cells is not None and (section := self.cells.section(cells)) is not None:
            self._enter(line, cells, section)
        elif not self.ended:
            self._row(line)
        elif roster_lines.may_be_person(line, cells, headings):
            self._wrong(line, "name", "roster-after-end")
        else:
            self._leave(line, roster_lines.ENDING)

    def _leave(self, line: Line, why: str) -> None:
        self.found.left_out.append(LeftOut(line.number, why))

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

    def _enter(self, line: Line, cells: Sequence[tuple[int, str]], said: str) -> None:
        """A line that names the unit of the rows below it."""
        assert self.cells is not None
        self.named_a_unit, self.ended = True, False
        above = self.cells.committee(said)
        if above is not None:
            self.above, self.unit = above, None
            self.below_cells = False
            return
        self.below_cells = True
        self.unit = self._cell(line, cells[-1][0], said, False)

    def _row(self, line: Line) -> None:
        if len(self.found.rows) == self.most:
            raise FlowError("roster-too-long", rows=self.most)
        fields = self._fields(line)
        for meaning in self._unread(line):
            self._wrong(line, meaning, "roster-cell-unread")
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

    def _unread(self, line: Line) -> list[str]:
        """What this line may say where the file holds no value."""
        return [what for what, place in self.headings.columns.items() if place in line.unread]

    def _check_name(self, line: Line, name: str) -> None:
        if not name:
            if not {"name", "family", "given"}.intersection(self._unread(line)):
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
        for meaning in ("admitted", "probationary"):
            if (day := days[meaning]) is not None and day > self.today:
                self._wrong(line, meaning, "roster-day-to-come", value=fields[meaning])
        if official is not None and official > self.today:
            if official > self.today + 2 * roster_dates.YEAR:
                self._wrong(line, "official", "roster-day-far", value=fields["official"])
            return "probationary"
        said = plain(fields.get("standing", ""))
        if said:
            for standing, words in roster_headings.STANDINGS.items():
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
        unsaid = self.has_units and not self.named_a_unit
        if self.unit is None and (unsaid or not self.below_cells):
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
