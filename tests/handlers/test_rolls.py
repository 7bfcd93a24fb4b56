"""/chibo: the roll as members and who leads the cell see it; join codes."""

from sqlmodel import select

from flows import roles, units
from flows.transfers import leave
from storage.audit import Act
from storage.engines import FlowSession
from tests.conftest import make_members
from tests.conversations import ABROAD, Page, Person, Plain, World, joins

AN, BINH, CUONG = "Nguyễn Văn An", "Trần Thị Bình", "Lê Hoàng Cường"


async def gives(world: World, number: int, office: str, code: str = "CB1") -> None:
    """An office to a member."""
    member = world.members[number]
    await world.database.run(lambda session: roles.give(session, member, office, code, world.now))


async def under_a_committee(world: World) -> None:
    """The cell is a committee's."""

    def work(session: FlowSession) -> None:
        units.find_open(session, "CB1").parent_id = units.add(session, "Đảng ủy", "DU", world.now).id

    await world.database.run(work)


async def issued(world: World) -> int:
    """How many codes were issued."""
    query = select(Act).where(Act.name == "code_issued")
    return await world.database.run(lambda session: len(session.exec(query).all()))


async def test_a_member_reads_the_roll(world: World, person: Person) -> None:
    await gives(world, 2, "secretary")
    await joins(person, 1)
    said = await person.says("/chibo")
    assert "Chi bộ CB1 · 5 đồng chí" in said
    if isinstance(person, ABROAD):
        assert AN not in said, "no names of others over a foreign company's servers"
        assert "chỉ xem trên trang web của tổ chức" in said
        return
    assert f"• {CUONG} · Bí thư" in said
    assert said.index(CUONG) < said.index(AN), "offices first"
    assert "chưa vào" not in said
    assert person.labels == ["Về trang chính"]


async def test_who_leads_the_cell_sees_who_has_joined(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    said = await page.says("/chibo")
    assert "Đã vào Tự soi: 2." in said
    assert [label for label in page.labels if "chưa vào" not in label][:2] == [f"{AN} · Bí thư", BINH]
    assert f"{CUONG} · chưa vào" in page.labels
    said = await page.picks(BINH)
    assert BINH in said
    assert "Đảng viên chính thức" in said
    assert "Đã vào Tự soi." in said


async def test_a_code_is_issued_once_and_works(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "deputy")
    await joins(page)
    await page.says("/chibo")
    await page.picks(CUONG)
    assert "Mã cũ, nếu có, sẽ không dùng được nữa" in await page.picks("Cấp mã mời mới")
    before = await issued(world)
    again = next(verb for verb in page.buttons.values() if verb.startswith("rollcodeyes"))
    said = await page.picks("Cấp mã")
    assert "Chỉ hiện ở đây một lần" in said
    assert "https://tusoi.test/#" in said
    assert await issued(world) == before + 1
    assert "Mã vừa được cấp rồi" in await page.taps(again), "a second tap makes no second code"
    assert await issued(world) == before + 1
    code = said.split("Mã mời của")[1].split("\n")[1]
    await other.says("/start")
    assert CUONG in await other.says(code)


async def test_a_second_time_within_a_month_the_committee_issues_it(
    world: World, page: Page, other: Page
) -> None:
    await under_a_committee(world)
    await gives(world, 0, "secretary")
    await gives(world, 1, "officer", "DU")
    await joins(page)
    await joins(other, 1)

    async def issues(who: Page, number: int) -> str:
        place = f"{world.unit_id}:{world.members[2]}"
        return await who.taps(f"rollcodeyes:{place}:{number}")

    assert "Mã mời của" in await issues(page, 0)
    assert "Mã mời của" in await issues(page, 1), "lost once: once again"
    assert "xin nhờ cán bộ đảng ủy" in await issues(page, 2)
    assert "xin nhờ cán bộ đảng ủy" in await page.taps(f"rollcode:{world.unit_id}:{world.members[2]}")
    assert "Mã mời của" in await issues(other, 2)
    assert "Mã mời của" in await issues(other, 3)
    world.passes(days=31)
    assert "Mã mời của" in await issues(page, 4)


async def test_one_who_has_joined_is_warned_for(world: World, page: Page, other: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await joins(other, 1)
    said = await page.taps(f"rollcode:{world.unit_id}:{world.members[1]}")
    assert "đồng chí ấy được báo, có một ngày để từ chối" in said


async def test_who_has_left_is_on_no_roll(world: World, page: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    await world.database.run(lambda session: leave(session, world.members[1], world.now))
    assert "4 đồng chí" in await page.says("/chibo")
    said = await page.taps(f"rollseat:{world.unit_id}:{world.members[1]}")
    assert "Nút này không còn dùng nữa" in said


async def test_a_large_cell_is_paged(world: World, plain: Plain, page: Page) -> None:
    names = tuple(f"Đảng viên {number:02}" for number in range(15))
    await world.database.run(lambda session: make_members(session, world.unit_id, names, world.now))
    await gives(world, 0, "secretary")
    await joins(plain, 1)
    await plain.says("/chibo")
    assert plain.text.count("•") == 8
    await plain.picks("Trang sau")
    await plain.picks("Trang sau")
    assert plain.text.count("•") == 4
    await joins(page)
    await page.says("/chibo")
    assert sum(verb.startswith("rollseat") for verb in page.buttons.values()) == 8


async def test_a_roll_is_in_the_order_of_given_names(world: World, page: Page) -> None:
    names = ("Phan Ân", "Lê Văn Ẩn", "Bùi Ánh", "Đỗ An", "Hồ Đạt", "Hồ Dương")
    await world.database.run(lambda session: make_members(session, world.unit_id, names, world.now))
    await gives(world, 4, "secretary")
    await joins(page, 1)
    await page.says("/chibo")
    first = [line[2:] for line in page.text.splitlines() if line.startswith("•")]
    assert first == [
        *("Vũ Đức Em · Bí thư", "Đỗ An", AN, "Bùi Ánh", "Phan Ân", "Lê Văn Ẩn", BINH, CUONG),
    ]
    await page.picks("Trang sau")
    rest = [line[2:] for line in page.text.splitlines() if line.startswith("•")]
    assert rest == ["Phạm Thu Dung", "Hồ Dương", "Hồ Đạt"]
