"""Who comes to a meeting, who attends it for the committee, and what that one remarked."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, func, select, update

from storage import chats, members, units
from storage.encryption import keyring_of
from storage.engines import Moment
from storage.members import Member, Role, Vault
from storage.units import Unit


class Attendance(SQLModel, table=True):
    """A member's word whether he comes. No attendance list: deleted at `until_at`, two days after."""

    vault_id: int = Field(primary_key=True, foreign_key="vault.id", sa_type=BigInteger)
    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    planned_on: date = Field(primary_key=True)
    coming: bool
    reason: bytes | None = None
    at: datetime = Field(sa_type=Moment)
    until_at: datetime = Field(sa_type=Moment, index=True)


class Attendant(SQLModel, table=True):
    """A committee's member who attends a cell's meetings: all of them, or the one of `planned_on`."""

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    planned_on: date | None = None
    from_at: datetime = Field(sa_type=Moment)
    until_at: datetime | None = Field(default=None, sa_type=Moment)


class Remark(SQLModel, table=True):
    """What an attendant remarked on one meeting, in four short lines."""

    unit_id: int = Field(primary_key=True, foreign_key="unit.id")
    planned_on: date = Field(primary_key=True)
    member_id: int = Field(primary_key=True, foreign_key="member.id", sa_type=BigInteger, index=True)
    preparation: str = Field(default="", max_length=300)
    order: str = Field(default="", max_length=300)
    chairing: str = Field(default="", max_length=300)
    democracy: str = Field(default="", max_length=300)
    at: datetime = Field(sa_type=Moment)


def set_attendance(
    session: Session,
    vault_id: int,
    unit_id: int,
    planned_on: date,
    coming: bool,
    reason: str,
    now: datetime,
    until_at: datetime,
) -> None:
    """Keep whether a member comes; the reason is sealed to his vault."""
    sealed = keyring_of(session).encrypt(vault_id, "attendance.reason", reason) if reason else None
    row = Attendance(
        vault_id=vault_id,
        unit_id=unit_id,
        planned_on=planned_on,
        coming=coming,
        reason=sealed,
        at=now,
        until_at=until_at,
    )
    session.merge(row)
    session.flush()


def find_attendance(session: Session, vault_id: int, unit_id: int, planned_on: date) -> Attendance | None:
    """What a member said about one meeting, if he did."""
    return session.get(Attendance, (vault_id, unit_id, planned_on))


def reason_of(session: Session, row: Attendance) -> str:
    """Why he does not come; empty when he did not say."""
    if row.reason is None:
        return ""
    found = keyring_of(session).decrypt(row.vault_id, "attendance.reason", row.reason)
    assert isinstance(found, str)
    return found


def counts_of(session: Session, unit_id: int, planned_on: date) -> tuple[int, int]:
    """How many said that they come, and that they do not."""
    query = (
        select(Attendance.coming, func.count())
        .where(Attendance.unit_id == unit_id, Attendance.planned_on == planned_on)
        .group_by(col(Attendance.coming))
    )
    found = dict(session.exec(query).all())
    return found.get(True, 0), found.get(False, 0)


def attendants_of(session: Session, unit_id: int, planned_on: date, now: datetime) -> list[Attendant]:
    """Who attends one meeting of a cell: standing, or for that day alone."""
    query = select(Attendant).where(
        Attendant.unit_id == unit_id,
        col(Attendant.planned_on).is_(None) | (col(Attendant.planned_on) == planned_on),
        Attendant.from_at <= now,
        col(Attendant.until_at).is_(None) | (col(Attendant.until_at) > now),
    )
    return list(session.exec(query.order_by(col(Attendant.id))).all())


def chats_of_attendants(
    session: Session, unit_id: int, planned_on: date, now: datetime
) -> list[tuple[int, int]]:
    """The chat to write to, with its vault, of each who attends one meeting of a cell."""
    ids = [row.member_id for row in attendants_of(session, unit_id, planned_on, now)]
    return chats_of(session, ids)


def chats_of(session: Session, member_ids: list[int]) -> list[tuple[int, int]]:
    """The chat to write to, with its vault, of each of these members who has one."""
    chat = chats.preferred(col(Vault.id))
    query = select(chat, Vault.id).where(col(Vault.member_id).in_(member_ids), chat.is_not(None))
    return [(account, vault) for account, vault in session.exec(query).all()]


def answers_of(
    session: Session, unit_id: int, planned_on: date, now: datetime
) -> list[tuple[Attendance, int]]:
    """What each present member of a cell said about one meeting, with his seat; not what is to be deleted."""
    query = (
        select(Attendance, Vault.member_id)
        .join(Vault, col(Vault.id) == col(Attendance.vault_id))
        .join(Member, col(Member.id) == col(Vault.member_id))
        .where(
            Attendance.unit_id == unit_id,
            Attendance.planned_on == planned_on,
            Attendance.until_at > now,
            Member.unit_id == unit_id,
            members.is_present(),
        )
    )
    return list(session.exec(query.order_by(col(Attendance.at), col(Attendance.vault_id))).all())


def forget_past(session: Session, now: datetime) -> int:
    """Delete what was said about meetings that were over two days ago; how many."""
    found: Any = session.exec(delete(Attendance).where(col(Attendance.until_at) < now))
    return int(found.rowcount)


def forget_attendances(session: Session, unit_id: int, planned_on: date) -> None:
    """Take back what was said about a meeting that is not what was asked about any more."""
    session.exec(
        delete(Attendance).where(col(Attendance.unit_id) == unit_id, col(Attendance.planned_on) == planned_on)
    )


def days_of(session: Session, unit_id: int, since: date) -> set[date]:
    """The planned days, from one on, that somebody answered about or is assigned to."""
    answered = select(Attendance).where(Attendance.unit_id == unit_id, Attendance.planned_on >= since)
    assigned = select(Attendant).where(Attendant.unit_id == unit_id, col(Attendant.planned_on) >= since)
    found = {row.planned_on for row in session.exec(answered)}
    return found | {row.planned_on for row in session.exec(assigned) if row.planned_on is not None}


def reassign(session: Session, unit_id: int, planned_on: date, to: date | None, now: datetime) -> None:
    """Who was to attend the meeting of one day attends that of another, or none."""
    session.exec(
        update(Attendant)
        .where(
            col(Attendant.unit_id) == unit_id,
            col(Attendant.planned_on) == planned_on,
            col(Attendant.until_at).is_(None),
        )
        .values(**({"planned_on": to} if to else {"until_at": now}))
    )


def find_attendant(session: Session, attendant_id: int) -> Attendant | None:
    """One assignment, ended or not."""
    return session.get(Attendant, attendant_id)


def assigned_to(session: Session, unit_id: int) -> list[Attendant]:
    """Who is assigned to a cell and was not taken off it, in the order it was done."""
    query = (
        select(Attendant)
        .join(Member, col(Member.id) == col(Attendant.member_id))
        .where(Attendant.unit_id == unit_id, col(Attendant.until_at).is_(None), members.is_present())
    )
    return list(session.exec(query.order_by(col(Attendant.id))).all())


def assignments_of(session: Session, member_id: int) -> list[Attendant]:
    """What somebody is or was assigned to, in the order it was done."""
    query = select(Attendant).where(Attendant.member_id == member_id)
    return list(session.exec(query.order_by(col(Attendant.id))).all())


def assign(
    session: Session, unit_id: int, member_id: int, planned_on: date | None, now: datetime
) -> Attendant | None:
    """Assign somebody to a cell's meetings, or to that of one day; None where he is already."""
    for row in assigned_to(session, unit_id):
        if row.member_id == member_id and row.planned_on in (None, planned_on):
            return None
    made = Attendant(unit_id=unit_id, member_id=member_id, planned_on=planned_on, from_at=now)
    session.add(made)
    session.flush()
    return made


def remark_of(session: Session, unit_id: int, planned_on: date, member_id: int) -> Remark | None:
    """What an attendant remarked on one meeting, if he did."""
    return session.get(Remark, (unit_id, planned_on, member_id))


def remarks_on(session: Session, unit_id: int, planned_on: date) -> list[Remark]:
    """What was remarked on one meeting, the first remark first."""
    query = select(Remark).where(Remark.unit_id == unit_id, Remark.planned_on == planned_on)
    return list(session.exec(query.order_by(col(Remark.at), col(Remark.member_id))).all())


def cells_below(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """The open cells below a unit, by name."""
    unit = Unit.metadata.tables["unit"]
    child = unit.alias()
    tree = units.below(unit_id)
    query = (
        sa.select(unit.c.id, unit.c.name)
        .join(tree, tree.c.id == unit.c.id)
        .where(unit.c.id != unit_id, unit.c.closed_at.is_(None))
        .where(~sa.exists().where(child.c.parent_id == unit.c.id))
        .order_by(unit.c.name, unit.c.id)
    )
    return [(found, name) for found, name in session.connection().execute(query)]


def find_cell_below(session: Session, unit_id: int, cell_id: int) -> str | None:
    """The name of an open cell below a unit; None where it is none."""
    above = units.lineage_of(session, cell_id)[1:]
    row = session.get(Unit, cell_id)
    if row is None or unit_id not in above or row.closed_at is not None:
        return None
    return None if units.has_children(session, cell_id) else row.name


def holders_of(session: Session, unit_id: int, offices: Sequence[str], now: datetime) -> list[int]:
    """The present members who hold one of these offices in a unit, in the order they got it."""
    query = (
        select(Role.member_id)
        .join(Member, col(Member.id) == col(Role.member_id))
        .where(
            Role.unit_id == unit_id,
            col(Role.name).in_(offices),
            Role.from_at <= now,
            col(Role.until_at).is_(None) | (col(Role.until_at) > now),
            members.is_present(),
        )
    )
    return list(dict.fromkeys(session.exec(query.order_by(col(Role.from_at), col(Role.id))).all()))


def set_remark(
    session: Session,
    unit_id: int,
    planned_on: date,
    member_id: int,
    field: str,
    words: str,
    now: datetime,
) -> None:
    """Keep one line of what an attendant remarked; the others stay."""
    row = remark_of(session, unit_id, planned_on, member_id)
    row = row or Remark(unit_id=unit_id, planned_on=planned_on, member_id=member_id, at=now)
    setattr(row, field, words)
    row.at = now
    session.add(row)
    session.flush()
