"""An office is handed over with the successor's word, or deputised until a day."""

from datetime import timedelta

from flows import access
from storage import accounts
from storage.engines import FlowSession
from tests.conftest import make_member
from tests.conversations import ABROAD, Page, Person, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_offices import appoints, held, logged
from tests.handlers.test_rolls import gives, under_a_committee

BINH = "Trần Thị Bình"


async def offers(page: Page) -> None:
    """The secretary offers his office to the second member."""
    await page.says("/chucvu")
    await page.picks("Bàn giao: Bí thư")
    await page.picks(BINH)
    await page.picks("Bàn giao hẳn")


async def offered(world: World, page: Page, other: Page, before: str = "") -> None:
    """The second member, who holds another office perhaps, is offered the secretary's."""
    await gives(world, 0, "secretary")
    if before:
        await gives(world, 1, before)
    await joins(page)
    await joins(other, 1)
    await offers(page)


async def test_the_successor_accepts(world: World, page: Page, other: Page, postman: Postman) -> None:
    await gives(world, 0, "secretary")
    await gives(world, 1, "deputy")
    await joins(page)
    await joins(other, 1)
    await postman.delivers()
    await offers(page)
    assert "Đã gửi lời đề nghị" in page.text
    assert (await held(world, 0), await held(world, 1)) == (["secretary"], ["deputy"]), "not before"
    [(address, told)] = await postman.delivers()
    assert address == other.address
    assert "Bí thư" not in told.plain, "a phone lies open on the table"
    await other.says("/chucvu")
    await other.picks("Trả lời: nhận chức vụ Bí thư")
    assert "Nhận hay không là do đồng chí" in other.text
    yes = other.buttons["Tôi nhận"]
    assert "Đồng chí đã nhận chức vụ" in await other.picks("Tôi nhận")
    assert (await held(world, 0), await held(world, 1)) == ([], ["secretary"]), "nobody holds both"
    assert "Nút này không còn dùng nữa" in await other.taps(yes)
    assert (await logged(world))[-3:] == [
        ("secretary", "role_taken", "secretary"),
        ("secretary", "role_taken", "deputy"),
        ("secretary", "role_given", "secretary"),
    ]


async def test_the_successor_declines(world: World, page: Page, other: Page, postman: Postman) -> None:
    await offered(world, page, other)
    await other.says("/chucvu")
    await other.picks("Trả lời")
    assert "Người đề nghị được báo" in await other.picks("Tôi không nhận")
    assert (await held(world, 0), await held(world, 1)) == (["secretary"], [])
    told = [message.plain for _, message in await postman.delivers()]
    assert any("chưa được nhận" in plain for plain in told)


async def test_an_offer_is_taken_back_or_grows_old(world: World, page: Page, other: Page) -> None:
    await offered(world, page, other)
    await other.says("/chucvu")
    await other.picks("Trả lời")
    accept = other.buttons["Tôi nhận"]
    await page.picks("Đang chờ nhận bàn giao")
    assert "Đồng chí vẫn giữ chức vụ" in await page.picks("Rút lời đề nghị")
    assert "Nút này không còn dùng nữa" in await other.taps(accept)
    await offers(page)
    world.passes(days=8)
    await other.says("/chucvu")
    assert not [label for label in other.labels if label.startswith("Trả lời")]
    assert await held(world, 1) == []


async def test_who_lost_the_office_meanwhile_hands_nothing_over(
    world: World, page: Page, other: Page
) -> None:
    await under_a_committee(world)
    await gives(world, 0, "secretary")
    await gives(world, 2, "officer", "DU")
    await joins(page)
    await joins(other, 1)
    third = Page(world, "page-3")
    await joins(third, 2)
    await offers(page)
    await other.says("/chucvu")
    await other.picks("Trả lời")
    await third.taps(f"officeyes:{world.unit_id}:{world.members[3]}:secretary")
    assert "Nút này không còn dùng nữa" in await other.picks("Tôi nhận")
    assert (await held(world, 1), await held(world, 3)) == ([], ["secretary"])


async def test_somebody_deputises_until_a_day(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    await page.says("/chucvu")
    await page.picks("Bàn giao: Bí thư")
    await page.picks(BINH)
    assert "Chưa rõ là ngày nào" in await page.says("hôm nào đó")
    assert "đến hết 29/11/2026?" in await page.says("29/11")
    assert f"{BINH} làm thay chức vụ Bí thư (Chi bộ CB1) đến hết 30/11/2026?" in await page.says("30/11")
    await page.picks("Quay lại")
    assert "nhận hẳn, hay làm thay đến ngày nào" in page.text
    await page.says("30/11")
    await page.picks("Đồng ý")
    assert f"Bí thư: {BINH} làm thay đến hết 30/11/2026." in page.text
    assert (await held(world, 0), await held(world, 1)) == (["secretary"], ["secretary"])
    assert "Làm thay Bí thư, Chi bộ CB1" in await other.says("/chucvu")
    assert not [label for label in other.labels if label.startswith("Bàn giao")], "it is not his to give"
    assert "Chi bộ CB1" in await other.says("/summary"), "he sees what the office sees"

    async def may(number: int) -> bool:
        def work(session: FlowSession) -> bool:
            actor = accounts.find_actor(session, "web", other.address, world.now, "UTC")
            assert actor
            return access.find_office(session, actor, access.COVER, world.unit_id) is not None

        return await world.database.run(work)

    world.now = world.now.replace(day=30, hour=23)
    assert await may(1)
    world.passes(hours=2)
    assert not await may(1)
    assert "không giữ chức vụ nào" in await other.says("/chucvu")


async def test_either_ends_the_deputising(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    day = (world.now + timedelta(days=7)).strftime("%Y%m%d")

    async def begins() -> None:
        await page.says("/chucvu")
        await page.picks("Bàn giao")
        role = next(verb for verb in page.buttons.values() if verb.startswith("handask")).split(":")[1]
        await page.taps(f"handactyes:{role}:{world.members[1]}:{day}")
        await page.taps(f"handactyes:{role}:{world.members[1]}:{day}")
        assert await held(world, 1) == ["secretary"], "twice is once"

    await begins()
    await other.says("/chucvu")
    await other.picks("Tôi thôi làm thay")
    assert await held(world, 1) == []
    await begins()
    await page.picks("Thôi nhờ làm thay")
    assert await held(world, 1) == []
    await begins()
    await page.says("/chucvu")
    await page.picks("Bàn giao")
    await page.picks("Lê Hoàng Cường")
    await page.picks("Bàn giao hẳn")
    third = Page(world, "page-3")
    await joins(third, 2)
    await third.says("/chucvu")
    await third.picks("Trả lời")
    await third.picks("Tôi nhận")
    assert await held(world, 1) == [], "with the office ends the deputising for its holder"


async def test_on_a_foreign_platform_nobody_is_named(world: World, person: Person) -> None:
    """One's own offices are told anywhere; whom to hand them to only at home."""
    await gives(world, 1, "secretary")
    await joins(person, 1)
    await person.says("/chucvu")
    home = not isinstance(person, ABROAD)
    assert ("Bàn giao: Bí thư" in person.labels) == home


async def test_of_a_committee_those_who_hold_an_office_there(world: World, page: Page) -> None:
    await under_a_committee(world)
    await gives(world, 0, "officer", "DU")
    await gives(world, 3, "committee", "DU")
    await joins(page)
    await page.says("/chucvu")
    await page.picks("Bàn giao: Cán bộ đảng ủy")
    assert page.labels[:2] == ["Phạm Thu Dung · chưa vào", "Quay lại"]


async def test_a_lower_office_ends_and_he_is_told(world: World, page: Page, other: Page) -> None:
    await offered(world, page, other, "committee")
    await other.says("/menu")
    await other.picks("Trả lời: nhận chức vụ Bí thư")
    assert "thôi giữ chức vụ Chi ủy viên" in await other.picks("Tôi nhận")
    assert await held(world, 1) == ["secretary"]


async def test_appointed_one_is_asked_and_told_the_same(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await appoints(world, page, other, postman, "deputy")
    said = await page.taps(f"office:{world.unit_id}:{world.members[1]}:secretary")
    assert f"Đồng chí {BINH} thôi giữ chức vụ Phó bí thư" in said
    await page.picks("Đồng ý")
    [(_, told)] = await postman.delivers()
    assert "chức vụ thấp hơn ở cùng nơi thì thôi" in told.plain
    assert await held(world, 1) == ["secretary"]


async def test_whom_to_hand_it_to(world: World, page: Page, other: Page) -> None:
    """The deputy first, then by given names; who has not joined could not answer yet."""
    await world.database.run(lambda session: make_member(session, world.unit_id, "Vũ Ánh", world.now))
    await gives(world, 0, "secretary")
    await gives(world, 3, "deputy")
    await joins(page)
    await joins(other, 1)
    await page.says("/chucvu")
    await page.picks("Bàn giao: Bí thư")
    assert page.labels[:3] == ["Phạm Thu Dung · chưa vào", "Vũ Ánh · chưa vào", BINH]


async def test_who_joins_later_learns_what_he_holds_and_what_waits(
    world: World, other: Page, person: Person
) -> None:
    await gives(world, 0, "secretary")
    await gives(world, 1, "committee")
    await joins(other)
    await other.says("/chucvu")
    await other.picks("Bàn giao: Bí thư")
    await other.picks(BINH)
    await other.picks("Bàn giao hẳn")
    await person.says(f"/start {await world.code(1)}")
    assert "Ở đây đồng chí giữ chức vụ Chi ủy viên, Chi bộ CB1." in person.text
    assert "Có việc bàn giao chức vụ chờ đồng chí trả lời" in person.text
    await person.picks("Trả lời: nhận chức vụ Bí thư")
    assert "Nhận hay không là do đồng chí" in person.text
