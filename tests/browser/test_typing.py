"""Writing more than a line: Enter on a phone's keyboard makes one, on a computer's it sends."""

from playwright.async_api import Browser, expect

from tests.browser.conftest import Served
from tests.browser.visits import Visit, visiting

TEXT = "#text"


async def test_on_a_phone_enter_makes_a_line_and_the_button_sends(browser: Browser, served: Served) -> None:
    async with visiting(browser, served.address, has_touch=True, is_mobile=True) as visit:
        await visit.plays(1)
        field = visit.page.locator(TEXT)
        await expect(field).to_have_attribute("enterkeyhint", "enter")
        before = await field.bounding_box()
        await field.tap()
        await field.press_sequentially("/menu")
        await field.press("Enter")
        await field.press_sequentially("đoạn hai")
        assert await field.input_value() == "/menu\nđoạn hai"
        await expect(visit.page.locator(".message.mine")).to_have_count(0)
        after = await field.bounding_box()
        assert before
        assert after
        assert after["height"] > before["height"], "both lines are seen"
        await visit.page.locator("#send").tap()
        await visit.settles()
        await expect(visit.page.locator(".message.mine")).to_have_count(1)
        assert await field.input_value() == ""


async def test_with_a_keyboard_and_mouse_enter_sends(visit: Visit) -> None:
    await visit.plays(1)
    field = visit.page.locator(TEXT)
    await expect(field).to_have_attribute("enterkeyhint", "send")
    await field.fill("dòng một")
    await field.press("Shift+Enter")
    await field.press_sequentially("dòng hai")
    assert await field.input_value() == "dòng một\ndòng hai"
    await field.press("Enter")
    await visit.settles()
    await expect(visit.page.locator(".message.mine")).to_have_count(1)
    assert await field.input_value() == ""
