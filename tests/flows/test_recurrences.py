"""When a cell meets: dates of rules over years and time zones, public holidays, words."""

from datetime import UTC, date, datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import recurrences
from flows.recurrences import DAYS, ORDINALS, WEEKDAYS
from flows.replies import FlowError
from locales import texts

ZONES = ("Asia/Ho_Chi_Minh", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tokyo")
CODES = [
    "last",
    *(f"d{day}" for day in DAYS),
    *(f"w{ordinal}{day}" for ordinal in ORDINALS for day in WEEKDAYS),
]
DATES = st.dates(date(2025, 1, 1), date(2040, 12, 31))
MOMENTS = st.integers(0, 16 * 365 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)
HOURS = st.times().map(lambda at: f"{at:%H:%M}")


def fits(code: str, day: date) -> bool:
    """Whether a day is one of a rule's, counted by hand."""
    after = day + timedelta(days=1)
    if code == "last":
        rest = [
            after + timedelta(days=n) for n in range(31) if (after + timedelta(days=n)).month == day.month
        ]
        return day.weekday() < 5 and all(other.weekday() > 4 for other in rest)
    if code[0] == "d":
        return day.day == int(code[1:])
    ordinal = int(code[1:-2])
    last = (day + timedelta(days=7)).month != day.month
    return WEEKDAYS[day.weekday()] == code[-2:] and (last if ordinal < 0 else (day.day + 6) // 7 == ordinal)


def there_is(at: str, day: datetime) -> bool:
    """Whether clocks show that on this day."""
    hour, minute = map(int, at.split(":"))
    wanted = day.replace(hour=hour, minute=minute, fold=0)
    return wanted.astimezone(UTC).astimezone(day.tzinfo).replace(fold=0) == wanted


@given(st.sampled_from(CODES), DATES, st.integers(0, 3000))
def test_a_rule_has_every_day_that_fits_and_no_other(code: str, starts_on: date, later: int) -> None:
    after = starts_on + timedelta(days=later)
    found = list(islice(recurrences.dates(recurrences.rule_of(code), starts_on, after), 3))
    days = [after + timedelta(days=n) for n in range((found[-1] - after).days + 1)]
    assert found == [day for day in days if fits(code, day)]


@given(DATES, st.integers(0, 900))
def test_every_other_week_stays_every_other_week(starts_on: date, later: int) -> None:
    rule = f"FREQ=WEEKLY;INTERVAL=2;BYDAY={WEEKDAYS[starts_on.weekday()]}"
    after = starts_on + timedelta(days=later)
    assert ((next(recurrences.dates(rule, starts_on, after)) - starts_on).days) % 14 == 0


@given(st.sampled_from(CODES), HOURS, st.sampled_from(ZONES), MOMENTS)
def test_the_next_meetings_begin_at_their_hour_wherever_they_are(
    code: str, at: str, timezone: str, now: datetime
) -> None:
    zone = ZoneInfo(timezone)
    today = recurrences.today(now, timezone)
    found = recurrences.upcoming(recurrences.rule_of(code), today, at, timezone, now, 6)
    assert len(found) == 6
    assert found == sorted(set(found))
    assert now < found[0] <= now + timedelta(days=64)
    for begins in found:
        local = begins.astimezone(zone)
        shown = f"{local:%H:%M}"
        assert shown >= at  # later where clocks go forward over it, never earlier
        assert shown == at or not there_is(at, local)
        assert fits(code, local.date())


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        (date(2027, 3, 28), "02:30", "01:30"),  # there is no half past two: half past three
        (date(2027, 10, 31), "02:30", "00:30"),  # there are two: the first
        (date(2027, 6, 1), "19:30", "17:30"),
    ],
)
def test_where_clocks_change(day: date, at: str, utc: str) -> None:
    assert f"{recurrences.moment(day, at, 'Europe/Berlin'):%H:%M}" == utc


@pytest.mark.parametrize("code", ["", "d0", "d29", "d3x", "w5TU", "w1XX", "wTU", "first", "d٣"])
def test_a_code_that_is_none(code: str) -> None:
    with pytest.raises(FlowError, match="choice-unknown"):
        recurrences.rule_of(code)


@pytest.mark.parametrize(
    "rule",
    [
        *("", "soon", "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;UNTIL=20270101"),
        *("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=MONTHLY;BYMONTHDAY=99", "FREQ=WEEKLY;BYDAY=ZZ"),
        *("FREQ=MONTHLY;BYHOUR=3", "FREQ=DAILY\nRRULE:FREQ=DAILY", "DTSTART:20270101\nRRULE:FREQ=DAILY"),
        "FREQ=YEARLY;INTERVAL=3",
    ],
)
def test_a_rule_that_no_cell_meets_by(rule: str) -> None:
    with pytest.raises(FlowError, match="meeting-rule-wrong"):
        recurrences.check(rule, date(2026, 11, 22))


def test_a_rule_as_it_is_kept() -> None:
    kept = recurrences.check(" rrule:freq=weekly;interval=2;byday=mo ", date(2026, 11, 22))
    assert kept == "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"


@pytest.mark.parametrize(
    ("code", "vi", "en"),
    [
        ("d3", "ngày 3 hằng tháng", "on day 3 of every month"),
        ("w1TU", "Thứ Ba đầu tiên hằng tháng", "on the first Tuesday of every month"),
        ("w2SU", "Chủ nhật lần thứ 2 hằng tháng", "on the second Sunday of every month"),
        ("w-1FR", "Thứ Sáu cuối cùng hằng tháng", "on the last Friday of every month"),
        ("last", "ngày làm việc cuối tháng", "on the last working day of the month"),
    ],
)
def test_a_rule_in_words(code: str, vi: str, en: str) -> None:
    words = recurrences.words_of(recurrences.rule_of(code))
    assert texts.plain("vi", words) == vi
    assert texts.plain("en", words) == en


def test_a_rule_of_its_own_in_words() -> None:
    rule = "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO"
    assert rule in texts.plain("vi", recurrences.words_of(rule))


def test_public_holidays_and_the_working_day_after() -> None:
    assert recurrences.holiday(date(2026, 9, 2), "vi") == "Quốc khánh"
    assert recurrences.holiday(date(2026, 9, 2), "en") == "National Day"
    assert recurrences.holiday(date(2026, 9, 3), "vi") == ""
    assert recurrences.instead(date(2027, 2, 5)) == date(2027, 2, 11)  # after the whole of Tết
    assert recurrences.instead(date(2026, 5, 1)) == date(2026, 5, 4)  # not on a Saturday


@given(DATES)
def test_a_day_instead_is_a_working_day_soon(day: date) -> None:
    other = recurrences.instead(day)
    assert day <= other <= day + timedelta(days=14)
    assert other.weekday() < 5
    assert not recurrences.holiday(other, "vi")
