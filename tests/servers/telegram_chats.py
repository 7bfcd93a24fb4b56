"""Chats, messages and files as their users see them, and as the Bot API writes them."""

import asyncio
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

from .telegram_html import Entity
from .telegram_params import Params

Json = dict[str, Any]

KEEP_MESSAGES = 1_000  # a chat


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button as the user sees it; `data` is None for a link."""

    text: str
    data: str | None
    url: str | None = None


@dataclass(slots=True)
class File:
    """A file somebody sent. Its bytes are forgotten when too many have come since."""

    id: str
    name: str
    data: bytes
    content_type: str
    size: int
    kind: str
    width: int = 0
    height: int = 0


@dataclass(slots=True)
class Message:
    """A message in a chat. `text` is what is read on the screen (for files: the caption)."""

    chat: "Chat"
    id: int
    date: int
    sender: Json
    text: str = ""
    entities: list[Entity] = field(default_factory=list)
    keyboard: list[list[Json]] = field(default_factory=list)
    file: File | None = None
    extra: Json = field(default_factory=dict)
    options: Params = field(default_factory=dict)
    reply_to: int | None = None
    edited: int = 0
    changed: int = 0  # the number of the chat's change that the bot made last to this message
    deleted: bool = False
    inaccessible: bool = False

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def rows(self) -> list[list[Button]]:
        return [
            [Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in self.keyboard
        ]

    @property
    def buttons(self) -> list[Button]:
        return [button for row in self.rows for button in row]

    @property
    def labels(self) -> list[str]:
        return [button.text for button in self.buttons]

    @property
    def document(self) -> File | None:
        return self.file if self.file and self.file.kind == "document" else None

    @property
    def photo(self) -> File | None:
        return self.file if self.file and self.file.kind == "photo" else None

    def json(self) -> Json:
        """The Message object: https://core.telegram.org/bots/api#message."""
        said: Json = {"message_id": self.id, "from": self.sender, "chat": self.chat.json(), "date": self.date}
        words = "caption" if self.file or self.extra else "text"
        if self.text:
            said[words] = self.text
            if self.entities:
                said["entities" if words == "text" else "caption_entities"] = self.entities
        if self.file:
            said[self.file.kind] = file_json(self.file)
        if self.reply_to is not None and self.reply_to in self.chat.by_id:
            original = self.chat.by_id[self.reply_to].json()
            original.pop("reply_to_message", None)
            said["reply_to_message"] = original
        if self.keyboard:
            said["reply_markup"] = {"inline_keyboard": self.keyboard}
        if self.edited:
            said["edit_date"] = max(self.date, int(time.time()))
        return {**said, **self.extra}

    def inaccessible_json(self) -> Json:
        """https://core.telegram.org/bots/api#inaccessiblemessage: the date is always 0."""
        return {"chat": self.chat.json(), "message_id": self.id, "date": 0}


def file_json(file: File) -> Any:
    """What a message says of its file: photos are a list of sizes, other files one object."""
    about: Json = {"file_id": file.id, "file_unique_id": f"u{file.id}", "file_size": file.size}
    if file.kind == "photo":
        small = {**about, "file_id": f"{file.id}-small", "file_unique_id": "s", "file_size": 1}
        sizes = {"width": file.width, "height": file.height}, {"width": 90, "height": 67}
        return [{**small, **sizes[1]}, {**about, **sizes[0]}] if file.width else [{**about, **sizes[0]}]
    if file.kind == "document":
        return {**about, "file_name": file.name, "mime_type": file.content_type}
    return about


@dataclass(slots=True)
class Chat:
    """A private chat (id of the user) or a group, with all that the test may want to see of it."""

    id: int
    kind: str
    name: str
    by_id: "OrderedDict[int, Message]" = field(default_factory=OrderedDict)
    started: bool = False
    blocked: bool = False
    deactivated: bool = False
    action: str | None = None
    latest: Message | None = None
    changes: int = 0
    _waiters: list["asyncio.Future[None]"] = field(default_factory=list)

    @property
    def messages(self) -> list[Message]:
        """In order, those deleted since included (`deleted`)."""
        return list(self.by_id.values())

    @property
    def visible(self) -> list[Message]:
        return [message for message in self.by_id.values() if not message.deleted]

    @property
    def from_bot(self) -> list[Message]:
        return [message for message in self.visible if message.from_bot]

    def json(self) -> Json:
        return {
            "id": self.id,
            "type": self.kind,
            "first_name" if self.kind == "private" else "title": self.name,
        }

    def add(self, message: Message) -> Message:
        self.by_id[message.id] = message
        if len(self.by_id) > KEEP_MESSAGES:
            self.by_id.popitem(last=False)
        return message

    def changed(self, message: Message | None) -> None:
        """The bot has changed something here: whoever waits for it goes on."""
        self.changes += 1
        if message is not None:
            self.latest = message
            message.changed = self.changes
        self.stir()

    def stir(self) -> None:
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def stirred(self, seconds: float) -> bool:
        """Wait for the bot to do anything in this chat; False when it did nothing in time."""
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.append(waiter)
        try:
            async with asyncio.timeout(seconds):
                await waiter
        except TimeoutError:
            return False
        return True

    def transcript(self) -> str:
        """The chat in plain lines, for the message of a failing test."""
        lines = []
        for message in self.visible:
            buttons = " ".join(f"[{label}]" for label in message.labels)
            name = message.file.name if message.file else ""
            who = message.sender["first_name"]
            lines.append(" ".join(part for part in (f"{who}:", message.text, name, buttons) if part))
        return "\n".join(lines) or "(empty chat)"
