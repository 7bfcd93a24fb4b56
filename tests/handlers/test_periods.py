"""`/dot` as conversations: a cycle opened, extended, closed early; each refusal with its reason."""

import pytest

from flows import closings, publications, roles
from storage.cycles import Cycle
from storage.engines import FlowSession
from tests.conversations import Page, Person, World, agrees, joins
from tests.handlers.conftest import Postman


@pytest.fixture
async def world(world: World) -> World:
    """The first member is the secretary, and the world's cycle is long over."""

    def work(session: FlowSession) -> None:
        roles.give(session, world.members[0], "secretary", "CB1", world.now)

    await world.database.run(work)
    return world


async def cycles(world: World) -> list[tuple[str, str]]:
    """When each opened and closes."""

    def work(session: FlowSession) -> list[tuple[str, str]]:
        found = [session.get(Cycle, number) for number in range(1, 9)]
        return [(f"{one.opens_at:%m-%d}", f"{one.closes_at:%m-%d}") for one in found if one]

    return await world.database.run(work)


async def test_a_secretary_opens_a_cycle(person: Person) -> None:
    await joins(person)
    person.world.passes(days=15)
    assert "chưa có đợt tự soi nào đang mở" in await person.says("/dot")
    assert "đến hết ngày 21/12/2026" in await person.picks("14 ngày")
    assert "Đợt tự soi đã mở" in await person.picks("Mở đợt tự soi")
    assert await cycles(person.world) == [("11-22", "12-06"), ("12-07", "12-21")]
    assert "đang mở" in await person.says("/dot")


async def test_two_taps_open_one_cycle(world: World, page: Page) -> None:
    await joins(page)
    world.passes(days=15)
    for _ in range(2):
        await page.taps(f"cycleopenyes:{world.unit_id}:14")
    assert "Mỗi đảng viên chỉ ở trong một đợt đang mở" in page.text
    assert len(await cycles(world)) == 2


async def test_a_third_cycle_in_a_year_is_refused_with_the_reason(world: World, page: Page) -> None:
    await joins(page)
    for _ in range(2):
        world.passes(days=30)
        await page.taps(f"cycleopenyes:{world.unit_id}:7")
    assert "hơn hai đợt trong vòng một năm" in page.text
    assert len(await cycles(world)) == 2


async def test_extending_is_announced_to_all_once(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await joins(page)
    await joins(other, 1)
    await page.says("/dot")
    assert "09/12/2026" in await page.picks("thêm 3 ngày")
    assert "Mọi người sẽ được báo" in await page.picks("Gia hạn")
    await page.taps(f"cycleextendyes:{world.unit_id}:20261206:3")  # tapped twice
    assert await cycles(world) == [("11-22", "12-09")]
    for _ in range(3):
        while await world.database.run(lambda session: closings.announce_some(session, world.now)):
            pass
    letters = await postman.delivers()
    assert sorted(address for address, _ in letters) == ["page-1", "page-2"]
    assert all("gia hạn đến 09:00 09/12/2026" in letter.plain for _, letter in letters)


async def test_a_cycle_that_has_closed_is_not_extended(world: World, page: Page) -> None:
    await joins(page)
    world.passes(days=15)
    await page.taps(f"cycleextendyes:{world.unit_id}:20261206:3")
    assert "Nút này không còn dùng nữa" in page.text
    assert await cycles(world) == [("11-22", "12-06")]


async def test_closing_early_needs_everybody_as_of_the_morning(world: World, page: Page) -> None:
    await joins(page)
    await page.says("/dot")
    assert not any("đóng sớm" in label for label in page.labels)
    await page.taps(f"cyclecloseyes:{world.unit_id}:{world.cycle_id}")
    assert "vẫn còn người chưa nộp" in page.text
    people = [page, *(Page(world, f"page-of-{number}") for number in range(1, 5))]
    for number, one in enumerate(people):
        if number:
            await joins(one, number)
        await agrees(one)
        await one.taps("paper")
        await one.picks("Đúng, tôi nộp bản giấy")
    await page.taps(f"cyclecloseyes:{world.unit_id}:{world.cycle_id}")
    assert "vẫn còn người chưa nộp" in page.text  # asking tells nothing newer than the morning's count
    world.passes(days=1)
    morning = publications.morning(world.now, "Asia/Ho_Chi_Minh")
    await world.database.run(lambda session: publications.count_some(session, world.now, morning))
    await page.says("/dot")
    await page.picks("đóng sớm")
    assert "Đợt tự soi đã đóng" in await page.picks("Đóng đợt")
    assert await cycles(world) == [("11-22", "11-23")]


@pytest.mark.parametrize(
    "verb",
    ["cycle:{unit}", "cycleopenyes:{unit}:14", "cycleextendyes:{unit}:20261206:3", "cyclecloseyes:{unit}:1"],
)
async def test_others_are_refused(world: World, other: Page, verb: str) -> None:
    await joins(other, 1)
    assert "do bí thư và cấp trên làm" in await other.says("/dot")
    assert "Nút này không còn dùng nữa" in await other.taps(verb.format(unit=world.unit_id))
    assert await cycles(world) == [("11-22", "12-06")]
