"""A notice on its way, as its card tells: how many got it, how many wait, how long it takes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select, update

from flows import notice_layouts, notice_progress
from storage.engines import FlowSession
from storage.notice_progress import Progress
from storage.notices import DONE, Notice
from storage.outbox import Outbox
from tests.conversations import Page, Plain, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_notices import does, leads, newest, sends, writes


async def lays_out(world: World, notice_id: int) -> None:
    """The jobs have done all they can for now."""

    def work(session: FlowSession) -> None:
        place = notice_layouts.step(session, notice_id, None, world.now, 100)
        while place is not None:
            place = notice_layouts.step(session, notice_id, place, world.now, 100)

    await does(world, work)


async def test_the_card_counts(world: World, page: Page, postman: Postman) -> None:
    """Two of five have joined; one of them opens it."""
    await leads(page)
    member = Plain(world, "plain-2")
    await joins(member, 1)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    assert "Người nhận: 5\nĐã gửi: 0 · Đang chờ: 5 · Đã xem: 0" in page.text
    await lays_out(world, notice.id or 0)
    await page.taps(f"noticerun:{notice.id}")
    assert "Đang gửi." in page.text
    assert "Đã gửi: 0 · Đang chờ: 1 · Đã xem: 0\nNhận khi mở trang Tự soi: 1\n" in page.text
    assert "Còn khoảng" not in page.text, "nothing went out yet, so nobody can tell"
    assert {address for address, _ in await postman.delivers()} == {"page-1", "plain-2"}
    await lays_out(world, notice.id or 0)
    await member.says("/thongbao")
    await member.picks("● Lịch trực Tết")
    await page.taps(f"noticerun:{notice.id}")
    assert "Đã gửi xong." in page.text
    assert "Đã gửi: 2 · Đang chờ: 0 · Đã xem: 1\nLúc gửi chưa vào Tự soi: 3." in page.text
    assert "Tạm dừng" not in page.labels
    await page.picks("Ai đã xem, đã trả lời")
    assert "Lịch trực Tết" in page.text


async def test_what_could_not_be_sent_is_said(world: World, page: Page) -> None:
    await leads(page)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    await lays_out(world, notice.id or 0)

    def fails(session: FlowSession) -> None:
        session.exec(update(Outbox).values(done_at=world.now, outcome="gone"))
        session.get_one(Notice, notice.id).state = DONE

    await does(world, fails)
    await page.taps(f"noticerun:{notice.id}")
    assert "Đã gửi: 0 · Đang chờ: 0 · Đã xem: 0" in page.text
    assert "Không gửi được: 1" in page.text


async def test_paused_nothing_leaves(world: World, page: Page, postman: Postman) -> None:
    """It takes effect at once, by its state; going on, all of it goes out."""
    await leads(page)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    await lays_out(world, notice.id or 0)
    await page.picks("Tạm dừng")
    assert await postman.delivers() == []
    await page.picks("Gửi tiếp")
    await lays_out(world, notice.id or 0)
    await does(world, lambda session: notice_layouts.set_aside(session, world.now, 100))
    assert len(await postman.delivers()) == 1
    outcomes = await does(world, lambda session: session.exec(select(col(Outbox.outcome))).all())
    assert outcomes == ["sent"]


async def test_closed_pages_are_not_waited_for(world: World, page: Page) -> None:
    """All that can be sent now was sent; nobody is told of minutes that are left."""
    await leads(page)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    await lays_out(world, notice.id or 0)
    said = await page.taps(f"noticerun:{notice.id}")
    assert "Đã gửi xong." in said
    assert "Nhận khi mở trang Tự soi: 1" in said
    assert "Tạm dừng" not in page.labels
    assert "Hủy, không gửi nữa" in page.labels
    world.now = world.now.replace(hour=23)
    said = await page.taps(f"noticerun:{notice.id}")
    assert "Đang gửi." in said
    assert "Ban đêm không làm phiền ai" in said
    assert "Tạm dừng" in page.labels


async def test_what_was_stopped_is_taken_back_from_who_had_it(
    world: World, page: Page, plain: Plain, postman: Postman
) -> None:
    await leads(page)
    await joins(plain, 1)
    await writes(page)
    await sends(page)
    notice, _ = await newest(world)
    await lays_out(world, notice.id or 0)
    assert len(await postman.delivers()) == 2
    await joins(Page(world, "page-9"), 2)
    await page.taps(f"noticestopyes:{notice.id}")
    await lays_out(world, notice.id or 0)
    assert "Đã hủy" in await page.taps(f"noticerun:{notice.id}")
    await page.picks("Ai đã xem, đã trả lời")
    assert "Sửa, thu hồi, đóng trả lời" not in page.labels
    assert "Đã gửi tới 2 đồng chí" in await page.picks("Thu hồi thông báo")
    await page.picks("Thu hồi")
    await lays_out(world, notice.id or 0)
    assert {address for address, _ in await postman.delivers()} == {"page-1", "plain-1"}
    assert "Lịch trực" not in await plain.says("/thongbao")


@pytest.mark.parametrize(
    ("waiting", "lately", "minutes"), [(100, 100, 1), (101, 100, 2), (0, 9, 0), (9, 0, 0)]
)
def test_what_is_left_at_the_pace_of_the_last_minute(waiting: int, lately: int, minutes: int) -> None:
    found: Any = notice_progress.minutes_left(Progress(500, 300, waiting, 0, 0, lately, 0))
    assert found == minutes
    assert timedelta(minutes=1) == notice_progress.PACE
