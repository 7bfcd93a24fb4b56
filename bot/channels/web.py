"""The self-hosted web chat as a channel: open pages are written to, closed ones are not there.

A page is known by a random token in a cookie; its address is the token's hash, so the database never holds
what would let anybody in.
"""

import asyncio
import hashlib
import re
import secrets
from collections import defaultdict
from dataclasses import dataclass
from html import unescape
from time import monotonic
from typing import Any

from bot.channels.outcomes import Outcome, Sent, Unreachable
from bot.messages import Capabilities, File, Message

CAPABILITIES = Capabilities(name="web", longest=20_000)
BOT = "web"
FILES_KEPT = 600.0
"""Seconds for which a made document can be fetched."""
PIECES = re.compile(r"(</?[bi]>|https?://[^\s<]+)")


def address_of(token: str) -> str:
    """The address of the page that holds this token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Shelf:
    """A document waiting to be fetched by the one page it was made for."""

    address: str
    file: File
    until: float


class Web:
    """Open pages and documents waiting for them."""

    name = BOT

    def __init__(self) -> None:
        self._pages: defaultdict[str, set[asyncio.Queue[Any]]] = defaultdict(set)
        self._shelves: dict[str, Shelf] = {}

    def open(self, address: str) -> asyncio.Queue[Any]:
        """A page begins to listen."""
        queue: asyncio.Queue[Any] = asyncio.Queue(100)
        self._pages[address].add(queue)
        return queue

    def close(self, address: str, queue: asyncio.Queue[Any]) -> None:
        """A page is gone."""
        self._pages[address].discard(queue)
        if not self._pages[address]:
            del self._pages[address]

    async def send(self, address: str, message: Message) -> Outcome:
        """Push to every open page of this address; a closed browser cannot be written to."""
        pages = self._pages.get(address)
        if not pages:
            return Unreachable()
        value = self.json_of(address, message)
        for queue in pages:
            if queue.full():
                queue.get_nowait()
            queue.put_nowait({"messages": [value]})
        return Sent(value["id"])

    def json_of(self, address: str, message: Message, replaces: str | None = None) -> dict[str, Any]:
        """A message as the page understands it."""
        return {
            "id": secrets.token_hex(8),
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
            "file": self._shelve(address, message.file) if message.file else None,
            "keep": message.keep,
            "aside": message.aside,
        }

    def _shelve(self, address: str, file: File) -> dict[str, str]:
        now = monotonic()
        self._shelves = {key: shelf for key, shelf in self._shelves.items() if shelf.until > now}
        token = secrets.token_urlsafe(24)
        self._shelves[token] = Shelf(address, file, now + FILES_KEPT)
        return {"name": file.name, "url": f"/files/{token}"}

    def fetch(self, token: str, address: str) -> File | None:
        """A document, for the page it was made for, while it is kept."""
        shelf = self._shelves.get(token)
        if shelf is None or shelf.address != address or shelf.until <= monotonic():
            return None
        return shelf.file


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
