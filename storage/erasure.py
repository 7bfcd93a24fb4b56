"""Erasing owners: every row that belongs to a vault or a seat, whatever table it is in.

Which tables those are is read from the tables' own references, so that one added later cannot be forgotten.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table
from sqlmodel import Session

from storage import keys, tables
from storage.encryption import keyring_of

BATCH = 500


def erase_vaults(session: Session, vault_ids: Iterable[int]) -> dict[str, int]:
    """Delete these vaults and all that refers to them, children first; how many rows of each table."""
    return _erase(session, tables.metadata.tables["vault"], vault_ids)


def erase_members(session: Session, member_ids: Iterable[int]) -> dict[str, int]:
    """Delete these seats, their vaults and all that refers to either."""
    return _erase(session, tables.metadata.tables["member"], member_ids)


def erase_account(session: Session, account_id: int) -> None:
    """Forget a chat, who is behind it, and what waits for it (`relinked` tells the turn)."""
    _erase(session, tables.metadata.tables["account"], [account_id])
    session.info["relinked"] = True


def sweep(session: Session) -> int:
    """Erase whatever is left of owners whose keys were destroyed: an old backup brings it back. How many."""
    found = 0
    for some in _batches(keys.destroyed(keyring_of(session).store)):
        for name, erase in (("vault", erase_vaults), ("member", erase_members)):
            table = tables.metadata.tables[name]
            left = session.connection().scalars(sa.select(table.c.id).where(table.c.id.in_(some))).all()
            if left:
                erase(session, left)
                found += len(left)
    return found


def _erase(session: Session, root: Table, ids: Iterable[int]) -> dict[str, int]:
    counts: dict[str, int] = {}
    session.flush()
    for some in _batches(ids):
        doomed = _doomed(root, root.c.id.in_(some))
        for table in reversed(list(doomed)):
            deleted: Any = session.connection().execute(sa.delete(table).where(doomed[table]))
            counts[table.name] = counts.get(table.name, 0) + deleted.rowcount
    session.expire_all()
    return counts


def _doomed(root: Table, rows: ColumnElement[bool]) -> dict[Table, ColumnElement[bool]]:
    """Which rows of which tables go with these rows of the root; parents before children."""
    doomed = {root: rows}
    for table in tables.metadata.sorted_tables:
        conditions = [
            key.parent.in_(sa.select(key.column).where(doomed[key.column.table]))
            for key in table.foreign_keys
            if key.column.table in doomed and key.column.table is not table
        ]
        if conditions:
            doomed[table] = sa.or_(*conditions)
    return doomed


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    """Few enough at a time for one statement's parameters."""
    listed = list(ids)
    for start in range(0, len(listed), BATCH):
        yield listed[start : start + BATCH]
