"""A member's way through the web chat in a real browser, and what goes wrong on a real phone."""

import asyncio
import io
import json
import re
import zipfile

from playwright.async_api import Browser, Route, expect

from tests.browser.conftest import Served
from tests.browser.visits import Visit, visiting

DONE = re.compile("^Xong")


async def test_a_newcomer_from_the_first_page_to_the_receipt_and_back(visit: Visit) -> None:
    await visit.page.goto(visit.address)
    await expect(visit.page).to_have_url(f"{visit.address}/demo")
    await visit.chooses("Phạm Thị Thanh Tâm")
    await visit.taps("Tự soi", "đồng ý")
    await visit.taps("Tôi đồng ý", "Bí thư thấy gì?")
    await visit.taps("Từng biểu hiện", "Biểu hiện 1/27")
    await visit.taps("Không có", "Biểu hiện 2/27")
    await visit.taps(re.compile("^Có dấu hiệu"), "1.2")
    await visit.taps(re.compile("^Do: "))
    await expect(visit.card.get_by_role("checkbox", checked=True)).to_have_count(1)
    await visit.taps("Ghi biểu hiện cụ thể", "Cụ thể là việc gì?")
    await visit.says("Có lúc nể nang <b>quá</b>", "Có lúc nể nang <b>quá</b>")
    await visit.taps(re.compile("^Tiếp tục"), "Biểu hiện 3/27")
    await visit.taps("Làm theo trang", "Trang 1/3")
    await visit.taps(re.compile("^1.5"))
    await expect(visit.card.get_by_role("checkbox", checked=True)).to_have_count(2)
    for _ in range(3):
        await visit.taps(DONE)
    await visit.sees("Mức độ ở đồng chí")
    await visit.taps("Có, cần khắc phục")
    await visit.taps(re.compile("^Tiếp tục"), "Tổng hợp")
    await expect(visit.card).to_contain_text("1.2")
    await expect(visit.card).to_contain_text("1.5")
    await visit.taps("Nộp và giữ", "đã nộp")
    await visit.taps("Mở lại để sửa", "Tổng hợp")
    await expect(visit.page.locator("script:not([src])")).to_have_count(0)


async def test_a_reload_in_the_middle_shows_the_card_that_was_there(visit: Visit) -> None:
    await visit.plays(1)
    await visit.opens_review("Từng biểu hiện")
    for _ in range(3):
        await visit.taps("Không có")
    await visit.sees("Biểu hiện 4/")
    await visit.page.reload()
    await visit.sees("Biểu hiện 4/")
    await expect(visit.page.locator(".message")).to_have_count(1)


async def test_another_device_joined_by_a_link_code_goes_on_there(
    visit: Visit, browser: Browser, served: Served
) -> None:
    await visit.plays(2)
    await visit.opens_review("Từng biểu hiện")
    await visit.taps("Không có", "Biểu hiện 2/")
    await visit.says("/lienket")
    await visit.taps("Nối thêm", "Mã nối")
    address = await visit.card.get_by_role("link").get_attribute("href")
    assert address
    assert address.startswith(f"{served.address}/#")
    async with visiting(browser, served.address, width=1280, height=800) as tablet:
        await tablet.page.goto(address)  # where nobody was before
        await tablet.sees("Máy này đã nối")
        await expect(tablet.page).to_have_url(f"{served.address}/")
        await tablet.taps("Tự soi", "Biểu hiện 2/")
        await expect(visit.page.locator(".message.bot").last).to_contain_text("Mã nối")
        await served.delivers()
        await visit.sees("Có thêm một nơi")  # pushed
        await tablet.taps("Không có", "Biểu hiện 3/")
    await visit.says("/tusoi", "Biểu hiện 3/")


async def test_answers_are_saved_once_however_bad_the_line(visit: Visit) -> None:
    await visit.plays(9)
    await visit.opens_review("Từng biểu hiện")
    seen: list[str] = []

    async def bad_line(route: Route) -> None:
        seen.append(str((route.request.post_data_json or {})["id"]))
        if len(seen) == 2:
            await route.fetch()  # it gets there, but the answer is lost
        if len(seen) < 3:
            await route.abort()
        else:
            await route.continue_()

    await visit.page.route("**/api/events", bad_line)
    await visit.button("Không có").click()
    await expect(visit.page.locator("#status")).to_contain_text("Đang kết nối lại")
    await visit.page.evaluate("dispatchEvent(new Event('online'))")  # the page need not wait for its next try
    await expect(visit.card).to_contain_text("Biểu hiện 2/")
    await expect(visit.page.locator("#status")).to_be_empty()
    assert len(seen) == 3
    assert len(set(seen)) == 1
    await expect(visit.card.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "1")
    await visit.page.unroute("**/api/events")
    await visit.taps("Không có", "Biểu hiện 3/")


async def test_a_double_click_answers_one_sign(visit: Visit) -> None:
    await visit.plays(4)
    await visit.opens_review("Từng biểu hiện")
    await visit.button("Không có").dblclick(delay=200)  # the second click meets the next card
    await visit.settles("Biểu hiện 2/")
    await asyncio.sleep(0.2)
    await visit.sees("Biểu hiện 2/")
    await expect(visit.card.get_by_role("progressbar")).to_have_attribute("aria-valuenow", "1")


async def test_the_copy_to_take_along_opens(visit: Visit) -> None:
    await visit.plays(5)
    await visit.says("/quyenriengtu")
    await visit.taps("Tải về")
    async with visit.page.expect_download() as promised:
        await visit.page.locator("a.file").click()
    path = await (await promised.value).path()
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        assert sorted(archive.namelist()) == ["tu-soi.json", "tu-soi.txt"]
        assert json.loads(archive.read("tu-soi.json"))
        assert "Tự soi" in archive.read("tu-soi.txt").decode()


async def test_this_device_forgets_and_so_do_its_other_tabs(visit: Visit) -> None:
    await visit.plays(6)
    await visit.says("/lienket", "Máy và kênh")
    tab = await visit.context.new_page()
    await tab.goto(visit.address)
    await expect(tab.locator(".message.bot")).to_have_count(1)
    await visit.page.bring_to_front()
    await visit.page.locator("#menu-button").click()
    await visit.page.locator("#forget").click()
    dialog = visit.page.get_by_role("dialog")
    await expect(dialog).to_be_visible()
    await dialog.get_by_role("button", name="Giữ lại").click()
    await expect(dialog).to_be_hidden()
    await visit.page.locator("#menu-button").click()
    await visit.page.locator("#forget").click()
    await visit.page.locator("#forget-yes").click()
    await expect(visit.page).to_have_url(f"{visit.address}/demo")
    await expect(tab).to_have_url(f"{visit.address}/demo")
    assert await visit.value("localStorage.length + sessionStorage.length") == 0
    await visit.page.go_back()
    await expect(visit.page.locator("body")).not_to_contain_text("Máy và kênh")


async def test_the_recovery_word_stays_while_one_goes_on(visit: Visit, served: Served) -> None:
    await visit.comes_by_code()
    await visit.says(await served.code(1), "Từ khôi phục")
    found = re.search(r"\S[^\n]* – [^\n]* – [^\n]*", await visit.card.inner_text())
    assert found
    await visit.taps("Về trang chính", "Chào đồng chí")
    await visit.taps("Tự soi")
    await expect(visit.page.locator("#log")).to_contain_text(found.group())
    await visit.page.reload()
    await expect(visit.card).to_be_visible()
    await expect(visit.page.locator("#log")).not_to_contain_text(found.group())


async def test_a_pin_is_masked_while_typed_and_after(visit: Visit) -> None:
    await visit.plays(7)
    await visit.says("/lienket")
    await visit.taps("Đặt mã PIN", "4 đến 8 chữ số")
    field = visit.page.get_by_role("textbox", name=re.compile("^Mã PIN"))
    await expect(field).to_have_attribute("type", "password")
    await expect(visit.page.locator("#text")).to_be_hidden()
    await field.fill("2468")
    await visit.page.locator("#reveal").click()
    await expect(field).to_have_attribute("type", "text")
    await visit.page.locator("#send").click()
    await visit.settles("Đã đặt mã PIN")
    await expect(visit.page.locator("#text")).to_be_visible()
    assert "2468" not in await visit.page.content()
    await expect(visit.page.locator(".mine").last).to_have_text("••••")


async def test_another_language_changes_the_whole_page(visit: Visit) -> None:
    await visit.plays(8)
    await visit.taps("Ngôn ngữ")
    await visit.taps("English")
    await expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    await expect(visit.page.get_by_role("log")).to_have_accessible_name("Conversation")
