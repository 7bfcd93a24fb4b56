"""Units: what may be added to the organisation's tree."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from flows import audit
from flows.replies import FlowError
from storage import members, unit_histories, units
from storage import unit_settings as rows
from storage.members import Member
from storage.units import KINDS, Unit

CODE = re.compile(r"[A-Z0-9-]{2,32}")
NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class UnitLine:
    """A unit as a list shows it; of one that is closed since when, and into which unit it was merged."""

    code: str
    name: str
    kind: str
    parent: str | None
    members: int
    closed: bool
    closed_at: datetime | None = None
    merged_into: str | None = None


def tidy(text: str) -> str:
    """A name as it is kept: NFC, single blanks."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_name(name: str) -> None:
    """Whether a unit may be called so. Raises `unit-name-form`."""
    if not name or len(name) > NAME_LENGTH:
        raise FlowError("unit-name-form", max=NAME_LENGTH)


def find_known(session: Session, code: str) -> Unit:
    """The unit with this code, open or closed. Raises `unit-unknown`."""
    unit = units.find_unit(session, code)
    if unit is None:
        raise FlowError("unit-unknown", code=code)
    return unit


def find_open(session: Session, code: str) -> Unit:
    """The open unit with this code. Raises `unit-unknown`, `unit-closed`."""
    unit = find_known(session, code)
    if unit.closed_at is not None:
        raise FlowError("unit-closed", code=unit.code)
    return unit


def find_cell(session: Session, code: str) -> Unit:
    """The open cell with this code. Raises `unit-unknown`, `unit-closed`, `transfer-no-cell`."""
    unit = find_open(session, code)
    check_cell(session, unit)
    return unit


def check_cell(session: Session, unit: Unit) -> None:
    """Members are in cells, not in units above them. Raises `transfer-no-cell`."""
    if units.has_children(session, unit.id or 0):
        raise FlowError("transfer-no-cell", unit=unit.name)


def add(
    session: Session,
    name: str,
    code: str,
    now: datetime,
    *,
    parent: str | None = None,
    kind: str | None = None,
    timezone: str = "Asia/Ho_Chi_Minh",
    language: str = "vi",
) -> Unit:
    """A new unit. Below a parent it has the parent's time zone, language, and kind unless one is given."""
    code, name = code.strip().upper(), tidy(name)
    if not CODE.fullmatch(code):
        raise FlowError("unit-code-form", code=code)
    check_name(name)
    if kind is not None and kind not in KINDS:
        raise FlowError("unit-kind-unknown", kind=kind, known=", ".join(KINDS))
    if units.find_unit(session, code) is not None:
        raise FlowError("unit-code-taken", code=code)
    above = find_open(session, parent) if parent is not None else None
    unit = Unit(
        code=code,
        name=name,
        kind=kind or (above.kind if above else "other"),
        parent_id=above.id if above else None,
        timezone=above.timezone if above else timezone,
        language=above.language if above else language,
        created_at=now,
    )
    session.add(unit)
    session.flush()
    if above is None:
        for setting, value in (("timezone", timezone), ("language", language)):
            rows.put_setting(session, unit.id or 0, setting, value)
    audit.note(session, "unit_added", now, unit_id=unit.id)
    return unit


def listing(session: Session) -> list[UnitLine]:
    """All units, parents before children, with how many members each has itself."""
    counts = dict(
        session.exec(
            select(Member.unit_id, func.count()).where(members.is_present()).group_by(col(Member.unit_id))
        ).all()
    )
    rows = session.exec(select(Unit).where(units.was_shown()).order_by(col(Unit.code))).all()
    children: dict[int | None, list[Unit]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    ended = [row.id or 0 for row in rows if row.closed_at]
    successors = unit_histories.successors_of(session, ended)
    codes = {row.id: row.code for row in rows}
    into = {row.unit_id: codes.get(row.successor_id) for row in successors}  # the last one: the merger
    ordered: list[UnitLine] = []
    stack: list[tuple[Unit, str | None]] = [(unit, None) for unit in reversed(children.get(None, []))]
    while stack:
        unit, parent = stack.pop()
        count, merged = counts.get(unit.id or 0, 0), into.get(unit.id or 0)
        at = unit.closed_at
        line = UnitLine(unit.code, unit.name, unit.kind, parent, count, at is not None, at, merged)
        ordered.append(line)
        stack.extend((child, unit.code) for child in reversed(children.get(unit.id, [])))
    return ordered


def timezone_of(session: Session, unit_id: int) -> str:
    """The time zone a unit lives in: its own, or the installation's."""
    return units.get_unit(session, unit_id).timezone or default_timezone(session)


def zones_of(session: Session, unit_ids: Sequence[int]) -> dict[int, ZoneInfo]:
    """The same of many units."""
    default = default_timezone(session)
    return {unit: ZoneInfo(name or default) for unit, name in units.timezones_of(session, unit_ids).items()}


def default_timezone(session: Session) -> str:
    """The installation's time zone."""
    return str(session.info.get("timezone") or "Asia/Ho_Chi_Minh")
