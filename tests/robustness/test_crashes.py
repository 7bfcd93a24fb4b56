"""A delivery that is killed again and again loses nothing, repeats no more than it must, keeps the order.

`make crash` delivers 10,000 messages on each kind of database, kills twenty times, and writes
`build/crash.json`. That this can fail: `BROKEN=record-first make crash`.
"""

import json
import os
from pathlib import Path

import pytest

from tests.robustness.crashes import Count, Crashes
from tests.robustness.processes import ROOT, Nursery

MESSAGES, CHATS, KILLS = map(int, os.environ.get("CRASH", "140,70,2").split(","))
BROKEN = os.environ.get("BROKEN", "").split()
LARGE = "CRASH" in os.environ
counts: dict[str, Count] = {}


@pytest.mark.usefixtures("store")
async def test_a_killed_delivery_loses_nothing(
    nursery: Nursery, kind: str, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    crashes = Crashes(
        nursery,
        database_url,
        tmp_path,
        messages=MESSAGES,
        chats=CHATS,
        seed=20261122,
        often=1 if LARGE else 5,
    )
    count = counts[kind] = await crashes.run(KILLS, *BROKEN)
    if LARGE:
        _write()
    with capsys.disabled():  # the figures, whether pytest is asked for output or not
        print(f"\ndelivery killed on {kind}: {count.as_json()}")  # noqa: T201
    assert count.kills == KILLS
    assert count.lost == 0
    assert count.duplicates <= count.in_flight_at_kills + count.answers_swallowed
    assert count.out_of_order == 0
    assert count.blocked
    assert count.answers_swallowed, "no answer was lost on its way"
    assert set(count.outcomes) <= {"sent", "gone"}


def _write() -> None:
    """All kinds together, and each."""
    total = sum(counts.values(), Count()).as_json()
    total["kinds"] = {kind: count.as_json() for kind, count in counts.items()}
    path = ROOT / "build" / "crash.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(total, indent=2) + "\n", "utf-8")
