"""The list of notices behind /guithongbao: its order, its pages."""

from datetime import timedelta
from typing import Any

from storage.engines import FlowSession
from storage.notices import APPROVAL, DRAFT
from tests.conversations import Page, World
from tests.handlers.test_notices import begins, does, from_people, leads
from tests.notices import make_notice


async def test_drafts_come_first_then_what_was_confirmed_last(world: World, page: Page) -> None:
    await leads(page)
    mine = world.members[0]

    def work(session: FlowSession) -> None:
        def made(title: str, hours: int | None, **columns: Any) -> None:
            at = None if hours is None else world.now - timedelta(hours=hours)
            make_notice(session, world.now, world.unit_id, (), title=title, confirmed_at=at, **columns)

        made("Soạn lâu, vừa gửi", 1)
        made("Nháp cũ", None, state=DRAFT, author_id=mine)
        made("Đề nghị duyệt", None, state=APPROVAL)
        made("Gửi hôm kia", 48)
        made("Gửi hôm qua", 24)
        made("Nháp mới", None, state=DRAFT, author_id=mine)
        made("Nháp của người khác", None, state=DRAFT, author_id=world.members[1])

    await does(world, work)
    await page.says("/guithongbao")
    titles = [label.partition(": ")[2].partition(" · ")[0] for label in page.labels if " · " in label]
    assert titles == [
        *("Nháp mới", "Nháp cũ"),
        *("Đề nghị duyệt", "Soạn lâu, vừa gửi", "Gửi hôm qua", "Gửi hôm kia"),
    ]


async def test_there_is_a_way_back_from_results(world: World, page: Page) -> None:
    await leads(page)

    def work(session: FlowSession) -> int:
        return make_notice(session, world.now, world.unit_id, (world.members[1],)).id or 0

    made = await does(world, work)
    await page.taps(f"notresult:{made}")
    await page.picks("Các thông báo đã soạn")
    assert "Soạn thông báo mới" in page.labels


async def test_an_invitation_is_called_by_what_it_is_about(world: World, page: Page) -> None:
    await leads(page)
    await begins(page, "Giấy mời")
    await page.says("Hội nghị sơ kết")
    await page.says("19h30 15/12")
    await page.picks("Xem lại")
    assert "Hội nghị sơ kết" in await page.picks("Bỏ bản nháp này")
    await page.picks("Xem lại")
    await page.picks("Làm tiếp")
    await page.says("Hội trường")
    for label in ("Để trống", "Để trống", "Để trống", "Không kèm"):
        await page.picks(label)
    await from_people(page, "Cần trả lời")
    await page.picks("Xem như người nhận")
    assert "Hội nghị sơ kết\nGửi cho 5 đồng chí" in await page.picks("Gửi")
    assert "Hội nghị sơ kết\n" in await page.picks("Đúng, gửi")


async def test_it_is_turned_as_other_lists_are(world: World, page: Page) -> None:
    await leads(page)

    def work(session: FlowSession) -> None:
        for number in range(10):
            make_notice(session, world.now, world.unit_id, (), title=f"Số {number}")

    await does(world, work)
    await page.says("/guithongbao")
    assert any("Số 9 " in label for label in page.labels)
    await page.picks("Trang sau")
    assert any("Số 0 " in label for label in page.labels)
    assert "Trang sau" not in page.labels
    await page.picks("Trang trước")
    assert any("Số 9 " in label for label in page.labels)
    assert "Trang trước" not in page.labels
