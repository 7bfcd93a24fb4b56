"""For whom a notice is: an officer browses his subtree; a second officer approves what goes to many."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlmodel import col, select

from flows import notice_series, roles, unit_settings
from flows.transfers import leave
from storage import notices
from storage.engines import FlowSession
from storage.notices import APPROVAL, CANCELLED, DRAFT, FIXING, SERIES, Notice, NoticeCopy
from storage.outbox import Outbox
from storage.units import Unit
from tests.conftest import Cell, make_cell
from tests.conversations import Page, Plain, World, joins
from tests.handlers.test_notices import CONFIRMED, acts, does, newest, sends, to_files, writes
from tests.handlers.test_rolls import gives
from tests.notices import make_notice
from tests.organisations import make_unit


@dataclass
class Land:
    """A province, two communes; the world's cell and three more in the first, one in the second."""

    world: World
    top: int
    communes: tuple[int, int]
    cells: list[Cell]
    other: Cell


@pytest.fixture
async def land(world: World) -> Land:
    """The world's first member is officer of the first commune, the second one secretary of the cell."""

    def work(session: FlowSession) -> Land:
        top = make_unit(session, world.now, "TINH")
        communes = make_unit(session, world.now, "XA1", top), make_unit(session, world.now, "XA2", top)
        session.get_one(Unit, world.unit_id).parent_id = communes[0]
        cells = [make_cell(session, world.now, f"CB{n}", communes[0]) for n in (2, 3, 4)]
        session.get_one(Unit, cells[0].unit_id).kind = "agency"
        session.flush()
        other = make_cell(session, world.now, "CB9", communes[1])
        for cell in (*cells, other):
            roles.give(session, cell.members[0], "secretary", cell.code, world.now)
        return Land(world, top, communes, cells, other)

    made: Land = await does(world, work)
    await gives(world, 0, "officer", "XA1")
    await gives(world, 1, "secretary")
    return made


async def to_people(page: Page | Plain) -> None:
    """A free text, as far as its recipients."""
    await to_files(page)
    await page.picks("Không kèm tệp")


async def meant(world: World) -> dict[str, object]:
    """Whom the newest notice is for."""
    return notices.audience_of((await newest(world))[0])


async def test_an_officer_ticks_units_of_his_subtree(land: Land, page: Page) -> None:
    await joins(page)
    await to_people(page)
    assert "Cả Đảng ủy XA1\n20 đồng chí ở 4 chi bộ" in page.text
    await page.picks("Chọn theo tổ chức")
    assert [label for label in page.labels if label.startswith("Chi bộ")] == [
        f"Chi bộ CB{n}" for n in (1, 2, 3, 4)
    ]
    await page.picks("Chi bộ CB3")
    assert (await meant(land.world))["units"] == [
        land.world.unit_id,
        land.cells[0].unit_id,
        land.cells[2].unit_id,
    ]
    await page.picks("Bỏ chọn tất cả") if "Bỏ chọn tất cả" in page.labels else await page.picks("Chọn tất cả")
    await page.picks("Bỏ chọn tất cả")
    assert (await meant(land.world))["units"] == []
    await page.picks("Xong, về người nhận")
    assert "Chưa có ai nhận" in await page.picks("Gửi cho những")
    await page.picks("Chọn theo tổ chức")
    await page.picks("Chi bộ CB2")
    await page.picks("Chi bộ CB4")
    await page.picks("Xong, về người nhận")
    assert "Chi bộ CB2; Chi bộ CB4\n10 đồng chí ở 2 chi bộ" in page.text


async def test_the_top_opens_what_is_below(land: Land, page: Page) -> None:
    """One commune whole, of the other all but one cell; what is inside a chosen unit is not said twice."""
    await gives(land.world, 2, "deputy", "TINH")
    await joins(page, 2)
    await to_people(page)
    await page.picks("Chọn theo tổ chức")
    await page.picks("Mở Đảng ủy XA1")
    await page.picks("Chi bộ CB2")
    chosen = (await meant(land.world))["units"]
    rest = [land.world.unit_id, *(cell.unit_id for cell in land.cells[1:])]
    assert sorted(chosen) == sorted([land.communes[1], *rest])  # type: ignore[call-overload]
    await page.picks("Lên cấp trên")
    await page.picks("Đảng ủy XA1")
    assert sorted((await meant(land.world))["units"]) == sorted(land.communes)  # type: ignore[call-overload]
    await page.picks("Xong, về người nhận")
    assert "25 đồng chí ở 5 chi bộ" in page.text


async def test_nobody_outside_can_be_chosen(land: Land, page: Page) -> None:
    await joins(page)
    await to_people(page)
    notice, _ = await newest(land.world)
    for verb in (
        f"noticeunits:{notice.id}:{land.communes[1]}:0",
        f"noticeunits:{notice.id}:{land.top}:0",
        f"noticeunit:{notice.id}:{land.communes[0]}:0:{land.other.unit_id}+",
        f"noticeunit:{notice.id}:{land.communes[0]}:0:999+",
        f"noticeunit:{notice.id}:{land.communes[0]}:0:x+",
        f"noticekind:{notice.id}:palace+",
        f"noticeoffice:{notice.id}:king+",
        f"noticesilent:{notice.id}:{notice.id}",
        f"noticein:{land.communes[1]}",
        f"noticefrom:{land.top}:free:{notice.id}",
    ):
        assert "không còn dùng" in await page.taps(verb), verb
    assert (await meant(land.world))["units"] == [land.communes[0]]
    await does(
        land.world,
        lambda session: setattr(session.get_one(Unit, land.cells[0].unit_id), "parent_id", land.communes[1]),
    )
    await page.taps(f"noticeask:{notice.id}:people")
    assert "15 đồng chí ở 3 chi bộ" in page.text


async def test_a_unit_that_moved_away_is_left_out(land: Land, page: Page) -> None:
    """It was chosen while it was below; at the confirmation it is elsewhere."""
    await joins(page)
    await writes(page)
    await page.picks("Sửa: Người nhận")
    await page.picks("Chọn theo tổ chức")
    await page.picks("Bỏ chọn tất cả")
    await page.picks("Chi bộ CB2")
    await page.picks("Chi bộ CB3")
    await page.picks("Xong, về")
    await page.picks("Xem lại")
    await page.picks("Xem như người nhận")
    moved = land.cells[0].unit_id
    await does(
        land.world, lambda session: setattr(session.get_one(Unit, moved), "parent_id", land.communes[1])
    )
    said = await page.picks("Gửi")
    assert "không còn trực thuộc" in said
    await page.taps("noticesend:1")
    assert (await newest(land.world))[0].state == DRAFT


async def test_by_kind_by_office_and_by_numbers(land: Land, plain: Plain) -> None:
    await joins(plain)
    await to_people(plain)
    await plain.picks("Chọn theo tổ chức")
    await plain.says("2 3")
    assert "☐ Chi bộ CB2" in plain.text
    assert "☐ Chi bộ CB3" in plain.text
    await plain.picks("Chọn tất cả")
    await plain.picks("Xong, về")
    await plain.picks("Chọn theo loại hình")
    await plain.picks("Cơ quan")
    assert "5 đồng chí ở 1 chi bộ" in plain.text
    await plain.picks("Cơ quan")
    await plain.picks("Xong, về")
    await plain.picks("Chọn theo chức vụ")
    await plain.picks("Bí thư")
    assert "4 đồng chí ở 4 chi bộ" in plain.text
    await plain.picks("Xong, về")
    assert "chỉ chức vụ: Bí thư" in plain.text


async def test_those_who_did_not_answer(land: Land, page: Page) -> None:
    """Secretaries who did not answer the notice that asked them: their unit has not registered."""
    world = land.world

    def work(session: FlowSession) -> None:
        secretaries = [world.members[1], *(cell.members[0] for cell in land.cells)]
        asked = make_notice(
            session, world.now, land.communes[0], secretaries, title="Đăng ký diễn đàn", needs_answer=True
        )
        make_notice(
            session, world.now, land.communes[1], land.other.members, title="Chuyện khác", needs_answer=True
        )
        make_notice(session, world.now, land.communes[0], secretaries, title="Tin")
        session.get_one(NoticeCopy, (asked.id, secretaries[2])).answered_at = world.now
        leave(session, secretaries[3], world.now)

    await does(world, work)
    await joins(page)
    await to_people(page)
    await page.picks("Ai chưa trả lời")
    offered = [label for label in page.labels if "22/11" in label]
    assert offered == ["Chưa trả lời: Đăng ký diễn đàn · 22/11/2026"]
    await page.picks("Đăng ký diễn đàn")
    assert "chỉ ai chưa trả lời “Đăng ký diễn đàn”\n2 đồng chí ở 2 chi bộ" in page.text
    await page.picks("Ai chưa trả lời")
    await page.picks("Không lọc theo trả lời")
    assert "19 đồng chí ở 4 chi bộ" in page.text


async def test_several_offices_are_asked_about(land: Land, page: Page) -> None:
    await gives(land.world, 0, "deputy")
    await joins(page)
    await page.says("/guithongbao")
    assert "Thông báo của tổ chức nào" in await page.picks("Soạn thông báo mới")
    await page.picks("Chi bộ CB1")
    await page.picks("Tự viết")
    assert (await newest(land.world))[0].unit_id == land.world.unit_id


async def told(world: World) -> list[tuple[int, str]]:
    """Whom the outbox tells of approvals: vault and occasion."""
    query = select(Outbox.vault_id, Outbox.occasion).where(Outbox.notice_id == None).order_by(col(Outbox.id))  # noqa: E711
    found: list[tuple[int, str]] = await does(world, lambda session: list(session.exec(query).all()))
    return [(vault, occasion.partition(".")[0]) for vault, occasion in found]


async def test_to_many_a_second_officer_approves(land: Land, page: Page, other: Page) -> None:
    world = land.world
    await does(
        world, lambda session: unit_settings.set_value(session, "TINH", "approval_from", "20", world.now)
    )
    await joins(page)
    await writes(page)
    await page.picks("Xem như người nhận")
    said = await page.picks("Gửi")
    assert "từ 20 người trở lên" in said
    assert "chưa có ai" in await page.picks("Đề nghị duyệt"), "nobody else in the commune or above"
    await gives(world, 2, "secretary", "TINH")
    await joins(other, 2)
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    await page.picks("Đề nghị duyệt")
    assert "Đang chờ cán bộ khác duyệt" in page.text
    notice, _ = await newest(world)
    assert notice.state == APPROVAL
    assert [occasion for _, occasion in await told(world)] == [f"approve{notice.id}"]
    for own in ("approve:1:20:4:x", "return:1"):
        assert "không tự duyệt được" in await page.taps(f"notice{own}")
    said = await other.taps(f"noticerun:{notice.id}")
    assert "Người nhận thấy đúng như dưới đây" in said
    assert "Gửi cho 20 đồng chí ở 4 chi bộ" in said
    await other.picks("Gửi lại để sửa")
    assert "dấu chỉ độ mật" in await other.says("Văn bản TỐI MẬT")
    await other.says("Ghi rõ   hạn nộp.")
    assert (await newest(world))[0].state == DRAFT
    await page.taps(f"noticedraft:{notice.id}")
    assert "Người duyệt gửi lại: Ghi rõ hạn nộp." in page.text
    await page.picks("Sửa: Lời viết")
    await page.says("Các chi bộ gửi báo cáo trước 5/12.")
    await page.picks("Xem như người nhận")
    await page.picks("Gửi")
    await page.picks("Đề nghị duyệt")
    await other.taps(f"noticerun:{notice.id}")
    yes = other.buttons["Duyệt, gửi cho 20 đồng chí"]
    await does(world, lambda session: leave(session, land.cells[0].members[4], world.now))
    assert "Có thay đổi" in await other.taps(yes)
    await other.picks("Duyệt, gửi cho 19")
    notice, content = await newest(world)
    assert notice.state in CONFIRMED
    assert notice.approver_id == world.members[2]
    assert "returned" not in content
    await other.taps(yes)
    assert await acts(world) == ["notice_approved"]


async def test_what_waits_can_be_taken_back(land: Land, page: Page, other: Page) -> None:
    world = land.world
    await does(
        world, lambda session: unit_settings.set_value(session, "XA1", "approval_from", "2", world.now)
    )
    await joins(page)
    await joins(other, 1)
    await writes(other)
    await other.picks("Xem như người nhận")
    await other.picks("Gửi")
    await other.picks("Đề nghị duyệt")
    notice, _ = await newest(world)
    await page.says("/guithongbao")
    await page.taps(f"noticerun:{notice.id}")
    yes = page.buttons["Duyệt, gửi cho 5 đồng chí"]
    await other.picks("Lấy lại để sửa")
    assert "Xem lại" in other.text
    assert "đang được người soạn sửa lại" in await page.taps(yes)
    assert "đang được người soạn sửa lại" in await page.taps(f"noticerun:{notice.id}")
    await other.picks("Xem như người nhận")
    await other.picks("Gửi")
    await other.picks("Đề nghị duyệt")
    await page.taps(f"noticerun:{notice.id}")
    await page.picks("Gửi lại để sửa")
    await page.says("Ghi rõ hạn nộp.")
    assert "đang được người soạn sửa lại" in await page.taps(yes)
    assert (await newest(world))[0].state == DRAFT


async def test_fewer_go_without_a_second_officer(land: Land, page: Page) -> None:
    world = land.world
    await does(
        world, lambda session: unit_settings.set_value(session, "TINH", "approval_from", "21", world.now)
    )
    await joins(page)
    await writes(page)
    await sends(page)
    assert (await newest(world))[0].state in (*CONFIRMED, FIXING)


async def monthly(page: Page) -> Notice:
    """A notice on the last day of every month."""
    await writes(page)
    await page.picks("Sửa: Lúc gửi")
    await page.picks("Hằng tháng")
    assert "chưa hiểu" in await page.says("khi nào cũng được")
    assert "chưa hiểu" in await page.says("ngày 32 lúc 8h")
    said = await page.says("8h cuối tháng")
    assert "08:00 ngày cuối mỗi tháng" in said
    assert (
        "• Thứ Hai, 30/11/2026, lúc 08:00\n• Thứ Năm, 31/12/2026, lúc 08:00\n• Chủ nhật, 31/01/2027" in said
    )
    await page.picks("Xem lại")
    await sends(page)
    return (await newest(page.world))[0]


async def test_every_month_a_notice_is_made(land: Land, page: Page) -> None:
    """Once when it is due; what was missed goes out once; to those who are there then."""
    world = land.world
    await joins(page)
    series = await monthly(page)
    assert (series.state, series.monthly, series.laid) == (SERIES, "31 08:00", -1)

    async def made() -> list[Notice]:
        def work(session: FlowSession) -> list[Notice]:
            notice_series.make_due(session, world.now, 10)
            return notices.children_of(session, series.id or 0)

        found: list[Notice] = await does(world, work)
        return found

    assert await made() == []
    world.passes(days=8)
    assert len(await made()) == 1
    [child] = await made()
    assert (child.state, child.revision, child.due_at, child.monthly) == (FIXING, 1, world.now, "")
    assert child.owner_id != series.owner_id
    assert (await does(world, lambda session: notices.content_of(session, child)))["title"] == "Lịch trực Tết"
    world.passes(days=100)
    assert len(await made()) == 2
    series = await does(world, lambda session: session.get_one(Notice, series.id))
    assert series.due_at is not None
    assert timedelta() < series.due_at - world.now < timedelta(days=31)
    await page.taps(f"noticerun:{series.id}")
    assert "Gửi hằng tháng" in page.text
    await page.picks("Thôi gửi hằng tháng")
    await page.picks("Hủy hẳn")
    world.passes(days=40)
    assert len(await made()) == 2
    assert (await does(world, lambda session: session.get_one(Notice, series.id))).state == CANCELLED
