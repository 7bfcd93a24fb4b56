"""Engines and sessions: how a database is opened, and the session that a flow is given.

SQLite: WAL, FULL synchronous, foreign keys, BEGIN IMMEDIATE by event (pysqlite would begin late and in
deferred mode). The key store has no WAL and overwrites what it deletes, so that a destroyed key is gone from
the disk as well.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from storage.encryption import Keyring

PATIENCE = 10
"""Seconds that SQLite's locks are waited for."""
LOOK = 0.001
"""Seconds between two looks at whether another process has let the writer go."""


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
    """The session a flow sees. Only the turn (or the command) that opened it may end its transaction.

    It works on a connection whose transaction has begun (`transaction`), and joins it.
    """

    def commit(self) -> None:
        raise RuntimeError("a flow never commits: the turn does")

    def rollback(self) -> None:
        raise RuntimeError("a flow never rolls back: it raises")


class Prepared:
    """A statement that every tap executes: its SQL is made once, its values go straight to the driver.

    SQLAlchemy's own way through `Connection.execute` takes a tap longer than the database does. Only for
    statements with named parameters, each of them given; anything rarer takes the ordinary way.
    """

    def __init__(self, statement: Any) -> None:
        self.statement = statement
        self._ready: dict[str, Any] = {}

    def first(self, session: Session, **values: Any) -> tuple[Any, ...] | None:
        """The first row, or None."""
        cursor, out = self._execute(session, values)
        row = cursor.fetchone()
        cursor.close()
        if row is None:
            return None
        return tuple([value if read is None else read(value) for read, value in zip(out, row, strict=True)])

    def run(self, session: Session, **values: Any) -> int:
        """How many rows it touched."""
        cursor, _ = self._execute(session, values)
        count: int = cursor.rowcount
        cursor.close()
        return count

    def _execute(self, session: Session, values: dict[str, Any]) -> Any:
        connection: Any = session.bind
        dialect = connection.dialect
        sql, fixed, into, order, out = self._ready.get(dialect.name) or self._prepare(dialect)
        given = fixed | {name: into[name](value) if name in into else value for name, value in values.items()}
        return _driven(connection, sql, given if order is None else [given[name] for name in order]), out

    def _prepare(self, dialect: Any) -> Any:
        """SQL, the statement's own values, how values are written, their order, how columns are read."""
        made: Any = self.statement.compile(dialect=dialect)
        into = {
            name: item.type.dialect_impl(dialect).bind_processor(dialect) for name, item in made.binds.items()
        }
        columns = getattr(self.statement, "selected_columns", ())
        out = [item.type.dialect_impl(dialect).result_processor(dialect, None) for item in columns]
        into = {name: write for name, write in into.items() if write is not None}
        order = made.positiontup if dialect.positional else None
        self._ready[dialect.name] = made.string, dict(made.params), into, order, out
        return self._ready[dialect.name]


def open_engine(url: str, *, pool_size: int = 1, read_only: bool = False) -> Engine:
    """The engine of the content database. One connection on SQLite (one writer), a small pool elsewhere."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _sqlite(url, journal="wal", read_only=read_only)
    engine = create_engine(url, pool_size=pool_size, max_overflow=0, pool_pre_ping=True)
    if read_only:
        return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return engine


@contextmanager
def waiting_less(engine: Engine, mode: str = "normal") -> Iterator[None]:
    """Meanwhile SQLite does not wait for the disk at each commit: for what is nothing before it is shown.

    ``normal`` keeps the database whole when the power fails, and may lose the last commits; the first commit
    afterwards waits for all of them.
    """
    _set_synchronous(engine, mode)
    try:
        yield
    finally:
        _set_synchronous(engine, "full")


def _set_synchronous(engine: Engine, mode: str) -> None:
    """On the connection that the next transaction will be given: there is one at a time."""
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        driver: Any = connection.driver_connection
        driver.execute(f"PRAGMA synchronous={mode}")
        connection.close()


def open_key_store(url: str) -> Engine:
    """The engine of the key store: small, rarely written, and what it deletes is overwritten."""
    if make_url(url).get_backend_name() == "sqlite":
        return _sqlite(url, journal="delete", read_only=False)
    return create_engine(url, pool_size=2, max_overflow=2, pool_pre_ping=True)


@contextmanager
def transaction(
    engine: Engine, keyring: Keyring, *, keep: bool = True, reading: bool = False, **info: Any
) -> Iterator[FlowSession]:
    """A session in a transaction of its own: committed at the end, undone if the block raises or not `keep`.

    One that is `reading` waits for no writer on SQLite, and no writer for it.

    The transaction is the connection's, and the session joins it: a turn of prepared statements alone does
    not pay for a unit of work it never begins. With the session travel `info` and the keyring.
    """
    with engine.connect().execution_options(reading=reading) as connection, connection.begin() as begun:
        info["keyring"] = keyring
        with FlowSession(connection, info=info, expire_on_commit=False) as session:
            yield session
            session.flush()
        if keep:
            begun.commit()  # refuses where somebody swallowed an error that had undone it
        elif begun.is_active:
            begun.rollback()


def insert(session: Session, table: type[SQLModel]) -> Any:
    """An insert that may say what is done where a row is there already, as each kind of database does it."""
    inserts: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
    return inserts[session.get_bind().dialect.name](table)


def _driven(connection: Any, sql: str, values: Any) -> Any:
    """The cursor of a statement given straight to the driver; its errors look as SQLAlchemy's do."""
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, values)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(sql, None, error, connection.dialect.loaded_dbapi.Error) from error
    return cursor


def _sqlite(url: str, *, journal: str, read_only: bool) -> Engine:
    path = make_url(url).database
    if path and path != ":memory:":
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": PATIENCE, "check_same_thread": False})

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
        if read_only or connection.get_execution_options().get("reading", False):
            _driven(connection, "BEGIN", ())
            _as_soon_as_free(connection, "PRAGMA schema_version")  # the first read takes the lock
        else:
            _as_soon_as_free(connection, "BEGIN IMMEDIATE")

    return engine


def _as_soon_as_free(connection: Any, taking: str) -> None:
    """Execute the statement that takes a lock, hardly later than another process lets it go.

    Left to itself SQLite looks again after 1, 2, 5, 10, 15, 20, 25 … ms, and a tap waits as long as that for
    a step of an import that is over.
    """
    give_up = monotonic() + PATIENCE
    _driven(connection, "PRAGMA busy_timeout=0", ())
    try:
        while not _taken(connection, taking, last=monotonic() > give_up):
            sleep(LOOK)
    finally:
        _driven(connection, f"PRAGMA busy_timeout={PATIENCE * 1000}", ())


def _taken(connection: Any, taking: str, *, last: bool) -> bool:
    """Whether the lock was free; if it is the `last` look, it must be."""
    try:
        _driven(connection, taking, ())
    except DBAPIError as error:
        busy = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
        if last or not busy:
            raise
        return False
    return True
