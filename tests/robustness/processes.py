"""Starting, killing and stopping the bot as a process."""

import asyncio
import base64
import json
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import IO, Protocol

import psutil

from tests.conftest import MASTER

ROOT = Path(__file__).parents[2]


def environment(folder: Path, url: str, api: str, token: str, **more: str) -> dict[str, str]:
    """What a bot on Telegram is told, through the environment alone."""
    telegram = {
        "TUSOI_TELEGRAM_TOKEN": token,
        "TUSOI_TELEGRAM_API_BASE": api,
        "TUSOI_TELEGRAM_RATE": "1000",
    }
    return bare_environment(folder, url, **(telegram | more))


def bare_environment(folder: Path, url: str, **more: str) -> dict[str, str]:
    """The same of a bot on no platform, or on the one that `more` names."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("TUSOI_", "COV_"))}
    return own | {
        "PYTHONPATH": str(ROOT),
        "TUSOI_DATABASE_URL": url.replace("+psycopg", ""),
        "TUSOI_KEYS_URL": f"sqlite:///{folder}/keys.db",
        "TUSOI_MASTER_KEY": base64.b64encode(MASTER).decode(),
        "TUSOI_WEB_PORT": "0",
        "TUSOI_BACKUP_DIR": f"{folder}/backups",
        **more,
    }


class Server(Protocol):
    """A simulated platform, as far as it is looked at here."""

    counters: Counter[str]

    async def until(self, true: Callable[[], bool], seconds: float) -> None:
        """Wait for anything one can ask it about."""


class Nursery:
    """A process that has the imports behind it; bots are forked from it."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "tests.robustness.runner"]
        self._process = Popen(command, stdin=PIPE, stdout=PIPE, cwd=ROOT, text=True)
        assert self._process.stdin
        assert self._process.stdout
        self._orders: IO[str] = self._process.stdin
        self._answers: IO[str] = self._process.stdout
        assert self._answers.readline() == "ready\n"

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def fork(self, folder: Path, env: dict[str, str], broken: tuple[str, ...]) -> int:
        """Another bot's process id."""
        order = {"folder": str(folder), "environment": env, "broken": broken}
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        return int(self._answers.readline())

    def close(self) -> None:
        """No more bots."""
        self._orders.close()
        self._process.wait()
        self._answers.close()


class Bot:
    """One bot after the other."""

    def __init__(self, nursery: Nursery, folder: Path, env: dict[str, str], broken: tuple[str, ...]) -> None:
        self._nursery, self._folder, self._env, self._broken = nursery, folder, env, broken
        self.pid = 0

    def start(self) -> None:
        """Another bot."""
        self.pid = self._nursery.fork(self._folder, self._env, self._broken)

    def strike(self) -> None:
        """SIGKILL, at this very moment; once."""
        if self.pid and psutil.pid_exists(self.pid):
            os.kill(self.pid, signal.SIGKILL)

    async def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        """End it and wait until it is gone."""
        os.kill(self.pid, how)
        await self.gone()

    async def gone(self) -> None:
        """Wait until it is."""
        async with asyncio.timeout(20):
            while psutil.pid_exists(self.pid):  # noqa: ASYNC110
                await asyncio.sleep(0.002)


async def at_work(bot: Bot, server: Server, calls: int, *methods: str) -> None:
    """Start the bot and let it make so many calls: the point it has come to is random, on any machine."""
    bot.start()
    enough = sum(server.counters[name] for name in methods) + calls
    await server.until(lambda: sum(server.counters[name] for name in methods) >= enough, seconds=60)


@asynccontextmanager
async def forking(nursery: Nursery, folder: Path, env: dict[str, str], *broken: str) -> AsyncIterator[Bot]:
    """Bots in this folder, some with something broken on purpose. What they log is in `folder/log`."""
    bot = Bot(nursery, folder, env, broken)
    try:
        yield bot
    finally:
        if bot.pid and psutil.pid_exists(bot.pid):
            await bot.kill()
