"""Files of the web chat: what pages send in, streamed, and the documents they take along."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from functools import partial
from urllib.parse import quote

from aiohttp import web

from bot import limits
from bot.channels.web import Web
from bot.documents import stored
from bot.requests import SLOW, file_event_of
from bot.turn import Taken, Turns
from bot.uploads import Uploads
from handlers.events import Event

AT_ONCE = 40
"""Files on their way in from all pages together."""
CHUNK = 64 * 1024
PER_PAGE = (0.5, 20.0)
"""Files a second, and at once, from one page."""

Whose = Callable[[web.Request], str]
Answer = Callable[[str, Event, Taken], web.StreamResponse]


class Files:
    """The handlers. `reader` and `writer` tell whose page a request comes from, or refuse it."""

    def __init__(self, channel: Web, turns: Turns, reader: Whose, writer: Whose, answer: Answer) -> None:
        self.channel, self.turns = channel, turns
        self.uploads = Uploads(turns)
        self._reader, self._writer, self._answer = reader, writer, answer
        self._coming = 0
        self._pages = limits.Bucket(*PER_PAGE)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Their addresses."""
        router.add_post("/api/upload", self.upload)
        router.add_get("/files/{token}", self.download)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """A file for the place where the member is. Repeating it (the same id) changes nothing."""
        address = self._writer(request)
        limits.refuse_above(self._pages, address)
        event, name, size = file_event_of(request, address)
        if self._coming >= AT_ONCE:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "5"})
        self._coming += 1
        try:
            taken = await self.uploads.take(event, name, partial(_pieces, request), size)
        finally:
            self._coming -= 1
        return self._answer(address, event, taken)

    async def download(self, request: web.Request) -> web.StreamResponse:
        """A document, for the one page it was made for."""
        file = self.channel.shelves.fetch(request.match_info["token"], self._reader(request))
        if file is not None and file.stored is not None:
            file = await self.turns.database.read(partial(stored.find, file_id=file.stored, whole=True))
        if file is None:
            raise web.HTTPNotFound
        how = "inline" if file.shown else "attachment"
        headers = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(file.name, safe='')}"}
        return web.Response(body=file.data, content_type=file.kind, headers=headers)


async def _pieces(request: web.Request) -> AsyncGenerator[bytes, None]:
    """The body as it comes; a client that stops sending is not waited for."""
    while True:
        async with asyncio.timeout(SLOW):
            data = await request.content.read(CHUNK)
        if not data:
            return
        yield data
