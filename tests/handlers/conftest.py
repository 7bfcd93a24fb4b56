"""Conversations: a world with a cell, and a person on each channel."""

from collections.abc import AsyncIterator, Iterator
from datetime import datetime

import pytest

from bot.database import Database
from storage.encryption import Keyring
from storage.engines import open_engine
from tests.conftest import make_cell
from tests.conversations import Page, Person, Phone, Plain, World, polling
from tests.servers.telegram import telegram_server


@pytest.fixture
def database(sqlite_url: str, keyring: Keyring) -> Iterator[Database]:
    """A migrated SQLite database with its thread."""
    made = Database(open_engine(sqlite_url), keyring, public_url="https://tusoi.test")
    yield made
    made.close()


@pytest.fixture
async def world(database: Database, now: datetime) -> World:
    """A cell of five, a cycle open for a fortnight."""
    cell = await database.run(lambda session: make_cell(session, now, "CB1"))
    made = World(database, cell.unit_id, cell.members, now)
    await made.opens_cycle()
    return made


@pytest.fixture(params=["plain", "web", "telegram"])
async def person(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Person]:
    """Somebody on each channel in turn."""
    if request.param == "plain":
        yield Plain(world)
    elif request.param == "web":
        yield Page(world)
    else:
        async with telegram_server() as server, polling(world, server):
            yield Phone(world, server.user(1001, "Lan"), server)
