"""Files that were sent in, or made to be fetched: each under a key of its own, in pieces, not for long.

Pieces, because a file of 10 MB in one transaction would hold the writer. A file is there once `complete`:
when somebody who awaited it has taken it. Until something keeps it for longer it is erased after an hour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, func, select, update

from storage.encryption import KeyGone, keyring_of, new_id
from storage.engines import Moment

PIECE = 256 * 1024
"""Bytes that are sealed, and written in a transaction, at a time."""
KEPT = timedelta(hours=1)
NAME = "storedfile.name"


class StoredFile(SQLModel, table=True):
    """A file; its id is the owner of its key. `name` is sealed, `kind` its media type, `size` in bytes.

    `member_id`: who sent it in, or for whom it was `made`. `until_at`: when it is erased, unless something
    that keeps it says later.
    """

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    name: bytes
    kind: str = Field(max_length=100)
    size: int
    complete: bool = False
    made: bool = False
    created_at: datetime = Field(sa_type=Moment)
    until_at: datetime = Field(sa_type=Moment, index=True)


class FilePiece(SQLModel, table=True):
    """A part of a file, sealed."""

    file_id: int = Field(foreign_key="storedfile.id", primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    data: bytes


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it is handed on: where it lies, its name, its media type, its size in bytes."""

    id: int
    name: str
    kind: str
    size: int


def begin(session: Session, member_id: int, name: str, now: datetime, *, made: bool = False) -> int:
    """A file that is to come, with its key; its id."""
    file_id = new_id()
    keyring_of(session).create(file_id)
    sealed = keyring_of(session).encrypt(file_id, NAME, name)
    row = StoredFile(
        id=file_id,
        member_id=member_id,
        name=sealed,
        kind="",
        size=0,
        made=made,
        created_at=now,
        until_at=now + KEPT,
    )
    session.add(row)
    session.flush()
    return file_id


def add(session: Session, file_id: int, number: int, data: bytes) -> None:
    """The next piece of it, in its place: they are numbered from 0. Raises KeyGone when it was erased."""
    sealed = keyring_of(session).encrypt_bytes(file_id, _place(number), data)
    session.add(FilePiece(file_id=file_id, number=number, data=sealed))
    size = col(StoredFile.size) + len(data)
    session.exec(update(StoredFile).where(col(StoredFile.id) == file_id).values(size=size))
    session.flush()


def end(session: Session, file_id: int, kind: str) -> Upload:
    """All of it has come, and so it is known what it is. It is nobody's yet (`complete`).

    Raises KeyGone when it was erased.
    """
    mine = col(StoredFile.id) == file_id
    session.exec(update(StoredFile).where(mine).values(kind=kind))
    row = session.exec(select(StoredFile.name, StoredFile.size).where(mine)).first()
    if row is None:
        raise KeyGone(file_id)
    name, size = row
    return Upload(file_id, keyring_of(session).decrypt(file_id, NAME, name), kind, size)


def complete(session: Session, file_id: int) -> None:
    """Whoever awaited it has it."""
    session.exec(update(StoredFile).where(col(StoredFile.id) == file_id).values(complete=True))


def find(session: Session, file_id: int) -> Upload | None:
    """A file that is there, or None: it was erased, or never came whole."""
    query = select(StoredFile.name, StoredFile.kind, StoredFile.size)
    row = session.exec(query.where(StoredFile.id == file_id, col(StoredFile.complete))).first()
    if row is None:
        return None
    sealed, kind, size = row
    try:
        return Upload(file_id, keyring_of(session).decrypt(file_id, NAME, sealed), kind, size)
    except KeyGone:
        return None


def name_of(session: Session, file_id: int) -> str:
    """How it is called. Raises KeyGone when it was erased."""
    found = find(session, file_id)
    if found is None:
        raise KeyGone(file_id)
    return found.name


def open_file(session: Session, file_id: int) -> bytes:
    """All of it. Raises KeyGone when it was erased (ask `find` first where that may be)."""
    found = find(session, file_id)
    if found is None:
        raise KeyGone(file_id)
    return read(session, found)


def read(session: Session, file: Upload) -> bytes:
    """All of a file, whether somebody has taken it or not. Raises KeyGone when it was erased."""
    query = select(FilePiece.number, FilePiece.data).where(FilePiece.file_id == file.id)
    data = bytearray()
    for number, sealed in session.exec(query.order_by(col(FilePiece.number))):
        data += keyring_of(session).decrypt_bytes(file.id, _place(number), sealed)
    if len(data) != file.size:
        raise ValueError("pieces of a file are missing")
    return bytes(data)


def keep(session: Session, file_ids: Sequence[int], until: datetime) -> None:
    """Keep files until then; what was to be kept for longer is."""
    mine = col(StoredFile.id).in_(file_ids), col(StoredFile.until_at) < until
    session.exec(update(StoredFile).where(*mine).values(until_at=until))


def erase(session: Session, file_ids: Sequence[int], now: datetime) -> int:
    """Destroy the keys of files, then delete their rows and what refers to them; how many.

    Doing it twice is no fault.
    """
    keyring_of(session).destroy(list(file_ids), now)
    return erase_rows(session, file_ids)


def erase_rows(session: Session, file_ids: Sequence[int]) -> int:
    """What is left of files whose keys are destroyed."""
    session.flush()
    root = SQLModel.metadata.tables["storedfile"]
    for table in SQLModel.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is root:
                session.connection().execute(sa.delete(table).where(key.parent.in_(file_ids)))
    found: Any = session.connection().execute(sa.delete(root).where(root.c.id.in_(file_ids)))
    session.expire_all()
    return int(found.rowcount)


def erase_untaken(session: Session, file_id: int, now: datetime) -> None:
    """Erase a file unless somebody has taken it."""
    query = select(StoredFile.complete).where(StoredFile.id == file_id)
    if session.exec(query).first() is False:
        erase(session, [file_id], now)


def erase_due(session: Session, now: datetime, limit: int) -> int:
    """Erase some of the files that nothing keeps any longer; how many. Few at a time: they are large."""
    due = session.exec(select(StoredFile.id).where(is_due(now)).limit(limit)).all()
    return erase(session, due, now) if due else 0


def is_due(now: datetime) -> Any:
    """Which files nothing keeps any longer."""
    return col(StoredFile.until_at) <= now


def ids_of(session: Session, member_ids: Sequence[int]) -> list[int]:
    """The files these members sent in, and those made for them."""
    return list(session.exec(select(StoredFile.id).where(col(StoredFile.member_id).in_(member_ids))).all())


def made_for(session: Session, member_ids: Sequence[int]) -> list[int]:
    """The files that were made for these members."""
    theirs = col(StoredFile.member_id).in_(member_ids), col(StoredFile.made)
    return list(session.exec(select(StoredFile.id).where(*theirs)).all())


def coming(session: Session, member_id: int) -> int:
    """How many files of a member are on their way in."""
    mine = StoredFile.member_id == member_id, col(StoredFile.complete).is_(False), ~col(StoredFile.made)
    return session.exec(select(func.count()).select_from(StoredFile).where(*mine)).one()


def bytes_since(session: Session, member_id: int, since: datetime) -> int:
    """How many bytes a member sent in since that moment, of what is still there."""
    mine = StoredFile.member_id == member_id, StoredFile.created_at > since, ~col(StoredFile.made)
    return int(session.exec(select(func.coalesce(func.sum(StoredFile.size), 0)).where(*mine)).one())


def _place(number: int) -> str:
    """Where a piece is kept: pieces that change places cannot be opened."""
    return f"filepiece.{number}"
