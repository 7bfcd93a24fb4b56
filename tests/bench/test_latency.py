"""Members tap while a backup, a long import, exports or pictures are under way: they hardly notice.

What holds taps up by its design does so in every run, a machine that stands still for a moment in one: the
quietest of three counts, and as soon as one is quiet the others are spared. The figures are in the bench.
"""

import functools
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
RUNS = 3
ROWS = 4000


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    """A database of some size; whatever the others did to it, the taps are alike."""
    made = crowd.on_sqlite(tmp_path_factory.mktemp("place"))
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


async def hardly_noticed(ours: Ours, work: Callable[[int], Awaitable[object]]) -> bool:
    """Whether 99 of 100 taps during this work come back in time; it is told the number of its run."""
    for number in range(RUNS):
        millis, _ = await arrivals_during(ours, RATE, functools.partial(work, number))
        if percentile(millis, 99) < BOUND_MS:
            return True
    return False


async def test_taps_during_a_backup(tmp_path: Path, place: Place, ours: Ours) -> None:
    async def backup(number: int) -> None:
        await alone.tusoi(place, "backup", str(tmp_path / f"backups{number}"))

    assert await hardly_noticed(ours, backup)


async def test_taps_during_an_import(tmp_path: Path, place: Place, ours: Ours) -> None:
    files = alone.write_rosters(tmp_path, RUNS, ROWS)

    async def bring_in(number: int) -> None:
        await alone.tusoi(place, "roster", "import", str(files[number]), "--unit", f"MOI{number}")

    assert await hardly_noticed(ours, bring_in)


async def test_taps_during_exports(ours: Ours) -> None:
    assert await hardly_noticed(ours, lambda _: alone.exports(ours, 1))


async def test_taps_during_pictures(ours: Ours) -> None:
    assert await hardly_noticed(ours, lambda _: alone.pictures(1, []))
    await documents.close()
