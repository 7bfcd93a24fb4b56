"""A new rule: what becomes of what was special about meetings of the old one."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import col, select

from flows import meeting_cards, meeting_dates, meeting_news, meeting_rules, reminders, replanned
from flows.replies import text
from storage import attendance, meetings
from storage.attendance import Attendance, Attendant
from storage.engines import FlowSession
from storage.mailings import MEETING, Mailing
from storage.meetings import Meeting, MeetingRule
from tests.conftest import Cell
from tests.meetings import DAY, ZONE, meets
from tests.organisations import joins

FIFTH = "FREQ=MONTHLY;BYMONTHDAY=5"
WEEKLY = "FREQ=WEEKLY;BYDAY=TH"


def days(session: FlowSession, cell: Cell, now: datetime) -> list[str]:
    """The next meetings."""
    rule = session.get_one(MeetingRule, cell.unit_id)
    ahead = meeting_dates.upcoming(session, rule, ZONE, now, 3, cancelled=True)
    return [f"{one.begins_at:%d/%m}{' off' if one.cancelled else ''}" for one in ahead]


def changes(session: FlowSession, cell: Cell, now: datetime, rule: str = FIFTH) -> None:
    """The secretary sets another rule."""
    replanned.change(session, cell.unit_id, rule, "19:30", 90, ZONE, now)


@pytest.mark.parametrize("what", ["moved", "cancelled"])
def test_a_move_or_cancellation_of_a_day_that_is_none_does_not_haunt(
    session: FlowSession, cell: Cell, now: datetime, what: str
) -> None:
    meets(session, cell.unit_id, now)
    row = meetings.special(session, cell.unit_id, DAY, now)
    if what == "moved":
        row.begins_at = now + timedelta(days=20)
    else:
        row.cancelled_at = now
    session.flush()
    changes(session, cell, now)
    assert days(session, cell, now) == ["05/12", "05/01", "05/02"]
    meets(session, cell.unit_id, now)
    assert days(session, cell, now) == ["03/12", "03/01", "03/02"]


def test_what_both_rules_have_stays_as_it_is(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    meetings.special(session, cell.unit_id, DAY, now).cancelled_at = now
    changes(session, cell, now, WEEKLY)
    assert days(session, cell, now) == ["26/11", "03/12 off", "10/12"]


def test_a_move_onto_a_day_of_the_new_rule_is_none(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    meetings.special(session, cell.unit_id, DAY, now).begins_at = datetime(2026, 12, 10, 12, 30, tzinfo=UTC)
    changes(session, cell, now, WEEKLY)
    assert days(session, cell, now) == ["26/11", "03/12", "10/12"]


def test_the_theme_and_the_guest_go_over_to_the_months_meeting(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    meets(session, cell.unit_id, now)
    row = meetings.special(session, cell.unit_id, DAY, now)
    row.theme, row.agenda = "Chuyên đề", "Việc tháng Mười hai"
    attendance.assign(session, cell.unit_id, cell.members[0], DAY, now)
    attendance.assign(session, cell.unit_id, cell.members[1], date(2027, 1, 3), now)
    vault = joins(session, now, cell.members[2])
    attendance.set_attendance(session, vault, cell.unit_id, DAY, True, "", now, now + timedelta(days=20))
    changes(session, cell, now)
    kept = session.exec(select(Meeting)).all()
    assert [(one.planned_on, one.theme, one.agenda) for one in kept] == [
        (date(2026, 12, 5), "Chuyên đề", "Việc tháng Mười hai")
    ]
    guests = session.exec(select(Attendant).order_by(col(Attendant.id))).all()
    assert [one.planned_on for one in guests] == [date(2026, 12, 5), date(2027, 1, 5)]
    assert session.exec(select(Attendance)).all() == []


@pytest.mark.parametrize(("at", "left"), [("19:30", 1), ("08:00", 0)])
def test_another_hour_is_asked_about_again(
    session: FlowSession, cell: Cell, now: datetime, at: str, left: int
) -> None:
    meets(session, cell.unit_id, now)
    vault = joins(session, now, cell.members[2])
    attendance.set_attendance(session, vault, cell.unit_id, DAY, True, "", now, now + timedelta(days=20))
    meets(session, cell.unit_id, now, at=at)
    assert len(session.exec(select(Attendance)).all()) == left


def test_a_guest_of_a_meeting_without_an_heir_is_off(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    attendance.assign(session, cell.unit_id, cell.members[0], DAY, now)
    changes(session, cell, now, "FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=1")
    assert session.exec(select(Attendant)).one().until_at == now


def test_the_past_stays_when_it_was(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    later = now + timedelta(days=12)
    for _ in range(2):
        changes(session, cell, later)
        rule = session.get_one(MeetingRule, cell.unit_id)
        (held,) = meeting_dates.past(session, rule, ZONE, later, 5)
        assert (held.planned_on, held.begins_at) == (DAY, datetime(2026, 12, 3, 12, 30, tzinfo=UTC))
        assert days(session, cell, later) == ["05/12", "05/01", "05/02"]


def test_todays_meeting_is_the_new_rules_matter(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    meetings.special(session, cell.unit_id, DAY, now).theme = "Chuyên đề"
    noon = now + timedelta(days=11, hours=3)
    changes(session, cell, noon)
    assert days(session, cell, noon)[0] == "05/12"


def test_offsets_stay_and_reminders_are_drawn_anew(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    meetings.set_reminders(session, cell.unit_id, "3d,2h", now)
    changes(session, cell, now)
    drawn = session.exec(select(Mailing.occasion).where(Mailing.rank == MEETING)).all()
    assert sorted(drawn) == [f"meet:{cell.unit_id}:202612051230:{code}" for code in ("2h", "3d")]


def test_a_row_that_went_and_comes_again_counts_on(session: FlowSession, cell: Cell, now: datetime) -> None:
    """What is told of a meeting has a number of its own, whatever became of its row meanwhile."""
    meets(session, cell.unit_id, now)
    for _ in range(2):
        found = meeting_cards.find(session, cell.unit_id, DAY, now)
        before = meeting_news.was(found)
        meeting_news.row_of(session, found, now).cancelled_at = now
        reminders.changed(session, found.rule, before, text("meeting-told-cleared", new=found.moment), now)
        session.exec(select(Mailing).where(Mailing.code == "change")).all()[-1].laid_at = now
        changes(session, cell, now)
        meets(session, cell.unit_id, now)
    told = session.exec(select(Mailing.occasion).where(Mailing.code == "change")).all()
    assert sorted(told) == [f"change:{cell.unit_id}:20261203:{number}" for number in (1, 2)]


def test_the_operators_command_does_the_same(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell.unit_id, now)
    meetings.special(session, cell.unit_id, DAY, now).cancelled_at = now
    session.flush()
    line = next(line for line in meeting_rules.listing(session, now) if line.unit == "CB1")
    assert f"{line.next_at:%d/%m}" == "03/01"
    line = meeting_rules.set_rule(session, "CB1", FIFTH, "8h", 90, "Nhà văn hóa", now)
    assert f"{line.next_at:%d/%m %H:%M}" == "05/12 01:00"
    (content,) = {row.content for row in session.exec(select(Mailing).where(Mailing.code == "2h"))}
    assert "Nhà văn hóa" in content
