"""A member's channels: one conversation on several of them, and a PIN where a phone is shared."""

import logging
import re
from collections.abc import Callable

import pytest

from handlers.events import Event
from tests.conversations import Page, Person, Phone, Plain, World, agrees, joins
from tests.handlers.conftest import Postman

PIN = "86420135"


async def link_code(person: Person) -> str:
    """A code for one more channel."""
    await person.says("/lienket")
    await person.picks("Nối thêm máy")
    found = re.search(r"Mã nối: (\S+)", person.text)
    assert found, person.text
    return found.group(1)


async def sets_a_pin(person: Person, pin: str = PIN) -> None:
    """Protect this chat."""
    await person.says("/lienket")
    await person.picks("Đặt mã PIN")
    await person.says(pin)
    assert "Đã đặt mã PIN" in person.text


async def test_a_review_goes_on_from_one_channel_to_the_other(person: Person, other: Page) -> None:
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    for _ in range(3):
        await person.says("không")
    code = await link_code(person)
    assert "https://tusoi.test/#" in person.text
    await other.says(f"/start {code}")
    assert "Mọi thứ vẫn còn nguyên" in other.text
    await other.says("/tusoi")
    assert "Biểu hiện 4/27" in other.text
    await other.picks("Có dấu hiệu")
    await person.says("/tusoi")
    assert "Biểu hiện 5/27" in person.text
    await person.says("không")
    await other.picks("Do: Bận")  # the card of sign 4, still open on the other device
    await other.picks("Tiếp tục")
    assert "Biểu hiện 6/27" in other.text


async def test_the_channel_that_was_there_is_told(page: Page, plain: Plain, postman: Postman) -> None:
    await joins(plain)
    code = await link_code(plain)
    await page.says(f"/start {code}")
    [(address, letter)] = await postman.delivers()
    assert address == plain.address
    assert "Có thêm một nơi" in letter.plain
    assert "Web" in letter.plain


async def test_a_link_code_lives_a_quarter_of_an_hour_and_is_used_once(
    person: Person, other: Page, world: World
) -> None:
    await joins(person)
    late = await link_code(person)
    world.passes(minutes=15)
    await other.says(f"/start {late}")
    assert "đã hết hạn" in other.text
    code = await link_code(person)
    world.passes(minutes=14)
    await other.says(f"/start {code}")
    assert "đã nối" in other.text
    third = Page(world, "page-3")
    await third.says(f"/start {code}")
    assert "đã dùng rồi" in third.text


async def test_a_channel_is_taken_off_and_sees_nothing_any_more(person: Person, other: Page) -> None:
    await joins(person)
    await other.says(f"/start {await link_code(person)}")
    await person.says("/lienket")
    assert "(2)" in person.text
    await person.picks("Gỡ một máy")
    await person.picks(next(label for label in person.labels if label == "• Web, từ 22/11/2026"))
    assert "Đã gỡ" in person.text
    await other.says("/tusoi")
    assert "cần vào bằng mã mời" in other.text


async def test_ones_own_channel_is_taken_off_with_the_way_back_told(
    plain: Plain, page: Page, postman: Postman
) -> None:
    words = await joins(plain)
    await page.says(f"/start {await link_code(plain)}")  # a notice to `plain` lies in the outbox now
    await plain.says("/lienket")
    await plain.picks("Gỡ một máy")
    await plain.picks("• Tự soi, từ 22/11/2026 (đang dùng)")
    assert "Đã gỡ khỏi đây" in plain.text
    assert await postman.delivers() == []
    await plain.says("/menu")
    assert "cần vào bằng mã mời" in plain.text
    await plain.says(await plain.world.code())
    await plain.says(words)
    assert "vẫn còn nguyên" in plain.text


async def test_taking_off_twice_or_somebody_elses_is_refused(page: Page, other: Page) -> None:
    await joins(page)
    await joins(other, 1)
    await page.taps("unlink:2")
    assert "đã được gỡ trước đó" in page.text
    assert "Trần Thị Bình" in await other.says("/menu")


async def test_who_lost_all_channels_and_comes_back_is_not_told_of_himself(
    page: Page, other: Page, postman: Postman
) -> None:
    await joins(page)
    await page.taps("forgethere")
    await other.says(f"/start {await page.world.code()}")
    assert await postman.delivers() == []


async def test_a_pin_is_asked_for_after_ten_quiet_minutes(person: Person) -> None:
    await joins(person)
    await sets_a_pin(person)
    person.world.passes(minutes=9)
    await person.says("/menu")
    assert "Nguyễn Văn An" in person.text
    person.world.passes(minutes=10)
    for words in ("/menu", "/tusoi", "/quyenriengtu", "chào", "1234"):
        await person.says(words)
        assert "mã pin" in person.text.lower()
        assert "Nguyễn Văn An" not in person.text
    await person.says("1234")
    assert "chưa đúng" in person.text
    await person.says(f" {PIN[:4]} {PIN[4:]} ")
    assert "Nguyễn Văn An" in person.text


async def test_a_locked_chat_comes_back_to_the_place_it_was_at(person: Person) -> None:
    await joins(person)
    await sets_a_pin(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    await person.says("không")
    person.world.passes(minutes=11)
    await person.says("không")
    assert "mã PIN" in person.text
    await person.says(PIN)
    assert "Biểu hiện 2/27" in person.text
    await person.says("/lienket")
    await person.picks("Bỏ mã PIN")
    person.world.passes(days=1)
    await person.says("/menu")
    assert "Nguyễn Văn An" in person.text


async def test_a_button_of_a_locked_chat_changes_nothing(page: Page) -> None:
    await joins(page)
    await sets_a_pin(page)
    await agrees(page)
    await page.picks("Từng biểu hiện một")
    no = page.buttons["Không có"]
    page.world.passes(minutes=11)
    await page.taps(no)
    assert "mã PIN" in page.text
    for choice in ("pinoff", "pinnew", "links", "takedata", "deleteyes", "review"):
        await page.taps(choice)
        assert "Đồng chí gõ mã PIN để tiếp tục" in page.text
    await page.says(PIN)
    assert "Biểu hiện 1/27" in page.text


async def test_five_wrong_pins_meet_a_wait(person: Person) -> None:
    await joins(person)
    await sets_a_pin(person)
    person.world.passes(minutes=11)
    await person.says("/menu")
    for _ in range(5):
        await person.says("1111")
        assert "chưa đúng" in person.text
    await person.says(PIN)
    assert "chờ một giờ" in person.text
    person.world.passes(hours=1)
    await person.says(PIN)
    assert "Máy và kênh của đồng chí" in person.text


async def test_asking_for_help_with_a_forgotten_pin_opens_nothing(person: Person) -> None:
    words = await joins(person)
    await sets_a_pin(person)
    person.world.passes(minutes=11)
    await person.says("/menu")
    await person.picks("Tôi quên mã PIN")
    assert "Không xem lại được mã PIN" in person.text
    await person.says("/menu")
    assert "Nguyễn Văn An" not in person.text
    await person.picks("Tôi quên mã PIN")
    await person.picks("Gỡ khỏi máy này")
    assert "Đã gỡ khỏi đây" in person.text
    await person.says(await person.world.code())
    await person.says(words)
    assert "vẫn còn nguyên" in person.text
    person.world.passes(days=1)
    await person.says("/menu")
    assert "Nguyễn Văn An" in person.text, "the PIN went with the chat"


@pytest.mark.parametrize("unfit", ["123", "123456789", "abcd", "12a4", "１２３４", "mười hai"])
async def test_a_pin_is_four_to_eight_digits(page: Page, unfit: str) -> None:
    await joins(page)
    await page.says("/lienket")
    await page.picks("Đặt mã PIN")
    await page.says(unfit)
    assert "4 đến 8 chữ số" in page.text
    await page.says(PIN)
    assert "Đã đặt mã PIN" in page.text


async def test_a_pin_is_readable_nowhere(
    person: Person, disk: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await joins(person)
    await sets_a_pin(person)
    person.world.passes(minutes=11)
    await person.says("/menu")
    await person.says(PIN)
    assert PIN.encode() not in disk()
    assert PIN not in "\n".join(
        record.getMessage() for record in caplog.records if record.name.startswith("tusoi")
    )
    if isinstance(person, Phone):
        assert not [m for m in person.server.chat(person.user.id).visible if PIN in m.text]


async def test_what_is_typed_next_is_a_secret_and_the_channel_is_told(page: Page) -> None:
    words = await joins(page)
    await page.says("/lienket")
    await page.picks("Đặt mã PIN")
    assert page.messages[-1].secret
    taken = await page.world.turns.take(page.event(text=PIN))
    assert taken.hide
    page.world.passes(minutes=11)
    await page.says("/menu")
    assert page.messages[-1].secret
    other = Page(page.world, "page-9")
    await other.says(f"/start {await page.world.code()}")
    assert other.messages[-1].secret
    assert (await page.world.turns.take(other.event(text=words))).hide


async def test_a_sticker_at_a_locked_chat_shows_nothing(page: Page) -> None:
    await joins(page)
    await sets_a_pin(page)
    page.world.passes(minutes=11)
    await page.sends(Event("web", "sticker", page.address, "media"))
    assert "mã PIN" in page.text
