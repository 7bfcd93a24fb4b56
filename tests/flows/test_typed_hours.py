"""Hours with their part of the day, as people type them: read as they are meant, or not at all."""

import unicodedata
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import notice_series, notice_times, typed_hours, typed_moments
from flows.replies import FlowError

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, 7, tzinfo=ZONE)  # a Tuesday
MEETING = datetime(2026, 12, 3, 19, 30, tzinfo=ZONE)


def without_marks(words: str) -> str:
    """As on a telephone without Vietnamese letters; what stands between words stays."""
    letters = unicodedata.normalize("NFD", words.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


def moment(words: str, language: str = "vi") -> str:
    """What a notice makes of it; the key of the refusal where it is refused."""
    try:
        return f"{notice_times.moment(words, NOW, language):%d/%m/%Y %H:%M}"
    except FlowError as refusal:
        return refusal.text.key


EVENINGS = [
    ("8h tối thứ Sáu", "27/11/2026 20:00"),
    ("8h tối mai", "25/11/2026 20:00"),
    ("7h tối mai", "25/11/2026 19:00"),
    ("8 giờ tối mai", "25/11/2026 20:00"),
    ("7h30 tối thứ bảy", "28/11/2026 19:30"),
    ("7h tối ngày 5/12", "05/12/2026 19:00"),
    ("mai 8h tối", "25/11/2026 20:00"),
    ("mai tối 8h", "25/11/2026 20:00"),
    ("tối mai 8h", "25/11/2026 20:00"),
    ("tối mai lúc 8h", "25/11/2026 20:00"),
    ("tối nay 20h", "24/11/2026 20:00"),
    ("9h tối nay", "24/11/2026 21:00"),
    ("9 giờ tối hôm nay", "24/11/2026 21:00"),
    ("8h buổi tối thứ 6", "27/11/2026 20:00"),
    ("20h tối mai", "25/11/2026 20:00"),
    ("6h tối mai", "25/11/2026 18:00"),
    ("8 giờ rưỡi tối mai", "25/11/2026 20:30"),
    ("8h rưỡi tối mai", "25/11/2026 20:30"),
    ("8h tối mồng 5", "05/12/2026 20:00"),
    ("8h tối thứ sáu tuần sau", "04/12/2026 20:00"),
]
DAYTIMES = [
    ("8h sáng thứ hai", "30/11/2026 08:00"),
    ("8h sáng mai", "25/11/2026 08:00"),
    ("sáng mai 8h", "25/11/2026 08:00"),
    ("sáng nay 8h", "24/11/2026 08:00"),
    ("1h sáng mai", "25/11/2026 01:00"),
    ("11h trưa mai", "25/11/2026 11:00"),
    ("12h trưa mai", "25/11/2026 12:00"),
    ("12h30 trưa mai", "25/11/2026 12:30"),
    ("1h trưa mai", "25/11/2026 13:00"),
    ("2h chiều mai", "25/11/2026 14:00"),
    ("chiều mai 2h", "25/11/2026 14:00"),
    ("14h chiều mai", "25/11/2026 14:00"),
    ("6h chiều 5/12", "05/12/2026 18:00"),
    ("9h đêm mai", "25/11/2026 21:00"),
    ("22h đêm nay", "24/11/2026 22:00"),
    ("11h khuya mai", "25/11/2026 23:00"),
    ("8:00 PM mai", "25/11/2026 20:00"),
    ("2:30 CH 5/12/2026", "05/12/2026 14:30"),
    ("8pm mai", "25/11/2026 20:00"),
]
PLAIN_HOURS = [
    ("8h mai", "25/11/2026 08:00"),
    ("8h thứ Sáu tới", "27/11/2026 08:00"),
    ("thứ Sáu tới 8h", "27/11/2026 08:00"),
    ("8h tuần tới", "01/12/2026 08:00"),
    ("8h tháng sau", "24/12/2026 08:00"),
    ("8h sang năm", "24/11/2027 08:00"),
    ("19h30 sang thứ Sáu", "27/11/2026 19:30"),
    ("21h30 hôm nay", "24/11/2026 21:30"),
    ("ngày 5 tháng 12 lúc 8 giờ", "05/12/2026 08:00"),
    ("8h 15 tháng 12", "15/12/2026 08:00"),
    ("8g30 ngày 5.12", "05/12/2026 08:30"),
    ("8g30 5.12.2026.", "05/12/2026 08:30"),
    ("8h 5/12/26", "05/12/2026 08:00"),
    ("8 giờ 30 phút ngày 05 tháng 12 năm 2026", "05/12/2026 08:30"),
    ("08 giờ 00 phút, ngày 05/12/2026", "05/12/2026 08:00"),
    ("8h mồng 5", "05/12/2026 08:00"),
    ("8h mùng 5", "05/12/2026 08:00"),
    ("8h ngày mồng 5 tháng 1", "05/01/2027 08:00"),
    ("8h ngày 5", "05/12/2026 08:00"),
    ("8h ngày 25", "25/11/2026 08:00"),
    ("8h ngày 5 tháng sau", "05/12/2026 08:00"),
    ("8h ngày 28 tháng này", "28/11/2026 08:00"),
    ("19h30 thứ sáu tuần sau", "04/12/2026 19:30"),
    ("19h30 thứ sáu này", "27/11/2026 19:30"),
    ("19h30 thứ sáu tuần này", "27/11/2026 19:30"),
    ("8h rưỡi mai", "25/11/2026 08:30"),
    ("19h30 cuối tháng", "30/11/2026 19:30"),
    ("20h", "24/11/2026 20:00"),
]
UNCLEAR = "notice-moment-unclear"
CONTRADICTORY = [
    *("20h sáng mai", "sáng mai 20h", "13h sáng mai", "12h sáng mai", "0h sáng mai", "10h trưa mai"),
    *("2h trưa mai", "7h chiều mai", "12h chiều mai", "9h chiều mai", "20h chiều mai", "5h tối mai"),
    *("12h tối mai", "15h tối mai", "0h tối mai", "12h đêm mai", "0h đêm mai", "2h đêm mai", "8h đêm mai"),
    *("8h sáng tối mai", "8h tối mai chiều", "8h tói mai", "8h tôi mai", "8h tời mai", "12h am mai"),
]
DOUBTFUL = [
    *("8h thu sau toi", "thu sau toi 8h", "toi thu sau 8h", "5/12 toi 8h", "8h 5/12 toi"),
    *("8h mồng 5 Tết", "8h mồng 15", "8h ngày 32", "8.30 mai", "8h 9h mai", "8h thứ sáu tuần trước"),
    *("8h ngày 5 tháng 12 tháng 1", "8h 1.2.3.4", "8h 5/12 hay 6/12", "24h mai", "8 giờ kém 15 mai"),
]


@pytest.mark.parametrize(("words", "read"), [*EVENINGS, *DAYTIMES, *PLAIN_HOURS])
def test_what_is_meant(words: str, read: str) -> None:
    for form in (words, words.upper(), unicodedata.normalize("NFD", words), f" {words}. "):
        assert moment(form) == read, form


NOT_TOLD_APART = ("8h thứ Sáu tới", "thứ Sáu tới 8h", "8h sang năm", "19h30 sang thứ Sáu")
"""Without marks these may be a part of the day as well: they are asked about."""


@pytest.mark.parametrize(("words", "read"), [*EVENINGS, *DAYTIMES, *PLAIN_HOURS])
def test_the_same_without_marks(words: str, read: str) -> None:
    assert moment(without_marks(words)) == (UNCLEAR if words in NOT_TOLD_APART else read)


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("8 gio toi mai", "25/11/2026 20:00"),
        ("toi nay 8h", "24/11/2026 20:00"),
        ("toi 8h thu sau", "27/11/2026 20:00"),
        ("20h thu sau toi", "27/11/2026 20:00"),
        ("thu sau toi 15h", "27/11/2026 15:00"),
        ("8h tuan toi", "01/12/2026 08:00"),
        ("8h thu nam tuan toi", "03/12/2026 08:00"),
        ("8h sang thu hai", "30/11/2026 08:00"),
        ("sang thu sau 20h", "27/11/2026 20:00"),
    ],
)
def test_coming_or_evening_is_told_by_what_stands_beside_it(words: str, read: str) -> None:
    assert moment(words) == read


@pytest.mark.parametrize("words", CONTRADICTORY)
def test_what_contradicts_itself_is_refused(words: str) -> None:
    assert moment(words) == UNCLEAR
    assert moment(without_marks(words)) == UNCLEAR or words in ("8h tói mai", "8h tôi mai", "8h tời mai")


@pytest.mark.parametrize("words", DOUBTFUL)
def test_what_is_in_doubt_is_refused(words: str) -> None:
    assert moment(words) == UNCLEAR


@pytest.mark.parametrize("words", ["tối mai", "toi mai", "sáng thứ hai", "ngày 5/12", "mai", "chiều nay"])
def test_a_part_of_the_day_is_not_an_hour(words: str) -> None:
    assert moment(words) == "notice-hour-missing"


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("8pm tomorrow", "25/11/2026 20:00"),
        ("8 p.m. tomorrow", "25/11/2026 20:00"),
        ("8:30 AM Friday", "27/11/2026 08:30"),
        ("tomorrow at 8 in the evening", "25/11/2026 20:00"),
        ("Friday evening at 8", "27/11/2026 20:00"),
        ("8:00 in the morning on Friday", "27/11/2026 08:00"),
        ("3:00 Friday afternoon", "27/11/2026 15:00"),
        ("tonight at 8", "24/11/2026 20:00"),
        ("8:00 tonight", "24/11/2026 20:00"),
        ("20:00 tonight", "24/11/2026 20:00"),
        ("9 at night on 5/12", "05/12/2026 21:00"),
        ("12:00 noon tomorrow", "25/11/2026 12:00"),
        ("12pm tomorrow", "25/11/2026 12:00"),
        ("21:30 today", "24/11/2026 21:30"),
        ("19:30 Friday next week", "04/12/2026 19:30"),
        ("8:00 this morning", "24/11/2026 08:00"),
        ("8:00 on the 5th", "05/12/2026 08:00"),
        *(("20:00 am tomorrow", UNCLEAR), ("12am tomorrow", UNCLEAR), ("8:00 tomorrow afternoon", UNCLEAR)),
        *(("5:00 tonight", UNCLEAR), ("20:00 in the morning", UNCLEAR), ("tonight", "notice-hour-missing")),
    ],
)
def test_in_english(words: str, read: str) -> None:
    assert moment(words, "en") == read
    assert moment(words.upper(), "en") == read


@pytest.mark.parametrize(
    ("words", "read"),
    [
        ("8h tối", "03/12/2026 20:00"),
        ("8h toi", "03/12/2026 20:00"),
        ("tối thứ Sáu", "04/12/2026 19:30"),
        ("sáng thứ Sáu", None),
        ("sang thứ Sáu", "04/12/2026 19:30"),
        ("sang thu sau", None),
        ("8h sáng mai", "25/11/2026 08:00"),
        ("20h sáng", None),
        ("8h tối thứ Sáu", "04/12/2026 20:00"),
        ("19h thứ sáu tuần sau", "04/12/2026 19:00"),
        ("8h mồng 5", "05/12/2026 08:00"),
        ("8g30 ngày 5.12", "05/12/2026 08:30"),
        ("tuần sau", None),
    ],
)
def test_a_meeting_that_is_moved(words: str, read: str | None) -> None:
    """What is not said stays as it is; an hour that stays has to lie in the part of the day that is said."""
    found = typed_moments.read(words, MEETING, NOW, "vi")
    assert (f"{found:%d/%m/%Y %H:%M}" if found else None) == read


@pytest.mark.parametrize(
    ("words", "rule"),
    [
        *(("8h ngày 5", "5 08:00"), ("ngày 5 hằng tháng lúc 8h", "5 08:00"), ("8h tối ngày 5", "5 20:00")),
        *(("8h toi ngay 5", "5 20:00"), ("tối ngày 5 lúc 8h", "5 20:00"), ("19h cuối tháng", "31 19:00")),
        *(("mồng 5 hàng tháng, 8 giờ rưỡi sáng", "5 08:30"), ("8h ngày cuối mỗi tháng", "31 08:00")),
        *(("7g ngày 15 mỗi tháng", "15 07:00"), ("08:00 ngày 5 hằng tháng", "5 08:00")),
        *(("20h sáng ngày 5", ""), ("8h", ""), ("ngày 5", ""), ("8h tối", ""), ("8h ngày 32", "")),
        *(("8h ngày 5 tháng 12", ""), ("8h ngày 5 và 20", ""), ("tối ngày 5", "")),
    ],
)
def test_every_month(words: str, rule: str) -> None:
    if rule:
        assert notice_series.read(words, "vi") == rule
    else:
        with pytest.raises(FlowError, match="notice-monthly-unclear"):
            notice_series.read(words, "vi")


def test_every_month_in_english() -> None:
    assert notice_series.read("8pm on day 5 of every month", "en") == "5 20:00"
    assert notice_series.read("8:00 on the last day of every month", "en") == "31 08:00"


DAYS = ["mai", "nay", "thứ Sáu", "thứ sáu tới", "5/12", "ngày 5/12", "mồng 5", "thứ năm tuần sau", "5.12", ""]
PARTS = {
    "sáng": (1, 11), "trưa": (11, 13), "chiều": (13, 18), "tối": (18, 23), "đêm": (21, 23), "khuya": (21, 23)
}  # fmt: skip
SHAPES = [
    *("{hour} {part} {day}", "{day} {hour} {part}", "{part} {day} {hour}", "{part} {day} lúc {hour}"),
    *("{day} {part} {hour}", "{hour} {day} {part}", "{part} {hour} {day}", "lúc {hour} buổi {part} {day}"),
]
TWOFOLD = ("tối", "sáng")
"""Without marks these are other words as well: coming, to."""
HOURS = ["{}h", "{} giờ", "{}:00", "{}g30", "{}h rưỡi", "{} giờ 30 phút", "{:02}h15"]


@given(
    st.sampled_from(SHAPES),
    st.sampled_from(DAYS),
    st.sampled_from(sorted(PARTS)),
    st.sampled_from(HOURS),
    st.integers(0, 24),
    st.sampled_from([str, str.upper, without_marks]),
)
def test_no_spelling_leads_out_of_its_part_of_the_day(
    shape: str, day: str, part: str, hour: str, number: int, form: object
) -> None:
    """However it is put: the moment lies in the part of the day that was typed, or none is read.

    Without marks ``15h toi`` is no evening: that hour may be read as it was typed, and never as another.
    """
    words = form(shape.format(hour=hour.format(number), part=part, day=day))  # type: ignore[operator]
    first, last = PARTS[part]
    if form is without_marks and part in TWOFOLD and not {number, number + 12} & set(range(first, last + 1)):
        first = last = number
    read = moment(words)
    if read[0].isdigit():
        assert first <= int(read[-5:-3]) <= last, (words, read)
    found = typed_moments.read(words, MEETING, NOW, "vi")
    assert found is None or first <= found.hour <= last, (words, found)


@given(st.text(max_size=40), st.sampled_from(["vi", "en"]))
def test_anything_may_be_typed(words: str, language: str) -> None:
    assert isinstance(typed_hours.readings(words, language), list)
    moment(words, language)
