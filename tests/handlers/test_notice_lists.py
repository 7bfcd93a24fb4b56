"""The list of notices behind /guithongbao: its order, its pages."""

from datetime import timedelta
from typing import Any

from storage.engines import FlowSession
from storage.notices import APPROVAL, DRAFT
from tests.conversations import Page, World
from tests.handlers.test_notices import does, leads
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
