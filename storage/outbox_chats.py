"""To which chat of a person a message goes that waits: to another, when one is gone or one is opened."""

from typing import Any

from sqlmodel import Session, col, select

from storage import chats, outbox
from storage.accounts import Account
from storage.outbox import DELETE, EDIT, Outbox


def hand_on(session: Session, account_id: int, only: int | None = None) -> bool:
    """Give what waits for one chat to the person's next chat that can be written to; False if he has none.

    `only`: this message. Otherwise all that tell a whole cell; what concerns the chat itself stays. Of what
    is half told, all is told there.
    """
    here = session.exec(select(Account).where(Account.id == account_id)).one()
    query = select(Account).where(
        Account.vault_id == here.vault_id, Account.id != account_id, *chats.reachable(Account)
    )
    others = session.exec(query.order_by(*chats.preference(Account))).all()
    if here.vault_id is None or not others:
        return False
    which = _of_many() if only is None else col(Outbox.id) == only
    there = {"account_id": others[0].id, "bot": others[0].bot, "message_id": None}
    where = (col(Outbox.account_id) == account_id) & which
    outbox.change(session, where, **there, tries=0, retry_at=None, outcome=None)
    return True


def bring_to(session: Session, bot: str, address_index: str) -> None:
    """Somebody opened a page: what waits for another of his pages, closed as it may be, comes here."""
    here = session.exec(
        select(Account).where(Account.bot == bot, Account.address_index == address_index)
    ).first()
    if here is None or here.vault_id is None:
        return
    others = select(Account.id).where(
        Account.vault_id == here.vault_id, Account.bot == bot, Account.id != here.id
    )
    elsewhere = (col(Outbox.vault_id) == here.vault_id) & _of_many()
    outbox.change(
        session, elsewhere & col(Outbox.account_id).in_(others), account_id=here.id, message_id=None
    )


def _of_many() -> Any:
    """What tells many people something; not what changes a message, which is where it is."""
    tells = col(Outbox.notice_id).is_not(None) & col(Outbox.act).not_in((EDIT, DELETE))
    return col(Outbox.mailing_id).is_not(None) | tells
