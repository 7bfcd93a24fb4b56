"""The private address of a cell's calendar, as a conversation on every channel."""

import re
from datetime import date

import pytest

from storage import meetings, reminding
from storage.engines import FlowSession
from tests.conversations import Page, Person, World, joins

ADDRESS = re.compile(r"https://tusoi\.test/lich/([\w-]{43})\.ics")


@pytest.fixture
async def world(world: World) -> World:
    """The cell meets on the third of every month."""

    def work(session: FlowSession) -> None:
        meetings.set_rule(
            session, world.unit_id, "FREQ=MONTHLY;BYMONTHDAY=3", date(2026, 11, 1), "19:30", 90, world.now
        )

    await world.database.run(work)
    return world


async def finds(world: World, token: str) -> int | None:
    """Whose vault an address leads to."""
    return await world.database.run(lambda session: reminding.find_calendar(session, token))


def token_in(said: str) -> str:
    """The address that is shown, the last one where cards before it are still seen."""
    return str(ADDRESS.findall(said)[-1])


async def opens(person: Person) -> str:
    """Ask for the address, wherever that is offered."""
    await person.says("/lichhop")
    return await person.picks("Đăng ký lịch tự cập nhật")


async def test_an_address_is_shown_changed_and_taken_back(person: Person) -> None:
    world = person.world
    await joins(person)
    said = await opens(person)
    first = token_in(said)
    assert "chỉ xem được chi bộ họp lúc nào, ở đâu" in said
    assert await finds(world, first) is not None
    assert token_in(await opens(person)) == first
    said = await person.picks("Đổi liên kết")
    assert "Liên kết cũ không dùng được nữa" in said
    second = token_in(said)
    assert second != first
    assert await finds(world, first) is None
    assert await finds(world, second) is not None
    said = await person.picks("Thôi dùng")
    assert "Đã bỏ liên kết" in said
    assert "Buổi tới" in said
    assert await finds(world, second) is None
    assert token_in(await opens(person)) not in (first, second)


async def test_an_old_button_changes_nothing_more(page: Page) -> None:
    await joins(page)
    await page.taps("calendarlink")
    old = next(verb for verb in page.buttons.values() if verb.startswith("calendarnew:"))
    second = token_in(await page.taps(old))
    assert token_in(await page.taps(old)) == second
    assert token_in(await page.taps("calendarnew:x")) == second
    await page.taps("calendarstop")
    assert "Đã bỏ liên kết" in await page.taps("calendarstop")


async def test_everybody_has_an_address_of_his_own(page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    assert token_in(await page.taps("calendarlink")) != token_in(await other.taps("calendarlink"))


@pytest.mark.parametrize("missing", ["address", "rule"])
async def test_without_address_or_meetings_there_is_none(world: World, page: Page, missing: str) -> None:
    await joins(page)
    if missing == "address":
        world.database.info["public_url"] = ""
    else:
        rule = await world.database.run(lambda session: meetings.rule_of(session, world.unit_id))
        await world.database.run(lambda session: session.delete(rule))
    for verb in ("calendarlink", "calendarnew:x"):
        said = await page.taps(verb)
        assert "Nút này không còn dùng nữa" in said
        assert "Lịch sinh hoạt" in said
        assert not ADDRESS.search(said)


async def test_a_stranger_gets_none(page: Page) -> None:
    assert not ADDRESS.search(await page.taps("calendarlink"))
