"""The opening card of the self-review: what it says before anything is asked."""

from sqlmodel import col, delete

from storage.cycles import Participant
from storage.engines import FlowSession
from storage.units import Unit, get_unit
from tests.conversations import Page, Person, World, agrees, joins


async def test_the_opening_card_says_what_is_at_stake(person: Person) -> None:
    await joins(person)
    await agrees(person)
    for part in (
        "27 biểu hiện",
        "Khoảng 10 phút",
        "dừng lúc nào cũng được",
        "Ví dụ (số đặt ra)",
        "khoảng 4/12",
    ):
        assert part in person.text
    assert "Không cán bộ nào, không đảng viên nào khác" in person.text
    assert "Hạn nộp: 09:00 06/12/2026" in person.text
    assert "gộp chung" not in person.text, "the cell has no siblings"
    assert "Đợt trước" not in person.text


async def has_siblings(world: World, number: int, closed: int = 0) -> None:
    """So many cells beside this one below a ward, from number 2 on; one of them may be closed."""

    def grow(session: FlowSession) -> None:
        ward = Unit(code="PX", name="Phường X", kind="other", created_at=world.now)
        session.add(ward)
        session.flush()
        get_unit(session, world.unit_id).parent_id = ward.id
        for n in range(2, number + 2):
            cell = Unit(
                code=f"CB{n}", name=f"Chi bộ {n}", kind="other", parent_id=ward.id, created_at=world.now
            )
            cell.closed_at = world.now if n == closed else None
            session.add(cell)

    await world.database.run(grow)


async def test_the_cells_that_may_be_pooled_are_named(page: Page) -> None:
    await has_siblings(page.world, 6, closed=7)
    await joins(page)
    await agrees(page)
    assert "gộp chung với: Chi bộ 2, Chi bộ 3, Chi bộ 4, Chi bộ 5 hoặc 1 chi bộ khác" in page.text


async def test_a_few_siblings_are_all_named(page: Page) -> None:
    await has_siblings(page.world, 1)
    await joins(page)
    await agrees(page)
    assert "gộp chung với: Chi bộ 2." in page.text


async def test_who_came_after_the_opening_is_told_that_he_is_not_counted(person: Person) -> None:
    world = person.world

    def work(session: FlowSession) -> None:
        session.exec(delete(Participant).where(col(Participant.member_id) == world.members[0]))

    await world.database.run(work)
    await joins(person)
    await agrees(person)
    assert "chưa tính vào số chung" in person.text
    await person.picks("Theo trang")
    assert "Trang 1/3" in person.text


async def test_no_cycle_is_open(page: Page) -> None:
    page.world.passes(days=20)
    await joins(page)
    await page.says("/tusoi")
    assert "đã đóng" in page.text
    assert "Xem bài đợt trước" not in page.labels
    await page.taps("paper")
    assert "đã đóng" in page.text
    await page.taps(f"paperyes:{page.world.cycle_id}")
    assert "đã đóng lúc" in page.text
