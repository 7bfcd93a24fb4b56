"""Files of the organisation's tree: columns Mã, Tên, Loại hình, Mã cấp trên; parents before or after."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import IO

from flows import roster_headings, roster_tables
from flows.replies import FlowError
from flows.roster_headings import plain, value
from flows.roster_tables import HEAD, MOST_PROBLEMS, Limits, Problem, RosterProblems, problem
from flows.units import CODE, NAME_LENGTH, tidy
from flows.workbooks import Line

COLUMNS = {
    "code": ("ma", "ma so", "ma chi bo", "ma to chuc", "ma to chuc dang", "ma don vi", "code", "unit code"),
    "name": (
        *("ten", "ten to chuc", "ten to chuc dang", "ten chi bo", "ten don vi", "to chuc dang", "don vi"),
        *("chi bo", "name"),
    ),
    "kind": ("loai hinh", "loai", "loai to chuc", "loai hinh to chuc", "kind"),
    "parent": (
        *("ma cap tren", "ma to chuc cap tren", "ma cap tren truc tiep", "truc thuoc", "cap tren", "thuoc"),
        *("ma don vi cap tren", "parent", "parent code"),
    ),
}
WORDS = {
    "residential": ("khu dan cu", "to dan pho", "khu pho", "thon", "ap", "xa phuong", "dia ban dan cu"),
    "agency": ("co quan", "co quan hanh chinh", "hanh chinh"),
    "public_service": (
        "su nghiep",
        "don vi su nghiep",
        "truong hoc",
        "don vi su nghiep truong hoc",
        "benh vien",
    ),
    "enterprise": ("doanh nghiep", "cong ty", "hop tac xa"),
    "armed_forces": ("luc luong vu trang", "quan doi", "cong an", "quan su"),
    "other": ("khac", "loai khac"),
}
KIND = {word: kind for kind, words in WORDS.items() for word in (*words, plain(kind))}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit of the file. `kind`: None where the file says none."""

    line: int
    code: str
    name: str
    kind: str | None
    parent: str | None


@dataclass(slots=True)
class UnitFile:
    """What a file says: its rows, which column holds what, and what is wrong with it by itself."""

    rows: list[UnitRow]
    columns: dict[str, int]
    problems: list[Problem]
    sheet: str = ""
    others: int = 0


def read(
    stream: IO[bytes], name: str, limits: Limits, tick: Callable[[int], None] = lambda _: None
) -> UnitFile:
    """The units of a CSV or XLSX file. Raises `RosterProblems`, `unit-no-header`, `roster-empty-units`, …

    Problems are raised here only if there are too many: those with the tree are told together with them.
    """
    table = roster_tables.opened(stream, name, limits, lambda line, _: _is_head(_columns(line)))
    lines = table.lines
    columns: dict[str, int] = {}
    seen: list[Line] = []
    for line in lines:
        seen.append(line)
        columns = _columns(line)
        if _is_head(columns):
            break
        if len(seen) == HEAD:
            break
    if not _is_head(columns):
        raise roster_tables.old_text(seen) or FlowError("unit-no-header")
    rows: list[UnitRow] = []
    problems: list[Problem] = []
    for line in lines:
        if roster_headings.filled(line):
            rows.append(_row(line, columns, problems))
        if len(problems) >= MOST_PROBLEMS:
            raise RosterProblems(problems, more=True)
        if len(rows) > limits.rows:
            raise FlowError("roster-too-long", rows=limits.rows)
        tick(line.number)
    problems += _twice(rows, columns)
    if not rows:
        raise FlowError("roster-empty-units")
    return UnitFile(rows, columns, problems, table.sheet, table.others)


def _is_head(columns: Mapping[str, int]) -> int:
    """How many columns are known, if those are among them that must be; else 0."""
    return len(columns) if {"code", "name"} <= columns.keys() else 0


def _columns(line: Line) -> dict[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(line.cells):
        meaning = next((name for name, known in COLUMNS.items() if plain(cell) in known), None)
        if meaning is not None:
            found.setdefault(meaning, place)
    return found


def _row(line: Line, columns: Mapping[str, int], problems: list[Problem]) -> UnitRow:
    said = {name: tidy(value(line, place)) for name, place in columns.items()}
    code, name, parent = said["code"].upper(), said["name"], said.get("parent", "").upper()
    if not CODE.fullmatch(code):
        problems.append(problem(line.number, columns["code"], "unit-row-code", code=code))
    if not name or len(name) > NAME_LENGTH:
        problems.append(problem(line.number, columns["name"], "unit-row-name", max=NAME_LENGTH))
    kind = KIND.get(plain(said.get("kind", "")))
    if kind is None and said.get("kind"):
        problems.append(problem(line.number, columns["kind"], "unit-row-kind", kind=said["kind"][:40]))
    return UnitRow(line.number, code, name, kind, parent or None)


def _twice(rows: list[UnitRow], columns: Mapping[str, int]) -> list[Problem]:
    first: dict[str, int] = {}
    return [
        problem(row.line, columns["code"], "unit-row-twice", first=first[row.code])
        for row in rows
        if first.setdefault(row.code, row.line) != row.line
    ]
