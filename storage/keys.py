"""The key store: wrapped keys and the ledger of destroyed ones, in a database of its own.

It is backed up apart and replaced, never versioned, so that no old copy brings a destroyed key back
(design.md, Decisions). Plain tables outside SQLModel's metadata: it shares nothing with the content.
"""

import base64
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Engine,
    LargeBinary,
    MetaData,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    select,
)

AT_ONCE = 500
metadata = MetaData()
wrapped_key = Table(
    "wrapped_key",
    metadata,
    Column("owner", BigInteger, primary_key=True, autoincrement=False),
    Column("wrapped", LargeBinary, nullable=False),
)
destroyed_key = Table(
    "destroyed_key",
    metadata,
    Column("owner", BigInteger, primary_key=True, autoincrement=False),
    Column("destroyed_at", String, nullable=False),
)
key_check = Table("key_check", metadata, Column("fingerprint", String, primary_key=True))


WRAPPED = select(wrapped_key.c.wrapped).where(wrapped_key.c.owner == bindparam("owner"))


def reading(store: Engine) -> Connection:
    """A connection that only reads: it waits for no writer, and none for it."""
    return store.connect().execution_options(reading=True)


def create_tables(store: Engine) -> None:
    """Make what is missing; the key store has no other migrations."""
    metadata.create_all(store)


def put_all(store: Engine, rows: Iterable[tuple[int, bytes]]) -> None:
    """Keep new owners' wrapped keys, durably, before anything is encrypted under them."""
    with store.begin() as connection:
        connection.execute(insert(wrapped_key), [{"owner": owner, "wrapped": blob} for owner, blob in rows])


def find(store: Engine, owner: int) -> bytes | None:
    """The wrapped key of an owner, or None when it was destroyed or never made."""
    with reading(store) as connection:
        found: bytes | None = connection.scalar(WRAPPED, {"owner": owner})
        return found


def find_all(store: Engine, owners: list[int]) -> Iterator[tuple[int, bytes]]:
    """The wrapped keys of these owners; who has none is left out."""
    with reading(store) as connection:
        for start in range(0, len(owners), AT_ONCE):
            some = wrapped_key.c.owner.in_(owners[start : start + AT_ONCE])
            rows = connection.execute(select(wrapped_key).where(some))
            yield from ((owner, wrapped) for owner, wrapped in rows)


def destroy(store: Engine, owners: list[int], now: datetime) -> None:
    """Erase keys and write their ids into the ledger, in one transaction."""
    with store.begin() as connection:
        connection.execute(delete(wrapped_key).where(wrapped_key.c.owner.in_(owners)))
        known = set(
            connection.scalars(select(destroyed_key.c.owner).where(destroyed_key.c.owner.in_(owners)))
        )
        fresh = [{"owner": owner, "destroyed_at": now.isoformat()} for owner in owners if owner not in known]
        if fresh:
            connection.execute(insert(destroyed_key), fresh)


def destroyed(store: Engine) -> list[int]:
    """Every id whose key was ever destroyed: their content must not come back with an old backup."""
    with reading(store) as connection:
        return list(connection.scalars(select(destroyed_key.c.owner)))


def owners(store: Engine) -> set[int]:
    """Everybody who has a key."""
    with reading(store) as connection:
        return set(connection.scalars(select(wrapped_key.c.owner)))


def fingerprint_of(store: Engine) -> str | None:
    """The fingerprint of the master key this store was made with."""
    with reading(store) as connection:
        found: str | None = connection.scalar(select(key_check.c.fingerprint))
        return found


def set_fingerprint(store: Engine, fingerprint: str) -> None:
    """Bind a new store to its master key."""
    with store.begin() as connection:
        connection.execute(insert(key_check).values(fingerprint=fingerprint))


def count(store: Engine) -> int:
    """How many ids the store knows: keys and destroyed ones."""
    with reading(store) as connection:
        return sum(
            connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (wrapped_key, destroyed_key)
        )


def dump(store: Engine) -> dict[str, list[tuple[int, str]]]:
    """All wrapped keys and the whole ledger, for the one backup of them."""
    with reading(store) as connection:
        return {
            "keys": [
                (owner, base64.b64encode(blob).decode())
                for owner, blob in connection.execute(select(wrapped_key))
            ],
            "destroyed": [(owner, at) for owner, at in connection.execute(select(destroyed_key))],
        }


def load(store: Engine, dumped: Mapping[str, Iterable[tuple[int, str]]]) -> None:
    """Bring back what `dump` gave, into an empty store."""
    keys = [{"owner": owner, "wrapped": base64.b64decode(blob)} for owner, blob in dumped["keys"]]
    ledger = [{"owner": owner, "destroyed_at": at} for owner, at in dumped["destroyed"]]
    with store.begin() as connection:
        for table, rows in ((wrapped_key, keys), (destroyed_key, ledger)):
            if rows:
                connection.execute(insert(table), rows)
