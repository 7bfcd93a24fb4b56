"""The web server of a world, and who visits it."""

from collections.abc import AsyncIterator

import pytest
from aiohttp.test_utils import BaseTestServer

from bot.channels.web import Web
from bot.web import Site
from tests.bot.surfers import Server, Surfer
from tests.conversations import World


@pytest.fixture
def site(world: World) -> Site:
    """The web server of a real database."""
    return Site(Web(), world.turns)


@pytest.fixture
async def server(site: Site) -> AsyncIterator[BaseTestServer]:
    """It listens on loopback."""
    async with Server(site.app()) as made:
        yield made


@pytest.fixture
async def surfer(site: Site, server: BaseTestServer) -> AsyncIterator[Surfer]:
    """Somebody who was never here."""
    made = Surfer(site, server)
    async with made.client:
        yield made


@pytest.fixture
async def other(site: Site, server: BaseTestServer) -> AsyncIterator[Surfer]:
    """Somebody else."""
    made = Surfer(site, server)
    async with made.client:
        yield made
