"""What a member wants to be reminded of, his calendar link, and where his browser can be pushed."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, Session, SQLModel, col, delete, select

from storage.encryption import keyring_of
from storage.engines import Moment

MODES = ("all", "meetings", "notices")
"""All reminders; those of meetings; none but official notices and corrections."""


class Reminding(SQLModel, table=True):
    """A member's choice of reminders. No row: all of them."""

    vault_id: int = Field(primary_key=True, foreign_key="vault.id", sa_type=BigInteger)
    mode: str = Field(max_length=10)


class CalendarLink(SQLModel, table=True):
    """A member's private address of his cell's calendar; found by a keyed hash, kept sealed."""

    vault_id: int = Field(primary_key=True, foreign_key="vault.id", sa_type=BigInteger)
    token_index: str = Field(unique=True, max_length=64)
    token: bytes
    created_at: datetime = Field(sa_type=Moment)


class PushSubscription(SQLModel, table=True):
    """A browser that may be told "there is something new", and nothing else."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    vault_id: int = Field(foreign_key="vault.id", index=True, sa_type=BigInteger)
    endpoint_index: str = Field(unique=True, max_length=64)
    endpoint: bytes
    created_at: datetime = Field(sa_type=Moment)
    pushed_at: datetime | None = Field(default=None, sa_type=Moment)


def mode_of(session: Session, vault_id: int) -> str:
    """What a member wants to be reminded of."""
    row = session.get(Reminding, vault_id)
    return row.mode if row else MODES[0]


def set_mode(session: Session, vault_id: int, mode: str) -> None:
    """Keep what a member wants to be reminded of; everything is no row."""
    if mode == MODES[0]:
        session.exec(delete(Reminding).where(col(Reminding.vault_id) == vault_id))
    else:
        session.merge(Reminding(vault_id=vault_id, mode=mode))
    session.flush()


def modes_of(session: Session, vault_ids: list[int]) -> dict[int, str]:
    """The choices of those who do not want everything."""
    query = select(Reminding.vault_id, Reminding.mode).where(col(Reminding.vault_id).in_(vault_ids))
    return dict(session.exec(query).all())


def set_calendar_token(session: Session, vault_id: int, token: str, now: datetime) -> None:
    """Keep the token of a member's calendar address; an earlier one is worth nothing from now on."""
    keyring = keyring_of(session)
    row = CalendarLink(
        vault_id=vault_id,
        token_index=keyring.index("calendar", token),
        token=keyring.encrypt(vault_id, "calendarlink.token", token),
        created_at=now,
    )
    session.merge(row)
    session.flush()


def calendar_token_of(session: Session, vault_id: int) -> str | None:
    """The token of a member's calendar address, if he asked for one."""
    row = session.get(CalendarLink, vault_id)
    if row is None:
        return None
    token = keyring_of(session).decrypt(vault_id, "calendarlink.token", row.token)
    assert isinstance(token, str)
    return token


def find_calendar(session: Session, token: str) -> int | None:
    """Whose vault a calendar address belongs to."""
    index = keyring_of(session).index("calendar", token)
    return session.exec(select(CalendarLink.vault_id).where(CalendarLink.token_index == index)).first()


def drop_calendar(session: Session, vault_id: int) -> None:
    """A member's calendar address is worth nothing from now on."""
    session.exec(delete(CalendarLink).where(col(CalendarLink.vault_id) == vault_id))
