"""An operator sets a rule; what he may not."""

from datetime import datetime

import pytest

from flows import meeting_rules, meetings
from flows.replies import FlowError
from storage.engines import FlowSession
from tests.conftest import Cell
from tests.flows.test_summary import officer, words
from tests.organisations import cell_of, make_unit

WEEKLY = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"


def test_any_rule_by_the_operator_is_what_the_chat_shows(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    line = meeting_rules.set_rule(session, "cb1", WEEKLY.lower(), "8 giờ", 60, " Hội  trường ", now)
    assert (line.unit, line.rule, line.at, line.minutes, line.place) == (
        "CB1",
        WEEKLY,
        "08:00",
        60,
        "Hội trường",
    )
    assert f"{line.next_at:%d/%m/%Y %H:%M}" == "30/11/2026 01:00"
    said = words(meetings.cell(session, officer(cell, ("deputy", cell.unit_id)), cell.unit_id, now))
    assert f"theo lịch riêng ({WEEKLY})" in said
    assert "Buổi tới: Thứ Hai, 30/11/2026, lúc 08:00" in said
    again = meeting_rules.set_rule(session, "CB1", WEEKLY, "20h", 90, None, now)
    assert (again.at, again.place) == ("20:00", "Hội trường")
    assert meeting_rules.listing(session, now) == [again]


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (("CB9", WEEKLY, "08:00", 90, None), "unit-unknown"),
        (("DU", WEEKLY, "08:00", 90, None), "meeting-cells-only"),
        (("CB1", "FREQ=HOURLY", "08:00", 90, None), "meeting-rule-wrong"),
        (("CB1", WEEKLY, "24:00", 90, None), "meeting-hour-unclear"),
        (("CB1", WEEKLY, "8:60", 90, None), "meeting-hour-unclear"),
        (("CB1", WEEKLY, "", 90, None), "meeting-hour-unclear"),
        (("CB1", WEEKLY, "08:00", 14, None), "meeting-minutes-wrong"),
        (("CB1", WEEKLY, "08:00", 481, None), "meeting-minutes-wrong"),
        (("CB1", WEEKLY, "08:00", 90, "TỐI MẬT"), "secrecy-refused"),
        (("CB1", WEEKLY, "08:00", 90, "a" * 121), "text-too-long"),
    ],
)
def test_what_is_refused(
    session: FlowSession, now: datetime, given: tuple[str, str, str, int, str | None], key: str
) -> None:
    cell_of(session, now, "CB1", 3, make_unit(session, now, "DU"))
    with pytest.raises(FlowError, match=key):
        meeting_rules.set_rule(session, *given, now)


@pytest.mark.parametrize(
    ("typed", "at"),
    [("19h45", "1945"), ("7:30", "0730"), ("8", "0800"), ("20 giờ", "2000"), ("6g15p", "0615")],
)
def test_hours_as_they_are_typed(
    session: FlowSession, cell: Cell, now: datetime, typed: str, at: str
) -> None:
    actor = officer(cell, ("secretary", cell.unit_id))
    shown = meeting_rules.hour(session, actor, cell.unit_id, "d3", typed, now)
    assert getattr(shown, "choice", "") == f"meetlong:{cell.unit_id}:d3:{at}"


def test_who_leads_another_cell_finds_it_by_name(session: FlowSession, cell: Cell, now: datetime) -> None:
    other = cell_of(session, now, "CB2", 3)
    actor = officer(cell, ("secretary", other.unit_id))
    assert "[Đặt, đổi lịch của Chi bộ CB2]" in words(meetings.show(session, actor, now))
