"""What came from a platform that hands an event out once: kept until it is answered; who wrote last, when.

An event is sealed under the key of whoever wrote it, or under that of nobody while he is a stranger.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage.accounts import Account, State, open_state, was_taken
from storage.encryption import NOBODY, KeyGone, keyring_of
from storage.engines import Moment

SEALED = "incoming.content"


class Incoming(SQLModel, table=True):
    """An event that is not answered yet. `answering`: its answer is on its way, or has arrived."""

    bot: str = Field(primary_key=True, max_length=40)
    event_id: str = Field(primary_key=True, max_length=80)
    vault_id: int | None = Field(default=None, foreign_key="vault.id", index=True, sa_type=BigInteger)
    content: bytes
    at: datetime = Field(sa_type=Moment)
    answering: bool = False


class Presence(SQLModel, table=True):
    """When somebody last wrote in a chat. `told`: he was told since where he is."""

    account_id: int = Field(foreign_key="account.id", primary_key=True)
    at: datetime = Field(sa_type=Moment)
    told: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """An event that was left unanswered."""

    event_id: str
    content: Any
    answering: bool


def keep(session: Session, bot: str, event_id: str, address: str, content: Any, now: datetime) -> bool:
    """Keep an event until it is answered; False when it is kept already, or was answered before."""
    if was_taken(session, bot, event_id) or session.get(Incoming, (bot, event_id)) is not None:
        return False
    account = _account(session, bot, address)
    vault_id = account.vault_id if account else None
    sealed = keyring_of(session).encrypt(vault_id or NOBODY, SEALED, content)
    row = Incoming(bot=bot, event_id=event_id, vault_id=vault_id, content=sealed, at=now)
    session.add(row)
    session.flush()
    return True


def mark_answering(session: Session, bot: str, event_id: str, answering: bool = True) -> None:
    """Its answer leaves now: from here on nobody knows whether it arrived. Or it surely did not."""
    mine = (col(Incoming.bot) == bot) & (col(Incoming.event_id) == event_id)
    session.exec(update(Incoming).where(mine).values(answering=answering))


def finish(session: Session, bot: str, event_id: str, address: str, now: datetime) -> None:
    """It is answered; if he is a member, he wrote at this moment."""
    mine = (col(Incoming.bot) == bot) & (col(Incoming.event_id) == event_id)
    session.exec(delete(Incoming).where(mine))
    account = _account(session, bot, address)
    if account is not None and account.vault_id is not None:
        session.merge(Presence(account_id=account.id or 0, at=now))
    session.flush()


def left(session: Session, bot: str) -> list[Left]:
    """What a bot has not answered, in the order it came; what nobody can read any more is forgotten."""
    found = []
    for row in session.exec(select(Incoming).where(Incoming.bot == bot).order_by(col(Incoming.at))).all():
        try:
            content = keyring_of(session).decrypt(row.vault_id or NOBODY, SEALED, row.content)
        except KeyGone:
            session.delete(row)
            continue
        found.append(Left(row.event_id, content, row.answering))
    session.flush()
    return found


def seen_since(session: Session, bot: str, since: datetime) -> list[tuple[Account, State]]:
    """Who wrote since then and was not told where he is, with where that is."""
    query = (
        select(Account)
        .join(Presence, col(Presence.account_id) == col(Account.id))
        .where(Account.bot == bot, Presence.at > since, sa.not_(col(Presence.told)))
        .where(col(Account.blocked_at).is_(None), col(Account.address).is_not(None))
    )
    accounts = session.exec(query.order_by(col(Account.id))).all()
    return [(account, open_state(session, account.vault_id, account.state)) for account in accounts]


def mark_told(session: Session, account_id: int) -> None:
    """He is told where he is: once, until he writes again."""
    session.exec(update(Presence).where(col(Presence.account_id) == account_id).values(told=True))


def _account(session: Session, bot: str, address: str) -> Account | None:
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    return session.exec(select(Account).where(Account.bot == bot, Account.address_index == index)).first()
