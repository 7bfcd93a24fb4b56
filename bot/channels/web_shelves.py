"""Documents made or kept for the web chat, waiting to be fetched by the one page they are for."""

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic

from bot.messages import File

FILES_KEPT = 600.0
"""Seconds for which a made document can be fetched."""
STORED_KEPT = 86_400.0
"""The same for a stored one, of which nothing is held here."""
FILES_A_PAGE = 5
"""Messages with documents; a picture is two."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """Documents of one message."""

    address: str
    files: Mapping[str, File]
    until: float
    message: str = ""

    @property
    def heavy(self) -> bool:
        """Whether the bytes are held here."""
        return any(file.data for file in self.files.values())


class Shelves:
    """Where documents wait for a while, and no longer: they hold what somebody wrote."""

    def __init__(self) -> None:
        self._shelves: dict[str, Shelf] = {}

    def __len__(self) -> int:
        return len(self._shelves)

    def put(self, address: str, files: Sequence[File], message: str = "") -> list[str]:
        """Put the documents of a message there; where to fetch each."""
        stored = all(file.stored is not None for file in files)
        if not stored:
            held = [key for key, shelf in self._shelves.items() if shelf.address == address and shelf.heavy]
            for key in held[: max(0, len(held) - FILES_A_PAGE + 1)]:
                del self._shelves[key]
        token, kept = secrets.token_urlsafe(24), STORED_KEPT if stored else FILES_KEPT
        named = {str(number): file for number, file in enumerate(files)}
        self._shelves[token] = Shelf(address, named, monotonic() + kept, message)
        asyncio.get_running_loop().call_later(kept, self._shelves.pop, token, None)
        return [f"/files/{token}.{number}" for number in named]

    def fetch(self, name: str, address: str) -> File | None:
        """A document, for the page it was made for, while it is kept."""
        token, _, number = name.partition(".")
        shelf = self._shelves.get(token)
        if shelf is None or shelf.address != address or shelf.until <= monotonic():
            return None
        return shelf.files.get(number)

    def forget(self, address: str) -> None:
        """Nothing of this page is kept any more."""
        for token in [token for token, shelf in self._shelves.items() if shelf.address == address]:
            del self._shelves[token]

    def clear_away(self, message: str) -> None:
        """Nor anything of this message."""
        for token in [token for token, shelf in self._shelves.items() if shelf.message == message]:
            del self._shelves[token]
