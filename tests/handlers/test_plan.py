"""The plan in conversation: made after the review, lived with, changed, undone. On every channel."""

from collections.abc import AsyncIterator

import pytest

from flows.plan_books import MOST
from tests.conversations import Page, Person, Phone, Plain, World, agrees, joins, polling
from tests.meetings import led
from tests.plans import MEASURE, hands_in, plan_of, takes
from tests.servers.telegram import telegram_server


@pytest.fixture(params=["web", "telegram"])
async def tapping(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Page | Phone]:
    """Somebody on each channel that has buttons."""
    if request.param == "web":
        yield Page(world)
        return
    async with telegram_server() as server, polling(world, server):
        yield Phone(world, server.user(1001, "Lan"), server)


async def test_from_the_receipt_to_a_plan(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3", "1.5")
    said = await person.picks("Lập kế hoạch tự sửa")
    assert "1.3 Nhận thức sai lệch" in said
    assert "Sau điều này còn 1 biểu hiện." in said
    await takes(person, MEASURE, "Một tháng (22/12)", "Chi ủy")
    assert "Đã ghi vào kế hoạch." in person.text
    assert "1.5 Tự phê bình giấu giếm" in person.text
    await person.picks("Viết việc của tôi")
    await person.says("Mỗi buổi họp góp ý một câu")
    await person.says("cuối tháng")
    said = await person.picks("Gia đình")
    assert f"1. {MEASURE} (chưa bắt đầu, hạn 22/12/2026)" not in said.split("2. ")[0].split("\n")[0]
    assert "1. Mỗi buổi họp góp ý một câu (chưa bắt đầu, hạn 30/11/2026)" in said
    assert f"2. {MEASURE} (chưa bắt đầu, hạn 22/12/2026)" in said
    plan = await plan_of(person.world)
    assert [(line.words, line.signs, line.helper) for line in plan.lines] == [
        (MEASURE, ["1.3"], "committee"),
        ("Mỗi buổi họp góp ý một câu", ["1.5"], "family"),
    ]


async def test_a_line_is_begun_finished_and_taken_up_again(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    said = await person.picks("Việc 1")
    assert "Vì: 1.3 Nhận thức sai lệch" in said
    assert "Tình trạng: chưa bắt đầu, hạn 31/12/2026" in said
    assert "Tình trạng: đang làm" in await person.picks("Bắt đầu làm")
    assert "Tình trạng: đã xong 22/11/2026" in await person.picks("Đã xong")
    await person.says("/kehoach")
    assert "Không còn việc nào đang làm." in person.text
    await person.picks("Đã xong, đã thôi (1)")
    await person.picks("Việc 1")
    assert "Tình trạng: đang làm" in await person.picks("Làm lại việc này")


async def test_dropped_with_a_reason(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3", "1.5")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    await takes(person, "Mỗi kỳ sinh hoạt")
    for reason in ("Không hợp hoàn cảnh", None):
        await person.says("/kehoach")
        await person.picks("Việc 1")
        await person.picks("Sửa, tách")
        await person.picks("Thôi không làm nữa")
        if reason:
            await person.picks(reason)
        else:
            await person.says("Mắt kém, chưa đọc được")
        assert "Tình trạng: đã thôi 22/11/2026" in person.text
        await person.picks("Sửa, tách")
        await person.picks("Xem lại các lần ghi")
        assert (reason or "“Mắt kém, chưa đọc được”") in person.text


async def test_one_measure_serves_several_signs(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3", "1.5", "2.4")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    await person.picks("Dùng một việc đã ghi")
    await person.picks(MEASURE[:40])
    assert "2.4 Bệnh" in person.text, "on to the next sign"
    await person.picks("Lần này chưa đặt việc")
    [line] = (await plan_of(person.world)).lines
    assert line.signs == ["1.3", "1.5"]
    await person.picks("Việc 1")
    assert "1.3 Nhận thức sai lệch" in person.text
    assert "1.5 Tự phê bình" in person.text
    await person.picks("Sửa, tách")
    await person.picks("Việc này vì biểu hiện nào")
    await person.picks("2.4")
    await person.picks("1.3")
    await person.picks("Xong")
    assert (await plan_of(person.world)).lines[0].signs == ["1.5", "2.4"]


async def test_a_line_of_ones_own_without_a_sign(person: Person) -> None:
    await joins(person)
    await agrees(person)
    said = await person.says("/plan")
    assert "Chưa có việc nào." in said
    assert "Chỉ đồng chí xem được kế hoạch này." in said
    await person.picks("Thêm việc")
    await person.picks("Viết một việc, không gắn")
    await person.says("Học dùng máy tính")
    await person.says("2 tháng")
    await person.picks("Gia đình")
    [line] = (await plan_of(person.world)).lines
    assert (line.words, line.signs, f"{line.due_on}") == ("Học dùng máy tính", [], "2027-01-22")


async def test_words_are_changed_and_the_old_ones_kept(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    await person.picks("Việc 1")
    await person.picks("Ghi một câu")
    await person.says("Đã đọc được hai buổi")
    assert "Ghi ngày 22/11/2026: “Đã đọc được hai buổi”" in person.text
    await person.picks("Sửa, tách")
    await person.picks("Sửa lời")
    await person.says("Mỗi tuần đọc một trang")
    await person.picks("Sửa, tách")
    await person.picks("Tách làm hai việc")
    await person.says("Cuối tháng kể lại với tổ đảng")
    assert "Đã tách." in person.text
    await person.picks("Sửa, tách")
    said = await person.picks("Xem lại các lần ghi")
    assert "tách từ việc “Mỗi tuần đọc một trang”" in said
    first, second = (await plan_of(person.world)).lines
    assert (first.due_on, first.signs, first.helper) == (second.due_on, second.signs, second.helper)
    await person.says("/kehoach")
    await person.picks("Việc 1")
    await person.picks("Sửa, tách")
    said = await person.picks("Xem lại các lần ghi")
    assert f"sửa lời; trước là “{MEASURE}”" in said
    assert "“Đã đọc được hai buổi”" in said


async def test_another_day_by_tap_calendar_and_word(tapping: Page | Phone) -> None:
    page = tapping
    await joins(page)
    await hands_in(page, "1.3")
    await page.picks("Lập kế hoạch")
    await takes(page, MEASURE[:30])
    await page.picks("Việc 1")
    await page.picks("Đổi hạn")
    said = await page.picks("Chọn trên lịch")
    assert "Tháng 11/2026 (ngày 1 là Chủ nhật)." in said
    assert [label for label in page.labels if label.strip(" ·")][:9] == [
        *("T2", "T3", "T4", "T5", "T6", "T7", "CN"),
        *("22", "23"),
    ], "no day that is past"
    await page.picks("Tháng sau")
    await page.picks("Tháng sau")
    assert "Tháng 01/2027" in page.text
    assert "đặt hạn: 15/01/2027" in await page.picks("15")
    for typed, day in (("28/2", "28/02/2027"), ("thứ Sáu", "27/11/2026"), ("cuối năm", "31/12/2026")):
        await page.picks("Đổi hạn")
        assert day in await page.says(typed)
    await page.picks("Sửa, tách")
    await page.picks("Xem lại các lần ghi")
    assert "đổi hạn; trước là 27/11/2026" in page.text


NO_DAYS = (
    ("hôm nào cũng được", "chưa rõ ngày"),
    ("1/1/2020", "Ngày 01/01/2020 đã qua"),
    ("1/1/2100", "không quá hai năm"),
    ("31/2", "chưa rõ ngày"),
)


async def test_a_day_that_cannot_be(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await person.picks(MEASURE)
    for typed, said in NO_DAYS:
        assert said in await person.says(typed)
        assert "Đến khi nào?" in person.text, typed
        assert (await plan_of(person.world)).lines[0].due_on is None, typed


async def test_the_next_meeting_is_a_day_to_tap(world: World, person: Person) -> None:
    await led(world)
    await joins(person, 1)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await person.picks(MEASURE)
    await person.picks("Trước buổi họp tới (03/12)")
    assert f"{(await plan_of(world, 1)).lines[0].due_on}" == "2026-12-03"


async def test_where_nothing_can_be_tapped_there_is_no_calendar(plain: Plain) -> None:
    await joins(plain)
    await hands_in(plain, "1.3")
    await plain.picks("Lập kế hoạch")
    said = await plain.picks(MEASURE)
    assert "Chọn trên lịch" not in said
    assert "gõ ngày, ví dụ 15/3" in said
    await plain.says("15/3")
    assert f"{(await plan_of(plain.world)).lines[0].due_on}" == "2027-03-15"


async def test_every_change_is_undone_for_a_day(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    await person.picks("Việc 1")
    await person.picks("Bắt đầu làm")
    await person.picks("Đã xong")
    await person.says("/kehoach")
    for act, left in (("đánh dấu xong", "đang làm"), ("bắt đầu làm", "chưa bắt đầu")):
        said = await person.picks(f"Hoàn tác: {act}")
        assert "Đã hoàn tác." in said
        assert left in said
    said = await person.picks("Hoàn tác: việc vừa thêm")
    assert (await plan_of(person.world)).lines == []
    assert "Hoàn tác" not in "".join(person.labels)


async def test_an_old_undo_button_undoes_nothing_else(page: Page) -> None:
    await joins(page)
    await hands_in(page, "1.3")
    await page.picks("Lập kế hoạch")
    await takes(page, MEASURE)
    [undo] = [verb for label, verb in page.buttons.items() if label.startswith("Hoàn tác")]
    await page.picks("Việc 1")
    await page.picks("Bắt đầu làm")
    assert "không hoàn tác được nữa" in await page.taps(undo)
    assert (await plan_of(page.world)).lines[0].state == "going"
    page.world.passes(hours=25)
    await page.says("/kehoach")
    assert "Hoàn tác" not in "".join(page.labels)
    [latest] = (await plan_of(page.world)).changes[-1:]
    assert "không hoàn tác được nữa" in await page.taps(f"planundo:{latest.number}")
    assert (await plan_of(page.world)).lines[0].state == "going"


async def test_erased_for_good(person: Person) -> None:
    await joins(person)
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE)
    await person.picks("Việc 1")
    await person.picks("Sửa, tách")
    assert "không hoàn tác được" in await person.picks("Xóa hẳn việc này")
    await person.picks("Xóa hẳn")
    plan = await plan_of(person.world)
    assert (plan.lines, plan.changes) == ([], [])


async def test_a_second_tap_makes_no_second_line(page: Page) -> None:
    await joins(page)
    await hands_in(page, "1.3")
    await page.picks("Lập kế hoạch")
    verb = page.buttons[MEASURE]
    await page.taps(verb)
    await page.taps(verb)
    await page.picks("Cuối năm")
    await page.picks("Tự tôi")
    assert len((await plan_of(page.world)).lines) == 1
    await page.taps("planmove:1:finish")
    before = await plan_of(page.world)
    await page.taps("planmove:1:finish")
    assert await plan_of(page.world) == before


async def test_words_that_may_not_be_kept(person: Person) -> None:
    await joins(person)
    await agrees(person)
    await person.says("/kehoach")
    await person.picks("Thêm việc")
    await person.picks("Viết một việc")
    for words, said in (
        ("Đọc văn bản TỐI MẬT", "mật"),
        ("a" * 301, "300"),
        ("…", "chưa viết chữ nào"),
    ):
        assert said in await person.says(words)
    assert (await plan_of(person.world)).lines == []


async def test_a_sign_to_be_talked_over_is_nowhere(page: Page) -> None:
    await joins(page)
    await agrees(page)
    await page.picks("Theo trang")
    await page.picks("1.3 ")
    await page.picks("Xong")
    await page.picks("2.7 ")
    await page.picks("Xong")
    await page.picks("Xong")
    await page.picks("Có dấu hiệu")
    await page.picks("Tiếp tục")
    await page.picks("Nộp và giữ")
    said = await page.picks("Lập kế hoạch")
    assert "Sau điều này" not in said
    await takes(page, MEASURE)
    await page.picks("Thêm việc")
    assert "2.7" not in page.text + "".join(page.labels)
    for forged in ("plansign:2.7", "plantake:2.7:0", "planown:2.7", "planjoin:1:2.7+", "plansign:9.9"):
        assert "không còn dùng được" in await page.taps(forged)
    assert (await plan_of(page.world)).lines[0].signs == ["1.3"]


async def test_a_leaders_duties(world: World, page: Page) -> None:
    await led(world)
    await joins(page)
    await agrees(page)
    await page.says("/kehoach")
    await page.picks("Thêm việc")
    await page.picks("Chức trách: Chưa nêu gương")
    await page.taps(next(verb for verb in page.buttons.values() if verb.startswith("plantake")))
    await page.picks("Cuối năm")
    await page.picks("Tự tôi")
    assert (await plan_of(world)).lines[0].signs == ["4.1"]


async def test_no_member_comes_to_anothers_plan(page: Page, other: Page) -> None:
    await joins(page)
    await hands_in(page, "1.3")
    await page.picks("Lập kế hoạch")
    await takes(page, MEASURE)
    await joins(other, 1)
    await agrees(other)
    for verb in ("planline:1", "planmove:1:finish", "planerase:1", "plandue:1", "planhistory:1:0"):
        said = await other.taps(verb)
        assert "không còn trong kế hoạch" in said
        assert MEASURE not in said
    assert (await plan_of(page.world)).lines[0].state == "new"


async def test_not_before_he_agrees(person: Person) -> None:
    await joins(person)
    assert "Lưu gì" in await person.says("/kehoach")
    if isinstance(person, Page):
        for verb in ("planmore", "planown:-", "plansign:1.3", "plantake:1.3:0", "check", "planyear:2026"):
            assert "Lưu gì" in await person.taps(verb)
    assert (await plan_of(person.world)).lines == []
    await person.says("/kehoach")
    while any(label.startswith("Tôi đồng ý") for label in person.labels):
        await person.picks("Tôi đồng ý")
    assert "Chưa có việc nào." in person.text, "on to where he wanted to go"


async def test_thirty_lines_are_enough(page: Page) -> None:
    await joins(page)
    await agrees(page)
    for number in range(MOST):
        await page.taps("planown:-")
        await page.says(f"Việc thứ {number}")
    await page.taps("planown:-")
    assert "đã có 30 việc" in await page.says("Một việc nữa")
    await page.says("/kehoach")
    seen = page.text
    while "Trang sau ›" in page.labels:
        seen += await page.picks("Trang sau ›")
    assert all(f"Việc thứ {number} " in seen for number in range(MOST))


async def test_the_plan_is_behind_a_reminders_button(person: Person) -> None:
    await joins(person)
    assert "Kế hoạch" not in await person.says("/viec")
    await hands_in(person, "1.3")
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE, "Một tháng")
    assert "Kế hoạch tự sửa: 1 việc đang mở." in await person.says("/viec")
    person.world.passes(days=40)
    assert "1 việc quá hạn" in await person.says("/viec")
    assert "Tiến độ tháng" in await person.picks("Ghi tiến độ")
