"""Members tap while a backup, a long import, exports or pictures are under way: they hardly notice.

The bound is generous: the figures are in the bench.
"""

from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest

from bot import documents
from bot.database import Database
from tests.bench import alone, crowd
from tests.bench.contenders import Ours, open_database
from tests.bench.crowd import Place, Taps
from tests.bench.measure import arrivals_during, percentile

pytestmark = pytest.mark.quiet

MEMBERS = 2000
RATE = 20
BOUND_MS = 200
ROWS = 4000


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


@pytest.fixture
def ours(place: Place, database: Database) -> Ours:
    """The bot, with everybody's taps."""
    return Ours("ours", place, Taps(range(MEMBERS), 50), 50, database)


async def p99_of_two(ours: Ours, work: Callable[[int], Awaitable[object]]) -> float:
    """Of two runs together: one slow tap of a hundred is the machine's, two are ours."""
    runs = [await arrivals_during(ours, RATE, lambda number=number: work(number)) for number in range(2)]  # type: ignore[misc]
    return percentile([ms for millis, _ in runs for ms in millis], 99)


async def test_taps_during_a_backup(tmp_path: Path, place: Place, ours: Ours) -> None:
    async def backup(number: int) -> None:
        await alone.tusoi(place, "backup", str(tmp_path / f"backups{number}"))

    assert await p99_of_two(ours, backup) < BOUND_MS


async def test_taps_during_an_import(tmp_path: Path, place: Place, ours: Ours) -> None:
    file = tmp_path / "roster.csv"
    alone.write_roster(file, ROWS)

    async def bring_in(number: int) -> None:
        await alone.tusoi(place, "roster", "import", str(file), "--unit", f"MOI{number}")

    assert await p99_of_two(ours, bring_in) < BOUND_MS


async def test_taps_during_exports(ours: Ours) -> None:
    assert await p99_of_two(ours, lambda _: alone.exports(ours, 1)) < BOUND_MS


async def test_taps_during_pictures(ours: Ours) -> None:
    assert await p99_of_two(ours, lambda _: alone.pictures(1, [])) < BOUND_MS
    await documents.close()
