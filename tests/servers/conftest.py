"""A running server and what talks to it, new for every test."""

from collections.abc import AsyncIterator, Iterator

import aiohttp
import pytest

from .telegram import TelegramServer, User, telegram_server
from .telegram_clients import Client, Raw, close_client, make_client


@pytest.fixture(autouse=True, scope="session")
def _seconds() -> Iterator[None]:
    """python-telegram-bot warns about its old way of giving seconds, and warnings are errors here."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PTB_TIMEDELTA", "true")
        yield


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with telegram_server() as running:
        yield running


@pytest.fixture(params=["aiogram", "ptb"])
async def client(request: pytest.FixtureRequest, server: TelegramServer) -> AsyncIterator[Client]:
    made = make_client(request.param, server)
    yield made
    await close_client(made)


@pytest.fixture
async def lan(server: TelegramServer) -> User:
    """A user who has written to the bot."""
    user = server.user(1001, "Lan")
    await user.says("/start")
    return user


@pytest.fixture
async def raw(server: TelegramServer) -> AsyncIterator[Raw]:
    async with aiohttp.ClientSession() as session:
        yield Raw(server, session)
