"""Who of some units' members has a chat with a bot: counted, without opening anything sealed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from storage import members
from storage.accounts import Account
from storage.members import Member, Vault
from storage.units import Unit


@dataclass(frozen=True, slots=True)
class People:
    """Of one unit: its members, how many are on the bot, how many joined on other channels alone."""

    members: int
    here: int
    elsewhere: int


def by_unit(session: Session, bot: str, tops: Sequence[int]) -> dict[int, People]:
    """People of these units and of all below them (of all there are, with none), unit by unit."""
    here, other = _has(col(Account.bot) == bot), _has(col(Account.bot) != bot)
    count: Any = sa.func.count()
    query = sa.select(col(Member.unit_id), count, _number(here), _number(other & ~here))
    query = query.where(members.is_present()).group_by(col(Member.unit_id))
    if tops:
        query = query.where(col(Member.unit_id).in_(sa.select(_tree(tops).c.id)))
    return {unit_id: People(*map(int, rest)) for unit_id, *rest in session.connection().execute(query)}


def _tree(tops: Sequence[int]) -> sa.CTE:
    """These units and all below them, each once, though one of them may lie below another."""
    tree = sa.select(col(Unit.id).label("id")).where(col(Unit.id).in_(tops)).cte("served", recursive=True)
    return tree.union(sa.select(col(Unit.id)).where(col(Unit.parent_id) == tree.c.id))


def _has(where: Any) -> Any:
    """Whether a member has such a chat."""
    found = sa.select(col(Account.id)).join(Vault, col(Account.vault_id) == col(Vault.id))
    return found.where(col(Vault.member_id) == col(Member.id), where).exists()


def _number(true: Any) -> Any:
    return sa.func.sum(sa.case((true, 1), else_=0))
