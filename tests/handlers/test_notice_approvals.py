"""What is approved, or sent, is what was seen: all of it."""

from collections.abc import Awaitable, Callable

import pytest

from flows import unit_settings
from storage.notices import APPROVAL, DRAFT
from tests.conversations import Page, World, joins
from tests.handlers.test_notice_files import attaches
from tests.handlers.test_notices import CONFIRMED, acts, does, from_people, leads, newest, to_files, writes
from tests.handlers.test_rolls import gives

TEXT, PICTURE = b"Ke hoach thang 12", b"\x89PNG\r\n\x1a\n12"


async def two(world: World, page: Page, other: Page) -> None:
    """The secretary writes, his deputy approves."""
    await does(
        world, lambda session: unit_settings.set_value(session, "CB1", "approval_from", "2", world.now)
    )
    await leads(page)
    await gives(world, 1, "deputy")
    await joins(other, 1)


async def asks_approval(page: Page) -> int:
    """From the overview; the notice's id."""
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    await page.picks("Đề nghị duyệt")
    notice, _ = await newest(page.world)
    assert notice.state == APPROVAL
    return notice.id or 0


async def writes_with_file(page: Page) -> None:
    """Something with a file, at once, that needs an answer."""
    await to_files(page, "Họp chi bộ", "Đồng chí đọc trước kế hoạch.")
    await attaches(page, "ke hoach.txt", TEXT)
    await page.picks("Xong, 1 tệp")
    await from_people(page, "Cần trả lời")


async def to_offices(page: Page, *ticks: str) -> None:
    """From the overview to it: only these."""
    await page.picks("Sửa: Người nhận")
    await page.picks("Chọn theo chức vụ")
    for tick in ticks:
        await page.taps(next(choice for choice in page.buttons.values() if choice.endswith(f":{tick}")))
    await page.picks("Xong, về người nhận")
    await page.picks("Gửi cho những người này")


async def yes_of(page: Page, notice_id: int) -> str:
    """What approves it, of the card as it is now."""
    await page.taps(f"noticerun:{notice_id}")
    [yes] = [choice for label, choice in page.buttons.items() if label.startswith("Duyệt")]
    return yes


async def another_file(page: Page, name: str = "ke hoach.png", data: bytes = PICTURE) -> None:
    """A picture instead of the text."""
    await page.picks("Sửa: Tệp kèm")
    await page.picks("Bỏ ke hoach.txt")
    await attaches(page, name, data)
    await page.picks("Xong, 1 tệp")


async def the_file_again(page: Page) -> None:
    """Another file under the same name."""
    await another_file(page, "ke hoach.txt", TEXT + b" 2027")


async def an_hour(page: Page) -> None:
    """Tonight."""
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hẹn ngày giờ")
    await page.says("23h30 mai")


async def every_month(page: Page) -> None:
    """Again and again."""
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hằng tháng")
    await page.says("8h cuối tháng")
    await page.picks("Xem lại")


async def no_answer(page: Page) -> None:
    """Nobody needs to say anything."""
    await page.picks("Sửa: Trả lời")
    await page.picks("Không cần trả lời")
    await page.picks("Thông báo chính thức")


async def other_people(page: Page) -> None:
    """Only officers, of whom there are two: by chance as many as before would be the same count."""
    await to_offices(page, "secretary+", "deputy+")


async def capitals(page: Page) -> None:
    """The same words to whom only "the same words" matter."""
    await page.picks("Sửa: Lời viết")
    await page.says("ĐỒNG CHÍ đọc trước kế hoạch.")


CHANGES = (another_file, the_file_again, an_hour, every_month, no_answer, other_people, capitals)


@pytest.mark.parametrize("change", CHANGES)
async def test_an_old_card_approves_nothing_it_did_not_show(
    world: World, page: Page, other: Page, change: Callable[[Page], Awaitable[None]]
) -> None:
    await two(world, page, other)
    await writes_with_file(page)
    notice_id = await asks_approval(page)
    yes = await yes_of(other, notice_id)
    assert len(yes.encode()) <= 64
    await page.picks("Lấy lại để sửa")
    await change(page)
    await asks_approval(page)
    assert "Có thay đổi từ lúc nãy" in await other.taps(yes)
    assert (await newest(world))[0].state == APPROVAL
    assert await acts(world) == []
    await other.picks("Duyệt")
    assert (await newest(world))[0].state not in (DRAFT, APPROVAL)
    assert await acts(world) == ["notice_approved"]


@pytest.mark.parametrize("change", CHANGES)
async def test_nor_does_an_old_card_send(
    world: World, page: Page, change: Callable[[Page], Awaitable[None]]
) -> None:
    await leads(page)
    await gives(world, 1, "deputy")
    await writes_with_file(page)
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    yes = page.buttons["Đúng, gửi"]
    notice, _ = await newest(world)
    await page.taps(f"noticedraft:{notice.id}")
    await change(page)
    assert "Có thay đổi từ lúc nãy" in await page.taps(yes)
    assert (await newest(world))[0].state == DRAFT
    await page.picks("Đúng, gửi")
    assert (await newest(world))[0].state != DRAFT


async def test_official_or_not_is_seen_and_counts(world: World, page: Page, other: Page) -> None:
    await two(world, page, other)
    await writes(page)
    notice_id = await asks_approval(page)
    yes = await yes_of(other, notice_id)
    assert "Không cần trả lời." in other.text
    assert "Tin để biết" in other.text
    await page.picks("Lấy lại để sửa")
    await page.picks("Sửa: Loại")
    await page.picks("Thông báo chính thức")
    await asks_approval(page)
    said = await other.taps(yes)
    assert "Có thay đổi từ lúc nãy" in said
    assert "Thông báo chính thức" in said


async def test_an_hour_that_went_by_is_shown_again(world: World, page: Page, other: Page) -> None:
    """It said tomorrow at 23:30; now it would go out at once."""
    await two(world, page, other)
    await writes(page)
    await an_hour(page)
    notice_id = await asks_approval(page)
    yes = await yes_of(other, notice_id)
    world.passes(days=3)
    said = await other.taps(yes)
    assert "Có thay đổi từ lúc nãy" in said
    assert "ngay khi xác nhận" in said
    await other.picks("Duyệt")
    assert (await newest(world))[0].state in CONFIRMED


async def test_other_recipients_of_the_same_number(world: World, page: Page) -> None:
    await leads(page)
    await gives(world, 1, "deputy")
    await writes(page)
    await to_offices(page, "secretary+")
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    yes = page.buttons["Đúng, gửi"]
    await page.picks("Quay lại")
    await page.picks("Xem lại")
    await to_offices(page, "secretary-", "deputy+")
    said = await page.taps(yes)
    assert "Có thay đổi từ lúc nãy" in said
    assert "1 đồng chí ở 1 chi bộ" in said


async def test_files_are_opened_before_they_go_out(world: World, page: Page, other: Page) -> None:
    """By who writes it, and by who is asked to approve it, as long as he is; by nobody else."""

    def opened(person: Page) -> bool:
        file = person.messages[-1].file
        return file is not None and file.name == "ke hoach.txt"

    await two(world, page, other)
    reader = Page(world, "page-3")
    await joins(reader, 2)
    await writes_with_file(page)
    await page.picks("Tệp: ke hoach.txt")
    assert opened(page)
    assert "Xem lại" in await page.picks("Quay lại")
    await page.picks("Xem như người nhận")
    await page.picks("Tệp: ke hoach.txt")
    assert opened(page)
    await page.picks("Quay lại")
    await page.picks("Xem lại")
    choice = page.buttons["Tệp: ke hoach.txt"]
    assert "không còn dùng" in await other.taps(choice), "a draft is its author's alone"
    notice_id = await asks_approval(page)
    await page.picks("Tệp: ke hoach.txt")
    assert opened(page)
    await other.taps(f"noticerun:{notice_id}")
    await other.picks("Tệp: ke hoach.txt")
    assert opened(other)
    await other.picks("Quay lại")
    assert any(label.startswith("Duyệt") for label in other.labels)
    assert "không còn dùng" in await reader.taps(choice)
    await page.picks("Quay lại")
    await page.picks("Lấy lại để sửa")
    await other.taps(choice)
    assert not opened(other)
