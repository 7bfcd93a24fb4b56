"""The schema: migrated equals the tables as they are written, on both databases; what `check` refuses."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine
from sqlmodel import Session

from storage import engines, keys, schema, tables
from storage.encryption import Keyring
from storage.installation import Installation
from storage.schema import SchemaError
from tests.conftest import MASTER


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Engine]:
    """A database without anything in it."""
    made = engines.open_engine(f"sqlite:///{tmp_path}/empty.db")
    yield made
    made.dispose()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Engine]:
    """A key store without anything in it."""
    made = engines.open_key_store(f"sqlite:///{tmp_path}/bare.db")
    yield made
    made.dispose()


def test_a_migrated_database_has_the_tables_as_they_are_written(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, tables.metadata) == []


def test_the_newest_revision_is_the_one_that_is_named(empty: Engine) -> None:
    with empty.connect() as connection:
        folder = ScriptDirectory.from_config(schema.config(connection))
    assert folder.get_heads() == [schema.HEAD]
    assert all(script.revision.isdigit() for script in folder.walk_revisions())


def test_owners_ids_are_wide_enough() -> None:
    for table in tables.metadata.sorted_tables:
        for column in table.c:
            if column.name in ("vault_id", "member_id"):
                assert isinstance(column.type, sa.BigInteger), f"{table.name}.{column.name}"


def test_from_nothing_and_again(empty: Engine, bare: Engine, now: datetime) -> None:
    keyring = Keyring(MASTER, bare)
    assert schema.revision_of(empty) is None
    schema.initialise(empty, bare, keyring, True, now)
    assert schema.is_current(empty)
    found = schema.check(empty, bare, keyring)
    assert (found.demo, found.fingerprint, found.created_at) == (True, keyring.fingerprint, now)
    schema.initialise(empty, bare, keyring, False, now)
    assert schema.check(empty, bare, keyring).demo is True


def test_a_run_that_was_cut_short_is_finished(empty: Engine, bare: Engine, now: datetime) -> None:
    keyring = Keyring(MASTER, bare)
    keys.create_tables(bare)
    keys.set_fingerprint(bare, keyring.fingerprint)
    schema.migrate(empty)
    with pytest.raises(SchemaError, match="no database yet"):
        schema.check(empty, bare, keyring)
    schema.initialise(empty, bare, keyring, False, now)
    assert schema.check(empty, bare, keyring).demo is False


def test_another_master_key_touches_nothing(
    sqlite_url: str, tmp_path: Path, keyring: Keyring, bare: Engine, now: datetime
) -> None:
    engine = engines.open_engine(sqlite_url)
    wrong = Keyring(bytes(32), keyring.store)
    before = Path(tmp_path / "content.db").read_bytes(), Path(tmp_path / "keys.db").read_bytes()
    for work in (
        lambda: schema.check(engine, keyring.store, wrong),
        lambda: schema.initialise(engine, keyring.store, wrong, False, now),
        lambda: schema.initialise(engine, bare, wrong, False, now),
    ):
        with pytest.raises(SchemaError, match="master key is not the one"):
            work()
    assert (tmp_path / "content.db").read_bytes() == before[0]
    assert (tmp_path / "keys.db").read_bytes() == before[1]
    engine.dispose()


def test_a_lost_key_store_is_not_replaced_by_an_empty_one(
    sqlite_url: str, bare: Engine, now: datetime
) -> None:
    engine = engines.open_engine(sqlite_url)
    keyring = Keyring(MASTER, bare)
    with pytest.raises(SchemaError, match="key store is missing"):
        schema.check(engine, bare, keyring)
    with pytest.raises(SchemaError, match="key store is missing"):
        schema.initialise(engine, bare, keyring, False, now)
    assert keys.fingerprint_of(bare) is None
    keys.set_fingerprint(bare, "another")
    with pytest.raises(SchemaError, match="key store was made with"):
        schema.check(engine, bare, keyring)
    engine.dispose()


@pytest.mark.parametrize(("revision", "why"), [("0000", "older version"), ("9999", "newer version")])
def test_another_version(sqlite_url: str, keyring: Keyring, revision: str, why: str) -> None:
    engine = engines.open_engine(sqlite_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
    assert not schema.is_current(engine)
    with pytest.raises(SchemaError, match=why):
        schema.check(engine, keyring.store, keyring)
    engine.dispose()


def test_a_migration_that_would_leave_rows_without_their_owner_is_undone(
    sqlite_url: str, now: datetime
) -> None:
    engine = engines.open_engine(sqlite_url)
    orphan = "INSERT INTO code (digest, purpose, member_id, expires_at) VALUES ('x', 'seat', 1, '2026-01-01')"
    with pytest.raises(SchemaError, match="do not exist"), schema.unchecked(engine) as connection:
        connection.exec_driver_sql(orphan)
    with Session(engine) as session:
        assert session.connection().scalar(sa.text("SELECT count(*) FROM code")) == 0
        assert session.get(Installation, 1) is not None
        with pytest.raises(sa.exc.IntegrityError):
            session.connection().exec_driver_sql(orphan)
    engine.dispose()
