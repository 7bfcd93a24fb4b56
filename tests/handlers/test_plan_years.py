"""The year's summary: signs by cycle, measures, results; for the member alone."""

from flows.charts import YearChart
from tests.conversations import Page, Person, joins
from tests.handlers.conftest import Transcript
from tests.handlers.test_carry_overs import next_cycle
from tests.plans import MEASURE, hands_in, takes


async def a_year(person: Person) -> None:
    """Two cycles, two lines, a few months noted."""
    await joins(person)
    await hands_in(person, "1.3", "1.5")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE, "Ba tháng")
    await takes(person, "Mỗi kỳ sinh hoạt", "Ba tháng")
    person.world.passes(days=10)
    await notes(person, "Đang làm", "Chưa làm được")
    await next_cycle(person.world)
    await hands_in(person, "1.3", keep=False)


async def notes(person: Person, *ways: str) -> None:
    """This month's check-in, line by line."""
    for way in ways:
        await person.says("/checkin")
        if "gõ một số" in person.text:
            numbers = {"Đã xong": "1", "Đang làm": "2", "Chưa làm được": "3"}
            await person.says(" ".join(numbers[way] for way in ways))
            return
        await person.picks(way)


async def test_it_tells_of_cycles_and_lines(person: Person) -> None:
    await a_year(person)
    await person.says("/kehoach")
    await person.picks("Xem lại 1 việc")
    await person.picks("Đúng, đã xong")
    await person.says("/kehoach")
    said = await person.picks("Tổng kết năm")
    said = await person.picks("Năm 2026")
    assert "Riêng đồng chí xem" in said
    assert "Đợt đóng ngày 06/12/2026: 2 biểu hiện" in said
    assert "• 1.3 Nhận thức sai lệch" in said
    assert "2 việc: 1 xong, 1 đang mở, 0 đã thôi." in said
    await person.says("/kehoach")
    await person.picks("Tổng kết năm")
    said = await person.picks("Năm 2027")
    assert "1 biểu hiện" in said, "not yet dropped: the cycle is open"


async def test_the_picture_shows_each_month(page: Page, transcript: Transcript) -> None:
    await a_year(page)
    await page.taps("planyear:2026")
    chart = next(reply.attachment.value for reply in reversed(transcript.replies) if reply.attachment)
    assert isinstance(chart, YearChart)
    assert [row.months for row in chart.rows] == [
        (*[""] * 11, "going"),
        (*[""] * 11, "none"),
    ]


async def test_years_that_are_none(page: Page) -> None:
    await joins(page)
    await hands_in(page, "1.3")
    for forged in ("planyear:1999", "planyear:2100"):
        assert "không còn dùng được" in await page.taps(forged)
    assert "Năm này chưa có việc nào" in await page.taps("planyear:2026")
    assert page.messages[-1].picture is None
