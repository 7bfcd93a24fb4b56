"""Two vaults of one member become one."""

from datetime import datetime

from sqlmodel import Session, col, select, update

from storage import accounts, erasure, reviews
from storage.consents import Consent
from storage.reviews import Review


def merge(session: Session, source: int, target: int, now: datetime) -> None:
    """Move what a vault holds into another of the same member, then erase it and its key.

    Where both have a review of the same cycle, the submitted one stays; of two submitted, the later one.
    """
    there = {row.cycle_id: row for row in session.exec(select(Review).where(Review.vault_id == target))}
    for row in session.exec(select(Review).where(Review.vault_id == source)).all():
        rival = there.get(row.cycle_id)
        if rival is not None and _rank(rival) >= _rank(row):
            continue
        if rival is not None:
            reviews.erase(session, [rival.id], now)
        row.vault_id = target
        session.flush()
    session.exec(update(Consent).where(col(Consent.vault_id) == source).values(vault_id=target))
    for account in accounts.accounts_of(session, source):
        address = accounts.address_of(session, account)
        accounts.link(session, account.id or 0, target, address)
    accounts.forget_states(session, target)
    erasure.erase_vaults(session, [source], now)


def _rank(row: Review) -> tuple[bool, str]:
    """Submitted before unsubmitted, later before earlier."""
    moment = row.submitted_at or row.started_at
    return row.submitted_at is not None, moment.isoformat()
