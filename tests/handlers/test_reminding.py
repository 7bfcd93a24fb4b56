"""What is behind a reminder's button, later again, and of what to be reminded: on every channel."""

import pytest
from sqlmodel import select

from flows import meeting_rules
from storage import reminding
from storage.engines import FlowSession
from storage.outbox import Outbox
from storage.reminding import Reminding
from tests.conversations import Page, Person, World, joins


@pytest.fixture
async def world(world: World) -> World:
    """The cell meets on the 3rd at 19:30. It is Sunday morning, 22 November 2026."""
    setting = ("CB1", "FREQ=MONTHLY;BYMONTHDAY=3", "19:30", 90, None, world.now)
    await world.database.run(lambda session: meeting_rules.set_rule(session, *setting))
    return world


async def waiting(world: World) -> list[Outbox]:
    """What is to be sent later."""

    def work(session: FlowSession) -> list[Outbox]:
        return list(session.exec(select(Outbox)).all())

    return await world.database.run(work)


async def test_behind_the_button_is_what_is_ones_own(person: Person) -> None:
    await joins(person)
    said = await person.says("/viec")
    assert "Thứ Năm, 03/12/2026, lúc 19:30" in said
    assert "0/27" in said
    await person.picks("3 ngày nữa")
    assert "Tôi sẽ nhắc lại đồng chí: Thứ Tư, 25/11/2026, lúc 08:00" in person.text
    await person.says("/tasks")
    await person.picks("Chiều nay")
    rows = await waiting(person.world)
    assert [row.due_at.isoformat() for row in rows] == [
        "2026-11-25T01:00:00+00:00",
        "2026-11-22T10:00:00+00:00",
    ]
    assert {row.expires_at for row in rows} == {rows[0].expires_at}


async def test_later_is_only_offered_in_time(world: World, page: Page) -> None:
    await joins(page)
    world.passes(hours=8)  # 17:00
    await page.says("/viec")
    assert "Chiều nay" not in page.labels
    assert "Giờ hẹn đó không còn kịp" in await page.taps("snooze:afternoon")
    assert "Giờ hẹn đó không còn kịp" in await page.taps("snooze:whenever")
    world.passes(days=9, hours=10)  # the 2nd, 3:00
    await page.says("/viec")
    assert [label for label in page.labels if label in ("Chiều nay", "Mai", "3 ngày nữa")] == [
        "Chiều nay",
        "Mai",
    ]
    assert await waiting(world) == []


async def test_asking_twice_is_once(world: World, page: Page) -> None:
    await joins(page)
    for _ in range(2):
        await page.taps("snooze:tomorrow")
    assert len(await waiting(world)) == 1


async def test_of_what_to_be_reminded(person: Person) -> None:
    world = person.world
    await joins(person)

    async def kept() -> list[str]:
        def work(session: FlowSession) -> list[str]:
            return list(session.exec(select(Reminding.mode)).all())

        return await world.database.run(work)

    await person.says("/nhacviec")
    await person.picks("Chỉ nhắc sinh hoạt")
    assert await kept() == ["meetings"]
    await person.picks("Chỉ thông báo chính thức")
    assert await kept() == ["notices"]
    assert "Đã ghi cách nhắc việc" in await person.picks("Nhắc tất cả")
    assert await kept() == []


async def test_a_forged_wish_keeps_nothing(world: World, page: Page) -> None:
    await joins(page)
    assert "Nút này không còn dùng nữa" in await page.taps("remind:everything")
    assert set(reminding.MODES) == {"all", "meetings", "notices"}


@pytest.mark.parametrize("verb", ["tasks", "snooze:tomorrow", "reminding", "remind:all"])
async def test_a_stranger_is_asked_in_first(world: World, page: Page, verb: str) -> None:
    await page.taps(verb)
    assert "mã" in page.text
    assert await waiting(world) == []
