"""Roles: who holds which office where."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from flows import audit, messages, recurrences
from flows import units as unit_rules
from flows.replies import FlowError, choice, reply, stack
from storage import members, units
from storage.members import ROLES, Member, Role
from storage.units import Unit

BESIDE = ("deputy", "committee")
"""Offices in a unit that its secretary does not hold beside that one: he is of its committee by office."""


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
    """An office is held from now on: logged, and told to whom it concerns. A secretary's lower ones end."""
    lower = lower_than(session, row, now)
    for other in lower:
        _end(session, other, now)
    session.add(row)
    act, detail = audit.GIVEN, row.name
    if row.acting and row.until_at:
        zone = unit_rules.timezone_of(session, row.unit_id)
        last = recurrences.today(row.until_at - timedelta(seconds=1), zone)
        act, detail = audit.DEPUTISING, f"{row.name}:{last}"
    audit.note(session, act, now, unit_id=row.unit_id, subject_id=row.member_id, detail=detail)
    _tell(session, row, "given", now, "offices-told-instead" if lower else "offices-told")


def lower_than(session: Session, row: Role, now: datetime) -> list[Role]:
    """What offices of his end when a member gets this one."""
    if row.name != "secretary" or row.acting:
        return []
    own = members.roles_of(session, row.member_id, now)
    return [one for one in own if one.unit_id == row.unit_id and one.name in BESIDE]


def begin_again(session: Session, row: Role, now: datetime) -> None:
    """An office that ended by mistake; not one that is somebody else's by now, nor one he deputised in."""
    taken = members.roles_in(session, row.unit_id, now)
    if not row.acting and not (row.name == "secretary" and any(one.name == row.name for one in taken)):
        begin(session, Role(member_id=row.member_id, unit_id=row.unit_id, name=row.name, from_at=now), now)


def end(session: Session, row: Role, now: datetime) -> None:
    """An office is held no more from now on: logged, and told to whom it concerns.

    Who deputised for its holder does so no more.
    """
    _end(session, row, now)
    _tell(session, row, "taken", now)


def _end(session: Session, row: Role, now: datetime) -> None:
    row.until_at = now
    session.add(row)
    session.flush()
    if not row.acting:
        for other in members.roles_in(session, row.unit_id, now):
            if other.acting and other.name == row.name:
                end(session, other, now)
    act = audit.DEPUTISED if row.acting else audit.TAKEN
    audit.note(session, act, now, unit_id=row.unit_id, subject_id=row.member_id, detail=row.name)


def listing(session: Session, unit_code: str, now: datetime) -> list[Holder]:
    """The offices held in a unit now."""
    unit = unit_rules.find_open(session, unit_code)
    query = select(Role).where(Role.unit_id == unit.id, *members.held_at(now))
    rows = session.exec(query.order_by(col(Role.from_at), col(Role.id))).all()
    return [
        Holder(row.name, unit.code, row.member_id, members.profile_of(session, row.member_id).name)
        for row in sorted(rows, key=lambda row: ROLES.index(row.name))
    ]


def _tell(session: Session, row: Role, what: str, now: datetime, key: str = "offices-told") -> None:
    """Whom it concerns is told that something changed; what, he reads on his card: a phone lies open."""
    session.flush()
    said = reply(key, rows=stack(choice("offices", "offices-see")))
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
