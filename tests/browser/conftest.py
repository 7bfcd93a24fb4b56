"""A browser, and the whole demo behind a real socket; one loop for all, as a browser is slow to start."""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Browser, async_playwright

from bot import app as wiring
from bot.database import Database
from bot.settings import Settings, master_key
from flows import demo, onboarding
from storage import schema
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from tests.browser.visits import Visit, visiting
from tests.conftest import make_cell

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests here need the browser, and share its loop."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


@pytest.fixture(scope="session")
def chromium() -> str:
    """Debian's chromium; without it the tests are skipped, on the build machine they fail."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{CHROMIUM} is missing: apt-get install chromium")
        pytest.skip(f"{CHROMIUM} is missing")
    return str(CHROMIUM)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """One browser for all tests of a worker; each opens windows of its own."""
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        await started.close()


@dataclass(frozen=True, slots=True)
class Served:
    """A running demo."""

    app: wiring.App
    address: str

    async def code(self, number: int) -> str:
        """A fresh join code for somebody, counted from the end of the roster."""
        now = datetime.now(UTC)

        def work(session: FlowSession) -> str:
            members = [member for _, found in demo.people(session) for member, *_ in found]
            return onboarding.issue_code(session, members[-number], now)

        return await self.app.database.run(work)

    async def delivers(self) -> int:
        """What lies in the outbox is sent; how many were tried."""
        return await self.app.delivery.tick()


@asynccontextmanager
async def serving(folder: Path, *, playing: bool = True) -> AsyncIterator[Served]:
    """The demo (or a real one with a cell) on a free port of this machine, with a database of its own."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        settings = Settings(
            database_url=f"sqlite:///{folder}/demo.db",
            keys_url=f"sqlite:///{folder}/keys.db",
            master_key_file=folder / "master.key",
            web_port=port.getsockname()[1],
        )
        if not playing:
            _initialise(settings)
        app = wiring.create(settings, demo=playing)
        runner = web.AppRunner(app.site.app(), access_log=None)
        await runner.setup()
        await web.SockSite(runner, port).start()
        try:
            yield Served(app, f"http://127.0.0.1:{settings.web_port}")
        finally:
            await runner.cleanup()
            app.database.close()


def _initialise(settings: Settings) -> None:
    engine, store = open_engine(settings.database_url), open_key_store(settings.keys_url)
    keyring, now = Keyring(master_key(settings, create=True), store), datetime.now(UTC)
    schema.initialise(engine, store, keyring, False, now)
    made = Database(engine, keyring)
    made.run_now(lambda session: make_cell(session, now, "CB1"))
    made.close()


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def served(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    """One demo for the tests of a module; each plays a person of its own."""
    async with serving(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, served: Served) -> AsyncIterator[Visit]:
    """A phone of 360 pixels' width on which nobody was here before."""
    async with visiting(browser, served.address) as made:
        yield made
