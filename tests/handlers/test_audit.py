"""/nhatky: what officers did in the member's cell, in words, page by page."""

from datetime import timedelta

import pytest
from sqlmodel import select

from flows import audit, onboarding, roles, units
from storage.audit import Act
from storage.engines import FlowSession
from tests.conversations import ABROAD, Page, Person, World, agrees, joins


async def acts(world: World) -> list[tuple[str, str]]:
    """Who did what, by office."""
    query = select(Act).order_by(Act.id)  # type: ignore[arg-type]
    return await world.database.run(lambda s: [(act.office, act.name) for act in s.exec(query).all()])


async def test_who_did_what(world: World, person: Person) -> None:
    def work(session: FlowSession) -> None:
        roles.give(session, world.members[0], "secretary", "CB1", world.now)
        roles.give(session, world.members[1], "deputy", "CB1", world.now)
        onboarding.issue_code(session, world.members[2], world.now)

    await world.database.run(work)
    await joins(person, 1)
    said = await person.says("/nhatky")
    assert "Nhật ký việc làm của cán bộ · Chi bộ CB1" in said
    named = "một đồng chí" if isinstance(person, ABROAD) else "Nguyễn Văn An"
    assert f"Người vận hành: giao chức vụ Bí thư cho {named}" in said
    assert "giao chức vụ Phó bí thư cho đồng chí" in said, "himself"
    assert "cấp mã mời cho một đồng chí" in said, "of others nobody learns who"
    assert "Lê Hoàng Cường" not in said
    assert said.index("cấp mã mời cho đồng chí") < said.index("giao chức vụ Bí thư"), "newest first"
    await person.picks("Quay lại")
    assert "Cán bộ đã làm gì ở chi bộ?" in person.labels


async def test_an_officers_act_is_noted_in_his_turn(world: World, page: Page) -> None:
    await world.database.run(lambda s: roles.give(s, world.members[0], "secretary", "CB1", world.now))
    await joins(page)
    world.passes(days=30)
    await page.taps(f"cycleopen:{world.unit_id}:14")
    await page.taps(f"cycleopenyes:{world.unit_id}:14")
    assert (await acts(world))[-1] == ("secretary", "cycle_opened")
    assert "Bí thư: mở đợt tự soi" in await page.says("/nhatky")


async def test_many_are_paged(world: World, person: Person) -> None:
    def work(session: FlowSession) -> None:
        for number in range(2 * audit.PAGE + 1):
            audit.note(session, "cover_written", world.now + timedelta(minutes=number), unit_id=world.unit_id)

    await joins(person, 1)
    await world.database.run(work)
    await person.says("/nhatky")
    assert person.text.count("viết lời kèm") == audit.PAGE
    assert "Các việc sau đó" not in person.labels
    await person.picks("Các việc trước đó")
    await person.picks("Các việc trước đó")
    assert person.text.count("viết lời kèm") == 1
    assert "Các việc trước đó" not in person.labels
    await person.picks("Các việc sau đó")
    assert person.text.count("viết lời kèm") == audit.PAGE


@pytest.mark.parametrize(("name", "seen"), [("cycle_opened", True), ("code_issued", False)])
async def test_of_units_above_what_concerns_every_cell(
    world: World, page: Page, name: str, seen: bool
) -> None:
    def work(session: FlowSession) -> None:
        above = units.add(session, "Đảng ủy phường", "DU", world.now)
        other = units.add(session, "Chi bộ bên cạnh", "CB2", world.now, parent="DU")
        cell = units.find_open(session, "CB1")
        cell.parent_id = above.id
        for unit_id in (above.id, other.id):
            audit.note(session, name, world.now, unit_id=unit_id)

    await joins(page, 1)
    await world.database.run(work)
    said = await page.says("/nhatky")
    assert ("tại Đảng ủy phường" in said) is seen
    assert "Chi bộ bên cạnh" not in said


async def test_a_stranger_sees_nothing(page: Page) -> None:
    assert "mã mời" in await page.says("/nhatky")


async def test_a_member_who_is_no_officer_leaves_no_act(world: World, page: Page) -> None:
    await joins(page, 1)
    before = await acts(world)
    await agrees(page)
    for words in ("/tusoi", "/kehoach", "/ketqua", "/lichhop", "/quyenriengtu"):
        await page.says(words)
    assert await acts(world) == before
