"""Files that come over Telegram: told from messages, fetched piece by piece.

The address of a file holds the bot's token, so no error of a transfer is passed on or logged as it is.
https://core.telegram.org/bots/api#getfile
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.telegram import PRODUCTION
from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramRetryAfter
from aiohttp import ClientError

from bot.channels.telegram_wire import FindFile, Received, Update
from flows import uploads
from flows.replies import FlowError

PHOTO = "anh.jpg"
"""Photos have no names."""
CHUNK = 64 * 1024
WITHIN = 120
"""Seconds in which a file must have come."""
WAITS = (0.5, 2.0, 5.0)
"""Seconds between tries to find where a file lies."""
PATIENCE = 30.0
TOO_BIG = "file is too big"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A document or photo of a message. `size`: as Telegram says, 0 where it does not."""

    file_id: str
    name: str
    size: int
    captioned: bool


def of(update: Update) -> Incoming | None:
    """The file that was sent with an update; of a photo's sizes the largest. None where there is none."""
    message: Received | None = update.message
    if message is None:
        return None
    if message.document is not None:
        found, name = message.document, message.document.file_name
    elif message.photo:
        found, name = max(message.photo, key=lambda one: one.width * one.height), PHOTO
    else:
        return None
    return Incoming(found.file_id, name, found.file_size, bool(message.caption))


async def fetch(bot: Bot, file: Incoming) -> AsyncGenerator[bytes, None]:
    """Its bytes. Raises `file-too-large` and `file-not-received`."""
    path = await _path(bot, file.file_id)
    own = bot.session.api is not PRODUCTION and path.startswith("/")
    pieces = _read(path) if own else _download(bot, path)
    async with aclosing(pieces):
        async for data in pieces:
            yield data


async def _path(bot: Bot, file_id: str) -> str:
    """Where it lies. What may pass is tried again."""
    for wait in WAITS:
        try:
            return (await bot(FindFile(file_id=file_id))).file_path
        except TelegramBadRequest as refusal:
            large = TOO_BIG in refusal.message
            break
        except TelegramRetryAfter as asked:
            large, pause = False, min(float(asked.retry_after), PATIENCE)
        except AiogramError:
            large, pause = False, wait
        await asyncio.sleep(pause)
    if large:
        raise FlowError("file-too-large", megabytes=uploads.MEGABYTES)
    raise FlowError("file-not-received")


async def _download(bot: Bot, path: str) -> AsyncGenerator[bytes, None]:
    """From the server's own address for files."""
    address = bot.session.api.file_url(bot.token, path)
    broken = False
    stream = bot.session.stream_content(address, timeout=WITHIN, chunk_size=CHUNK)
    async with aclosing(stream):
        try:
            async for data in stream:
                yield data
        except (ClientError, OSError):  # a TimeoutError is an OSError
            broken = True
    if broken:  # out of the handler: not even as its context may that error go along
        raise FlowError("file-not-received")


async def _read(path: str) -> AsyncGenerator[bytes, None]:
    """From this machine's disk, where a Bot API server of the operator's own (`--local`) has put it."""
    broken = False
    try:
        with await asyncio.to_thread(open, path, "rb") as stream:
            while data := await asyncio.to_thread(stream.read, CHUNK):
                yield data
    except OSError:
        broken = True
    if broken:
        raise FlowError("file-not-received")
