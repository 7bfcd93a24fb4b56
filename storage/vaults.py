"""Two vaults of one member become one."""

from datetime import datetime

from sqlmodel import Session, select

from storage import accounts, erasure, reviews
from storage.encryption import keyring_of
from storage.reviews import PLACE, Review


def merge(session: Session, source: int, target: int, now: datetime) -> None:
    """Move what a vault holds into another of the same member, then erase it and its key.

    Where both have a review of the same cycle, the submitted one stays; of two submitted, the later one.
    """
    keyring = keyring_of(session)
    there = {row.cycle_id: row for row in session.exec(select(Review).where(Review.vault_id == target))}
    for row in session.exec(select(Review).where(Review.vault_id == source)).all():
        value = reviews.answers_of(session, row)
        rival = there.get(row.cycle_id)
        if rival is not None and _rank(rival) >= _rank(row):
            continue
        if rival is not None:
            session.delete(rival)
            session.flush()
        row.answers = None if value is None else keyring.encrypt(target, PLACE, value)
        row.vault_id = target
    session.flush()
    for account in accounts.accounts_of(session, source):
        address = accounts.address_of(session, account)
        accounts.link(session, account.id or 0, target, address)
    accounts.forget_states(session, target)
    erasure.erase_vaults(session, [source])
    keyring.destroy([source], now)


def _rank(row: Review) -> tuple[bool, str]:
    """Submitted before unsubmitted, later before earlier."""
    moment = row.submitted_at or row.started_at
    return row.submitted_at is not None, moment.isoformat()
