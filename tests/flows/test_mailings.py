"""What an operator sees of a run, and taking one back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from flows import mailings, reminders
from flows.replies import FlowError
from storage import mailings as rows
from storage import meetings, outbox, runs
from storage.engines import FlowSession
from storage.mailings import FAR
from storage.meetings import MeetingRule
from storage.outbox import Outbox
from tests.conftest import Cell
from tests.robustness.seats import seat

ZONE = "Asia/Ho_Chi_Minh"
FIRST = datetime(2026, 11, 26, 8, tzinfo=ZoneInfo(ZONE))


@pytest.fixture
def drawn(session: FlowSession, cell: Cell, now: datetime) -> Cell:
    """A cell that meets on the 3rd, each member with a chat, its reminders drawn."""
    for number, member in enumerate(cell.members):
        seat(session, member, [("telegram:1", f"chat-{number}")], now)
    meetings.set_rule(session, cell.unit_id, "FREQ=MONTHLY;BYMONTHDAY=3", now.date(), "19:30", 90, now)
    reminders.redraw(session, session.get_one(MeetingRule, cell.unit_id), now)
    return cell


def run_of(session: FlowSession, name: str, now: datetime) -> mailings.Run:
    """How far a run has come."""
    return next(run for run in mailings.runs(session, ZONE, now, 3) if run.run == name)


def test_how_far_a_run_has_come(session: FlowSession, drawn: Cell) -> None:
    name, people = "7d/2026-11-26", len(drawn.members)
    run = run_of(session, name, FIRST - timedelta(hours=1))
    assert (run.first_at, run.cells, run.unplanned, run.people) == (FIRST, 1, 1, 0)
    mailings.lay_some(session, FIRST, 10)
    session.expire_all()
    (first, *_) = outbox.due(session, "telegram:1", FIRST, 9)
    outbox.settle(session, first, "sent", FIRST)
    run = run_of(session, name, FIRST)
    assert (run.unplanned, run.people, run.waiting, run.sent, run.ended) == (0, people, people - 1, 1, 0)
    standings = {(one.lane, one.state): one.messages for one in runs.standings(session, FIRST)}
    assert standings == {(FAR, "due"): people - 1, (FAR, "sent"): 1}


def test_a_run_is_taken_back_before_and_while_it_goes_out(session: FlowSession, drawn: Cell) -> None:
    mailings.lay_some(session, FIRST, 10)
    session.expire_all()
    ids = mailings.in_run(session, "7d/2026-11-26", ZONE)
    assert mailings.cancel(session, ids, FIRST) == len(drawn.members)
    assert mailings.cancel(session, ids, FIRST) == 0
    assert outbox.due(session, "telegram:1", FIRST, 9) == []
    assert run_of(session, "7d/2026-11-26", FIRST).ended == len(drawn.members)
    later = mailings.in_run(session, "3d/2026-11-30", ZONE)
    assert mailings.cancel(session, later, FIRST) == 0
    session.expire_all()
    assert mailings.lay_some(session, FIRST + timedelta(days=4), 10) == 0
    assert len(session.exec(select(Outbox)).all()) == len(drawn.members)


@pytest.mark.parametrize("run", ["7d/2026-11-27", "7d/soon", "soon", "", "1d/2026-11-26"])
def test_a_run_there_is_none_of(session: FlowSession, drawn: Cell, run: str) -> None:
    with pytest.raises(FlowError, match="run-unknown"):
        mailings.in_run(session, run, ZONE)


def test_who_sends_and_who_is_paused(session: FlowSession, now: datetime) -> None:
    assert not rows.is_paused(session, "telegram:1")
    rows.pause(session, "telegram:1", now, now)
    assert rows.is_paused(session, "telegram:1")
    assert rows.senders(session)["telegram:1"].paused_at == now
    rows.pause(session, "telegram:1", None, now)
    assert not rows.is_paused(session, "telegram:1")
