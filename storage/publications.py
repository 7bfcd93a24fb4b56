"""What is published of a cycle, once: pools with their rounded figures, sums above, turnout, who read them.

No row here names a member's answer, and no member but the officers who acted (`Cover`, `Collective`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, exists
from sqlmodel import Field, Session, SQLModel, col, select

from storage import chats, units
from storage.cycles import Cycle, Participant
from storage.members import Vault
from storage.outbox import Outbox
from storage.reviews import Review
from storage.turnouts import Turnout
from storage.units import Unit


class Pool(SQLModel, table=True):
    """Cells counted as one, and their figures: rounded once, by name (``sign:2.4``, ``cause:habit``)."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    n: int
    kind: str = Field(max_length=20)
    figures: dict[str, int] = Field(sa_type=JSON)


class PoolCell(SQLModel, table=True):
    """A cell in a pool, and how many of its members were counted."""

    pool_id: int = Field(foreign_key="pool.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    n: int


class Total(SQLModel, table=True):
    """The sum of all pools below a unit, or of those of one kind: what officers above see."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    kind: str = Field(primary_key=True, max_length=20)
    pools: int
    cells: int
    n: int
    figures: dict[str, list[int]] = Field(sa_type=JSON)


@dataclass(frozen=True, slots=True)
class Formed:
    """A pool of an earlier cycle: which, and how many counted in each of its cells."""

    pool_id: int
    cycle_id: int
    closes_at: datetime
    parts: dict[int, int]


def due(session: Session, now: datetime) -> Cycle | None:
    """A cycle that has closed and is not published yet."""
    query = select(Cycle).where(
        Cycle.closes_at <= now, col(Cycle.frozen_at).is_not(None), col(Cycle.published_at).is_(None)
    )
    return session.exec(query.order_by(col(Cycle.closes_at), col(Cycle.id)).limit(1)).first()


def unforgotten(session: Session) -> Cycle | None:
    """A published cycle whose raw answers and key are not all gone yet."""
    query = select(Cycle).where(col(Cycle.published_at).is_not(None), col(Cycle.forgotten_at).is_(None))
    return session.exec(query.order_by(col(Cycle.id)).limit(1)).first()


def cycles_about(session: Session, unit_id: int) -> list[Cycle]:
    """The cycles over a unit, and those it took part in where it was before it moved; newest first."""
    counted = select(Turnout.cycle_id).where(Turnout.cell_id == unit_id)
    summed = select(Total.cycle_id).where(Total.unit_id == unit_id)
    query = select(Cycle).where(
        col(Cycle.unit_id).in_(units.lineage_of(session, unit_id))
        | col(Cycle.id).in_(counted)
        | col(Cycle.id).in_(summed)
    )
    return list(session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all())


def openings_of(
    session: Session, unit_ids: Sequence[int], since: datetime
) -> dict[int, dict[int, tuple[datetime, int]]]:
    """By cell: when the cycles opened that it was counted in since then, with their steps; by cycle.

    A cell's past is also that of the cells whose people it took over.
    """
    query = select(Turnout.cell_id, Cycle.id, Cycle.opens_at, Cycle.step).join(Cycle)
    past: dict[int, dict[int, tuple[datetime, int]]] = {}
    for cell, cycle, opens_at, step in session.exec(query.where(Cycle.opens_at > since)).all():
        past.setdefault(cell, {})[cycle or 0] = opens_at, step
    wanted, found = set(unit_ids), {}
    for cell in wanted & past.keys():
        found[cell] = dict(past[cell])
    for earlier, later in units.successions(session):
        for cell in (later & wanted) if past.get(earlier) else ():
            found.setdefault(cell, {}).update(past[earlier])
    return found


def next_siblings(session: Session, cycle_id: int) -> list[int]:
    """The cells of one parent whose turnout is not final yet; an empty list when all are done."""
    done = select(Turnout.cell_id).where(Turnout.cycle_id == cycle_id, col(Turnout.final).is_(True))
    expected = select(Participant.cell_id).where(
        Participant.cycle_id == cycle_id, col(Participant.cell_id).not_in(done)
    )
    first = session.exec(
        select(Unit.id, Unit.parent_id).where(col(Unit.id).in_(expected)).order_by(col(Unit.id)).limit(1)
    ).first()
    if first is None:
        return []
    cell, parent = first
    if parent is None:
        return [cell or 0]
    query = select(Unit.id).where(Unit.parent_id == parent, col(Unit.id).in_(expected))
    return sorted(unit or 0 for unit in session.exec(query).all())


def handed_in(session: Session, cycle_id: int, cells: Sequence[int]) -> list[tuple[int, int, Review]]:
    """Cell, member and review of everybody on the roster who handed in here, the latest of each last."""
    query = (
        select(Participant.cell_id, Participant.member_id, Review)
        .join(Vault, col(Vault.member_id) == Participant.member_id)
        .join(Review, (col(Review.vault_id) == Vault.id) & (col(Review.cycle_id) == Participant.cycle_id))
        .where(
            Participant.cycle_id == cycle_id,
            col(Participant.cell_id).in_(cells),
            col(Review.submitted_at).is_not(None),
        )
    )
    return list(session.exec(query.order_by(col(Review.submitted_at))).all())


def formed_before(session: Session, cycle_id: int, cells: Sequence[int]) -> dict[int, list[Formed]]:
    """The pools each cell was in, in other cycles, newest first."""
    mine = select(PoolCell.pool_id).where(col(PoolCell.cell_id).in_(cells))
    query = (
        select(Pool.id, Cycle, PoolCell.cell_id, PoolCell.n)
        .join(PoolCell)
        .join(Cycle, col(Cycle.id) == Pool.cycle_id)
        .where(col(Pool.id).in_(mine), Pool.cycle_id != cycle_id)
        .order_by(col(Cycle.closes_at).desc(), col(Pool.id))
    )
    pools: dict[int, Formed] = {}
    for pool_id, cycle, cell, n in session.exec(query).all():
        formed = Formed(pool_id or 0, cycle.id or 0, cycle.closes_at, {})
        pools.setdefault(pool_id or 0, formed).parts[cell] = n
    return {cell: [pool for pool in pools.values() if cell in pool.parts] for cell in cells}


def add_pool(
    session: Session, cycle_id: int, kind: str, parts: dict[int, int], figures: dict[str, int]
) -> None:
    """Keep a pool: its cells with how many counted in each, and its figures."""
    pool = Pool(cycle_id=cycle_id, n=sum(parts.values()), kind=kind, figures=figures)
    session.add(pool)
    session.flush()
    for cell, n in parts.items():
        session.add(PoolCell(pool_id=pool.id or 0, cell_id=cell, n=n))
    session.flush()


def add_total(
    session: Session,
    cycle_id: int,
    unit_id: int,
    kind: str,
    cells: int,
    n: int,
    figures: Mapping[str, tuple[int, ...]],
) -> None:
    """Add one pool's figures to a unit's sums."""
    total = session.get(Total, (cycle_id, unit_id, kind), with_for_update=True)
    if total is None:
        total = Total(cycle_id=cycle_id, unit_id=unit_id, kind=kind, pools=0, cells=0, n=0, figures={})
    total.pools, total.cells, total.n = total.pools + 1, total.cells + cells, total.n + n
    old = total.figures
    total.figures = {
        name: [a + b for a, b in zip(old.get(name, [0] * len(leaf)), leaf, strict=True)]
        for name, leaf in figures.items()
    }
    session.add(total)
    session.flush()


def totals_of(session: Session, cycle_id: int, unit_id: int) -> dict[str, Total]:
    """A unit's sums: of all pools (the kind is empty) and by kind."""
    query = select(Total).where(Total.cycle_id == cycle_id, Total.unit_id == unit_id)
    return {total.kind: total for total in session.exec(query).all()}


def untold(session: Session, cycle_id: int, occasion: str, limit: int) -> list[tuple[int, int]]:
    """The chats to write to, with their vaults, of members on the roster who were not told of this yet."""
    told = exists().where(col(Outbox.vault_id) == Vault.id, col(Outbox.occasion) == occasion)
    chat = chats.preferred(col(Vault.id))
    query = (
        select(chat, Vault.id)
        .join(Participant, col(Participant.member_id) == Vault.member_id)
        .where(Participant.cycle_id == cycle_id, ~told, chat.is_not(None))
    )
    return [(account, vault) for account, vault in session.exec(query.limit(limit)).all()]


def pool_of(session: Session, cycle_id: int, cell_id: int) -> tuple[Pool, list[int]] | None:
    """The pool a cell is in, with all its cells; None where it has no figures."""
    query = select(Pool).join(PoolCell).where(Pool.cycle_id == cycle_id, PoolCell.cell_id == cell_id)
    pool = session.exec(query).first()
    if pool is None:
        return None
    cells = select(PoolCell.cell_id).where(PoolCell.pool_id == pool.id).order_by(col(PoolCell.cell_id))
    return pool, list(session.exec(cells).all())
