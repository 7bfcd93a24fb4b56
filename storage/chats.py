"""Chats to write to: which of a person's, and who has none left."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from storage import members
from storage.accounts import Account
from storage.members import Member, Vault


def preferred(vault_id: Any) -> Any:
    """Of a person's chats the one to write to, as an expression: one that can be written to while closed
    before a page, the newest of them."""
    account: Any = sa.orm.aliased(Account)
    query = select(account.id).where(account.vault_id == vault_id, *reachable(account))
    return query.order_by(*preference(account)).limit(1).scalar_subquery()


def preferred_of(member_id: Any) -> Any:
    """The same of a member, whichever of his vaults it belongs to: the newest one's goes first."""
    account: Any = sa.orm.aliased(Account)
    query = select(account.id).join(Vault, col(Vault.id) == account.vault_id)
    query = query.where(col(Vault.member_id) == member_id, *reachable(account))
    order = (col(Vault.created_at).desc(), *preference(account))
    return query.order_by(*order).limit(1).scalar_subquery()


def reachable(account: Any) -> tuple[Any, ...]:
    """What holds of a chat that can be written to."""
    return account.blocked_at.is_(None), account.address.is_not(None)


def preference(account: Any) -> tuple[Any, ...]:
    """The order of a person's chats: one that is reached while closed before a page, then the newest."""
    return account.bot == "web", account.created_at.desc(), account.id.desc()


def unreached(session: Session, unit_id: int) -> int:
    """How many members of a cell have joined, but have no chat left that can be written to."""
    query = (
        select(func.count())
        .select_from(Member)
        .join(Vault, col(Vault.member_id) == col(Member.id))
        .where(
            Member.unit_id == unit_id,
            members.is_present(),
            sa.exists().where(col(Account.vault_id) == col(Vault.id)),
            preferred(col(Vault.id)).is_(None),
        )
    )
    return session.exec(query).one()
