"""What the simulated Telegram remembers: chats, files, taps and calls, all of it bounded."""

import time
from collections import Counter, OrderedDict, deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .faults import Faults
from .telegram_chats import Chat, File, Json, Message
from .telegram_limits import RateLimits
from .telegram_params import Params, Upload
from .telegram_updates import UpdateQueue
from .telegram_webhook import Webhook

KEEP_CALLS = 20_000
KEEP_FILE_BYTES = 128 * 1024 * 1024


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
        # The User object inside messages; the other fields are for getMe only.
        self.me_brief = {key: self.me[key] for key in ("id", "is_bot", "first_name", "username")}
        self.webhook: Webhook | None = None
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
        self.folder: Path | None = None
        """Where files lie for a bot on the same machine: the server then runs with `--local`."""
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
            f"{kind}-{number}",
            upload.name,
            upload.data,
            upload.content_type,
            len(upload.data),
            kind,
            width,
            height,
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
