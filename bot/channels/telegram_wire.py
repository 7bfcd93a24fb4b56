"""What goes over the wire at every tap, lean: aiogram's types describe all of a message, a tap needs little.

Parsing a tapped card that we drew ourselves, building its keyboard button by button and parsing the card that
Telegram echoes took longer than the member's whole turn. https://core.telegram.org/bots/api
"""

import json
from typing import Any

from aiogram import Bot
from aiogram.methods import (
    AnswerCallbackQuery,
    DeleteMessage,
    EditMessageReplyMarkup,
    Response,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    TelegramMethod,
)
from aiogram.types import Update
from pydantic import BaseModel, ValidationError

from bot.messages import Button, Message

OF_A_CARD = ("message_id", "date", "chat")
"""What is read of a tapped card; with the date 0 it cannot be reached any more."""
NO_PREVIEW = '{"is_disabled":true}'
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Shown(BaseModel):
    """Of a message that Telegram shows now: its id."""

    message_id: int


class SendCard(TelegramMethod[Shown]):
    """`sendMessage`, with the keyboard as the JSON it travels as."""

    __returning__ = Shown
    __api_method__ = "sendMessage"
    chat_id: str
    text: str
    reply_markup: str | None = None
    parse_mode: str = "HTML"
    link_preview_options: str = NO_PREVIEW


class EditCard(SendCard):
    """`editMessageText`, likewise."""

    __api_method__ = "editMessageText"
    message_id: int


class FetchUpdates(TelegramMethod[list[dict[str, Any]]]):
    """`getUpdates`, each update as raw JSON: one that cannot be understood must not hold up the others."""

    __returning__ = list[dict[str, Any]]
    __api_method__ = "getUpdates"
    offset: int
    limit: int
    timeout: int
    allowed_updates: list[str]


CALLED = (
    AnswerCallbackQuery,
    DeleteMessage,
    EditCard,
    EditMessageReplyMarkup,
    FetchUpdates,
    SendCard,
    SendDocument,
    SendMessage,
    SendPhoto,
    SetMyCommands,
)
HELD = tuple(Response[method.__returning__] for method in CALLED)  # type: ignore[name-defined]
"""The forms of their answers: pydantic forgets a generic class that nobody holds, and is slow to make one."""


def card(address: str, message: Message) -> dict[str, Any]:
    """The fields of `SendCard` and `EditCard`."""
    return {"chat_id": address, "text": message.html, "reply_markup": keyboard(message.rows)}


def keyboard(rows: tuple[tuple[Button, ...], ...]) -> str | None:
    """An inline keyboard as JSON, or None where there is nothing to tap."""
    if not rows:
        return None
    buttons = [[{"text": _label(item), "callback_data": item.choice} for item in row] for row in rows]
    return _dumps({"inline_keyboard": buttons})


def _label(item: Button) -> str:
    if item.ticked is None:
        return item.label
    return f"{'☑' if item.ticked else '☐'} {item.label}"


def parse(raw: dict[str, Any], bot: Bot) -> Update | None:
    """An update; of a tapped card only what is needed. None for what cannot be understood."""
    query = raw.get("callback_query")
    if isinstance(query, dict) and isinstance(query.get("message"), dict):
        tapped = {name: query["message"][name] for name in OF_A_CARD if name in query["message"]}
        raw = raw | {"callback_query": query | {"message": tapped}}
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        return None
