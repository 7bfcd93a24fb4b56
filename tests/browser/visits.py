"""A visitor of the web chat in a real browser: taps, types, reads; and what he must never meet."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, expect

EXPECTED = ("net::ERR_FAILED", "net::ERR_INTERNET_DISCONNECTED", "status of 5", "status of 429")
"""What a browser notes on its console when a test takes the network away."""

PATIENCE = 30_000
"""Milliseconds until something not seen counts as missing: a machine may be busy with other tests."""

expect.set_options(timeout=PATIENCE)


@dataclass(slots=True)
class Visit:
    """One browser with nothing remembered, and its page."""

    context: BrowserContext
    page: Page
    address: str
    problems: list[str] = field(default_factory=list)

    @property
    def card(self) -> Locator:
        """The newest card."""
        return self.page.locator(".message.bot").last

    @property
    def card_with_choices(self) -> Locator:
        """The newest card that can be tapped."""
        return self.page.locator(".message.bot:has(.rows)").last

    def button(self, label: str | re.Pattern[str]) -> Locator:
        """A choice of the newest card that has any, by a part of its label."""
        return self.card_with_choices.locator("button[data-choice]").filter(has_text=label).first

    async def chooses(self, name: str) -> None:
        """Choose on the demo's first page whom to play; the menu is shown."""
        await self.page.goto(f"{self.address}/demo")
        await self.page.locator("button.person").filter(has_text=name).first.click()
        await expect(self.button("Tự soi")).to_be_visible()

    async def plays(self, number: int) -> None:
        """Be one of the people on that page, without drawing it: each page takes a browser its time."""
        choice = await self.context.request.get(f"{self.address}/demo")
        fields = re.findall(r'name="csrf" value="(.+?)".+?name="member" value="(.+?)"', await choice.text())
        csrf, member = fields[number]
        await self.context.request.post(
            f"{self.address}/demo/play", form={"csrf": csrf, "member": member}, max_redirects=0
        )
        await self.page.goto(self.address)
        await expect(self.button("Tự soi")).to_be_visible()

    async def comes_by_code(self) -> None:
        """Come in as a stranger; the welcome is shown."""
        await self.page.goto(f"{self.address}/demo")
        await self.page.locator(".alone button").click()
        await self.sees("Đây là Tự soi")

    async def taps(self, label: str | re.Pattern[str], sees: str | None = None) -> None:
        """Tap a choice of the newest card; wait for the answer, and for some words of it."""
        await self.button(label).click()
        await self.settles(sees)

    async def says(self, words: str, sees: str | None = None) -> None:
        """Write something and send it."""
        await self.page.locator("#text:visible, #secret:visible").fill(words)
        await self.page.locator("#send").click()
        await self.settles(sees)

    async def settles(self, sees: str | None = None) -> None:
        """All that was sent is answered and drawn."""
        await expect(self.page.locator("html:not([data-sending])")).to_have_count(1)
        if sees:
            await self.sees(sees)

    async def sees(self, words: str) -> None:
        """The newest card says this."""
        await expect(self.card).to_contain_text(words)

    async def opens_review(self, way: str) -> None:
        """From the menu through consent and opening to the first card of a way."""
        await self.taps("Tự soi")
        if await self.button("Tôi đồng ý").count():
            await self.taps("Tôi đồng ý", "Tự soi theo")
        await self.taps(way)

    async def value(self, script: str, argument: Any = None) -> Any:
        """What a script answers inside the page."""
        return await self.page.evaluate(script, argument)


def _watch(visit: Visit) -> None:
    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(part in message.text for part in EXPECTED):
            visit.problems.append(message.text)

    visit.page.on("console", console)
    visit.page.on("pageerror", lambda error: visit.problems.append(str(error)))


@asynccontextmanager
async def visiting(
    browser: Browser, address: str, *, width: int = 360, height: int = 740, **options: Any
) -> AsyncIterator[Visit]:
    """A fresh browser window; at its end there must be nothing on the console (CSP violations show there)."""
    context = await browser.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", reduced_motion="reduce", **options
    )
    context.set_default_timeout(PATIENCE)
    visit = Visit(context, await context.new_page(), address)
    _watch(visit)
    try:
        yield visit
    finally:
        await context.close()
    assert not visit.problems
