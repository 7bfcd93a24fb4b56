"""What goes over the wire at every tap, lean: aiogram's types describe all of a message, a tap needs little.

Reading all of an update (the tapped card comes with it, which we drew ourselves), building a keyboard button
by button and reading the card that Telegram echoes took longer than the member's whole turn.
https://core.telegram.org/bots/api
"""

import json
from typing import Any

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
from pydantic import BaseModel, Field

from bot.messages import Button, Message

NO_PREVIEW = '{"is_disabled":true}'
NOTHING = "·"
"""What stands on a button that is an empty place: without a text it is refused."""
HERE = "here"
"""The choice of a place in a row that is nothing to tap: Telegram has only buttons; this changes nothing."""
_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Chat(BaseModel):
    """Where something was said; only a private chat is answered."""

    id: int
    type: str


class Document(BaseModel):
    """Of a file: by what it is found, how it is called, how large it is said to be."""

    file_id: str
    file_name: str = ""
    file_size: int = 0


class PhotoSize(Document):
    """Of a photo: the same for one of the sizes it is there in."""

    width: int
    height: int


class Received(BaseModel):
    """Of a message that came: where it stands, who wrote it, its words or file. A tapped card is one too."""

    message_id: int
    date: int
    chat: Chat
    author: dict[str, Any] | None = Field(None, alias="from")
    text: str | None = None
    media_group_id: str | None = None
    document: Document | None = None
    photo: list[PhotoSize] | None = None
    caption: str | None = None


class Tap(BaseModel):
    """Of a tapped button: its data and its card."""

    id: str
    data: str | None = None
    message: Received | None = None


class Update(BaseModel):
    """Of an update: what a person did. One that tells of anything else has none of these."""

    update_id: int
    message: Received | None = None
    edited_message: Received | None = None
    callback_query: Tap | None = None


class Shown(BaseModel):
    """Of a message that Telegram shows now: its id."""

    message_id: int


class Found(BaseModel):
    """Of a file: where it lies."""

    file_path: str


class FindFile(TelegramMethod[Found]):
    """`getFile`."""

    __returning__ = Found
    __api_method__ = "getFile"
    file_id: str


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
    FindFile,
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
    buttons = [[{"text": _label(item), "callback_data": item.choice or HERE} for item in row] for row in rows]
    return _dumps({"inline_keyboard": buttons})


def _label(item: Button) -> str:
    if item.ticked is None:
        return item.label if item.label.strip() else NOTHING
    return f"{'☑' if item.ticked else '☐'} {item.label}"
