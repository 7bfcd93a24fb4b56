"""Engines and sessions: how a database is opened, and the session that a flow is given.

SQLite: WAL, FULL synchronous, foreign keys, BEGIN IMMEDIATE by event (pysqlite would begin late and in
deferred mode). The key store has no WAL and overwrites what it deletes, so that a destroyed key is gone from
the disk as well.
"""

import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from storage.encryption import Keyring


class Moment(TypeDecorator[datetime]):
    """An aware UTC moment on every database; a naive one is a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise TypeError("a moment without a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class FlowSession(Session):
    """The session a flow sees. Only the turn (or the command) that opened it may end its transaction."""

    def commit(self) -> None:
        raise RuntimeError("a flow never commits: the turn does")

    def rollback(self) -> None:
        raise RuntimeError("a flow never rolls back: it raises")


def open_engine(url: str, *, pool_size: int = 1, read_only: bool = False) -> Engine:
    """The engine of the content database. One connection on SQLite (one writer), a small pool elsewhere."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, journal="wal", read_only=read_only)
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
    if read_only:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


def open_key_store(url: str) -> Engine:
    """The engine of the key store: small, rarely written, and what it deletes is overwritten."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, journal="delete", read_only=False)
    return create_engine(url, pool_size=2, max_overflow=2, pool_pre_ping=True)


def flow_session(engine: Engine, keyring: Keyring) -> FlowSession:
    """A session for flows, with the keyring it decrypts by."""
    return FlowSession(engine, info={"keyring": keyring}, expire_on_commit=False, autoflush=True)


def end(session: FlowSession, *, keep: bool) -> None:
    """Commit or roll back what a flow did: the one door out of a `FlowSession`."""
    if keep:
        Session.commit(session)
    else:
        Session.rollback(session)


def _sqlite(url: str, *, journal: str, read_only: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 10, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def settings(connection: sqlite3.Connection, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            f"journal_mode={journal}",
            "synchronous=full",
            "foreign_keys=on",
            f"secure_delete={'on' if journal == 'delete' else 'off'}",
            f"query_only={'on' if read_only else 'off'}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine
