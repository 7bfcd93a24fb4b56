"""A member says whether he comes; who leads the cell sees it, for a while."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlmodel import select

from flows import retention, roles
from storage import attendance
from storage.attendance import Attendance
from storage.engines import FlowSession
from storage.members import Member
from tests.conversations import Page, Person, World, joins
from tests.meetings import DAY, led
from tests.organisations import joins as has_joined

ONE = "{unit}:20261203"


@pytest.fixture
async def world(world: World) -> World:
    """A cell that meets on the third, and its secretary, the first member."""
    return await led(world)


async def kept(world: World) -> list[Attendance]:
    """What was said."""
    return await world.database.run(lambda session: list(session.exec(select(Attendance)).all()))


async def one(page: Page) -> str:
    """The meeting's card."""
    return await page.taps(f"meetone:{ONE.format(unit=page.world.unit_id)}")


async def test_a_member_comes_or_not_and_changes_his_mind(person: Person) -> None:
    await joins(person, 1)
    said = await person.says("/lichhop")
    assert "Chỉ bí thư, phó bí thư chi bộ thấy; xóa sau buổi họp hai ngày; không phải điểm danh." in said
    assert "có dự được không?" in said
    assert "đã báo: sẽ dự" in await person.picks("Tôi sẽ dự")
    assert "lý do" in await person.picks("Tôi vắng")
    assert not (await kept(person.world))[0].coming  # said, whether he goes on or not
    assert "đã báo: vắng (Đi <công tác> 2 ngày)." in await person.says(" Đi  <công tác> 2 ngày")
    await person.picks("Tôi vắng")
    said = await person.picks("Không nêu lý do")
    assert "đã báo: vắng." in said
    assert "đã báo: sẽ dự" in await person.picks("Tôi sẽ dự")
    (row,) = await kept(person.world)
    assert row.coming
    assert row.reason is None


async def test_the_secretary_sees_counts_and_who_is_absent_why(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps(f"attend:{ONE.format(unit=world.unit_id)}:1")
    await other.says("/lichhop")
    await other.picks("Tôi vắng")
    await other.says("Con ốm")
    said = await one(page)
    assert "Báo sẽ dự: 1. Báo vắng: 1." in said
    assert "• Trần Thị Bình: Con ốm" in said
    assert "An" not in said.replace("• Trần Thị Bình", "")
    world.passes(days=12)
    assert "• Trần Thị Bình: Con ốm" in await one(page)
    world.passes(days=2)
    assert "Con ốm" not in await one(page)
    assert "Báo vắng" not in page.text


async def test_it_is_gone_two_days_after(world: World, other: Page, disk: Callable[[], bytes]) -> None:
    await joins(other, 1)
    await other.taps(f"attend:{ONE.format(unit=world.unit_id)}:0")
    await other.says("Con bị ốm nặng")
    assert "Con bị ốm nặng".encode() not in disk()
    (row,) = await kept(world)
    assert f"{row.until_at:%Y-%m-%d %H:%M}" == "2026-12-05 14:00"
    rules = await world.database.run(lambda session: [kind for _, kind, _ in retention.rules(world.now)])
    assert Attendance in rules


async def test_a_moved_meeting_is_asked_about_again(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    here = ONE.format(unit=world.unit_id)
    await other.taps(f"attend:{here}:0")
    await other.says("Bận tối thứ Năm")
    await page.taps(f"meetline:{here}:theme")
    await page.says("Một chuyên đề")
    assert "vắng (Bận tối thứ Năm)" in await other.says("/lichhop")
    await page.taps(f"meetmoveyes:{here}:1:202612041930")
    assert "có dự được không?" in await other.says("/lichhop")
    assert await kept(world) == []


async def test_a_cancelled_meeting_asks_nothing_and_takes_nothing(
    world: World, page: Page, other: Page
) -> None:
    await joins(page)
    await joins(other, 1)
    here = ONE.format(unit=world.unit_id)
    await page.taps(f"meetcancelyes:{here}:0")
    assert "Buổi này đã hủy" in await other.taps(f"attend:{here}:1")
    assert other.buttons["Tôi sẽ dự"] == f"attend:{world.unit_id}:20270103:1"
    assert await kept(world) == []


async def test_not_after_it_has_begun_nor_for_another_cell(world: World, other: Page) -> None:
    await joins(other, 1)
    here = ONE.format(unit=world.unit_id)
    for verb in (f"attend:{here}:2", "attend:999:20261203:1", f"attendnone:{world.unit_id + 7}:20261203"):
        assert "Nút này không còn dùng nữa" in await other.taps(verb)
    assert "không còn trong lịch" in await other.taps(f"attend:{world.unit_id}:20261204:1")
    world.passes(days=12)
    for verb in (f"attend:{here}:1", f"attendnone:{here}", f"attendwhy:{here}"):
        assert "đã bắt đầu" in await other.taps(verb)
    assert await kept(world) == []


async def test_a_reason_is_short_and_no_secret(world: World, other: Page) -> None:
    await joins(other, 1)
    await other.taps(f"attend:{ONE.format(unit=world.unit_id)}:0")
    assert "không được lưu" in await other.says("Họp về tài liệu MẬT")
    assert "200 ký tự" in await other.says("a" * 201)
    (row,) = await kept(world)
    assert row.reason is None


async def test_who_left_the_cell_is_not_named(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await other.taps(f"attend:{ONE.format(unit=world.unit_id)}:0")

    def work(session: FlowSession) -> None:
        session.get_one(Member, world.members[1]).left_at = world.now

    await world.database.run(work)
    assert "Bình" not in await one(page)


async def test_many_absent_take_more_screens(world: World, page: Page) -> None:
    await joins(page)

    def work(session: FlowSession) -> None:
        for minute, member in enumerate(world.members[1:]):
            at = world.now + timedelta(minutes=minute)
            vault = has_joined(session, world.now, member)
            until_at = world.now + timedelta(days=30)
            attendance.set_attendance(session, vault, world.unit_id, DAY, False, "vì " * 66, at, until_at)

    await world.database.run(work)
    said = await one(page)
    assert "Báo vắng: 4" in said
    assert "Vũ Đức Em" not in said
    await page.picks("Trang sau")
    assert "Vũ Đức Em" in page.text


async def test_a_deputy_sees_it_too_and_a_member_does_not(world: World, page: Page, other: Page) -> None:
    await world.database.run(
        lambda session: roles.give(session, world.members[1], "deputy", "CB1", world.now)
    )
    await joins(page, 2)
    await joins(other, 1)
    await page.taps(f"attend:{ONE.format(unit=world.unit_id)}:1")
    assert "Báo sẽ dự: 1" in await one(other)
    assert "Nút này không còn dùng nữa" in await one(page)


async def test_twice_is_once(world: World, other: Page) -> None:
    await joins(other, 1)
    here = ONE.format(unit=world.unit_id)
    for _ in range(2):
        await other.taps(f"attend:{here}:1")
    assert len(await kept(world)) == 1
    assert "sẽ dự" in await other.taps(f"attendwhy:{here}")  # an old place: there is no absence to explain
