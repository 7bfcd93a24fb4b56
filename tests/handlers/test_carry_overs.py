"""A new cycle: what was marked and planned before, what is proposed as done, what goes on."""

from flows import publications
from storage.engines import FlowSession
from tests.conversations import Page, Person, Plain, World, joins
from tests.handlers.conftest import Postman
from tests.plans import MEASURE, hands_in, plan_of, takes


async def next_cycle(world: World) -> None:
    """The first cycle closes and is published; months later the next one opens."""
    world.passes(days=15)

    def work(session: FlowSession) -> None:
        while publications.publish_some(session, world.now):
            pass

    await world.database.run(work)
    world.passes(days=150)
    await world.opens_cycle()


async def plans_two(person: Person, keep: bool = True) -> None:
    """Two signs marked, a line for each."""
    await joins(person)
    await hands_in(person, "1.3", "1.5", keep=keep)
    await person.picks("Lập kế hoạch")
    await takes(person, MEASURE, "Ba tháng")
    await takes(person, "Mỗi kỳ sinh hoạt", "Ba tháng")


async def test_with_a_copy_marks_and_lines_are_shown_again(person: Person) -> None:
    await plans_two(person)
    await next_cycle(person.world)
    said = await person.says("/tusoi")
    assert "đồng chí ghi 2 biểu hiện" in said
    assert "Kế hoạch tự sửa của đồng chí còn 2 việc đang mở." in said
    await hands_in(person, "1.3", "2.4")
    said = await person.says("/kehoach")
    assert "Xem lại 1 việc của đợt trước" in "".join(person.labels)
    said = await person.picks("Xem lại 1 việc")
    assert "1.5 Tự phê bình" in said
    assert "không còn đánh dấu điều ấy" in said
    said = await person.picks("Đúng, đã xong")
    assert "2.4 Bệnh" in said, "then the sign that is new"
    await person.picks("Để sau")
    said = await person.picks("Việc 1")
    assert "Đợt thứ 2 của việc này." in said
    assert "1.3 Nhận thức" in said
    plan = await plan_of(person.world)
    assert [(line.signs, line.state) for line in plan.lines] == [(["1.3"], "new"), (["1.5"], "done")]


async def test_a_line_that_is_not_done_goes_on_and_is_not_asked_about_again(page: Page) -> None:
    await plans_two(page)
    await next_cycle(page.world)
    await hands_in(page, "1.3")
    await page.says("/kehoach")
    await page.picks("Xem lại 1 việc")
    old = dict(page.buttons)
    await page.picks("Vẫn làm tiếp")
    await page.says("/kehoach")
    assert "Xem lại" not in "".join(page.labels)
    await page.picks("Hoàn tác: giữ việc đợt trước")
    assert "Xem lại 1 việc của đợt trước" in page.labels
    await page.taps(old["Vẫn làm tiếp"])
    await page.taps(old["Vẫn làm tiếp"])
    assert [step.act for step in (await plan_of(page.world)).lines[-1].steps].count("keep") == 1
    await next_cycle(page.world)
    await hands_in(page, "1.3")
    await page.says("/kehoach")
    assert "Xem lại 1 việc của đợt trước" in page.labels, "each cycle asks once"
    await page.picks("Việc 1")
    assert "Đợt thứ 3 của việc này." in page.text


async def test_without_a_copy_it_starts_from_the_lines(person: Person) -> None:
    await plans_two(person, keep=False)
    await next_cycle(person.world)
    said = await person.says("/tusoi")
    assert "Đợt trước" not in said
    assert "còn 2 việc đang mở" in said
    await person.says("/kehoach")
    assert "Chọn việc cho" not in "".join(person.labels)
    assert "Xem lại" not in "".join(person.labels)
    await person.picks("Việc 1")
    assert "1.3 Nhận thức" in person.text


async def test_once_figures_are_out_he_is_invited_once(world: World, page: Page, postman: Postman) -> None:
    await plans_two(page)
    world.passes(days=15, hours=1)

    def work(session: FlowSession) -> None:
        while publications.publish_some(session, world.now):
            pass

    await world.database.run(work)
    await world.database.run(work)
    [(_, letter)] = await postman.delivers()
    assert "nhìn lại việc của mình" in letter.plain
    assert "1.3" not in letter.plain
    assert [item.label for row in letter.rows for item in row] == [
        "Kết quả chung của chi bộ",
        "Kế hoạch tự sửa",
    ]
    assert await postman.delivers() == []
    assert MEASURE in await page.taps("plan")


async def test_nothing_is_proposed_to_who_has_not_handed_in_again(plain: Plain) -> None:
    await plans_two(plain)
    await next_cycle(plain.world)
    await plain.says("/kehoach")
    assert "Xem lại" not in "".join(plain.labels)


async def test_a_sign_marked_again_needs_a_new_line_when_the_old_one_is_done(page: Page) -> None:
    await plans_two(page)
    await page.picks("Việc 1")
    await page.picks("Đã xong")
    await page.says("/kehoach")
    assert "Chọn việc cho" not in "".join(page.labels), "done in this cycle is planned for"
    await next_cycle(page.world)
    await hands_in(page, "1.3", "1.5")
    await page.says("/kehoach")
    assert "Chọn việc cho 1 biểu hiện" in page.labels
    assert "1.3 Nhận thức" in await page.picks("Chọn việc cho")
