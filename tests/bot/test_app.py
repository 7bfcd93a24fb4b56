"""The whole of it: started from settings, and down again without losing a thing."""

import asyncio
import gc
import logging
import os
import shutil
import signal
import socket
import sys
from base64 import b64encode
from pathlib import Path

import aiohttp
import pytest

from bot import app, settings
from tests.conftest import MASTER
from tests.servers.telegram import telegram_server


@pytest.fixture
def folder(tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with fresh databases, and the environment that names them."""
    shutil.copy(sqlite_template / "empty.db", tmp_path / "content.db")
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    monkeypatch.chdir(tmp_path)
    given = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/content.db",
        "KEYS_URL": f"sqlite:///{tmp_path}/keys.db",
        "MASTER_KEY": b64encode(MASTER).decode(),
        "BACKUP_DIR": f"{tmp_path}/backups",
        "WEB_PORT": str(free_port()),
    }
    for name, value in given.items():
        monkeypatch.setenv(f"TUSOI_{name}", value)
    return tmp_path


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


async def healthy(port: int) -> None:
    """Wait until the web chat answers."""
    async with asyncio.timeout(10), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(f"http://127.0.0.1:{port}/healthz") as response:
                    assert response.status == 200
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.02)


async def test_a_signal_ends_it_well(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    gc.unfreeze()
    async with telegram_server() as server:
        monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", server.token)
        monkeypatch.setenv("TUSOI_TELEGRAM_API_BASE", server.base_url)
        given = settings.load()
        running = asyncio.create_task(app._main(given, False))
        await healthy(given.web_port)
        lan = server.user(1001, "Lan")
        await lan.says("/start")
        await lan.waits()
        assert gc.get_freeze_count() > 100_000  # no tap waits for the collector to look at all of it
        await server.until(lambda: len(server.commands) == 2 and (folder / "backups").exists())
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(running, 10)
        assert server.confirmed == lan.last_update
    left = os.listdir(folder)
    assert "content.db-wal" not in left
    assert "backups" in left


async def test_without_a_token_there_is_only_the_web_chat(folder: Path) -> None:
    given = settings.load()
    running = asyncio.create_task(app._main(given, False))
    await healthy(given.web_port)
    os.kill(os.getpid(), signal.SIGINT)
    assert await asyncio.wait_for(running, 10)


async def test_a_wrong_token_ends_it_with_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    async with telegram_server() as server:
        monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", "424242:WRONG")
        monkeypatch.setenv("TUSOI_TELEGRAM_API_BASE", server.base_url)
        assert not await asyncio.wait_for(app._main(settings.load(), False), 20)
    assert "Telegram refuses the token (TUSOI_TELEGRAM_TOKEN)" in caplog.text
    assert "WRONG" not in caplog.text


async def test_a_platform_that_is_not_there_yet_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    async with telegram_server() as server:
        token = server.token
    monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", token)
    monkeypatch.setenv("TUSOI_TELEGRAM_API_BASE", f"http://127.0.0.1:{port}")
    given = settings.load()
    running = asyncio.create_task(app._main(given, False))
    await healthy(given.web_port)
    async with telegram_server(port=port) as server:
        lan = server.user(1001, "Lan")
        await lan.says("/start")
        await lan.waits(seconds=20)
        os.kill(os.getpid(), signal.SIGTERM)
        assert await asyncio.wait_for(running, 20)


async def test_a_port_that_is_taken_is_a_setting_that_is_wrong(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setenv("TUSOI_WEB_PORT", str(taken.getsockname()[1]))
        with pytest.raises(settings.SettingsError, match="TUSOI_WEB_PORT"):
            await app._main(settings.load(), False)


def test_tracebacks_are_discreet() -> None:
    try:
        raise LookupError("chuột chũi")
    except LookupError:
        record = logging.LogRecord("x", logging.ERROR, "x", 1, "it failed", (), sys.exc_info())
    shown = app.Discreet("%(message)s").format(record)
    assert "LookupError at test_app.py" in shown
    assert "chuột" not in shown


@pytest.mark.parametrize(("home", "linked"), [("https://tusoi.test", True), ("", False)])
async def test_files_go_over_zalo_where_the_page_is_on_https(
    folder: Path, monkeypatch: pytest.MonkeyPatch, home: str, linked: bool
) -> None:
    monkeypatch.setenv("TUSOI_ZALO_BOTS", "12345689:abc-xyz")
    if home:
        monkeypatch.setenv("TUSOI_PUBLIC_URL", home)
    made = app.create(settings.load(), demo=False)
    [poller] = made.zalo
    assert made.turns.channels["zalo"].files is linked
    assert (poller.zalo.links is not None) is linked
    made.database.close()
