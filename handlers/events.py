"""The one neutral event every channel makes, and the filters by which routers choose a handler."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiogram import Router
from aiogram.filters import Filter

from flows.replies import FILE, FlowError, Text
from storage.files import Upload

Run = Callable[..., Any]
Read = Callable[[Callable[[bytes], Any]], Awaitable[Any]]
"""What a function makes of the bytes of the file that came, outside of the transaction."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something a person did: wrote words, tapped a choice, sent something else.

    `id` is unique per bot; `card` is the message a tapped choice sat on; `kind` is ``text``, ``choice``,
    ``file`` (one that is awaited, and stored), ``media`` (anything else that is no words) or ``edited``.
    `trouble`: why a file could not be taken. `note` is said before the answer. `early`: it was written before
    the last answer was there, so what it means cannot be a choice of that one's.
    """

    bot: str
    id: str
    address: str
    kind: str = "text"
    text: str | None = None
    choice: str | None = None
    card: str | None = None
    file: Upload | None = None
    trouble: Text | None = None
    note: Text | None = None
    early: bool = False

    @property
    def channel(self) -> str:
        """The platform: ``web``, ``telegram`` …"""
        return self.bot.partition(":")[0]


class command(Filter):
    """``/name words``: matches any of the names; passes the words on as `words`."""

    def __init__(self, *names: str) -> None:
        self.names = frozenset(names)

    async def __call__(self, event: Event) -> bool | dict[str, Any]:
        if not event.text or not event.text.startswith("/"):
            return False
        first, _, rest = event.text[1:].partition(" ")
        name = first.partition("@")[0].lower()
        return {"words": rest.strip()} if name in self.names else False


class choice(Filter):
    """A choice verb with typed parts (``rate:12:2.4:1``); what does not fit does not match."""

    def __init__(self, verb: str, *types: Callable[[str], Any]) -> None:
        self.verb, self.types = verb, types

    async def __call__(self, event: Event) -> bool | dict[str, Any]:
        verb, *parts = (event.choice or "").split(":")
        if verb != self.verb or len(parts) != len(self.types):
            return False
        return _typed(self.types, parts)


class awaiting(Filter):
    """Free text that is waited for (``pin:SALT``, ``write:12:note:2.4``), with typed parts."""

    def __init__(self, name: str, *types: Callable[[str], Any]) -> None:
        self.name, self.types = name, types

    async def __call__(self, event: Event, awaited: str) -> bool | dict[str, Any]:
        name, *parts = awaited.split(":")
        if event.text is None or name != self.name or len(parts) != len(self.types):
            return False
        return _typed(self.types, parts)


class awaiting_file(Filter):
    """A file that is waited for (``file:NAME:PARTS``), with typed parts; passes the file on as `file`."""

    def __init__(self, name: str, *types: Callable[[str], Any]) -> None:
        self.name, self.types = name, types

    async def __call__(self, event: Event, awaited: str) -> bool | dict[str, Any]:
        name, *parts = awaited.removeprefix(FILE).split(":")
        fits = awaited.startswith(FILE) and name == self.name and len(parts) == len(self.types)
        if event.file is None or not fits:
            return False
        found = _typed(self.types, parts)
        return {**found, "file": event.file} if isinstance(found, dict) else False


def _typed(types: Sequence[Callable[[str], Any]], parts: list[str]) -> bool | dict[str, Any]:
    """Each part as what it is; False where one is not."""
    try:
        return {"parts": [kind(part) for kind, part in zip(types, parts, strict=True)]}
    except ValueError:
        return False


def exactly(word: str) -> Callable[[str], str]:
    """A part that is this one word."""

    def read(text: str) -> str:
        if text != word:
            raise ValueError(text)
        return text

    return read


def natural(text: str) -> int:
    """A whole number from 0 that a database can hold. Raises ValueError."""
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise ValueError(text)
    return int(text)


def on_choice(router: Router, verb: str, flow: Callable[..., Any], *types: Callable[[str], Any]) -> None:
    """A choice whose parts go straight to a flow: by far the most common handler."""

    async def handle(event: Event, run: Run, parts: list[Any]) -> Any:
        return await run(flow, *parts)

    router.callback_query(choice(verb, *types))(handle)


def on_file(
    router: Router,
    name: str,
    flow: Callable[..., Any],
    *types: Callable[[str], Any],
    parse: Callable[[bytes], Any] | None = None,
) -> None:
    """A file that is awaited goes straight to a flow, after the parts of what awaits it.

    What `parse` makes of its bytes, outside of the transaction, comes last; it may raise a FlowError.
    """

    async def handle(event: Event, run: Run, read: Read, parts: list[Any], file: Upload) -> Any:
        if parse is None:
            return await run(flow, *parts, file)
        try:
            found = await read(parse)
        except FlowError as refusal:
            return await run(_refused, refusal)
        return await run(flow, *parts, file, found)

    router.message(awaiting_file(name, *types))(handle)


def _refused(session: Any, actor: Any, refusal: FlowError, now: Any) -> Any:
    raise refusal


def on_command(router: Router, names: tuple[str, ...], flow: Callable[..., Any]) -> None:
    """A command that goes straight to a flow."""

    async def handle(event: Event, run: Run) -> Any:
        return await run(flow)

    router.message(command(*names))(handle)
