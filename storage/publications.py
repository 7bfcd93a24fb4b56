"""What is published of a cycle, once: pools with their rounded figures, sums above, turnout, who read them.

No row here names a member's answer, and no member but the officers who acted (`Reading`, `Cover`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import JSON, BigInteger, case, exists, func
from sqlmodel import Field, Session, SQLModel, col, select

from storage.accounts import Account
from storage.cycles import Cycle, Participant
from storage.engines import Moment
from storage.members import Vault
from storage.outbox import Outbox
from storage.reviews import Review
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


class Turnout(SQLModel, table=True):
    """How many of a cell took part, as of some morning, and for good once `final`."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    expected: int
    submitted: int
    paper: int
    as_of: datetime = Field(sa_type=Moment)
    final: bool = False


class Reading(SQLModel, table=True):
    """An officer opened a unit's figures: his act, which the members concerned may see counted."""

    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    office: str = Field(max_length=12)
    at: datetime = Field(sa_type=Moment)


class Cover(SQLModel, table=True):
    """The one sentence with which a secretary accompanies his cell's figures."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    words: str = Field(max_length=300)
    at: datetime = Field(sa_type=Moment)


class Collective(SQLModel, table=True):
    """The cell committee's self-review of the cell as a body: degrees by sign; attributed, not secret."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    degrees: dict[str, str] = Field(sa_type=JSON)
    at: datetime = Field(sa_type=Moment)
    submitted_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(frozen=True, slots=True)
class Formed:
    """A pool of an earlier cycle: which, and how many counted in each of its cells."""

    pool_id: int
    cycle_id: int
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
        select(Pool.id, Pool.cycle_id, PoolCell.cell_id, PoolCell.n)
        .join(PoolCell)
        .join(Cycle, col(Cycle.id) == Pool.cycle_id)
        .where(col(Pool.id).in_(mine), Pool.cycle_id != cycle_id)
        .order_by(col(Cycle.closes_at).desc(), col(Pool.id))
    )
    pools: dict[int, Formed] = {}
    for pool_id, cycle, cell, n in session.exec(query).all():
        pools.setdefault(pool_id or 0, Formed(pool_id or 0, cycle, {})).parts[cell] = n
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


def count_turnout(session: Session, now: datetime, morning: datetime, limit: int) -> int:
    """Count who handed in before this morning, in some cells of open cycles; in how many of them."""
    counted = exists().where(
        col(Turnout.cycle_id) == Participant.cycle_id,
        col(Turnout.cell_id) == Participant.cell_id,
        col(Turnout.as_of) >= morning,
    )
    query = (
        select(Participant.cycle_id, Participant.cell_id)
        .join(Cycle)
        .where(Cycle.closes_at > now, Cycle.opens_at < morning, col(Cycle.frozen_at).is_not(None), ~counted)
    )
    found = session.exec(query.distinct().limit(limit)).all()
    by_cycle: dict[int, list[int]] = {}
    for cycle, cell in found:
        by_cycle.setdefault(cycle, []).append(cell)
    for cycle, cells in by_cycle.items():
        _count(session, cycle, cells, morning, final=False)
    return len(found)


def settle_turnout(session: Session, cycle_id: int, cells: Sequence[int], closed_at: datetime) -> None:
    """Count for good: the cycle has closed."""
    _count(session, cycle_id, cells, closed_at, final=True)


def _count(session: Session, cycle_id: int, cells: Sequence[int], until: datetime, *, final: bool) -> None:
    """Never a decrease: who takes his review back, or deletes it, is not to be noticed by it."""
    member, handed, paper = col(Participant.member_id), col(Review.submitted_at), col(Review.paper_at)
    query = (
        select(
            Participant.cell_id,
            func.count(member.distinct()),
            func.count(case((handed <= until, member)).distinct()),
            func.count(case((paper <= until, member)).distinct()),
        )
        .join(Vault, col(Vault.member_id) == Participant.member_id, isouter=True)
        .join(
            Review,
            (col(Review.vault_id) == Vault.id) & (col(Review.cycle_id) == Participant.cycle_id),
            isouter=True,
        )
        .where(Participant.cycle_id == cycle_id, col(Participant.cell_id).in_(cells))
        .group_by(col(Participant.cell_id))
    )
    for cell, expected, submitted, on_paper in session.exec(query).all():
        row = session.get(Turnout, (cycle_id, cell)) or Turnout(
            cycle_id=cycle_id, cell_id=cell, expected=expected, submitted=0, paper=0, as_of=until
        )
        row.submitted, row.paper = max(row.submitted, submitted), max(row.paper, on_paper)
        row.as_of, row.final = until, final
        session.add(row)
    session.flush()


def untold(session: Session, cycle_id: int, occasion: str, limit: int) -> list[tuple[int, int]]:
    """Chats of members on the roster, with their vaults, that were not written to on this occasion yet."""
    told = exists().where(col(Outbox.account_id) == Account.id, col(Outbox.occasion) == occasion)
    query = (
        select(Account.id, Account.vault_id)
        .join(Vault, col(Vault.id) == Account.vault_id)
        .join(Participant, col(Participant.member_id) == Vault.member_id)
        .where(Participant.cycle_id == cycle_id, ~told)
    )
    return [(account or 0, vault or 0) for account, vault in session.exec(query.limit(limit)).all()]


def pool_of(session: Session, cycle_id: int, cell_id: int) -> tuple[Pool, list[int]] | None:
    """The pool a cell is in, with all its cells; None where it has no figures."""
    query = select(Pool).join(PoolCell).where(Pool.cycle_id == cycle_id, PoolCell.cell_id == cell_id)
    pool = session.exec(query).first()
    if pool is None:
        return None
    cells = select(PoolCell.cell_id).where(PoolCell.pool_id == pool.id).order_by(col(PoolCell.cell_id))
    return pool, list(session.exec(cells).all())
