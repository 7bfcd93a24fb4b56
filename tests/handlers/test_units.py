"""/donvi: an officer walks through the units below his."""

from flows import units
from storage.engines import FlowSession
from tests.conftest import make_cell
from tests.conversations import Page, Person, World, joins
from tests.handlers.test_rolls import gives


async def province(world: World) -> None:
    """A province, with a commune over the world's cell and ten more, and an empty commune."""

    def work(session: FlowSession) -> None:
        units.add(session, "Đảng bộ tỉnh", "TINH", world.now)
        commune = units.add(session, "Đảng ủy xã Một", "XA1", world.now, parent="TINH", kind="residential")
        units.add(session, "Đảng ủy xã Hai", "XA2", world.now, parent="TINH")
        units.find_open(session, "CB1").parent_id = commune.id
        for number in range(2, 12):
            make_cell(session, world.now, f"KP{number:02}", commune.id, ("Ngô Thị A", "Ngô Thị B"))

    await world.database.run(work)


async def test_an_officer_walks_down_and_up(world: World, person: Person) -> None:
    await province(world)
    await gives(world, 0, "officer", "TINH")
    await joins(person)
    said = await person.says("/donvi")
    for part in ("Đảng bộ tỉnh (TINH)", "Chi bộ: 11", "Đảng viên: 25, đã vào Tự soi: 1"):
        assert part in said
    said = await person.picks("Đảng ủy xã Một (25)")
    assert "Chi bộ: 11" in said
    assert sum("Chi bộ" in label for label in person.labels) == 8
    await person.picks("Trang sau")
    assert sum("Chi bộ" in label for label in person.labels) == 3
    said = await person.picks("Chi bộ KP11 (2)")
    assert "Danh sách chi bộ" in person.labels
    assert "Đảng viên: 2, đã vào Tự soi: 0" in said
    await person.picks("Lên Đảng ủy xã Một")
    assert "Đảng bộ tỉnh" in await person.picks("Lên Đảng bộ tỉnh")


async def test_a_unit_is_found_by_typing(world: World, page: Page) -> None:
    await province(world)
    await gives(world, 0, "officer", "XA1")
    await joins(page)
    await page.says("/donvi")
    assert "Lên Đảng bộ tỉnh" not in page.labels, "not above his own"
    assert "Chi bộ KP07 (KP07)" in await page.says("kp07")
    await page.picks("Lên Đảng ủy xã Một")
    assert "Có 10 tổ chức" in await page.says("chi bo kp")
    assert "Không thấy tổ chức nào" in await page.says("xã hai"), "it is not below his"


async def test_who_is_no_officer_walks_nowhere(world: World, page: Page) -> None:
    await gives(world, 0, "secretary")
    await joins(page)
    assert "Tôi chưa hiểu câu vừa rồi" in await page.says("/donvi"), "as a command that there is not"
    await page.says("/menu")
    assert "Tổ chức trực thuộc" not in page.labels
