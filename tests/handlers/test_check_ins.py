"""Each month: how it goes, a line at a time; or all lines in one message of numbers."""

from tests.conversations import NUMBERED_ONLY, Page, Person, Plain, World, agrees, joins
from tests.meetings import led
from tests.plans import plan_of

LINES = (
    "Đọc nghị quyết mỗi tuần",
    "Góp ý mỗi buổi họp",
    "Thăm một gia đình",
    "Nộp báo cáo đúng hẹn",
    "Tập thể dục",
)


async def plans(person: Person, count: int, due: str = "Cuối năm") -> None:
    """So many lines, made a while ago."""
    await joins(person, 1)
    await agrees(person)
    for words in LINES[:count]:
        await person.says("/kehoach")
        await person.picks("Thêm việc")
        await person.picks("Viết một việc")
        await person.says(words)
        await person.picks(due)
        await person.picks("Tự tôi")
    person.world.passes(days=8)


async def test_a_line_at_a_time(page: Page) -> None:
    await plans(page, 5)
    said = await page.says("/kehoach")
    taps = 0
    assert "Ghi tiến độ tháng 11/2026 (5 việc)" in page.labels
    said = await page.picks("Ghi tiến độ")
    for number, way in enumerate(("Đang làm", "Đã xong", "Chưa làm được", "Đang làm", "Đã xong")):
        assert f"Tiến độ tháng 11/2026 · việc 1/{5 - number}" in said
        said = await page.picks(way)
        taps += 1
    assert taps == 5, "one tap a line"
    assert "Đã ghi tiến độ tháng 11/2026: 2 xong, 2 đang làm, 1 chưa làm được." in said
    plan = await plan_of(page.world, 1)
    assert [line.state for line in plan.lines] == ["going", "done", "new", "going", "done"]
    assert [line.checked("2026-11") for line in plan.lines] == ["going", "done", "none", "going", "done"]


async def test_a_late_line_is_put_off_in_three_taps(page: Page) -> None:
    await plans(page, 1, "Một tháng")
    page.world.passes(days=30)
    await page.says("/kehoach")
    await page.picks("Ghi tiến độ")
    said = await page.picks("Chưa làm được")
    assert "Việc này hạn 22/12/2026, quá 8 ngày." in said
    said = await page.picks("Một tháng (30/01)")
    assert "Đã ghi tiến độ tháng 12/2026" in said
    assert "hạn 30/01/2027" in said


async def test_a_late_line_may_keep_its_day_or_be_given_another_in_words(page: Page) -> None:
    await plans(page, 2, "Một tháng")
    page.world.passes(days=30)
    await page.says("/checkin")
    await page.picks("Đang làm")
    await page.says("hôm nào rảnh")
    assert "chưa rõ ngày" in page.text
    await page.says("15/2")
    await page.picks("Đang làm")
    await page.picks("Giữ hạn cũ")
    plan = await plan_of(page.world, 1)
    assert sorted(f"{line.due_on}" for line in plan.lines) == ["2026-12-22", "2027-02-15"]


async def test_a_note_if_he_likes(page: Page) -> None:
    await plans(page, 1)
    await page.says("/kehoach")
    await page.picks("Ghi tiến độ")
    await page.picks("Ghi một câu")
    said = await page.says("Tuần này đọc được hai trang")
    assert "Tiến độ tháng 11/2026" in said, "the line is still to be answered"
    await page.picks("Đang làm")
    [line] = (await plan_of(page.world, 1)).lines
    assert [(step.act, step.words) for step in line.steps] == [
        ("note", "Tuần này đọc được hai trang"),
        ("begin", ""),
        ("check", "2026-11 going"),
    ]


async def test_half_of_it_counts(person: Person) -> None:
    await plans(person, 3)
    await person.says("/kehoach")
    await person.picks("Ghi tiến độ tháng 11/2026 (3 việc)")
    if isinstance(person, NUMBERED_ONLY):
        await person.says("2 0 0")
    else:
        await person.picks("Đang làm")
        await person.picks("Việc sau")
        assert "Thăm một gia đình" in person.text
        await person.picks("Để sau")
    await person.says("/kehoach")
    assert "Ghi tiến độ tháng 11/2026 (2 việc)" in "".join(person.labels)


async def test_a_month_that_was_skipped_is_no_reproach(page: Page) -> None:
    await plans(page, 1)
    await page.says("/checkin")
    await page.picks("Đang làm")
    page.world.passes(days=62)
    said = await page.says("/checkin")
    assert "Tiến độ tháng 01/2027" in said
    assert "Lần trước (11/2026): Đang làm." in said
    assert "12/2026" not in said.replace("hạn 31/12/2026", "")
    assert "bỏ" not in said


async def test_the_month_is_that_of_the_next_meeting(world: World, page: Page) -> None:
    await led(world)
    await plans(page, 1)
    assert "Tiến độ tháng 12/2026" in await page.says("/checkin"), "the cell meets on the 3rd of December"
    await page.picks("Đang làm")
    page.world.passes(days=5)
    assert "Đã ghi tiến độ tháng 12/2026" in await page.says("/checkin"), "two days after it, still for it"
    page.world.passes(days=3)
    assert "Tiến độ tháng 01/2027" in await page.says("/checkin")


async def test_a_line_just_made_is_not_asked_about(page: Page) -> None:
    await plans(page, 1)
    await page.says("/kehoach")
    await page.picks("Thêm việc")
    await page.picks("Viết một việc")
    await page.says("Việc mới")
    await page.says("/kehoach")
    assert "Ghi tiến độ tháng 11/2026 (1 việc)" in page.labels


async def test_all_lines_in_one_message(plain: Plain) -> None:
    await plans(plain, 5)
    await plain.says("/kehoach")
    said = await plain.picks("Ghi tiến độ")
    assert all(f"{number}. {words}" in said for number, words in enumerate(LINES, 1))
    assert "Ví dụ, với 5 việc: 1 2 3 1 2" in said
    said = await plain.says("2 1 3 2 1")
    assert "Đã ghi tiến độ tháng 11/2026: 2 xong, 2 đang làm, 1 chưa làm được." in said
    plan = await plan_of(plain.world, 1)
    assert [line.state for line in plan.lines] == ["going", "done", "new", "going", "done"]


async def test_numbers_are_all_or_nothing(plain: Plain) -> None:
    await plans(plain, 3)
    await plain.says("/checkin")
    for typed in ("2 1", "2 1 3 2", "2 1 4", "2 1 x", "hai một ba", "213 2", "2.1.3.3"):
        assert "đúng 3 số từ 0 đến 3" in await plain.says(typed), typed
        assert all(not line.steps for line in (await plan_of(plain.world, 1)).lines), typed
    assert "Đã ghi tiến độ" in await plain.says("213"), "without blanks is clear enough"


async def test_the_same_numbers_twice_are_noted_once(plain: Plain) -> None:
    await plans(plain, 1)
    await plain.says("/checkin")
    event = plain.event(text="2")
    await plain.sends(event)
    before = await plan_of(plain.world, 1)
    await plain.sends(event)
    assert await plan_of(plain.world, 1) == before
    [line] = before.lines
    assert [step.act for step in line.steps] == ["begin", "check"]


async def test_a_second_tap_notes_nothing_more(page: Page) -> None:
    await plans(page, 2)
    await page.says("/checkin")
    verb = page.buttons["Đang làm"]
    await page.taps(verb)
    await page.taps(verb)
    await page.taps(verb.replace("going", "none"))
    first, second = (await plan_of(page.world, 1)).lines
    assert [step.act for step in first.steps] == ["begin", "check"]
    assert second.steps == []


async def test_an_old_card_notes_its_own_month(page: Page) -> None:
    await plans(page, 1)
    await page.says("/checkin")
    going = page.buttons["Đang làm"]
    page.world.passes(days=31)
    await page.says("/checkin")
    await page.picks("Chưa làm được")
    await page.picks("Giữ hạn cũ") if "Giữ hạn cũ" in page.labels else None
    await page.taps(going)
    [line] = (await plan_of(page.world, 1)).lines
    assert (line.checked("2026-11"), line.checked("2026-12")) == ("going", "none")
    for forged in ("checked:1:2026-99x:going", "checked:1:2026-11:well", "checked:77:2026-11:going"):
        await page.taps(forged)
    assert (await plan_of(page.world, 1)).lines == [line]
