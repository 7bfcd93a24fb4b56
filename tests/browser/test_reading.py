"""Who reads large, in the dark, by keyboard or by ear gets the same page."""

import re
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, expect

from tests.browser.conftest import Served
from tests.browser.visits import Visit, visiting

MEASURE = """() => {
  const linear = (value) => value <= .03928 ? value / 12.92 : ((value + .055) / 1.055) ** 2.4;
  const light = (rgb) => [.2126, .7152, .0722].reduce((sum, part, n) => sum + part * linear(rgb[n] / 255), 0);
  const numbers = (text) => (text.match(/[\\d.]+/g) || []).map(Number);
  const behind = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const colour = numbers(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = {};
  const texts = {
    body: ".bubble p", strong: ".bubble strong", quiet: ".progress span", mine: ".mine .bubble p",
    choice: ".choice:not(.main, .quiet)", main: ".choice.main", aside: ".choice.quiet", lock: ".lock span",
    strip: ".demo-strip b", field: "#text", note: ".note", person: ".person-role",
  };
  for (const [name, selector] of Object.entries(texts)) {
    const node = document.querySelector(selector);
    if (!node) continue;
    const pair = [light(numbers(getComputedStyle(node).color)), light(behind(node))].sort((a, b) => b - a);
    found[name] = (pair[0] + .05) / (pair[1] + .05);
  }
  return found;
}"""
SMALL = """() => [...document.querySelectorAll("button, a, textarea, input:not([type=hidden])")]
  .filter((node) => node.offsetParent && !(node.closest(".bubble") && !node.matches(".file")))
  .map((node) => [node.id || node.className || node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 44)
  .map(([name, box]) => `${name} ${box.width}x${box.height}`)"""
WIDE = """() => {
  const wide = (node) => node.offsetParent && !node.closest(".unseen")
    && node.getBoundingClientRect().right > innerWidth + .5;
  const found = [...document.querySelectorAll("body *")].filter(wide).map((node) => node.outerHTML);
  const scrolls = (node) => node && node.scrollWidth > node.clientWidth;
  return [document.scrollingElement, document.querySelector("#scroll")].some(scrolls)
    ? ["it scrolls", ...found] : found;
}"""


async def focused(visit: Visit) -> str:
    """The text of what has the focus."""
    script = "document.activeElement === document.body ? '' : document.activeElement.textContent.trim()"
    return str(await visit.value(script))


async def tabs_to(visit: Visit, start: str) -> None:
    """Press Tab until something that begins so has the focus."""
    for _ in range(40):
        if (await focused(visit)).startswith(start):
            return
        await visit.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {start!r}")


async def test_a_page_of_ticks_by_keyboard_alone(visit: Visit) -> None:
    press = visit.page.keyboard.press
    await visit.page.goto(f"{visit.address}/demo")
    await tabs_to(visit, "Phạm Thị Thanh Tâm")
    await press("Enter")
    await expect(visit.button("Tự soi")).to_be_visible()
    for label in ("Tự soi", "Tôi đồng ý", "Theo trang"):
        await tabs_to(visit, label)
        await press("Enter")
        await visit.settles()
    await visit.sees("Trang 1/3")
    await tabs_to(visit, "1.1")
    await press("Space")
    await visit.settles()
    assert (await focused(visit)).startswith("1.1")  # on the same tick, although the card was drawn anew
    await expect(visit.page.locator(":focus")).to_have_attribute("aria-checked", "true")
    await press("Tab")
    assert (await focused(visit)).startswith("1.2")
    await press("Space")
    await visit.settles()
    await press("Space")
    await visit.settles()
    await expect(visit.page.locator(":focus")).to_have_attribute("aria-checked", "false")
    await tabs_to(visit, "Xong trang này (1")
    await press("Enter")
    await visit.settles("Trang 2/3")
    await expect(visit.page.locator(":focus")).to_have_class(re.compile("message bot"))
    await press("Tab")
    assert (await focused(visit)).startswith("2.1")
    await visit.page.locator("#menu-button").focus()
    await press("Enter")
    await expect(visit.page.locator("#menu")).to_be_visible()
    await press("Escape")
    await expect(visit.page.locator("#menu")).to_be_hidden()
    await expect(visit.page.locator("#menu-button")).to_be_focused()


async def test_what_is_read_aloud(visit: Visit) -> None:
    await visit.plays(7)
    await visit.opens_review("Theo trang")
    log = visit.page.get_by_role("log", name="Cuộc trò chuyện")
    await expect(log).to_have_attribute("aria-live", "polite")
    card: Locator = visit.card
    await expect(card).to_have_role("article")
    bar = card.get_by_role("progressbar", name="Tiến độ")
    await expect(bar).to_have_attribute("aria-valuetext", "0/27")
    snapshot = await card.aria_snapshot()
    assert re.search(r'^- article "Tự soi":', snapshot)
    assert re.search(r'checkbox "1\.1 [^"]+"$', snapshot, re.MULTILINE)
    assert 'group "Các lựa chọn"' in snapshot
    await visit.taps(re.compile("^1.1"))
    assert re.search(r'checkbox "1\.1 [^"]+" \[checked\]', await card.aria_snapshot())
    await visit.taps("Từng biểu hiện")
    await visit.taps("Không có")
    spoken = visit.page.locator("#announce p").last  # an edit is announced, by its text
    await expect(spoken).to_contain_text("Tiến độ 1/27")
    await expect(spoken).to_contain_text("Biểu hiện 2/27")
    await visit.page.locator("#menu-button").click()
    whole = await visit.page.locator("body").aria_snapshot()
    for part in (
        'button "Menu và cài đặt" [expanded]',
        'group "Cỡ chữ"',
        'button "Chữ rất lớn"',
        'button "Xóa khỏi máy này"',
        'textbox "Tin nhắn"',
        'button "Gửi"',
        "- main:",
        "- banner:",
    ):
        assert part in whole, part
    assert 'button "Chữ thường" [pressed]' in whole


async def walks(visit: Visit) -> Any:
    """The kinds of cards, one after the other."""
    await visit.page.goto(visit.address)
    await expect(visit.page.locator("h1")).to_be_visible()
    yield "chooser"
    await visit.plays(5)
    yield "menu"
    await visit.taps("Tự soi")
    yield "consent"
    if await visit.button("Tôi đồng ý").count():
        await visit.taps("Tôi đồng ý")
        yield "opening"
        await visit.taps("Theo trang")
    else:
        await visit.says("/tusoi")
    yield "page"
    await visit.taps("Từng biểu hiện")
    yield "sign"
    await visit.taps("Danh sách")
    yield "list"
    await visit.taps(re.compile(r"^1\.3$"))
    await visit.taps(re.compile("^Có dấu hiệu"))
    yield "detail"
    await visit.taps(re.compile("^Tiếp tục"))
    await visit.taps("Làm theo trang")
    await visit.page.locator("#menu-button").click()
    yield "settings"


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_texts_stand_out_and_buttons_are_large(browser: Browser, served: Served, scheme: Any) -> None:
    async with visiting(browser, served.address, color_scheme=scheme) as visit:
        async for kind in walks(visit):
            assert await visit.value(SMALL) == [], kind
            found = await visit.value(MEASURE)
            poor = {name: ratio for name, ratio in found.items() if ratio < 4.5}
            assert not poor, (kind, poor)
            if kind != "chooser":
                assert found["body"] >= 7
                assert found["choice"] >= 7


@pytest.mark.parametrize("size", ["normal", "larger"])
async def test_nothing_is_wider_than_the_screen(browser: Browser, served: Served, size: str) -> None:
    async with visiting(browser, served.address) as visit:
        await visit.context.add_init_script(f"localStorage.setItem('tusoi-size', '{size}')")
        async for kind in walks(visit):
            for width in (320, 360, 768, 1280):
                await visit.page.set_viewport_size({"width": width, "height": 640})
                assert await visit.value("document.documentElement.dataset.size") == size
                assert await visit.value(WIDE) == [], (kind, width)
            await visit.page.set_viewport_size({"width": 360, "height": 740})
