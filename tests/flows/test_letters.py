"""What may go out now: by kind, hour, wish, need and budget; and what the secretary gets in its place."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import col, select

from flows import budgets, closings, letters, meeting_dates, nudges, reminders
from flows import mailings as laying
from flows.letters import Letter
from flows.replies import Text, dump, reply
from storage import accounts, attendance, chats, mailings, meetings, outbox, reminding, reviews
from storage.accounts import Account
from storage.engines import FlowSession
from storage.mailings import CORRECTION, MEETING, NOTICE, REST
from storage.meetings import MeetingRule
from storage.members import Role
from storage.outbox import Outbox
from tests.conftest import Cell, make_cycle, on_one_database
from tests.robustness.seats import seat

BOT = "telegram:1"
ZONE = "Asia/Ho_Chi_Minh"
VIETNAM = ZoneInfo(ZONE)


@dataclass(slots=True)
class Post:
    """A cell whose members have a chat each, and what is sent to them at a moment of the test's."""

    session: FlowSession
    vaults: list[int]
    monthly: int = 0
    sent: list[tuple[int, str]] = field(default_factory=list)

    def puts(self, name: str, now: datetime, *, person: int = 0, rank: int = CORRECTION) -> None:
        """Something for one person."""
        chat = accounts.accounts_of(self.session, self.vaults[person])[0].id or 0
        words = dump(reply(Text("menu-cancelled")))
        outbox.put(self.session, chat, self.vaults[person], name, words, now, rank=rank)

    def goes_out(self, now: datetime) -> list[str]:
        """Send all that may go out now, in its order; the occasions."""
        names: list[str] = []
        while rows := outbox.due(self.session, BOT, now, 10):
            for one in letters.write(self.session, rows, ZONE, self.monthly, now):
                assert isinstance(one, Letter)
                names.append(self.session.get_one(Outbox, one.row_id).occasion)
                outbox.settle(self.session, one.row_id, "sent", now)
                if self.monthly:
                    budgets.spend(self.session, BOT, 1, now, ZONE)
            self.session.flush()
            self.session.expire_all()
        return names

    def outcomes(self) -> list[str]:
        """What became of everything."""
        return sorted(str(row.outcome) for row in self.session.exec(select(Outbox)))


@pytest.fixture
def post(session: FlowSession, cell: Cell, now: datetime) -> Post:
    """Each member with a chat."""
    return Post(session, [seat(session, one, [(BOT, f"c{n}")], now) for n, one in enumerate(cell.members)])


@pytest.fixture
def rule(session: FlowSession, cell: Cell, now: datetime) -> MeetingRule:
    """The cell meets on the 3rd; it is 22 November."""
    meetings.set_rule(session, cell.unit_id, "FREQ=MONTHLY;BYMONTHDAY=3", now.date(), "19:30", 90, now)
    rule = session.get_one(MeetingRule, cell.unit_id)
    reminders.redraw(session, rule, now)
    return rule


def local(month: int, day: int, hour: int = 8, minute: int = 0) -> datetime:
    """A moment in Vietnam."""
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


def test_on_one_day_the_weightier_goes_first_and_of_the_rest_one(post: Post) -> None:
    morning = local(11, 24)
    for name, rank in (("rest", REST), ("more", REST), ("meeting", MEETING), ("notice", NOTICE)):
        post.puts(name, morning, rank=rank)
    post.puts("correction", morning)
    assert post.goes_out(morning) == ["correction", "notice", "meeting", "rest"]
    assert post.goes_out(local(11, 24, 20)) == []
    assert post.goes_out(local(11, 25, 7, 59)) == []
    assert post.goes_out(local(11, 25)) == ["more"]


def test_nobody_is_woken_but_for_what_he_does_himself(post: Post) -> None:
    night = local(11, 24, 21)
    for name, rank in (("meeting", MEETING), ("notice", NOTICE), ("linked", CORRECTION)):
        post.puts(name, night, rank=rank)
    assert post.goes_out(night) == ["linked"]
    assert post.goes_out(local(11, 25, 6, 29)) == []
    assert post.goes_out(local(11, 25, 6, 30)) == ["notice", "meeting"]


def test_a_run_that_lasts_into_the_night_goes_on_in_the_morning(post: Post, rule: MeetingRule) -> None:
    laying.lay_some(post.session, local(11, 26), 10)
    assert post.goes_out(local(11, 26, 22)) == []
    assert len(post.goes_out(local(11, 27, 6, 30))) == len(post.vaults)


def test_a_wish_that_changes_between_planning_and_sending_counts(post: Post, rule: MeetingRule) -> None:
    laying.lay_some(post.session, local(11, 26), 10)
    reminding.set_mode(post.session, post.vaults[0], "notices")
    assert len(post.goes_out(local(11, 26))) == len(post.vaults) - 1
    assert post.outcomes().count("not needed") == 1


def test_a_nudge_goes_only_to_who_has_not_handed_in_even_since_it_was_planned(
    post: Post, cell: Cell, now: datetime
) -> None:
    cycle = make_cycle(post.session, cell.unit_id, cell.members[:-1], now, 14)
    first, paper, *_ = post.vaults
    closes = local(12, 6, 9)
    for moment in (closes - timedelta(days=5), closes - timedelta(days=3, hours=2)):
        while nudges.draw_some(post.session, moment, 10):
            pass
    laying.lay_some(post.session, local(12, 3), 10)
    post.session.expire_all()
    assert len(post.session.exec(select(Outbox)).all()) == len(post.vaults)
    review = reviews.start_review(post.session, cycle, first, now)
    reviews.save_answers(post.session, review, [], submitted_at=now)
    reviews.start_review(post.session, cycle, paper, now, paper_at=now)
    assert len(post.goes_out(local(12, 3))) == len(post.vaults) - 3, "two handed in, one is not expected"
    assert post.outcomes().count("not needed") == 3
    while nudges.draw_some(post.session, local(12, 4), 10):
        pass
    laying.lay_some(post.session, local(12, 5), 10)
    assert len(post.goes_out(local(12, 5))) == len(post.vaults) - 3


def test_who_got_one_of_the_rest_today_waits_alone(post: Post, cell: Cell, now: datetime) -> None:
    make_cycle(post.session, cell.unit_id, cell.members, now, 14)
    while nudges.draw_some(post.session, local(12, 2, 20), 10):
        pass
    morning = local(12, 3)
    post.puts("something", morning - timedelta(minutes=5), rank=REST)
    assert post.goes_out(morning - timedelta(minutes=1)) == ["something"]
    laying.lay_some(post.session, morning, 10)
    assert len(post.goes_out(morning)) == len(post.vaults) - 1
    assert len(post.goes_out(local(12, 4))) == 1


def test_a_later_closing_time_takes_nudges_back(post: Post, cell: Cell, now: datetime) -> None:
    cycle = make_cycle(post.session, cell.unit_id, cell.members, now, 14)
    while nudges.draw_some(post.session, local(12, 2, 20), 10):
        pass
    laying.lay_some(post.session, local(12, 3), 10)
    closings.extend(post.session, cycle, "2026-12-20", local(12, 3))
    assert post.goes_out(local(12, 3)) == []
    assert set(post.outcomes()) == {"cancelled"}
    while nudges.draw_some(post.session, local(12, 16), 10):
        pass
    assert laying.lay_some(post.session, local(12, 17), 10) == 1


def test_the_secretary_gets_one_digest_in_place_of_the_reminder(
    post: Post, cell: Cell, rule: MeetingRule, now: datetime
) -> None:
    session = post.session
    session.add(Role(member_id=cell.members[0], unit_id=cell.unit_id, name="secretary", from_at=now))
    session.info["public_url"] = "https://tusoi.example.org"
    day = meeting_dates.upcoming(session, rule, ZONE, now, 1)[0].planned_on
    for number, coming in ((1, True), (2, True), (3, False)):
        attendance.set_attendance(
            session, post.vaults[number], rule.unit_id, day, coming, "", now, now + timedelta(days=20)
        )
    lost = accounts.accounts_of(session, post.vaults[4])[0]
    lost.blocked_at = now
    session.add(lost)
    session.flush()
    laying.lay_some(session, local(11, 26), 10)
    found = letters.write(session, outbox.due(session, BOT, local(11, 26), 10), ZONE, 0, local(11, 26))
    said = [one for one in found if isinstance(one, Letter)]
    assert len(said) == 4
    digests = [one for one in said if len(one.reply.lines) > 1]
    assert [one.account_id for one in digests] == [accounts.accounts_of(session, post.vaults[0])[0].id]
    words = str(digests[0].reply.lines)
    assert "digest-attendance" in words
    assert "('absent', 1), ('coming', 2)" in words
    assert "('count', 1)" in words
    assert "https://tusoi.example.org" in words
    assert len({str(one.reply) for one in said if one not in digests}) == 1, "the same for everybody else"


def test_the_secretary_gets_the_text_for_the_group_when_a_cycle_closes_too(
    post: Post, cell: Cell, now: datetime
) -> None:
    session = post.session
    session.add(Role(member_id=cell.members[0], unit_id=cell.unit_id, name="secretary", from_at=now))
    cycle = make_cycle(session, cell.unit_id, cell.members, now, 14)
    for vault in post.vaults[:2]:
        review = reviews.start_review(session, cycle, vault, now)
        reviews.save_answers(session, review, [], submitted_at=now)
    while nudges.draw_some(session, local(12, 3, 1), 10):
        pass
    laying.lay_some(session, local(12, 3), 10)
    found = letters.write(session, outbox.due(session, BOT, local(12, 3), 10), ZONE, 0, local(12, 3))
    lines = [len(one.reply.lines) for one in found if isinstance(one, Letter)]
    assert sorted(lines) == [1, 1, 1, 6], "who has handed in gets none, but for the secretary's digest"


def test_a_bot_with_a_budget_spends_it_on_what_matters_most(
    post: Post, cell: Cell, rule: MeetingRule, now: datetime
) -> None:
    people = len(post.vaults)
    post.monthly = 4 * people  # half of it is for talking: two occasions each
    told: list[str] = []
    for moment in (local(11, 26), local(11, 30), local(12, 2), local(12, 3, 17, 30)):
        laying.lay_some(post.session, moment, 10)
        told += post.goes_out(moment)
    assert len(told) == 2 * people
    assert post.outcomes().count("over budget") == 2 * people
    post.puts("correction", local(12, 4))
    assert post.goes_out(local(12, 4)) == ["correction"]


@on_one_database
@given(monthly=st.integers(1, 5000), people=st.integers(1, 200))
def test_what_a_bot_can_afford_never_takes_more_than_half(kind: str, monthly: int, people: int) -> None:
    assert budgets.affordable(monthly, people) * people <= monthly / 2


def test_what_was_spent_is_spent_and_a_new_month_begins_anew(post: Post, now: datetime) -> None:
    carries = partial(budgets.carries, post.session, BOT, timezone=ZONE)
    mailings.spend(post.session, BOT, "2026-11", 95)
    assert not carries("1d", MEETING, 100, local(11, 30, 23))
    assert carries("", NOTICE, 100, local(11, 30, 23))
    assert carries("1d", MEETING, 100, local(12, 1, 0))
    mailings.spend(post.session, BOT, "2026-11", 5)
    assert not carries("", CORRECTION, 100, local(11, 30, 23))


def test_a_blocked_chat_is_marked(post: Post, now: datetime) -> None:
    post.puts("a", now)
    (row_id,) = outbox.due(post.session, BOT, now, 1)
    row = post.session.get_one(Outbox, row_id)
    letters.gone(post.session, row_id, row.account_id, now)
    post.session.expire_all()
    assert post.session.get_one(Account, row.account_id).blocked_at == now
    assert post.outcomes() == ["gone"]
    assert chats.unreached(post.session, 1) in (0, 1)
    query = select(Outbox).where(col(Outbox.done_at).is_(None))
    assert post.session.exec(query).all() == []
