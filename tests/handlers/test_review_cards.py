"""Old, repeated and forged taps in the self-review: the right thing, or nothing."""

import pytest

from storage.engines import FlowSession
from tests.conftest import make_cell, make_cycle
from tests.conversations import Page, World, agrees, begins, finishes_pages, joins


async def test_a_card_of_a_month_ago_still_answers(page: Page) -> None:
    await joins(page)
    await page.world.opens_cycle(days=60)
    await agrees(page)
    await page.picks("Từng biểu hiện một")
    old = dict(page.buttons)
    await page.says("không")
    page.world.passes(days=31)
    await page.taps(old["Có dấu hiệu"])
    assert "1.1" in page.text
    assert "chọn nguyên nhân" in page.text
    await page.picks("Tiếp tục")
    assert "Biểu hiện 2/27" in page.text


async def test_a_card_of_another_cycle_changes_nothing(page: Page) -> None:
    await begins(page)
    old = page.buttons["Có dấu hiệu"]
    page.world.passes(days=20)
    await page.taps(old)
    assert "đã đóng lúc" in page.text
    await page.world.opens_cycle()
    await page.taps(old)
    assert "đã đóng lúc" in page.text
    assert "Tự soi theo 27" in page.text
    await page.picks("Từng biểu hiện một")
    await page.taps(old)
    await page.picks("Từng biểu hiện một")
    assert "Biểu hiện 1/27" in page.text


async def test_double_taps_and_repeated_deliveries_change_nothing_more(page: Page) -> None:
    await begins(page)
    await page.taps(page.buttons["Có dấu hiệu"])
    cause = page.buttons["Do: Thiếu thông tin"]
    tap = page.event(choice=cause, event_id="tap")
    await page.sends(tap)
    await page.sends(tap)
    await page.taps(cause)
    assert [m.ticked for row in page.messages[-1].rows for m in row if "Thiếu thông tin" in m.label] == [True]
    await page.picks("Tiếp tục")
    await finishes_pages(page)
    submit = page.buttons["Nộp và giữ bản của tôi"]
    await page.taps(submit)
    receipt = page.text
    page.world.passes(hours=1)
    await page.taps(submit)
    assert "lúc 09:00 22/11/2026" in receipt
    assert "lúc 09:00 22/11/2026" in page.text


async def test_an_answer_that_was_lost_is_shown_again(page: Page) -> None:
    await begins(page)
    event = page.event(text="không", event_id="lost")
    await page.sends(event)
    await page.sends(event)
    assert "Biểu hiện 2/27" in page.text
    await page.taps("here")
    assert "Biểu hiện 2/27" in page.text


FORGED = """
    rate:{0}:1.1:7 rate:{0}:1.1:t rate:{0}:1.1: rate:{0}:9.9:1 rate:{0}:4.1:1 rate:{0}:2.3:1
    rate:{0}::0 rate:x:1.1:1 rate:-1:1.1:1 rate:999999999999999:1.1:1
    rate:99999999999999999999999:1.1:1 rate:{0}:1.1:1:1 rate tick:{0}: tick:{0}:+ tick:{0}:9.9+
    tick:{0}:1.1+,,1.2+ tick:{0}:4.1+ page:{0}:99 page:{0}:-1 list:{0}:3 done:{0}:999999999999
    skip:{0}:77 cause:{0}:1.1:busy+ cause:{0}:2.3:busy+ write:{0}:note:1.2 write:{0}:note:2.3
    write:{0}:degree:1.1 write:{0}:note write:{0}:strengths:1.1 write:{0}::1.1 clear:{0}:degree:1.1
    clear:{0}:note:9.9 way:99999:sign way:{1}:sign sum:{1} last:{1} last:424242 reopen:{1}
    submit:{1}:keep paperyes:{1} paperyes:77 next:0 unlink:999999999999999 claim:999999999999999:yes
    speak:xx speak: withdraw:x here page review:1 : :: ☭
"""


async def test_forged_and_unknown_choices_change_nothing_and_break_nothing(page: Page) -> None:
    world = page.world
    await begins(page)
    await page.says("không")
    theirs = await another_cells_cycle(world)
    for form in [*FORGED.split(), "", "\0"]:
        await page.taps(form.format(world.cycle_id, theirs))
        assert page.text, form
        await page.says("/tusoi")
        assert "Biểu hiện 2/27" in page.text, form
        assert page.messages[-1].progress == (1, 27), form


async def another_cells_cycle(world: World) -> int:
    """A cycle that is open in a cell this member does not belong to."""

    def work(session: FlowSession) -> int:
        return make_cycle(session, make_cell(session, world.now, "CB9").unit_id, (), world.now)

    return await world.database.run(work)


@pytest.mark.parametrize(
    "form", ["cause:{0}:1.1:nonsense+", "cause:{0}:1.1:", "cause:{0}:1.1:busy-", "cause:{0}:1.1:+"]
)
async def test_causes_that_do_not_exist_are_not_kept(page: Page, form: str) -> None:
    await begins(page)
    await page.says("có")
    await page.taps(form.format(page.world.cycle_id))
    assert [
        item for row in page.messages[-1].rows for item in row if item.ticked and "Do:" in item.label
    ] == []


async def test_the_same_forged_field_typed_into_is_refused(page: Page) -> None:
    await begins(page)
    await page.says("có")
    await page.taps(f"write:{page.world.cycle_id}:degree:1.1")
    assert "Nút này thuộc về một bài khác" in page.text
    await page.says("không hiểu gì")
    assert "chưa hiểu" in page.text
