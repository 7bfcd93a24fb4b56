"""Every acknowledged tap survives kill -9, and is done once, on each kind of database.

`make kills` kills a hundred times. That this can fail: `BROKEN=late-commit make kills` (or `early-confirm`,
or `taken-twice`).
"""

import os
import shutil
from pathlib import Path

import pytest

from tests.robustness.kills import Campaign
from tests.robustness.processes import Nursery

KILLS = int(os.environ.get("KILLS", "2"))
BROKEN = os.environ.get("BROKEN", "").split()


@pytest.mark.usefixtures("store")
async def test_every_acknowledged_tap_survives(
    nursery: Nursery,
    kind: str,
    database_url: str,
    sqlite_template: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    campaign = Campaign(nursery, database_url, tmp_path, members=8, seed=20261122)
    count = await campaign.run(KILLS, *BROKEN)
    with capsys.disabled():  # the figures, whether pytest is asked for output or not
        print(f"\nkill -9 on {kind}: {count}")  # noqa: T201
    assert count.kills == KILLS
    assert count.on_the_way, "no kill met a tap on its way"
    assert count.acknowledged > 50
    assert count.planned > 20
    assert (count.lost, count.differences) == (0, [])
    plain = tmp_path / "plain"
    plain.mkdir()
    shutil.copy(sqlite_template / "empty.db", plain / "content.db")
    shutil.copy(sqlite_template / "keys.db", plain)
    undisturbed = await campaign.plain_run(f"sqlite:///{plain}/content.db", plain)
    assert [found.value for found in campaign.final()] == [found.value for found in undisturbed]
