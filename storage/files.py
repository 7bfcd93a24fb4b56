"""Files that were sent in: encrypted under a key of their own, in pieces, and kept no longer than needed.

Pieces, because a file of 10 MB in one transaction would hold the writer. A file is there once `complete`.
"""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from storage.engines import Moment


class StoredFile(SQLModel, table=True):
    """A file; its id is the owner of its key. `name` is sealed, `kind` its media type, `size` in bytes.

    `member_id`: who sent it in. `until_at`: when it is erased, unless something that keeps it says later.
    """

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_kwargs={"autoincrement": False})
    member_id: int = Field(foreign_key="member.id", index=True, sa_type=BigInteger)
    name: bytes
    kind: str = Field(max_length=100)
    size: int
    complete: bool = False
    created_at: datetime = Field(sa_type=Moment)
    until_at: datetime = Field(sa_type=Moment, index=True)


class FilePiece(SQLModel, table=True):
    """A part of a file, sealed."""

    file_id: int = Field(foreign_key="storedfile.id", primary_key=True, sa_type=BigInteger)
    number: int = Field(primary_key=True)
    data: bytes
