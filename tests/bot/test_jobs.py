"""What runs by the clock: once when it is due, and no job in the way of another."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col, delete, func, select, update

from bot.database import Database
from bot.jobs import Jobs
from flows import cycles, meeting_rules, retention, roster_imports
from storage import backups, members
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.mailings import Mailing
from storage.meetings import NEVER, MeetingRule
from storage.members import Arrival, Member
from storage.outbox import Outbox
from tests.conftest import make_cell, make_cycle
from tests.robustness.seats import seat


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


def _cells(session: FlowSession, now: datetime) -> int:
    """Eight cells that meet on different days, all with chats, in a cycle that closes soon; members."""
    members = 0
    for number in range(8):
        cell = make_cell(session, now, f"C{number}", names=("An", "Bình"))
        for member in cell.members:
            seat(session, member, [("telegram:1", f"chat-{member}")], now)
            members += 1
        day = 1 + 3 * number
        meeting_rules.set_rule(
            session, f"C{number}", f"FREQ=MONTHLY;BYMONTHDAY={day}", "19:30", 90, None, now
        )
        session.exec(update(MeetingRule).values(drawn_until=NEVER))
        session.exec(delete(Mailing))
        make_cycle(session, cell.unit_id, cell.members, now, 12)
    return members


async def test_two_processes_ticking_at_once_plan_nothing_twice(
    database: Database, engine: Engine, keyring: Keyring, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    members = await database.run(lambda session: _cells(session, now))
    moment = now
    other = Database(engine, keyring)
    both = [Jobs(one, lambda: moment, None) for one in (database, other)]
    for _ in range(12 * 2):
        await asyncio.gather(*(jobs.tick() for jobs in both))
        moment += timedelta(hours=12)
    assert "failed" not in caplog.text

    def told(session: FlowSession) -> list[tuple[str, int]]:
        query = select(Mailing.code, func.count()).join(Outbox).group_by(col(Mailing.code))
        assert session.exec(select(func.count()).select_from(Mailing).where(col(Mailing.missed))).one() < 8
        return list(session.exec(query))

    found = dict(await database.run(told))
    assert found["nudge"] == 2 * members
    assert found["1d"] <= members
    other._executor.shutdown()


async def test_an_import_that_was_cut_short_is_settled(database: Database, now: datetime) -> None:
    def show(session: FlowSession) -> datetime:
        cell = make_cell(session, now, "CB1", names=("Lê An", "Vũ Bình", "Bùi Vy"))
        mark = roster_imports.new_mark()
        session.exec(update(Member).where(col(Member.unit_id) == cell.unit_id).values(left_at=mark))
        session.add(Arrival(mark=mark, shown_at=now))
        return mark

    def left(session: FlowSession) -> tuple[int, int]:
        query = select(func.count()).select_from(Member).where(col(Member.left_at).is_not(None))
        return session.exec(query).one(), len(members.arrivals(session))

    await database.run(show)
    await Jobs(database, lambda: now, None).tick()
    assert await database.run(left) == (0, 0)
