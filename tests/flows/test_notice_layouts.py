"""A notice on its way: recipients fixed once, laid out once, whatever is stopped, corrected or taken back."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlmodel import col, func, select, update

from flows import notice_layouts
from flows.notice_layouts import Place
from storage import notice_layouts as rows
from storage import outbox
from storage.engines import FlowSession
from storage.members import Member
from storage.notices import CANCELLED, DONE, FIXING, PAUSED, RECALLED, SENDING, WAITING, Notice, NoticeCopy
from storage.outbox import HELD, Outbox
from tests.announced import announce
from tests.conftest import Cell
from tests.robustness.seats import seat

BOT = "telegram:1"


@dataclass(slots=True)
class Desk:
    """A notice to a cell of five, four of whom have a chat."""

    session: FlowSession
    notice: Notice
    cell: Cell
    vaults: list[int]

    def works(self, now: datetime, limit: int = 2) -> int:
        """Do all there is to do, in small steps; how many."""
        steps = 0
        for notice_id in notice_layouts.pending(self.session, now):
            place: Place | None = None
            while (place := notice_layouts.step(self.session, notice_id, place, now, limit)) or not steps:
                steps += 1
                assert steps < 50
        self.session.expire_all()
        return steps

    def sends(self, now: datetime, *names: str) -> None:
        """All that is due is there; the platform calls it so."""
        for number, row_id in enumerate(outbox.due(self.session, BOT, now, 10)):
            name = names[number] if number < len(names) else f"p{row_id}"
            values = {"outcome": "sent", "done_at": now, "message_id": name}
            self.session.exec(update(Outbox).where(col(Outbox.id) == row_id).values(**values))
        self.session.expire_all()

    def changes(self, **values: object) -> None:
        """Somebody stopped it, let it go on, corrected it or took it back."""
        self.session.exec(update(Notice).where(col(Notice.id) == self.notice.id).values(**values))
        self.session.expire_all()

    def laid(self) -> Counter[str]:
        """How many messages of each act wait."""
        waiting = col(Outbox.done_at).is_(None)
        return Counter(self.session.exec(select(Outbox.act).where(waiting)).all())


@pytest.fixture
def desk(session: FlowSession, cell: Cell, now: datetime) -> Desk:
    """Not fixed yet."""
    vaults = [seat(session, one, [(BOT, f"c{n}")], now) for n, one in enumerate(cell.members[:4])]
    return Desk(session, announce(session, cell.unit_id, cell.members[0], now), cell, vaults)


def test_it_is_fixed_laid_out_and_done(desk: Desk, now: datetime) -> None:
    desk.works(now)
    assert (desk.notice.state, desk.notice.people, desk.notice.laid) == (SENDING, 5, 1)
    assert desk.laid() == {"send": 4}, "who has no chat has no message"
    assert {copy.laid for copy in desk.session.exec(select(NoticeCopy))} == {1}
    desk.works(now)
    assert desk.laid() == {"send": 4}
    desk.sends(now)
    desk.works(now)
    assert (desk.notice.state, desk.notice.done_at) == (DONE, now)


def test_it_waits_for_its_hour(desk: Desk, now: datetime) -> None:
    later = now + timedelta(hours=2)
    desk.changes(due_at=later)
    desk.works(now)
    assert (desk.notice.state, desk.notice.people) == (WAITING, 5)
    assert not desk.laid()
    assert notice_layouts.pending(desk.session, now) == []
    desk.works(later)
    assert desk.laid() == {"send": 4}


def test_few_are_fixed_at_once(desk: Desk, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    assert notice_layouts.fix_now(desk.session, desk.notice)
    assert (desk.notice.state, desk.notice.people) == (WAITING, 5)
    many = announce(desk.session, desk.cell.unit_id, desk.cell.members[0], now)
    monkeypatch.setattr(notice_layouts, "AT_CONFIRMATION", 2)
    assert not notice_layouts.fix_now(desk.session, many)
    assert many.state == FIXING
    desk.works(now)
    assert many.people == 5


def test_who_comes_later_is_not_meant(desk: Desk, now: datetime) -> None:
    assert rows.fix_some(desk.session, desk.notice.id or 0, 2) == 2
    newest = desk.session.get_one(Member, max(desk.cell.members))
    newest.created_at = now + timedelta(seconds=1)
    desk.session.add(newest)
    desk.works(now)
    assert desk.notice.people == 4


@pytest.mark.parametrize("after", range(12))
def test_another_process_goes_on_wherever_one_ended(desk: Desk, now: datetime, after: int) -> None:
    place: Place | None = None
    for _ in range(after):
        place = notice_layouts.step(desk.session, desk.notice.id or 0, place, now, 1)
    desk.works(now)
    assert desk.laid() == {"send": 4}
    assert desk.session.exec(select(func.count()).select_from(NoticeCopy)).one() == 5


def test_what_is_stopped_for_now_is_in_nobodys_way_and_goes_on(desk: Desk, now: datetime) -> None:
    desk.works(now)
    desk.changes(state=PAUSED)
    assert outbox.due(desk.session, BOT, now, 10) == [], "at once"
    assert [notice_layouts.set_aside(desk.session, now, 3) for _ in range(3)] == [3, 1, 0]
    desk.session.expire_all()
    assert {row.lane for row in desk.session.exec(select(Outbox))} == {HELD}
    later = now + timedelta(days=8)
    assert outbox.expire(desk.session, later) == 0, "it is not too old when it goes on"
    desk.changes(state=SENDING)
    assert [notice_layouts.set_aside(desk.session, later, 3) for _ in range(3)] == [3, 1, 0]
    assert outbox.expire(desk.session, later) == 0
    assert len(outbox.due(desk.session, BOT, later, 10)) == 4


def test_what_is_cancelled_is_ended_where_it_waits(desk: Desk, now: datetime) -> None:
    desk.works(now)
    (first, *_) = outbox.due(desk.session, BOT, now, 1)
    outbox.settle(desk.session, first, "sent", now)
    desk.changes(state=CANCELLED)
    desk.works(now)
    found = Counter(row.outcome for row in desk.session.exec(select(Outbox)))
    assert found == {"sent": 1, "withdrawn": 3}
    assert notice_layouts.pending(desk.session, now) == []


def test_a_correction_changes_what_is_there_and_nothing_is_told_twice(desk: Desk, now: datetime) -> None:
    desk.works(now)
    due = outbox.due(desk.session, BOT, now, 10)
    names: dict[int, tuple[str, str | None]] = {due[0]: ("sent", "11"), due[1]: ("sent", None)}
    for row_id, (outcome, name) in {**names, due[2]: ("gone", None)}.items():
        values = {"outcome": outcome, "done_at": now, "message_id": name}
        desk.session.exec(update(Outbox).where(col(Outbox.id) == row_id).values(**values))
    desk.changes(revision=2)
    desk.works(now)
    assert desk.laid() == {"edit": 1, "amend": 1, "send": 2}, "one waits as it did, one gets it anew"
    assert desk.session.exec(select(Outbox.message_id).where(Outbox.act == "edit")).all() == ["11"]
    desk.sends(now, "11")
    desk.changes(revision=3)
    desk.works(now)
    assert desk.laid() == {"edit": 4}
    named = desk.session.exec(select(Outbox.message_id).where(Outbox.occasion == f"n{desk.notice.id}.3"))
    assert "11" in named.all()


def test_a_recall_takes_back_every_message_that_is_there(desk: Desk, now: datetime) -> None:
    desk.works(now)
    due = outbox.due(desk.session, BOT, now, 10)
    for row_id, outcome, name in ((due[0], "sent", "11"), (due[1], "unknown", None)):
        values = {"outcome": outcome, "done_at": now, "message_id": name}
        desk.session.exec(update(Outbox).where(col(Outbox.id) == row_id).values(**values))
    desk.changes(state=RECALLED)
    desk.works(now)
    assert desk.laid() == {"delete": 1, "recall": 1}
    assert Counter(desk.session.exec(select(Outbox.outcome)).all())["withdrawn"] == 2
    desk.works(now)
    assert desk.laid() == {"delete": 1, "recall": 1}


def test_a_closed_page_holds_up_neither_the_end_nor_anybody(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    vaults = [seat(session, cell.members[0], [("web", "page")], now)]
    desk = Desk(session, announce(session, cell.unit_id, cell.members[0], now), cell, vaults)
    desk.works(now)
    session.exec(update(Outbox).values(outcome="sent", done_at=now, message_id="ab"))
    desk.changes(revision=2)
    desk.works(now)
    assert desk.laid() == {"edit": 1}
    desk.works(now)
    assert desk.notice.state == DONE
