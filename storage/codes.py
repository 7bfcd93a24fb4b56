"""Codes: one-use join codes and link codes, kept hashed; and claims to a seat that is already taken."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, insert, select, update

from storage.accounts import Account
from storage.encryption import keyring_of
from storage.engines import Moment


class Code(SQLModel, table=True):
    """A code that was handed out. Only its keyed hash is kept."""

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True, max_length=64)
    purpose: str = Field(max_length=4)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    vault_id: int | None = Field(default=None, foreign_key="vault.id", index=True, sa_type=BigInteger)
    expires_at: datetime = Field(sa_type=Moment)
    used_at: datetime | None = Field(default=None, sa_type=Moment)


class Claim(SQLModel, table=True):
    """A new device asks for a seat that somebody already uses; it takes effect later unless denied."""

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    account_id: int = Field(foreign_key="account.id", index=True)
    address: bytes | None = None
    created_at: datetime = Field(sa_type=Moment)
    effective_at: datetime = Field(sa_type=Moment)
    settled_at: datetime | None = Field(default=None, sa_type=Moment)


def add_code(
    session: Session, code: str, purpose: str, member_id: int, vault_id: int | None, expires_at: datetime
) -> None:
    """Keep a new code's hash. Older unused codes of the same purpose and member stop working."""
    _forget(session, [member_id], purpose)
    digest = keyring_of(session).index("code", code)
    session.add(
        Code(digest=digest, purpose=purpose, member_id=member_id, vault_id=vault_id, expires_at=expires_at)
    )
    session.flush()


def add_seat_codes(session: Session, made: Mapping[int, str], expires_at: datetime) -> None:
    """The same for many seats in a few statements: a join code for each."""
    _forget(session, list(made), "seat")
    keyring = keyring_of(session)
    rows = [
        {
            "digest": keyring.index("code", code),
            "purpose": "seat",
            "member_id": member_id,
            "expires_at": expires_at,
        }
        for member_id, code in made.items()
    ]
    session.connection().execute(insert(Code), rows)


def _forget(session: Session, member_ids: Sequence[int], purpose: str) -> None:
    """Unused codes of these members stop working."""
    session.exec(
        delete(Code).where(
            col(Code.member_id).in_(member_ids), col(Code.purpose) == purpose, col(Code.used_at).is_(None)
        )
    )


def use_code(session: Session, code: str, now: datetime) -> Code | None:
    """Use a code up; None when it is unknown, used or expired."""
    digest = keyring_of(session).index("code", code)
    query = (
        select(Code)
        .where(Code.digest == digest, col(Code.used_at).is_(None), Code.expires_at > now)
        .with_for_update()
    )
    found = session.exec(query).first()
    if found is not None:
        session.exec(update(Code).where(col(Code.id) == found.id).values(used_at=now))
    return found


def open_claim_of(session: Session, account_id: int) -> Claim | None:
    """The claim this chat is waiting for, if any; locked, so that it is settled once."""
    query = select(Claim).where(Claim.account_id == account_id, col(Claim.settled_at).is_(None))
    return session.exec(query.order_by(col(Claim.id).desc()).with_for_update()).first()


def open_claims_on(session: Session, member_id: int) -> list[Claim]:
    """The claims that wait for this seat."""
    query = select(Claim).where(Claim.member_id == member_id, col(Claim.settled_at).is_(None))
    return list(session.exec(query.order_by(col(Claim.id))).all())


def due_claimants(session: Session, now: datetime) -> list[int]:
    """The chats that belong to nobody yet and have waited long enough."""
    query = select(Claim.account_id).join(Account).where(col(Account.vault_id).is_(None))
    due = query.where(col(Claim.settled_at).is_(None), Claim.effective_at <= now)
    return list(session.exec(due.distinct().order_by(col(Claim.account_id))).all())


def end_claims(session: Session, account_id: int, now: datetime, member_id: int | None = None) -> None:
    """This chat waits no more: for one seat, or for any."""
    query = update(Claim).where(col(Claim.account_id) == account_id, col(Claim.settled_at).is_(None))
    if member_id is not None:
        query = query.where(col(Claim.member_id) == member_id)
    session.exec(query.values(settled_at=now, address=None))
