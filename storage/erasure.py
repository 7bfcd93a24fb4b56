"""Erasing owners: every row that belongs to a vault or a seat, whatever table it is in.

Which tables those are is read from the tables' own references, so that one added later cannot be forgotten.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Table
from sqlmodel import Session, col, delete, select, update

from storage import commitments, files, keys, outbox_chats, plans, reviews, tables
from storage.commitments import Commitment
from storage.encryption import keyring_of
from storage.members import Vault
from storage.notices import Notice
from storage.plans import Plan
from storage.proposals import ADDITION, Proposal
from storage.reviews import Review

BATCH = 500


def erase_vaults(session: Session, vault_ids: Iterable[int], now: datetime) -> dict[str, int]:
    """Destroy the keys of these vaults and of all that is in them, then delete every row that refers to them.

    The keys go first and in one step: what a crash leaves behind is unreadable, and `sweep` finishes it.
    How many rows of each table.
    """
    doomed = list(vault_ids)
    members = session.exec(select(Vault.member_id).where(col(Vault.id).in_(doomed))).all()
    made = files.made_for(session, members)  # of what lies in the vault
    keyring_of(session).destroy([*doomed, *_owners_in(session, doomed), *made], now)
    counts = _erase(session, tables.metadata.tables["vault"], doomed)
    if made:
        counts["storedfile"] = files.erase_rows(session, made)
    return counts


def erase_members(session: Session, member_ids: Iterable[int], now: datetime) -> dict[str, int]:
    """The same for seats, their vaults, the files they sent in, and all that refers to any of these."""
    doomed = list(member_ids)
    vaults = list(session.exec(select(Vault.id).where(col(Vault.member_id).in_(doomed))).all())
    within = [*_owners_in(session, vaults), *files.ids_of(session, doomed)]
    keyring_of(session).destroy([*doomed, *vaults, *within], now)
    return _erase(session, tables.metadata.tables["member"], doomed)


def erase_account(session: Session, account_id: int) -> None:
    """Forget a chat, who is behind it, and what waits for it (`relinked` tells the turn).

    What waits for everybody of his cell goes to another of his chats.
    """
    outbox_chats.hand_on(session, account_id)
    _erase(session, tables.metadata.tables["account"], [account_id])
    session.info["relinked"] = True


def sweep(session: Session) -> int:
    """Erase whatever is left of owners whose keys were destroyed: an old backup brings it back. How many."""
    found = 0
    for some in _batches(keys.destroyed(keyring_of(session).store)):
        for name in ("vault", "member"):
            table = tables.metadata.tables[name]
            left = session.connection().scalars(sa.select(table.c.id).where(table.c.id.in_(some))).all()
            if left:
                _erase(session, table, left)
                found += len(left)
        unreadable = col(Review.id).in_(some) & col(Review.answers).is_not(None)
        found += session.exec(update(Review).where(unreadable).values(answers=None)).rowcount
        found += session.exec(delete(Plan).where(col(Plan.id).in_(some))).rowcount
        found += session.exec(delete(Commitment).where(col(Commitment.id).in_(some))).rowcount
        refused = col(Proposal.subject_id).in_(some) & (col(Proposal.kind) == ADDITION)
        found += session.exec(delete(Proposal).where(refused)).rowcount
        found += _sweep_notices(session, some)
        found += files.erase_rows(session, some)
    return found


def _sweep_notices(session: Session, owners: list[int]) -> int:
    """Notices that cannot be read any more, with their copies and what waits of them."""
    left = session.exec(select(Notice.id).where(col(Notice.owner_id).in_(owners))).all()
    if left:
        session.exec(update(Notice).where(col(Notice.series_id).in_(left)).values(series_id=None))
        _erase(session, tables.metadata.tables["notice"], [row_id or 0 for row_id in left])
    return len(left)


def _owners_in(session: Session, vault_ids: list[int]) -> list[int]:
    """What has a key of its own in these vaults: every review, the plan, the shared commitment."""
    return [
        *reviews.ids_of(session, vault_ids),
        *plans.ids_of(session, vault_ids),
        *commitments.ids_of(session, vault_ids),
    ]


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
