"""The invented province: as large as asked, like itself for the same seed, only where a demo belongs."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import col, func, select

from bot import provinces
from flows import cycles, demo, demo_people, demo_province, demo_tree, units
from flows.replies import FlowError
from storage import audit, engines, members, turnouts
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.installation import Installation
from storage.members import Member, Role, Vault
from storage.publications import Pool
from storage.stays import Stay
from storage.turnouts import Turnout
from storage.units import Placement, Succession, Unit
from tests.conftest import MASTER, on_one_database

SIZE = 400


def nothing_told(name: str, step: int, steps: int) -> None:
    """How far it is, is not looked at."""
    assert step <= steps, name


@pytest.fixture(scope="module")
def moment() -> datetime:
    return datetime.fromisoformat("2026-11-22T09:00:00+07:00")


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory, moment: datetime) -> Iterator[tuple[Engine, Keyring]]:
    """One for all tests that only read."""
    folder = tmp_path_factory.mktemp("province")
    keyring = Keyring(MASTER, engines.open_key_store(f"sqlite:///{folder}/keys.db"))
    engine = engines.open_engine(f"sqlite:///{folder}/content.db")
    provinces.build(engine, keyring, SIZE, 1, moment, nothing_told)
    yield engine, keyring
    engine.dispose()
    keyring.store.dispose()


@pytest.fixture
def session(province: tuple[Engine, Keyring]) -> Iterator[FlowSession]:
    """A session in it; nothing stays."""
    with engines.transaction(*province, keep=False) as session:
        yield session


def figures_of(session: FlowSession) -> list[Any]:
    """All that follows the seed: who is where, what was published, who has handed in."""
    people = session.exec(select(Member.id, Member.unit_id, Member.standing).order_by(col(Member.id))).all()
    names = [profile.name for _, profile in members.members_of(session, people[0][1])]
    pools = session.exec(select(Pool.n, Pool.figures).order_by(col(Pool.id))).all()
    turnouts = session.exec(select(Turnout).order_by(col(Turnout.cycle_id), col(Turnout.cell_id))).all()
    counted = [(row.cycle_id, row.cell_id, row.expected, row.submitted, row.paper) for row in turnouts]
    return [people, names, pools, counted]


def test_it_is_as_large_as_asked_and_cells_are_of_3_to_45(session: FlowSession) -> None:
    sizes = Counter(session.exec(select(Member.unit_id).where(members.is_present())).all())
    assert sizes.total() == SIZE
    assert all(demo_tree.LEAST <= size <= demo_tree.MOST for size in sizes.values())
    standing = Counter(session.exec(select(Member.standing).where(members.is_present())).all())
    assert 0.05 < standing["probationary"] / SIZE < 0.14
    joined = session.exec(select(func.count()).select_from(Vault)).one()
    assert 0.6 < joined / SIZE < 0.85
    lines = units.listing(session)
    cells = [line for line in lines if line.members]
    assert len({line.kind for line in cells}) >= 4
    top = next(line for line in lines if line.parent is None)
    assert top.code == demo_tree.TOP
    assert session.exec(select(func.count()).select_from(Role).where(Role.name == "secretary")).one() > len(
        cells
    )


def test_it_has_a_past(session: FlowSession, moment: datetime) -> None:
    assert Counter(session.exec(select(Stay.ended)).all()).keys() == {"left", "deceased", "transferred"}
    gone = session.exec(select(Member.id).where(~members.is_present())).all()
    assert set(gone) == set(session.exec(select(Stay.member_id).where(Stay.ended != "transferred")).all())
    closed = session.exec(select(Unit.id).where(col(Unit.closed_at).is_not(None))).all()
    assert set(session.exec(select(Succession.unit_id)).all()) < set(closed)
    moved = session.exec(select(Placement.unit_id)).all()
    assert moved
    assert not session.exec(select(Member.id).where(col(Member.unit_id).in_(closed))).all()
    assert audit.verify(session).faults == ()
    assert [line.status for line in cycles.listing(session, moment)] == ["open", "closed"]


def test_a_cycle_was_published_and_one_is_open(session: FlowSession, moment: datetime) -> None:
    now, past = cycles.listing(session, moment)
    assert now.expected == SIZE
    top = session.exec(select(Unit.id).where(Unit.code == demo_tree.TOP)).one() or 0
    taken = turnouts.below(session, past.id, top)
    assert 0 < sum(one.handed for one in taken) < sum(one.expected for one in taken) == SIZE
    so_far = turnouts.below(session, now.id, top)
    assert 0 < sum(one.handed for one in so_far) < SIZE / 2
    pools = session.exec(select(Pool)).all()
    assert pools
    assert all(pool.counted and pool.n >= 8 and any(pool.figures.values()) for pool in pools)


def test_a_few_people_may_be_played(session: FlowSession, moment: datetime) -> None:
    found = demo.people(session)
    assert {unit.code for unit, _ in found} <= set(demo_tree.SHOWN)
    offices = {office for _, persons in found for *_, held in persons for office in held}
    assert offices == set(members.ROLES)
    assert demo.refresh(session, moment) is False
    later = moment + timedelta(days=60)
    assert demo.refresh(session, later) is True
    assert cycles.listing(session, later)[0].unit == demo_tree.TOP


def test_the_same_seed_gives_the_same(
    session: FlowSession, engine: Engine, keyring: Keyring, moment: datetime
) -> None:
    """Beside the one on SQLite another on each kind of database."""
    with engines.transaction(engine, keyring) as other:
        other.get_one(Installation, 1).demo = True
    provinces.build(engine, keyring, SIZE, 1, moment, nothing_told)
    with engines.transaction(engine, keyring, keep=False) as other:
        assert figures_of(other) == figures_of(session)
    with pytest.raises(FlowError, match="province-not-empty"):
        provinces.build(engine, keyring, SIZE, 1, moment, nothing_told)


def test_another_seed_gives_others() -> None:
    one, other = (demo_tree.plant(SIZE, seed) for seed in (1, 2))
    assert one.units != other.units
    cell = one.cells[0]
    assert demo_people.of_cell(cell, 1, ()) != demo_people.of_cell(cell, 2, ())


@on_one_database
def test_nothing_invented_gets_into_a_real_database(
    engine: Engine, keyring: Keyring, moment: datetime
) -> None:
    with pytest.raises(FlowError, match="province-real"):
        provinces.build(engine, keyring, SIZE, 1, moment, nothing_told)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM unit")) == 0
    with pytest.raises(FlowError, match="province-too-small"):
        demo_province.plan(demo_tree.SMALLEST - 1, 1, moment)


@pytest.mark.parametrize("size", [200, 401, 3000, 20_000])
def test_every_size_comes_out_exactly(size: int) -> None:
    tree = demo_tree.plant(size, 1)
    assert sum(cell.size for cell in tree.cells) == size
    assert all(demo_tree.LEAST <= cell.size <= demo_tree.MOST for cell in tree.cells)
    codes = [unit.code for unit in tree.units]
    assert len(set(codes)) == len(codes)
    assert {unit.parent for unit in tree.units} - {None} <= set(codes)
