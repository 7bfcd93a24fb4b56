"""The cards of `/dot` that a conversation in one cell does not meet."""

from datetime import datetime, timedelta

import pytest

from flows import cycles, periods
from flows.replies import FlowError
from storage.engines import FlowSession
from tests.flows.test_summary import officer, words
from tests.organisations import LASTS, cell_of, make_unit, opens


def test_who_leads_several_units_chooses_one(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cell = cell_of(session, now, "CB1", 9, top)
    actor = officer(cell, ("secretary", cell.unit_id), ("secretary", top))
    said = words(periods.show(session, actor, now))
    assert "[Đảng ủy DU]" in said
    assert "[Chi bộ CB1]" in said


def test_a_cycle_from_above_is_shown_and_not_changed(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cell = cell_of(session, now, "CB1", 9, top)
    opens(session, now, "DU")
    actor = officer(cell, ("secretary", cell.unit_id))
    said = words(periods.show(session, actor, now))
    assert "Đảng ủy DU: đợt tự soi đang mở" in said
    assert "Gia hạn" not in said
    with pytest.raises(FlowError, match="choice-unknown"):
        periods.ask_extend(session, actor, cell.unit_id, 7, now)


def test_a_planned_cycle_is_told_with_its_day(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 9)
    begins = now + timedelta(days=3)
    cycles.open_cycle(session, "CB1", (begins + LASTS).isoformat(), now, opens=begins.isoformat())
    said = words(periods.show(session, officer(cell, ("secretary", cell.unit_id)), now))
    assert "đã hẹn một đợt tự soi: mở ngày 25/11/2026" in said


@pytest.mark.parametrize("days", [0, 5, 6, 400])
def test_a_length_that_is_not_on_offer_opens_nothing(session: FlowSession, now: datetime, days: int) -> None:
    cell = cell_of(session, now, "CB1", 9)
    actor = officer(cell, ("secretary", cell.unit_id))
    for act in (periods.ask_open, periods.open_now):
        with pytest.raises(FlowError, match="choice-unknown"):
            act(session, actor, cell.unit_id, days, now)
    assert cycles.listing(session, now) == []
