"""A delivery that is killed again and again loses nothing, repeats no more than it must, keeps the order.

`make crash` delivers 10,000 messages on each kind of database, kills twenty times, and writes
`build/crash.json`. That this can fail: `BROKEN=record-first make crash`.
"""

import json
import os
from pathlib import Path

import pytest

from bot.delivery import AT_ONCE
from tests.robustness.crashes import Count, Crashes
from tests.robustness.notice_crashes import NoticeCrashes, Outcome
from tests.robustness.processes import ROOT, Nursery

MESSAGES, CHATS, KILLS = map(int, os.environ.get("CRASH", "140,70,2").split(","))
BROKEN = os.environ.get("BROKEN", "").split()
LARGE = "CRASH" in os.environ
counts: dict[str, Count] = {}
notices: dict[str, Outcome] = {}


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


@pytest.mark.usefixtures("store")
async def test_killed_while_a_notice_is_corrected_and_one_taken_back(
    nursery: Nursery, kind: str, database_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    people = MESSAGES // 5 if LARGE else 40
    crashes = NoticeCrashes(
        nursery, database_url, tmp_path, people=people, seed=20261128, often=1 if LARGE else 3
    )
    count = notices[kind] = await crashes.run_all(*BROKEN)
    if LARGE:
        _write()
    with capsys.disabled():
        print(f"\nnotices killed on {kind}: {count.as_json()}")  # noqa: T201
    assert count.kills == 3
    assert count.without_new == 0
    assert count.changed
    assert count.deleted
    assert count.old_last == 0
    assert count.wrong_left_untold == 0
    assert count.left_after_recall <= AT_ONCE
    assert count.long_after_recall == 0


def _write() -> None:
    """All kinds together, and each."""
    total = sum(counts.values(), Count()).as_json()
    total["kinds"] = {kind: count.as_json() for kind, count in counts.items()}
    total["notices"] = {kind: count.as_json() for kind, count in notices.items()}
    path = ROOT / "build" / "crash.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(total, indent=2) + "\n", "utf-8")
