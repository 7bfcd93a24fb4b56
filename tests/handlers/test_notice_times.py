"""When a notice goes out: not at night, and said so before; never every month with a day that is over."""

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage.notices import SERIES, Notice
from storage.outbox import Outbox
from tests.conversations import Page, Plain, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_notice_progress import lays_out
from tests.handlers.test_notices import begins, does, from_people, leads, newest, sends, writes


async def a_report_is_due(page: Page, day: str = "30/11") -> None:
    """The draft of a reminder of a report, to its overview."""
    await begins(page, "Nhắc nộp báo cáo")
    await page.says("Báo cáo quý IV")
    await page.says(day)
    await page.picks("Để trống")
    await page.picks("Để trống")
    await page.picks("Không kèm")
    await from_people(page, "Không cần trả lời", "Thông báo chính thức")


async def at_night(world: World) -> None:
    """It is 22:00 on a Sunday."""
    world.now = world.now.replace(hour=22, minute=0)


async def test_a_fixed_day_does_not_go_out_every_month(world: World, page: Page) -> None:
    await leads(page)
    await a_report_is_due(page)
    await page.picks("Sửa: Lúc gửi")
    said = await page.picks("Hằng tháng")
    assert "“Hạn nộp” là một ngày cố định" in said
    assert "Tự viết" in said
    assert "Gửi lúc nào?" in said, "where another time can be chosen"
    await page.picks("Hẹn ngày giờ")
    await page.says("7h sáng mai")
    assert "07:00" in page.text
    assert (await newest(world))[0].monthly == ""


async def test_what_is_typed_for_every_month_late_is_refused_as_well(world: World, page: Page) -> None:
    """The question was asked before the day was filled in, on another device."""
    await leads(page)
    await begins(page, "Nhắc nộp báo cáo")
    notice, _ = await newest(world)
    await page.taps(f"noticewhen:{notice.id}:monthly")
    await page.says("7h ngày 5")
    assert "07:00 ngày 5 hằng tháng" in page.text
    await page.taps(f"noticeask:{notice.id}:due")
    said = await page.says("30/11")
    assert "“Hạn nộp” là một ngày cố định" in said
    assert "Gửi lúc nào?" in said
    assert (await newest(world))[1]["fields"] == {}
    await page.picks("Gửi ngay khi")
    await page.taps(f"noticeask:{notice.id}:due")
    await page.says("30/11")
    assert (await newest(world))[1]["fields"] == {"due": "2026-11-30"}
    await page.taps(f"noticeask:{notice.id}:time")
    await page.taps(f"noticewhen:{notice.id}:monthly")
    assert "một ngày cố định" in page.text


async def test_a_draft_of_before_is_not_confirmed(world: World, page: Page) -> None:
    """One that was made before anybody looked, or by another way."""
    await leads(page)
    await a_report_is_due(page)
    notice, _ = await newest(world)

    def monthly(session: object) -> None:
        session.get_one(Notice, notice.id).monthly = "5 07:00"  # type: ignore[attr-defined]

    await does(world, monthly)
    await page.picks("Xem như người nhận")
    said = await page.picks("Gửi")
    assert "“Hạn nộp” là một ngày cố định" in said
    assert "Gửi lúc nào?" in said
    assert (await newest(world))[0].state != SERIES


async def test_words_of_ones_own_go_out_every_month(world: World, page: Page) -> None:
    await leads(page)
    await writes(page)
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hằng tháng")
    assert "20:00 ngày 5 hằng tháng" in await page.says("8h tối ngày 5")
    await page.picks("Xem lại")
    await sends(page)
    assert (await newest(world))[0].state == SERIES


async def test_at_night_the_cards_say_when_it_really_goes_out(
    world: World, page: Page, postman: Postman
) -> None:
    """Whoever opens his inbox has it at once; nobody is written to before the morning."""
    await leads(page)
    member = Plain(world, "plain-2")
    await joins(member, 1)
    await writes(page)
    await at_night(world)
    morning = "06:30 sáng mai, vì ban đêm không làm phiền ai"
    notice, _ = await newest(world)
    assert f"Gửi lúc: {morning}" in await page.taps(f"noticedraft:{notice.id}")
    await page.picks("Xem như người nhận")
    assert f"Lúc gửi: {morning}." in await page.picks("Gửi")
    said = await page.picks("Đúng, gửi")
    waits = "Ban đêm không làm phiền ai: tin nhắn đến lúc 06:30 sáng mai. Ai mở /thongbao thì xem được ngay."
    assert waits in said
    await lays_out(world, notice.id or 0)
    assert waits in await page.taps(f"noticerun:{notice.id}")
    assert "Lịch trực Tết" in "".join(await labels(member, "/thongbao"))
    assert await postman.delivers() == []
    world.passes(hours=4)
    assert "đến lúc 06:30 sáng nay." in await page.taps(f"noticerun:{notice.id}")
    world.passes(hours=4, minutes=30)
    assert {address for address, _ in await postman.delivers()} == {"page-1", "plain-2"}
    await lays_out(world, notice.id or 0)
    assert "Ban đêm" not in await page.taps(f"noticerun:{notice.id}")


async def labels(person: Plain, words: str) -> list[str]:
    """What is on offer after these words."""
    await person.says(words)
    return person.labels


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("23h30 hôm nay", "Thứ Hai, 23/11/2026, lúc 06:30 (hẹn 23:30 là ban đêm, không làm phiền ai)"),
        ("11h đêm mai", "Thứ Ba, 24/11/2026, lúc 06:30 (hẹn 23:00 là ban đêm, không làm phiền ai)"),
        ("5h sáng mai", "Thứ Hai, 23/11/2026, lúc 06:30 (hẹn 05:00 là ban đêm, không làm phiền ai)"),
        ("20h59 mai", "Thứ Hai, 23/11/2026, lúc 20:59\n"),
        ("6h30 sáng mai", "Thứ Hai, 23/11/2026, lúc 06:30\n"),
    ],
)
async def test_an_hour_at_night_is_put_off(world: World, page: Page, typed: str, said: str) -> None:
    await leads(page)
    await writes(page)
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hẹn ngày giờ")
    assert f"Gửi lúc: {said}" in await page.says(typed) + "\n"
    await sends(page)
    assert f"Gửi lúc: {said}" in page.text + "\n"


async def test_every_month_at_night(world: World, page: Page) -> None:
    await leads(page)
    await writes(page)
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hằng tháng")
    said = await page.says("11h đêm ngày 5")
    assert "23:00 ngày 5 hằng tháng (ban đêm không làm phiền ai, nên tin đến lúc 06:30 sáng)" in said
    assert "• Chủ nhật, 06/12/2026, lúc 06:30" in said
    await page.picks("Xem lại")
    await sends(page)
    assert "• Chủ nhật, 06/12/2026, lúc 06:30" in page.text


async def test_what_is_over_in_the_morning_is_not_confirmed_at_night(world: World, page: Page) -> None:
    await leads(page)
    await begins(page, "Giấy mời")
    await page.says("Ra quân dọn vệ sinh")
    await page.says("6h sáng mai")
    await page.says("Nhà văn hóa")
    for _ in range(3):
        await page.picks("Để trống")
    await page.picks("Không kèm")
    await from_people(page, "Không cần trả lời", "Thông báo chính thức")
    await at_night(world)
    await page.picks("Xem như người nhận")
    assert "sẽ qua trước khi thông báo được gửi" in await page.picks("Gửi")


async def test_no_browser_is_woken_at_night(world: World, page: Page) -> None:
    """A page that is closed is not asked whether it may be written to: its message is due in the morning."""
    await leads(page)
    await writes(page)
    await at_night(world)
    await sends(page)
    notice, _ = await newest(world)
    await lays_out(world, notice.id or 0)
    [due_at] = await does(world, lambda session: session.exec(select(col(Outbox.due_at))).all())
    assert due_at - world.now == timedelta(hours=8, minutes=30)
