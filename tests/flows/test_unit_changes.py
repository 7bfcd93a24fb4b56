"""The organisation changes: moves, mergers, splits; what was stays readable, and nothing is won by it."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import cycles, roles, unit_changes, unit_settings, units
from flows.replies import FlowError
from storage import members, publications, stays, turnouts
from storage import units as unit_rows
from storage.engines import FlowSession
from storage.members import Member
from storage.units import Placement, Unit
from tests.conftest import Cell
from tests.organisations import all_hand_in, cell_of, make_unit, opens, publish

LATER = timedelta(days=30)


class Land:
    """A province with two communes; two cells in the first, one in the other."""

    def __init__(self, session: FlowSession, now: datetime) -> None:
        self.top = make_unit(session, now, "TINH")
        self.first = make_unit(session, now, "XA1", self.top)
        self.second = make_unit(session, now, "XA2", self.top)
        self.cells = {
            code: cell_of(session, now, code, 9, parent)
            for code, parent in (("CB1", self.first), ("CB2", self.first), ("CB3", self.second))
        }


@pytest.fixture
def land(session: FlowSession, now: datetime) -> Land:
    return Land(session, now)


def turnout(session: FlowSession, cycle: int | None, unit: int) -> dict[str, int]:
    """Who was expected, by child unit."""
    return {one.name: one.expected for one in turnouts.below(session, cycle or 0, unit)}


def run(session: FlowSession, land: Land, code: str, cells: list[Cell], now: datetime) -> int:
    """A cycle from beginning to end; its id."""
    cycle = opens(session, now, code)
    all_hand_in(session, now, cycle, cells, ["1.1"])
    publish(session, now + timedelta(days=15))
    assert cycle.id
    return cycle.id


def test_what_was_published_is_read_by_the_tree_of_then(
    session: FlowSession, land: Land, now: datetime
) -> None:
    cycle = run(session, land, "TINH", list(land.cells.values()), now)
    before = turnout(session, cycle, land.top), turnout(session, cycle, land.first)
    assert before == (
        {"Đảng ủy XA1": 18, "Đảng ủy XA2": 9},
        {"Chi bộ CB1": 9, "Chi bộ CB2": 9},
    )
    unit_changes.move(session, "CB1", "XA2", now + LATER)
    unit_changes.rename(session, "CB2", "Chi bộ Hai", now + LATER)
    unit_changes.merge(session, ["XA1"], "TINH", now + LATER)
    assert (turnout(session, cycle, land.top), turnout(session, cycle, land.first)) == before
    assert units.find_known(session, "XA1").closed_at == now + LATER
    assert {unit.code for unit in unit_rows.children_of(session, land.top)} == {"XA2", "CB2"}
    assert unit_rows.names_at(session, [land.cells["CB2"].unit_id], now) == {
        land.cells["CB2"].unit_id: "Chi bộ CB2"
    }


def test_a_cell_that_moved_keeps_its_figures(session: FlowSession, land: Land, now: datetime) -> None:
    cycle = run(session, land, "XA1", [land.cells["CB1"], land.cells["CB2"]], now)
    cell = land.cells["CB1"].unit_id
    unit_changes.move(session, "CB1", "XA2", now + LATER)
    assert [one.id for one in publications.cycles_about(session, cell)] == [cycle]
    assert [one.id for one in publications.cycles_about(session, land.second)] == []


def test_moving_about_wins_no_third_publication(session: FlowSession, land: Land, now: datetime) -> None:
    for number in range(2):
        run(session, land, "XA1", [land.cells["CB1"]], now + number * LATER)
    later = now + 3 * LATER
    unit_changes.move(session, "CB1", "XA2", later)
    with pytest.raises(FlowError, match="cycle-budget"):
        cycles.open_cycle(session, "XA2", (later + timedelta(days=10)).date().isoformat(), later)
    unit_changes.move(session, "CB1", "XA1", later)
    unit_changes.merge(session, ["CB1"], "CB3", later)
    with pytest.raises(FlowError, match="cycle-budget"):
        cycles.open_cycle(session, "CB3", (later + timedelta(days=10)).date().isoformat(), later)


def test_nobody_is_rounded_more_finely_elsewhere(session: FlowSession, land: Land, now: datetime) -> None:
    cycle = opens(session, now, "CB1", step=6)
    all_hand_in(session, now, cycle, [land.cells["CB1"]])
    publish(session, now + timedelta(days=15))
    unit_changes.move(session, "CB1", "XA2", now + LATER)
    closes = (now + LATER + timedelta(days=10)).date().isoformat()
    with pytest.raises(FlowError, match="cycle-step-lower"):
        cycles.open_cycle(session, "XA2", closes, now + LATER, step=4)
    assert cycles.open_cycle(session, "XA2", closes, now + LATER).step == 6


def test_while_a_cycle_is_open_the_tree_stands_still(session: FlowSession, land: Land, now: datetime) -> None:
    cycle = opens(session, now, "XA1")
    people = list(land.cells["CB1"].members[:3])
    for change in (
        lambda: unit_changes.move(session, "CB1", "XA2", now),
        lambda: unit_changes.move(session, "CB3", "XA1", now),
        lambda: unit_changes.merge(session, ["CB3"], "CB1", now),
        lambda: unit_changes.merge(session, ["XA2"], "TINH", now),
        lambda: unit_changes.split(session, "CB1", "CB9", "Chi bộ 9", people, now),
    ):
        with pytest.raises(FlowError, match="unit-cycle-open"):
            change()
    publish(session, cycle.closes_at)
    unit_changes.move(session, "CB1", "XA2", cycle.closes_at)


def test_a_merged_cell_hands_its_people_over(session: FlowSession, land: Land, now: datetime) -> None:
    one, other = land.cells["CB1"], land.cells["CB2"]
    roles.give(session, one.members[0], "secretary", "CB1", now)
    roles.give(session, one.members[1], "officer", "XA1", now)
    assert unit_changes.merge(session, ["cb1"], "CB2", now + LATER) == 9
    assert members.ids_in(session, other.unit_id) == {*one.members, *other.members}
    assert members.ids_in(session, one.unit_id) == set()
    held = session.exec(select(members.Role).where(members.Role.until_at == None)).all()  # noqa: E711
    assert [(role.member_id, role.name) for role in held] == [(one.members[1], "officer")]
    past = stays.stays_of(session, one.members[0])
    assert [(stay.unit_id, stay.ended) for stay in past] == [(one.unit_id, "transferred")]


def test_a_cell_is_split(session: FlowSession, land: Land, now: datetime) -> None:
    cell = land.cells["CB1"]
    going = list(cell.members[:4])
    made = unit_changes.split(session, "CB1", "CB1B", "Chi bộ 1B", going, now + LATER)
    assert (made.parent_id, made.kind) == (land.first, "residential")
    assert members.ids_in(session, made.id or 0) == set(going)
    assert len(members.ids_in(session, cell.unit_id)) == 5
    for wrong, why in (([], "none"), ([land.cells["CB2"].members[0]], "none"), (cell.members[4:], "all")):
        with pytest.raises(FlowError, match=f"unit-split-{why}"):
            unit_changes.split(session, "CB1", "CB1C", "Chi bộ 1C", list(wrong), now + LATER)


def test_what_cannot_be(session: FlowSession, land: Land, now: datetime) -> None:
    for change, why in (
        (lambda: unit_changes.move(session, "TINH", "XA1", now), "unit-below-itself"),
        (lambda: unit_changes.move(session, "XA1", "XA1", now), "unit-below-itself"),
        (lambda: unit_changes.move(session, "CB3", "CB1", now), "unit-has-members"),
        (lambda: unit_changes.merge(session, ["TINH"], "XA1", now), "unit-merge-itself"),
        (lambda: unit_changes.merge(session, ["CB1"], "CB1", now), "unit-merge-itself"),
        (lambda: unit_changes.merge(session, ["CB1"], "XA2", now), "unit-merge-unlike"),
        (lambda: unit_changes.merge(session, ["XA1"], "CB3", now), "unit-merge-unlike"),
        (lambda: unit_changes.close(session, "CB1", now), "unit-not-empty"),
        (lambda: unit_changes.close(session, "XA1", now), "unit-not-empty"),
        (lambda: unit_changes.rename(session, "CB1", " ", now), "unit-name-form"),
    ):
        with pytest.raises(FlowError, match=why):
            change()
    assert session.exec(select(Placement)).all() == []
    assert session.exec(select(Unit.code).where(Unit.closed_at != None)).all() == []  # noqa: E711


def test_an_empty_unit_is_closed(session: FlowSession, land: Land, now: datetime) -> None:
    for member_id in land.cells["CB3"].members:
        session.get_one(Member, member_id).left_at = now
    unit_changes.close(session, "CB3", now)
    unit_changes.close(session, "XA2", now)
    with pytest.raises(FlowError, match="unit-closed"):
        units.find_open(session, "XA2")


def test_what_was_stricter_stays_so_under_another_unit(session: FlowSession, now: datetime) -> None:
    one, _ = make_unit(session, now, "XA1"), make_unit(session, now, "XA2")
    cell_of(session, now, "CB7", 3, one)
    unit_settings.set_value(session, "XA1", "step", "5", now)
    unit_settings.set_value(session, "XA1", "approval_from", "50", now)
    unit_settings.set_value(session, "XA2", "approval_from", "20", now)
    unit_changes.move(session, "CB7", "XA2", now + timedelta(days=1))
    cell = units.find_open(session, "CB7")
    found = {name: (value, own) for name, value, own in unit_settings.listing(session, cell)}
    assert found["step"] == ("5", True)
    assert found["approval_from"] == ("20", False), "that is stricter still"
