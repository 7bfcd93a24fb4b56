"""Checklists that are only data go through a whole review: a province's 67 items, a scale of four degrees."""

from pathlib import Path

import pytest

from locales import checklists
from tests.conversations import Page, Person, Plain, World, agrees, joins
from tests.handlers.conftest import Transcript

DATA = Path(__file__).parents[1] / "locales" / "data"
PROVINCE = checklists.load("province_67", DATA)


@pytest.fixture
async def province(world: World) -> World:
    """A world whose cycle is over the province's list."""
    world.database.info["checklists"] = DATA
    await world.opens_cycle(checklist="province_67", days=15)
    return world


@pytest.fixture(params=["plain", "web"])
def anybody(request: pytest.FixtureRequest, province: World) -> Plain | Page:
    """Somebody without buttons, and somebody with."""
    return Plain(province) if request.param == "plain" else Page(province)


async def test_by_group(anybody: Plain | Page, transcript: Transcript) -> None:
    person = anybody
    await joins(person)
    await agrees(person)
    assert "Tự soi theo 67 biểu hiện" in person.text
    await person.picks("Theo trang")
    pages = PROVINCE.pages_for(())
    for page in pages:
        assert f"Trang {page.number + 1}/{len(pages)} · {page.group.short.vi}" in person.text
        await person.says(" ".join(str(number) for number in range(1, len(page.signs) + 1)))
        await person.picks("Xong trang này")
    open_signs = [sign for sign in PROVINCE.signs_for(()) if not sign.in_person]
    for sign in open_signs:
        assert f"{sign.id} " in person.text
        await person.picks("Tạm được")
        await person.picks("Tiếp tục")
    for sign in open_signs:
        assert f"• {sign.id} " in person.text
    await person.picks("Nộp và giữ")
    await person.picks("Xem bài đã nộp")
    assert person.text.count("Tạm được") == len(open_signs)
    assert {verb for verb in transcript.verbs if "2.3.f" in verb}


async def test_sign_by_sign(anybody: Plain | Page) -> None:
    person = anybody
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    for number, sign in enumerate(PROVINCE.signs_for(()), 1):
        assert f"Biểu hiện {number}/67" in person.text
        assert sign.label.vi in person.text
        if sign.heading:
            assert f"{sign.heading.vi}: {sign.label.vi}" in person.text
        await person.says("1")
    await person.picks("Nộp, x")
    assert "đã nộp" in person.text


async def test_much_text_is_cut_into_messages_that_fit(province: World) -> None:
    plain = Plain(province)
    await joins(plain)
    await agrees(plain)
    await plain.picks("Theo trang")
    await plain.says("1 2 3 4 5")
    words = "Một câu dài & lan man, viết mãi không thôi. " * 22
    for sign in PROVINCE.pages_for(())[0].signs[:5]:
        await plain.says("/menu")
        await plain.sends(plain.event(choice=f"rate:{province.cycle_id}:{sign.id}:1"))
        await plain.picks("Nguyên nhân khác")
        await plain.says(words)
    await plain.sends(plain.event(choice=f"sum:{province.cycle_id}"))
    assert len(plain.messages) > 2
    assert plain.text.replace("\n", " ").count("lan man") == 5 * 22


@pytest.fixture
async def four_degrees(person: Person) -> Person:
    """Somebody, on each channel, whose cycle is over a list with four degrees; at the opening."""
    person.world.database.info["checklists"] = DATA
    await person.world.opens_cycle(checklist="scale_of_four", days=15)
    await joins(person)
    await agrees(person)
    return person


async def submits(person: Person) -> None:
    """Submit from the summary, and look at what was handed in."""
    await person.picks("Nộp và giữ")
    await person.picks("Xem bài đã nộp")


async def test_a_fourth_degree_sign_by_sign(four_degrees: Person) -> None:
    person = four_degrees
    await person.picks("Từng biểu hiện một")
    await person.picks("Thường xuyên")
    assert "1.1 Mục thử 1.1" in person.text
    await person.picks("Do: Nguyên nhân beta")
    await person.picks("Tiếp tục")
    await person.says("đôi lần")
    await person.says("hay")  # changed on the card of its details
    await person.picks("Tiếp tục")
    await person.picks("Để trống")
    for sign in ("1.1", "1.2"):
        assert f"• {sign} Mục thử {sign}: Thường xuyên" in person.text
    await submits(person)
    assert person.text.count("Thường xuyên") == 2
    assert "(do Nguyên nhân beta)" in person.text


async def test_a_fourth_degree_by_group(four_degrees: Person) -> None:
    person = four_degrees
    await person.picks("Theo trang")
    await person.picks("1.1 Mục thử")
    await person.picks("1.2 Mục thử")
    await person.picks("Xong trang này (2")
    for degree in ("Thường xuyên", "Thoáng qua"):
        await person.picks(degree)
        await person.picks("Tiếp tục")
    await person.picks("Xem hết danh sách")
    assert "1.1 Mục thử 1.1: Thường xuyên" in person.text
    await person.picks("1.1")
    await person.picks("Tiếp tục")
    await submits(person)
    assert "• 1.1 Mục thử 1.1: Thường xuyên" in person.text
    assert "• 1.2 Mục thử 1.2: Thoáng qua" in person.text
