"""Every acknowledged tap survives kill -9.

That this can fail: `python -m tests.robustness.kills --kills 30 --broken late-commit` (or `early-confirm`).
"""

import shutil
from pathlib import Path

import pytest

from tests.robustness.kills import Campaign, Count, fresh, measure, same


def show(capsys: pytest.CaptureFixture[str], name: str, count: Count) -> None:
    """The figures, whether pytest is asked for output or not."""
    with capsys.disabled():
        print(f"\nkill -9 on {name}: {count}")  # noqa: T201


async def test_on_sqlite(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    count, equal = await measure(tmp_path, 9, 8, 20261122)
    show(capsys, "SQLite", count)
    assert count.kills == 9
    assert count.on_the_way, "no kill met a tap on its way"
    assert count.acknowledged > 50
    assert (count.lost, count.differences) == (0, [])
    assert equal


async def test_on_postgresql(
    tmp_path: Path, postgres_url: str, sqlite_template: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    campaign = Campaign(postgres_url, tmp_path, members=8, seed=1122)
    count = await campaign.run(5)
    show(capsys, "PostgreSQL", count)
    assert count.on_the_way, "no kill met a tap on its way"
    assert (count.kills, count.lost, count.differences) == (5, 0, [])
    plain = await campaign.plain_run(fresh(tmp_path / "plain"), tmp_path / "plain")
    assert all(same(one, other) for one, other in zip(campaign.final(), plain, strict=True))
