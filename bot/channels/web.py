"""The self-hosted web chat as a channel: open pages are written to, closed ones are not there.

A page is known by a random token in a cookie; its address is the token's hash, so the database never holds
what would let anybody in.
"""

import asyncio
import hashlib
import json
import re
import secrets
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape
from itertools import count
from time import monotonic
from typing import Any

from bot.channels.outcomes import Outcome, Rejected, Sent, Unreachable, Wanted, Withheld, always
from bot.channels.web_shelves import Shelves
from bot.messages import Capabilities, File, Message, Picture

CAPABILITIES = Capabilities(name="web", longest=20_000, themes=("light", "dark"), fetched=True)
BOT = "web"
LISTENERS_A_PAGE = 8
"""A member's open tabs; with one more the oldest stops listening."""
WAITING = 100
PUSHES_A_PAGE = 20
PUSHES_KEPT = 600.0
"""Seconds for which a push is sent again to a page that lost its connection."""
PAGES_REMEMBERED = 2_000
PIECES = re.compile(r"(</?[bi]>|https?://[^\s<]*[^\s<.,:!?)])")


def address_of(token: str) -> str:
    """The address of the page that holds this token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Push:
    """Something for an open page: messages, or a word to the page itself.

    `hello` tells it where it stands, `change` what a message it may show says now, `reload` to load anew,
    `full` to stay away, `bye` to come back later.
    """

    event: str
    number: str = ""
    value: Any = None
    at: float = field(default_factory=monotonic)

    @property
    def chunk(self) -> bytes:
        """As server-sent events write it."""
        number = f"id: {self.number}\n" if self.number else ""
        data = json.dumps(self.value, ensure_ascii=False)
        return f"{number}event: {self.event}\ndata: {data}\n\n".encode()

    def shows(self, name: str) -> bool:
        """Whether it brings that message."""
        return self.event == "message" and any(one["id"] == name for one in self.value["messages"])

    @property
    def last(self) -> bool:
        """Whether nothing comes after it."""
        return self.event in ("reload", "full", "bye")


@dataclass(frozen=True, slots=True, eq=False)
class Listener:
    """An open page that listens. `alive`: its connection is not known to be broken."""

    alive: Callable[[], bool]
    queue: asyncio.Queue[Push]

    def put(self, push: Push) -> None:
        """Hand over; a page that does not read loses the oldest."""
        if self.queue.full():
            self.queue.get_nowait()
        self.queue.put_nowait(push)


class Web:
    """Open pages, what was pushed to them lately, and documents waiting for them."""

    name = BOT

    def __init__(self) -> None:
        self._pages: dict[str, list[Listener]] = {}
        self._pushed: OrderedDict[str, deque[Push]] = OrderedDict()
        self._cards: OrderedDict[str, str] = OrderedDict()
        self.shelves = Shelves()
        self._life, self._numbers = secrets.token_hex(4), count(1)

    @property
    def listening(self) -> int:
        """How many pages listen."""
        return sum(map(len, self._pages.values()))

    def open(
        self, address: str, alive: Callable[[], bool] = lambda: True, after: str | None = None
    ) -> Listener:
        """A page begins to listen; what was pushed `after` the last thing it got comes first."""
        page = self._pages.setdefault(address, [])
        if len(page) >= LISTENERS_A_PAGE:
            page.pop(0).put(Push("full"))
        listener = Listener(alive, asyncio.Queue(WAITING))
        page.append(listener)
        for push in [*self._missed(address, after), Push("hello", self._number())]:
            listener.put(push)
        return listener

    def close(self, address: str, listener: Listener) -> None:
        """A page is gone."""
        page = self._pages.get(address, [])
        if listener in page:
            page.remove(listener)
        if not page:
            self._pages.pop(address, None)

    def hang_up(self) -> None:
        """The server stops; pages come back by themselves."""
        for listener in [listener for page in self._pages.values() for listener in page]:
            listener.put(Push("bye"))

    def forget(self, address: str) -> None:
        """This browser is to forget: its other tabs load anew, and nothing made for it is left."""
        for listener in self._pages.get(address, []):
            listener.put(Push("reload"))
        self._pushed.pop(address, None)
        self.shelves.forget(address)

    def present(self) -> list[str]:
        """The addresses of which a page is open here."""
        return [
            address for address, pages in self._pages.items() if any(listener.alive() for listener in pages)
        ]

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """Push to every open page of this address; a closed browser cannot be written to."""
        if not await wanted():
            return Withheld()
        value = self.json_of(address, message)
        return self._push(address, Push("message", self._number(), {"messages": [value]}), value["id"])

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        """Let every open page of this address that shows a message show it as it is now."""
        if not await wanted():
            return Withheld()
        value = {**self.json_of(address, message), "id": name}
        return self._push(address, Push("change", self._number(), {"id": name, "message": value}), name)

    async def delete(self, address: str, name: str) -> Outcome:
        """Take a message out of every open page of this address, and what came with it out of reach."""
        self.shelves.clear_away(name)
        kept = [push for push in self._pushed.get(address, ()) if not push.shows(name)]
        if address in self._pushed:
            self._pushed[address] = deque(kept, maxlen=PUSHES_A_PAGE)
        return self._push(address, Push("change", self._number(), {"id": name, "message": None}), name)

    async def ready(self, address: str) -> None:
        """A page is written to at any time."""

    async def refresh(self, address: str, message: Message) -> Outcome:
        """Draw the newest card of this address anew, where it is open."""
        name = self._cards.get(address)
        return await self.change(address, name, message) if name else Rejected("no card is known")

    def note_card(self, address: str, name: str) -> None:
        """This card is the newest one now."""
        self._cards[address] = name
        self._cards.move_to_end(address)
        if len(self._cards) > PAGES_REMEMBERED:
            self._cards.popitem(last=False)

    def takes_up(self, address: str, name: str) -> bool:
        """A page says which card is its newest: news only after a restart."""
        if address in self._cards:
            return False
        self.note_card(address, name)
        return True

    def needs(self, file: File) -> bool:
        """A stored file is read when it is fetched."""
        return False

    def _push(self, address: str, push: Push, name: str) -> Outcome:
        pages = [listener for listener in self._pages.get(address, ()) if listener.alive()]
        if not pages:
            return Unreachable()
        self._remember(address, push)
        for listener in pages:
            listener.put(push)
        return Sent(name)

    def _number(self) -> str:
        return f"{self._life}-{next(self._numbers)}"

    def _remember(self, address: str, push: Push) -> None:
        pushes = self._pushed.pop(address, None) or deque(maxlen=PUSHES_A_PAGE)
        while pushes and pushes[0].at < push.at - PUSHES_KEPT:
            pushes.popleft()
        pushes.append(push)
        self._pushed[address] = pushes
        if len(self._pushed) > PAGES_REMEMBERED:
            self._pushed.popitem(last=False)

    def _missed(self, address: str, after: str | None) -> list[Push]:
        life, _, number = (after or "").partition("-")
        if life != self._life or not number.isdecimal():
            return []
        oldest = monotonic() - PUSHES_KEPT
        return [
            push
            for push in self._pushed.get(address, ())
            if int(push.number.partition("-")[2]) > int(number) and push.at > oldest
        ]

    def json_of(self, address: str, message: Message, replaces: str | None = None) -> dict[str, Any]:
        """A message as the page understands it."""
        name = secrets.token_hex(8)
        return {
            "id": name,
            "replaces": None if message.keep or message.aside else replaces,
            "lines": [runs(line) for line in message.html.split("\n")],
            "rows": [
                [
                    {"label": item.label, "choice": item.choice, "ticked": item.ticked, "main": item.main}
                    for item in row
                ]
                for row in message.rows
            ],
            "progress": list(message.progress) if message.progress else None,
            "file": self._file(address, message.file, name) if message.file else None,
            "picture": self._picture(address, message.picture) if message.picture else None,
            "keep": message.keep,
            "aside": message.aside,
        }

    def _file(self, address: str, file: File, message: str) -> dict[str, str]:
        [url] = self.shelves.put(address, [file], message)
        return {"name": file.name, "url": url}

    def _picture(self, address: str, picture: Picture) -> dict[str, Any]:
        """A picture in both themes, and the same in words."""
        files = [File(picture.name, png, "image/png", shown=True) for png in picture.pngs]
        light, dark = self.shelves.put(address, files)
        table, open_ = picture.labels
        return {
            "light": light,
            "dark": dark,
            "width": picture.width,
            "height": picture.height,
            "alt": picture.alt,
            "twin": [runs(line) for line in picture.twin.split("\n")],
            "table": table,
            "open": open_,
        }


def runs(line: str) -> list[dict[str, Any]]:
    """One line of restricted HTML as pieces of text with their style and links."""
    pieces: list[dict[str, Any]] = []
    style: dict[str, bool] = {}
    for part in PIECES.split(line):
        if part in ("<b>", "<i>"):
            style[part[1]] = True
        elif part in ("</b>", "</i>"):
            style.pop(part[2], None)
        elif part:
            text = unescape(part)
            link = {"href": text} if part.startswith(("http://", "https://")) else {}
            pieces.append({"t": text, **style, **link})
    return pieces
