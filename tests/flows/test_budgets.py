"""What a bot that buys its messages can afford: by the month, and by the day."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.database import Database
from flows import budgets
from flows.budgets import FEWEST_A_DAY, RESERVE, Spent
from storage import mailings
from storage.engines import FlowSession
from storage.mailings import MEETING, NOTICE

BOT, ZONE, MONTHLY = "zalo:1", "Asia/Ho_Chi_Minh", 3000
FIRST = datetime(2026, 11, 1, 3, tzinfo=UTC)


@given(monthly=st.integers(1, 10_000), share=st.floats(0, 1), day=st.integers(0, 29))
def test_a_day_is_a_part_of_what_is_left(monthly: int, share: float, day: int) -> None:
    spent, left_days = int(monthly * share), 30 - day
    left = max(int(monthly * RESERVE) - spent, 0)
    found = budgets.a_day(monthly, spent, FIRST + timedelta(days=day), ZONE)
    assert found <= left
    assert found <= max(left // left_days, FEWEST_A_DAY)
    assert found >= min(left // left_days, left)


@given(busy=st.lists(st.integers(0, 500), min_size=30, max_size=30))
def test_whoever_keeps_to_it_has_something_left_on_the_last_day(busy: list[int]) -> None:
    """However many would like to go out each day."""
    spent = 0
    for day, wanted in enumerate(busy):
        allowed = budgets.a_day(MONTHLY, spent, FIRST + timedelta(days=day), ZONE)
        assert allowed >= FEWEST_A_DAY, day
        spent += min(wanted, allowed)
    assert spent <= MONTHLY * RESERVE


def test_on_a_busy_day_what_is_optional_waits_and_what_is_official_goes(session: FlowSession) -> None:
    noon = datetime(2026, 11, 28, 5, tzinfo=UTC)
    mailings.spend(session, BOT, "2026-11", 2500)
    mailings.spend(session, BOT, "2026-11-28", 100)

    def carries(code: str, rank: int, now: datetime) -> bool:
        return budgets.carries(session, BOT, code, rank, MONTHLY, now, ZONE)

    assert budgets.a_day(MONTHLY, 2400, noon, ZONE) == 100
    assert not carries("1d", MEETING, noon)
    assert carries("", NOTICE, noon)
    assert carries("1d", MEETING, noon + timedelta(days=1)), "another day"


@pytest.mark.parametrize("both", [True, False])
def test_spending_counts_in_month_and_day(session: FlowSession, both: bool) -> None:
    session.info["zalo_counts_both"] = both
    late = datetime(2026, 11, 30, 16, 59, tzinfo=UTC)
    found = budgets.spend(session, BOT, 2, late, ZONE, received=1)
    assert found == Spent(0, 2 + both)
    after = budgets.spend(session, BOT, 1, late + timedelta(minutes=1), ZONE)
    assert after == Spent(0, 1), "in Vietnam it is December"
    assert mailings.spent(session, BOT, "2026-11-30") == 2 + both
    assert mailings.spent(session, BOT, "2026-12") == mailings.spent(session, BOT, "2026-12-01") == 1


@pytest.mark.usefixtures("kind")
async def test_two_may_count_at_once(database: Database) -> None:
    """Replies and what is sent unasked are counted apart; the first message of a month is no exception."""
    spend = partial(budgets.spend, bot=BOT, sent=1, now=FIRST, timezone=ZONE)
    found = await asyncio.gather(*(database.run(spend) for _ in range(40)))
    assert sorted((one.before, one.now) for one in found) == [(n, n + 1) for n in range(40)]
    assert await database.run(lambda session: mailings.spent(session, BOT, "2026-11")) == 40


@pytest.mark.parametrize(
    ("before", "now", "share"),
    [(0, 2099, None), (2099, 2100, 0.7), (2100, 2101, None), (2000, 2800, 0.9), (2699, 2700, 0.9)],
)
def test_the_operator_is_warned_once_at_each_mark(before: int, now: int, share: float | None) -> None:
    assert Spent(before, now).passed(MONTHLY) == share
