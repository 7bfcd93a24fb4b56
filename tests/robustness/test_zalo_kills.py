"""A bot on Zalo that is killed again and again loses nothing it has kept, and says nothing twice.

`make kills` kills a hundred times, each way, on each kind of database. That this can fail:
`BROKEN=keeps-nothing make kills` (or `keeps-open`, `resumes-nothing`, `marks-nothing`, `tells-nobody`,
`taken-twice`).
"""

import os
from pathlib import Path

import pytest

from tests.robustness.processes import Nursery
from tests.robustness.zalo_kills import Campaign

KILLS = int(os.environ.get("KILLS", "0"))
BROKEN = os.environ.get("BROKEN", "").split()
USUAL = (("sqlite", "forgets", 6), ("sqlite", "webhook", 4), ("postgresql", "keeps", 4))
WAYS = ("forgets", "keeps", "webhook")
LONG = tuple((kind, way, KILLS) for kind in ("sqlite", "postgresql") for way in WAYS)


@pytest.mark.usefixtures("store")
@pytest.mark.parametrize(("kind", "way", "kills"), LONG if KILLS else USUAL)
async def test_what_was_kept_is_done_once_and_answered_once(
    nursery: Nursery,
    kind: str,
    way: str,
    kills: int,
    database_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    campaign = Campaign(nursery, database_url, tmp_path, way, members=6, seed=20261128)
    count = await campaign.run(kills, *BROKEN)
    with capsys.disabled():  # the figures, whether pytest is asked for output or not
        print(f"\nkill -9 on Zalo ({way}) on {kind}: {count}")  # noqa: T201
    assert count.differences == []
    assert count.kills == kills
    assert count.taken > 30
    assert count.kept, "no kill met an event that was kept"
    assert count.answering, "no kill met an answer on its way"
    assert count.told
    assert bool(count.gone) == (way != "webhook"), "what is not answered 200 is offered again; a poll is not"
