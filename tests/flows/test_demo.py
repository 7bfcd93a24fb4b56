"""The demo: who is in it, a cycle that is always open, and only where it belongs."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import cycles, demo, units
from flows import publications as publication_steps
from storage import publications, turnouts
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


def test_every_cell_always_has_an_open_cycle(playground: FlowSession, now: datetime) -> None:
    demo.prepare(playground, now)
    lines = {line.unit: line for line in cycles.listing(playground, now)}
    assert {code: (line.status, line.expected) for code, line in lines.items()} == {
        "DU-HOABINH": ("closed", 24),
        "KP3": ("open", 12),
        "THCS": ("open", 12),
    }
    assert timedelta(days=14) <= lines["KP3"].closes_at - now < timedelta(days=15)
    assert lines["THCS"].closes_at == now + demo.SOON
    assert not demo.refresh(playground, now + timedelta(minutes=7))
    for _ in range(3):  # the yearly budget is for real cells
        now = min(line.closes_at for line in cycles.listing(playground, now) if line.status == "open")
        assert demo.refresh(playground, now)
        open_now = [line.unit for line in cycles.listing(playground, now) if line.status == "open"]
        assert sorted(open_now) == ["KP3", "THCS"]


def test_figures_are_out_and_more_come_within_minutes(playground: FlowSession, now: datetime) -> None:
    demo.prepare(playground, now)
    units_of = {unit.code: unit.id or 0 for unit, _ in demo.people(playground)}
    past, closing = (
        next(line for line in cycles.listing(playground, now) if line.unit == code)
        for code in ("DU-HOABINH", "THCS")
    )
    for cell in units_of.values():
        found = publications.pool_of(playground, past.id, cell)
        assert found
        assert found[0].n == 10
        assert any(found[0].figures.values())
    [taken] = turnouts.below(playground, closing.id, units_of["THCS"])
    assert (taken.handed, taken.expected) == (10, 12)
    while publication_steps.publish_some(playground, now + demo.SOON):
        pass
    found = publications.pool_of(playground, closing.id, units_of["THCS"])
    assert found
    assert found[0].n == 10


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
