"""A picture in the chat: on a small phone, in the light and in the dark, and for who does not see it."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, expect

from bot import documents
from flows import menu
from flows.replies import Attachment, Raw, Reply, choice, stack
from tests.bot.documents.examples import bars, groups
from tests.browser.conftest import Served, serving
from tests.browser.test_reading import WIDE
from tests.browser.visits import Visit, visiting

LOADED = "node => node.complete && node.naturalWidth"
SHOWN = "node => new URL(node.currentSrc).pathname.split('.').pop()"
"""Which of the two: 0 is the light one, 1 the dark one."""


def flow(*_: Any) -> Reply:
    """What `/trogiup` answers here: six bars, then all of them."""
    chart = Attachment("chart", "ket-qua.png", bars())
    return Reply(
        (Raw("Kết quả của chi bộ"),), stack(choice("help", Raw("Lần nữa"))), "help", attachment=chart
    )


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A demo in which `/trogiup` shows a chart."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(menu, "assist", flow)
        patch.setattr(documents._worker, "patience", 60)
        async with serving(tmp_path_factory.mktemp("charts")) as running:
            yield running
            await documents.close()


SCREEN = 740


def image(visit: Visit) -> Locator:
    """The newest picture."""
    return visit.card.locator("img")


async def sees_picture(visit: Visit, which: str) -> None:
    """The newest picture has come, in this theme."""
    await expect(image(visit)).to_be_visible()
    handle = await image(visit).element_handle()
    assert handle
    await visit.page.wait_for_function(LOADED, arg=handle)
    await visit.page.wait_for_function(f"node => ({SHOWN})(node) === '{which}'", arg=handle)


@pytest.mark.parametrize(("scheme", "which"), [("light", "0"), ("dark", "1")])
async def test_a_picture_fills_a_small_phone_and_no_more(
    browser: Browser, served: Served, scheme: Any, which: str
) -> None:
    async with visiting(browser, served.address, color_scheme=scheme) as visit:
        await visit.plays(1)
        await visit.says("/trogiup", "Kết quả của chi bộ")
        await sees_picture(visit, which)
        assert await image(visit).evaluate(LOADED) == 1080
        box, bubble = await image(visit).bounding_box(), await visit.card.locator(".bubble").bounding_box()
        assert box
        assert bubble
        assert bubble["width"] - 2.5 <= box["width"] <= bubble["width"]
        assert box["width"] >= 330
        for width in (320, 360, 1280):
            await visit.page.set_viewport_size({"width": width, "height": 740})
            assert await visit.value(WIDE) == [], width


async def test_there_is_room_for_a_picture_before_it_comes(visit: Visit) -> None:
    await visit.plays(2)
    await visit.page.route("**/files/**", lambda route: route.abort())
    await visit.says("/trogiup", "Kết quả của chi bộ")
    box = await image(visit).bounding_box()
    assert box
    assert box["height"] > 400
    await expect(visit.card.locator("details")).to_have_attribute("open", "")  # then the words are shown


async def test_what_does_not_see_it_reads_it(visit: Visit) -> None:
    await visit.plays(3)
    await visit.says("/trogiup", "Kết quả của chi bộ")
    await expect(image(visit)).to_have_attribute("alt", "Biểu hiện nhiều nhất")
    snapshot = await visit.card.aria_snapshot()
    assert 'link "Mở hình to: Biểu hiện nhiều nhất"' in snapshot
    table = visit.card.locator("details")
    summary = table.locator("summary")
    await expect(summary).to_have_text("Bảng số")
    found = await summary.bounding_box()
    assert found
    assert found["height"] >= 44
    await expect(table.locator("p").last).to_be_hidden()
    await summary.focus()
    await visit.page.keyboard.press("Enter")
    await expect(table).to_contain_text("1.2 ")
    await expect(table.locator(".line").nth(3)).to_be_visible()
    lines = await table.locator(".line").all_inner_texts()
    assert len([line for line in lines if re.search(r": khoảng \d+/12 đồng chí \(\d+–\d+\)$", line)]) == 6
    assert await table.locator(".range").count() == 6  # none is broken at its dash
    assert await visit.value(WIDE) == []


async def test_a_card_that_becomes_a_picture_is_announced_by_its_name(visit: Visit) -> None:
    await visit.plays(4)
    await visit.taps("Trợ giúp", "Kết quả của chi bộ")
    await expect(visit.page.locator(".message.bot")).to_have_count(1)
    await expect(visit.page.locator("#announce p").last).to_contain_text("Biểu hiện nhiều nhất")
    await visit.taps("Lần nữa")
    await expect(visit.page.locator(".message.bot img")).to_have_count(1)


async def test_it_follows_the_theme_chosen_in_the_menu(visit: Visit) -> None:
    await visit.plays(5)
    await visit.says("/trogiup", "Kết quả của chi bộ")
    await sees_picture(visit, "0")
    await visit.page.locator("#menu-button").click()
    await visit.page.get_by_role("button", name="Tối").click()
    await sees_picture(visit, "1")
    await visit.page.get_by_role("button", name="Sáng").click()
    await visit.page.emulate_media(color_scheme="dark")
    await sees_picture(visit, "0")
    await visit.page.get_by_role("button", name="Tự động").click()
    await sees_picture(visit, "1")


async def test_a_tap_opens_it_by_itself(visit: Visit, browser: Browser, served: Served) -> None:
    async with visiting(browser, served.address, color_scheme="dark") as dark:
        for one, which in ((visit, "0"), (dark, "1")):
            await one.plays(6)
            await one.says("/trogiup", "Kết quả của chi bộ")
            await sees_picture(one, which)
            async with one.context.expect_page() as opening:
                await image(one).click()
            opened = await opening.value
            await opened.wait_for_load_state()
            assert opened.url.endswith(f".{which}")
            assert await opened.locator("img").evaluate(LOADED) == 1080


async def test_a_high_picture_shows_its_upper_part_until_asked(
    visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.browser.test_charts.bars", groups)
    await visit.plays(7)
    await visit.says("/trogiup", "Kết quả của chi bộ")
    await sees_picture(visit, "0")
    assert await shown_of(visit) < SCREEN / 2
    whole = visit.card.get_by_text("Xem cả hình")
    await whole.focus()
    await visit.page.keyboard.press("Enter")
    assert await shown_of(visit) > SCREEN
    assert await visit.value(WIDE) == []
    await whole.click()
    assert await shown_of(visit) < SCREEN / 2
    await visit.card.get_by_text("Bảng số").click()
    assert await visit.card.locator(".twin .line").count() == 2 + 3 + 27


async def shown_of(visit: Visit) -> float:
    """How high the part of the picture is that can be seen."""
    box = await visit.card.locator("a.picture").bounding_box()
    assert box
    return box["height"]
