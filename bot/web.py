"""The web server: the chat's page, its events, its stream, its files; and, in a demo, whom to play."""

import asyncio
import hmac
import json
import re
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from functools import partial
from html import escape
from importlib import resources
from time import monotonic
from typing import Any

from aiohttp import web

from bot.channels.web import Web, address_of
from bot.turn import Busy, Turns
from flows import demo, onboarding
from flows.links import forget_here
from flows.replies import text
from handlers.events import Event
from locales import texts
from storage.engines import FlowSession

COOKIE = "tusoi"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
STATIC = {"chat.css": "text/css", "chat.js": "text/javascript", "icon.svg": "image/svg+xml"}
BODY_LIMIT = 32 * 1024
TEXT_LIMIT = 4000
PING = 20
PER_PAGE = (8.0, 30.0)
"""Events a second, and at once, from one page; a person taps slower."""
PER_HOST = (40.0, 200.0)
"""The same from one host: an office behind one address is many people."""
PLACEHOLDER = re.compile(r"\{\{([a-z-]+)\}\}")


class Bucket:
    """A token bucket per key, bounded in number."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0 when there is room, else the seconds to wait."""
        now = monotonic()
        level, at = self._levels.pop(key, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        wait = 0.0 if level >= 1 else (1 - level) / self.rate
        self._levels[key] = (level - 1 if wait == 0 else level, now)
        if len(self._levels) > 50_000:
            self._levels.popitem(last=False)
        return wait


class Site:
    """The handlers of the web server, with what they share."""

    def __init__(self, channel: Web, turns: Turns, *, secure: bool = False, playing: bool = False) -> None:
        self.channel, self.turns, self.secure, self.playing = channel, turns, secure, playing
        self._pages, self._hosts = Bucket(*PER_PAGE), Bucket(*PER_HOST)
        self._csrf = secrets.token_bytes(32)
        self._streams: set[asyncio.Task[Any]] = set()

    def app(self) -> web.Application:
        """The aiohttp application."""
        app = web.Application(middlewares=[guard], client_max_size=BODY_LIMIT)
        app.router.add_get("/", self.page)
        app.router.add_get("/static/{name}", static)
        app.router.add_post("/api/events", self.event)
        app.router.add_get("/api/stream", self.stream)
        app.router.add_post("/api/forget", self.forget)
        app.router.add_get("/files/{token}", self.file)
        app.router.add_get("/healthz", self.health)
        if self.playing:
            app.router.add_get("/demo", self.choose)
            app.router.add_post("/demo/play", self.play)
        app.on_shutdown.append(self._hang_up)
        return app

    async def page(self, request: web.Request) -> web.StreamResponse:
        """The chat's page; a browser that comes for the first time gets its cookie."""
        token = request.cookies.get(COOKIE)
        if self.playing and token is None:
            raise web.HTTPSeeOther("/demo")
        language = await self._language(address_of(token)) if token else "vi"
        banner = _demo_banner(language) if self.playing else ""
        response = _page("chat.html", language, {"demo-banner": banner})
        if token is None:
            self._set_cookie(response)
        return response

    async def event(self, request: web.Request) -> web.StreamResponse:
        """One event of the page: words or a choice. Repeating it (the same id) changes nothing."""
        address = self._address(request)
        self._slow_down(request, address)
        event = _event(await _json(request), address)
        try:
            taken = await self.turns.take(event)
        except Busy:
            raise web.HTTPServiceUnavailable(headers={"Retry-After": "1"}) from None
        card = event.card if event.kind == "choice" else None
        messages = [
            self.channel.json_of(address, message, card if number == 0 else None)
            for number, message in enumerate(taken.messages)
        ]
        secret = bool(taken.messages) and taken.messages[-1].secret
        return web.json_response({"messages": messages, "secret": secret, "placeholder": None})

    async def stream(self, request: web.Request) -> web.StreamResponse:
        """Server push, for as long as the page is open."""
        address = self._address(request)
        response = web.StreamResponse(headers={**HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue = self.channel.open(address)
        task = asyncio.current_task()
        assert task is not None
        self._streams.add(task)
        try:
            while True:
                await response.write(await _next_chunk(queue))
        except (ConnectionResetError, asyncio.CancelledError):
            return response
        finally:
            self._streams.discard(task)
            self.channel.close(address, queue)

    async def forget(self, request: web.Request) -> web.StreamResponse:
        """ "Xoá khỏi máy này": unlink this page and take its cookie away."""
        address = self._address(request)
        self._slow_down(request, address)
        await self.turns.database.run(partial(_forget, address=address, turns=self.turns))
        response = web.Response(status=204)
        response.del_cookie(COOKIE, path="/")
        return response

    async def file(self, request: web.Request) -> web.StreamResponse:
        """A document, for the one page it was made for."""
        file = self.channel.fetch(request.match_info["token"], self._address(request, written=False))
        if file is None:
            raise web.HTTPNotFound
        headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
        return web.Response(body=file.data, content_type="application/octet-stream", headers=headers)

    async def health(self, request: web.Request) -> web.StreamResponse:
        """Whether a transaction goes through."""
        await self.turns.database.run(lambda session: None)
        return web.json_response({"ok": True})

    async def choose(self, request: web.Request) -> web.StreamResponse:
        """The demo's page: whom to play."""
        people = await self.turns.database.run(demo.people)
        token = request.cookies.get(COOKIE) or secrets.token_urlsafe(32)
        response = _page("demo.html", "vi", {"people": _people(people, self._mark(token))})
        self._set_cookie(response, token)
        return response

    async def play(self, request: web.Request) -> web.StreamResponse:
        """Become one of the demo's people, in this browser."""
        form = await request.post()
        token = request.cookies.get(COOKIE, "")
        if not token or not hmac.compare_digest(str(form.get("csrf", "")), self._mark(token)):
            raise web.HTTPForbidden
        member = str(form.get("member", ""))
        if not member.isascii() or not member.isdigit():
            raise web.HTTPBadRequest
        fresh = secrets.token_urlsafe(32)
        await self.turns.database.run(
            lambda session: onboarding.play(
                session, int(member), "web", address_of(fresh), self.turns.clock()
            )
        )
        response = web.HTTPSeeOther("/")
        self._set_cookie(response, fresh)
        raise response

    async def _language(self, address: str) -> str:
        return await self.turns.database.run(partial(_language, address=address, turns=self.turns))

    def _address(self, request: web.Request, *, written: bool = True) -> str:
        """Whose page this is. A request that changes something must come from our own page."""
        token = request.cookies.get(COOKIE)
        own = request.headers.get("Origin", request.url.origin().human_repr())
        foreign = own.partition("://")[2] != request.host
        if not token or (
            written and request.method == "POST" and (foreign or "X-Tusoi" not in request.headers)
        ):
            raise web.HTTPForbidden
        return address_of(token)

    def _slow_down(self, request: web.Request, address: str) -> None:
        wait = max(self._pages.take(address), self._hosts.take(_host(request)))
        if wait:
            raise web.HTTPTooManyRequests(headers={"Retry-After": str(int(wait) + 1)})

    def _set_cookie(self, response: web.StreamResponse, token: str | None = None) -> None:
        response.set_cookie(
            COOKIE,
            token or secrets.token_urlsafe(32),
            max_age=365 * 86400,
            httponly=True,
            samesite="Lax",
            secure=self.secure,
            path="/",
        )

    def _mark(self, token: str) -> str:
        return hmac.new(self._csrf, token.encode(), "sha256").hexdigest()

    async def _hang_up(self, app: web.Application) -> None:
        for task in list(self._streams):
            task.cancel()


@web.middleware
async def guard(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Our headers on every answer, refusals too."""
    try:
        response = await handler(request)
    except web.HTTPException as refusal:
        refusal.headers.update(HEADERS)
        raise
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
    return response


async def static(request: web.Request) -> web.StreamResponse:
    """The page's own files; they are few and named."""
    name = request.match_info["name"]
    if name not in STATIC:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache"}
    return web.Response(text=_asset(name), content_type=STATIC[name], headers=headers)


def _asset(name: str) -> str:
    return (resources.files("bot") / "static" / name).read_text("utf-8")


def _page(name: str, language: str, raw: dict[str, str]) -> web.Response:
    values = {"lang": language, **raw}

    def value(found: re.Match[str]) -> str:
        key = found.group(1)
        return values[key] if key in values else escape(texts.plain(language, text(key)))

    source = re.sub(r"<!--.*?-->", "", _asset(name), flags=re.DOTALL)
    return web.Response(text=PLACEHOLDER.sub(value, source), content_type="text/html")


def _demo_banner(language: str) -> str:
    strip, switch = (escape(texts.plain(language, text(f"web-demo-{key}"))) for key in ("strip", "switch"))
    return (
        f'<p class="demo-strip"><span class="column"><b>{strip}</b> <a href="/demo">{switch}</a></span></p>'
    )


def _people(people: list[Any], mark: str) -> str:
    parts = []
    for unit, members in people:
        parts.append(f'<section class="unit" aria-labelledby="unit-{unit.id}">')
        parts.append(f'<h2 id="unit-{unit.id}">{escape(unit.name)}</h2><ul>')
        for member_id, profile, roles in members:
            office = ", ".join(texts.plain("vi", text(f"office-{name}")) for name in roles) or profile.post
            parts.append(
                '<li><form method="post" action="/demo/play">'
                f'<input type="hidden" name="csrf" value="{mark}">'
                f'<input type="hidden" name="member" value="{member_id}">'
                f'<button class="person" type="submit"><span class="person-name">{escape(profile.name)}</span>'
                f'<span class="person-role">{escape(office)}</span></button></form></li>'
            )
        parts.append("</ul></section>")
    return "".join(parts)


async def _json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise web.HTTPBadRequest from None
    if not isinstance(body, dict):
        raise web.HTTPBadRequest
    return body


def _event(body: dict[str, Any], address: str) -> Event:
    """The neutral event of a page's body; HTTPBadRequest for what the page never sends."""
    event_id, words, verb, card = (body.get(name) for name in ("id", "text", "choice", "card"))
    ok = isinstance(event_id, str) and re.fullmatch(r"[0-9a-f]{16,32}", event_id) is not None
    ok = ok and isinstance(words, str) != isinstance(verb, str)
    if ok and isinstance(words, str):
        ok = len(words) <= TEXT_LIMIT
    elif ok and isinstance(verb, str):
        ok = len(verb.encode()) <= 64
    if not ok or not (card is None or (isinstance(card, str) and len(card) <= 40)):
        raise web.HTTPBadRequest
    kind = "choice" if verb is not None else "text"
    return Event("web", f"{address[:24]}:{event_id}", address, kind, words, verb, card)


def _host(request: web.Request) -> str:
    """Who asks; behind a proxy on this machine, whom the proxy names."""
    remote = request.remote or ""
    if remote in ("127.0.0.1", "::1"):
        named = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
        return named or remote
    return remote


async def _next_chunk(queue: asyncio.Queue[Any]) -> bytes:
    try:
        value = await asyncio.wait_for(queue.get(), PING)
    except TimeoutError:
        return b": ping\n\n"
    return f"event: message\ndata: {json.dumps(value, ensure_ascii=False)}\n\n".encode()


def _language(session: FlowSession, address: str, turns: Turns) -> str:
    actor = turns.actor(session, "web", address)
    return actor.language if actor else "vi"


def _forget(session: FlowSession, address: str, turns: Turns) -> None:
    actor = turns.actor(session, "web", address)
    if actor is not None:
        forget_here(session, actor, turns.clock())
