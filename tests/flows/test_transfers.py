"""A member moves to another cell, or leaves: what goes with him, and what ends."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import desks, roles, transfers
from flows.replies import FlowError
from storage import accounts, audit, members, outbox, units
from storage.audit import Act
from storage.engines import FlowSession
from storage.outbox import Outbox
from tests.conftest import Cell
from tests.organisations import cell_of, make_unit, opens
from tests.robustness.seats import seat

LATER = timedelta(days=30)


@pytest.fixture
def cells(session: FlowSession, now: datetime) -> tuple[Cell, Cell]:
    """Two cells of one commune."""
    top = make_unit(session, now, "XA")
    return cell_of(session, now, "CB1", 5, top), cell_of(session, now, "CB2", 5, top)


def test_he_goes_with_what_is_his(session: FlowSession, cells: tuple[Cell, Cell], now: datetime) -> None:
    one, other = cells
    who = one.members[0]
    roles.give(session, who, "deputy", "CB1", now)
    roles.give(session, who, "officer", "XA", now)
    transfers.transfer(session, who, "cb2", now + LATER)
    assert members.unit_of(session, who) == other.unit_id
    held = [(role.name, role.unit_id) for role in members.roles_of(session, who, now + LATER)]
    assert held == [("officer", units.find_unit(session, "XA").id)]  # type: ignore[union-attr]
    transfers.transfer(session, who, "CB1", now + 2 * LATER)
    lines = transfers.history(session, who)
    assert [(line.unit, line.from_at, line.until_at) for line in lines] == [
        ("CB1", now, now + LATER),
        ("CB2", now + LATER, now + 2 * LATER),
        ("CB1", now + 2 * LATER, None),
    ]
    acts = [act for act in audit.concerning(session, who) if act.name == "member_transferred"]
    assert [act.unit_id for act in acts] == [one.unit_id, other.unit_id, other.unit_id, one.unit_id]


def test_in_an_open_cycle_he_stays_where_its_roster_has_him(
    session: FlowSession, cells: tuple[Cell, Cell], now: datetime
) -> None:
    one, _ = cells
    cycle = opens(session, now, "CB1")
    opens(session, now + timedelta(days=1), "CB2")
    who = one.members[0]
    seat(session, who, [("web", "page")], now)
    transfers.transfer(session, who, "CB2", now + timedelta(days=2))
    actor = accounts.find_actor(session, "web", "page", now, "UTC")
    assert actor
    current, _, _ = desks.cycles_of(session, actor, now + timedelta(days=3))
    assert current
    assert current.id == cycle.id, "the cycle he is expected in"


def test_he_is_told(session: FlowSession, cells: tuple[Cell, Cell], now: datetime) -> None:
    who = cells[0].members[0]
    seat(session, who, [("web", "page")], now)
    transfers.transfer(session, who, "CB2", now)
    [row] = session.exec(select(Outbox)).all()
    assert outbox.content_of(session, row)["lines"][0][0] == "transfer-told"


def test_who_died_left_is_on_no_roll(session: FlowSession, cells: tuple[Cell, Cell], now: datetime) -> None:
    who = cells[0].members[0]
    roles.give(session, who, "secretary", "CB1", now)
    transfers.leave(session, who, now + LATER, transfers.DECEASED)
    assert members.find_present(session, who) is None
    assert members.roles_of(session, who, now + LATER) == []
    [line] = transfers.history(session, who)
    assert (line.until_at, line.ended) == (now + LATER, "deceased")
    [act] = session.exec(select(Act).where(Act.name == "member_left")).all()
    assert act.detail == "deceased"


def test_what_cannot_be(session: FlowSession, cells: tuple[Cell, Cell], now: datetime) -> None:
    who = cells[0].members[0]
    for to, why in (("CB1", "same-cell"), ("XA", "no-cell")):
        with pytest.raises(FlowError, match=f"transfer-{why}"):
            transfers.transfer(session, who, to, now)
    with pytest.raises(FlowError, match="unit-unknown"):
        transfers.transfer(session, who, "CB7", now)
    transfers.leave(session, who, now)
    with pytest.raises(FlowError, match="member-left"):
        transfers.transfer(session, who, "CB2", now)
    with pytest.raises(FlowError, match="member-unknown"):
        transfers.history(session, 5)


def test_a_mistake_is_undone_with_the_offices_nobody_else_has_now(
    session: FlowSession, cells: tuple[Cell, Cell], now: datetime
) -> None:
    one, _ = cells
    who, next_ = one.members[:2]
    for office, unit in (("secretary", "CB1"), ("committee", "XA")):
        roles.give(session, who, office, unit, now)
    seat(session, who, [("web", "who")], now)
    transfers.leave(session, who, now + timedelta(days=1))
    roles.give(session, next_, "secretary", "CB1", now + timedelta(days=2))
    with pytest.raises(FlowError, match="restore-late"):
        transfers.restore(session, who, now + timedelta(days=31))
    later = now + timedelta(days=30)
    transfers.restore(session, who, later)
    assert who in members.ids_in(session, one.unit_id)
    assert [role.name for role in members.roles_of(session, who, later)] == ["committee"]
    assert [(line.unit, line.ended) for line in transfers.history(session, who)] == [("CB1", "")]
    with pytest.raises(FlowError, match="member-there"):
        transfers.restore(session, who, later)
    with pytest.raises(FlowError, match="member-unknown"):
        transfers.restore(session, 5, later)
    said = [act.name for act in audit.newest(session, [one.unit_id], 1)]
    assert said == ["member_restored"]
