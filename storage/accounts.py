"""Accounts: one chat on one channel, and who is behind it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import BigInteger, UniqueConstraint, func
from sqlmodel import Field, Session, SQLModel, col, select, update

from storage import consents, members, units
from storage.encryption import NOBODY, keyring_of
from storage.engines import Moment, Prepared


class Account(SQLModel, table=True):
    """One chat on one channel. The address is found by a keyed hash and kept encrypted, if at all."""

    __table_args__ = (UniqueConstraint("bot", "address_index"),)
    id: int | None = Field(default=None, primary_key=True)
    bot: str = Field(max_length=40)
    address_index: str = Field(max_length=64)
    address: bytes | None = None
    vault_id: int | None = Field(default=None, foreign_key="vault.id", index=True, sa_type=BigInteger)
    language: str = Field(default="vi", max_length=2)
    state: bytes | None = None
    pin_salt: str | None = Field(default=None, max_length=32)
    pin_hash: str | None = Field(default=None, max_length=64)
    open_until: datetime | None = Field(default=None, sa_type=Moment)
    created_at: datetime = Field(sa_type=Moment)
    blocked_at: datetime | None = Field(default=None, sa_type=Moment)


@dataclass(slots=True)
class State:
    """Where a conversation stands: the place shown, the choices last offered, the free text awaited."""

    here: str = ""
    awaiting: str = ""
    offered: list[list[str]] = field(default_factory=list)
    puzzled: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """Who is acting in a turn, as read in one query at its start.

    `left_at`: since when he is on no roll any more; `unit_id` is then where he was last.
    `taps`: his channel has buttons. `sparing`: it sells its messages, so one does for what would be several.
    """

    account_id: int
    bot: str
    language: str
    vault_id: int | None
    member_id: int | None
    unit_id: int | None
    timezone: str
    consents: frozenset[str]
    roles: frozenset[tuple[str, int]]
    state: State
    pin: tuple[str, str] | None = None
    open_until: datetime | None = None
    left_at: datetime | None = None
    taps: bool = True
    sparing: bool = False

    @property
    def channel(self) -> str:
        """The platform: ``web``, ``telegram`` …"""
        return self.bot.partition(":")[0]

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the offices held, whatever their scope."""
        return frozenset(name for name, _ in self.roles)


# What every tap executes is prepared, from plain columns.
_account, _vault, _member, _unit, _consent, _role, _arrival = (
    model.metadata.tables[str(model.__tablename__)]
    for model in (
        *(Account, members.Vault, members.Member, units.Unit, consents.Consent, members.Role),
        members.Arrival,
    )
)
SAVE_STATE = Prepared(
    sa.update(_account).where(_account.c.id == sa.bindparam("account")).values(state=sa.bindparam("sealed"))
)


def _strings(column: Any, *where: Any) -> Any:
    comma: Any = sa.literal_column("','")  # a plain "," would be put into the SQL at every execution
    return sa.select(func.aggregate_strings(column, comma)).where(*where).scalar_subquery()


ACTOR = Prepared(
    sa.select(
        _account.c.id,
        _account.c.language,
        _account.c.vault_id,
        _account.c.state,
        _account.c.pin_salt,
        _account.c.pin_hash,
        _account.c.open_until,
        _account.c.blocked_at,
        _member.c.id,
        _member.c.unit_id,
        _member.c.left_at,
        # on the roll all the same: the import that brought him is shown
        _member.c.left_at.in_(sa.select(_arrival.c.mark)),
        _unit.c.timezone,
        _strings(
            _consent.c.purpose + "/" + _consent.c.version,
            _consent.c.vault_id == _account.c.vault_id,
            _consent.c.withdrawn_at.is_(None),
        ),
        _strings(
            _role.c.name + "@" + sa.cast(_role.c.unit_id, sa.String),
            _role.c.member_id == _vault.c.member_id,
            _role.c.from_at <= sa.bindparam("now"),
            _role.c.until_at.is_(None) | (_role.c.until_at > sa.bindparam("now")),
        ),
    )
    .select_from(_account)
    .join(_vault, _account.c.vault_id == _vault.c.id, isouter=True)
    .join(_member, _vault.c.member_id == _member.c.id, isouter=True)
    .join(_unit, _member.c.unit_id == _unit.c.id, isouter=True)
    .where(_account.c.bot == sa.bindparam("bot"), _account.c.address_index == sa.bindparam("index"))
    .with_for_update(of=_account)
)


def find_actor(session: Session, bot: str, address: str, now: datetime, timezone: str) -> Actor | None:
    """Lock the account's row and read who is behind it; None for a chat never seen before."""
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    row = ACTOR.first(session, bot=bot, index=index, now=now)
    if row is None:
        return None
    account, language, vault, state, salt, digest, until, blocked, member, *rest = row
    unit, left_at, arrived, zone, consents, roles = rest
    if blocked is not None:  # he writes again, so he can be written to again
        session.exec(update(Account).where(col(Account.id) == account).values(blocked_at=None))
    return Actor(
        account_id=account,
        bot=bot,
        language=language,
        vault_id=vault,
        member_id=member,
        unit_id=unit,
        timezone=zone or timezone,
        consents=frozenset((consents or "").split(",")) - {""},
        roles=frozenset(
            (name, int(scope)) for name, _, scope in (part.partition("@") for part in _split(roles))
        ),
        state=open_state(session, vault, state),
        pin=(salt, digest) if salt and digest else None,
        open_until=until,
        left_at=None if arrived else left_at,
    )


def _split(joined: str | None) -> list[str]:
    return joined.split(",") if joined else []


def find_account(session: Session, bot: str, address: str) -> Account | None:
    """A chat's row, without opening anything sealed; None for a chat never seen before."""
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    return session.exec(select(Account).where(Account.bot == bot, Account.address_index == index)).first()


def add_account(session: Session, bot: str, address: str, language: str, now: datetime) -> int:
    """A chat that writes for the first time. Its address is not kept before it is linked to a member."""
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    account = Account(bot=bot, address_index=index, language=language, created_at=now)
    session.add(account)
    session.flush()
    assert account.id is not None
    return account.id


def open_state(session: Session, vault_id: int | None, sealed: bytes | None) -> State:
    """The conversation's state. It names signs, so it is encrypted like the answers."""
    if sealed is None:
        return State()
    here, awaiting, offered, puzzled = keyring_of(session).decrypt(
        vault_id or NOBODY, "account.state", sealed
    )
    return State(here, awaiting, offered, puzzled)


def save_state(session: Session, account_id: int, vault_id: int | None, state: State) -> None:
    """Keep where the conversation stands after this turn."""
    value = [state.here, state.awaiting, state.offered, state.puzzled]
    sealed = keyring_of(session).encrypt(vault_id or NOBODY, "account.state", value)
    SAVE_STATE.run(session, account=account_id, sealed=sealed)


def forget_states(session: Session, vault_id: int) -> None:
    """Forget the cards all his chats are at: the choices on them tell what was answered."""
    session.exec(update(Account).where(col(Account.vault_id) == vault_id).values(state=None))


def link(session: Session, account_id: int, vault_id: int, address: str | None) -> None:
    """Bind a chat to a vault; from now on its address is kept, under the vault's key.

    Its state is forgotten: it was sealed for whoever was there before (`relinked` tells the turn).
    """
    sealed = None
    if address is not None:
        sealed = keyring_of(session).encrypt(vault_id, "account.address", address)
    session.exec(
        update(Account)
        .where(col(Account.id) == account_id)
        .values(vault_id=vault_id, address=sealed, state=None, blocked_at=None)
    )
    session.info["relinked"] = True


def accounts_of(session: Session, vault_id: int) -> list[Account]:
    """The chats linked to a vault, oldest first."""
    query = select(Account).where(Account.vault_id == vault_id)
    return list(session.exec(query.order_by(col(Account.created_at), col(Account.id))).all())


def address_of(session: Session, account: Account) -> str | None:
    """Where to write to, or None when the channel cannot be written to first."""
    if account.address is None or account.vault_id is None:
        return None
    address = keyring_of(session).decrypt(account.vault_id, "account.address", account.address)
    assert isinstance(address, str)
    return address


def language_of(session: Session, bot: str, address: str) -> str | None:
    """The language of a chat, without opening anything sealed; None for a chat never seen before."""
    index = keyring_of(session).index("address", f"{bot}\0{address}")
    query = select(Account.language).where(Account.bot == bot, Account.address_index == index)
    return session.exec(query).first()


def indexes_of(session: Session, bot: str, addresses: Iterable[str]) -> list[str]:
    """How these addresses of a bot are found."""
    keyring = keyring_of(session)
    return [keyring.index("address", f"{bot}\0{address}") for address in addresses]


def people_on(session: Session, bot: str) -> int:
    """How many persons have a chat with this bot."""
    query = select(func.count(func.distinct(Account.vault_id))).where(Account.bot == bot)
    return session.exec(query).one()


def set_language(session: Session, actor: Actor, language: str) -> None:
    """The language of every chat of this member (of this chat alone, before joining)."""
    scope = col(Account.vault_id) == actor.vault_id if actor.vault_id else col(Account.id) == actor.account_id
    session.exec(update(Account).where(scope).values(language=language))


def set_pin(session: Session, account_id: int, salt: str | None, digest: str | None) -> None:
    """Set or take away the PIN of one chat."""
    session.exec(update(Account).where(col(Account.id) == account_id).values(pin_salt=salt, pin_hash=digest))


def keep_open(session: Session, account_id: int, until: datetime) -> None:
    """Until when this chat answers without asking for its PIN."""
    session.exec(update(Account).where(col(Account.id) == account_id).values(open_until=until))
