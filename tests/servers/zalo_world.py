"""What a simulated Zalo Bot knows: its people, their chats, what waits to be fetched, what went wrong.

Where nobody knows how the real one behaves, `Doubts` has a switch; tests try both readings.
"""

import asyncio
import itertools
import time
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Any

from .faults import Faults

Json = dict[str, Any]
LONGEST = 2000
USERS, MONTHLY = 50, 3000


@dataclass(frozen=True, slots=True)
class Doubts:
    """What is not known of the real one.

    `idle`: the answer of a poll when nothing came. `listed`: an update comes in a list. `errors_as_200`: a
    refusal has the HTTP status 200. `camel`: its number is called ``errorCode``. `photo`: the field of a
    picture's address. `name`: the field of a person's name. `bare`: the body of a webhook is the inner
    object. `probed_with`: what the probe of a webhook's address holds. `probe_secret`: it carries the secret.
    `retries`: how often an event is sent to a webhook again that did not take it, `pause`: after how many
    seconds each. `counts_both`: what people
    write counts as well. `keeps`: what is written while nobody polls waits. `apart`: a private chat's id is
    not its person's.
    """

    idle: str = "408 as 200"
    listed: bool = False
    errors_as_200: bool = True
    camel: bool = False
    photo: str = "photo_url"
    name: str = "display_name"
    bare: bool = False
    probed_with: str = "{}"
    probe_secret: bool = True
    retries: int = 0
    pause: float = 0.0
    counts_both: bool = False
    keeps: bool = True
    apart: bool = False


@dataclass(slots=True)
class Shown:
    """A message in a chat, as a person sees it. `styles`: UTF-16 start, length and codes."""

    text: str
    from_bot: bool
    styles: list[tuple[int, int, tuple[str, ...]]] = field(default_factory=list)
    photo: str = ""
    id: str = ""


@dataclass(slots=True)
class Call:
    """One call of a method."""

    method: str
    parameters: Json
    status: int = 0
    sent: str = ""


class Refusal(Exception):
    """What the platform answers instead of a result."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code, self.description = code, description


class World:
    """All that is remembered, without any HTTP.

    `handed`: the updates that were given away. `doors`: where a public address really leads to.
    """

    def __init__(self, token: str, doubts: Doubts) -> None:
        self.token, self.doubts = token, doubts
        self.chats: dict[str, list[Shown]] = {}
        self.people: dict[str, str] = {}
        self.waiting: deque[Json] = deque()
        self.handed: list[Json] = []
        self.doors: dict[str, str] = {}
        self.came = asyncio.Event()
        self.polling = 0
        self.calls: list[Call] = []
        self.counters: Counter[str] = Counter()
        self.violations: list[str] = []
        self.faults = Faults()
        self.webhook: tuple[str, str] | None = None
        self.sent = self.received = 0
        self.monthly = MONTHLY
        self.lost = 0
        self._numbers = itertools.count(1)

    def name_of_message(self) -> str:
        """A fresh message id: strings, hex-like."""
        return f"{next(self._numbers):020x}"

    def chat_of(self, user_id: str) -> str:
        """The private chat of a person."""
        return f"c{user_id}" if self.doubts.apart else user_id

    def spend(self) -> None:
        """One more message of the bot's month. Raises Refusal."""
        used = self.sent + (self.received if self.doubts.counts_both else 0)
        if used >= self.monthly:
            raise Refusal(429, "Quota exceeded")
        self.sent += 1

    def show(self, chat_id: str, shown: Shown) -> str:
        """Put a message of the bot's into a chat."""
        if chat_id not in self.chats:
            raise Refusal(404, "chat not found")  # nobody can be written to first
        self.spend()
        shown.id = self.name_of_message()
        self.chats[chat_id].append(shown)
        return shown.id

    def event_of(self, user_id: str, event_name: str, message_id: str, content: Json) -> Json:
        """What the bot is told of something a person did."""
        sender = {"id": user_id, self.doubts.name: self.people[user_id], "is_bot": False}
        message = {
            "from": sender,
            "chat": {"id": self.chat_of(user_id), "chat_type": "PRIVATE"},
            "message_id": message_id,
            "date": now(),
            **content,
        }
        return {"event_name": event_name, "message": message}


def now() -> int:
    """The platform's clock, in milliseconds."""
    return time.time_ns() // 1_000_000


def size(text: str) -> int:
    """UTF-16 units."""
    return len(text.encode("utf-16-le")) // 2
