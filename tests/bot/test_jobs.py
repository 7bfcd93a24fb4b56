"""What runs by the clock: once when it is due, and no job in the way of another."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.database import Database
from bot.jobs import Jobs
from flows import cycles, retention
from storage import backups


class Clock:
    """A clock that the test moves; and who was called when."""

    def __init__(self, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.calls = now, list[str]()
        self.broken: set[str] = set()
        for module, name in ((cycles, "open_due"), (retention, "run"), (backups, "backup_keys")):
            monkeypatch.setattr(module, name, self._noting(name, getattr(module, name)))

    def _noting(self, name: str, function: Any) -> Any:
        def called(*args: Any, **given: Any) -> Any:
            self.calls.append(name)
            if name in self.broken:
                raise ValueError("bí ẩn")
            return function(*args, **given)

        return called


@pytest.fixture
def clock(now: datetime, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of the jobs."""
    return Clock(now, monkeypatch)


async def test_each_when_it_is_due(database: Database, clock: Clock, tmp_path: Path) -> None:
    jobs = Jobs(database, lambda: clock.now, tmp_path / "backups")
    for _ in range(24 * 6 + 1):
        await jobs.tick()
        clock.now += timedelta(minutes=10)
    counts = {name: clock.calls.count(name) for name in set(clock.calls)}
    assert counts == {"open_due": 145, "backup_keys": 25, "run": 2}
    assert (tmp_path / "backups" / backups.KEYS_FILE).stat().st_mode & 0o077 == 0


async def test_a_demo_backs_nothing_up(database: Database, clock: Clock) -> None:
    await Jobs(database, lambda: clock.now, None).tick()
    assert clock.calls == ["open_due", "run"]


@pytest.mark.parametrize("broken", ["open_due", "backup_keys", "run"])
async def test_one_that_fails_stops_no_other_and_is_tried_again(
    database: Database, clock: Clock, tmp_path: Path, broken: str, caplog: pytest.LogCaptureFixture
) -> None:
    clock.broken = {broken}
    jobs = Jobs(database, lambda: clock.now, tmp_path)
    await jobs.tick()
    await jobs.tick()
    assert clock.calls[:3] == ["open_due", "backup_keys", "run"]
    assert clock.calls.count(broken) == 2
    assert "a job failed: ValueError" in caplog.text
    assert "bí ẩn" not in caplog.text


async def test_it_runs_until_it_is_stopped(database: Database, clock: Clock) -> None:
    task = asyncio.create_task(Jobs(database, lambda: clock.now, None).run(every=0.01))
    async with asyncio.timeout(5):
        while clock.calls.count("open_due") < 3:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
