"""Files in the browser: a button where one is awaited; sending, stopping, refusals; by keyboard too."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Route, expect

from tests.browser.conftest import Served, serving
from tests.browser.visits import Visit
from tests.uploads import PDF, create_router, stored_in

ATTACH = "#attach"


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """A demo with a place that takes files."""
    async with serving(tmp_path_factory.mktemp("files")) as running:
        dispatcher = running.app.turns.dispatcher
        dispatcher.include_router(create_router())
        dispatcher.sub_routers.insert(0, dispatcher.sub_routers.pop())
        yield running


async def picks(visit: Visit, *files: tuple[str, bytes]) -> None:
    """Choose files, as in the browser's own window for that."""
    async with visit.page.expect_file_chooser() as chooser:
        await visit.page.locator(ATTACH).click()
    payload = [{"name": name, "mimeType": "image/png", "buffer": data} for name, data in files]
    await (await chooser.value).set_files(payload)  # type: ignore[arg-type]


async def test_the_button_is_there_where_a_file_is_awaited(visit: Visit, served: Served) -> None:
    await visit.plays(1)
    await expect(visit.page.locator(ATTACH)).to_be_hidden()
    await visit.says("/sendin", "Gửi tệp vào đây")
    box = await visit.page.locator(ATTACH).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    assert box["x"] >= 0
    assert await visit.value("document.documentElement.scrollWidth <= innerWidth")
    await picks(visit, ("Giấy mời số 1.pdf", PDF), ("ảnh.png", b"\x89PNG\r\n\x1a\n12"))
    await visit.settles("Gửi tệp vào đây")
    mine = visit.page.locator(".message.mine")
    await expect(mine.nth(-2)).to_have_text("Giấy mời số 1.pdf")
    await expect(mine.last).to_have_text("ảnh.png")
    await expect(visit.page.locator(".sent")).to_have_count(0)
    names = [name for name, *_ in await stored_in(served.app.database)]
    assert names[-2:] == ["Giấy mời số 1.pdf", "ảnh.png"]
    await visit.page.reload()
    await expect(visit.page.locator(ATTACH)).to_be_visible()
    await visit.says("/menu")
    await expect(visit.page.locator(ATTACH)).to_be_hidden()


async def test_refusals_are_said_and_the_place_stays(visit: Visit) -> None:
    await visit.plays(2)
    await visit.says("/sendin")
    await picks(visit, ("trò chơi.exe", b"MZ"), ("rỗng.txt", b""))
    await expect(visit.page.locator(".message.bot").nth(-2)).to_contain_text("không nhận loại tệp")
    await visit.settles("trống")
    await expect(visit.page.locator(ATTACH)).to_be_visible()


async def test_a_file_too_large_is_not_sent_at_all(visit: Visit, tmp_path: Path) -> None:
    large = tmp_path / "to.bin"
    with large.open("wb") as stream:
        stream.truncate(11 * 1024 * 1024)
    sent: list[int] = []
    await visit.plays(3)
    await visit.says("/sendin")

    async def look(route: Route) -> None:
        sent.append(len(route.request.post_data_buffer or b""))
        await route.continue_()

    await visit.page.route("**/api/upload", look)
    async with visit.page.expect_file_chooser() as chooser:
        await visit.page.locator(ATTACH).click()
    await (await chooser.value).set_files(large)
    await visit.settles("lớn hơn 10 MB")
    assert sent == [0]


async def test_sending_shows_how_far_it_is_and_can_be_stopped(visit: Visit, served: Served) -> None:
    await visit.plays(4)
    await visit.says("/sendin")
    before = len(await stored_in(served.app.database))
    network = await visit.context.new_cdp_session(visit.page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 200_000}
    await network.send("Network.enable")
    await network.send("Network.emulateNetworkConditions", slow)
    await picks(visit, ("lâu.pdf", PDF * 7), ("sau.pdf", PDF))
    bar = visit.page.get_by_role("progressbar", name="Đang gửi tệp").first
    await expect(bar).to_have_attribute("aria-valuenow", re.compile("[1-9]"))
    stop = visit.page.get_by_role("button", name="Dừng gửi")
    box = await stop.first.bounding_box()
    assert box
    assert box["height"] >= 44
    await stop.last.click()
    await stop.first.focus()
    await visit.page.keyboard.press("Enter")
    await visit.settles()
    await expect(visit.page.locator(".sent")).to_have_count(0)
    assert "lâu.pdf" not in await visit.page.locator("#log").inner_text()
    assert await visit.value("document.activeElement.id") == "attach"
    await network.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})
    await picks(visit, ("được.pdf", PDF))
    await visit.settles("Gửi tệp vào đây")
    names = [name for name, *_ in await stored_in(served.app.database)]
    assert names[before:] == ["được.pdf"]


async def test_a_broken_line_is_tried_again_with_the_same_id(visit: Visit, served: Served) -> None:
    await visit.plays(0)
    await visit.says("/sendin")
    before, ids = len(await stored_in(served.app.database)), []

    async def once(route: Route) -> None:
        ids.append(route.request.headers["x-tusoi-id"])
        if len(ids) == 1:
            await route.abort("failed")
        else:
            await route.continue_()

    await visit.page.route("**/api/upload", once)
    await picks(visit, ("a.pdf", PDF))
    await expect(visit.page.locator("#status")).to_contain_text("Đang kết nối lại")
    await visit.settles("Gửi tệp vào đây")
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert len(await stored_in(served.app.database)) == before + 1


async def test_a_stored_file_is_downloaded_under_its_name(visit: Visit) -> None:
    await visit.plays(1)
    await visit.says("/sendin")
    await picks(visit, ("Kế hoạch.pdf", PDF))
    await visit.settles("Gửi tệp")
    await visit.says("/fetch", "Tệp đây")
    async with visit.page.expect_download() as download:
        await visit.page.locator(".file").last.click()
    taken = await download.value
    assert taken.suggested_filename == "Kế hoạch.pdf"
    path = await taken.path()
    assert await asyncio.to_thread(path.read_bytes) == PDF
