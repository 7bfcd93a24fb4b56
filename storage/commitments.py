"""Shared commitments: what members wrote for their cell to read, each with his name, and may take back."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage import members
from storage.encryption import keyring_of, new_id
from storage.engines import Moment
from storage.members import Member, Vault

PLACE = "commitment.words"


class Commitment(SQLModel, table=True):
    """What a member promises his cell, under a key of its own. Nothing in it leads to a plan or a sign.

    It is for the cell he wrote it in: on another cell's page it never stands. Taken back, it cannot be read
    from an old backup either, nor come back with one.
    """

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    vault_id: int = Field(foreign_key="vault.id", unique=True, index=True, sa_type=BigInteger)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    words: bytes
    until_at: datetime = Field(sa_type=Moment, index=True)


def put(session: Session, vault_id: int, unit_id: int, words: str, until_at: datetime, now: datetime) -> None:
    """Keep a member's commitment, in place of an earlier one."""
    erase(session, ids_of(session, [vault_id]), now)
    keyring, owner = keyring_of(session), new_id()
    keyring.create(owner)
    sealed = keyring.encrypt(owner, PLACE, words)
    session.add(Commitment(id=owner, vault_id=vault_id, unit_id=unit_id, words=sealed, until_at=until_at))
    session.flush()


def find_commitment(session: Session, vault_id: int) -> Commitment | None:
    """A member's commitment, to whichever cell."""
    return session.exec(select(Commitment).where(Commitment.vault_id == vault_id)).first()


def words_of(session: Session, row: Commitment) -> str:
    """What stands in a commitment."""
    found = keyring_of(session).decrypt(row.id, PLACE, row.words)
    assert isinstance(found, str)
    return found


def move(session: Session, source: int, target: int) -> None:
    """A vault is joined to another: its commitment goes along where that one has none."""
    if find_commitment(session, target) is None:
        session.exec(update(Commitment).where(col(Commitment.vault_id) == source).values(vault_id=target))


def ids_of(session: Session, vault_ids: Sequence[int]) -> list[int]:
    """The commitments in these vaults."""
    return list(session.exec(select(Commitment.id).where(col(Commitment.vault_id).in_(vault_ids))).all())


def ended(session: Session, now: datetime, limit: int) -> list[int]:
    """Commitments whose time is over, or whose member is not in that cell any more."""
    query = (
        select(Commitment.id)
        .join(Vault, col(Vault.id) == Commitment.vault_id)
        .join(Member, col(Member.id) == Vault.member_id)
        .where((col(Commitment.until_at) <= now) | (col(Member.unit_id) != Commitment.unit_id))
    )
    return list(session.exec(query.limit(limit)).all())


def erase(session: Session, commitment_ids: Sequence[int], now: datetime) -> None:
    """Destroy the keys of commitments, then delete their rows: at once they stand nowhere any more."""
    keyring_of(session).destroy(list(commitment_ids), now)
    session.exec(delete(Commitment).where(col(Commitment.id).in_(commitment_ids)))


def of_cell(session: Session, unit_id: int, now: datetime) -> list[tuple[str, str]]:
    """Names and commitments of a cell's present members; from a seat's newest vault alone."""
    newer = aliased(Vault)
    sealed = sa.exists().where(
        col(newer.member_id) == Vault.member_id, col(newer.created_at) > Vault.created_at
    )
    query = (
        select(Commitment, Member)
        .join(Vault, col(Vault.id) == Commitment.vault_id)
        .join(Member, col(Member.id) == Vault.member_id)
        .where(
            Commitment.unit_id == unit_id,
            Member.unit_id == unit_id,
            members.is_present(),
            col(Commitment.until_at) > now,
            ~sealed,
        )
    )
    return [
        (members.open_profile(session, member.id, member.profile).name, words_of(session, row))
        for row, member in session.exec(query).all()
    ]
