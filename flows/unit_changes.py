"""The organisation changes: units move, are renamed, merged, split, closed. What was stays readable.

While a cycle is open the tree stands still (disclosure.md, rule 1): a change waits until its figures are out.
Every change is dated now: figures of the past are read by the tree of then (`storage.units.Placement`).
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import audit, dates, roles, transfers, unit_settings
from flows import units as unit_rules
from flows.replies import FlowError
from storage import cycles, members, units
from storage.units import Unit


def move(session: Session, code: str, parent_code: str | None, now: datetime) -> None:
    """Put a unit, with all below it, under another one, or (None) under none.

    Raises `unit-unknown`, `unit-closed`, `unit-below-itself`, `unit-has-members`, `unit-cycle-open`.
    """
    unit = unit_rules.find_open(session, code)
    parent = unit_rules.find_open(session, parent_code) if parent_code else None
    if parent is not None:
        if unit.id in units.lineage_of(session, parent.id or 0):
            raise FlowError("unit-below-itself", unit=unit.name)
        _check_above(session, parent)
    _check_quiet(session, [unit, *([parent] if parent else [])])
    _replace(session, unit, unit.name, parent.id if parent else None, now)


def rename(session: Session, code: str, name: str, now: datetime) -> None:
    """Give a unit another name. Raises `unit-unknown`, `unit-closed`, `unit-name-form`."""
    unit = unit_rules.find_open(session, code)
    name = unit_rules.tidy(name)
    unit_rules.check_name(name)
    if name != unit.name:
        _date(session, unit, now)
        unit.name = name
        session.add(unit)
        audit.note(session, "unit_renamed", now, unit_id=unit.id)


def close(session: Session, code: str, now: datetime) -> None:
    """A unit works no more. It must be empty: nobody on its roll, no open unit below it.

    Raises `unit-unknown`, `unit-closed`, `unit-not-empty`, `unit-cycle-open`.
    """
    unit = unit_rules.find_open(session, code)
    assert unit.id is not None
    if members.ids_in(session, unit.id) or units.children_of(session, unit.id):
        raise FlowError("unit-not-empty", unit=unit.name)
    _check_quiet(session, [unit])
    _close(session, unit, now)


def merge(session: Session, codes: Sequence[str], into_code: str, now: datetime) -> int:
    """Merge units into another one: their people, or the units below them, come to it, and they close.

    A whole tier goes when each of its units is merged into the one above. How many members moved.
    Raises `unit-unknown`, `unit-closed`, `unit-merge-itself`, `unit-merge-unlike`, `unit-cycle-open`.
    """
    into = unit_rules.find_open(session, into_code)
    assert into.id is not None
    sources = [unit_rules.find_open(session, code) for code in dict.fromkeys(codes)]
    _check_quiet(session, [*sources, into])
    moved = 0
    for source in sources:
        moved += _merge(session, source, into, now)
    return moved


def split(
    session: Session, code: str, new_code: str, name: str, member_ids: Sequence[int], now: datetime
) -> Unit:
    """Split a new cell off a cell, with some of its members.

    Raises `unit-unknown`, `unit-closed`, `unit-split-none`, `unit-split-all`, what `units.add` raises, and
    `unit-cycle-open`.
    """
    source = unit_rules.find_open(session, code)
    assert source.id is not None
    present = members.ids_in(session, source.id)
    going = set(member_ids)
    if not going or not going <= present:
        raise FlowError("unit-split-none", unit=source.name)
    if going == present:
        raise FlowError("unit-split-all", unit=source.name)
    _check_quiet(session, [source])
    above = units.get_unit(session, source.parent_id).code if source.parent_id else None
    made = unit_rules.add(session, name, new_code, now, parent=above, kind=source.kind)
    assert made.id is not None
    unit_settings.copy(session, source.id, made.id)
    _move_members(session, sorted(going), made, now)
    units.add_succession(session, source.id, made.id, now)
    audit.note(session, "unit_split", now, unit_id=source.id, detail=made.id)
    return made


def _merge(session: Session, source: Unit, into: Unit, now: datetime) -> int:
    assert source.id is not None
    assert into.id is not None
    below, inside = units.children_of(session, source.id), members.ids_in(session, source.id)
    upwards = into.id in units.lineage_of(session, source.id)
    if source.id in units.lineage_of(session, into.id):
        raise FlowError("unit-merge-itself", unit=source.name)
    own_children = [child for child in units.children_of(session, into.id) if child.id != source.id]
    if (inside and (own_children or upwards)) or (below and members.ids_in(session, into.id)):
        raise FlowError("unit-merge-unlike", unit=source.name, into=into.name)
    for child in below:
        _replace(session, child, child.name, into.id, now)
    _move_members(session, sorted(inside), into, now)
    for role in members.roles_in(session, source.id, now):
        roles.end(session, role, now)
    units.add_succession(session, source.id, into.id, now)
    audit.note(session, "unit_merged", now, unit_id=into.id, detail=source.id)
    _close(session, source, now)
    return len(inside)


def _move_members(session: Session, member_ids: Sequence[int], to: Unit, now: datetime) -> None:
    for member_id in member_ids:
        transfers.move(session, roles.find_present(session, member_id), to, now)


def _replace(session: Session, unit: Unit, name: str, parent_id: int | None, now: datetime) -> None:
    """A unit's place from now on."""
    assert unit.id is not None
    _date(session, unit, now)
    held = unit_settings.strict_of(session, unit.id)
    unit.name, unit.parent_id = name, parent_id
    session.add(unit)
    session.flush()
    unit_settings.keep_strict(session, unit.id, held, now)
    unit_settings.spread(session, unit.id)
    audit.note(session, "unit_moved", now, unit_id=unit.id, detail=parent_id or "")


def _close(session: Session, unit: Unit, now: datetime) -> None:
    unit.closed_at = now
    session.add(unit)
    session.flush()
    audit.note(session, "unit_closed", now, unit_id=unit.id)


def _date(session: Session, unit: Unit, now: datetime) -> None:
    """Keep where it was until now, and under which name; what lasted no moment is not kept."""
    since = unit.placed_at or unit.created_at
    if since < now:
        units.add_placement(session, unit, since, now)
    unit.placed_at = now


def _check_above(session: Session, parent: Unit) -> None:
    """Units are put below units, never below a cell with people in it."""
    assert parent.id is not None
    if members.ids_in(session, parent.id):
        raise FlowError("unit-has-members", unit=parent.name)


def _check_quiet(session: Session, changing: Sequence[Unit]) -> None:
    """No cycle is open over any of these, nor below them, nor closed without its figures being out."""
    for unit in changing:
        assert unit.id is not None
        related = [*units.lineage_of(session, unit.id), *units.subtree_of(session, unit.id)]
        open_ = cycles.unpublished_over(session, related)
        if open_ is not None:
            zone = unit_rules.timezone_of(session, unit.id)
            closes = dates.day(open_.closes_at, zone)
            raise FlowError("unit-cycle-open", unit=unit.name, closes=closes)
