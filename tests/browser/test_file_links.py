"""The page behind a private link, in a browser: read on a small phone, and its button."""

import asyncio
from datetime import UTC, datetime

from playwright.async_api import Browser, expect

from bot.file_links import PATH, Links
from bot.messages import File
from flows import demo
from storage.engines import FlowSession
from tests.browser.conftest import Served
from tests.browser.visits import Visit
from tests.robustness.seats import seat

BOT, CHAT = "zalo:1", "1a"
MADE = File("Bản cá nhân của tôi, đợt cuối năm 2026.zip", b"PK" * 2000, "application/zip")


async def linked(served: Served) -> str:
    """Where something lies that was made for somebody on Zalo."""

    def work(session: FlowSession) -> None:
        members = [member for _, found in demo.people(session) for member, *_ in found]
        seat(session, members[-1], [(BOT, CHAT)], datetime.now(UTC))

    await served.app.database.run(work)
    link = await Links(served.app.turns).link(BOT, CHAT, MADE)
    return served.address + PATH + link.rpartition("/")[2]


async def test_the_button_gives_the_file_to_one_browser(
    visit: Visit, served: Served, browser: Browser
) -> None:
    address = await linked(served)
    await visit.page.goto(address)
    await expect(visit.page.get_by_role("heading", level=1)).to_have_text(MADE.name)
    assert await visit.page.evaluate("document.documentElement.scrollWidth") <= 360
    button = visit.page.get_by_role("button", name="Tải về")
    box = await button.bounding_box()
    assert box
    assert box["height"] >= 48
    for _ in range(2):
        async with visit.page.expect_download() as waiting:
            await button.click()
        download = await waiting.value
        assert download.suggested_filename == MADE.name
        assert await asyncio.to_thread((await download.path()).read_bytes) == MADE.data
    other = await browser.new_page()
    response = await other.goto(address)
    assert response
    assert response.status == 410
    await expect(other.get_by_role("heading", level=1)).to_contain_text("đã được tải")
    await other.close()
