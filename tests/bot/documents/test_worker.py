"""The worker process: it comes when it is needed, goes when it is not, and takes nobody with it."""

import asyncio
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from bot import documents
from bot.documents import worker as module
from bot.documents.worker import Worker
from bot.messages import Capabilities
from flows.charts import YearChart, YearRow
from flows.replies import Attachment, Raw, Reply
from tests.bot.documents.examples import bars, year

ROOT = Path(__file__).parents[3]
PNG = b"\x89PNG\r\n\x1a\n"


class Fixed(dict[str, Any]):
    """What never changes can be asked for again."""

    def __hash__(self) -> int:  # type: ignore[override]
        return hash(json.dumps(self))


def job(title: str = "x") -> tuple[str, Fixed, str]:
    """A small document that takes no heavy library: a process is there in no time."""
    return "exports", Fixed(member=[{"name": title}]), "vi"


def pid(worker: Worker) -> int:
    """The process there is."""
    assert worker.process
    return worker.process.pid


async def gone(process: int) -> None:
    """Wait until a process is no more."""
    async with asyncio.timeout(10):
        while psutil.pid_exists(process) and psutil.Process(process).status() != psutil.STATUS_ZOMBIE:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    """One that is closed in the end."""
    made = Worker(patience=60)  # tests run side by side
    yield made
    await made.close()


async def test_it_starts_at_the_first_need_and_stays_warm(worker: Worker) -> None:
    assert worker.process is None
    made = await worker.make(*job())
    assert made
    first = pid(worker)
    assert await worker.make(*job("y")) not in (None, made)
    assert pid(worker) == first
    assert psutil.Process(first).nice() == psutil.Process().nice() + module.POLITENESS
    assert os.getpgid(first) != os.getpgid(0)  # Ctrl-C ends the bot, and the bot ends its worker
    await worker.close()
    assert worker.process is None
    assert not psutil.pid_exists(first)


async def test_one_picture_is_drawn_once_for_all_who_ask(worker: Worker) -> None:
    made = await asyncio.gather(*(worker.make("charts", bars(), "vi", "light") for _ in range(40)))
    assert made[0]
    assert made[0].startswith(PNG)
    assert {id(png) for png in made} == {id(made[0])}


async def test_what_is_a_members_own_is_not_kept(worker: Worker) -> None:
    mine = YearChart(Raw("Tự sửa"), Raw("Bản cá nhân"), (YearRow(Raw("Bớt nóng"), ("going",) * 12),))
    first = await worker.make("charts", mine, "vi", "light", keep=False)
    again = await worker.make("charts", mine, "vi", "light", keep=False)
    assert first == again
    assert first is not again
    assert worker._kept.cache_info().currsize == 0


async def test_a_year_is_asked_for_in_that_way(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    async def make(*value: object, keep: bool = True) -> bytes | None:
        asked.append(keep)
        return None

    monkeypatch.setattr(documents._worker, "make", make)
    for chart in (year(), bars()):
        reply = Reply((), attachment=Attachment("chart", "x.png", chart))
        await documents.attached(reply, "vi", Capabilities(name="test"))
    assert asked == [False, True]


async def test_a_crash_costs_one_picture(worker: Worker, caplog: pytest.LogCaptureFixture) -> None:
    assert await worker.make(*job())
    first = pid(worker)
    os.kill(first, signal.SIGSTOP)  # so that it is killed in the middle
    dying = asyncio.create_task(worker.make(*job("Kết quả")))
    await asyncio.sleep(0.1)
    os.kill(first, signal.SIGKILL)
    assert await dying is None
    assert "no document" in caplog.text
    assert "Kết quả" not in caplog.text
    assert await worker.make(*job("Kết quả"))
    assert pid(worker) != first


async def test_one_that_died_in_its_sleep_is_replaced_unnoticed(worker: Worker) -> None:
    assert await worker.make(*job())
    first = pid(worker)
    os.kill(first, signal.SIGKILL)
    assert worker.process
    await asyncio.to_thread(worker.process.wait)
    assert await worker.make(*job("y"))
    assert pid(worker) != first


async def test_a_bug_costs_one_picture_and_tells_no_values(
    worker: Worker, caplog: pytest.LogCaptureFixture
) -> None:
    assert await worker.make("exports", "Chi bộ 5", "vi") is None
    assert "Failed AttributeError at " in caplog.text
    assert "Chi bộ 5" not in caplog.text
    first = pid(worker)
    assert await worker.make(*job())
    assert pid(worker) == first


async def test_one_that_hangs_is_given_up(worker: Worker) -> None:
    assert await worker.make(*job())
    first = pid(worker)
    worker.patience = 0.2
    os.kill(first, signal.SIGSTOP)
    waiting = [worker.make(*job(title)) for title in "abc"]
    assert await asyncio.gather(*waiting) == [None, None, None]
    worker.patience = 60
    assert await worker.make(*job("d"))
    assert pid(worker) != first
    assert not psutil.pid_exists(first)


async def test_what_cannot_be_started_is_no_picture(worker: Worker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COMMAND", ("/nowhere/python",))
    assert await worker.make(*job()) is None
    monkeypatch.undo()
    assert await worker.make(*job())


async def test_it_ends_when_nobody_asks_for_a_while() -> None:
    worker = Worker(idle=1, patience=60)
    assert await worker.make(*job())
    first = pid(worker)
    for number in range(3):
        await asyncio.sleep(0.4)
        assert await worker.make(*job(str(number)))
    assert pid(worker) == first
    await gone(first)
    await asyncio.sleep(0.05)
    assert worker.process is None
    assert await worker.make(*job("z"))
    await worker.close()


async def test_it_is_closed_in_the_middle_of_a_picture(worker: Worker) -> None:
    assert await worker.make(*job())
    first = pid(worker)
    os.kill(first, signal.SIGSTOP)
    drawing = asyncio.create_task(worker.make(*job("y")))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        await worker.close()
    assert await drawing is None
    assert not psutil.pid_exists(first)


async def test_it_is_told_no_secrets_and_loads_no_platform(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSOI_MASTER_KEY", "geheim")
    assert await worker.make("charts", bars(1), "vi", "light")
    process = psutil.Process(pid(worker))
    assert not [name for name in process.environ() if name.startswith("TUSOI")]
    assert process.memory_info().rss < 150 * 2**20
    maps = {Path(part.path).name for part in process.memory_maps()}
    assert any("ft2font" in name for name in maps)
    assert not [name for name in maps if "pydantic" in name or "sqlite" in name]


def test_it_does_not_outlive_the_bot() -> None:
    script = (
        "import asyncio, os\n"
        "from bot import documents\n"
        "from tests.bot.documents.test_worker import job\n"
        "assert asyncio.run(documents._worker.make(*job()))\n"
        "print(documents._worker.process.pid, flush=True)\n"
        "os.kill(os.getpid(), 9)\n"
    )
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == -9, done.stderr
    asyncio.run(gone(int(done.stdout)))
