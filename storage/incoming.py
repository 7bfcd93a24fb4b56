"""What came from a platform that hands an event out once: kept until it is answered; who wrote last, when.

An event is sealed under the key of whoever wrote it, or under that of nobody while he is a stranger.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select, update

from storage import events
from storage.accounts import Account, State, find_account, open_state
from storage.encryption import NOBODY, KeyGone, keyring_of
from storage.engines import Moment, insert

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
    """An event that was left unanswered. `owner`: the vault it is kept under, or NOBODY."""

    event_id: str
    content: Any
    answering: bool
    owner: int


def keep(session: Session, bot: str, event_id: str, address: str, content: Any, now: datetime) -> int | None:
    """Keep an event until it is answered, under its writer's vault or NOBODY: that is told.

    None when it is kept already, or was answered before.
    """
    if events.was_taken(session, bot, event_id):
        return None
    account = find_account(session, bot, address)
    vault_id = account.vault_id if account else None
    try:
        sealed = keyring_of(session).encrypt(vault_id or NOBODY, SEALED, content)
    except KeyGone:  # deleted by him, and something was left behind: the turn sees to it
        vault_id, sealed = None, keyring_of(session).encrypt(NOBODY, SEALED, content)
    row = {"bot": bot, "event_id": event_id, "vault_id": vault_id, "content": sealed, "at": now}
    fresh = insert(session, Incoming).values(answering=False, **row).on_conflict_do_nothing()
    is_fresh = session.connection().execute(fresh.returning(col(Incoming.event_id))).first() is not None
    return (vault_id or NOBODY) if is_fresh else None


def is_answering(session: Session, bot: str, event_id: str) -> bool | None:
    """Whether its answer is on its way; None where the event is over."""
    return session.exec(select(Incoming.answering).where(*_mine(bot, event_id))).first()


def claim(session: Session, bot: str, event_id: str, address: str, owner: int) -> bool:
    """Its answer leaves now: from here on nobody knows whether it arrived. False where another one is at it.

    An event that is gone was answered by another one; or it went with its writer's vault, as he erased
    himself by it or came back to an older one, and is to be told so.
    """
    asked = update(Incoming).where(*_mine(bot, event_id), col(Incoming.answering).is_(False))
    if session.exec(asked.values(answering=True)).rowcount:
        return True
    if is_answering(session, bot, event_id) is not None:
        return False
    account = find_account(session, bot, address)
    return ((account.vault_id if account else None) or NOBODY) != owner


def release(session: Session, bot: str, event_id: str) -> None:
    """Its answer surely did not arrive: it is to be answered still."""
    session.exec(update(Incoming).where(*_mine(bot, event_id)).values(answering=False))


def finish(session: Session, bot: str, event_id: str, address: str, now: datetime) -> None:
    """It is answered; if he is a member, he wrote when it came."""
    came = session.exec(select(Incoming.at).where(*_mine(bot, event_id))).first()
    session.exec(delete(Incoming).where(*_mine(bot, event_id)))
    account = find_account(session, bot, address)
    if account is not None and account.vault_id is not None:
        new = {"at": came or now, "told": False}
        wrote = insert(session, Presence).values(account_id=account.id, **new)
        session.connection().execute(wrote.on_conflict_do_update(index_elements=["account_id"], set_=new))


def left(session: Session, bot: str) -> list[Left]:
    """What a bot has not answered, in the order it came; what nobody can read any more is forgotten."""
    found = []
    for row in session.exec(select(Incoming).where(Incoming.bot == bot).order_by(col(Incoming.at))).all():
        try:
            content = keyring_of(session).decrypt(row.vault_id or NOBODY, SEALED, row.content)
        except KeyGone:
            session.delete(row)
            continue
        found.append(Left(row.event_id, content, row.answering, row.vault_id or NOBODY))
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


def claim_telling(session: Session, account_id: int, before: datetime) -> bool:
    """He is told where he is: once, until he writes again. False if he was told, or wrote, since then."""
    mine = col(Presence.account_id) == account_id, col(Presence.at) <= before
    asked = update(Presence).where(*mine, col(Presence.told).is_(False)).values(told=True)
    return bool(session.exec(asked).rowcount)


def release_telling(session: Session, account_id: int) -> None:
    """What he was told surely did not arrive."""
    session.exec(update(Presence).where(col(Presence.account_id) == account_id).values(told=False))


def _mine(bot: str, event_id: str) -> tuple[Any, ...]:
    return col(Incoming.bot) == bot, col(Incoming.event_id) == event_id
