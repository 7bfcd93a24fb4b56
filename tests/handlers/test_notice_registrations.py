"""Cells register a day and an hour for what a committee asks; who has not is written to, and nobody else."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlmodel import col, select

from bot.jobs import Jobs
from flows import roles
from storage import notices
from storage.engines import FlowSession
from storage.notices import Notice, NoticeCopy
from storage.units import Unit
from tests.conftest import Cell
from tests.conversations import Page, Person, World, joins
from tests.handlers.conftest import Postman
from tests.handlers.test_notices import begins, from_people, sends, to_files
from tests.notices import make_notice
from tests.organisations import cell_of, make_unit
from tests.robustness.seats import seat

SUBJECT = "Diễn đàn quý IV"


@dataclass
class Land:
    """A committee with two cells. In the world's the second member is secretary, the third his deputy."""

    world: World
    top: int
    second: Cell
    notice: int

    async def does(self, work: Callable[[FlowSession], Any]) -> Any:
        """Something in the database."""
        return await self.world.database.run(work)

    async def goes_out(self) -> None:
        """All that a confirmed notice needs until it lies in everybody's inbox."""
        for _ in range(4):
            await Jobs(self.world.database, lambda: self.world.now, None).tick()

    async def copies(self) -> dict[int, str]:
        """What stands on each copy of the newest notice."""

        def work(session: FlowSession) -> dict[int, str]:
            newest = session.exec(select(Notice.id).order_by(col(Notice.id).desc())).first()
            query = select(NoticeCopy.member_id, NoticeCopy.answer).where(NoticeCopy.notice_id == newest)
            return dict(session.exec(query).all())

        found: dict[int, str] = await self.does(work)
        return found


@pytest.fixture
async def land(world: World) -> Land:
    """The first member is the committee's officer; its notice went to those who lead the cells."""

    def work(session: FlowSession) -> Land:
        top = make_unit(session, world.now, "DU")
        session.get_one(Unit, world.unit_id).parent_id = top
        session.flush()
        second = cell_of(session, world.now, "CB2", 4, top)
        for member, office, code in (
            (world.members[0], "officer", "DU"),
            (world.members[1], "secretary", "CB1"),
            (world.members[2], "deputy", "CB1"),
            (second.members[0], "secretary", "CB2"),
        ):
            roles.give(session, member, office, code, world.now)
        leaders = (*world.members[1:3], second.members[0])
        made = make_notice(
            session, world.now, top, leaders, title=SUBJECT, needs_answer=True, registers=True, official=True
        )
        return Land(world, top, second, made.id or 0)

    return await world.database.run(work)


async def test_a_secretary_registers_for_his_cell_and_changes_it(land: Land, person: Person) -> None:
    """On every channel; the deputy sees what was registered, and may change it as well."""
    await joins(person, 1)
    await person.says("/thongbao")
    assert "Cần đồng chí trả lời: 1" in person.text
    assert "Chi bộ đồng chí chưa đăng ký" in await person.picks(SUBJECT)
    assert "Tôi dự" not in person.labels
    assert "ngày giờ nào" in await person.picks("Đăng ký ngày giờ")
    assert "chưa hiểu" in await person.says("khi nào rảnh")
    assert "thiếu giờ" in await person.says("15/12")
    assert "đã qua" in await person.says("7h 22/11")
    assert "một năm" in await person.says("7h 22/12/2028")
    said = await person.says("19h30 15/12")
    assert "Đã ghi ngày giờ của chi bộ" in said
    assert "Chi bộ đồng chí đã đăng ký: Thứ Ba, 15/12/2026, lúc 19:30." in said
    await person.picks("Đổi ngày giờ đã đăng ký")
    assert "đã đăng ký: Thứ Năm, 17/12/2026, lúc 08:00" in await person.says("8h 17/12")
    assert "Cần đồng chí trả lời" not in await person.says("/thongbao")
    deputy = Page(land.world, "page-deputy")
    await joins(deputy, 2)
    assert "Cần đồng chí trả lời" not in await deputy.says("/thongbao")
    assert "Thứ Năm, 17/12/2026, lúc 08:00" in await deputy.picks(SUBJECT)
    await deputy.picks("Đổi ngày giờ đã đăng ký")
    await deputy.says("20h 18/12")
    await person.says("/thongbao")
    assert "Thứ Sáu, 18/12/2026, lúc 20:00" in await person.picks(SUBJECT)


async def test_only_who_leads_the_cell_now(land: Land, page: Page) -> None:
    await joins(page, 1)
    await page.taps(f"notice:{land.notice}")
    assert "Nút này không còn" in await page.taps(f"notanswer:{land.notice}:coming"), "it asks no such thing"
    await page.taps(f"notregister:{land.notice}")

    def ends(session: FlowSession) -> None:
        roles.take(session, land.world.members[1], "secretary", "CB1", land.world.now)

    await land.does(ends)
    assert "Bí thư hoặc phó bí thư chi bộ đăng ký" in await page.says("19h30 15/12")
    assert "Đăng ký ngày giờ" not in page.labels
    assert set((await land.copies()).values()) == {""}


async def test_until_it_is_closed(land: Land, page: Page) -> None:
    await joins(page, 1)
    await page.taps(f"notice:{land.notice}")
    await page.taps(f"notregister:{land.notice}")

    def closes(session: FlowSession) -> None:
        session.get_one(Notice, land.notice).answer_by = land.world.now

    await land.does(closes)
    assert "chưa được ghi" in await page.says("19h30 15/12")
    assert "không nhận trả lời nữa" in page.text


async def test_the_committee_sees_who_registered_reminds_and_writes_to_the_others(
    land: Land, page: Page, other: Page, postman: Postman
) -> None:
    """By cell; the reminder goes to who leads the other one, the next notice to that cell alone."""
    await joins(other, 1)
    await other.taps(f"notice:{land.notice}")
    await other.taps(f"notregister:{land.notice}")
    await other.says("19h30 15/12")
    await joins(page)
    said = await page.taps(f"notresult:{land.notice}")
    assert "Chi bộ đã đăng ký: 1/2. Chưa đăng ký: 1." in said
    said = await page.picks("Xem theo từng đơn vị")
    assert "• Chi bộ CB1: đã đăng ký" in said
    assert "• Chi bộ CB2: chưa đăng ký" in said
    await page.taps(f"notresult:{land.notice}")
    said = await page.picks("Chi bộ nào đăng ký ngày nào (1)")
    assert "• Chi bộ CB1: Thứ Ba, 15/12/2026, lúc 19:30" in said
    assert "CB2" not in said
    await page.picks("Quay lại kết quả")
    said = await page.picks("Chi bộ chưa đăng ký: ai cần nhắc (1)")
    assert "CB2" in said
    assert "CB1" not in said
    await land.does(
        lambda session: seat(session, land.second.members[0], [("web", "page-9")], land.world.now)
    )
    assert "1 đồng chí phụ trách" in await page.picks("Nhắc chi bộ chưa đăng ký")
    await page.picks("Nhắc")
    assert [address for address, _ in await postman.delivers()] == ["page-9"]
    await to_files(page)
    await page.picks("Không kèm tệp")
    await page.picks("Ai chưa trả lời, chưa đăng ký")
    said = await page.picks(f"Chi bộ chưa đăng ký: {SUBJECT}")
    assert f"chỉ chi bộ chưa đăng ký theo “{SUBJECT}”" in said
    assert "4 đồng chí ở 1 chi bộ" in said
    await from_people(page, "Không cần trả lời", "Tin để biết")
    await sends(page)
    await land.goes_out()
    assert set(await land.copies()) == set(land.second.members)


async def test_a_committee_asks_its_cells_to_register(land: Land, page: Page) -> None:
    """By the template: it goes to secretaries and deputies alone."""
    await joins(page)
    await begins(page, "Đề nghị đăng ký ngày")
    await page.says(SUBJECT)
    await page.says("từ 1/12 đến 20/12")
    assert "viết thêm" in await page.says("17h thứ Sáu")
    await page.picks("Để trống")
    await page.picks("Không kèm tệp")
    assert "chỉ chức vụ: Bí thư" in page.text
    assert "3 đồng chí ở 2 chi bộ" in page.text
    await page.picks("Chọn theo chức vụ")
    await page.picks("Chi ủy viên")
    await page.picks("Xong, về người nhận")
    assert "chỉ gửi cho hai chức vụ ấy" in await page.picks("Gửi cho những người này")
    await page.picks("Chi ủy viên")
    await page.picks("Xong, về người nhận")
    await from_people(page)
    assert "Cần mỗi chi bộ đăng ký ngày giờ" in page.labels
    said = await page.picks("Cần mỗi chi bộ đăng ký ngày giờ")
    assert "Mỗi chi bộ cần đăng ký một ngày giờ." in said
    said = await page.picks("Xem như người nhận")
    assert "Đồng chí vui lòng đăng ký ngày giờ của chi bộ." in said
    assert "Mở để đăng ký" in said
    await page.picks("Gửi")
    await page.picks("Đúng, gửi")
    await land.goes_out()
    assert set(await land.copies()) == {*land.world.members[1:3], land.second.members[0]}


async def test_a_cell_has_nobody_below_who_could_register(land: Land, page: Page) -> None:
    await joins(page, 1)
    await page.says("/guithongbao")
    await page.picks("Soạn thông báo mới")
    assert "Giấy mời" in page.labels
    assert "Đề nghị đăng ký ngày" not in page.labels
    assert "Nút này không còn" in await page.taps(f"noticefrom:{land.world.unit_id}:register:0")
    await begins(page)
    drafts = await land.does(lambda session: notices.newest_of(session, land.world.members[1]))
    assert "Nút này không còn" in await page.taps(f"noticeset:{drafts}:answer:2")
    await page.taps(f"noticeask:{drafts}:answer")
    assert "Cần mỗi chi bộ đăng ký ngày giờ" not in page.labels
