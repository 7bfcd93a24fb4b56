"""Who is on no roll any more: told once; for a month his own things stay his, the cell's are closed."""

import pytest

from flows import messages, transfers, units
from flows.replies import reply
from flows.transfers import DECEASED, LEFT
from storage.engines import FlowSession
from tests.conftest import make_member
from tests.conversations import ABROAD, Page, Person, Phone, World, agrees, begins, joins
from tests.handlers.conftest import Postman
from tests.notices import make_notice

OFF = "Mục này chỉ dành cho đảng viên trong danh sách"


async def leaves(world: World, number: int = 0, reason: str = LEFT) -> None:
    """Somebody is taken off the roll."""
    member = world.members[number]
    await world.database.run(lambda session: transfers.leave(session, member, world.now, reason))


async def waits(world: World, number: int) -> None:
    """A message about his cell is ready for somebody."""
    member, said = world.members[number], reply("offices-told")
    await world.database.run(
        lambda session: messages.send(session, [member], "ready", said, world.unit_id, world.now)
    )


@pytest.mark.parametrize("reason", [LEFT, DECEASED])
async def test_the_cell_is_closed_to_him(world: World, person: Person, reason: str) -> None:
    await joins(person)
    await person.says("/chibo")
    await leaves(world, 0, reason)
    await world.database.run(lambda session: make_member(session, world.unit_id, "Đinh Mới Vào", world.now))
    for command in ("/chibo", "/nhatky", "/lichhop", "/ketqua", "/tusoi", "/kehoach", "/chucvu", "/viec"):
        said = await person.says(command)
        assert OFF in said, command
        assert "Đinh Mới Vào" not in said
        assert "Chi bộ CB1" not in said
    assert "đến 22/12/2026 rồi xóa hẳn" in person.text
    assert "Tải về bản của tôi" in person.labels
    assert "Thông báo đã nhận" in person.labels
    assert not [label for label in person.labels if "Danh sách" in label or "Lịch" in label]
    assert OFF not in await person.says("/menu"), "said where something was asked for; kindly else"


async def test_what_he_wrote_he_reads_takes_along_and_deletes(world: World, page: Page) -> None:
    await begins(page)
    await page.taps(f"rate:{world.cycle_id}:1.5:1")
    await leaves(world)
    await page.says("/menu")
    assert "1.5" in await page.picks("Xem bài tự soi")
    assert page.labels == ["Quay lại"]
    assert OFF in await page.taps(f"rate:{world.cycle_id}:1.5:0"), "nothing is changed any more"
    assert "Đây là tất cả" in await page.picks("Tải về bản của tôi")
    await page.says("/quyenriengtu")
    assert "Cán bộ đã làm gì ở chi bộ?" not in page.labels
    await page.picks("Xóa hết")
    assert "Đã xóa" in await page.picks("Xóa hết, ngay")


async def test_he_is_told_once_and_nothing_else_any_more(
    world: World, page: Page, other: Page, postman: Postman
) -> None:
    await joins(page)
    await joins(other, 1)
    for number in (0, 1):
        await waits(world, number)
    await leaves(world)
    await leaves(world, 1, DECEASED)
    [(address, told)] = await postman.delivers()
    assert address == page.address
    assert "không còn trong danh sách" in told.plain
    assert "xin tải về trước ngày ấy" in told.plain
    assert "Chi bộ" not in told.plain
    assert address != other.address, "nothing is sent to the phone of the dead"


async def test_of_notices_he_reads_those_he_had(world: World, page: Page) -> None:
    await joins(page)
    member, unit_id = world.members[0], world.unit_id

    had = await world.database.run(
        lambda session: make_notice(session, world.now, unit_id, (member,), needs_answer=True).id
    )
    await leaves(world)
    await page.says("/thongbao")
    assert len(page.labels) == 2, page.labels
    await page.taps(f"notice:{had}")
    assert len(page.labels) == 1, "only the way back"
    assert OFF in await page.taps(f"notanswer:{had}:coming")


async def test_a_code_for_who_never_came_in_is_no_way_in(world: World, page: Page) -> None:
    code = await world.code(0)
    await leaves(world)
    assert "không còn trong danh sách ở đây" in await page.says(f"/start {code}")


async def test_without_his_consent_there_a_foreign_platform_shows_nothing(
    world: World, person: Person
) -> None:
    await begins(person)
    await person.says("/quyenriengtu")
    if not isinstance(person, ABROAD):
        return
    await person.picks("Rút lại sự đồng ý")
    await person.picks("Dùng qua Telegram" if isinstance(person, Phone) else "Dùng qua Zalo")
    await person.picks("Rút lại ngay")
    await leaves(world)
    await person.says("/menu")
    assert not [label for label in person.labels if label.startswith("Xem bài")]
    await agrees(person)
    assert OFF in person.text


async def test_who_is_transferred_is_a_member_as_ever(world: World, page: Page) -> None:
    await joins(page)

    def work(session: FlowSession) -> None:
        units.add(session, "Chi bộ Hai", "CB2", world.now)
        transfers.transfer(session, world.members[0], "CB2", world.now)

    await world.database.run(work)
    assert "Chi bộ Hai" in await page.says("/chibo")
