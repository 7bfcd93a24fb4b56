"""Browsers that may be told "there is something new": who is told when, and what a push service says of them.

The table is `storage.reminding.PushSubscription`. A place is found by a keyed hash and kept sealed: whoever
knows it can make that browser ring.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, exists
from sqlmodel import Session, col, delete, select, update

from storage.accounts import Account
from storage.encryption import KeyGone, keyring_of
from storage.outbox import DELETE, EDIT, Outbox
from storage.reminding import PushSubscription


def subscribe(
    session: Session, account_id: int, vault_id: int, endpoint: str, now: datetime, most: int
) -> None:
    """Keep where a chat's browser can be told: one place a browser; of a member's the oldest go."""
    keyring = keyring_of(session)
    index = keyring.index("push", endpoint)
    known = select(PushSubscription).where(
        PushSubscription.endpoint_index == index, PushSubscription.account_id == account_id
    )
    row = session.exec(known).first()
    if row is not None and row.vault_id == vault_id:
        return
    same = (col(PushSubscription.account_id) == account_id) | (col(PushSubscription.endpoint_index) == index)
    session.exec(delete(PushSubscription).where(same))
    newest = col(PushSubscription.created_at).desc(), col(PushSubscription.id).desc()
    older = select(PushSubscription.id).where(PushSubscription.vault_id == vault_id).order_by(*newest)
    drop_subscriptions(session, [row_id or 0 for row_id in session.exec(older).all()[most - 1 :]])
    session.add(
        PushSubscription(
            account_id=account_id,
            vault_id=vault_id,
            endpoint_index=index,
            endpoint=keyring.encrypt(vault_id, "pushsubscription.endpoint", endpoint),
            created_at=now,
        )
    )
    session.flush()


def unsubscribe(session: Session, account_id: int) -> None:
    """A chat's browser is not told any more."""
    session.exec(delete(PushSubscription).where(col(PushSubscription.account_id) == account_id))


def is_subscribed(session: Session, account_id: int, vault_id: int) -> bool:
    """Whether this chat's browser is told, for this person."""
    query = select(PushSubscription.id).where(
        PushSubscription.account_id == account_id, PushSubscription.vault_id == vault_id
    )
    return session.exec(query).first() is not None


def drop_subscriptions(session: Session, row_ids: Sequence[int]) -> None:
    """These browsers cannot be told any more."""
    if row_ids:
        session.exec(delete(PushSubscription).where(col(PushSubscription.id).in_(row_ids)))


LOOKED_AT = 500
"""Browsers looked at in one transaction: it must not hold up members' taps."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A browser to be told now; `before`: when it was told the last time."""

    row_id: int
    endpoint: str = field(repr=False)
    before: datetime | None


def take_signals(
    session: Session,
    now: datetime,
    due_before: datetime,
    limit: int,
    *,
    after: int = 0,
    but: Collection[int] = (),
) -> tuple[list[Signal], int]:
    """Browsers of members for whom something waits on the web that they were not told of; noted as told.

    It is noted in the transaction that picks them, so that of two processes one tells. Some are looked at,
    from the one `after` which the last call said to go on (0: from the first one again).
    """
    ids = select(PushSubscription.id).where(col(PushSubscription.id) > after)
    page = [row_id or 0 for row_id in session.exec(ids.order_by(col(PushSubscription.id)).limit(LOOKED_AT))]
    last = page[-1] if page else after
    within = col(PushSubscription.id).between(after + 1, last)
    query = select(PushSubscription).where(within, *_waits(now, due_before))
    query = query.where(col(PushSubscription.id).not_in(but)).order_by(col(PushSubscription.id))
    rows = session.exec(query.limit(limit).with_for_update(skip_locked=True)).all()
    found, gone = [], []
    for row in rows:
        try:
            found.append(Signal(row.id or 0, _endpoint(session, row), row.pushed_at))
        except KeyGone:
            gone.append(row.id or 0)
    drop_subscriptions(session, gone)
    _note(session, [signal.row_id for signal in found], now)
    if len(rows) == limit:
        return found, rows[-1].id or 0
    return found, last if len(page) == LOOKED_AT else 0


def _waits(now: datetime, due_before: datetime) -> tuple[ColumnElement[bool], ...]:
    """Something waits of which this browser was not told, and it is still that person's."""
    # Not an index by bot but the one by vault is to be used, whatever SQLite thinks: hence the "".
    on_the_web = col(Outbox.bot) + "" == "web"
    waits = exists().where(
        col(Outbox.vault_id) == col(PushSubscription.vault_id),
        on_the_web,
        col(Outbox.done_at).is_(None),
        col(Outbox.act).not_in((EDIT, DELETE)),  # what a closed page does not show need not be changed
        col(Outbox.due_at) <= due_before,
        col(Outbox.expires_at).is_(None) | (col(Outbox.expires_at) > now),
        col(PushSubscription.pushed_at).is_(None) | (col(PushSubscription.pushed_at) <= col(Outbox.due_at)),
    )
    still_his = exists().where(
        col(Account.id) == col(PushSubscription.account_id),
        col(Account.vault_id) == col(PushSubscription.vault_id),
    )
    return waits, still_his


def give_back(session: Session, signals: Iterable[Signal], now: datetime) -> None:
    """These were noted as told at that moment, and were not."""
    for signal in signals:
        _note(session, [signal.row_id], signal.before, col(PushSubscription.pushed_at) == now)


def _note(session: Session, row_ids: Sequence[int], at: datetime | None, *where: ColumnElement[bool]) -> None:
    chosen = col(PushSubscription.id).in_(row_ids)
    session.exec(update(PushSubscription).where(chosen, *where).values(pushed_at=at))


def _endpoint(session: Session, row: PushSubscription) -> str:
    endpoint = keyring_of(session).decrypt(row.vault_id, "pushsubscription.endpoint", row.endpoint)
    assert isinstance(endpoint, str)
    return endpoint
