"""Cycles: the periods of the full self-review, and who is expected to take part."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import BigInteger, Index, func
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage import units
from storage.encryption import keyring_of, new_id
from storage.engines import Moment
from storage.mailings import Mailing
from storage.units import Unit

NOISE = "cycle.noise"


class Cycle(SQLModel, table=True):
    """A cycle of a unit and of all cells below it. It is open once its roster is frozen.

    `step` is the distance of the points that counts are rounded to. `noise` is the key of that rounding,
    sealed to an owner of its own (`noise_owner`), and is read by the publication alone. `announced`: members
    know of its closing time.
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    checklist: str = Field(max_length=40)
    version: str = Field(max_length=20)
    opens_at: datetime = Field(sa_type=Moment)
    closes_at: datetime = Field(sa_type=Moment)
    frozen_at: datetime | None = Field(default=None, sa_type=Moment)
    step: int = 4
    noise_owner: int | None = Field(default=None, sa_type=BigInteger)
    noise: bytes | None = None
    published_at: datetime | None = Field(default=None, sa_type=Moment)
    forgotten_at: datetime | None = Field(default=None, sa_type=Moment)
    announced: bool = True


class Participant(SQLModel, table=True):
    """A member who is expected in a cycle: fixed when it opens. `counted`: his answers were to be counted."""

    __table_args__ = (Index("ix_participant_cycle_id_cell_id", "cycle_id", "cell_id", "member_id"),)
    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    member_id: int = Field(foreign_key="member.id", primary_key=True, index=True, sa_type=BigInteger)
    cell_id: int = Field(foreign_key="unit.id", index=True)
    counted: bool = False


def cycles_over(session: Session, unit_ids: list[int]) -> list[Cycle]:
    """The cycles that any of these units opened, newest first."""
    query = select(Cycle).where(col(Cycle.unit_id).in_(unit_ids))
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all())


def cycles_below(session: Session, unit_id: int) -> list[Cycle]:
    """The cycles that units below this one opened."""
    tree = units.below(unit_id)
    query = select(Cycle).where(col(Cycle.unit_id).in_(select(tree.c.id)), Cycle.unit_id != unit_id)
    return list(session.exec(query).all())


def cycles_between(session: Session, opens_at: datetime, closes_at: datetime) -> list[Cycle]:
    """The cycles, wherever, that run at some moment of this time; newest first."""
    query = select(Cycle).where(Cycle.opens_at < closes_at, Cycle.closes_at > opens_at)
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all())


def cycles_of_member(session: Session, member_id: int, unit_ids: Sequence[int]) -> list[tuple[Cycle, bool]]:
    """The cycles over his units, and those whose rosters have him from before he moved; newest first.

    With each, whether he is on its roster.
    """
    expected = select(Participant.cycle_id).where(Participant.member_id == member_id)
    query = select(Cycle, col(Cycle.id).in_(expected)).where(
        col(Cycle.unit_id).in_(unit_ids) | col(Cycle.id).in_(expected)
    )
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all())


def unpublished_over(session: Session, unit_ids: Sequence[int]) -> Cycle | None:
    """A cycle of one of these units that is open, or whose figures are not out yet."""
    wanted = set(unit_ids)
    query = select(Cycle).where(col(Cycle.frozen_at).is_not(None), col(Cycle.published_at).is_(None))
    return next((cycle for cycle in session.exec(query).all() if cycle.unit_id in wanted), None)


def due_cycles(session: Session, now: datetime) -> list[Cycle]:
    """Cycles whose hour has come and whose roster is not frozen yet."""
    query = select(Cycle).where(col(Cycle.frozen_at).is_(None), Cycle.opens_at <= now)
    return list(session.exec(query.order_by(col(Cycle.id))).all())


def closing_cycles(session: Session, now: datetime, until: datetime) -> list[Cycle]:
    """Open cycles that close by then, the first one first; another process' are left to it."""
    query = select(Cycle).where(
        col(Cycle.frozen_at).is_not(None), Cycle.closes_at > now, Cycle.closes_at <= until
    )
    query = query.order_by(col(Cycle.closes_at), col(Cycle.id)).with_for_update(skip_locked=True)
    return list(session.exec(query).all())


def cells_after(session: Session, cycle_id: int, last: int, limit: int) -> list[int]:
    """The next cells of a cycle's roster after one, by their ids."""
    expected = sa.exists().where(
        col(Participant.cycle_id) == cycle_id, col(Participant.cell_id) == col(Unit.id)
    )
    query = select(Unit.id).where(col(Unit.id) > last, expected).order_by(col(Unit.id)).limit(limit)
    return [cell or 0 for cell in session.exec(query)]


def cells_without(session: Session, cycle_id: int, beginning: str, limit: int) -> list[int]:
    """Cells of a cycle's roster after the last one that has a mailing whose occasion begins so."""
    told = select(func.max(Mailing.unit_id)).where(col(Mailing.occasion).startswith(beginning))
    return cells_after(session, cycle_id, session.exec(told).one() or 0, limit)


def unannounced(session: Session) -> Cycle | None:
    """A cycle whose new closing time not everybody was told."""
    return session.exec(select(Cycle).where(col(Cycle.announced).is_(False)).limit(1)).first()


def last_cell_entered(session: Session, cycle_id: int) -> int:
    """The last cell of which members are on a roster, by its id; 0 where it is empty."""
    query = select(func.max(Participant.cell_id)).where(Participant.cycle_id == cycle_id)
    return session.exec(query).one() or 0


def cell_of(session: Session, cycle_id: int, member_id: int) -> int | None:
    """The cell a member is counted in, or None when he is not on the cycle's roster."""
    return session.exec(
        select(Participant.cell_id).where(
            Participant.cycle_id == cycle_id, Participant.member_id == member_id
        )
    ).first()


def expected(session: Session, cycle_id: int) -> int:
    """How many members are expected."""
    return session.exec(select(func.count()).where(Participant.cycle_id == cycle_id)).one()


def roster_of(session: Session, cycle_id: int, cells: Sequence[int]) -> dict[int, set[int]]:
    """Who is expected in these cells."""
    query = select(Participant.cell_id, Participant.member_id).where(
        Participant.cycle_id == cycle_id, col(Participant.cell_id).in_(cells)
    )
    roster: dict[int, set[int]] = {cell: set() for cell in cells}
    for cell, member in session.exec(query).all():
        roster[cell].add(member)
    return roster


def counted_in(session: Session, places: Iterable[tuple[int, int]]) -> dict[tuple[int, int], set[int]]:
    """Who was counted in the figures of these cycles and cells, whether he answered or not."""
    found: dict[tuple[int, int], set[int]] = {place: set() for place in places}
    by_cycle: dict[int, list[int]] = {}
    for cycle, cell in found:
        by_cycle.setdefault(cycle, []).append(cell)
    for cycle, cells in by_cycle.items():
        query = select(Participant.cell_id, Participant.member_id).where(
            Participant.cycle_id == cycle,
            col(Participant.cell_id).in_(cells),
            col(Participant.counted).is_(True),
        )
        for cell, member in session.exec(query):
            found[cycle, cell].add(member)
    return found


def counted_before(session: Session, cycle_id: int, cells: Sequence[int]) -> dict[tuple[int, int], set[int]]:
    """Who of those expected in these cells was counted in other cycles: by that cycle, and the cell then."""
    expected = aliased(Participant)
    query = (
        select(Participant.cycle_id, Participant.cell_id, Participant.member_id)
        .join(expected, col(expected.member_id) == Participant.member_id)
        .where(
            Participant.cycle_id != cycle_id,
            col(Participant.counted).is_(True),
            expected.cycle_id == cycle_id,
            col(expected.cell_id).in_(cells),
        )
    )
    found: dict[tuple[int, int], set[int]] = {}
    for cycle, cell, member in session.exec(query).all():
        found.setdefault((cycle, cell), set()).add(member)
    return found


def mark_counted(session: Session, cycle_id: int, members: Iterable[int]) -> None:
    """Remember who of the roster was counted."""
    mine = (col(Participant.cycle_id) == cycle_id, col(Participant.member_id).in_(list(members)))
    session.connection().execute(update(Participant).where(*mine).values(counted=True))


def make_noise(session: Session, cycle: Cycle) -> None:
    """Draw the key of a cycle's rounding, under an owner of its own in the key store."""
    keyring = keyring_of(session)
    cycle.noise_owner = new_id()
    keyring.create(cycle.noise_owner)
    cycle.noise = keyring.encrypt(cycle.noise_owner, NOISE, secrets.token_hex(32))


def noise_of(session: Session, cycle: Cycle) -> bytes:
    """The key of a cycle's rounding. Raises `KeyGone` once it is destroyed, also in a backup brought back."""
    assert cycle.noise_owner is not None
    assert cycle.noise is not None
    return bytes.fromhex(keyring_of(session).decrypt(cycle.noise_owner, NOISE, cycle.noise))


def forget_noise(session: Session, cycle: Cycle, now: datetime) -> None:
    """Destroy the key of a cycle's rounding, in every copy of it."""
    assert cycle.noise_owner is not None
    keyring_of(session).destroy([cycle.noise_owner], now)
    cycle.noise = None
