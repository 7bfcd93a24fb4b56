"""Reminders: at the right moment in every zone, once, the same for all, never for a date that is no more."""

import json
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from flows import letters, meeting_dates, recurrences, reminders, replanned
from flows import mailings as laying
from flows.replies import Text
from storage import accounts, attendance, meetings, outbox, outbox_chats, reminding
from storage.accounts import Account
from storage.engines import FlowSession
from storage.mailings import CORRECTION, MEETING, NOTICE, Mailing
from storage.meetings import MeetingRule
from storage.outbox import Outbox
from tests.conftest import Cell, make_cell, on_one_database
from tests.robustness.seats import seat

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca")
YEARS = st.datetimes(datetime.fromisoformat("2024-01-01"), datetime.fromisoformat("2031-12-31"))
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


@pytest.fixture
def chats(session: FlowSession, cell: Cell, now: datetime) -> list[int]:
    """Each member of the cell with a chat; their vaults."""
    return [
        seat(session, member, [("telegram:1", f"chat-{number}")], now)
        for number, member in enumerate(cell.members)
    ]


@pytest.fixture
def rule(session: FlowSession, cell: Cell, now: datetime) -> MeetingRule:
    """The cell meets on the 3rd of every month at 19:30; it is 22 November."""
    meetings.set_rule(session, cell.unit_id, "FREQ=MONTHLY;BYMONTHDAY=3", now.date(), "19:30", 90, now)
    return session.get_one(MeetingRule, cell.unit_id)


def local(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment in Vietnam, this season."""
    return datetime(2026 if month > 6 else 2027, month, day, hour, minute, tzinfo=VIETNAM)


def drawn(session: FlowSession) -> list[tuple[str, datetime]]:
    """The reminders of meetings that are to come."""
    query = select(Mailing).where(col(Mailing.laid_at).is_(None), Mailing.rank == MEETING)
    return [(row.code, row.due_at) for row in session.exec(query.order_by(col(Mailing.due_at)))]


def passes(session: FlowSession, until: datetime) -> list[str]:
    """What is laid out up to then, hour by hour: the codes, one for each message."""
    before = {row.id for row in session.exec(select(Outbox))}
    laying.lay_some(session, until, 100)
    session.expire_all()
    query = select(Mailing.code).join(Outbox).where(col(Outbox.id).not_in(before))
    return sorted(session.exec(query))


def moves(session: FlowSession, rule: MeetingRule, planned_on: date, to: datetime, now: datetime) -> None:
    """The secretary moves one meeting."""
    before = meeting_dates.one(session, rule, "Asia/Ho_Chi_Minh", planned_on)
    meetings.special(session, rule.unit_id, planned_on, now).begins_at = to
    reminders.changed(session, rule, before, Text("meeting-none"), now)


def test_days_before_in_the_morning_and_hours_before_for_the_place(
    session: FlowSession, rule: MeetingRule, now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    assert drawn(session) == [
        ("7d", local(11, 26)),
        ("3d", local(11, 30)),
        ("1d", local(12, 2)),
        ("2h", local(12, 3, 17, 30)),
    ]
    meetings.set_place(session, rule.unit_id, "Nhà văn hóa", now)
    for _ in range(2):
        reminders.redraw(session, rule, now)
    said = {row.code: json.loads(row.content)["lines"] for row in session.exec(select(Mailing))}
    assert {lines[0][0] for code, lines in said.items() if code != "2h"} == {"reminder-meeting"}
    assert said["2h"][0][0] == "reminder-place"
    meetings.set_reminders(session, rule.unit_id, "1d", now)
    reminders.redraw(session, rule, now)
    assert drawn(session) == [("1d", local(12, 2))]


def test_every_member_gets_one_and_no_more(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    assert passes(session, local(11, 26, 7, 59)) == []
    for _ in range(2):
        reminders.redraw(session, rule, local(11, 26))
        laid = passes(session, local(11, 26))
    assert laid == []
    rows = session.exec(select(Outbox)).all()
    assert sorted(row.vault_id for row in rows) == sorted(chats)
    assert {row.content for row in rows} == {None}, "the same for everybody: nothing of one's own is in it"
    assert [one.people for one in session.exec(select(Mailing).where(Mailing.code == "7d"))] == [len(chats)]


def test_who_wants_fewer_gets_fewer(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    first, second, *others = chats
    reminding.set_mode(session, first, "notices")
    reminding.set_mode(session, second, "meetings")
    reminders.redraw(session, rule, now)
    passes(session, local(11, 26))
    told = {row.vault_id for row in session.exec(select(Outbox))}
    assert told == {second, *others}


def test_in_which_chat(session: FlowSession, cell: Cell, rule: MeetingRule, now: datetime) -> None:
    chats = [("web", "page"), ("telegram:1", "old"), ("telegram:1", "new")]
    vault = seat(session, cell.members[0], chats, now)
    reminders.redraw(session, rule, now)
    passes(session, local(11, 26))
    (row,) = session.exec(select(Outbox)).all()
    newest = accounts.accounts_of(session, vault)[-1]
    assert (row.account_id, row.bot) == (newest.id, "telegram:1")
    for account in accounts.accounts_of(session, vault)[1:]:
        account.blocked_at = now
        session.add(account)
    session.flush()
    assert outbox_chats.hand_on(session, row.account_id)
    session.expire_all()
    assert session.get_one(Account, session.get_one(Outbox, row.id).account_id).bot == "web"
    assert not outbox_chats.hand_on(session, accounts.accounts_of(session, vault)[0].id or 0)


def test_after_an_outage_only_the_last_goes_out_and_none_of_a_meeting_that_began(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    assert passes(session, local(12, 2, 9)) == ["1d"] * len(chats)
    assert passes(session, local(12, 3, 19, 31)) == []
    found = session.exec(select(Mailing.code).where(col(Mailing.missed))).all()
    assert sorted(found) == ["2h", "3d", "7d"]


def test_a_moved_meeting_is_told_once_and_its_reminders_follow_it(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    today = local(11, 25)
    moves(session, rule, date(2026, 12, 3), local(12, 10, 19), today)
    moves(session, rule, date(2026, 12, 3), local(12, 11, 19), today)
    session.flush()
    assert [code for code, _ in drawn(session)] == ["7d", "3d", "1d", "2h"]
    assert drawn(session)[0] == ("7d", local(12, 4))
    assert passes(session, today + timedelta(minutes=2)) == []
    assert passes(session, today + timedelta(minutes=3)) == ["change"] * len(chats)
    assert {row.rank for row in session.exec(select(Outbox))} == {NOTICE}


def test_where_reminders_went_out_already_a_correction_goes_first(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    assert passes(session, local(11, 26)) == ["7d"] * len(chats)
    settled = session.exec(select(Outbox)).first()
    assert settled is not None
    outbox.settle(session, settled.id or 0, "sent", now)
    moves(session, rule, date(2026, 12, 3), local(12, 10, 19), local(11, 26, 9))
    session.expire_all()
    outcomes = sorted(str(row.outcome) for row in session.exec(select(Outbox)))
    assert outcomes == ["cancelled"] * (len(chats) - 1) + ["sent"], "what still waited is taken back"
    assert passes(session, local(11, 26, 9, 3)) == ["change"] * len(chats)
    waiting = session.exec(select(Outbox).where(col(Outbox.done_at).is_(None))).all()
    assert {row.rank for row in waiting} == {CORRECTION}


def test_what_would_come_too_late_in_the_morning_is_told_at_night(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    moves(session, rule, date(2026, 12, 3), local(12, 3, 6), local(12, 2, 22))
    assert passes(session, local(12, 2, 22, 3)) == [reminders.URGENT] * len(chats)
    rows = outbox.due(session, "telegram:1", local(12, 2, 22, 3), 9)
    assert len(letters.write(session, rows, "Asia/Ho_Chi_Minh", 0, local(12, 2, 22, 3))) == len(chats)


def test_a_change_undone_before_anybody_knew_is_told_to_nobody(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    before = meeting_dates.one(session, rule, "Asia/Ho_Chi_Minh", date(2026, 12, 3))
    row = meetings.special(session, rule.unit_id, before.planned_on, now)
    for cancelled, words in ((now, Text("meeting-none")), (None, None)):
        row.cancelled_at = cancelled
        reminders.changed(session, rule, before, words, now)
    assert passes(session, now + timedelta(hours=1)) == []
    assert [code for code, _ in drawn(session)] == ["7d", "3d", "1d", "2h"]


def test_another_rule_is_told_once_and_its_reminders_follow(
    session: FlowSession, cell: Cell, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    assert passes(session, local(11, 26)) == ["7d"] * len(chats)
    for day in (5, 6):
        moment = local(11, 26, 9, day)
        replanned.change(
            session, cell.unit_id, f"FREQ=MONTHLY;BYMONTHDAY={day}", "19:30", 90, "Asia/Ho_Chi_Minh", moment
        )
    assert passes(session, local(11, 26, 10)) == ["rule"] * len(chats)
    waiting = session.exec(select(Outbox).where(col(Outbox.done_at).is_(None))).all()
    assert {row.rank for row in waiting} == {CORRECTION}
    assert drawn(session)[0] == ("7d", local(11, 29))


def test_a_cancelled_meeting_has_no_reminders(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    reminders.redraw(session, rule, now)
    before = meeting_dates.one(session, rule, "Asia/Ho_Chi_Minh", date(2026, 12, 3))
    meetings.special(session, rule.unit_id, before.planned_on, now).cancelled_at = now
    reminders.changed(session, rule, before, Text("meeting-none"), now)
    assert [due.month for _, due in drawn(session)] == []
    reminders.redraw(session, rule, local(12, 4))
    assert drawn(session)[0] == ("7d", local(12, 27))


def test_who_attends_for_the_committee_is_told_of_a_change(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    other = make_cell(session, now, "CB9", names=("Khách",))
    vault = seat(session, other.members[0], [("telegram:1", "guest")], now)
    session.add(attendance.Attendant(unit_id=rule.unit_id, member_id=other.members[0], from_at=now))
    session.flush()
    reminders.redraw(session, rule, now)
    for hour in (9, 10):
        moves(session, rule, date(2026, 12, 3), local(12, 10, 19), local(11, 26, hour))
    session.expire_all()
    told = session.exec(select(Outbox).where(Outbox.vault_id == vault).order_by(col(Outbox.id))).all()
    assert [row.outcome for row in told] == ["cancelled", None]


@on_one_database
@given(
    begins=YEARS,
    zone=st.sampled_from(ZONES),
    code=st.sampled_from(("14d", "7d", "3d", "1d", "2h", "5h")),
)
def test_no_reminder_wakes_anybody(kind: str, begins: datetime, zone: str, code: str) -> None:
    """Over several years and zones, their changes of clocks among them."""
    moment = begins.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
    due = reminders.moment_of(code, moment, zone)
    at = due.astimezone(ZoneInfo(zone))
    assert time(6, 30) <= at.time() < time(21)
    assert due < moment
    days = (moment.astimezone(ZoneInfo(zone)).date() - at.date()).days
    if code.endswith("d"):
        assert (days, at.time()) == (int(code[:-1]), time(8))
    else:
        early = moment - timedelta(hours=int(code[:-1]))
        assert due == early or reminders.awake(early, zone) != early


@on_one_database
@given(moment=YEARS, zone=st.sampled_from(ZONES))
def test_awake_is_the_moment_or_the_next_morning(kind: str, moment: datetime, zone: str) -> None:
    asked = moment.replace(tzinfo=ZoneInfo("UTC"))
    found = reminders.awake(asked, zone)
    at = found.astimezone(ZoneInfo(zone))
    assert time(6, 30) <= at.time() < time(21)
    assert asked <= found <= asked + timedelta(hours=11)
    assert found == asked or at.time() == time(6, 30)
    assert reminders.awake(found, zone) == found


@on_one_database
@given(
    zone=st.sampled_from(ZONES),
    at=st.sampled_from(("07:30", "02:30", "19:30", "23:30")),
    start=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
)
def test_a_year_of_meetings_has_each_reminder_once(kind: str, zone: str, at: str, start: date) -> None:
    """Planned day by day as the clock does it, a rule's reminders come once each and never after it began."""
    rule = MeetingRule(
        unit_id=1, rrule="FREQ=MONTHLY;BYDAY=-1SU", starts_on=start, at=at, minutes=90,
        reminders="7d,3d,1d,2h", changed_at=recurrences.moment(start, "00:00", "UTC"),
    )  # fmt: skip
    seen: dict[str, datetime] = {}
    now = recurrences.moment(start, "00:00", zone)
    for _ in range(120):
        ahead = [
            meeting_dates.Occurrence(1, recurrences.today(begins, zone), begins, 90, "")
            for begins in recurrences.upcoming(rule.rrule, start, at, zone, now, 3)
        ]
        for one in reminders.plan(rule, ahead, zone, now):
            assert seen.setdefault(one.occasion, one.due_at) == one.due_at
            assert one.due_at < one.meeting.begins_at
        now += timedelta(days=3)
    codes = [name.rpartition(":")[2] for name, due in seen.items() if due < now - timedelta(days=1)]
    assert 10 <= codes.count("1d") <= 13
    assert abs(codes.count("7d") - codes.count("1d")) <= 1


def test_two_processes_draw_and_lay_out_nothing_twice(
    session: FlowSession, rule: MeetingRule, chats: list[int], now: datetime
) -> None:
    for _ in range(2):
        while reminders.draw_some(session, now, 1):
            pass
    assert len(drawn(session)) == 4
    for _ in range(2):
        laying.lay_some(session, local(11, 26), 100)
    assert len(session.exec(select(Outbox)).all()) == len(chats)
