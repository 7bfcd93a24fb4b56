"""Days and hours as people type them."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import typed_moments

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
LOCAL = datetime(2026, 12, 3, 19, 30, tzinfo=ZONE)
NOW = datetime(2026, 11, 22, 9, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        *(("15/12", "15/12/2026 19:30"), ("15/12 20h", "15/12/2026 20:00"), ("5/1", "05/01/2027 19:30")),
        *(("ngày 15/12 lúc 19h45", "15/12/2026 19:45"), ("15-12-2026 8:05", "15/12/2026 08:05")),
        *(("Thứ Sáu", "04/12/2026 19:30"), ("thu sau 19h45", "04/12/2026 19:45")),
        *(("t6, 7 giờ 30", "04/12/2026 07:30"), ("thứ 4", "02/12/2026 19:30"), ("CN", "06/12/2026 19:30")),
        *(("thứ năm", "10/12/2026 19:30"), ("20h15p", "03/12/2026 20:15")),
        *(("Thứ Ba, 01/12/2026, lúc 19:30", "01/12/2026 19:30"), ("28/11/2026", "28/11/2026 19:30")),
        *(("mai", "23/11/2026 19:30"), ("8h tối", "03/12/2026 20:00")),
        *(("", None), ("31/11", None), ("25h", None), ("tuần sau", None)),
        ("15/12 hay 16/12", None),
        *(("15", None), ("0/0", None), ("15/12/20266", None), ("thứ sáu thứ bảy", None), ("19h75", None)),
    ],
)
def test_what_is_meant(typed: str, read: str | None) -> None:
    found = typed_moments.read(typed, LOCAL, NOW, "vi")
    assert (f"{found:%d/%m/%Y %H:%M}" if found else None) == read


def test_in_english() -> None:
    found = typed_moments.read("Friday at 19:45", LOCAL, NOW, "en")
    assert found == datetime(2026, 12, 4, 19, 45, tzinfo=ZONE)


@given(st.integers(-150, 150), st.times())
def test_what_is_written_out_is_read_back(days: int, at: object) -> None:
    day = (LOCAL + timedelta(days=days)).date()
    for words in (f"{day.day}/{day.month} {at:%Hh%M}", f"{day:%d/%m/%Y} {at:%H:%M}"):
        found = typed_moments.read(words, LOCAL, NOW, "vi")
        assert found is not None
        assert (found.date(), f"{found:%H%M}") == (day, f"{at:%H%M}")


@given(st.text(max_size=40))
def test_anything_may_be_typed(words: str) -> None:
    typed_moments.read(words, LOCAL, NOW, "vi")
