"""Cycles: how long, how often, whose, and the roster that is fixed when one opens."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from flows import cycles, transfers, units
from flows.cycles import CycleLine
from flows.replies import FlowError
from storage import cycles as rows
from storage.cycles import Cycle, Participant
from storage.engines import FlowSession
from tests.conftest import Cell, make_cell, make_member


def expected(session: FlowSession, cycle: Cycle) -> set[int]:
    """Who is expected in a cycle."""
    query = select(Participant.member_id).where(col(Participant.cycle_id) == cycle.id)
    return set(session.exec(query).all())


def key_of(error: pytest.ExceptionInfo[FlowError]) -> tuple[str, dict[str, object]]:
    """The refusal's text and its arguments."""
    return error.value.text.key, dict(error.value.text.args)


def test_a_cycle_closes_with_its_last_day_in_the_units_time_zone(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    cycle = cycles.open_cycle(session, "cb1", "2026-12-06", now)
    assert cycle.closes_at == datetime(2026, 12, 6, 16, 59, 59, tzinfo=UTC)
    assert cycle.opens_at == cycle.frozen_at == now
    assert (cycle.checklist, cycle.version) == ("nq04_2016", "1")
    assert expected(session, cycle) == set(cell.members)


@pytest.mark.parametrize(
    ("value", "end", "moment"),
    [
        ("2026-12-06", True, "2026-12-06T23:59:59+07:00"),
        ("2026-12-06", False, "2026-12-06T00:00:00+07:00"),
        ("2026-12-06T17:00", True, "2026-12-06T17:00:00+07:00"),
        ("2026-12-06T17:00:00+00:00", True, "2026-12-06T17:00:00+00:00"),
    ],
)
def test_dates_and_hours(value: str, end: bool, moment: str) -> None:
    found = cycles.moment(value, "Asia/Ho_Chi_Minh", end=end)
    assert found == datetime.fromisoformat(moment)


@pytest.mark.parametrize("value", ["", "soon", "06/12/2026", "2026-02-30", "2026-12-6x"])
def test_what_is_no_date(value: str) -> None:
    with pytest.raises(FlowError, match="cycle-date-form"):
        cycles.moment(value, "Asia/Ho_Chi_Minh", end=True)


@pytest.mark.parametrize(
    ("opens", "closes", "key"),
    [
        ("2026-11-22T09:00", "2026-11-29T08:59:59", "cycle-too-short"),
        ("2026-11-22T08:59", "2026-12-29", "cycle-opens-past"),
        (None, "2026-11-21", "cycle-closes-past"),
        (None, "2027-11-23", "cycle-too-long"),
    ],
)
def test_when_a_cycle_may_run(
    session: FlowSession, cell: Cell, now: datetime, opens: str | None, closes: str, key: str
) -> None:
    with pytest.raises(FlowError, match=key):
        cycles.open_cycle(session, "CB1", closes, now, opens=opens)


def test_seven_days_are_enough(session: FlowSession, cell: Cell, now: datetime) -> None:
    cycle = cycles.open_cycle(session, "CB1", "2026-11-29T09:00", now)
    assert cycle.closes_at - cycle.opens_at == timedelta(days=7)


def test_a_cycle_needs_members_and_a_checklist(session: FlowSession, cell: Cell, now: datetime) -> None:
    make_cell(session, now, "EMPTY", names=())
    with pytest.raises(FlowError, match="cycle-no-members"):
        cycles.open_cycle(session, "EMPTY", "2026-12-06", now)
    with pytest.raises(FlowError, match="cycle-checklist"):
        cycles.open_cycle(session, "CB1", "2026-12-06", now, checklist="none", folder=Path())


def test_above_and_below_do_not_run_at_the_same_time(session: FlowSession, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now)
    make_cell(session, now, "CB1", top.id)
    make_cell(session, now, "CB2", top.id)
    cycles.open_cycle(session, "CB1", "2026-12-06", now)
    with pytest.raises(FlowError) as refused:
        cycles.open_cycle(session, "DU", "2026-12-20", now, opens="2026-12-05")
    assert key_of(refused) == (
        "cycle-overlaps",
        {"unit": "Chi bộ CB1", "opens": "22/11/2026", "closes": "06/12/2026"},
    )
    cycles.open_cycle(session, "CB2", "2026-12-06", now)
    whole = cycles.open_cycle(session, "DU", "2026-12-20", now, opens="2026-12-07")
    with pytest.raises(FlowError, match="cycle-overlaps"):
        cycles.open_cycle(session, "CB2", "2026-12-30", now, opens="2026-12-20")
    assert (whole.frozen_at, expected(session, whole)) == (None, set())


def test_one_cycle_may_follow_the_other_at_once(session: FlowSession, cell: Cell, now: datetime) -> None:
    first = cycles.open_cycle(session, "CB1", "2026-12-06T12:00", now)
    with pytest.raises(FlowError, match="cycle-overlaps"):
        cycles.open_cycle(session, "CB1", "2026-12-20", now, opens="2026-12-06T11:59:59")
    second = cycles.open_cycle(session, "CB1", "2026-12-20", now, opens="2026-12-06T12:00")
    cycles.open_due(session, second.opens_at)
    assert expected(session, second) == expected(session, first) == set(cell.members)


def test_two_cycles_in_any_365_days(session: FlowSession, cell: Cell, now: datetime) -> None:
    cycles.open_cycle(session, "CB1", "2026-12-06", now)
    cycles.open_cycle(session, "CB1", "2027-06-15", now, opens="2027-06-01")
    with pytest.raises(FlowError) as refused:
        cycles.open_cycle(session, "CB1", "2027-12-01", now, opens="2027-11-22T08:59")
    assert key_of(refused) == ("cycle-budget", {"unit": "Chi bộ CB1", "again": "22/11/2027"})
    cycles.open_cycle(session, "CB1", "2027-12-01", now, opens="2027-11-22T09:00")
    with pytest.raises(FlowError, match="cycle-budget"):
        cycles.open_cycle(session, "CB1", "2027-03-10", now, opens="2027-03-01")
    cycles.open_cycle(session, "CB1", "2027-03-10", now, opens="2027-03-01", within_budget=False)


def test_cycles_of_units_above_and_below_count(session: FlowSession, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now)
    middle = units.add(session, "Đảng bộ bộ phận", "DB", now, parent="DU")
    make_cell(session, now, "CB1", middle.id)
    make_cell(session, now, "CB2", top.id)
    cycles.open_cycle(session, "DB", "2026-12-06", now)
    cycles.open_cycle(session, "CB1", "2027-01-15", now, opens="2027-01-01")
    with pytest.raises(FlowError) as refused:
        cycles.open_cycle(session, "DU", "2027-03-15", now, opens="2027-03-01")
    assert key_of(refused)[1]["unit"] == "Chi bộ CB1"
    cycles.open_cycle(session, "CB2", "2027-03-15", now, opens="2027-03-01")
    with pytest.raises(FlowError, match="cycle-budget"):
        cycles.open_cycle(session, "CB1", "2027-03-15", now, opens="2027-03-01")


def test_a_scheduled_cycle_opens_in_its_hour(session: FlowSession, cell: Cell, now: datetime) -> None:
    gone = cell.members[0]
    cycle = cycles.open_cycle(session, "CB1", "2026-12-20", now, opens="2026-12-01")
    assert cycles.open_due(session, now) == []
    transfers.leave(session, gone, now)
    newcomer = make_member(session, cell.unit_id, "Người Mới", now)
    hour = datetime(2026, 11, 30, 17, tzinfo=UTC)
    assert cycles.open_due(session, hour - timedelta(seconds=1)) == []
    assert cycles.open_due(session, hour) == [cycle.id]
    assert cycle.frozen_at == hour
    assert expected(session, cycle) == {*cell.members[1:], newcomer}
    assert cycles.open_due(session, hour) == []
    make_member(session, cell.unit_id, "Người Sau", hour)
    assert len(expected(session, cycle)) == 5


def test_a_cycle_whose_end_has_passed_is_not_opened(session: FlowSession, cell: Cell, now: datetime) -> None:
    cycles.open_cycle(session, "CB1", "2026-12-20", now, opens="2026-12-01")
    assert cycles.open_due(session, datetime(2026, 12, 21, tzinfo=UTC)) == []


def test_a_large_roster_is_entered_bit_by_bit(session: FlowSession, cell: Cell, now: datetime) -> None:
    """Cell by cell; over those without members, and those who are in another cycle, it goes on at once."""
    top = units.add(session, "Đảng ủy", "DU", now)
    first, busy, last = (make_cell(session, now, code, top.id) for code in ("CB2", "CB3", "CB4"))
    cycles.open_cycle(session, "CB3", "2026-12-25", now, within_budget=False)
    for number in range(5):
        units.add(session, "Trống", f"CB5{number}", now, parent=top.code)
    cycle = rows.Cycle(
        unit_id=top.id or 0,
        checklist="nq04_2016",
        version="1",
        opens_at=now,
        closes_at=now + timedelta(days=20),
    )
    session.add(cycle)
    session.flush()
    opened = [cycles.freeze(session, cycle, now, limit=2) for _ in range(3)]
    assert opened == [False, False, True]
    assert expected(session, cycle) == {*first.members, *last.members}
    assert expected(session, cycle).isdisjoint(busy.members)


def test_a_member_is_expected_in_one_open_cycle(session: FlowSession, cell: Cell, now: datetime) -> None:
    first = cycles.open_cycle(session, "CB1", "2026-12-06", now)
    make_cell(session, now, "CB2", names=("Riêng",))
    second = cycles.open_cycle(session, "CB2", "2026-12-06", now)
    assert first.id is not None
    assert second.id is not None
    second.unit_id = cell.unit_id  # as if he had been transferred
    second.frozen_at = None
    cycles.freeze(session, second, now)
    assert expected(session, second).isdisjoint(cell.members)
    assert rows.expected(session, first.id) == 5


def test_a_cycle_of_a_committee_covers_its_cells(session: FlowSession, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now)
    one, two = (make_cell(session, now, code, top.id) for code in ("CB1", "CB2"))
    make_cell(session, now, "CB3")
    cycle = cycles.open_cycle(session, "DU", "2026-12-06", now)
    assert cycle.id is not None
    roster = rows.roster_of(session, cycle.id, [one.unit_id, two.unit_id])
    assert {cell: len(members) for cell, members in roster.items()} == {one.unit_id: 5, two.unit_id: 5}
    assert rows.cell_of(session, cycle.id, two.members[0]) == two.unit_id


def test_the_list(session: FlowSession, cell: Cell, now: datetime) -> None:
    first = cycles.open_cycle(session, "CB1", "2026-12-06", now)
    second = cycles.open_cycle(session, "CB1", "2027-01-15", now, opens="2027-01-01")

    def status(moment: datetime) -> list[str]:
        return [line.status for line in cycles.listing(session, moment)]

    assert cycles.listing(session, now) == [
        CycleLine(second.id or 0, "CB1", "nq04_2016", second.opens_at, second.closes_at, "scheduled", 0),
        CycleLine(first.id or 0, "CB1", "nq04_2016", first.opens_at, first.closes_at, "open", 5),
    ]
    assert status(first.closes_at) == ["scheduled", "closed"]
