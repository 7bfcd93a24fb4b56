"""What is published of a cycle, once: pools with their rounded figures, sums above, turnout, who read them.

No row here names a member's answer, and no member but the officers who acted (`Cover`, `Collective`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, exists, func, insert, not_, text
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage import units
from storage.cycles import Cycle, Participant
from storage.members import Vault
from storage.reviews import Review
from storage.turnouts import Turnout
from storage.units import Unit


class Pool(SQLModel, table=True):
    """Cells counted as one, and their figures: rounded once, by name (``sign:2.4``, ``cause:habit``).

    `counted`: it has them; a pool is formed in one transaction and counted in a later one.
    """

    __table_args__ = (
        Index(
            "ix_pool_uncounted",
            "cycle_id",
            "id",
            sqlite_where=text("counted = 0"),
            postgresql_where=text("NOT counted"),
        ),
    )
    id: int | None = Field(default=None, primary_key=True)
    cycle_id: int = Field(foreign_key="cycle.id", index=True)
    n: int
    kind: str = Field(max_length=20)
    figures: dict[str, int] = Field(sa_type=JSON)
    counted: bool = True


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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A pool that was formed and has no figures yet: how many count in each of its cells."""

    pool_id: int
    kind: str
    n: int
    parts: dict[int, int]


@dataclass(slots=True)
class Sums:
    """The figures of some pools added up: each name's leaves, place by place."""

    pools: int = 0
    cells: int = 0
    n: int = 0
    figures: dict[str, list[int]] = field(default_factory=dict)

    def add(self, other: "Sums") -> None:
        """Add others to them."""
        self.pools, self.cells, self.n = self.pools + other.pools, self.cells + other.cells, self.n + other.n
        self.figures = {
            name: [a + b for a, b in zip(self.figures[name], leaf, strict=True)]
            if name in self.figures
            else leaf
            for name, leaf in other.figures.items()
        }


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
    return cycles_about_all(session, [unit_id])[unit_id]


def cycles_about_all(session: Session, unit_ids: Sequence[int]) -> dict[int, list[Cycle]]:
    """The same of many units."""
    lineages = units.lineages_of(session, unit_ids)
    above = {unit for lineage in lineages.values() for unit in lineage}
    part: dict[int, set[int]] = {unit: set() for unit in unit_ids}
    for place, row in ((Turnout.cell_id, Turnout.cycle_id), (Total.unit_id, Total.cycle_id)):
        for unit, cycle in session.exec(select(place, row).where(col(place).in_(unit_ids)).distinct()).all():
            part[unit].add(cycle)
    named = col(Cycle.id).in_({cycle for some in part.values() for cycle in some})
    query = select(Cycle).where(col(Cycle.unit_id).in_(above) | named)
    known = session.exec(query.order_by(col(Cycle.opens_at).desc(), col(Cycle.id).desc())).all()
    return {
        unit: [one for one in known if one.unit_id in lineage or one.id in part[unit]]
        for unit, lineage in lineages.items()
    }


def largest_step(session: Session, unit_id: int) -> int:
    """The largest step of any cycle that a cell below, or one whose people it took over, was counted in."""
    cells = select(units.below_with_past(unit_id).c.id)
    counted = exists().where(col(Turnout.cycle_id) == col(Cycle.id), col(Turnout.cell_id).in_(cells))
    return session.exec(select(func.max(Cycle.step)).where(counted)).one() or 0


def counted_below(session: Session, unit_id: int, since: datetime) -> list[tuple[Cycle, set[int]]]:
    """The cycles opened since then, with those cells below that were counted in them.

    A cell's past is also that of the cells whose people it took over.
    """
    cells = select(units.below_with_past(unit_id).c.id)
    heirs = dict(units.successions(session))
    found = []
    for cycle in session.exec(select(Cycle).where(Cycle.opens_at > since)).all():
        own = select(Turnout.cell_id).where(Turnout.cycle_id == cycle.id, col(Turnout.cell_id).in_(cells))
        counted = {cell or 0 for cell in session.connection().scalars(own)}
        found.append((cycle, counted.union(*(heirs[cell] for cell in counted & heirs.keys()))))
    return found


def next_siblings(session: Session, cycle_id: int) -> list[int]:
    """The cells of one parent whose turnout is not final yet; an empty list when all are done."""
    expected = exists().where(col(Participant.cycle_id) == cycle_id, col(Participant.cell_id) == col(Unit.id))
    done = exists().where(
        col(Turnout.cycle_id) == cycle_id, col(Turnout.cell_id) == col(Unit.id), col(Turnout.final).is_(True)
    )
    query = select(Unit.id, Unit.parent_id).where(expected, ~done)
    first = session.exec(query.order_by(col(Unit.id)).limit(1)).first()
    if first is None:
        return []
    cell, parent = first
    if parent is None:
        return [cell or 0]
    siblings = select(Unit.id).where(Unit.parent_id == parent, expected, ~done)
    return sorted(unit or 0 for unit in session.exec(siblings).all())


def respondents_of(session: Session, cycle_id: int, cells: Sequence[int]) -> dict[int, set[int]]:
    """Who on the roster of each of these cells handed in here."""
    vaults = _vaults_of(session, cycle_id, cells)
    handed = select(Review.vault_id).where(*_handed_in(cycle_id, vaults))
    found: dict[int, set[int]] = {cell: set() for cell in cells}
    for vault in session.exec(handed).all():
        cell, member = vaults[vault]
        found[cell].add(member)
    return found


def counted_reviews(session: Session, cycle_id: int, cells: Sequence[int]) -> list[tuple[int, int, Review]]:
    """Cell, member and review of everybody counted who handed in here, the latest of each last."""
    vaults = _vaults_of(session, cycle_id, cells, counted=True)
    query = select(Review).where(*_handed_in(cycle_id, vaults)).order_by(col(Review.submitted_at))
    return [(*vaults[review.vault_id], review) for review in session.exec(query).all()]


def _vaults_of(
    session: Session, cycle_id: int, cells: Sequence[int], *, counted: bool = False
) -> dict[int, tuple[int, int]]:
    """By vault: the cell and the member on the roster.

    Their reviews are asked for by vault afterwards: joined at once, SQLite would look through all reviews.
    """
    query = (
        select(Vault.id, Participant.cell_id, Participant.member_id)
        .join(Participant, col(Participant.member_id) == col(Vault.member_id))
        .where(Participant.cycle_id == cycle_id, col(Participant.cell_id).in_(cells))
    )
    if counted:
        query = query.where(col(Participant.counted).is_(True))
    return {vault: (cell, member) for vault, cell, member in session.exec(query).all()}


def _handed_in(cycle_id: int, vaults: Iterable[int]) -> tuple[Any, ...]:
    return (
        Review.cycle_id == cycle_id,
        col(Review.vault_id).in_(list(vaults)),
        col(Review.submitted_at).is_not(None),
    )


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


def form_pools(session: Session, cycle_id: int, formed: Sequence[tuple[str, Mapping[int, int]]]) -> None:
    """Keep pools: the kind of each, its cells with how many count in each. Figures come with `count_pool`."""
    pools = [
        Pool(cycle_id=cycle_id, n=sum(parts.values()), kind=kind, figures={}, counted=False)
        for kind, parts in formed
    ]
    session.add_all(pools)
    session.flush()
    cells = [
        {"pool_id": pool.id, "cell_id": cell, "n": n}
        for pool, (_, parts) in zip(pools, formed, strict=True)
        for cell, n in parts.items()
    ]
    if cells:
        session.connection().execute(insert(PoolCell), cells)


def uncounted(session: Session, cycle_id: int, respondents: int) -> list[Waiting]:
    """The next pools without figures: one, and more as long as they have no more respondents together."""
    waiting = select(Pool.id, Pool.kind, Pool.n).where(Pool.cycle_id == cycle_id, not_(col(Pool.counted)))
    found: dict[int, tuple[str, int]] = {}
    for pool_id, kind, n in session.exec(waiting.order_by(col(Pool.id)).limit(respondents)).all():
        if found and sum(known for _, known in found.values()) + n > respondents:
            break
        found[pool_id or 0] = kind, n
    parts: dict[int, dict[int, int]] = {pool_id: {} for pool_id in found}
    query = select(PoolCell.pool_id, PoolCell.cell_id, PoolCell.n).where(col(PoolCell.pool_id).in_(found))
    for pool_id, cell, n in session.exec(query.order_by(col(PoolCell.cell_id))).all():
        parts[pool_id][cell] = n
    return [Waiting(pool_id, kind, n, parts[pool_id]) for pool_id, (kind, n) in found.items()]


def count_pool(session: Session, pool_id: int, figures: dict[str, int]) -> None:
    """Keep a pool's figures."""
    session.exec(update(Pool).where(col(Pool.id) == pool_id).values(figures=figures, counted=True))


def add_total(session: Session, cycle_id: int, unit_id: int, kind: str, sums: Sums) -> None:
    """Add the figures of some pools to a unit's sums."""
    total = session.get(Total, (cycle_id, unit_id, kind), with_for_update=True)
    if total is None:
        total = Total(cycle_id=cycle_id, unit_id=unit_id, kind=kind, pools=0, cells=0, n=0, figures={})
    before = Sums(total.pools, total.cells, total.n, total.figures)
    before.add(sums)
    total.pools, total.cells, total.n, total.figures = before.pools, before.cells, before.n, before.figures
    session.add(total)
    session.flush()


def totals_of(session: Session, cycle_id: int, unit_id: int) -> dict[str, Total]:
    """A unit's sums: of all pools (the kind is empty) and by kind."""
    query = select(Total).where(Total.cycle_id == cycle_id, Total.unit_id == unit_id)
    return {total.kind: total for total in session.exec(query).all()}


def pool_of(session: Session, cycle_id: int, cell_id: int) -> tuple[Pool, list[int]] | None:
    """The pool a cell is in, with all its cells; None where it has no figures."""
    query = select(Pool).join(PoolCell).where(Pool.cycle_id == cycle_id, PoolCell.cell_id == cell_id)
    pool = session.exec(query).first()
    if pool is None:
        return None
    cells = select(PoolCell.cell_id).where(PoolCell.pool_id == pool.id).order_by(col(PoolCell.cell_id))
    return pool, list(session.exec(cells).all())
