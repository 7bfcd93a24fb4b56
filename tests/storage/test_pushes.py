"""Browsers that may be told, on each kind of database: who is picked, once, and what becomes of it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

from flows.onboarding import Recovery, open_vault
from storage import accounts, outbox, pushes
from storage.encryption import Keyring
from storage.engines import FlowSession, transaction
from storage.reminding import PushSubscription
from tests.conftest import Cell, make_cell

MINUTE = timedelta(minutes=1)


def subscribed(session: FlowSession, member: int, name: str, now: datetime) -> tuple[int, int]:
    """A chat of a member whose browser may be told, and his vault."""
    vault = open_vault(session, member, Recovery("", "", ""), now)
    account = accounts.add_account(session, "web", name, "vi", now)
    accounts.link(session, account, vault, name)
    pushes.subscribe(session, account, vault, f"https://push.test/{name}", now, 5)
    return account, vault


def picked(session: FlowSession, now: datetime, **more: Any) -> list[str]:
    """Where signals go now."""
    found, _ = pushes.take_signals(session, now, now - MINUTE, **{"limit": 9, **more})
    return [signal.endpoint.rpartition("/")[2] for signal in found]


def test_who_is_picked_is_noted_and_given_back(session: FlowSession, cell: Cell, now: datetime) -> None:
    for number, name in enumerate("abc"):
        chat = subscribed(session, cell.members[number], name, now)
        if name != "c":
            outbox.put(session, *chat, "x", {}, now)
    assert picked(session, now) == []
    later = now + MINUTE
    ids = list(session.exec(select(PushSubscription.id).order_by(col(PushSubscription.id))).all())
    assert picked(session, later, but=[ids[0]]) == ["b"]
    assert picked(session, later, limit=1) == ["a"]
    assert picked(session, later) == []
    [row] = session.exec(select(PushSubscription).where(PushSubscription.id == ids[0])).all()
    session.refresh(row)
    assert row.pushed_at == later
    signal = pushes.Signal(row.id or 0, "", None)
    pushes.give_back(session, [signal], now)  # another moment: it was told again since
    assert picked(session, later) == []
    pushes.give_back(session, [signal], later)
    assert picked(session, later) == ["a"]


def test_all_are_looked_at_some_at_a_time(
    session: FlowSession, cell: Cell, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pushes, "LOOKED_AT", 2)
    for number, name in enumerate("abcde"):
        chat = subscribed(session, cell.members[number], name, now)
        if name in "bce":
            outbox.put(session, *chat, "x", {}, now)
    later, after, told = now + MINUTE, 0, []
    for _ in range(4):
        found, after = pushes.take_signals(session, later, now, 1, after=after)
        told.append("".join(signal.endpoint[-1] for signal in found))
    assert told == ["b", "c", "e", ""]
    assert after == 0


def test_an_address_says_nothing_when_it_is_shown(now: datetime) -> None:
    assert "secret" not in repr(pushes.Signal(1, "https://push.test/secret", now))


@pytest.mark.usefixtures("kind")
def test_of_two_at_once_one_picks(engine: Engine, keyring: Keyring, now: datetime) -> None:
    with transaction(engine, keyring) as session:
        cell = make_cell(session, now, "CB1")
        outbox.put(session, *subscribed(session, cell.members[0], "a", now), "x", {}, now)
    later = now + MINUTE
    with transaction(engine, keyring) as first:
        assert picked(first, later) == ["a"]
        if engine.dialect.name != "sqlite":  # there the second one waits for the first
            with transaction(engine, keyring) as second:
                assert picked(second, later) == []
    with transaction(engine, keyring) as second:
        assert picked(second, later) == []
