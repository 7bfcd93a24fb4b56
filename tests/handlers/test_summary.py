"""Summaries and results as conversations, on every channel; and who sees nothing."""

import pytest
from sqlmodel import select

from flows import audit, publications, roles
from storage.audit import Act
from storage.cycles import Cycle, Participant
from storage.engines import FlowSession
from tests.conftest import make_member
from tests.conversations import Page, Person, World, agrees, joins
from tests.organisations import hands_in, publish
from tests.organisations import joins as has_joined

MORE = 7
"""With the five of the world, a cell of twelve."""


@pytest.fixture
async def world(world: World) -> World:
    """A cell of twelve: the first is its secretary; ten handed in, all with 1.5, three of them with 1.2."""

    def work(session: FlowSession) -> tuple[int, ...]:
        cycle = session.get_one(Cycle, world.cycle_id)
        more = [make_member(session, world.unit_id, f"Đảng viên {n}", world.now) for n in range(MORE)]
        for member in more:
            session.add(Participant(cycle_id=world.cycle_id, member_id=member, cell_id=world.unit_id))
        everybody = (*world.members, *more)
        for number, member in enumerate(everybody[2:]):
            has_joined(session, world.now, member)
            marks = ["1.5", "1.2"] if number < 3 else ["1.5"]
            hands_in(session, world.now, cycle, member, marks, causes={"1.5": ["deference"]})
        roles.give(session, world.members[0], "secretary", "CB1", world.now)
        return everybody

    world.members = await world.database.run(work)
    return world


def opened(session: FlowSession) -> list[Act]:
    """The openings of figures that were noted."""
    return list(session.exec(select(Act).where(Act.name == audit.OPENED)).all())


async def clock_ticks(world: World) -> None:
    """What runs by the clock."""

    def work(session: FlowSession) -> None:
        morning = publications.morning(world.now, "Asia/Ho_Chi_Minh")
        while publications.count_some(session, world.now, morning):
            pass
        publish(session, world.now)

    await world.database.run(work)


async def test_a_secretary_while_the_cycle_is_open(person: Person) -> None:
    await joins(person)
    assert "lần đầu là sáng mai" in await person.says("/summary")
    person.world.passes(days=1)
    await clock_ticks(person.world)
    said = await person.says("/tonghop")
    assert "10/12" in said
    assert "Còn 13 ngày" in said
    assert "1.5" not in said
    assert "Kính gửi" in await person.picks("Lời nhắn")


async def test_a_secretary_after_publication(person: Person) -> None:
    await joins(person)
    person.world.passes(days=14)
    assert "đang được tổng hợp" in await person.says("/summary")
    await clock_ticks(person.world)
    said = await person.picks("Xem lại")
    assert "Tính trên 10 bài" in said
    assert "1.5 Tự phê bình giấu giếm; phê bình nể nang, ngại va chạm: khoảng 10/10 đồng chí (5–10)" in said
    assert "1.8, 1.9: khoảng 0/10 đồng chí (0–3)" in await person.picks("Tư tưởng chính trị")
    assert "từ 50 bài" in await person.picks("Tự diễn biến")
    assert "Nể nang" in await person.picks("Nguyên nhân")
    assert "Nhiều nhất" in await person.picks("Nhiều nhất")


async def test_the_same_numbers_for_everybody_and_each_time(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    world.passes(days=14)
    await clock_ticks(world)
    lines = [line for line in (await page.says("/summary")).split("\n") if line.startswith("•")]
    assert lines
    assert lines == [line for line in (await page.says("/summary")).split("\n") if line.startswith("•")]
    assert lines == [line for line in (await other.says("/ketqua")).split("\n") if line.startswith("•")]


async def test_a_member_asks_and_finds_his_cells_results(person: Person) -> None:
    await joins(person, 1)
    assert "Chi bộ chưa có kết quả chung nào" in await person.says("/summary")
    person.world.passes(days=14)
    await clock_ticks(person.world)
    said = await person.says("/summary")
    assert "Tính trên 10 bài" in said
    assert not any("Viết một câu" in label for label in person.labels)


async def test_readings_are_noted_and_members_see_them(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    world.passes(days=14)
    await clock_ticks(world)
    assert "chưa ai mở" in await other.says("/quyenriengtu")
    await page.says("/summary")
    await page.picks("Nguyên nhân")
    world.passes(hours=1)
    await page.says("/summary")
    await other.says("/ketqua")
    assert "được mở 2 lần trong một năm qua, bởi: Bí thư 2" in await other.says("/quyenriengtu")
    offices = await world.database.run(lambda s: [act.office for act in opened(s)])
    assert offices == ["secretary", "secretary"]


async def test_the_covering_sentence(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    world.passes(days=14)
    await clock_ticks(world)
    await page.says("/summary")
    await page.picks("Viết một câu")
    assert "không được lưu" in await page.says("Theo công văn TỐI MẬT số 3")
    assert "Đã ghi" in await page.says("Cảm ơn các đồng chí đã thẳng thắn.")
    assert "Cảm ơn các đồng chí" in page.text
    await other.says("/ketqua")
    assert "Lời của bí thư\nCảm ơn các đồng chí" in await other.picks("Lời của bí thư")
    await page.says("/summary")
    await page.picks("Viết một câu")
    assert "Đã bỏ" in await page.picks("Bỏ câu")
    await other.says("/ketqua")
    assert not any("Lời của bí thư" in label for label in other.labels)


FORGED = (
    *("summary:{unit}", "figures:{unit}:{cycle}:top", "cover:{unit}:{cycle}"),
    *("figures:{unit}:999:top", "summary:999"),
)


async def test_forged_choices_are_refused_alike(world: World, other: Page) -> None:
    await joins(other, 1)
    world.passes(days=14)
    await clock_ticks(world)
    for verb in FORGED:
        said = await other.taps(verb.format(unit=world.unit_id, cycle=world.cycle_id))
        assert "Nút này không còn dùng nữa" in said, verb
        assert await world.database.run(opened) == [], verb


async def test_his_own_marks_beside_the_figures(world: World, other: Page) -> None:
    await joins(other, 1)
    await agrees(other)
    await other.picks("Từng biểu hiện")
    await other.taps(f"rate:{world.cycle_id}:1.2:1")
    await other.taps(f"way:{world.cycle_id}:group")
    for _ in range(3):
        await other.picks("Xong")
    await other.picks("Nộp và giữ")
    world.passes(days=14)
    await clock_ticks(world)
    assert "có dấu hiệu" not in (await other.says("/ketqua")).lower()
    said = await other.picks("Đối chiếu")
    assert "chỉ đồng chí thấy" in said
    assert "1.2 Xa rời" in said
    assert "1.5" not in said


async def test_the_collective_review_is_attributed_and_handed_in_once(person: Person) -> None:
    world = person.world
    await joins(person)
    await person.says("/summary")
    await person.picks("Bản tự soi tập thể")
    assert not any(label.startswith("3.") for label in person.labels)
    await person.picks("1.5 ")
    await person.picks("1.2 ")
    await person.picks("1.2 ")
    await person.picks("Trang sau")
    await person.picks("2.4 ")
    await person.picks("Nộp bản")
    assert "Chi ủy tự soi tập thể: 1.5, 2.4. Người nộp: Nguyễn Văn An, ngày 22/11/2026" in person.text
    world.passes(days=14)
    await clock_ticks(world)
    await person.says("/ketqua")
    said = await person.picks("Tự soi tập thể của chi ủy")
    assert "Chi ủy tự soi tập thể: 1.5, 2.4. Người nộp: Nguyễn Văn An" in said
    assert "2.4 Bệnh “thành tích”; háo danh, phô trương: khoảng 0/10 đồng chí (0–3)" in said


async def test_a_collective_review_handed_in_does_not_change(world: World, page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    place = f"{world.unit_id}:{world.cycle_id}"
    assert "Nút này không còn dùng nữa" in await page.taps(f"bodytick:{place}:0:3.1+")
    await page.taps(f"bodytick:{place}:0:1.5+")
    await other.says("/ketqua")
    assert not any("tập thể" in label for label in other.labels)
    await page.taps(f"bodydone:{place}")
    assert "1.5. Người nộp" in await page.taps(f"bodytick:{place}:0:1.5-")
    assert "Nút này không còn dùng nữa" in await other.taps(f"bodytick:{place}:0:1.5+")
