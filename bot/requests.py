"""What pages send to the web server, read with care: whoever likes can send anything."""

import asyncio
import json
import re
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from bot.channels.web import BOT
from handlers.events import Event

BODY_LIMIT = 32 * 1024
TEXT_LIMIT = 4000
CHOICE_LIMIT = 64
SLOW = 15.0
"""Seconds for a client to send its body, or to take what is written to it."""
NAME_LIMIT = 3000
"""Of a name as it travels: a letter takes up to nine signs."""
SIZE = re.compile(r"[0-9]{1,15}")
EVENT_ID = re.compile(r"[0-9a-f]{16,32}")


async def event_of(request: web.Request, address: str) -> Event:
    """The neutral event of a page's request; an HTTP refusal for what the page never sends."""
    return _event(await body_of(request), address)


def file_event_of(request: web.Request, address: str) -> tuple[Event, str, int]:
    """The event of a file, its name and how large it is said to be; an HTTP refusal for what no page sends.

    They come in headers: an address would be written down by a proxy.
    """
    event_id, name, size = (request.headers.get(f"X-Tusoi-{part}", "") for part in ("Id", "Name", "Size"))
    if request.content_type != "application/octet-stream":
        raise web.HTTPUnsupportedMediaType
    if not EVENT_ID.fullmatch(event_id) or len(name) > NAME_LIMIT or not SIZE.fullmatch(size):
        raise web.HTTPBadRequest
    event = Event(BOT, f"{address[:24]}:{event_id}", address, "media")
    return event, unquote(name, errors="replace"), max(int(size), request.content_length or 0)


async def body_of(request: web.Request) -> dict[str, Any]:
    """The JSON object of a request; an HTTP refusal for anything else."""
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        async with asyncio.timeout(SLOW):
            raw = await request.read()
        body = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _event(body: dict[str, Any], address: str) -> Event:
    event_id, words, verb, card = (body.get(name) for name in ("id", "text", "choice", "card"))
    fits = isinstance(event_id, str) and EVENT_ID.fullmatch(event_id) and (words is None) != (verb is None)
    fits = fits and _fits(words, TEXT_LIMIT) and _fits(verb, CHOICE_LIMIT) and _fits(card, CHOICE_LIMIT)
    if not fits:
        raise web.HTTPBadRequest
    if words is not None:
        words = "".join(sign for sign in words if sign >= " " or sign == "\n")
    kind = "choice" if verb is not None else "text"
    return Event(BOT, f"{address[:24]}:{event_id}", address, kind, words, verb, card)


def _fits(value: Any, longest: int) -> bool:
    """Nothing, or a text of real characters (JSON can spell halves of them) that is short enough."""
    if value is None:
        return True
    if not isinstance(value, str) or len(value) > longest:
        return False
    return not any("\ud800" <= sign <= "\udfff" for sign in value)
