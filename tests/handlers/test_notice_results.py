"""What came of a notice, for who sent it: counts by unit, names at home alone, reminders, recall, closing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.jobs import Jobs
from flows import notice_nudges, roles
from flows.replies import parse
from storage import members, notice_copies, notices, outbox
from storage.audit import Act
from storage.engines import FlowSession
from storage.members import Member
from storage.notices import Notice, NoticeCopy
from storage.outbox import Outbox
from storage.units import Unit
from tests.conftest import Cell
from tests.conversations import ABROAD, Page, Person, World, joins
from tests.handlers.conftest import Postman
from tests.notices import make_notice
from tests.organisations import cell_of, make_unit
from tests.robustness.seats import seat


@dataclass
class Land:
    """A committee with two wards; the world's cell and another in the first, a third in the second."""

    world: World
    top: int
    wards: tuple[int, int]
    cells: tuple[Cell, Cell]
    notice: int

    async def does(self, work: Callable[[FlowSession], Any]) -> Any:
        """Something in the database."""
        return await self.world.database.run(work)

    async def sees(self, member_id: int, answer: str = "", words: str = "") -> None:
        """A member opens the notice, and perhaps answers."""

        def work(session: FlowSession) -> None:
            notice = session.get_one(Notice, self.notice)
            notice_copies.mark_seen(session, self.notice, member_id, notice.revision, self.world.now)
            if answer:
                notice_copies.set_answer(session, notice, member_id, answer, words, self.world.now)

        await self.does(work)

    async def waiting(self) -> list[Outbox]:
        """What lies in the outbox."""
        query = select(Outbox).where(Outbox.done_at == None).order_by(Outbox.id)  # type: ignore[arg-type] # noqa: E711
        found: list[Outbox] = await self.does(lambda session: list(session.exec(query).all()))
        return found


@pytest.fixture
async def land(world: World) -> Land:
    """The first member is the committee's officer; the notice needs an answer and went to all cells."""

    def work(session: FlowSession) -> Land:
        top = make_unit(session, world.now, "DU")
        wards = make_unit(session, world.now, "DX1", top), make_unit(session, world.now, "DX2", top)
        session.get_one(Unit, world.unit_id).parent_id = wards[0]
        session.flush()
        cells = (
            cell_of(session, world.now, "CB2", 4, wards[0]),
            cell_of(session, world.now, "CB3", 3, wards[1]),
        )
        roles.give(session, world.members[0], "officer", "DU", world.now)
        everybody = [*world.members, *cells[0].members, *cells[1].members]
        made = make_notice(session, world.now, top, everybody, needs_answer=True)
        return Land(world, top, wards, cells, made.id or 0)

    return await world.database.run(work)


async def test_counts_in_all_and_by_unit(land: Land, page: Page) -> None:
    await joins(page)
    first, second = land.cells
    await land.sees(first.members[0], "coming")
    await land.sees(first.members[1], "absent", "Con ốm")
    await land.sees(second.members[0], "deputy", "Trần Bình")
    await land.sees(second.members[1])
    said = await page.taps(f"notresult:{land.notice}")
    assert "Người nhận: 12. Đã xem: 4. Chưa xem: 8." in said
    assert "Dự: 1. Vắng: 1. Cử người đi thay: 1. Chưa trả lời: 9." in said
    said = await page.picks("Xem theo từng đơn vị")
    assert "• Đảng ủy DX1: xem 2/9, trả lời 2" in said
    assert "• Đảng ủy DX2: xem 2/3, trả lời 1" in said
    said = await page.picks("Đảng ủy DX1")
    assert "Người nhận: 9. Đã xem: 2. Chưa xem: 7." in said
    assert "• Chi bộ CB2: xem 2/4, trả lời 2" in said
    assert "CB3" not in said
    said = await page.picks("Chi bộ CB2")
    assert "Người nhận: 4. Đã xem: 2" in said
    said = await page.picks("Ai chưa xem (2)")
    assert "• Đảng viên CB2 2 · Chi bộ CB2" in said
    assert "• Đảng viên CB2 3 · Chi bộ CB2" in said
    assert said.count("• ") == 2


async def test_names_reasons_and_stand_ins_at_home(land: Land, page: Page) -> None:
    await joins(page)
    first, second = land.cells
    await land.sees(first.members[1], "absent", "Con <ốm>")
    await land.sees(first.members[2], "absent")
    await land.sees(second.members[0], "deputy", "Trần Bình")
    await page.taps(f"notresult:{land.notice}")
    said = await page.picks("Ai vắng, vì sao (2)")
    assert "• Đảng viên CB2 1: Con <ốm>" in said
    assert "• Đảng viên CB2 2\n" in f"{said}\n"
    await page.picks("Quay lại kết quả")
    assert "• Đảng viên CB3 0: Trần Bình đi thay" in await page.picks("Ai đi thay (1)")
    await page.taps(f"notresult:{land.notice}")
    said = await page.picks("Ai chưa trả lời (9)")
    assert said.count("• ") == 8
    assert "CB3 0" not in said
    assert (await page.picks("Trang sau")).count("• ") == 1

    def leaves(session: FlowSession) -> None:
        session.get_one(Member, second.members[2]).left_at = land.world.now

    await land.does(leaves)
    assert "Chưa trả lời" in await page.taps(f"notmissing:{land.notice}:{land.top}:answered:1")
    assert "• " not in page.text, "who left is not named"


async def test_names_go_over_no_foreign_companys_servers(land: Land, person: Person) -> None:
    """Counts everywhere; on another company's platform it is said where names are read."""
    at_home = not isinstance(person, ABROAD)
    await joins(person)
    await land.sees(land.cells[0].members[1], "absent", "Con ốm")
    await person.says("/thongbao")
    await person.picks("● Cần trả lời")
    assert "Vắng: 1" in await person.picks("Kết quả thông báo này")
    said = await person.picks("Ai vắng, vì sao (1)")
    assert ("• Đảng viên CB2 1: Con ốm" in said) == at_home
    assert ("trang web của tổ chức: https://tusoi.test" in said) == (not at_home)
    await person.picks("Quay lại kết quả")
    said = await person.picks("Ai chưa trả lời")
    assert ("• Đảng viên" in said) == at_home


async def test_a_notice_that_is_not_official_names_nobody(land: Land, page: Page) -> None:
    await joins(page)

    def plain(session: FlowSession) -> None:
        session.get_one(Notice, land.notice).needs_answer = False

    await land.does(plain)
    said = await page.taps(f"notresult:{land.notice}")
    assert "Đã xem: 0" in said
    assert "Dự:" not in said
    assert not [label for label in page.labels if label.startswith(("Ai ", "Nhắc"))]
    for verb in (
        "notmissing:{}:{}:seen:0",
        "notnudge:{}:seen",
        "notnudgeyes:{}:seen:20261122",
        "notsaid:{}:{}:absent:0",
    ):
        assert "Nút này không còn" in await page.taps(verb.format(land.notice, land.top)), verb

    def official(session: FlowSession) -> None:
        session.get_one(Notice, land.notice).official = True

    await land.does(official)
    await page.taps(f"notresult:{land.notice}")
    assert "Ai chưa xem (12)" in page.labels
    assert "Ai chưa trả lời (12)" not in page.labels
    assert "Nút này không còn" in await page.taps(f"notmissing:{land.notice}:{land.top}:answered:0")


async def test_only_units_below_the_notices(land: Land, page: Page) -> None:
    """Not even of a unit that has moved away since, though its copies count in the whole."""
    await joins(page)

    def moves(session: FlowSession) -> int:
        other = make_unit(session, land.world.now, "XU")
        session.get_one(Unit, land.wards[1]).parent_id = other
        return other

    other = await land.does(moves)
    said = await page.taps(f"notresult:{land.notice}")
    assert "Người nhận: 12" in said
    await page.taps(f"notunits:{land.notice}:{land.top}:0")
    assert "Người nhận: 12" in page.text
    assert "DX2" not in page.text
    for unit_id in (other, land.wards[1], land.cells[1].unit_id, 999):
        assert "Nút này không còn" in await page.taps(f"notunits:{land.notice}:{unit_id}:0")
        assert "Nút này không còn" in await page.taps(f"notmissing:{land.notice}:{unit_id}:seen:0")
    seen = ""
    for number in range(3):
        seen += await page.taps(f"notmissing:{land.notice}:{land.top}:seen:{number}")
    assert "CB2 3" in seen
    assert "CB3" not in seen


async def test_those_alone_are_reminded_once_a_day(
    land: Land, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notice_nudges, "AT_ONCE", 2)
    await joins(page)
    first, second = land.cells
    await land.sees(first.members[0])

    def linked(session: FlowSession) -> None:
        for member in (*first.members[:3], second.members[0]):
            vault = members.find_vault(session, member)
            session.delete(vault)
            session.flush()
            seat(session, member, [("web", f"w{member}"), ("plain", f"p{member}")], land.world.now)

    await land.does(linked)
    await page.taps(f"notresult:{land.notice}")
    await page.picks("Ai chưa xem (11)")
    said = await page.picks("Nhắc những đồng chí chưa xem")
    assert "Chưa xem: 11 đồng chí; 4 đồng chí có nơi nhận tin" in said  # the officer himself is one of them
    yes = page.buttons["Nhắc"]
    assert "Đang gửi lời nhắc" in await page.taps(yes)
    assert "Nhắc gần nhất: 22/11/2026" in page.text
    await land.sees(second.members[0])  # in the meantime, perhaps before it is laid out
    for again in (yes, f"notnudge:{land.notice}:seen", f"notnudge:{land.notice}:answered"):
        assert "Hôm nay đã nhắc rồi" in await page.taps(again)
    await Jobs(land.world.database, lambda: land.world.now, None).tick()
    rows = await land.waiting()
    assert {row.occasion for row in rows} == {f"nn{land.notice}.20261122"}
    vaults = {row.vault_id for row in rows}
    told = await land.does(
        lambda session: [
            m
            for m in (*land.world.members, *first.members, *second.members)
            if (v := members.find_vault(session, m)) and v.id in vaults
        ]
    )
    assert {*told} - {second.members[0]} == {land.world.members[0], *first.members[1:3]}
    words = await land.does(lambda session: parse(outbox.content_of(session, rows[0])))
    assert words.rows[0][0].verb == f"notice:{land.notice}"
    assert "Đảng ủy DU" in str(words.lines)
    nudged = await land.does(
        lambda session: session.get_one(NoticeCopy, (land.notice, first.members[1])).nudged_at
    )
    assert nudged == land.world.now
    land.world.passes(days=1)
    assert "Chưa xem" in await page.taps(yes), "the count is a new one"
    assert "Nhắc" in page.labels


async def test_who_opens_it_before_the_reminder_goes_out_gets_none(
    land: Land, page: Page, other: Page
) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps(f"notice:{land.notice}")
    await page.taps(f"notnudge:{land.notice}:answered")
    await page.picks("Nhắc")
    assert len(await land.waiting()) == 2
    await other.taps(f"notice:{land.notice}")
    (row,) = await land.waiting()
    assert row.occasion.startswith("nn")


async def test_recalled(land: Land, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await other.taps(f"notice:{land.notice}")
    await page.taps(f"notresult:{land.notice}")
    await page.picks("Sửa, thu hồi")
    assert "Đã gửi tới 0 đồng chí" in await page.picks("Thu hồi thông báo")
    land.world.passes(hours=1)
    said = await page.picks("Thu hồi")
    assert "Đã thu hồi lúc 10:00 22/11/2026" in said
    assert "Sửa" not in str(page.labels)
    assert "được thu hồi rồi" in await page.taps(f"notrecallyes:{land.notice}")
    assert "được thu hồi lúc 10:00" in await other.taps(f"notice:{land.notice}")
    for verb in ("notnudge:{}:seen", "notclose:{}"):
        await page.taps(verb.format(land.notice))
        assert "Đã thu hồi lúc" in page.text
    acts = await land.does(lambda session: list(session.exec(select(Act.name)).all()))
    assert acts.count("notice_recalled") == 1


async def test_closed(land: Land, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await other.taps(f"notice:{land.notice}")
    await page.taps(f"notresult:{land.notice}")
    await page.picks("Sửa, thu hồi")
    await page.picks("Thôi nhận trả lời")
    assert "Không nhận trả lời nữa" in await page.picks("Thôi nhận trả lời")
    assert "rồi" in await page.taps(f"notcloseyes:{land.notice}")
    assert "không nhận trả lời nữa" in await other.picks("Tôi dự")
    assert "không nhắc trả lời" in await page.taps(f"notnudge:{land.notice}:answered")


async def test_who_may_not_send_for_the_unit_sees_nothing(land: Land, other: Page) -> None:
    await joins(other, 1)
    await other.taps(f"notice:{land.notice}")
    assert "Kết quả thông báo này" not in other.labels
    for verb in (
        "notresult:{}",
        "notunits:{}:1:0",
        "notrecallyes:{}",
        "notcloseyes:{}",
        "notsaid:{}:1:absent:0",
    ):
        assert "Nút này không còn" in await other.taps(verb.format(land.notice))


async def test_corrected(land: Land, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await other.taps(f"notice:{land.notice}")
    await other.picks("Tôi dự")
    land.world.passes(hours=1)
    await page.taps(f"notresult:{land.notice}")
    await page.picks("Sửa, thu hồi")
    await page.picks("Sửa nội dung")
    assert "**hội nghị**" in await page.picks("Lời thông báo")  # as it is typed
    assert "giống hệt" in await page.says("Kính mời đồng chí dự **hội nghị** ngày 5/12.")
    assert "không được lưu" in await page.says("Tài liệu MẬT")
    assert "Hội nghị ngày 6/12" in await page.says("**Hội nghị** ngày 6/12.")
    assert "tới đúng 12 đồng chí" in page.text
    assert "1 đồng chí đã xem bản cũ" in page.text
    old = page.buttons["Gửi bản sửa"]
    assert "ngày 5/12" in await other.taps(f"notice:{land.notice}"), "nobody reads it before it is confirmed"
    await page.picks("Sửa tiếp")
    assert "6/12" in await page.picks("Lời thông báo")
    assert "7/12" in await page.says("Hội nghị ngày 7/12.")
    assert "không còn, hoặc đã gửi" in await page.taps(old), "those words were written anew since"
    await page.taps(f"notcheck:{land.notice}")
    yes = page.buttons["Gửi bản sửa"]
    said = await page.taps(yes)
    assert "Đã sửa lúc 10:00 22/11/2026" in said
    assert "Đã xem: 0" in said
    assert "Dự: 1" in said, "who answered has answered"
    assert "đã gửi rồi" in await page.taps(yes)
    notice = await land.does(lambda session: session.get_one(Notice, land.notice))
    assert (notice.revision, notice.state) == (2, "sending")
    await other.taps("inbox")
    assert "● Mời họp · 22/11" in other.labels
    said = await other.picks("● Mời họp")
    assert "7/12" in said
    assert "đã trả lời: dự" in said
    assert "Đã xem: 1" in await page.taps(f"notresult:{land.notice}")


async def test_the_moment_of_an_invitation_is_corrected(land: Land, page: Page, other: Page) -> None:
    """By the same rules as when it was written; and answers are taken until the new one."""
    await joins(page)
    await joins(other, 1)

    def invites(session: FlowSession) -> None:
        notice = session.get_one(Notice, land.notice)
        fields = {"what": "Hội nghị sơ kết", "at": "2026-11-22T11:00:00+07:00", "place": "Hội trường"}
        content = {"title": "Giấy mời", "words": "", "template": "invitation", "fields": fields}
        notice.content = notices.seal_content(session, notice.owner_id, content)
        notice.answer_by = land.world.now + timedelta(hours=2)

    await land.does(invites)
    land.world.passes(hours=3)
    await page.taps(f"notcorrect:{land.notice}")
    assert "Tiêu đề" not in page.labels
    assert "lúc 11:00" in await page.picks("Thời gian")
    assert "chưa được ghi" not in await page.says("8h 1/2/2020")
    assert "2020" not in page.text
    assert "lúc 08:00" in await page.says("8h 5/12")
    await page.picks("Sửa tiếp")
    await page.picks("Địa điểm")
    said = await page.says("Nhà văn hóa")
    assert "Nhà văn hóa" in said
    assert "lúc 08:00" in said
    await page.picks("Gửi bản sửa")
    await other.taps(f"notice:{land.notice}")
    assert "đổi ý được đến 08:00 05/12/2026" in other.text
    assert "đã trả lời: dự" in await other.picks("Tôi dự")


async def test_a_correction_is_dropped(land: Land, page: Page) -> None:
    await joins(page)
    await page.taps(f"notpart:{land.notice}:title")
    await page.says("Tiêu đề khác")
    assert "vẫn như cũ" in await page.picks("Thôi, bỏ bản sửa")
    assert "Tiêu đề khác" not in page.text
    notice = await land.does(lambda session: session.get_one(Notice, land.notice))
    assert (notice.revision, notice.correction) == (1, None)
    assert "Nút này không còn" in await page.taps(f"notpart:{land.notice}:place")


async def test_nobody_is_reminded_of_what_was_recalled(
    land: Land, page: Page, other: Page, postman: Postman
) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps(f"notice:{land.notice}")
    await page.taps(f"notnudge:{land.notice}:seen")
    await page.picks("Nhắc")
    ((_, letter),) = await postman.delivers()
    assert "có thông báo gửi đồng chí" in letter.plain
    assert "hội nghị" not in letter.plain
    land.world.passes(days=1)
    await page.taps(f"notnudge:{land.notice}:seen")
    await page.picks("Nhắc")
    await page.taps(f"notrecallyes:{land.notice}")
    assert await postman.delivers() == []
