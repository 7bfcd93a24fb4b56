"""Members (seats on the roster), their vaults (what they wrote) and their roles.

A *seat* belongs to the organisation: name and post, encrypted under the seat's own key. A *vault* belongs to
the person: his reviews, consents, addresses, under the vault's key, erased when he asks. A seat that was
given to a new device without its recovery word gets a new vault; the older one stays sealed.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import BigInteger, ColumnElement, Index, text
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage import units
from storage.encryption import Keyring, keyring_of
from storage.engines import Moment

STANDINGS = ("official", "probationary")
LEFT = text("left_at IS NOT NULL")
ROLES = ("secretary", "deputy", "committee", "clerk", "officer")


class Member(SQLModel, table=True):
    """A seat: one person on a cell's roster."""

    __table_args__ = (
        Index("ix_member_unit", "unit_id", "left_at"),
        Index("ix_member_left", "left_at", "unit_id", sqlite_where=LEFT, postgresql_where=LEFT),
    )
    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    unit_id: int = Field(foreign_key="unit.id")
    profile: bytes
    standing: str = Field(max_length=12)
    created_at: datetime = Field(sa_type=Moment)
    left_at: datetime | None = Field(default=None, sa_type=Moment)


class Arrival(SQLModel, table=True):
    """An import that is shown: its seats bear this mark as the day they left until each is settled.

    One small row makes a hundred thousand seats visible at once (`is_present`).
    """

    mark: datetime = Field(sa_type=Moment, primary_key=True)
    shown_at: datetime = Field(sa_type=Moment)


class Vault(SQLModel, table=True):
    """A member's own content: the owner of everything he writes."""

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    recovery_salt: str = Field(max_length=32)
    recovery_hash: str = Field(max_length=64)
    created_at: datetime = Field(sa_type=Moment)


class Role(SQLModel, table=True):
    """An office with its scope: a member is secretary of this unit, officer of that subtree.

    `acting`: he deputises for its holder until `until_at`.
    """

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(max_length=12)
    from_at: datetime = Field(sa_type=Moment)
    until_at: datetime | None = Field(default=None, sa_type=Moment)
    acting: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """Who sits on a seat: what the roster says of him."""

    name: str
    post: str = ""
    own_id: str = ""


def seal_profile(session: Session, member_id: int, profile: Profile) -> bytes:
    """The profile under the seat's key."""
    return seal(keyring_of(session), member_id, profile)


def seal(keyring: Keyring, member_id: int, profile: Profile) -> bytes:
    """The same without a session: an import encrypts before it begins to write."""
    value = [profile.name, profile.post, profile.own_id]
    return keyring.encrypt(member_id, "member.profile", value)


def open_profile(session: Session, member_id: int, sealed: bytes) -> Profile:
    """What `seal_profile` sealed."""
    return Profile(*keyring_of(session).decrypt(member_id, "member.profile", sealed))


def profile_of(session: Session, member_id: int) -> Profile:
    """The roster's entry of a member."""
    sealed = session.exec(select(Member.profile).where(Member.id == member_id)).one()
    return open_profile(session, member_id, sealed)


def unit_of(session: Session, member_id: int) -> int:
    """The unit a member belongs to."""
    return session.exec(select(Member.unit_id).where(Member.id == member_id)).one()


def ids_in(session: Session, unit_id: int) -> set[int]:
    """The present members of a unit."""
    return set(session.exec(select(Member.id).where(Member.unit_id == unit_id, is_present())).all())


def peopled_of(session: Session, unit_ids: Sequence[int]) -> set[int]:
    """Which of these units have members of their own."""
    query = select(Member.unit_id).where(col(Member.unit_id).in_(unit_ids), is_present())
    return set(session.exec(query.distinct()).all())


@dataclass(frozen=True, slots=True)
class Counts:
    """Of a unit and all below it: cells with members in them, and members."""

    cells: int = 0
    members: int = 0


def counts_below(session: Session, unit_ids: Sequence[int]) -> dict[int, Counts]:
    """Counted by one statement for these units, from an index alone: a province has a hundred thousand."""
    unit = units.Unit.metadata.tables["unit"]
    tree = sa.select(unit.c.id.label("top"), unit.c.id.label("unit")).where(unit.c.id.in_(unit_ids))
    below = tree.cte("below", recursive=True)
    below = below.union_all(sa.select(below.c.top, unit.c.id).join(below, unit.c.parent_id == below.c.unit))
    count: sa.Function[int] = sa.func.count()
    here = (
        sa.select(count)
        .select_from(Member)
        .where(col(Member.unit_id) == below.c.unit, is_present())
        .scalar_subquery()
    )
    cells = sa.select(below.c.top, here.label("members")).subquery()
    query = sa.select(
        cells.c.top, sa.func.sum(sa.case((cells.c.members > 0, 1), else_=0)), sa.func.sum(cells.c.members)
    ).group_by(cells.c.top)
    found = {top: Counts(*map(int, rest)) for top, *rest in session.connection().execute(query)}
    return {unit_id: found.get(unit_id, Counts()) for unit_id in unit_ids}


def joined_below(session: Session, unit_id: int) -> int:
    """How many of the members below a unit (or in it) have joined; counted unit by unit, as above."""
    tree, count = units.below(unit_id), sa.func.count()
    joined = sa.exists().where(col(Vault.member_id) == col(Member.id))
    here = sa.select(count).select_from(Member).where(col(Member.unit_id) == tree.c.id, is_present(), joined)
    query = sa.select(sa.func.sum(here.scalar_subquery())).select_from(tree)
    return int(session.connection().scalar(query) or 0)


def roles_in(session: Session, unit_id: int, now: datetime) -> list[Role]:
    """The offices held in a unit now."""
    query = select(Role).where(Role.unit_id == unit_id, *held_at(now))
    return list(session.exec(query.order_by(col(Role.from_at), col(Role.id))).all())


def members_of(session: Session, unit_id: int) -> list[tuple[Member, Profile]]:
    """The present members of a unit with their names, in the order they were entered."""
    query = select(Member).where(Member.unit_id == unit_id, is_present())
    rows = session.exec(query.order_by(col(Member.created_at), col(Member.id))).all()
    return [(row, open_profile(session, row.id, row.profile)) for row in rows]


def find_present(session: Session, member_id: int) -> Member | None:
    """A seat that is on a roster now, or None."""
    return session.exec(select(Member).where(Member.id == member_id, is_present())).first()


def left_since(session: Session, unit_id: int, moment: datetime) -> list[tuple[Member, Profile]]:
    """Who left a unit since then, the latest first."""
    query = select(Member).where(Member.unit_id == unit_id, col(Member.left_at) > moment, ~is_present())
    rows = session.exec(query.order_by(col(Member.left_at).desc(), col(Member.id))).all()
    return [(row, open_profile(session, row.id, row.profile)) for row in rows]


def joined_of(session: Session, member_ids: Sequence[int]) -> set[int]:
    """Who of these has joined."""
    return set(session.exec(select(Vault.member_id).where(col(Vault.member_id).in_(member_ids))).all())


def offices_in(session: Session, unit_id: int, now: datetime) -> dict[int, list[str]]:
    """Who holds which offices himself in a unit now, by member, in the order of the offices."""
    query = select(Role.member_id, Role.name).where(
        Role.unit_id == unit_id,
        col(Role.acting).is_(False),
        *held_at(now),
    )
    found: dict[int, list[str]] = {}
    for member_id, name in sorted(session.exec(query).all(), key=lambda row: ROLES.index(row[1])):
        found.setdefault(member_id, []).append(name)
    return found


def find_vault(session: Session, member_id: int) -> Vault | None:
    """The member's newest vault, or None when he has not joined (or has deleted everything)."""
    query = select(Vault).where(Vault.member_id == member_id)
    return session.exec(query.order_by(col(Vault.created_at).desc(), col(Vault.id))).first()


def vaults_of(session: Session, member_id: int) -> list[Vault]:
    """All vaults of a seat, newest first."""
    query = select(Vault).where(Vault.member_id == member_id)
    return list(session.exec(query.order_by(col(Vault.created_at).desc(), col(Vault.id))).all())


def set_recovery(session: Session, vault_id: int, salt: str, digest: str) -> None:
    """Replace the recovery word's slow hash."""
    session.exec(
        update(Vault).where(col(Vault.id) == vault_id).values(recovery_salt=salt, recovery_hash=digest)
    )


def is_present() -> ColumnElement[bool]:
    """Which seats are on a roster now: nobody left them, or the import that brought them is shown."""
    return col(Member.left_at).is_(None) | col(Member.left_at).in_(select(Arrival.mark))


def left_before(moment: datetime) -> ColumnElement[bool]:
    """Which seats somebody left before then; not those that an import has shown and not settled yet."""
    return (col(Member.left_at) < moment) & col(Member.left_at).not_in(select(Arrival.mark))


def arrivals(session: Session) -> list[datetime]:
    """The marks of imports that are shown and not settled yet."""
    return list(session.exec(select(Arrival.mark).order_by(col(Arrival.shown_at))).all())


def settle(session: Session, mark: datetime, limit: int) -> dict[int, int]:
    """Make some seats of an import ordinary ones; how many in which units. None are left: it is over."""
    some = select(Member.id).where(Member.left_at == mark).order_by(col(Member.unit_id)).limit(limit)
    settled = (
        update(Member).where(col(Member.id).in_(some)).values(left_at=None).returning(col(Member.unit_id))
    )
    counts = Counter(session.connection().scalars(settled))
    if not counts:
        session.exec(delete(Arrival).where(col(Arrival.mark) == mark))
    return counts


def held_at(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Which offices are held at a moment."""
    return col(Role.from_at) <= now, (col(Role.until_at).is_(None)) | (col(Role.until_at) > now)


def holders_of(session: Session, unit_id: int, now: datetime) -> set[str]:
    """The offices that are held in a unit now."""
    query = select(Role.name).where(
        Role.unit_id == unit_id,
        *held_at(now),
    )
    return set(session.exec(query).all())


def roles_ended(session: Session, member_id: int, at: datetime) -> list[Role]:
    """The offices of a member that ended at a moment."""
    query = select(Role).where(Role.member_id == member_id, Role.until_at == at)
    return list(session.exec(query.order_by(col(Role.id))).all())


def roles_of(session: Session, member_id: int, now: datetime) -> list[Role]:
    """The offices a member holds now."""
    query = select(Role).where(
        Role.member_id == member_id,
        *held_at(now),
    )
    return list(session.exec(query).all())
