"""The outbox: messages the product sends unasked, unique per chat and occasion."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, UniqueConstraint
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.encryption import keyring_of
from storage.engines import Moment


class Outbox(SQLModel, table=True):
    """One message to one chat. Its content is sealed to the recipient's vault."""

    __table_args__ = (UniqueConstraint("account_id", "occasion"),)
    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    vault_id: int = Field(foreign_key="vault.id", index=True, sa_type=BigInteger)
    occasion: str = Field(max_length=60)
    content: bytes
    created_at: datetime = Field(sa_type=Moment)
    due_at: datetime = Field(sa_type=Moment, index=True)
    tries: int = 0
    done_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str | None = Field(default=None, max_length=12)


def put(session: Session, account_id: int, vault_id: int, occasion: str, content: Any, now: datetime) -> None:
    """Lay a message out for delivery; the same occasion a second time changes nothing."""
    known = select(Outbox.id).where(Outbox.account_id == account_id, Outbox.occasion == occasion)
    if session.exec(known).first() is not None:
        return
    sealed = keyring_of(session).encrypt(vault_id, "outbox.content", content)
    session.add(
        Outbox(
            account_id=account_id,
            vault_id=vault_id,
            occasion=occasion,
            content=sealed,
            created_at=now,
            due_at=now,
        )
    )
    session.flush()


def due(session: Session, now: datetime, limit: int) -> list[Outbox]:
    """What is to be sent now, oldest first."""
    query = select(Outbox).where(col(Outbox.done_at).is_(None), Outbox.due_at <= now)
    return list(session.exec(query.order_by(col(Outbox.due_at), col(Outbox.id)).limit(limit)).all())


def content_of(session: Session, row: Outbox) -> Any:
    """What the message says: a key, its arguments and choices."""
    return keyring_of(session).decrypt(row.vault_id, "outbox.content", row.content)


def settle(session: Session, row_id: int, outcome: str, now: datetime) -> None:
    """The message is done with, one way or the other."""
    session.exec(update(Outbox).where(col(Outbox.id) == row_id).values(done_at=now, outcome=outcome))


def postpone(session: Session, row_id: int, tries: int, until: datetime) -> None:
    """Try again later."""
    session.exec(update(Outbox).where(col(Outbox.id) == row_id).values(tries=tries, due_at=until))
