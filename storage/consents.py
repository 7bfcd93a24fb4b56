"""Consents: what a member agreed to, in which wording, when, and when he took it back."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage.engines import Moment


class Consent(SQLModel, table=True):
    """One consent: a purpose (``review``, ``platform-telegram``) in one version of its wording."""

    id: int | None = Field(default=None, primary_key=True)
    vault_id: int = Field(foreign_key="vault.id", index=True, sa_type=BigInteger)
    purpose: str = Field(max_length=30)
    version: str = Field(max_length=10)
    channel: str = Field(max_length=12)
    given_at: datetime = Field(sa_type=Moment)
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)


def give(session: Session, vault_id: int, purpose: str, version: str, channel: str, now: datetime) -> None:
    """Write a consent down, unless this one stands already."""
    standing = select(Consent.id).where(
        Consent.vault_id == vault_id,
        Consent.purpose == purpose,
        Consent.version == version,
        col(Consent.withdrawn_at).is_(None),
    )
    if session.exec(standing).first() is None:
        session.add(
            Consent(vault_id=vault_id, purpose=purpose, version=version, channel=channel, given_at=now)
        )
        session.flush()


def withdraw(session: Session, vault_id: int, purpose: str, now: datetime) -> None:
    """Take back every version of a consent."""
    session.exec(
        update(Consent)
        .where(
            col(Consent.vault_id) == vault_id,
            col(Consent.purpose) == purpose,
            col(Consent.withdrawn_at).is_(None),
        )
        .values(withdrawn_at=now)
    )


def consents_of(session: Session, vault_id: int) -> list[Consent]:
    """All consents of a member, oldest first."""
    query = select(Consent).where(Consent.vault_id == vault_id)
    return list(session.exec(query.order_by(col(Consent.given_at), col(Consent.id))).all())
