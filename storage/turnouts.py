"""Turnout: how many of each cell have handed in, here or on paper, as of some morning, and in the end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import case, func
from sqlmodel import Field, Session, SQLModel, col, insert, select

from storage import cycles, units
from storage.cycles import Cycle, Participant
from storage.engines import Moment
from storage.members import Vault
from storage.reviews import Review
from storage.units import Unit


class Turnout(SQLModel, table=True):
    """How many of a cell took part, as of some morning, and for good once `final`."""

    cycle_id: int = Field(foreign_key="cycle.id", primary_key=True)
    cell_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    expected: int
    submitted: int
    paper: int
    as_of: datetime = Field(sa_type=Moment)
    final: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """How many below a unit have handed in, here or on paper; in how many of its cells all have.

    `is_cell`: it was a cell itself, so that there is nothing below it.
    """

    unit_id: int
    name: str
    cells: int
    complete: int
    expected: int
    handed: int
    as_of: datetime
    is_cell: bool


def count(session: Session, now: datetime, morning: datetime, limit: int) -> int:
    """Count who handed in before this morning, in some cells of open cycles; in how many of them.

    Cell by cell, so that every step goes on where the last one stopped.
    """
    open_ = (Cycle.closes_at > now, Cycle.opens_at < morning, col(Cycle.frozen_at).is_not(None))
    for cycle_id in session.exec(select(Cycle.id).where(*open_).order_by(col(Cycle.id))).all():
        mine = (col(Turnout.cycle_id) == cycle_id, col(Turnout.as_of) >= morning)
        last = session.exec(select(func.max(Turnout.cell_id)).where(*mine)).one() or 0
        if cells := cycles.cells_after(session, cycle_id or 0, last, limit):
            _count(session, cycle_id or 0, cells, morning, final=False)
            return len(cells)
    return 0


def settle(session: Session, cycle_id: int, cells: Sequence[int], closed_at: datetime) -> None:
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
    known = select(Turnout.cell_id, Turnout.submitted, Turnout.paper)
    known = known.where(Turnout.cycle_id == cycle_id, col(Turnout.cell_id).in_(cells))
    before = {cell: (submitted, paper) for cell, submitted, paper in session.exec(known).all()}
    fresh, counted = [], []
    for cell, expected, submitted, on_paper in session.exec(query).all():
        least = before.get(cell, (0, 0))
        row = {"cell_id": cell, "submitted": max(least[0], submitted), "paper": max(least[1], on_paper)}
        if cell in before:
            counted.append({f"its_{name}": value for name, value in row.items()})
        else:
            fresh.append({"cycle_id": cycle_id, "expected": expected, "as_of": until, "final": final, **row})
    if fresh:
        session.connection().execute(insert(Turnout), fresh)
    if counted:
        session.connection().execute(_again(cycle_id, until, final=final), counted)
    session.expire_all()


def _again(cycle_id: int, until: datetime, *, final: bool) -> sa.Update:
    """Rows that there are already, counted anew."""
    mine = (col(Turnout.cycle_id) == cycle_id) & (col(Turnout.cell_id) == sa.bindparam("its_cell_id"))
    numbers: dict[str, Any] = {name: sa.bindparam(f"its_{name}") for name in ("submitted", "paper")}
    return sa.update(Turnout).where(mine).values(as_of=until, final=final, **numbers)


def taken(session: Session, cycle_id: int, unit_id: int) -> tuple[int, int]:
    """How many below a unit (or in it, being a cell) have handed in here, and how many on paper."""
    tree, count = _tree(session, cycle_id, unit_id), Turnout.metadata.tables["turnout"]
    query = sa.select(
        func.coalesce(func.sum(count.c.submitted), 0), func.coalesce(func.sum(count.c.paper), 0)
    ).join_from(tree, count, (count.c.cell_id == tree.c.unit) & (count.c.cycle_id == cycle_id))
    here, on_paper = session.connection().execute(query).one()
    return int(here), int(on_paper)


def sums(session: Session, cycle_id: int) -> tuple[int, int]:
    """How many have handed in, here or on paper, and of how many: in all cells that were counted."""
    handed = func.sum(col(Turnout.submitted) + col(Turnout.paper))
    query = sa.select(handed, func.sum(col(Turnout.expected))).where(col(Turnout.cycle_id) == cycle_id)
    here, of = session.connection().execute(query).one()
    return int(here or 0), int(of or 0)


def below(session: Session, cycle_id: int, unit_id: int) -> list[Taken]:
    """Turnout by child unit (of a cell: its own), as last counted."""
    tree, count = _tree(session, cycle_id, unit_id), Turnout.metadata.tables["turnout"]
    handed = count.c.submitted + count.c.paper
    query: sa.Select[Any] = (
        sa.select(
            tree.c.child,
            func.count(),
            func.sum(case((handed >= count.c.expected, 1), else_=0)),
            func.sum(count.c.expected),
            func.sum(handed),
            func.max(count.c.as_of),
            func.max(case((tree.c.child == tree.c.unit, 1), else_=0)),
        )
        .join_from(tree, count, (count.c.cell_id == tree.c.unit) & (count.c.cycle_id == cycle_id))
        .group_by(tree.c.child)
    )
    rows = session.connection().execute(query).all()
    opened = session.exec(select(Cycle.closes_at).where(Cycle.id == cycle_id)).one()
    names = units.names_at(session, [row[0] for row in rows], opened)
    return [
        Taken(child, names[child], cells, complete, expected, handed, as_of, bool(is_cell))
        for child, cells, complete, expected, handed, as_of, is_cell in rows
    ]


def _tree(session: Session, cycle_id: int, unit_id: int) -> sa.CTE:
    """Every unit below a unit, with the child of that unit that it is below; the unit itself as its own.

    It is the tree as it was when the cycle opened: units may have moved since.
    """
    opened = session.exec(select(Cycle.frozen_at).where(Cycle.id == cycle_id)).first()
    unit: Any = units.placed(opened) if opened and units.have_moved(session, opened) else _units_now()
    tree = (
        sa.select(unit.c.unit_id.label("child"), unit.c.unit_id.label("unit"))
        .where((unit.c.parent_id == unit_id) | (unit.c.unit_id == unit_id))
        .cte("below", recursive=True)
    )
    return tree.union_all(
        sa.select(tree.c.child, unit.c.unit_id)
        .join_from(unit, tree, unit.c.parent_id == tree.c.unit)
        .where(tree.c.child != unit_id)
    )


def _units_now() -> Any:
    unit = Unit.metadata.tables["unit"]
    return sa.select(unit.c.id.label("unit_id"), unit.c.parent_id).subquery("placed")
