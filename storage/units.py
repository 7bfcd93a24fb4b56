"""Units: the organisation tree, any depth, dated."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.engines import Moment

KINDS = ("residential", "agency", "public_service", "enterprise", "armed_forces", "other")
AT_ONCE = 500


class Unit(SQLModel, table=True):
    """A node of the organisation tree; a leaf that meets monthly is a cell.

    `placed_at`: since when it is where it is, under this name; where it was before tells `Placement`.
    """

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True, max_length=32)
    name: str = Field(max_length=200)
    kind: str = Field(max_length=20)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    timezone: str | None = Field(default=None, max_length=40)
    language: str | None = Field(default=None, max_length=2)
    created_at: datetime = Field(sa_type=Moment)
    placed_at: datetime | None = Field(default=None, sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)


class Placement(SQLModel, table=True):
    """Where a unit was and what it was called, until it moved or was renamed. What is now: in its own row."""

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    until_at: datetime = Field(sa_type=Moment, primary_key=True)
    from_at: datetime = Field(sa_type=Moment)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    name: str = Field(max_length=200)


class Succession(SQLModel, table=True):
    """A unit that was merged into another, or split off from it: whose people and past it took over."""

    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    successor_id: int = Field(foreign_key="unit.id", primary_key=True, index=True)
    at: datetime = Field(sa_type=Moment)


STAGED = datetime(1970, 1, 1, tzinfo=UTC)
"""Units that closed around this day were never there: an import has not shown them yet."""


def was_shown() -> ColumnElement[bool]:
    """Which units are, or once were, part of the tree."""
    return col(Unit.closed_at).is_(None) | (col(Unit.closed_at) > STAGED + timedelta(days=365))


def find_unit(session: Session, code: str) -> Unit | None:
    """The unit with this code, whatever its case."""
    return session.exec(select(Unit).where(Unit.code == code.strip().upper())).first()


def get_unit(session: Session, unit_id: int) -> Unit:
    """The unit with this id; it must exist."""
    return session.get_one(Unit, unit_id)


def lineage_of(session: Session, unit_id: int) -> list[int]:
    """The unit's id and those of all units above it, nearest first."""
    above = select(Unit.id, Unit.parent_id).where(Unit.id == unit_id).cte("above", recursive=True)
    above = above.union_all(select(Unit.id, Unit.parent_id).where(col(Unit.id) == above.c.parent_id))
    parents = dict(session.exec(select(above.c.id, above.c.parent_id)).all())
    lineage, current = [], unit_id
    while current is not None and current in parents:
        lineage.append(current)
        current = parents[current]
    return lineage


def lineages_of(session: Session, unit_ids: Sequence[int]) -> dict[int, list[int]]:
    """The same of many units."""
    above = select(Unit.id, Unit.parent_id).where(col(Unit.id).in_(unit_ids)).cte("above", recursive=True)
    above = above.union(select(Unit.id, Unit.parent_id).where(col(Unit.id) == above.c.parent_id))
    parents = dict(session.exec(select(above.c.id, above.c.parent_id)).all())
    return {unit_id: list(_upwards(unit_id, parents)) for unit_id in unit_ids}


def _upwards(unit_id: int, parents: Mapping[int, int | None]) -> Iterator[int]:
    current: int | None = unit_id
    while current is not None and current in parents:
        yield current
        current = parents[current]


def below(unit_id: int) -> sa.CTE:
    """The unit and all units below it (`id`), for a statement that needs not have them here."""
    tree = sa.select(col(Unit.id).label("id")).where(col(Unit.id) == unit_id).cte("below", recursive=True)
    return tree.union_all(sa.select(col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))


def ids_below(session: Session, unit_id: int, last: int, limit: int | None) -> list[int]:
    """The next units after one, by their ids, of this unit and all below it."""
    tree = below(unit_id)
    query = sa.select(tree.c.id).where(tree.c.id > last).order_by(tree.c.id).limit(limit)
    return list(session.connection().scalars(query))


def below_with_past(unit_id: int) -> sa.CTE:
    """The same, and the units whose people any of them took over, directly or after several changes."""
    tree = sa.select(below(unit_id).c.id).cte("with_past", recursive=True)
    return tree.union(sa.select(col(Succession.unit_id)).where(col(Succession.successor_id) == tree.c.id))


def subtrees_of(session: Session, unit_ids: Sequence[int]) -> dict[int, set[int]]:
    """By unit: it and all units below it."""
    top: Any = sa.select(col(Unit.id).label("top"), col(Unit.id).label("id"))
    top = top.where(col(Unit.id).in_(unit_ids))
    tree = top.cte("below", recursive=True)
    tree = tree.union_all(sa.select(tree.c.top, col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))
    found: dict[int, set[int]] = {unit_id: set() for unit_id in unit_ids}
    for unit_id, inside in session.connection().execute(sa.select(tree.c.top, tree.c.id)):
        found[unit_id].add(inside)
    return found


def subtree_of(session: Session, unit_id: int) -> list[int]:
    """The ids of the unit and of all units below it, parents before their children."""
    depth: Any = sa.literal(0).label("depth")
    below = sa.select(col(Unit.id).label("id"), depth).where(col(Unit.id) == unit_id)
    tree = below.cte("below", recursive=True)
    tree = tree.union_all(sa.select(col(Unit.id), tree.c.depth + 1).where(col(Unit.parent_id) == tree.c.id))
    return list(session.connection().scalars(sa.select(tree.c.id).order_by(tree.c.depth, tree.c.id)))


def has_children(session: Session, unit_id: int) -> bool:
    """Whether there are units below: a cell has none."""
    return session.exec(select(Unit.id).where(Unit.parent_id == unit_id).limit(1)).first() is not None


def children_of(session: Session, unit_id: int) -> list[Unit]:
    """The open units right below, by name."""
    query = select(Unit).where(Unit.parent_id == unit_id, col(Unit.closed_at).is_(None))
    return list(session.exec(query.order_by(col(Unit.name), col(Unit.id))).all())


def open_cells(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """Those of these units that are open cells, by name."""
    above = select(Unit.parent_id).where(col(Unit.parent_id).is_not(None), col(Unit.closed_at).is_(None))
    found: list[Unit] = []
    for some in _some(unit_ids):
        query = select(Unit).where(
            col(Unit.id).in_(some), col(Unit.closed_at).is_(None), col(Unit.id).not_in(above)
        )
        found += session.exec(query).all()
    return sorted(found, key=lambda unit: (unit.name, unit.id or 0))


def open_of(session: Session, unit_ids: Sequence[int]) -> list[Unit]:
    """Those of these units that are open, by name."""
    found: list[Unit] = []
    for some in _some(unit_ids):
        found += session.exec(select(Unit).where(col(Unit.id).in_(some), col(Unit.closed_at).is_(None)))
    return sorted(found, key=lambda unit: (unit.name, unit.id or 0))


def add_placement(session: Session, unit: Unit, since: datetime, until: datetime) -> None:
    """Keep where a unit was, and under which name."""
    row = Placement(
        unit_id=unit.id or 0, until_at=until, from_at=since, parent_id=unit.parent_id, name=unit.name
    )
    session.add(row)
    session.flush()


def add_succession(session: Session, unit_id: int, successor_id: int, at: datetime) -> None:
    """One unit's people and past went over to another."""
    session.merge(Succession(unit_id=unit_id, successor_id=successor_id, at=at))
    session.flush()


def successions(session: Session) -> list[tuple[int, set[int]]]:
    """Each unit whose people others took over, with those others, directly or after several changes."""
    direct: dict[int, set[int]] = {}
    for row in session.exec(select(Succession)).all():
        direct.setdefault(row.unit_id, set()).add(row.successor_id)
    found = []
    for unit_id in direct:
        reached, ahead = set[int](), [unit_id]
        while ahead:
            fresh = direct.get(ahead.pop(), set()) - reached
            reached |= fresh
            ahead.extend(fresh)
        found.append((unit_id, reached - {unit_id}))
    return found


def names_at(session: Session, unit_ids: Sequence[int], at: datetime) -> dict[int, str]:
    """What these units were called at a moment."""
    names = dict(session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(unit_ids))).all())
    query = select(Placement.unit_id, Placement.name).where(
        col(Placement.unit_id).in_(unit_ids), Placement.from_at <= at, Placement.until_at > at
    )
    return {unit_id or 0: name for unit_id, name in names.items()} | dict(session.exec(query).all())


def have_moved(session: Session, since: datetime) -> bool:
    """Whether any unit moved, or got another name, since a moment."""
    return session.exec(select(Unit.id).where(col(Unit.placed_at) > since).limit(1)).first() is not None


def placed(at: datetime) -> sa.CTE:
    """Which unit was below which at a moment: `unit_id`, `parent_id`."""
    then = sa.select(col(Placement.unit_id), col(Placement.parent_id)).where(
        col(Placement.from_at) <= at, col(Placement.until_at) > at
    )
    now: Any = sa.select(col(Unit.id).label("unit_id"), col(Unit.parent_id)).where(
        col(Unit.placed_at).is_(None) | (col(Unit.placed_at) <= at)
    )
    return sa.union_all(now, then).cte("placed")


def siblings_of(session: Session, unit_id: int) -> list[Unit]:
    """The other open units under the same parent, by name."""
    unit = get_unit(session, unit_id)
    if unit.parent_id is None:
        return []
    query = select(Unit).where(
        Unit.parent_id == unit.parent_id, Unit.id != unit_id, col(Unit.closed_at).is_(None)
    )
    return list(session.exec(query.order_by(col(Unit.name))).all())


def beside(session: Session, unit_id: int) -> list[int]:
    """The ids of all units under the same parent, closed ones and itself among them."""
    parent_id = get_unit(session, unit_id).parent_id
    if parent_id is None:
        return [unit_id]
    return sorted(unit or 0 for unit in session.exec(select(Unit.id).where(Unit.parent_id == parent_id)))


def parents_of(session: Session, unit_ids: Sequence[int]) -> dict[int, int | None]:
    """The units above these."""
    found: dict[int, int | None] = {}
    for some in _some(unit_ids):
        query = select(Unit.id, Unit.parent_id).where(col(Unit.id).in_(some))
        found |= {unit_id or 0: parent for unit_id, parent in session.exec(query)}
    return found


def set_effective(
    session: Session, unit_ids: Sequence[int], timezone: str | None, language: str | None
) -> None:
    """The time zone and language that hold in these units."""
    for some in _some(unit_ids):
        session.exec(update(Unit).where(col(Unit.id).in_(some)).values(timezone=timezone, language=language))


def _some(unit_ids: Sequence[int]) -> list[Sequence[int]]:
    """Few enough at a time for one statement."""
    return [unit_ids[start : start + AT_ONCE] for start in range(0, len(unit_ids), AT_ONCE)]


def timezones_of(session: Session, unit_ids: Sequence[int]) -> dict[int, str | None]:
    """The time zones these units have of their own."""
    query = select(Unit.id, Unit.timezone).where(col(Unit.id).in_(unit_ids))
    return {unit_id or 0: timezone for unit_id, timezone in session.exec(query)}


def codes_of(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """The codes of these units."""
    rows = session.exec(select(Unit.id, Unit.code).where(col(Unit.id).in_(unit_ids))).all()
    return {unit_id or 0: code for unit_id, code in rows}


def names_of(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """The names of these units."""
    rows = session.exec(select(Unit.id, Unit.name).where(col(Unit.id).in_(unit_ids))).all()
    return {unit_id or 0: name for unit_id, name in rows}


def labels_of(session: Session, unit_ids: Sequence[int]) -> dict[int, tuple[str, str]]:
    """The codes and names of these units."""
    found: dict[int, tuple[str, str]] = {}
    for some in _some(unit_ids):
        query = select(Unit.id, Unit.code, Unit.name).where(col(Unit.id).in_(some))
        for unit_id, code, name in session.exec(query):
            found[unit_id or 0] = code, name
    return found


def kinds_of(session: Session, unit_ids: Sequence[int]) -> dict[int, str]:
    """The kinds of these units."""
    rows = session.exec(select(Unit.id, Unit.kind).where(col(Unit.id).in_(unit_ids))).all()
    return {unit_id or 0: kind for unit_id, kind in rows}
