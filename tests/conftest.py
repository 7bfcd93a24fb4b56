"""What every test may ask for: a database of each kind, a keyring, a session, a moment, a cell."""

import shutil
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from hypothesis import settings
from sqlalchemy import Engine

from bot.database import Database
from handlers import hashing
from storage import engines, schema
from storage.cycles import Cycle, Participant
from storage.encryption import Keyring, keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Member, Profile, seal_profile
from storage.units import Unit
from tests.servers.postgresql import TEMPLATE, postgresql
from tests.watching import pytest_collection as pytest_collection
from tests.watching import pytest_collection_finish as pytest_collection_finish
from tests.watching import pytest_runtest_protocol as pytest_runtest_protocol

if TYPE_CHECKING:  # aiogram takes a second to import: only who needs it does
    from tests.conversations import World

MASTER = bytes(range(32))
NOW = datetime(2026, 11, 22, 9, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
NAMES = ("Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường", "Phạm Thu Dung", "Vũ Đức Em")
numbers = count(1)
on_one_database = pytest.mark.parametrize("kind", ["sqlite"])
"""For the many cases of a rule whose questions other tests ask on each kind of database."""
settings.register_profile("usual", max_examples=30, deadline=None)
settings.load_profile("usual")


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with members, as the fixture made it."""

    unit_id: int
    code: str
    members: tuple[int, ...]


@pytest.fixture(autouse=True, scope="session")
def _one_tls_context() -> Iterator[None]:
    """Every HTTP client makes a TLS context (36 ms) though nothing here speaks TLS."""
    context = ssl.create_default_context()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ssl, "create_default_context", lambda *_, **__: context)
        yield


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slow hashes are slow on purpose; a test of its own looks at that."""
    monkeypatch.setattr(hashing, "COST", 2)


@pytest.fixture
def now() -> datetime:
    """A Sunday morning in Vietnam."""
    return NOW


def _fill(url: str, keys_url: str) -> None:
    """Make the tables."""
    engine, store = engines.open_engine(url), engines.open_key_store(keys_url)
    moment = datetime(2026, 11, 1, tzinfo=ZoneInfo("UTC"))
    schema.initialise(engine, store, Keyring(MASTER, store), False, moment)
    engine.dispose()
    store.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty, migrated SQLite database and its key store."""
    folder = tmp_path_factory.mktemp("template")
    _fill(f"sqlite:///{folder}/content.db", f"sqlite:///{folder}/keys.db")
    shutil.copy(folder / "content.db", folder / "empty.db")
    return folder


@pytest.fixture(scope="session")
def postgres(testrun_uid: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real PostgreSQL, `{}` for the database's name."""
    keys_url = f"sqlite:///{tmp_path_factory.mktemp('keys')}/keys.db"
    with postgresql(testrun_uid, lambda url: _fill(url, keys_url)) as address:
        yield address


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
    made = _hasty(engines.open_engine(database_url, pool_size=4))
    yield made
    made.dispose()


@pytest.fixture
def store(tmp_path: Path, sqlite_template: Path) -> Iterator[Engine]:
    """A key store of the test's own, on SQLite."""
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    made = _hasty(engines.open_key_store(f"sqlite:///{tmp_path}/keys.db"))
    yield made
    made.dispose()


def _hasty(engine: Engine) -> Engine:
    """No test survives a power cut: SQLite need not wait for the disk."""
    if engine.dialect.name == "sqlite":
        sa.event.listen(engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=off"))
    return engine


@pytest.fixture
def keyring(store: Engine) -> Keyring:
    """The keyring that belongs to the fresh databases."""
    return Keyring(MASTER, store)


@pytest.fixture
def database(request: pytest.FixtureRequest, keyring: Keyring) -> Iterator[Database]:
    """A fresh, migrated database with its threads: SQLite, or each kind where a test asks for the kind."""
    name = "database_url" if "kind" in request.fixturenames else "sqlite_url"
    engine = _hasty(engines.open_engine(request.getfixturevalue(name), pool_size=4))
    made = Database(engine, keyring, public_url="https://tusoi.test")
    yield made
    made.close()


@pytest.fixture(scope="session")
def peopled(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Cell, int]:
    """The template with a cell of five and a cycle open for a fortnight."""
    folder = tmp_path_factory.mktemp("peopled")
    shutil.copy(sqlite_template / "empty.db", folder / "content.db")
    shutil.copy(sqlite_template / "keys.db", folder)
    engine = engines.open_engine(f"sqlite:///{folder}/content.db")
    store = engines.open_key_store(f"sqlite:///{folder}/keys.db")
    with engines.transaction(engine, Keyring(MASTER, store)) as session:
        cell = make_cell(session, NOW, "CB1")
        cycle_id = make_cycle(session, cell.unit_id, cell.members, NOW)
    engine.dispose()
    store.dispose()
    return folder, cell, cycle_id


@pytest.fixture
def world(
    database: Database,
    peopled: tuple[Path, Cell, int],
    tmp_path: Path,
    now: datetime,
) -> "World":
    """A cell of five, a cycle open for a fortnight; on SQLite."""
    from tests.conversations import World

    folder, cell, cycle_id = peopled
    for name in ("content.db", "keys.db"):  # nobody has opened the test's own yet
        shutil.copy(folder / name, tmp_path)
    return World(database, cell.unit_id, cell.members, now, cycle_id)


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
    engine = request.getfixturevalue("engine" if own else f"shared_{kind}")
    with engines.transaction(engine, keyring, keep=False) as made:
        yield made


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
    return Cell(unit.id, code, make_members(session, unit.id, names, now))


def make_member(session: FlowSession, unit_id: int, name: str, now: datetime) -> int:
    """A seat in a cell, with its key."""
    return make_members(session, unit_id, (name,), now)[0]


def make_members(session: FlowSession, unit_id: int, names: Sequence[str], now: datetime) -> tuple[int, ...]:
    """Seats in a cell, with their keys."""
    ids = [new_id() for _ in names]
    keyring_of(session).create_all(ids)
    for member_id, name in zip(ids, names, strict=True):
        profile = seal_profile(session, member_id, Profile(name))
        row = Member(id=member_id, unit_id=unit_id, profile=profile, standing="official", created_at=now)
        session.add(row)
    session.flush()
    return tuple(ids)


def make_cycle(
    session: FlowSession,
    cell_id: int,
    members: Sequence[int],
    now: datetime,
    days: int = 14,
    checklist: str = "nq04_2016",
) -> int:
    """An open cycle of a cell with these members on its roster."""
    cycle = Cycle(
        unit_id=cell_id,
        checklist=checklist,
        version="1",
        opens_at=now,
        closes_at=now + timedelta(days=days),
        frozen_at=now,
    )
    session.add(cycle)
    session.flush()
    assert cycle.id is not None
    session.add_all(Participant(cycle_id=cycle.id, member_id=member, cell_id=cell_id) for member in members)
    session.flush()
    return cycle.id
