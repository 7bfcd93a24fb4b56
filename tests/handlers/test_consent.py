"""Consent before anything of opinion is kept: by purpose, by platform, in its present wording."""

import pytest
from sqlmodel import select

from flows import access
from storage.consents import Consent
from storage.reviews import Review
from tests.conversations import ABROAD, Page, Person, Phone, World, agrees, begins, joins

FORMS = """
    way:{0}:group way:{0}:sign next:{0} sign:{0}:1.1 detail:{0}:1.1 rate:{0}:1.1:1 tick:{0}:1.1+
    page:{0}:0 list:{0}:0 done:{0}:0 skip:{0}:2 cause:{0}:1.1:busy+ sum:{0} reopen:{0} last:{0}
    submit:{0}:keep write:{0}:note:1.1 write:{0}:strengths clear:{0}:note:1.1
"""
REVIEW_CHOICES = FORMS.split()


async def kept_reviews(world: World) -> list[Review]:
    """What lies in the database of reviews."""
    return list(await world.database.run(lambda session: session.exec(select(Review)).all()))


async def kept_consents(world: World) -> list[Consent]:
    """What was agreed to."""
    return list(await world.database.run(lambda session: session.exec(select(Consent)).all()))


async def opens(person: Person) -> None:
    """Join and go to the review: there the consent is asked for."""
    await joins(person)
    await person.says("/tusoi")


async def test_the_review_asks_first_and_says_what_it_must(person: Person) -> None:
    await opens(person)
    for part in ("Lưu gì", "Để làm gì", "Ai thấy", "Về kỹ thuật, ai có thể", "Đến bao giờ", "Rút lại"):
        assert part in person.text
    assert "không dùng để đánh giá" in person.text.lower()
    assert any("Tôi nộp bản giấy" in label for label in person.labels)


async def test_a_foreign_platform_has_a_consent_of_its_own(person: Person) -> None:
    await opens(person)
    await person.picks("Tôi đồng ý")
    if not isinstance(person, ABROAD):
        assert "Telegram" not in person.text
        assert "Tự soi theo 27 biểu hiện" in person.text
        return
    platform = "Telegram" if isinstance(person, Phone) else "Zalo"
    company, where = {
        "Telegram": ("Telegram FZ-LLC", "Các Tiểu vương quốc Ả Rập Thống nhất"),
        "Zalo": ("Công ty cổ phần VNG", "Việt Nam"),
    }[platform]
    assert company in person.text
    assert where in person.text
    assert "https://tusoi.test" in person.text
    assert await kept_reviews(person.world) == []
    await person.picks(f"Tôi đồng ý dùng {platform}")
    assert "Tự soi theo 27 biểu hiện" in person.text


async def test_no_step_of_the_review_works_before(page: Page) -> None:
    await joins(page)
    for form in REVIEW_CHOICES:
        await page.taps(form.format(page.world.cycle_id))
        assert "Lưu gì" in page.text, form
    assert await kept_reviews(page.world) == []


async def test_refusing_leaves_no_trace(person: Person) -> None:
    await opens(person)
    await person.says("không")
    assert "Chào đồng chí Nguyễn Văn An" in person.text
    assert await kept_reviews(person.world) == []
    assert await kept_consents(person.world) == []


async def test_paper_needs_no_consent_and_is_all_that_is_kept(person: Person) -> None:
    await opens(person)
    await person.picks("Tôi nộp bản giấy")
    assert "chỉ ghi đúng một điều" in person.text
    await person.picks("Đúng, tôi nộp bản giấy")
    assert "Đã ghi: đồng chí nộp bản giấy" in person.text
    [row] = await kept_reviews(person.world)
    assert (row.answers, row.submitted_at, row.keep_copy) == (None, None, False)
    assert row.paper_at is not None
    assert await kept_consents(person.world) == []
    await person.says("/tusoi")
    assert "Đã ghi: đồng chí nộp bản giấy" in person.text


async def test_paper_may_be_taken_back_until_the_cycle_closes(person: Person) -> None:
    await opens(person)
    await person.picks("Tôi nộp bản giấy")
    await person.picks("Đúng, tôi nộp bản giấy")
    await person.picks("Tôi muốn làm ở đây")
    for _ in range(1 + isinstance(person, ABROAD)):
        await person.picks("Tôi đồng ý")
    await person.picks("Tôi muốn làm ở đây")
    await person.picks("Theo trang")
    assert "Trang 1/3" in person.text


async def test_a_new_wording_is_asked_again_and_answers_wait(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    await begins(person)
    await person.says("không")
    monkeypatch.setitem(access.CONSENTS, "review", "99-1")
    await person.says("không")
    assert "Lưu gì" in person.text
    await person.says("/tusoi")
    assert "Lưu gì" in person.text
    await agrees(person)
    assert "Biểu hiện 2/27" in person.text


async def test_an_old_consent_card_does_not_agree_to_the_new_wording(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    await opens(page)
    old = page.buttons["Tôi đồng ý"]
    monkeypatch.setitem(access.CONSENTS, "review", "99-1")
    await page.taps(old)
    assert "vừa được sửa" in page.text
    assert await kept_consents(page.world) == []
    for forged in ("agree:everything:1:review", "agree:review:99:review", "agree:review::review"):
        await page.taps(forged)
        assert "Lưu gì" in page.text
    await page.picks("Tôi đồng ý")
    assert "Tự soi theo 27" in page.text


async def test_agreeing_twice_is_one_consent(page: Page) -> None:
    await opens(page)
    yes = page.buttons["Tôi đồng ý"]
    await page.taps(yes)
    await page.taps(yes)
    assert "Tự soi theo 27" in page.text
    rows = await kept_consents(page.world)
    assert [(row.purpose, row.version, row.channel) for row in rows] == [
        ("review", access.CONSENTS["review"], "web")
    ]


async def test_after_withdrawing_old_cards_keep_nothing(person: Person, other: Page) -> None:
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.says("/quyenriengtu")
    await person.picks("Rút lại sự đồng ý")
    await person.picks("Tự soi, tự sửa và tính số chung")
    assert "Nộp" not in person.text
    await person.picks("Rút lại ngay")
    assert "Đã rút lại" in person.text
    assert [row.answers for row in await kept_reviews(person.world) if row.answers] == []
    if isinstance(person, Page):
        for form in REVIEW_CHOICES:
            await person.taps(form.format(person.world.cycle_id))
            assert "Lưu gì" in person.text
    await agrees(person)
    assert "Tự soi theo 27" in person.text
    await person.picks("Từng biểu hiện một")
    assert "Biểu hiện 1/27" in person.text


async def test_withdrawing_a_platform_stops_the_review_there_alone(page: Page, world: World) -> None:
    phone = Page(world, "telegram-like")
    phone.bot = "telegram:1"
    await begins(page)
    await page.picks("Không có")
    await page.taps("linkcode")
    await phone.says(f"/start {page.text.partition('Mã nối: ')[2][:9]}")
    await agrees(phone)
    assert "Biểu hiện 2/27" in phone.text
    await phone.taps("withdrawyes:platform-telegram")
    assert "Đã rút lại" in phone.text
    await phone.says("/tusoi")
    assert "Telegram FZ-LLC" in phone.text
    await page.says("/tusoi")
    assert "Biểu hiện 2/27" in page.text


async def test_zalo_names_its_company_and_country(world: World) -> None:
    zalo = Page(world, "zalo-like")
    zalo.bot = "zalo:1"
    world.turns.channels = {**world.turns.channels, "zalo": world.turns.channels["plain"]}
    await opens(zalo)
    await zalo.says("đồng ý")
    assert "Công ty cổ phần VNG, Việt Nam" in zalo.text
