"""The organisation's tree from a file: columns Mã, Tên, Loại hình, Mã cấp trên; parents before or after.

What is new is staged as units that closed around `STAGED`, in batches, and shown by one update. A unit that
is there already stays as it is; where the file says otherwise it is told.
"""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import IO, Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, insert, update

from flows import audit, roster_headings, roster_tables
from flows.replies import FlowError
from flows.roster_headings import plain, value
from flows.roster_tables import HEAD, MOST_PROBLEMS, Limits, Problem, RosterProblems, problem
from flows.units import CODE, NAME_LENGTH, tidy
from flows.workbooks import Line
from storage import members, units
from storage.units import Unit

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
BATCH = 400
DEEPEST = 20


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


@dataclass(slots=True)
class UnitPlan:
    """What an import of units would do; `added` has parents before children."""

    added: list[UnitRow] = field(default_factory=list)
    unchanged: int = 0
    differing: list[UnitRow] = field(default_factory=list)
    known: dict[str, "UnitHeld"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitHeld:
    """A unit that is there."""

    id: int
    name: str
    kind: str
    parent: str | None
    timezone: str | None
    language: str | None
    closed: bool


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


def plan(session: Session, file: UnitFile) -> UnitPlan:
    """Compare a file with the tree. Raises `RosterProblems`: all that is wrong."""
    made = UnitPlan(known=_held(session))
    new: dict[str, UnitRow] = {}
    for row in file.rows:
        held = made.known.get(row.code)
        if held is None:
            new.setdefault(row.code, row)
            continue
        same = (held.name, held.parent) == (row.name, row.parent) and row.kind in (None, held.kind)
        made.unchanged += same
        if not same:
            made.differing.append(row)
    depths = {code: _depth(code, new) for code in new}
    place = file.columns.get("parent", file.columns["code"])
    problems = file.problems + _wrong_parents(made, new, place) + _below_members(session, made, new, place)
    problems += [problem(new[code].line, place, "unit-row-circle") for code in depths if depths[code] < 0]
    problems.sort(key=lambda each: (each.line, each.column))
    if problems:
        raise RosterProblems(problems[:MOST_PROBLEMS], more=len(problems) > MOST_PROBLEMS)
    made.added = sorted(new.values(), key=lambda row: depths[row.code])
    return made


def _wrong_parents(made: UnitPlan, new: Mapping[str, UnitRow], place: int) -> list[Problem]:
    """New units below such as are nowhere, or are closed."""
    found = []
    for row in new.values():
        if row.parent and row.parent not in new:
            above = made.known.get(row.parent)
            if above is None:
                found.append(problem(row.line, place, "unit-row-parent", code=row.parent))
            elif above.closed:
                found.append(problem(row.line, place, "roster-unit-closed", unit=row.parent))
    return found


def _below_members(session: Session, made: UnitPlan, new: Mapping[str, UnitRow], place: int) -> list[Problem]:
    """New units below cells that have members already: those would belong nowhere."""
    known = [(row, made.known[row.parent].id) for row in new.values() if row.parent in made.known]
    peopled = members.peopled_of(session, list({unit_id for _, unit_id in known}))
    return [
        problem(row.line, place, "unit-row-peopled", code=row.parent or "")
        for row, unit_id in known
        if unit_id in peopled
    ]


def _depth(code: str, new: Mapping[str, UnitRow]) -> int:
    """How many new units are above; -1 where they go in a circle."""
    depth, current = 0, new[code].parent
    while current is not None and current in new:
        depth += 1
        if depth > DEEPEST:
            return -1
        current = new[current].parent
    return depth


def _held(session: Session) -> dict[str, UnitHeld]:
    above = aliased(Unit)
    query: Any = (
        sa.select(
            *(col(Unit.code), col(Unit.id), col(Unit.name), col(Unit.kind), col(above.code).label("parent")),
            *(col(Unit.timezone), col(Unit.language), col(Unit.closed_at)),
        )
        .outerjoin(above, col(Unit.parent_id) == col(above.id))
        .where(units.was_shown())
    )
    rows: Any = session.connection().execute(query)
    return {
        row.code: UnitHeld(
            row.id, row.name, row.kind, row.parent, row.timezone, row.language, row.closed_at is not None
        )
        for row in rows
    }


def clear_some(session: Session) -> bool:
    """Delete some units that an earlier import staged and never showed. False: none are left."""
    child = aliased(Unit)
    free = ~units.was_shown() & ~sa.exists().where(col(child.parent_id) == col(Unit.id))
    doomed = list(session.connection().scalars(sa.select(col(Unit.id)).where(free).limit(BATCH)))
    session.connection().execute(delete(Unit).where(col(Unit.id).in_(doomed)))
    return bool(doomed)


def new_mark() -> datetime:
    """The moment that staged units bear as the day they closed."""
    return units.STAGED + timedelta(microseconds=secrets.randbelow(10**12))


def stage(session: Session, made: UnitPlan, start: int, mark: datetime, now: datetime, timezone: str) -> int:
    """Write some of the new units where they count as closed; where to go on."""
    end = start
    rows: list[dict[str, Any]] = []
    while end < len(made.added) and len(rows) < BATCH:
        row = made.added[end]
        above = made.known.get(row.parent or "")
        if row.parent and above is None:
            break  # its parent is in this batch: the next one
        rows.append(
            {
                "code": row.code,
                "name": row.name,
                "kind": row.kind or (above.kind if above else "other"),
                "parent_id": above.id if above else None,
                "timezone": above.timezone if above else timezone,
                "language": above.language if above else "vi",
                "created_at": now,
                "closed_at": mark,
            }
        )
        end += 1
    session.connection().execute(insert(Unit), rows)
    codes = [row["code"] for row in rows]
    ids = session.connection().execute(
        sa.select(col(Unit.code), col(Unit.id)).where(col(Unit.code).in_(codes))
    )
    by_code = {row.code: row.id for row in ids}
    for item in rows:
        code, zone, language = item["code"], item["timezone"], item["language"]
        made.known[code] = UnitHeld(by_code[code], item["name"], item["kind"], None, zone, language, False)
    return end


def show(session: Session, made: UnitPlan, mark: datetime, now: datetime) -> None:
    """Make all of them visible at once. Raises `roster-moved`."""
    shown: Any = session.connection().execute(
        update(Unit).where(col(Unit.closed_at) == mark).values(closed_at=None)
    )
    if shown.rowcount != len(made.added):
        raise FlowError("roster-moved")
    new = {row.code for row in made.added}
    tops = [row for row in made.added if row.parent not in new]
    above = {made.known[row.parent or row.code].id for row in tops}
    audit.note_all(session, "unit_added", now, dict.fromkeys(above, f"{len(new)} from a file"))
