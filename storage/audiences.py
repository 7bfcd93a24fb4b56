"""Who a notice is meant for: by unit, kind of unit, office, or by what he did not answer, or his cell not
register for.

Never by review, plan, consent, or how somebody can be reached: nothing here reads of these (a test looks at
the statement).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import members
from storage.members import Member, Role
from storage.notices import CANCELLED, REGISTERED, Notice, NoticeCopy, audience_of
from storage.units import Unit

Audience = Mapping[str, Any]


def audience(
    units: list[int],
    kinds: tuple[str, ...] = (),
    offices: tuple[str, ...] = (),
    unanswered: int | None = None,
    unregistered: int | None = None,
) -> dict[str, Any]:
    """Those who are below one of these units and all that is asked for besides; nothing asked is no limit.

    `unanswered`: a notice that he did not answer; `unregistered`: one that asked his cell to register.
    """
    return {
        "units": units,
        "kinds": list(kinds),
        "offices": list(offices),
        "unanswered": unanswered,
        "unregistered": unregistered,
    }


def recipients(meant: Audience, at: datetime) -> sa.Select[Any]:
    """Present members who are meant, each once, with the cell he is in: `member_id`, `unit_id`.

    An office counts where it is held at that moment in one of these units or below.
    """
    below = _below(meant)
    columns: tuple[Any, Any] = (col(Member.id).label("member_id"), col(Member.unit_id))
    query: sa.Select[Any] = sa.select(*columns).where(
        members.is_present(), col(Member.unit_id).in_(sa.select(below.c.id))
    )
    if meant.get("kinds"):
        kinds = sa.select(col(Unit.id)).where(col(Unit.kind).in_(meant["kinds"]))
        query = query.where(col(Member.unit_id).in_(kinds))
    if meant.get("offices"):
        holders = sa.select(col(Role.member_id)).where(
            col(Role.name).in_(meant["offices"]),
            col(Role.unit_id).in_(sa.select(below.c.id)),
            *members.held_at(at),
        )
        query = query.where(col(Member.id).in_(holders))
    if meant.get("unanswered") is not None:
        silent = sa.select(col(NoticeCopy.member_id)).where(
            col(NoticeCopy.notice_id) == meant["unanswered"], col(NoticeCopy.answered_at).is_(None)
        )
        query = query.where(col(Member.id).in_(silent))
    if meant.get("unregistered") is not None:
        missing = sa.select(col(NoticeCopy.unit_id)).where(
            col(NoticeCopy.notice_id) == meant["unregistered"], col(NoticeCopy.answer) != REGISTERED
        )
        query = query.where(col(Member.unit_id).in_(missing))
    return query


def count(session: Session, meant: Audience, at: datetime) -> tuple[int, int]:
    """How many members, in how many cells."""
    number = sa.func.count().label("number")
    cells = recipients(meant, at).with_only_columns(number).group_by(col(Member.unit_id)).subquery()
    counted = sa.select(sa.func.coalesce(sa.func.sum(cells.c.number), 0), sa.func.count()).select_from(cells)
    people, places = session.connection().execute(counted).one()
    return int(people), int(places)


def _below(meant: Audience) -> sa.CTE:
    """These units and all below them."""
    below = sa.select(col(Unit.id)).where(col(Unit.id).in_(meant["units"])).cte(recursive=True)
    return below.union(sa.select(col(Unit.id)).where(col(Unit.parent_id) == below.c.id))


def overlap(session: Session, meant: Audience, at: datetime, other: Notice) -> bool:
    """Whether another notice goes, or went, to any of those who are meant."""
    who = recipients(meant, at).subquery()
    if other.laid < 0:  # its recipients are not fixed yet
        others = sa.select(recipients(audience_of(other), at).subquery().c.member_id)
    else:
        others = sa.select(col(NoticeCopy.member_id)).where(col(NoticeCopy.notice_id) == other.id)
        if other.state == CANCELLED:
            others = others.where(col(NoticeCopy.laid) > 0)
    found = sa.select(who.c.member_id).where(who.c.member_id.in_(others)).limit(1)
    return session.connection().scalar(found) is not None


def children(session: Session, unit_id: int, start: int, most: int) -> list[tuple[int, str, bool]]:
    """The open units right below one, by name: id, name, whether there are units below them."""
    below: Any = sa.orm.aliased(Unit)
    open_below = below.closed_at.is_(None)
    parted = sa.exists().where(below.parent_id == col(Unit.id), open_below)
    query = sa.select(col(Unit.id), col(Unit.name), parted).where(
        col(Unit.parent_id) == unit_id, col(Unit.closed_at).is_(None)
    )
    rows = session.connection().execute(
        query.order_by(col(Unit.name), col(Unit.id)).offset(start).limit(most)
    )
    return [(row_id or 0, name, bool(any_)) for row_id, name, any_ in rows]
