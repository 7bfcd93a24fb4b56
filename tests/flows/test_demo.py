"""The demo: who is in it, a cycle that is always open, and only where it belongs."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import cycles, demo, units
from storage.engines import FlowSession
from storage.installation import Installation


@pytest.fixture
def playground(session: FlowSession) -> FlowSession:
    """A database that says it is the demo."""
    session.get_one(Installation, 1).demo = True
    session.flush()
    return session


def test_two_cells_with_a_dozen_each_and_their_offices(playground: FlowSession, now: datetime) -> None:
    demo.prepare(playground, now)
    assert [(line.code, line.kind, line.parent, line.members) for line in units.listing(playground)] == [
        ("DU-HOABINH", "residential", None, 0),
        ("KP3", "residential", "DU-HOABINH", 12),
        ("THCS", "public_service", "DU-HOABINH", 12),
    ]
    people = demo.people(playground)
    assert [unit.code for unit, _ in people] == ["KP3", "THCS"]
    for _, persons in people:
        offices = [roles for _, _, roles in persons]
        assert offices[:2] == [("secretary",), ("deputy",)]
        assert offices[-1] == ()
        assert all(profile.name and profile.post for _, profile, _ in persons)
    everybody = [person for _, persons in people for person in persons]
    assert len({profile.name for _, profile, _ in everybody}) == 24
    assert [roles for *_, roles in everybody].count(("officer",)) == 1


def test_a_cycle_is_always_open(playground: FlowSession, now: datetime) -> None:
    demo.prepare(playground, now)
    (line,) = cycles.listing(playground, now)
    assert (line.status, line.expected) == ("open", 24)
    assert timedelta(days=14) <= line.closes_at - now < timedelta(days=15)
    demo.prepare(playground, now + timedelta(days=1))
    assert len(cycles.listing(playground, now)) == 1
    for number in (2, 3, 4):  # the yearly budget is for real cells
        now = cycles.listing(playground, now)[0].closes_at
        assert demo.refresh(playground, now)
        assert [line.status for line in cycles.listing(playground, now)] == ["open"] + ["closed"] * (
            number - 1
        )


def test_nothing_invented_gets_into_a_real_database(session: FlowSession, now: datetime) -> None:
    with pytest.raises(RuntimeError, match="not a demo"):
        demo.seed(session, now)
    with pytest.raises(RuntimeError, match="not a demo"):
        demo.refresh(session, now)
    session.delete(session.exec(select(Installation)).one())
    session.flush()
    with pytest.raises(RuntimeError, match="not a demo"):
        demo.prepare(session, now)


def test_an_empty_demo_has_nothing_to_refresh(playground: FlowSession, now: datetime) -> None:
    assert demo.refresh(playground, now) is False
    assert demo.people(playground) == []
