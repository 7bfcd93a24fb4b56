"""After a meeting the secretary notes numbers."""

from datetime import timedelta

import pytest

from storage.meetings import Meeting
from tests.conversations import Page, Person, World, joins
from tests.meetings import led, row_of

ONE = "{unit}:20261203"


@pytest.fixture
async def world(world: World) -> World:
    """Twelve days later: the meeting of the third was last night."""
    await led(world)
    return world


def passes(world: World) -> None:
    world.now += timedelta(days=12)


async def numbers(world: World) -> tuple[bool | None, int | None, int | None, int | None]:
    """What is noted."""
    row = await row_of(world) or Meeting(unit_id=0, planned_on=world.now.date(), changed_at=world.now)
    return row.held, row.present, row.spoke, row.self_criticism


async def opens(person: Person) -> str:
    """Go to the past meeting."""
    await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    await person.picks("Ghi số liệu")
    return await person.picks("03/12/2026")


async def test_numbers_one_after_the_other(person: Person) -> None:
    await joins(person)
    await person.says("/lichhop")
    await person.picks("Đặt, đổi lịch")
    assert "chưa có buổi họp nào" in await person.picks("Ghi số liệu")
    passes(person.world)
    assert "Buổi này có họp không?" in await opens(person)
    assert "có mặt?" in await person.picks("Có họp")
    assert "Tôi chưa rõ" in await person.says("mười hai")
    assert "nhiều nhất là 500" in await person.says("501")
    assert "phát biểu?" in await person.says("12")
    assert "nhiều hơn số có mặt (12)" in await person.says("13")
    assert "bao nhiêu phút?" in await person.says("1")
    assert "nhiều nhất là 480" in await person.says("481")
    said = await person.says("0")
    assert "Có mặt: 12\nPhát biểu: 1\nPhút dành cho tự phê bình và phê bình: 0" in said
    assert await numbers(person.world) == (True, 12, 1, 0)


async def test_all_in_a_line_and_corrected(person: Person) -> None:
    passes(person.world)
    await joins(person)
    await opens(person)
    await person.picks("Có họp")
    assert "Tôi chưa rõ" in await person.says("12 9 30 4")
    assert "Có mặt: 12\nPhát biểu: 9\n" in await person.says("12, 9, 30")
    assert await numbers(person.world) == (True, 12, 9, 30)
    await person.picks("Ghi, sửa số liệu")
    said = await person.says("11 - 25")
    assert "Phát biểu" not in said
    assert await numbers(person.world) == (True, 11, None, 25)
    await person.picks("Ghi, sửa số liệu")
    await person.says("-")
    await person.picks("Không có ai")
    await person.says("-")
    assert await numbers(person.world) == (True, None, 0, None)
    assert "Không họp." in await person.picks("Không họp")
    assert await numbers(person.world) == (False, None, None, None)


async def test_fewer_present_than_spoke_asks_again(world: World, page: Page) -> None:
    passes(world)
    await joins(page)
    here = ONE.format(unit=world.unit_id)
    await page.taps(f"meetnote:{here}:present")
    await page.says("12 9 30")
    await page.taps(f"meetnote:{here}:present")
    await page.says("5")
    assert await numbers(world) == (True, 5, None, 30)
    assert "nhiều hơn số có mặt (5)" in await page.says("6")


async def test_not_before_it_was_held_and_twice_is_once(world: World, page: Page) -> None:
    await joins(page)
    here = ONE.format(unit=world.unit_id)
    for verb in (f"meetheld:{here}:1", f"meetnote:{here}:present", f"meetnumber:{here}:spoke:0"):
        assert "chưa họp" in await page.taps(verb)
    assert await row_of(world) is None
    passes(world)
    for verb in (f"meetheld:{here}:2", f"meetnote:{here}:x", f"meetnumber:{here}:x:0"):
        assert "Nút này không còn dùng nữa" in await page.taps(verb)
    for _ in range(2):
        await page.taps(f"meetheld:{here}:0")
    assert await numbers(world) == (False, None, None, None)


async def test_a_cancelled_meeting_is_not_among_them(world: World, page: Page) -> None:
    await joins(page)
    await page.taps(f"meetcancelyes:{ONE.format(unit=world.unit_id)}:0")
    passes(world)
    assert "chưa có buổi họp nào" in await page.taps(f"meetpast:{world.unit_id}")


async def test_a_meeting_that_was_held_outlives_the_rule(world: World, page: Page) -> None:
    """The new rule counts from today: last night's meeting is none of its days, and stays when it was."""
    passes(world)
    await joins(page)
    await page.taps(f"meetsave:{world.unit_id}:d5:0800:90")
    await page.taps(f"meetpast:{world.unit_id}")
    assert page.labels == ["Thứ Năm, 03/12/2026, lúc 19:30", "Quay lại"]
    await page.picks("03/12/2026")
    await page.picks("Có họp")
    await page.says("12 9 30")
    assert await numbers(world) == (True, 12, 9, 30)
