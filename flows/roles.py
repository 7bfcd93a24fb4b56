"""Roles: who holds which office where."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from flows import audit, messages
from flows import units as unit_rules
from flows.replies import FlowError, choice, reply, stack
from storage import members, units
from storage.members import ROLES, Member, Role
from storage.units import Unit

BESIDE = ("deputy", "committee")
"""Offices in a cell that its new secretary does not keep beside that one."""


@dataclass(frozen=True, slots=True)
class Holder:
    """An office that is held now."""

    role: str
    unit: str
    member_id: int
    name: str


def find_present(session: Session, member_id: int) -> Member:
    """A member who is on a roster now; refused when there is none."""
    member = session.get(Member, member_id)
    if member is None:
        raise FlowError("member-unknown", id=str(member_id))
    if members.find_present(session, member_id) is None:
        raise FlowError("member-left", id=str(member_id))
    return member


def give(session: Session, member_id: int, role: str, unit_code: str, now: datetime) -> None:
    """Give an office. It is held in the member's own cell or in a unit above it; one secretary a unit."""
    member = find_present(session, member_id)
    unit = _unit(session, role, unit_code)
    if unit.id not in units.lineage_of(session, member.unit_id):
        raise FlowError("role-elsewhere", unit=unit.name)
    holders = _holders(session, role, unit, now)
    if member_id in holders:
        raise FlowError("role-held-already", unit=unit.name)
    if role == "secretary" and holders:
        raise FlowError("role-secretary-taken", unit=unit.name, id=str(holders[0]))
    assert unit.id is not None
    begin(session, Role(member_id=member_id, unit_id=unit.id, name=role, from_at=now), now)


def take(session: Session, member_id: int, role: str, unit_code: str, now: datetime) -> None:
    """Take an office back, from now on."""
    unit = _unit(session, role, unit_code)
    held = [
        row
        for row in members.roles_of(session, member_id, now)
        if row.name == role and row.unit_id == unit.id
    ]
    if not held:
        raise FlowError("role-not-held", unit=unit.name)
    for row in held:
        end(session, row, now)


def begin(session: Session, row: Role, now: datetime) -> None:
    """An office is held from now on: logged, and told to whom it concerns."""
    session.add(row)
    audit.note(session, "role_given", now, unit_id=row.unit_id, subject_id=row.member_id, detail=row.name)
    _tell(session, row, "given", now)


def begin_again(session: Session, row: Role, now: datetime) -> None:
    """An office that ended by mistake; not one that is somebody else's by now, nor one he deputised in."""
    taken = members.roles_in(session, row.unit_id, now)
    if not row.acting and not (row.name == "secretary" and any(one.name == row.name for one in taken)):
        begin(session, Role(member_id=row.member_id, unit_id=row.unit_id, name=row.name, from_at=now), now)


def end(session: Session, row: Role, now: datetime) -> None:
    """An office is held no more from now on: logged, and told to whom it concerns.

    Who deputised for its holder does so no more.
    """
    row.until_at = now
    session.add(row)
    session.flush()
    if not row.acting:
        for other in members.roles_in(session, row.unit_id, now):
            if other.acting and other.name == row.name:
                end(session, other, now)
    audit.note(session, "role_taken", now, unit_id=row.unit_id, subject_id=row.member_id, detail=row.name)
    _tell(session, row, "taken", now)


def listing(session: Session, unit_code: str, now: datetime) -> list[Holder]:
    """The offices held in a unit now."""
    unit = unit_rules.find_open(session, unit_code)
    query = select(Role).where(Role.unit_id == unit.id, *members.held_at(now))
    rows = session.exec(query.order_by(col(Role.from_at), col(Role.id))).all()
    return [
        Holder(row.name, unit.code, row.member_id, members.profile_of(session, row.member_id).name)
        for row in sorted(rows, key=lambda row: ROLES.index(row.name))
    ]


def _tell(session: Session, row: Role, what: str, now: datetime) -> None:
    """Whom it concerns is told that something changed; what, he reads on his card: a phone lies open."""
    session.flush()
    said = reply("offices-told", rows=stack(choice("offices", "offices-see")))
    messages.send(session, [row.member_id], f"role:{row.id}:{what}", said, row.unit_id, now)


def _unit(session: Session, role: str, unit_code: str) -> Unit:
    if role not in ROLES:
        raise FlowError("role-unknown", role=role, known=", ".join(ROLES))
    return unit_rules.find_open(session, unit_code)


def _holders(session: Session, role: str, unit: Unit, now: datetime) -> list[int]:
    """Who holds it himself; who deputises for him keeps nobody out."""
    query = select(Role.member_id).where(
        Role.unit_id == unit.id, Role.name == role, col(Role.acting).is_(False), *members.held_at(now)
    )
    return list(session.exec(query).all())
