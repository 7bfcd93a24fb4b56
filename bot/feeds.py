"""What the web server gives and takes beside the chat: a member's calendar, where his browser is told."""

import asyncio
import hashlib
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from aiohttp import web

from bot import limits
from bot.channels.web import BOT
from bot.documents import calendars
from bot.pushes import Vapid, allowed
from bot.requests import body_of
from bot.turn import Turns
from flows import calendar_links, pushes
from flows.replies import FlowError
from storage.engines import FlowSession

PER_HOST = (5.0, 200.0)
"""Calendars fetched from one host: a calendar service is many people, each every few hours."""
REFRESH = timedelta(hours=6)
CALENDAR = {
    "Cache-Control": "private, no-cache",
    "Content-Disposition": "inline; filename=sinh-hoat-chi-bo.ics",
}


class Feeds:
    """The handlers. `writer` tells whose page a request comes from, or refuses it."""

    def __init__(self, turns: Turns, writer: Callable[[web.Request], str]) -> None:
        self.turns, self._writer = turns, writer
        self._key = Vapid(turns.database.keyring).public
        self._hosts = limits.Bucket(*PER_HOST)

    @property
    def push_key(self) -> str:
        """What a browser that subscribes is given; empty where none may be signalled."""
        return self._key if self.turns.database.info.get("push") else ""

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Their addresses."""
        router.add_get("/lich/{token:[A-Za-z0-9_-]{43}}.ics", self.calendar)
        router.add_post("/api/push", self.subscribe)

    async def calendar(self, request: web.Request) -> web.StreamResponse:
        """The meetings of whoever's token it is; to whom the address was given, needs nothing else."""
        limits.refuse_above(self._hosts, limits.host_of(request))
        work = partial(calendar_links.feed, token=request.match_info["token"], now=self.turns.clock())
        found = await self.turns.database.run(work)
        if found is None:
            raise web.HTTPNotFound
        made = await asyncio.to_thread(calendars.make, *found, REFRESH)
        tag = hashlib.sha256(made).hexdigest()[:32]
        headers = {**CALENDAR, "ETag": f'"{tag}"'}
        if any(known.value in (tag, "*") for known in request.if_none_match or ()):
            return web.Response(status=304, headers=headers)
        return web.Response(body=made, content_type=calendars.KIND, charset="utf-8", headers=headers)

    async def subscribe(self, request: web.Request) -> web.StreamResponse:
        """A page's browser may be told; only by servers of browser makers, so that we call nobody else."""
        address = self._writer(request)
        endpoint = (await body_of(request)).get("endpoint")
        if not isinstance(endpoint, str) or not allowed(endpoint, self.turns.database.info.get("push") or ()):
            raise web.HTTPBadRequest

        def work(session: FlowSession) -> None:
            actor = self.turns.actor(session, BOT, address)
            if actor is None:
                raise FlowError("not-joined")
            pushes.subscribe(session, actor, endpoint, self.turns.clock())

        try:
            async with self.turns.chat(BOT, address):
                await self.turns.database.run(work)
        except FlowError:
            raise web.HTTPForbidden from None
        return web.Response(status=204)
