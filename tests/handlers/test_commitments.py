"""A shared commitment: written for the purpose, read by the cell once enough stand there, revocable."""

from datetime import timedelta

import pytest

from flows import retention
from storage import commitments
from storage.engines import FlowSession
from storage.members import Member
from tests.conftest import NAMES, make_cell
from tests.conversations import ABROAD, Page, Person, World, agrees, joins
from tests.organisations import joins as has_joined
from tests.organisations import make_unit

PROMISE = "Đến họp sớm năm phút"


async def others_promise(world: World, count: int) -> None:
    """So many other members of the cell promise something."""

    def work(session: FlowSession) -> None:
        for number, member in enumerate(world.members[1 : count + 1]):
            vault = has_joined(session, world.now, member)
            words = f"Lời hứa {number}"
            commitments.put(session, vault, world.unit_id, words, world.now + timedelta(days=400), world.now)

    await world.database.run(work)


@pytest.fixture
async def world(world: World) -> World:
    """A cell of ten."""
    names = (*NAMES, *(f"Đảng viên {number}" for number in range(5)))
    cell = await world.database.run(lambda session: make_cell(session, world.now, "CBT", names=names))
    large = World(world.database, cell.unit_id, cell.members, world.now)
    await large.opens_cycle()
    return large


async def test_a_general_one_is_shown_before_it_counts(person: Person) -> None:
    await joins(person)
    await agrees(person)
    said = await person.says("/camket")
    assert "không dính đến biểu hiện hay kế hoạch nào" in said
    assert "ít nhất 8 đồng chí" in said
    await person.picks("Viết cam kết")
    said = await person.picks("Dự đủ các buổi")
    assert "Cả chi bộ sẽ đọc, có tên đồng chí: “Dự đủ các buổi sinh hoạt, đến đúng giờ”" in said
    said = await person.picks("Đồng ý, ghi lên")
    assert "Lời của đồng chí: “Dự đủ các buổi sinh hoạt, đến đúng giờ”" in said


async def test_ones_own_words_and_no_sign_in_them(person: Person) -> None:
    await joins(person)
    await agrees(person)
    await person.says("/camket")
    await person.picks("Viết cam kết")
    for words in ("Sửa xong điều 2.4 trong năm", "Điều2.4 sửa", "Sửa 2 . 4", "Sửa ２．４", "BH2,4a"):
        assert "đừng nhắc số biểu hiện" in await person.says(words)
    assert "Lời của đồng chí" in await person.says(PROMISE)
    await person.picks("Đổi lời")
    said = await person.says("Đúng giờ, đủ buổi")
    assert "“Đúng giờ, đủ buổi”" in said
    assert PROMISE not in said


async def test_the_page_opens_with_eight_and_closes_again(world: World, page: Page) -> None:
    await others_promise(world, 7)
    await joins(page)
    await agrees(page)
    said = await page.taps("commitments:0")
    assert "Trang chung chưa mở. Trang mở khi có ít nhất 8 đồng chí cam kết." in said
    assert "7" not in said, "how many there are is told to nobody"
    await page.taps("commitmentnew")
    await page.says(PROMISE)
    said = await page.taps("commitments:0")
    assert f"Nguyễn Văn An: {PROMISE}" in said
    assert said.count("Lời hứa") == 7
    names = [line.partition(":")[0] for line in said.split("\n")[1:] if ":" in line]
    assert names == sorted(names), "in order of the alphabet, not of time"
    await page.taps("commitmentrevoke")
    said = await page.taps("commitments:0")
    assert "chưa mở" in said
    assert PROMISE not in said


async def test_nowhere_does_it_say_who_is_not(world: World, page: Page, other: Page) -> None:
    await others_promise(world, 8)
    await joins(page)
    await agrees(page)
    said = await page.taps("commitments:0")
    assert "Nguyễn Văn An" not in said
    for word in ("chưa cam kết", "còn thiếu", "10", "8/"):
        assert word not in said


async def test_names_stay_on_the_organisations_own_server(world: World, person: Person) -> None:
    world.database.info["public_url"] = "https://tusoi.test"
    await others_promise(world, 8)
    await joins(person)
    await agrees(person)
    await person.says("/camket")
    said = await person.picks("Trang chung của chi bộ")
    assert ("Lời hứa" in said) != isinstance(person, ABROAD)
    assert ("https://tusoi.test" in said) == isinstance(person, ABROAD)


async def test_whoever_moves_to_another_cell_leaves_the_page(world: World, page: Page) -> None:
    await others_promise(world, 8)
    await joins(page)
    await agrees(page)
    assert "Lời hứa 0" in await page.taps("commitments:0")

    def moves(session: FlowSession) -> None:
        elsewhere = make_unit(session, world.now, "CB9")
        session.get_one(Member, world.members[1]).unit_id = elsewhere
        session.flush()

    await world.database.run(moves)
    assert "chưa mở" in await page.taps("commitments:0")
    counts = await world.database.run(lambda s: retention.run(s, world.now, dry_run=False))
    assert counts["shared commitments"] == 1


async def test_it_ends_after_a_year_or_so(world: World, page: Page) -> None:
    await joins(page)
    await agrees(page)
    await page.taps("commitmentnew")
    await page.says(PROMISE)
    world.passes(days=401)
    assert PROMISE not in await page.says("/camket")
    counts = await world.database.run(lambda s: retention.run(s, world.now, dry_run=False))
    assert counts["shared commitments"] == 1


async def test_forged_numbers(page: Page) -> None:
    await joins(page)
    await agrees(page)
    for verb in ("commit:0", "commit:9", "commityes:0", "commityes:99", "commitments:77"):
        await page.taps(verb)
    await page.says("/camket")
    assert "Viết cam kết" in page.labels
