"""The invented province, made in steps: only in an empty database that says it is a demo.

The same seed gives the same people and, its roundings' keys and ids following the seed as well, the same
figures. What happened in it went the way it always goes: cycles are opened, frozen, counted and published by
the flows that do so everywhere; only what members and committees did themselves is written in bulk.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, select

from flows import access, demo_people, demo_tree
from flows.demo_people import Person
from flows.demo_tree import Planned, Tree
from flows.replies import FlowError
from storage import audit, keys, meetings, members
from storage.audit import OPERATOR, Act
from storage.consents import Consent
from storage.encryption import keyring_of
from storage.installation import find_installation
from storage.meetings import MeetingRule
from storage.members import Member, Role, Vault
from storage.stays import Stay
from storage.units import Placement, Succession, Unit

BEGUN, REFORMED, MERGED = timedelta(days=700), timedelta(days=510), timedelta(days=380)
"""How long ago the roster began, the districts were dissolved, some cells taken over."""
GONE = timedelta(days=300)
"""Since when those who left or died are gone, at the latest."""
CELLS_AT_ONCE = 150
ZONE = "Asia/Ho_Chi_Minh"
MEETS = 0.9
"""The share of cells that meet by a rule."""
FROM_BEFORE = 4
"""Members of a cell who came from the one it took over."""
Rows = dict[Any, list[dict[str, Any]]]


@dataclass(slots=True)
class Province:
    """What is being made: the tree, the seed, when it is now, the units' ids once there are any."""

    tree: Tree
    seed: int
    now: datetime
    ids: dict[str, int] = field(default_factory=dict)

    @property
    def batches(self) -> list[list[Planned]]:
        """The cells, some at a time."""
        cells = iter(self.tree.cells)
        return list(iter(lambda: list(islice(cells, CELLS_AT_ONCE)), []))


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the work: `work` does one step, a transaction; whether there is more."""

    name: str
    steps: int
    work: Callable[[Session, int], bool]


def plan(size: int, seed: int, now: datetime) -> Province:
    """A province with so many members. Raises `province-too-small`."""
    if size < demo_tree.SMALLEST:
        raise FlowError("province-too-small", least=demo_tree.SMALLEST)
    return Province(demo_tree.plant(size, seed), seed, now)


def stages(province: Province) -> Iterator[Stage]:
    """The tree, and the people in it."""
    batches, leads = province.batches, demo_people.leading(province.tree)

    def tree(session: Session, step: int) -> bool:
        check(session)
        _tree(session, province)
        return False

    def people(session: Session, step: int) -> bool:
        _people(session, province, batches[step], leads)
        return step + 1 < len(batches)

    yield Stage("units", 1, tree)
    yield Stage("members", len(batches), people)


def check(session: Session) -> None:
    """Only into an empty demo, whose keys are empty too. Raises `province-real`, `province-not-empty`."""
    installation = find_installation(session)
    if installation is None or not installation.demo:
        raise FlowError("province-real")
    if session.exec(select(Unit.id).limit(1)).first() or keys.count(keyring_of(session).store):
        raise FlowError("province-not-empty")


def insert(session: Session, rows: Rows) -> None:
    """Write rows by table, without objects."""
    for table, some in rows.items():
        if some:
            session.connection().execute(sa.insert(table), some)


def _tree(session: Session, province: Province) -> None:
    """Level by level, for a unit needs its parent's id; then where they were before."""
    begun, reformed = province.now - BEGUN, province.now - REFORMED
    left = province.tree.units
    moved = {code: above for code, above, _ in province.tree.before}
    while left:
        ready = [one for one in left if one.parent is None or one.parent in province.ids]
        left = [one for one in left if not (one.parent is None or one.parent in province.ids)]
        rows = [_unit(one, province, moved) for one in ready]
        insert(session, {Unit: rows})
        query = select(Unit.code, Unit.id)
        province.ids = {code: unit_id or 0 for code, unit_id in session.exec(query).all()}
    ids = province.ids
    placements = [
        {"unit_id": ids[code], "from_at": begun, "until_at": reformed, "parent_id": ids[above], "name": name}
        for code, above, name in province.tree.before
    ]
    merged = [
        {"unit_id": ids[one.code], "successor_id": ids[one.heir], "at": _closed_at(one, province)}
        for one in province.tree.units
        if one.heir
    ]
    insert(session, {Placement: placements, Succession: merged})
    _note(session, province)


def _unit(one: Planned, province: Province, moved: dict[str, str]) -> dict[str, Any]:
    begun, reformed = province.now - BEGUN, province.now - REFORMED
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "parent_id": province.ids.get(one.parent or ""),
        "timezone": ZONE,
        "language": "vi",
        "created_at": begun,
        "placed_at": reformed if one.code in moved else None,
        "closed_at": _closed_at(one, province) if one.closed else None,
    }


def _closed_at(one: Planned, province: Province) -> datetime:
    """Districts and old communes went with the reform, single cells later."""
    return province.now - (MERGED if one.heir and "-C" in one.heir else REFORMED)


def _note(session: Session, province: Province) -> None:
    """The acts by which all this came about."""
    begun, reformed = province.now - BEGUN, province.now - REFORMED
    acts = [_act("unit_added", begun, province.ids[one.code]) for one in province.tree.units]
    acts += [_act("unit_moved", reformed, province.ids[code]) for code, _, _ in province.tree.before]
    acts += [
        _act("unit_merged", _closed_at(one, province), province.ids[one.code])
        for one in province.tree.units
        if one.heir
    ]
    audit.append_all(session, acts)


def _act(name: str, at: datetime, unit_id: int, subject_id: int | None = None, detail: str = "") -> Act:
    return Act(id=0, at=at, office=OPERATOR, unit_id=unit_id, name=name, subject_id=subject_id, detail=detail)


def _people(
    session: Session, province: Province, cells: Sequence[Planned], leads: dict[str, list[str]]
) -> None:
    """Everybody of some cells: seats, vaults, offices, chats, and what the cells meet by."""
    keyring, chance = keyring_of(session), Random(f"{province.seed}:lives:{cells[0].code}")
    persons = {cell: demo_people.of_cell(cell, province.seed, leads.get(cell.code, ())) for cell in cells}
    everybody = [one for found in persons.values() for one in found]
    keyring.create_all([one.id for one in everybody] + [one.vault for one in everybody if one.vault])
    rows: Rows = {table: [] for table in (Member, Vault, Role, Stay, Consent, MeetingRule)}
    acts: list[Act] = []
    closed = {one.heir: province.ids[one.code] for one in province.tree.units if one.heir}
    for cell, found in persons.items():
        cell_id = province.ids[cell.code]
        for place, one in enumerate(found):
            _seat(session, rows, acts, province, cell_id, one, chance)
            if cell.code in closed and place < FROM_BEFORE:
                merged = province.now - MERGED
                rows[Stay].append(_stay(one.id, closed[cell.code], province, merged, "transferred"))
        _meets(rows, province, cell, cell_id, chance)
    insert(session, rows)
    acts.append(_act("roster_imported", province.now - BEGUN, province.ids[cells[0].code]))
    audit.append_all(session, acts)


def _seat(
    session: Session,
    rows: Rows,
    acts: list[Act],
    province: Province,
    cell_id: int,
    one: Person,
    chance: Random,
) -> None:
    begun = province.now - BEGUN
    left = province.now - GONE - timedelta(days=chance.randrange(60)) if one.gone else None
    rows[Member].append(
        {
            "id": one.id,
            "unit_id": cell_id,
            "profile": members.seal(keyring_of(session), one.id, one.profile),
            "standing": one.standing,
            "created_at": begun,
            "left_at": left,
        }
    )
    if left:
        rows[Stay].append(_stay(one.id, cell_id, province, left, one.gone))
    for name, code in one.offices:
        unit_id, since = province.ids[code], begun + timedelta(days=chance.randrange(200))
        rows[Role].append(
            {"member_id": one.id, "unit_id": unit_id, "name": name, "from_at": since, "acting": False}
        )
        acts.append(_act("role_given", since, unit_id, one.id, name))
    if one.vault:
        _join(session, rows, one, begun + timedelta(days=1 + chance.randrange(300)), chance)


def _join(session: Session, rows: Rows, one: Person, at: datetime, chance: Random) -> None:
    recovery = {"recovery_salt": "", "recovery_hash": ""}
    rows[Vault].append({"id": one.vault, "member_id": one.id, "created_at": at, **recovery})
    consent = {"purpose": "review", "version": access.CONSENTS["review"], "channel": "web"}
    rows[Consent].append({"vault_id": one.vault, "given_at": at, **consent})


def _stay(member_id: int, unit_id: int, province: Province, until: datetime, ended: str) -> dict[str, Any]:
    since = province.now - BEGUN
    return {
        "member_id": member_id,
        "unit_id": unit_id,
        "from_at": since,
        "until_at": until,
        "ended": ended,
    }


def _meets(rows: Rows, province: Province, cell: Planned, cell_id: int, chance: Random) -> None:
    words, begun = demo_tree.data()["meetings"], province.now - BEGUN
    place, hour = chance.choice(words["places"]).format(n=cell.code), chance.choice(words["hours"])
    rule = {
        "unit_id": cell_id,
        "rrule": f"FREQ=MONTHLY;BYMONTHDAY={chance.randint(1, 28)}",
        "starts_on": begun.date(),
        "at": hour,
        "minutes": chance.choice((90, 90, 120)),
        "place": place,
        "reminders": meetings.REMINDERS,
        "changed_at": begun,
        "drawn_until": meetings.NEVER,
    }
    if chance.random() < MEETS:
        rows[MeetingRule].append(rule)
