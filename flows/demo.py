"""The demo: invented people in two cells, and a cycle that is always open. Only in a database made for it."""

import tomllib
from datetime import datetime, timedelta
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, insert, select

from flows import cycles, roles, units
from storage import cycles as cycle_rows
from storage import members
from storage.encryption import keyring_of, new_id
from storage.installation import find_installation
from storage.members import Member, Profile
from storage.units import Unit

LASTS = timedelta(days=14)


def prepare(session: Session, now: datetime) -> None:
    """Fill an empty demo; open a new cycle in one whose last cycle has closed."""
    if session.exec(select(Unit.id).limit(1)).first() is None:
        seed(session, now)
    else:
        refresh(session, now)


def seed(session: Session, now: datetime) -> None:
    """The committee, its cells and their people, and an open cycle."""
    _check(session)
    data = tomllib.loads((resources.files("locales") / "demo.toml").read_text("utf-8"))
    top = data["committee"]
    units.add(session, top["name"], top["code"], now, kind=top["kind"])
    for cell in data["cells"]:
        made = units.add(session, cell["name"], cell["code"], now, parent=top["code"], kind=cell["kind"])
        assert made.id is not None
        _people(session, made, cell["members"], top["code"], now)
    _open(session, top["code"], now)


def refresh(session: Session, now: datetime) -> bool:
    """Open a new cycle when none is open; whether one was."""
    _check(session)
    top = session.exec(select(Unit).where(col(Unit.parent_id).is_(None)).order_by(col(Unit.id))).first()
    if top is None or top.id is None:
        return False
    if any(cycle.closes_at > now for cycle in cycle_rows.cycles_over(session, [top.id])):
        return False
    _open(session, top.code, now)
    return True


def people(session: Session) -> list[tuple[Unit, list[tuple[int, Profile, tuple[str, ...]]]]]:
    """Whom one may play: by cell, with their offices; who holds one comes first."""
    found = []
    for unit in session.exec(select(Unit).order_by(col(Unit.id))).all():
        assert unit.id is not None
        held: dict[int, list[str]] = {}
        for role in session.exec(
            select(members.Role)
            .join(Member)
            .where(Member.unit_id == unit.id, col(members.Role.until_at).is_(None))
        ).all():
            held.setdefault(role.member_id, []).append(role.name)
        persons = [
            (member.id, profile, tuple(held.get(member.id, ())))
            for member, profile in members.members_of(session, unit.id)
        ]
        if persons:
            found.append((unit, sorted(persons, key=_rank)))
    return found


def _rank(person: tuple[int, Profile, tuple[str, ...]]) -> tuple[int, str]:
    order = [members.ROLES.index(role) for role in person[2]]
    return min(order, default=len(members.ROLES)), person[1].name


def _people(session: Session, cell: Unit, persons: list[dict[str, Any]], above: str, now: datetime) -> None:
    ids = [new_id() for _ in persons]
    keyring_of(session).create_all(ids)
    rows = [
        {
            "id": member_id,
            "unit_id": cell.id,
            "profile": members.seal_profile(session, member_id, Profile(person["name"], person["post"])),
            "standing": person.get("standing", "official"),
            "created_at": now,
        }
        for member_id, person in zip(ids, persons, strict=True)
    ]
    session.connection().execute(insert(Member), rows)
    for member_id, person in zip(ids, persons, strict=True):
        for role in person.get("roles", ()):
            roles.give(session, member_id, role, cell.code, now)
        if person.get("officer"):
            roles.give(session, member_id, "officer", above, now)


def _open(session: Session, code: str, now: datetime) -> None:
    top = units.find_open(session, code)
    assert top.id is not None
    last = (now + LASTS).astimezone(ZoneInfo(units.timezone_of(session, top.id)))
    cycles.open_cycle(session, code, last.date().isoformat(), now, within_budget=False)


def _check(session: Session) -> None:
    """The last guard: nothing invented gets into a real database."""
    installation = find_installation(session)
    if installation is None or not installation.demo:
        raise RuntimeError("this is not a demo database")
