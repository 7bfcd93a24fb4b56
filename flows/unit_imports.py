"""The organisation's tree from a file, beside the one that is there.

What is new is staged as units that closed around `STAGED`, in batches, and shown by one update. A unit that
is there already stays as it is; where the file says otherwise it is told.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, delete, insert, update

from flows import audit
from flows.replies import FlowError
from flows.roster_tables import MOST_PROBLEMS, Problem, RosterProblems, problem
from flows.unit_files import UnitFile, UnitRow
from storage import members, units
from storage.units import Unit

BATCH = 400
DEEPEST = 20


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
