"""Members tap while a backup, or a long import, is under way in another process: they hardly notice.

The bound is generous, and the median of three runs counts: the figures are in the bench.
"""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from statistics import median

import pytest

from bot.database import Database
from tests.bench import alone, crowd
from tests.bench.contenders import Ours, open_database
from tests.bench.crowd import Place, Taps
from tests.bench.measure import arrivals_during, percentile

pytestmark = pytest.mark.quiet

MEMBERS = 2000
RATE = 20
BOUND_MS = 200


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A database of some size."""
    made = crowd.on_sqlite(tmp_path)
    crowd.fill(made, MEMBERS)
    return made


@pytest.fixture
def database(place: Place) -> Iterator[Database]:
    """As the bot opens it."""
    with open_database(place) as opened:
        yield opened


async def p99_of_three(place: Place, database: Database, work: Callable[[int], Awaitable[object]]) -> float:
    """The median of three runs."""
    ours = Ours("ours", place, Taps(range(MEMBERS), 50), 50, database)
    runs = [await arrivals_during(ours, RATE, lambda number=number: work(number)) for number in range(3)]  # type: ignore[misc]
    return median(percentile(millis, 99) for millis, _ in runs)


async def test_taps_during_a_backup(tmp_path: Path, place: Place, database: Database) -> None:
    async def backup(number: int) -> None:
        await alone.tusoi(place, "backup", str(tmp_path / f"backups{number}"))

    assert await p99_of_three(place, database, backup) < BOUND_MS


async def test_taps_during_an_import(tmp_path: Path, place: Place, database: Database) -> None:
    file = tmp_path / "roster.csv"
    alone.write_roster(file, 2000)

    async def bring_in(number: int) -> None:
        await alone.tusoi(place, "roster", "import", str(file), "--unit", f"MOI{number}")

    assert await p99_of_three(place, database, bring_in) < BOUND_MS
