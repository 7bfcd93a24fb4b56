"""How many got a notice, saw it, answered it, by unit; who did not; and who is reminded next."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, update

from storage import chats, members
from storage.accounts import Account
from storage.members import Member, Vault
from storage.notices import ABSENT, COMING, DEPUTY, REGISTERED, Notice, NoticeCopy
from storage.units import Unit

UNSEEN, UNANSWERED = "seen", "answered"
"""What somebody did not do."""
WINDOW = 1000
"""Copies that are looked through for the next to be reminded."""
ELSEWHERE = 0
"""Where units are counted that are not below the notice's any more."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Of so many people: for how many it was laid out, who saw it as it is now, what they answered.

    `registered`: in whose cell somebody did; `cells`, and how many of them are `done` with that.
    """

    people: int = 0
    laid: int = 0
    seen: int = 0
    coming: int = 0
    absent: int = 0
    deputy: int = 0
    registered: int = 0
    cells: int = 0
    done: int = 0

    @property
    def answered(self) -> int:
        """All who answered, whatever it was."""
        return self.coming + self.absent + self.deputy + self.registered

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Results:
    """A unit's tally and its children's, each with its name, in their order."""

    whole: Tally
    children: list[tuple[int, str, Tally]] = field(default_factory=list)


def results(session: Session, notice: Notice, unit_id: int) -> Results:
    """A notice in a unit: in all, and by child unit, all below it summed. At the notice's own unit the whole
    holds also those whose units went elsewhere since.
    """
    tops = _tops(unit_id)
    by_cell, whole = _by_cell(notice), unit_id == notice.unit_id
    if not whole:
        by_cell = by_cell.where(col(NoticeCopy.unit_id).in_(sa.select(tops.c.unit)))
    cells = by_cell.subquery()
    top = sa.func.coalesce(tops.c.top, ELSEWHERE)
    columns = [sa.func.sum(cells.c[name]) for name in Tally.__slots__]
    query = (
        sa.select(top, *columns)
        .join_from(cells, tops, tops.c.unit == cells.c.unit_id, isouter=whole)
        .group_by(top)
    )
    tallies = {row[0]: Tally(*map(int, row[1:])) for row in session.connection().execute(query)}
    found = sum(tallies.values(), Tally())
    return Results(
        found, _named(session, {k: v for k, v in tallies.items() if k not in (ELSEWHERE, unit_id)})
    )


def total(session: Session, notice: Notice) -> Tally:
    """A notice in all."""
    cells = _by_cell(notice).subquery()
    query: Any = sa.select(*(sa.func.coalesce(sa.func.sum(cells.c[name]), 0) for name in Tally.__slots__))
    return Tally(*map(int, session.connection().execute(query).one()))


def _by_cell(notice: Notice) -> Any:
    """A notice's tally in each cell, by the names of `Tally`."""
    said, every = col(NoticeCopy.answer), sa.literal(1)
    conditions = [
        col(NoticeCopy.laid) > 0,
        col(NoticeCopy.seen) >= notice.revision,
        *(said == answer for answer in (COMING, ABSENT, DEPUTY, REGISTERED)),
    ]
    counted = [sa.func.sum(every), *(sa.func.sum(sa.case((one, 1), else_=0)) for one in conditions)]
    done = sa.func.max(sa.case((said == REGISTERED, 1), else_=0))
    named = zip(Tally.__slots__, (*counted, sa.literal(1), done), strict=True)
    query: Any = sa.select(col(NoticeCopy.unit_id), *(value.label(name) for name, value in named))
    return query.where(col(NoticeCopy.notice_id) == notice.id).group_by(col(NoticeCopy.unit_id))


def _named(session: Session, tallies: dict[int, Tally]) -> list[tuple[int, str, Tally]]:
    query = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(tallies))
    rows = session.connection().execute(query.order_by(col(Unit.name), col(Unit.id)))
    return [(unit_id or 0, name, tallies[unit_id or 0]) for unit_id, name in rows]


def missing(
    session: Session, notice: Notice, unit_id: int, what: str, offset: int, limit: int
) -> list[tuple[int, int]]:
    """Who of a unit and all below has not seen it, or not answered: members and their cells, by cell.

    Only who is still on a roster of the notice's unit, or below it.
    """
    query = _missing(sa.select(col(NoticeCopy.member_id), col(Member.unit_id)), notice, what)
    query = query.where(*_still_below(notice, unit_id))
    query = query.order_by(col(NoticeCopy.unit_id), col(NoticeCopy.member_id))
    rows = session.connection().execute(query.offset(offset).limit(limit))
    return [(member_id, cell_id) for member_id, cell_id in rows]


def count_missing(session: Session, notice: Notice, what: str) -> tuple[int, int]:
    """How many have not seen it, or not answered; and how many of them can be written to."""
    number: Any = sa.func.count()
    reached = sa.exists().where(
        col(Vault.member_id) == col(NoticeCopy.member_id),
        col(Account.vault_id) == col(Vault.id),
        *chats.reachable(Account),
    )
    query = _missing(sa.select(number), notice, what)
    people, written = (session.connection().scalar(one) for one in (query, query.where(reached)))
    return int(people or 0), int(written or 0)


def said(
    session: Session, notice: Notice, unit_id: int, answer: str, offset: int, limit: int
) -> list[NoticeCopy]:
    """Who of a unit and all below answered this, by cell; only who is still on a roster below."""
    query: Any = (
        sa.select(NoticeCopy)
        .join(Member, col(Member.id) == col(NoticeCopy.member_id))
        .where(
            col(NoticeCopy.notice_id) == notice.id,
            col(NoticeCopy.answer) == answer,
            members.is_present(),
            *_still_below(notice, unit_id),
        )
        .order_by(col(NoticeCopy.unit_id), col(NoticeCopy.member_id))
    )
    return list(session.execute(query.offset(offset).limit(limit)).scalars())


def registrations(
    session: Session, notice: Notice, unit_id: int, offset: int, limit: int
) -> list[NoticeCopy]:
    """Of each cell of a unit that has registered and is below the notice's still, one copy; by name."""
    below = sa.select(_tops(unit_id).c.unit)
    first = sa.select(sa.func.min(col(NoticeCopy.member_id))).where(
        col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.answer) == REGISTERED
    )
    query: Any = (
        sa.select(NoticeCopy)
        .join(Unit, col(Unit.id) == col(NoticeCopy.unit_id))
        .where(
            col(NoticeCopy.notice_id) == notice.id,
            col(NoticeCopy.unit_id).in_(below),
            col(NoticeCopy.member_id).in_(first.group_by(col(NoticeCopy.unit_id))),
        )
        .order_by(col(Unit.name), col(Unit.id))
    )
    return list(session.execute(query.offset(offset).limit(limit)).scalars())


def next_missing(
    session: Session, notice: Notice, what: str, after: int, limit: int
) -> tuple[list[int], int | None]:
    """Who is to be reminded next, in the order of the members' ids; and after whom to go on, if ever."""
    window: Any = sa.select(col(NoticeCopy.member_id)).where(
        col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.member_id) > after
    )
    ids = list(session.execute(window.order_by(col(NoticeCopy.member_id)).limit(WINDOW)).scalars())
    if not ids:
        return [], None
    query = _missing(sa.select(col(NoticeCopy.member_id)), notice, what).where(
        col(NoticeCopy.member_id) > after, col(NoticeCopy.member_id) <= ids[-1]
    )
    found = list(session.execute(query.order_by(col(NoticeCopy.member_id)).limit(limit)).scalars())
    return found, found[-1] if len(found) == limit else ids[-1]


def mark_nudged(session: Session, notice_id: int, member_ids: Sequence[int], now: datetime) -> None:
    """These were reminded."""
    mine = (col(NoticeCopy.notice_id) == notice_id) & col(NoticeCopy.member_id).in_(member_ids)
    session.exec(update(NoticeCopy).where(mine).values(nudged_at=now))


def _missing(query: Any, notice: Notice, what: str) -> Any:
    """Members on a roster for whom it was laid out, and who did not do that."""
    undone = col(NoticeCopy.answer) == "" if what == UNANSWERED else col(NoticeCopy.seen) < notice.revision
    return (
        query.select_from(NoticeCopy)
        .join(Member, col(Member.id) == col(NoticeCopy.member_id))
        .where(col(NoticeCopy.notice_id) == notice.id, col(NoticeCopy.laid) > 0, undone, members.is_present())
    )


def _still_below(notice: Notice, unit_id: int) -> tuple[Any, Any]:
    """Copies of a unit and all below, whose members are below the notice's unit themselves."""
    own = sa.select(_tops(notice.unit_id, "own").c.unit)
    where, home = col(NoticeCopy.unit_id), col(Member.unit_id)
    below: Any = where.in_(sa.select(_tops(unit_id).c.unit))
    if unit_id == notice.unit_id:
        below = below.is_(True)  # nearly all are: copy after copy is asked, not unit after unit
    return below, (home == where) | home.in_(own)


def _tops(unit_id: int, name: str = "tops") -> sa.CTE:
    """Every unit below a unit, with the child of that unit that it is below; the unit itself as its own."""
    unit = Unit.metadata.tables["unit"]
    tree = sa.select(unit.c.id.label("top"), unit.c.id.label("unit"))
    tree = tree.where((unit.c.parent_id == unit_id) | (unit.c.id == unit_id))
    below = tree.cte(name, recursive=True)
    further = sa.select(below.c.top, unit.c.id).join_from(unit, below, unit.c.parent_id == below.c.unit)
    return below.union_all(further.where(below.c.unit != unit_id))
