"""Personal plans: one row a member; the plan is one encrypted value in it, whatever its length.

Every plan has a key of its own (its id is an owner in the key store), so that one that is withdrawn or erased
cannot be read from an old backup either, while the member goes on. Neither how many lines there are nor how
they stand is outside the encrypted value.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage.encryption import keyring_of, new_id
from storage.engines import Moment

PLACE = "plan.content"


class Plan(SQLModel, table=True):
    """A member's plan. `trim_at`: something in it is to go then; `until_at`: all of it, if he stays away."""

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    vault_id: int = Field(foreign_key="vault.id", unique=True, index=True, sa_type=BigInteger)
    content: bytes
    trim_at: datetime | None = Field(default=None, sa_type=Moment, index=True)
    until_at: datetime = Field(sa_type=Moment, index=True)


def find_content(session: Session, vault_id: int) -> tuple[int | None, Any]:
    """The id and the content of a member's plan, its row locked; None twice where there is none yet."""
    query = select(Plan.id, Plan.content).where(Plan.vault_id == vault_id).with_for_update()
    row = session.exec(query).first()
    if row is None:
        return None, None
    plan_id, sealed = row
    return plan_id, keyring_of(session).decrypt(plan_id, PLACE, sealed)


def save_content(
    session: Session,
    plan_id: int | None,
    vault_id: int,
    content: Any,
    trim_at: datetime | None,
    until_at: datetime | None = None,
) -> int:
    """Keep a plan; the first time with a key of its own. Without `until_at` it is kept no longer. Its id."""
    keyring = keyring_of(session)
    if plan_id is None:
        assert until_at is not None
        plan_id = new_id()
        keyring.create(plan_id)
        sealed = keyring.encrypt(plan_id, PLACE, content)
        session.add(Plan(id=plan_id, vault_id=vault_id, content=sealed, trim_at=trim_at, until_at=until_at))
        session.flush()
        return plan_id
    sealed = keyring.encrypt(plan_id, PLACE, content)
    values: dict[str, Any] = {"content": sealed, "trim_at": trim_at}
    values |= {"until_at": until_at} if until_at else {}
    session.exec(update(Plan).where(col(Plan.id) == plan_id).values(**values))
    return plan_id


def contents_of(session: Session, vault_ids: Sequence[int]) -> dict[int, Any]:
    """The plans in these vaults, by vault."""
    query = select(Plan.vault_id, Plan.id, Plan.content).where(col(Plan.vault_id).in_(vault_ids))
    keyring = keyring_of(session)
    return {vault: keyring.decrypt(plan, PLACE, sealed) for vault, plan, sealed in session.exec(query).all()}


def to_trim(session: Session, now: datetime, limit: int) -> list[int]:
    """The vaults whose plans hold something that is to go now."""
    query = select(Plan.vault_id).where(col(Plan.trim_at) <= now).limit(limit)
    return list(session.exec(query).all())


def ids_of(session: Session, vault_ids: Sequence[int]) -> list[int]:
    """The plans in these vaults."""
    return list(session.exec(select(Plan.id).where(col(Plan.vault_id).in_(vault_ids))).all())


def erase(session: Session, plan_ids: Sequence[int], now: datetime) -> None:
    """Destroy the keys of plans, then delete their rows."""
    keyring_of(session).destroy(list(plan_ids), now)
    session.exec(delete(Plan).where(col(Plan.id).in_(plan_ids)))
