"""Starting, killing and stopping the bot as a process."""

import asyncio
import base64
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from tests.conftest import MASTER

ROOT = Path(__file__).parents[2]


def environment(folder: Path, url: str, api: str, token: str, **more: str) -> dict[str, str]:
    """What the bot is told, through the environment alone."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TUSOI_", "COV_"))}
    return own | {
        "PYTHONPATH": str(ROOT),
        "TUSOI_DATABASE_URL": url.replace("+psycopg", ""),
        "TUSOI_KEYS_URL": f"sqlite:///{folder}/keys.db",
        "TUSOI_MASTER_KEY": base64.b64encode(MASTER).decode(),
        "TUSOI_TELEGRAM_TOKEN": token,
        "TUSOI_TELEGRAM_API_BASE": api,
        "TUSOI_WEB_PORT": "0",
        "TUSOI_BACKUP_DIR": f"{folder}/backups",
        **more,
    }


class Bot:
    """One bot after the other, from one process that has the imports behind it."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pid = 0

    async def start(self) -> None:
        """Another bot."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(b"\n")
        self.pid = int(await self._process.stdout.readline())

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it and wait until it is gone."""
        os.kill(self.pid, how)
        async with asyncio.timeout(20):
            while psutil.pid_exists(self.pid):  # noqa: ASYNC110
                await asyncio.sleep(0.002)


@asynccontextmanager
async def forking(folder: Path, env: dict[str, str], *broken: str) -> AsyncIterator[Bot]:
    """A process that bots are forked from. What they log is in `folder/log`."""
    with (folder / "log").open("ab") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.robustness.runner", *broken, stdin=PIPE, stdout=PIPE, stderr=log,
            env=env, cwd=folder,
        )  # fmt: skip
    assert process.stdin
    assert process.stdout
    assert await process.stdout.readline() == b"ready\n", (folder / "log").read_text()
    bot = Bot(process)
    try:
        yield bot
    finally:
        if bot.pid and psutil.pid_exists(bot.pid):
            await bot.kill()
        process.stdin.close()
        await process.wait()
        await process.stdout.read()
