"""The plan in a real browser on a small phone: measures, the calendar, a line, the check-in, the year."""

from datetime import UTC, datetime, timedelta

from playwright.async_api import expect
from sqlmodel import select

from flows import plan_lines
from flows.plan_lines import Line, Plan, Step
from storage import plans
from storage.engines import FlowSession
from storage.members import Vault
from tests.browser.conftest import Served
from tests.browser.test_meetings import screens
from tests.browser.visits import Visit

LONG = "Mỗi tuần dành một buổi tối đọc một nghị quyết, ghi lại ba ý và kể lại cho tổ đảng nghe vào cuối tháng"
SIZES = """() => [...document.querySelectorAll(".row.week button")].map((node) => {
  const { width, height } = node.getBoundingClientRect();
  return [Math.round(width), Math.round(height)];
})"""
COLUMNS = """() => [...document.querySelectorAll(".row.week")].map((row) =>
  [...row.children].map((cell) => Math.round(cell.getBoundingClientRect().left)))"""
DRAWN = "async (image) => { await image.decode(); return image.naturalWidth; }"
WIDER = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


def planned(session: FlowSession) -> None:
    """Twelve long lines, for everybody who has a plan or not; some late, one done."""
    now = datetime.now(UTC)
    for vault in session.exec(select(Vault.id)).all():
        made = now - timedelta(days=60)
        lines = [
            Line(number, ["1.3"], f"{LONG} ({number})", made, now.date() + timedelta(days=10 * number - 30))
            for number in range(1, 13)
        ]
        lines[0].steps = [Step(made + timedelta(days=20), "begin"), Step(now - timedelta(days=3), "finish")]
        lines[1].steps = [Step(made + timedelta(days=9), "check", f"{now:%Y}-01 going")]
        plan_id, _ = plans.find_content(session, vault)
        content = plan_lines.dump(Plan(lines, counted=20))
        plans.save_content(session, plan_id, vault, content, None, now + plan_lines.KEPT)


async def agrees(visit: Visit) -> None:
    """Join in as the second person, and agree, unless he has."""
    await visit.plays(1)
    await visit.says("/kehoach")
    if await visit.button("Tôi đồng ý").count():
        await visit.taps("Tôi đồng ý")
    await visit.sees("Kế hoạch tự sửa")


async def test_a_long_plan_is_read_screen_by_screen(visit: Visit, served: Served) -> None:
    await agrees(visit)
    await served.app.database.run(planned)
    await visit.says("/kehoach", "(2)")
    assert await screens(visit) > 2
    assert not await visit.value(WIDER)


async def test_the_calendar_has_days_large_enough_in_straight_columns(visit: Visit, served: Served) -> None:
    await agrees(visit)
    await served.app.database.run(planned)
    await visit.says("/kehoach")
    await visit.taps("Việc 2")
    await visit.taps("Đổi hạn")
    await visit.taps("Chọn trên lịch")
    await visit.taps("Tháng sau")
    sizes = await visit.value(SIZES)
    assert 28 <= len(sizes) <= 31, "headings and empty places are nothing to tap"
    assert min(side for size in sizes for side in size) >= 43
    assert len({tuple(row) for row in await visit.value(COLUMNS)}) == 1
    assert not await visit.value(WIDER)
    await visit.card_with_choices.locator(".row.week button").filter(has_text="15").click()
    await visit.sees("Ai giúp")


async def test_a_line_is_checked_by_keyboard_and_read_out(visit: Visit, served: Served) -> None:
    await agrees(visit)
    await served.app.database.run(planned)
    await visit.says("/checkin", "việc 1/11")
    button = visit.button("Đang làm")
    await button.focus()
    await visit.page.keyboard.press("Enter")
    await visit.settles("lùi đến khi nào")
    await visit.says("cuối tháng", "việc 1/10")


async def test_the_year_as_a_picture_and_in_words(visit: Visit, served: Served) -> None:
    await agrees(visit)
    await served.app.database.run(planned)
    await visit.says("/kehoach")
    await visit.taps("Tổng kết năm")
    year = f"{datetime.now(UTC):%Y}"
    if await visit.button(f"Năm {year}").count():
        await visit.taps(f"Năm {year}")
    picture = visit.card.locator("img")
    await expect(picture).to_be_visible()
    assert (
        await picture.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 900
    )
    assert await picture.get_attribute("alt") == f"Tự sửa năm {year}"
    assert "đã xong" in (await visit.card.locator(".twin").text_content() or "")
