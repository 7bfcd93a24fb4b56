"""Offices in chat: one's own, given and ended, told and logged."""

import pytest
from sqlmodel import col, select

from flows import roles
from storage import members
from storage.audit import Act
from storage.engines import FlowSession
from tests.conversations import Page, Person, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_rolls import gives, under_a_committee


async def held(world: World, number: int) -> list[str]:
    """The offices somebody holds."""
    member = world.members[number]
    return await world.database.run(
        lambda session: sorted(role.name for role in members.roles_of(session, member, world.now))
    )


async def logged(world: World) -> list[tuple[str, str, str]]:
    """Who gave or took which office."""
    query = select(Act).where(col(Act.name).startswith("role_")).order_by(col(Act.id))
    return await world.database.run(
        lambda session: [(act.office, act.name, act.detail) for act in session.exec(query).all()]
    )


async def appoints(world: World, page: Page, other: Page, postman: Postman, office: str) -> None:
    """An officer of the committee above is here, and the second member, who holds this office."""
    await under_a_committee(world)
    await gives(world, 0, "officer", "DU")
    await gives(world, 1, office)
    await joins(page)
    await joins(other, 1)
    await postman.delivers()


async def test_a_secretary_gives_an_office_and_ends_it(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    await postman.delivers()
    await page.says("/chibo")
    await page.picks("Trần Thị Bình")
    await page.picks("Giao chức vụ")
    assert page.labels[:3] == ["Giao: Phó bí thư", "Giao: Chi ủy viên", "Giao: Thư ký"]
    assert "Việc này ghi vào nhật ký" in await page.picks("Giao: Phó bí thư")
    yes = page.buttons["Đồng ý"]
    assert "Đã giao." in await page.picks("Đồng ý")
    assert await held(world, 1) == ["deputy"]
    await page.taps(yes)
    [(address, told)] = await postman.delivers()
    assert (address, "Chức vụ của đồng chí trong Tự soi vừa thay đổi." in told.plain) == (other.address, True)
    assert "Phó bí thư" not in told.plain, "a phone lies open on the table"
    assert "Phó bí thư, Chi bộ CB1, từ 22/11/2026" in await other.taps("offices")
    await page.picks("Thôi giao: Phó bí thư")
    await page.picks("Đồng ý")
    assert await held(world, 1) == []
    assert len(await postman.delivers()) == 1
    assert (await logged(world))[1:] == [
        ("secretary", "role_given", "deputy"),
        ("secretary", "role_taken", "deputy"),
    ]


async def test_the_committee_appoints_a_secretary_in_the_place_of_another(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await appoints(world, page, other, postman, "secretary")
    place = f"{world.unit_id}:{world.members[2]}"
    assert "Đồng chí Trần Thị Bình sẽ thôi giữ chức vụ này" in await page.taps(f"office:{place}:secretary")
    await page.picks("Đồng ý")
    assert (await held(world, 1), await held(world, 2)) == ([], ["secretary"])
    assert [address for address, _ in await postman.delivers()] == [other.address]
    assert "không giữ chức vụ nào" in await other.says("/chucvu")


async def test_no_cell_is_locked_out(world: World, page: Page) -> None:
    """Where nobody holds an office any more, the committee above gives one."""
    await under_a_committee(world)
    await gives(world, 0, "officer", "DU")
    await joins(page)
    await page.taps(f"officeyes:{world.unit_id}:{world.members[3]}:secretary")
    assert await held(world, 3) == ["secretary"]


@pytest.mark.parametrize("office", ["secretary", "officer", "king", ""])
async def test_a_secretary_makes_no_secretary(world: World, page: Page, office: str) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    said = await page.taps(f"officeyes:{world.unit_id}:{world.members[1]}:{office}")
    assert "Nút này không còn dùng nữa" in said
    assert await held(world, 1) == []


async def test_ones_own_offices(world: World, person: Person) -> None:
    await gives(world, 1, "clerk")
    await joins(person, 1)
    assert "Thư ký, Chi bộ CB1, từ 22/11/2026" in await person.says("/chucvu")


async def test_an_office_given_by_the_operator_is_told_too(
    world: World, page: Page, postman: Postman
) -> None:
    await joins(page, 2)
    await postman.delivers()
    await gives(world, 2, "committee")
    assert len(await postman.delivers()) == 1

    def work(session: FlowSession) -> None:
        roles.take(session, world.members[2], "committee", "CB1", world.now)

    await world.database.run(work)
    assert len(await postman.delivers()) == 1
