"""Pictures and files that go with a notice."""

from collections.abc import AsyncGenerator

from bot.uploads import Uploads
from storage import notices
from storage.engines import FlowSession
from storage.notices import NoticeCopy
from tests.conversations import Page, Plain, World, joins
from tests.handlers.test_notices import does, from_people, leads, newest, sends, to_files
from tests.uploads import PDF, nothing_is_left, stored


async def attaches(page: Page, name: str, data: bytes = PDF) -> str:
    """Send a file in, as the web chat does."""

    async def fetch() -> AsyncGenerator[bytes, None]:
        yield data

    taken = await Uploads(page.world.turns).take(page.event(), name, fetch)
    page.messages = taken.messages
    return page.text


async def test_files_go_along_and_are_opened(world: World, page: Page, other: Page) -> None:
    await leads(page)
    await to_files(page)
    assert "Đã nhận “kế hoạch.pdf”" in await attaches(page, "kế hoạch.pdf")
    assert "• kế hoạch.pdf" in await attaches(page, "ảnh.pdf")
    await page.picks("Bỏ ảnh.pdf")
    assert [name for name, *_ in await stored(world)] == ["kế hoạch.pdf"]
    await page.picks("Xong, 1 tệp")
    await from_people(page, "Không cần trả lời", "Tin để biết")
    assert "• kế hoạch.pdf" in page.text
    await page.picks("Xem như người nhận")
    assert "Kèm theo: kế hoạch.pdf" in page.text
    await page.picks("Xem lại")
    await sends(page)
    notice, _ = await newest(world)
    world.passes(days=364)
    assert await does(world, lambda session: notices.files_of(session, notice.id or 0))
    await joins(other, 1)
    assert "không còn dùng" in await other.taps(f"noticefile:{notice.id}:1"), "he did not get it"

    def gets(session: FlowSession) -> None:
        row = session.get_one(type(notice), notice.id)
        row.state, row.laid = "done", 1
        known = session.get(NoticeCopy, (notice.id, world.members[1]))
        if known is None:
            known = NoticeCopy(notice_id=notice.id or 0, member_id=world.members[1], unit_id=world.unit_id)
        known.laid = 1
        session.add(known)

    await does(world, gets)
    await other.taps(f"notice:{notice.id}")
    assert "Kèm theo: kế hoạch.pdf" in other.text
    await other.picks("Tệp: kế hoạch.pdf")
    file = other.messages[-1].file
    assert file is not None
    assert file.name == "kế hoạch.pdf"


async def test_no_more_than_five_and_none_that_is_marked(world: World, page: Page) -> None:
    await leads(page)
    await to_files(page)
    said = await attaches(page, "Công_văn_TUYỆT_MẬT.pdf")
    assert "Tên tệp này có ghi dấu chỉ độ mật" in said
    assert "Dòng này" not in said
    assert "chọn tệp" in said or "gửi từng tệp" in said, "the place is shown again"
    assert await nothing_is_left(world)
    for number in range(5):
        await attaches(page, f"{number}.pdf")
    assert "Xong, 5 tệp" in page.labels
    assert "nhiều nhất 5 tệp" in await attaches(page, "6.pdf")
    assert len(await stored(world)) == 5
    await page.picks("Xem lại")
    await page.picks("Bỏ bản nháp")
    await page.picks("Bỏ hẳn")
    assert await nothing_is_left(world)


async def test_where_no_file_can_go_it_goes_on_without(plain: Plain) -> None:
    await leads(plain)
    await to_files(plain)
    assert "kèm ảnh hay tệp" in plain.text
    assert "Gửi cho ai" in await plain.picks("Không kèm tệp")
