"""A transaction keeps all or nothing, and only who opened it may end it."""

import sqlite3
from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError, InvalidRequestError, OperationalError
from sqlmodel import select

from storage import engines, keys
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.units import Unit


def add(session: FlowSession, code: str, now: datetime) -> None:
    """A unit, sent to the database at once."""
    session.add(Unit(code=code, name=code, kind="other", created_at=now))
    session.flush()


def add_twice(session: FlowSession, code: str, now: datetime) -> None:
    """What no database takes."""
    add(session, code, now)
    add(session, code, now)


def swallow(session: FlowSession, now: datetime) -> None:
    """A careless flow: its first step was undone with the second, and it does not say so."""
    with pytest.raises(IntegrityError):
        add_twice(session, "A", now)


def releasing(url: str, begin: str, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Another process holds a database, and lets it go while somebody waits for the third time."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute(begin)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 3:
            other.execute("COMMIT")
            other.close()

    monkeypatch.setattr(engines, "sleep", sleep)
    return waits


def codes(engine: Engine, keyring: Keyring) -> list[str]:
    """What was kept."""
    with engines.transaction(engine, keyring) as session:
        return sorted(session.exec(select(Unit.code)).all())


def test_what_a_block_did_is_kept_at_its_end_even_what_was_not_sent_yet(
    engine: Engine, keyring: Keyring, now: datetime
) -> None:
    with engines.transaction(engine, keyring) as session:
        session.add(Unit(code="A", name="A", kind="other", created_at=now))
    with pytest.raises(IntegrityError), engines.transaction(engine, keyring) as session:
        add_twice(session, "B", now)
    with engines.transaction(engine, keyring, keep=False) as session:
        add(session, "C", now)
    assert codes(engine, keyring) == ["A"]


def test_a_swallowed_error_does_not_pass_for_success(engine: Engine, keyring: Keyring, now: datetime) -> None:
    with pytest.raises(InvalidRequestError), engines.transaction(engine, keyring) as session:
        swallow(session, now)
    assert codes(engine, keyring) == []


def test_a_flow_ends_nothing(session: FlowSession) -> None:
    with pytest.raises(RuntimeError, match="never commits"):
        session.commit()
    with pytest.raises(RuntimeError, match="never rolls back"):
        session.rollback()


def test_a_locked_database_is_told_as_any_other_trouble_with_it(
    sqlite_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "PATIENCE", 0)
    first, second = engines.open_engine(sqlite_url), engines.open_engine(sqlite_url)
    with (
        engines.transaction(first, keyring),
        second.connect() as connection,
        pytest.raises(OperationalError, match="locked"),
        connection.begin(),
    ):
        pass
    first.dispose()
    second.dispose()


def test_who_waits_for_a_writer_goes_on_as_soon_as_it_is_done(
    sqlite_url: str, keyring: Keyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = engines.open_engine(sqlite_url)
    waits = releasing(sqlite_url, "BEGIN IMMEDIATE", monkeypatch)
    with engines.transaction(engine, keyring) as session:
        assert session.connection().scalar(sa.text("PRAGMA busy_timeout")) == engines.PATIENCE * 1000
    assert waits == [engines.LOOK] * 3
    engine.dispose()


def test_so_does_who_waits_for_a_key(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key store has no WAL: for the moment of a commit it cannot be read."""
    keys.put_all(store, [(1, b"wrapped")])
    waits = releasing(str(store.url), "BEGIN EXCLUSIVE", monkeypatch)
    assert keys.find(store, 1) == b"wrapped"
    assert waits == [engines.LOOK] * 3


def test_who_only_reads_waits_for_no_writer(engine: Engine, keyring: Keyring, now: datetime) -> None:
    with engines.transaction(engine, keyring) as session:
        add(session, "CB1", now)
        with engines.transaction(engine, keyring, reading=True, keep=False) as reader:
            assert reader.exec(select(Unit.code)).all() == []
    with engines.transaction(engine, keyring, reading=True, keep=False) as reader:
        assert reader.exec(select(Unit.code)).all() == ["CB1"]
