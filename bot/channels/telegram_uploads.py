"""Pictures and documents for Telegram. A stored file is uploaded once, and then sent by its name there."""

import contextlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import BufferedInputFile, InlineKeyboardMarkup

from bot.channels import telegram_wire
from bot.messages import File, Message

WITHIN = 60
"""Seconds in which an upload must be answered."""
PHOTOS = ("image/jpeg", "image/png")
"""Kinds of files sent in that go out as photos."""
HIGH = 2
"""Apps show photos 1,280 pixels high at most. Pictures that would be too small to read then go as files."""
REMEMBERED = 200
"""Stored files whose names at Telegram are known."""


class Uploads:
    """Uploads a bot's files, and knows what Telegram calls those that are stored here."""

    def __init__(self) -> None:
        self._names: OrderedDict[int, tuple[str, bool]] = OrderedDict()

    def has(self, file: File) -> bool:
        """Whether Telegram has a stored file."""
        return file.stored in self._names

    def forget(self, file: File) -> bool:
        """It does not know that name any more; False if it never had it."""
        return file.stored is not None and self._names.pop(file.stored, None) is not None

    async def send(self, bot: Bot, address: str, message: Message) -> Any:
        """A document or a picture; as a photo if Telegram would leave it large enough to be read."""
        picture = message.picture
        file = File(picture.name, picture.pngs[0]) if picture else message.file
        assert file is not None
        if file.stored is not None and file.stored in self._names:
            name, photo = self._names[file.stored]
            return await self._send(bot.send_photo if photo else bot.send_document, address, message, name)
        upload = BufferedInputFile(file.data, file.name)
        if file.kind in PHOTOS and file.stored is not None:
            with contextlib.suppress(TelegramBadRequest):  # too long and narrow, or damaged: then as it is
                return self._remember(file, await self._send(bot.send_photo, address, message, upload))
        photo = picture is not None and picture.height <= HIGH * picture.width
        send = bot.send_photo if photo else bot.send_document
        return self._remember(file, await self._send(send, address, message, upload))

    async def _send(
        self, send: Callable[..., Awaitable[Any]], address: str, message: Message, what: Any
    ) -> Any:
        keyboard = telegram_wire.keyboard(message.rows)
        return await send(
            address,
            what,
            caption=message.html or None,
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup.model_validate_json(keyboard) if keyboard else None,
            request_timeout=WITHIN,
        )

    def _remember(self, file: File, sent: Any) -> Any:
        found = sent.photo[-1] if sent.photo else sent.document
        if file.stored is not None and found is not None:
            self._names[file.stored] = found.file_id, bool(sent.photo)
            if len(self._names) > REMEMBERED:
                self._names.popitem(last=False)
        return sent
