"""A day as people type it."""

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flows import typed_days

TODAY = date(2026, 11, 22)  # a Sunday


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("15/3", date(2027, 3, 15)),
        ("22/11", TODAY),
        ("21/11", date(2027, 11, 21)),
        ("15-3-2027", date(2027, 3, 15)),
        ("đến ngày 15/3", date(2027, 3, 15)),
        ("1/1/2020", date(2020, 1, 1)),
        ("29/2", date(2028, 2, 29)),
        ("cuối tháng", date(2026, 11, 30)),
        ("Cuoi thang", date(2026, 11, 30)),
        ("hết tháng này", date(2026, 11, 30)),
        ("cuối tháng sau", date(2026, 12, 31)),
        ("cuối tháng 2", date(2027, 2, 28)),
        ("cuối tháng 11", date(2026, 11, 30)),
        ("cuối năm", date(2026, 12, 31)),
        ("mai", date(2026, 11, 23)),
        ("tuần sau", date(2026, 11, 29)),
        ("hai tuần nữa", date(2026, 12, 6)),
        ("trong 10 ngày", date(2026, 12, 2)),
        ("3 tháng", date(2027, 2, 22)),
        ("một tháng nữa", date(2026, 12, 22)),
        ("tháng sau", date(2026, 12, 22)),
        ("sang năm", date(2027, 11, 22)),
        ("thứ Sáu", date(2026, 11, 27)),
        ("chủ nhật", date(2026, 11, 29)),
        ("thứ Sáu tới", date(2026, 11, 27)),
        ("tối mai", date(2026, 11, 23)),
        ("sáng thứ Sáu", date(2026, 11, 27)),
        ("hôm nay", TODAY),
        ("tối nay", TODAY),
        ("ngày 5 tháng 12", date(2026, 12, 5)),
        ("ngày 05 tháng 12 năm 2026", date(2026, 12, 5)),
        ("5.12", date(2026, 12, 5)),
        ("5.12.2026", date(2026, 12, 5)),
        ("5/12/26", date(2026, 12, 5)),
        ("mồng 5", date(2026, 12, 5)),
        ("mùng 5 tháng 1", date(2027, 1, 5)),
        ("trước ngày 5", date(2026, 12, 5)),
        ("ngày 31", date(2026, 12, 31)),
        ("ngày 5 tháng sau", date(2026, 12, 5)),
        ("thứ sáu tuần sau", date(2026, 11, 27)),
        ("thứ sáu này", date(2026, 11, 27)),
        ("thứ sáu tuần này", date(2026, 11, 20)),
    ],
)
def test_in_vietnamese(words: str, day: date) -> None:
    for form in (words, words.upper(), unicodedata.normalize("NFD", words), f"  {words}. "):
        assert typed_days.read(form, TODAY, "vi") == day, form


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("end of month", date(2026, 11, 30)),
        ("by the end of the year", date(2026, 12, 31)),
        ("in 2 weeks", date(2026, 12, 6)),
        ("three months", date(2027, 2, 22)),
        ("tomorrow", date(2026, 11, 23)),
        ("next month", date(2026, 12, 22)),
        ("Friday", date(2026, 11, 27)),
        ("next Friday", date(2026, 11, 27)),
        ("this Friday", date(2026, 11, 27)),
        ("Friday next week", date(2026, 11, 27)),
        ("tomorrow evening", date(2026, 11, 23)),
        ("today", TODAY),
        ("tonight", TODAY),
        ("the 5th", date(2026, 12, 5)),
    ],
)
def test_in_english(words: str, day: date) -> None:
    assert typed_days.read(words, TODAY, "en") == day


@pytest.mark.parametrize(
    "words",
    [
        *("", "?", "hôm nào cũng được", "31/2", "0/5", "5/13", "15", "cuối tháng 13", "0 ngày", "100 tuần"),
        *("15/3 hay 16/3", "1/2/3/4", "cuối", "99999999999999999999/1", "thứ tám", "29/2/2027"),
        *("chủ nhật này", "mồng 5 Tết", "mồng 15", "ngày 32", "ngày 0", "5.13", "8h mai", "8h tối mai"),
    ],
)
def test_what_is_not_clear(words: str) -> None:
    assert typed_days.read(words, TODAY, "vi") is None


@given(st.dates(TODAY, date(2030, 12, 31)))
def test_a_date_without_a_year_is_the_next_one(day: date) -> None:
    found = typed_days.read(f"{day.day}/{day.month}", TODAY, "vi")
    assert found is not None
    assert (found.day, found.month) == (day.day, day.month)
    assert TODAY <= found <= day
    assert typed_days.read(f"{day:%d/%m/%Y}", TODAY, "vi") == day


@given(st.text(max_size=20), st.dates(date(2024, 1, 1), date(2040, 1, 1)))
@example("² 0", date(2024, 1, 1))
@example("cuối tháng ²", date(2024, 1, 1))
def test_anything_may_be_typed(words: str, today: date) -> None:
    found = typed_days.read(words, today, "vi")
    assert found is None or found > today - timedelta(days=366 * 9000)
