"""A committee assigns its people to cells; both are told; after the meeting they leave remarks."""

from typing import Any

import pytest
from sqlmodel import select

from flows import roles
from storage import outbox
from storage.attendance import Attendant, Remark
from storage.engines import FlowSession
from storage.members import Vault
from storage.outbox import Outbox
from tests.conftest import make_cell
from tests.conversations import ABROAD, Page, Person, World, joins
from tests.meetings import below, led

OFFICER, GUEST = 1, 2


@pytest.fixture
async def world(world: World) -> World:
    """The cell's secretary is the first member, the committee's officer the second; the third is of it."""
    await led(world)
    world.top = await below(world, OFFICER)  # type: ignore[attr-defined]
    await world.database.run(
        lambda session: roles.give(session, world.members[GUEST], "committee", "DU", world.now)
    )
    return world


def top_of(world: World) -> int:
    found: int = world.top  # type: ignore[attr-defined]
    return found


async def rows(world: World) -> list[Attendant]:
    """All assignments."""
    return await world.database.run(lambda session: list(session.exec(select(Attendant)).all()))


async def letters(world: World) -> list[tuple[int, str, Any]]:
    """Whose seat is told what, by which occasion."""

    def work(session: FlowSession) -> list[tuple[int, str, Any]]:
        found = session.exec(select(Outbox, Vault.member_id).join(Vault)).all()
        return [(member, row.occasion, outbox.content_of(session, row)) for row, member in found]

    return await world.database.run(work)


async def assigns(person: Person, when: str = "Dự thường xuyên") -> str:
    """Assign the third member to the cell."""
    await person.says("/lichhop")
    await person.picks("Phân công dự chi bộ")
    await person.picks("Chi bộ CB1")
    await person.picks("Phân công thêm")
    await person.picks("Lê Hoàng Cường")
    said = await person.picks(when)
    assert "được báo" in said
    return await person.picks("Phân công và báo")


async def test_names_of_others_only_at_home(person: Person) -> None:
    """Over a foreign company's servers nobody is named, so nobody is chosen there."""
    await joins(person, OFFICER)
    for step in ("/lichhop", "Phân công dự chi bộ", "Chi bộ CB1", "Phân công thêm"):
        said = await (person.says(step) if step[0] == "/" else person.picks(step))
    home = not isinstance(person, ABROAD)
    assert ("Lê Hoàng Cường" in str(person.labels)) == home
    assert ("chỉ làm được trên trang web" in said) != home


@pytest.mark.parametrize("person", ["plain", "web"], indirect=True)
async def test_a_committee_assigns_and_both_are_told(person: Person) -> None:
    world = person.world
    await joins(Page(world, "secretary"))
    await joins(Page(world, "guest"), GUEST)
    await joins(person, OFFICER)
    said = await assigns(person)
    assert "• Lê Hoàng Cường: thường xuyên" in said
    told = await letters(world)
    assert {member for member, _, _ in told} == {world.members[0], world.members[GUEST]}
    assert len({occasion for _, occasion, _ in told}) == 1
    assert "Cường" not in str(next(content for member, _, content in told if member == world.members[0]))
    await person.picks("Thôi phân công Lê Hoàng Cường")
    assert "Chưa phân công ai" in await person.picks("Thôi phân công, báo")
    assert len(await letters(world)) == 4
    (row,) = await rows(world)
    assert row.until_at == world.now


@pytest.mark.parametrize("person", ["plain", "web"], indirect=True)
async def test_for_one_meeting(person: Person) -> None:
    await joins(person, OFFICER)
    assert "• Lê Hoàng Cường: Thứ Năm, 03/12/2026" in await assigns(person, "03/12/2026")
    (row,) = await rows(person.world)
    assert f"{row.planned_on}" == "2026-12-03"
    person.world.passes(days=12)
    await person.says("/lichhop")
    await person.picks("Phân công dự")
    assert "Chưa phân công ai" in await person.picks("Chi bộ CB1")


async def test_the_secretary_sees_who_comes_and_the_guest_when(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, GUEST)
    assert not any("tôi dự" in label for label in (await other.says("/lichhop"), *other.labels))
    boss = Page(world, "boss")
    await joins(boss, OFFICER)
    await assigns(boss)
    assert "Cấp trên dự: Lê Hoàng Cường (thường xuyên)" in await page.taps(f"meeting:{world.unit_id}")
    assert "Dự Chi bộ CB1: Thứ Năm, 03/12/2026" in await other.says("/lichhop")
    await page.taps(f"meetmoveyes:{world.unit_id}:20261203:0:202612041930")
    assert "Dự Chi bộ CB1: Thứ Sáu, 04/12/2026" in await other.says("/lichhop")
    assert any(
        member == world.members[GUEST] and occasion.startswith("change:")
        for member, occasion, _ in await letters(world)
    )


async def test_twice_is_once(world: World, page: Page, other: Page) -> None:
    await joins(page, OFFICER)
    await joins(other, GUEST)
    ending = f"{top_of(world)}:{world.unit_id}:{world.members[GUEST]}"
    for day in ("0", "0", "20261203"):
        await page.taps(f"assignyes:{ending}:{day}")
    assert len(await rows(world)) == 1
    assert len(await letters(world)) == 1
    for _ in range(2):
        await page.taps(f"assignendyes:{top_of(world)}:1")
    assert len(await letters(world)) == 2
    assert "Đã thôi phân công" in await page.taps(f"assignend:{top_of(world)}:1")


OTHERS = (
    *("assign", "assign:{top}", "assign:{top}:0", "assigncell:{top}:{cell}", "assignwho:{top}:{cell}"),
    *("assignwho:{top}:{cell}:0", "assignwhen:{top}:{cell}:{guest}", "assignask:{top}:{cell}:{guest}:0"),
    *("assignyes:{top}:{cell}:{guest}:0", "assignend:{top}:1", "assignendyes:{top}:1"),
)


@pytest.mark.parametrize("who", [0, GUEST, 3])
async def test_nobody_else_assigns(world: World, page: Page, other: Page, who: int) -> None:
    await joins(page, OFFICER)
    await page.taps(f"assignyes:{top_of(world)}:{world.unit_id}:{world.members[GUEST]}:20270103")
    before = await rows(world)
    await joins(other, who)
    for verb in OTHERS:
        named = verb.format(top=top_of(world), cell=world.unit_id, guest=world.members[GUEST])
        assert "Nút này không còn dùng nữa" in await other.taps(named), verb
        assert await rows(world) == before, verb


FORGED = (
    *("assignyes:{top}:{cell}:{stranger}:0", "assignyes:{top}:{top}:{guest}:0"),
    *("assignyes:1:{cell}:{guest}:0", "assignyes:{top}:{cell}:{guest}:20261204"),
    *("assignyes:{top}:{far}:{guest}:0", "assigncell:{top}:{far}"),
    *("assignendyes:{top}:77", "assignyes:{top}:{cell}:99999999999999999999:0"),
)


async def test_a_forged_choice_assigns_nobody(world: World, page: Page) -> None:
    await joins(page, OFFICER)
    far = await world.database.run(lambda session: make_cell(session, world.now, "CB9").unit_id)
    named = {"guest": world.members[GUEST], "stranger": world.members[3], "far": far}
    for verb in FORGED:
        said = await page.taps(verb.format(top=top_of(world), cell=world.unit_id, **named))
        assert "Nút này không còn dùng nữa" in said, verb
        assert await rows(world) == [], verb


async def test_cells_are_paged(world: World, page: Page) -> None:
    def work(session: FlowSession) -> None:
        for number in range(12):
            make_cell(session, world.now, f"C{number:02}", top_of(world), ())

    await world.database.run(work)
    await joins(page, OFFICER)
    await page.taps("assign")
    assert len(page.labels) == 10
    assert "Chi bộ C08" not in page.labels
    await page.picks("Trang sau")
    assert page.labels[:2] == ["Chi bộ C08", "Chi bộ C09"]
    await page.picks("Trang trước")
    assert page.labels[0] == "Chi bộ C00"


async def remarked(world: World) -> list[Remark]:
    """All remarks."""
    return await world.database.run(lambda session: list(session.exec(select(Remark)).all()))


async def assigned(world: World) -> Page:
    """The third member attends the cell; who assigned him."""
    boss = Page(world, "boss")
    await joins(boss, OFFICER)
    await boss.taps(f"assignyes:{top_of(world)}:{world.unit_id}:{world.members[GUEST]}:0")
    return boss


async def test_remarks_after_the_meeting(person: Person) -> None:
    world = person.world
    await assigned(world)
    await joins(person, GUEST)
    await person.says("/lichhop")
    await person.picks("Chi bộ tôi dự")
    assert not any("CB1" in label for label in person.labels)
    world.passes(days=12)
    await person.says("/lichhop")
    await person.picks("Chi bộ tôi dự")
    assert "Xin đừng nêu tên người" in await person.picks("Chi bộ CB1, 03/12")
    assert "chuẩn bị" in await person.picks("Viết nhận xét")
    assert "không được lưu" in await person.says("Tài liệu TUYỆT MẬT")
    assert "300 ký tự" in await person.says("a" * 301)
    assert "Nền nếp" in await person.says("Chu đáo, <đủ> tài liệu")
    assert "điều hành" in await person.picks("Bỏ qua")
    assert "dân chủ" in await person.says("Rõ ràng")
    said = await person.says("9 đồng chí phát biểu")
    assert "Chuẩn bị: Chu đáo, <đủ> tài liệu\nĐiều hành: Rõ ràng\nDân chủ: 9 đồng chí phát biểu" in said
    await person.picks("Điều hành")
    assert "Đã viết: Rõ ràng" in person.text
    await person.says("-")
    (row,) = await remarked(world)
    assert (row.order, row.chairing, row.democracy) == ("", "", "9 đồng chí phát biểu")
    secretary = Page(world, "secretary")
    await joins(secretary)
    said = await secretary.taps(f"meetone:{world.unit_id}:20261203")
    assert "Nhận xét của Lê Hoàng Cường\nChuẩn bị: Chu đáo, <đủ> tài liệu\nDân chủ: 9 đồng chí" in said


async def test_only_who_was_to_attend_remarks_and_only_who_leads_reads(world: World, page: Page) -> None:
    other = await assigned(world)
    await joins(page, GUEST)
    here = f"{world.unit_id}:20261203"
    verbs = (f"remark:{here}", f"remarkask:{here}:order")
    for verb in verbs:
        assert "Nút này không còn dùng nữa" in await page.taps(verb)  # before the meeting
    world.passes(days=12)
    for verb in verbs:
        assert "Nút này không còn dùng nữa" in await other.taps(verb)
    await page.taps(verbs[1])
    await page.says("Đúng giờ")
    for reader in (page, other):
        assert "Đúng giờ" not in await reader.taps(f"meetone:{here}")
        assert "Nút này không còn dùng nữa" in reader.text
    world.passes(days=32)
    assert "không còn trong lịch" in await page.taps(verbs[1])
    assert len(await remarked(world)) == 1


async def test_who_was_taken_off_before_does_not_remark(world: World, page: Page) -> None:
    boss = await assigned(world)
    await joins(page, GUEST)
    await boss.taps(f"assignendyes:{top_of(world)}:1")
    world.passes(days=12)
    assert "Nút này không còn dùng nữa" in await page.taps(f"remark:{world.unit_id}:20261203")
    await boss.taps(f"assignyes:{top_of(world)}:{world.unit_id}:{world.members[GUEST]}:0")
    assert "Nút này không còn dùng nữa" in await page.taps(f"remark:{world.unit_id}:20261203")
