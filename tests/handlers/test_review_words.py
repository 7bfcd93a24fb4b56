"""What is typed in the self-review: answers, notes, what must not be kept, what is no answer."""

import logging
import unicodedata
from collections.abc import Callable

import pytest

from handlers.events import Event
from tests.conversations import Direct, Friend, Page, Person, Phone, begins


@pytest.mark.parametrize(
    ("typed", "lands_on"),
    [
        ("có", "Đồng chí có thể chọn nguyên nhân"),
        ("CO", "Đồng chí có thể chọn nguyên nhân"),
        ("Có dấu hiệu.", "Đồng chí có thể chọn nguyên nhân"),
        (unicodedata.normalize("NFD", "có, cần khắc phục"), "Đồng chí có thể chọn nguyên nhân"),
        ("can khac phuc", "Đồng chí có thể chọn nguyên nhân"),
        ("không", "Biểu hiện 2/27"),
        ("KHÔNG CÓ", "Biểu hiện 2/27"),
        (unicodedata.normalize("NFD", "Không"), "Biểu hiện 2/27"),
        ("khong", "Biểu hiện 2/27"),
        (" ko ", "Biểu hiện 2/27"),
        ("1", "Biểu hiện 2/27"),
        ("1.", "Biểu hiện 2/27"),
        ("２", "Đồng chí có thể chọn nguyên nhân"),
        ("3", "Đồng chí có thể chọn nguyên nhân"),
    ],
)
async def test_typed_answers_work(page: Page, typed: str, lands_on: str) -> None:
    await begins(page)
    await page.says(typed)
    assert lands_on in page.text


async def test_what_is_not_understood_is_answered_once(person: Person) -> None:
    await begins(person)
    await person.says("trời hôm nay đẹp")
    assert "chưa hiểu" in person.text
    assert "Biểu hiện 1/27" in person.text
    await person.says("99")
    assert "Biểu hiện 1/27" not in person.text
    await person.says("1")
    assert "Biểu hiện 2/27" in person.text


async def is_asked_for_words(person: Person) -> None:
    """Begin, mark the first sign, and be asked what exactly it was."""
    await begins(person)
    await person.picks("Có dấu hiệu")
    await person.picks("Ghi biểu hiện")


@pytest.mark.parametrize(
    "words", ["TUYỆT MẬT số 12", "văn bản Mật của tỉnh", unicodedata.normalize("NFD", "TỐI MẬT")]
)
async def test_marks_of_secrecy_are_refused_before_anything_is_stored(
    page: Page, words: str, disk: Callable[[], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await is_asked_for_words(page)
    await page.says(words)
    assert "dấu chỉ độ mật" in page.text
    assert "không được lưu" in page.text
    assert "Cụ thể là việc gì?" in page.text
    await page.taps(f"detail:{page.world.cycle_id}:1.1")
    assert "Biểu hiện cụ thể:" not in page.text
    assert words.encode() not in disk()
    assert words not in caplog.text


async def test_a_refused_line_is_taken_out_of_the_chat_where_that_can_be_done(person: Person) -> None:
    await is_asked_for_words(person)
    await person.says("Hồ sơ TỐI MẬT của xã")
    assert "xóa cho cả hai bên" in person.text
    if isinstance(person, Phone):
        assert "TỐI MẬT" not in " ".join(m.text for m in person.server.chat(person.user.id).visible)
    await person.says("Giữ bí mật việc nhà")
    assert "Giữ bí mật việc nhà" in person.text


async def test_a_long_text_is_refused_with_its_length_and_the_longest_fits(person: Person) -> None:
    await is_asked_for_words(person)
    await person.says("ă" * 1001)
    assert "dài 1" in person.text
    assert "1.001" in person.text or "1001" in person.text or "1,001" in person.text
    longest = ("<&> " * 250).strip()
    await person.says(longest)
    assert longest[:200] in person.text
    await person.picks("Tiếp tục")
    assert "Biểu hiện 2/27" in person.text


async def test_commands_work_in_the_middle_of_free_text(person: Person) -> None:
    await is_asked_for_words(person)
    await person.says("/trogiup")
    assert "/quyenriengtu: xem" in person.text
    await person.says("xin chào")
    assert "chưa hiểu" in person.text
    await person.says("/tusoi")
    assert "Biểu hiện 2/27" in person.text
    assert "xin chào" not in person.text


PLACES = """
    review menu help language privacy seedata withdraw deletedata links unlinks pinnew openrecovery
    consent paper
"""


async def test_huy_leads_home_from_everywhere(page: Page) -> None:
    await begins(page)
    await page.says("có")
    for place in PLACES.split():
        await page.taps(place)
        await page.says("/huy")
        assert "Những gì đã lưu vẫn còn nguyên" in page.text, place
        assert "Nguyễn Văn An" in page.text, place
    await page.says("/tusoi")
    assert "Biểu hiện 2/27" in page.text


async def test_a_sticker_is_answered_and_the_place_is_kept(person: Person) -> None:
    await begins(person)
    if isinstance(person, Phone):
        await person.user.sends("sticker")
        await person.server.until(lambda: (person.server.confirmed or 0) >= (person.user.last_update or 0))
    elif isinstance(person, Friend):
        await person.sends_sticker()
    else:
        assert isinstance(person, Direct)
        await person.sends(Event(person.bot, "sticker", person.address, "media"))
    assert "chỉ đọc được chữ" in person.text
    await person.says("không")
    assert "Biểu hiện 2/27" in person.text


async def test_an_edited_message_changes_no_answer(page: Page) -> None:
    await begins(page)
    await page.says("không")
    await page.sends(Event("web", "edit", page.address, "edited"))
    assert "Sửa tin cũ không làm đổi" in page.text
    await page.says("/tusoi")
    assert "Biểu hiện 2/27" in page.text
