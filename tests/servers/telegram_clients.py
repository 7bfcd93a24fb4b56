"""The two clients that check the test server, and one without manners, for what libraries do not let through.

Where the clients word an error in their own way, the call log of the server has the words that went over the
wire: see `refusal`.
"""

import struct
from collections.abc import Awaitable
from dataclasses import dataclass
from typing import Any

import aiogram
import aiogram.exceptions
import aiohttp
import pytest
import telegram as ptb
import telegram.error
import telegram.request
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import BotCommand, BufferedInputFile, InlineKeyboardButton, InlineKeyboardMarkup

from .telegram import TOKEN, TelegramServer

Rows = list[list[tuple[str, str]]]
CARD: Rows = [[("Không", "rate:1:0"), ("Có dấu hiệu", "rate:1:1")], [("Dừng lại", "stop")]]
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


class QuickSession(AiohttpSession):
    """aiogram waits 250 ms for TLS connections to close; there are none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@dataclass
class Client:
    """What differs between the two libraries; their methods and arguments are mostly the same."""

    name: str
    bot: Any
    errors: tuple[type[Exception], ...]

    def keyboard(self, rows: Rows) -> Any:
        if self.name == "aiogram":
            return InlineKeyboardMarkup(
                inline_keyboard=[
                    [InlineKeyboardButton(text=t, callback_data=d) for t, d in row] for row in rows
                ]
            )
        return ptb.InlineKeyboardMarkup(
            [[ptb.InlineKeyboardButton(t, callback_data=d) for t, d in row] for row in rows]
        )

    def file(self, data: bytes, name: str) -> Any:
        return BufferedInputFile(data, name) if self.name == "aiogram" else ptb.InputFile(data, filename=name)

    def command(self, name: str, about: str) -> Any:
        if self.name == "aiogram":
            return BotCommand(command=name, description=about)
        return ptb.BotCommand(name, about)

    def within(self, seconds: float) -> dict[str, float]:
        return {"request_timeout" if self.name == "aiogram" else "read_timeout": seconds}


def make_client(name: str, server: TelegramServer, token: str = TOKEN) -> Client:
    if name == "aiogram":
        session = QuickSession(api=TelegramAPIServer.from_base(server.base_url))
        return Client(name, aiogram.Bot(token, session=session), (aiogram.exceptions.TelegramAPIError,))
    bot = ptb.Bot(
        token,
        base_url=f"{server.base_url}/bot",
        base_file_url=f"{server.base_url}/file/bot",
        request=telegram.request.HTTPXRequest(http_version="1.1"),
        get_updates_request=telegram.request.HTTPXRequest(connection_pool_size=4),
    )
    return Client(name, bot, (telegram.error.TelegramError,))


async def close_client(client: Client) -> None:
    if client.name == "aiogram":
        await client.bot.session.close()
    else:
        for request in client.bot._request:
            await request.shutdown()


async def refusal(client: Client, server: TelegramServer, call: Awaitable[Any]) -> tuple[int | None, str]:
    """Number and words of the error the call met."""
    with pytest.raises(client.errors):
        await call
    return server.calls[-1].status, server.calls[-1].description


def png(width: int, height: int) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height) + b"\x08\x00\x00\x00\x00"


class Raw:
    """A client without any manners, for what libraries do not let through."""

    def __init__(self, server: TelegramServer, session: aiohttp.ClientSession) -> None:
        self.server, self.session = server, session

    async def __call__(self, method: str, token: str = TOKEN, **params: Any) -> Any:
        return await self.post(method, token, json=params)

    async def post(self, method: str, token: str = TOKEN, **body: Any) -> Any:
        async with self.session.post(f"{self.server.base_url}/bot{token}/{method}", **body) as answer:
            found = await answer.json()
            assert answer.status == found.get("error_code", 200)
            return found

    async def get(self, path: str) -> Any:
        async with self.session.get(self.server.base_url + path) as answer:
            return await answer.json()

    async def control(self, act: str, **arguments: Any) -> Any:
        async with self.session.post(f"{self.server.base_url}/control/{act}", json=arguments) as answer:
            return await answer.json()
