"""The web server: the chat's page, its events, its stream, its files; and, in a demo, whom to play."""

import asyncio
import hmac
import json
import logging
import re
import secrets
from collections.abc import Awaitable, Callable
from functools import partial
from urllib.parse import urlsplit

from aiohttp import web
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot import limits, pages
from bot.channels.web import BOT, Listener, Push, Web, address_of
from bot.feeds import Feeds
from bot.refresh import resume, watch
from bot.requests import BODY_LIMIT, SLOW, event_of
from bot.turn import Busy, Taken, Turns, describe
from bot.web_files import Files
from bot.web_links import Linked
from flows import demo, onboarding
from flows.links import forget_here
from handlers.events import Event
from storage import accounts, outbox_chats
from storage.accounts import Actor
from storage.engines import FlowSession

log = logging.getLogger("tusoi.web")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types tusoi"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
HOST = re.compile(r"(\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d+)?")
TOKEN = re.compile(r"[A-Za-z0-9_-]{43}")
CARD = re.compile(r"[0-9a-f]{16}")
YEAR = 365 * 86400
STREAMS = 4000
PING = 20.0
PER_PAGE = (8.0, 30.0)
"""Events a second, and at once, from one page; a person taps slower."""
PER_HOST = (40.0, 200.0)
"""Requests from one host: an office behind one address is many people."""

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Site:
    """The handlers of the web server, with what they share."""

    def __init__(self, channel: Web, turns: Turns, *, secure: bool = False, playing: bool = False) -> None:
        self.channel, self.turns, self.secure, self.playing = channel, turns, secure, playing
        # Ports share cookies: a demo beside a real one must not take its place.
        self.cookie = ("__Host-tusoi" if secure else "tusoi") + ("-demo" if playing else "")
        self._public = urlsplit(str(turns.database.info.get("public_url") or ""))
        self._pages, self._hosts = limits.Bucket(*PER_PAGE), limits.Bucket(*PER_HOST)
        self._csrf = secrets.token_bytes(32)
        self.feeds = Feeds(turns, self._writer)
        self.files = Files(channel, turns, self._reader, self._writer, self._answer)
        self.linked = Linked(turns, secure=secure)

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[self.guard], client_max_size=BODY_LIMIT)
        app.router.add_get("/", self.page)
        app.router.add_get("/static/{name}", pages.static)
        app.router.add_get("/sw.js", pages.worker)
        app.router.add_get("/manifest.webmanifest", pages.manifest)
        self.feeds.add_to(app.router)
        app.router.add_post("/api/events", self.event)
        app.router.add_get("/api/stream", self.stream, allow_head=False)
        app.router.add_post("/api/forget", self.forget)
        self.files.add_to(app.router)
        self.linked.add_to(app.router)
        app.router.add_get("/healthz", self.health)
        if self.playing:
            app.router.add_get("/demo", self.choose)
            app.router.add_post("/demo/play", self.play)
        app.on_response_prepare.append(_protect)
        app.on_shutdown.append(self._hang_up)
        logging.getLogger("aiohttp.server").addFilter(_hush)
        limits.allow_open_files()
        return app

    @web.middleware
    async def guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """What holds for every request; and no refusal says more than its number."""
        try:
            self._check_host(request)
            if handler not in (*pages.UNCOUNTED, self.feeds.calendar):
                limits.refuse_above(self._hosts, limits.host_of(request))
            return await handler(request)
        except (web.HTTPException, ConnectionError):
            raise
        except TimeoutError:
            raise web.HTTPRequestTimeout from None
        except (Busy, DBAPIError, PoolTimeout):
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"}) from None
        except Exception as bug:
            log.error("a request could not be answered: %s", describe(bug))
            raise web.HTTPInternalServerError from None

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The chat's page; a browser that comes for the first time gets its cookie."""
        token = self._token(request)
        actor = await self._actor(address_of(token)) if token else None
        if self.playing and actor is None:
            raise web.HTTPSeeOther("/demo")
        response = pages.chat(
            actor.language if actor else "vi", demo=self.playing, push_key=self.feeds.push_key
        )
        self._set_cookie(response, token or secrets.token_urlsafe(32))
        return response

    async def event(self, request: web.Request) -> web.StreamResponse:
        """One event of the page: words or a choice. Repeating it (the same id) changes nothing."""
        address = self._writer(request)
        event = await event_of(request, address)
        taken = await self.turns.take(event)
        return self._answer(address, event, taken)

    def _answer(self, address: str, event: Event, taken: Taken) -> web.StreamResponse:
        card = event.card if event.kind == "choice" else None
        messages = [
            self.channel.json_of(address, message, card if number == 0 else None)
            for number, message in enumerate(taken.messages)
        ]
        if messages and not messages[-1]["aside"]:
            self.channel.note_card(address, messages[-1]["id"])
        watch(self.turns, event, taken)
        answer = {
            "messages": messages,
            "secret": bool(taken.messages) and taken.messages[-1].secret,
            "file": bool(taken.messages) and taken.messages[-1].awaits_file,
            "hide": taken.hide,
            "language": taken.language,
        }
        return web.json_response(answer, dumps=partial(json.dumps, ensure_ascii=False))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server push, for as long as the page is open."""
        address = self._reader(request)
        if self.channel.listening >= STREAMS:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "30"})
        after = request.headers.get("Last-Event-ID") or request.query.get("after")
        response = web.StreamResponse(
            headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"}
        )
        await response.prepare(request)
        listener = self.channel.open(address, partial(_connected, request), after)
        await self.turns.database.run(partial(_bring, address=address))
        card = request.query.get("card", "")
        if CARD.fullmatch(card) and self.channel.takes_up(address, card):
            await resume(self.turns, BOT, address)
        try:
            await _push(response, listener)
        except TimeoutError:  # it takes nothing any more: do not wait for it to take the end either
            if request.transport is not None:
                request.transport.abort()
        except ConnectionError:
            pass
        finally:
            self.channel.close(address, listener)
        return response

    async def forget(self, request: web.Request) -> web.StreamResponse:
        """ "Xóa khỏi máy này": unlink this page and take its cookie away."""
        address = self._writer(request)
        await self._forget(address)
        response = web.Response(status=204)
        response.del_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="Lax")
        return response

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Whether a transaction goes through."""
        await self.turns.database.run(lambda session: None)
        return web.json_response({"ok": True})

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """The demo's page: whom to play."""
        people = await self.turns.database.run(demo.people)
        token = self._token(request) or secrets.token_urlsafe(32)
        response = pages.chooser(people, self._mark(token))
        self._set_cookie(response, token)
        return response

    async def play(self, request: web.Request) -> web.StreamResponse:
        """Become one of the demo's people in this browser; or nobody yet, who comes in by a code."""
        async with asyncio.timeout(SLOW):
            form = await request.post()
        token = self._token(request)
        mark = str(form.get("csrf", "")).encode()
        if not token or not hmac.compare_digest(mark, self._mark(token).encode()):
            raise web.HTTPForbidden
        member = form.get("member")
        fresh, now = secrets.token_urlsafe(32), self.turns.clock()

        def sit_down(session: FlowSession) -> bool:
            if member is None:
                accounts.add_account(session, BOT, address_of(fresh), "vi", now)
                return True
            known = {str(person[0]): person[0] for _, members in demo.people(session) for person in members}
            if member in known:
                onboarding.play(session, known[str(member)], BOT, address_of(fresh), now)
            return member in known

        if not await self.turns.database.run(sit_down):
            raise web.HTTPBadRequest
        await self._forget(address_of(token))
        response = web.HTTPSeeOther("/")
        self._set_cookie(response, fresh)
        raise response

    async def _forget(self, address: str) -> None:
        def work(session: FlowSession) -> None:
            actor = self.turns.actor(session, BOT, address)
            if actor is not None:
                forget_here(session, actor, self.turns.clock())

        async with self.turns.chat(BOT, address):
            await self.turns.database.run(work)
        self.channel.forget(address)

    async def _actor(self, address: str) -> Actor | None:
        return await self.turns.database.run(lambda session: self.turns.actor(session, BOT, address))

    def _token(self, request: web.Request) -> str | None:
        token = request.cookies.get(self.cookie, "")
        return token if TOKEN.fullmatch(token) else None

    def _reader(self, request: web.Request) -> str:
        """Whose page this is."""
        token = self._token(request)
        if token is None:
            raise web.HTTPForbidden
        return address_of(token)

    def _writer(self, request: web.Request) -> str:
        """The same for a request that changes something: from our own page, and not too often."""
        address = self._reader(request)
        origin = request.headers.get("Origin")
        own = origin is None or origin.partition("://")[2] in {request.host, self._public.netloc} - {""}
        if not own or "X-Tusoi" not in request.headers:
            raise web.HTTPForbidden
        limits.refuse_above(self._pages, address)
        return address

    def _check_host(self, request: web.Request) -> None:
        """On loopback: a foreign site must not get in by letting its own name point to this machine."""
        socket = request.transport.get_extra_info("sockname") if request.transport else None
        if not isinstance(socket, tuple) or not limits.is_loopback(socket[0]):
            return
        found = HOST.fullmatch(request.host.lower())
        name = found[1].strip("[]") if found else ""
        if not limits.is_loopback(name) and name != self._public.hostname:
            raise web.HTTPMisdirectedRequest(text="421: this name is not served here (see TUSOI_PUBLIC_URL)")

    def _set_cookie(self, response: web.StreamResponse, token: str) -> None:
        # Lax, not Strict: a link tapped in a messenger must find its session.
        response.set_cookie(
            self.cookie, token, max_age=YEAR, path="/", httponly=True, samesite="Lax", secure=self.secure
        )

    def _mark(self, token: str) -> str:
        return hmac.new(self._csrf, token.encode(), "sha256").hexdigest()

    async def _hang_up(self, app: web.Application) -> None:
        self.channel.hang_up()


async def _protect(request: web.Request, response: web.StreamResponse) -> None:
    """Our headers on every answer, refusals and streams too."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers["Server"] = "tusoi"


def _hush(record: logging.LogRecord) -> bool:
    """aiohttp's own log of bad requests names the address and quotes what was sent."""
    record.msg, record.args, record.exc_info = "a request was malformed or cut off", (), None
    return True


def _bring(session: FlowSession, address: str) -> None:
    [index] = accounts.indexes_of(session, BOT, [address])
    outbox_chats.bring_to(session, BOT, index)


def _connected(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


async def _push(response: web.StreamResponse, listener: Listener) -> None:
    """Write what comes, and a sign of life when nothing does, until the last word."""
    push: Push | None = None
    while push is None or not push.last:
        try:
            push = await asyncio.wait_for(listener.queue.get(), PING)
        except TimeoutError:
            push = None
        async with asyncio.timeout(SLOW):
            await response.write(push.chunk if push else b": ping\n\n")
