"""A join link leads into the chat with its code used, in a browser where nobody was before."""

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import serving
from tests.browser.visits import visiting


@pytest.mark.parametrize("playing", [True, False], ids=["demo", "real"])
async def test_a_join_link_in_a_fresh_browser(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, playing: bool
) -> None:
    async with (
        serving(tmp_path_factory.mktemp("joining"), playing=playing) as served,
        visiting(browser, served.address) as visit,
    ):
        await visit.page.goto(f"{served.address}/#{await served.code(1)}")
        await visit.sees("Từ khôi phục của đồng chí")
        await expect(visit.page).to_have_url(f"{served.address}/")
        await expect(visit.page.locator(".demo-strip")).to_have_count(1 if playing else 0)
        await visit.taps("Về trang chính", "Chào đồng chí")
        await visit.page.go_back()
        assert visit.page.url == "about:blank", "the first page would come in again, as a stranger"
