"""What needs an answer is official business: it is not asked, and cannot be news."""

from storage.notices import DRAFT
from tests.conversations import Page, Person, World
from tests.handlers.test_notices import from_people, leads, newest, to_files, writes


async def to_answers(person: Person) -> None:
    """A free text, as far as whether it needs an answer."""
    await leads(person)
    await to_files(person)
    await person.picks("Không kèm tệp")
    await from_people(person)


async def test_what_needs_an_answer_is_official(world: World, person: Person) -> None:
    await to_answers(person)
    said = await person.picks("Cần trả lời")
    assert "Xem lại" in said, "all is answered"
    assert "Cần trả lời nên là thông báo chính thức" in said
    assert "Tin để biết" not in said
    assert "Sửa: Loại" not in person.labels
    notice, _ = await newest(world)
    assert (notice.needs_answer, notice.official) == (True, True)


async def test_without_an_answer_it_is_asked_again(world: World, page: Page) -> None:
    await leads(page)
    await writes(page)
    await page.picks("Sửa: Trả lời")
    await page.picks("Cần trả lời")
    assert (await newest(world))[0].official
    await page.picks("Sửa: Trả lời")
    said = await page.picks("Không cần trả lời")
    assert "chính thức, hay tin để biết" in said
    said = await page.picks("Xem lại")
    assert "Làm tiếp" in page.labels
    assert "chính thức" not in said, "nobody has said so yet"
    await page.picks("Làm tiếp")
    said = await page.picks("Tin để biết")
    assert "Tin để biết" in said
    assert not (await newest(world))[0].official
    await page.picks("Sửa: Trả lời")
    await page.picks("Không cần trả lời")
    assert "Xem lại" in page.text, "it was so before"


async def test_an_old_button_does_not_make_news_of_it(world: World, page: Page) -> None:
    await leads(page)
    await writes(page)
    notice, _ = await newest(world)
    await page.picks("Sửa: Trả lời")
    await page.picks("Cần trả lời")
    for old in (f"noticeask:{notice.id}:official", f"noticeset:{notice.id}:official:0"):
        said = await page.taps(old)
        assert "Xem lại" in said
        assert "Cần trả lời nên là thông báo chính thức" in said
    notice, _ = await newest(world)
    assert (notice.state, notice.official) == (DRAFT, True)
