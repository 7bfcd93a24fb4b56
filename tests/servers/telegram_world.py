"""What the simulated Telegram remembers: chats, messages, files, taps and calls, all of it bounded."""

import asyncio
import time
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from typing import Any

from .telegram_faults import Faults, RateLimits
from .telegram_html import Entity
from .telegram_params import Params, Upload
from .telegram_updates import UpdateQueue

Json = dict[str, Any]

KEEP_MESSAGES = 1_000  # a chat
KEEP_CALLS = 20_000
KEEP_FILE_BYTES = 128 * 1024 * 1024


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
    deleted: bool = False
    inaccessible: bool = False

    @property
    def from_bot(self) -> bool:
        return bool(self.sender["is_bot"])

    @property
    def rows(self) -> list[list[Button]]:
        return [[Button(b["text"], b.get("callback_data"), b.get("url")) for b in row] for row in self.keyboard]

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
        return [{**about, "width": file.width, "height": file.height}]
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
        return {"id": self.id, "type": self.kind, "first_name" if self.kind == "private" else "title": self.name}

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


@dataclass(slots=True)
class Callback:
    """A tap, and how it was answered. Times are of `time.monotonic()`."""

    id: str
    chat: Chat
    user_id: int
    data: str
    message_id: int
    asked_at: float
    answered_at: float | None = None
    text: str = ""
    alert: bool = False

    @property
    def seconds(self) -> float | None:
        """How long the button's little clock turned; None while it still does."""
        return None if self.answered_at is None else self.answered_at - self.asked_at


@dataclass(slots=True)
class Call:
    """One call of a method: when (`time.monotonic()`), with what, and what was answered."""

    method: str
    at: float
    params: Params = field(default_factory=dict)
    files: tuple[str, ...] = ()
    status: int | None = None
    description: str = ""
    ended_at: float | None = None
    fault: str | None = None

    @property
    def ok(self) -> bool:
        return self.status == 200


class World:
    """All state of the server. Everything that grows is bounded; `counters` count what was forgotten too."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.me: Json = {
            "id": int(token.split(":")[0]),
            "is_bot": True,
            "first_name": "Tự soi",
            "username": "tusoi_test_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": True,
            "supports_inline_queries": False,
        }
        self.chats: dict[int, Chat] = {}
        self.people: dict[int, Json] = {}
        self.updates = UpdateQueue()
        self.callbacks: OrderedDict[str, Callback] = OrderedDict()
        self.files: OrderedDict[str, File] = OrderedDict()
        self.calls: deque[Call] = deque(maxlen=KEEP_CALLS)
        self.violations: deque[str] = deque(maxlen=1_000)
        self.counters: Counter[str] = Counter()
        self.faults = Faults()
        self.rate_limits: RateLimits | None = None
        self.commands: dict[tuple[str, str], list[Json]] = {}
        self.descriptions: dict[tuple[str, str], str] = {}
        self.callback_lifetime = 15.0
        self.hang_seconds = 60.0
        self._message_ids = 0
        self._file_bytes = 0

    def chat(self, chat_id: int) -> Chat:
        """The chat as its user sees it."""
        return self.chats[chat_id]

    def calls_of(self, *methods: str) -> list[Call]:
        return [call for call in self.calls if call.method in methods]

    def new_message(self, chat: Chat, sender: Json, **content: Any) -> Message:
        self._message_ids += 1
        return chat.add(Message(chat, self._message_ids, int(time.time()), sender, **content))

    def keep_file(self, upload: Upload, kind: str, width: int = 0, height: int = 0) -> File:
        number = self.counters["files"] = self.counters["files"] + 1
        file = File(
            f"{kind}-{number}", upload.name, upload.data, upload.content_type, len(upload.data), kind, width, height
        )
        self.files[file.id] = file
        self._file_bytes += file.size
        while self._file_bytes > KEEP_FILE_BYTES and len(self.files) > 1:
            _, oldest = self.files.popitem(last=False)
            self._file_bytes -= oldest.size
            oldest.data = b""
        return file

    def keep_callback(self, callback: Callback) -> None:
        self.callbacks[callback.id] = callback
        if len(self.callbacks) > KEEP_CALLS:
            self.callbacks.popitem(last=False)
