"""Links to files, for platforms that carry none: each for one person, opened by one browser, for a day.

Of a link only a digest is kept, so the database holds nothing that would let anybody in. A link goes with
its file, and with the chat that it was sent into.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage import notices
from storage.accounts import Account
from storage.encryption import keyring_of
from storage.engines import Moment
from storage.files import StoredFile
from storage.members import Vault

KEPT = timedelta(hours=24)


class FileLink(SQLModel, table=True):
    """A link that was sent. `opened_by`: a digest of what the browser holds that fetched the file."""

    digest: str = Field(primary_key=True, max_length=64)
    file_id: int = Field(foreign_key="storedfile.id", index=True, sa_type=BigInteger)
    account_id: int = Field(foreign_key="account.id", index=True)
    opened_by: str | None = Field(default=None, max_length=64)
    until_at: datetime = Field(sa_type=Moment, index=True)


@dataclass(frozen=True, slots=True)
class Found:
    """Where a link leads. `made`: to a file of our own making. `language`: of the chat it was sent into."""

    file_id: int
    made: bool
    language: str
    opened_by: str | None
    until_at: datetime


def digest(secret: str) -> str:
    """What is kept of a link's token, or of what a browser holds."""
    return hashlib.sha256(secret.encode()).hexdigest()


def reader(session: Session, bot: str, address: str) -> tuple[int, int] | None:
    """The account and the member behind a chat, if it is a member's."""
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    query = select(Account.id, Vault.member_id).join(Vault)
    row = session.exec(query.where(Account.bot == bot, Account.address_index == index)).first()
    return (row[0] or 0, row[1]) if row else None


def add(session: Session, token: str, file_id: int, account_id: int, now: datetime) -> None:
    """Remember a link to a file."""
    link = FileLink(digest=digest(token), file_id=file_id, account_id=account_id, until_at=now + KEPT)
    session.add(link)
    session.flush()


def find(session: Session, token: str, now: datetime) -> Found | None:
    """Where a link leads; None where its time is over, where its file or its reader is not there any more, or
    where what it was sent with was taken back: that is asked each time, as a link may be made a moment later.
    """
    columns: tuple[Any, ...] = (
        *(FileLink.file_id, StoredFile.made, Account.language),
        *(FileLink.opened_by, FileLink.until_at),
    )
    query: Any = (
        sa.select(*columns)
        .join(StoredFile, col(StoredFile.id) == col(FileLink.file_id))
        .join(Account, col(Account.id) == col(FileLink.account_id))
        .where(col(FileLink.digest) == digest(token), col(FileLink.until_at) > now)
        .where(~notices.recalls(col(FileLink.file_id)))
    )
    row = session.exec(query).first()
    return Found(*row) if row else None


def claim(session: Session, token: str, browser: str, now: datetime) -> bool:
    """Let this browser have the file; False if another one has it. One statement, as two may ask at once."""
    mine, secret = col(FileLink.digest) == digest(token), digest(browser)
    free = col(FileLink.opened_by).is_(None) | (col(FileLink.opened_by) == secret)
    asked = update(FileLink).where(mine, free, col(FileLink.until_at) > now)
    return session.exec(asked.values(opened_by=secret)).rowcount == 1
