"""The log of acts: what verifies, and that no change, removal or reordering goes unseen."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine
from sqlmodel import select

from storage import audit, schema
from storage.audit import Act, Chain, Fault
from storage.encryption import Keyring
from storage.engines import FlowSession, transaction
from tests.conftest import Cell

FORGERIES: dict[str, object] = {
    "office": "deputy",
    "member_id": 7,
    "unit_id": None,
    "name": "cover_written",
    "subject_id": 7,
    "detail": "another",
    "at": datetime(2026, 11, 22, 2, tzinfo=UTC),
    "seal": "0" * 64,
}


@pytest.fixture
def five(session: FlowSession, cell: Cell, now: datetime) -> FlowSession:
    """A log of five acts."""
    for number in range(5):
        at = now + timedelta(minutes=number)
        who, where = cell.members[0], cell.unit_id
        act = Act(id=0, at=at, office="secretary", member_id=who, unit_id=where, name="role_given")
        audit.append(session, act)
    return session


def faults(session: FlowSession) -> list[Fault]:
    """What is found after somebody was at the database itself."""
    session.expire_all()
    return list(audit.verify(session).faults)


def test_a_whole_log_is_followed_to_its_end(five: FlowSession, now: datetime) -> None:
    found = audit.verify(five)
    assert (found.length, found.faults) == (5, ())
    assert (found.first_at, found.last_at) == (now, now + timedelta(minutes=4))
    assert found.last == audit.find_seal(five, 5)


def test_an_empty_log_is_whole(session: FlowSession) -> None:
    assert audit.verify(session).faults == ()


@pytest.mark.parametrize("column", FORGERIES)
def test_a_changed_row_is_found(five: FlowSession, column: str) -> None:
    five.exec(sa.update(Act).where(sa.column("id") == 3).values({column: FORGERIES[column]}))
    assert Fault(3, "changed") in faults(five)


@pytest.mark.parametrize("gone", [1, 3])
def test_a_removed_row_is_found(five: FlowSession, gone: int) -> None:
    five.exec(sa.delete(Act).where(sa.column("id") == gone))
    assert Fault(gone, "missing") in faults(five)


def test_a_removed_row_is_found_when_the_others_move_up(five: FlowSession) -> None:
    five.exec(sa.delete(Act).where(sa.column("id") == 3))
    for number in (4, 5):
        five.exec(sa.update(Act).where(sa.column("id") == number).values(id=number - 1))
    assert Fault(3, "changed") in faults(five)
    assert Fault(4, "end") in faults(five)


def test_reordered_rows_are_found(five: FlowSession) -> None:
    for old, new in ((2, 99), (3, 2), (99, 3)):
        five.exec(sa.update(Act).where(sa.column("id") == old).values(id=new))
    assert {Fault(2, "changed"), Fault(3, "changed")} <= set(faults(five))


def test_the_newest_rows_cannot_be_cut_off(five: FlowSession) -> None:
    before = five.exec(select(Act).where(Act.id == 4)).one()
    five.exec(sa.delete(Act).where(sa.column("id") == 5))
    assert faults(five) == [Fault(4, "end")]
    five.exec(sa.update(Chain).values(length=4, last=before.seal))  # all that is to be read in the database
    assert faults(five) == [Fault(4, "end")]
    five.exec(sa.delete(Chain))
    assert faults(five) == [Fault(4, "end")]


def test_rows_from_outside_are_found(five: FlowSession, now: datetime) -> None:
    five.exec(sa.insert(Act).values(id=6, at=now, office="operator", name="restored", detail="", seal=""))
    assert Fault(6, "changed") in faults(five)


def test_many_faults_are_not_all_named(five: FlowSession, now: datetime) -> None:
    for _ in range(30):
        audit.append(five, Act(id=0, at=now, office="operator", name="restored"))
    five.exec(sa.update(Act).values(office="clerk"))
    assert len(faults(five)) == audit.MOST_FAULTS


def test_two_at_once_wait_for_each_other(engine: Engine, keyring: Keyring, now: datetime) -> None:
    """The one who comes second counts on from the first, on every database."""
    from concurrent.futures import ThreadPoolExecutor

    def add(_: int) -> None:
        with transaction(engine, keyring) as session:
            audit.append(session, Act(id=0, at=now, office="operator", name="restored"))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(12)))
    with transaction(engine, keyring) as session:
        found = audit.verify(session)
    assert (found.length, found.faults) == (12, ())


def test_what_was_opened_before_there_was_a_log_is_in_it(
    engine: Engine, store: Engine, keyring: Keyring, now: datetime
) -> None:
    """An installation of the version before: its officers' readings become the first acts."""
    with engine.connect() as connection:
        there = sa.MetaData()
        there.reflect(connection)
        there.drop_all(connection)
        schema.upgrade(connection, "0005")
        connection.execute(
            sa.text(
                "INSERT INTO installation (id, demo, fingerprint, created_at) VALUES (1, :no, :key, :at)"
            ),
            {"no": False, "key": keyring.fingerprint, "at": now},
        )
        connection.execute(
            sa.text("INSERT INTO unit (id, code, name, kind, created_at) VALUES (1, 'A', 'A', 'other', :at)"),
            {"at": now},
        )
        connection.execute(
            sa.text(
                "INSERT INTO member (id, unit_id, profile, standing, created_at) VALUES (5, 1, :b, 'x', :at)"
            ),
            {"at": now, "b": b""},
        )
        connection.execute(sa.text(CYCLE), {"at": now, "no": False})
        for number in (2, 1):
            connection.execute(
                sa.text(
                    "INSERT INTO reading (cycle_id, unit_id, member_id, office, at)"
                    " VALUES (1, 1, 5, 'secretary', :at)"
                ),
                {"at": now + timedelta(days=number)},
            )
        connection.commit()
    schema.initialise(engine, store, keyring, False, now)
    with transaction(engine, keyring) as session:
        acts = session.exec(select(Act).order_by(sa.column("id"))).all()
        assert [(act.name, act.detail, act.at) for act in acts] == [
            ("figures_opened", "1", now + timedelta(days=1)),
            ("figures_opened", "1", now + timedelta(days=2)),
        ]
        assert audit.verify(session).faults == ()
        audit.append(session, Act(id=0, at=now, office="operator", name="restored"))
        assert audit.verify(session).faults == ()


CYCLE = """
INSERT INTO cycle (id, unit_id, checklist, version, opens_at, closes_at, step, announced)
VALUES (1, 1, 'nq04_2016', '1', :at, :at, 4, :no)
"""
