"""The schema: made and brought up to date by Alembic, and checked before anything is read or written.

Alembic is imported only where it works: every command asks whether the database is current, and that is one
small query.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Engine
from sqlmodel import Session

from storage import audit, keys
from storage.encryption import Keyring
from storage.installation import Installation, find_installation

HEAD = "0010"
"""The newest revision (a test compares it with the folder)."""

STORE_MISSING = "The key store is missing. Bring it back (`tusoi restore --keys FILE`)."
MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(Exception):
    """The database cannot be used as it is: one sentence that says why, and what to do."""


def migrate(engine: Engine) -> None:
    """Bring the content database to the newest revision, in one transaction."""
    with unchecked(engine) as connection:
        upgrade(connection, HEAD)


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the database to that revision, inside the transaction that the connection is in."""
    from alembic import command

    command.upgrade(config(connection), revision)


def config(connection: Connection) -> Any:
    """What Alembic needs to know; there is no alembic.ini."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return made


@contextmanager
def unchecked(engine: Engine) -> Iterator[Connection]:
    """A transaction in which SQLite may rebuild tables that others refer to; checked at its end."""
    with engine.connect() as connection:
        sqlite = engine.dialect.name == "sqlite"
        raw: Any = connection.connection.driver_connection
        if sqlite:
            raw.execute("PRAGMA foreign_keys=off")
        try:
            with connection.begin():
                yield connection
                if sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise SchemaError("Rows would refer to rows that do not exist: nothing was changed.")
        finally:
            if sqlite:
                raw.execute("PRAGMA foreign_keys=on")


def revision_of(engine: Engine) -> str | None:
    """The revision the content database is at, or None when it is empty."""
    with engine.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
        return found


def is_current(engine: Engine) -> bool:
    """Whether the content database is at the newest revision."""
    return revision_of(engine) == HEAD


def initialise(engine: Engine, store: Engine, keyring: Keyring, demo: bool, now: datetime) -> None:
    """Make a new database and its key store, bound to this master key; or bring an old one up to date.

    The key store comes first and the content's own description last, so that a run that was cut short
    is finished by the next one.
    """
    keys.create_tables(store)
    _compare(keys.fingerprint_of(store), keyring, "key store")
    installation = _find_installation(engine)
    if installation is not None:
        _compare(installation.fingerprint, keyring, "database")
    if keys.fingerprint_of(store) is None:
        if installation is not None:
            raise SchemaError(STORE_MISSING)
        keys.set_fingerprint(store, keyring.fingerprint)
    migrate(engine)
    with Session(engine, info={"keyring": keyring}) as session:
        if find_installation(session) is None:
            session.add(Installation(demo=demo, fingerprint=keyring.fingerprint, created_at=now))
        audit.begin(session)
        session.commit()


def check(engine: Engine, store: Engine, keyring: Keyring) -> Installation:
    """The database's own description when all fits together; else a SchemaError. Nothing is touched."""
    installation = _find_installation(engine)
    if installation is None:
        raise SchemaError("There is no database yet. Run `tusoi migrate` to make one.")
    if not is_current(engine):
        raise SchemaError("The database is of an older version. Run `tusoi migrate`.")
    _compare(installation.fingerprint, keyring, "database")
    if not sa.inspect(store).has_table("key_check"):
        raise SchemaError(STORE_MISSING)
    _compare(keys.fingerprint_of(store) or "", keyring, "key store")
    return installation


def _find_installation(engine: Engine) -> Installation | None:
    revision = revision_of(engine)
    if revision is not None and revision > HEAD:
        raise SchemaError("The database is of a newer version than this programme. Update the programme.")
    with Session(engine) as session:
        exists = sa.inspect(session.connection()).has_table("installation")
        return find_installation(session) if exists else None


def _compare(fingerprint: str | None, keyring: Keyring, where: str) -> None:
    if fingerprint is not None and fingerprint != keyring.fingerprint:
        raise SchemaError(
            f"The master key is not the one this {where} was made with. Nothing was touched;"
            " set TUSOI_MASTER_KEY or bring the right key file back."
        )
