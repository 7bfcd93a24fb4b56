"""What the live checks of a Zalo bot look through: raw answers, an address that waits, the operator.

Of what comes only names of fields and lengths are shown, never what somebody wrote; the token is part of
every address, so no error of aiohttp's is shown either.
"""

import asyncio
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Protocol, TypeVar

import aiohttp
import typer
from aiohttp import web

from bot.channels import zalo_wire
from bot.channels.zalo_bot import API_BASE, CALL_WITHIN
from bot.commands import output

T = TypeVar("T")
PUBLIC = ("event_name", "chat_type", "message_type", "account_type", "hint")
"""Fields whose values are the platform's own words."""
SECRET = "X-Bot-Api-Secret-Token"


class Operator(Protocol):
    """Who carries the checks out."""

    def say(self, sentence: str) -> None:
        """Tell him something."""

    async def agrees(self, question: str) -> bool:
        """Ask for yes or no."""

    async def number(self, question: str) -> int | None:
        """Ask for a number; None where he has none."""


class Terminal:
    """The operator at his keyboard. While he thinks, an address goes on waiting."""

    def say(self, sentence: str) -> None:
        """Beside the result, which is the list at the end."""
        output.note(sentence)

    async def agrees(self, question: str) -> bool:
        """Only a clear answer counts."""
        return await _asked(lambda: typer.confirm(question, default=None, err=True))

    async def number(self, question: str) -> int | None:
        """Anything that is no number is none."""
        typed = await _asked(lambda: str(typer.prompt(question, default="", show_default=False, err=True)))
        digits = typed.strip().replace(".", "").replace(",", "")
        return int(digits) if digits.isascii() and digits.isdigit() else None


async def _asked(ask: Callable[[], T]) -> T:
    """In a thread that ends with the programme, so that Ctrl+C need not wait for an answer."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[T] = loop.create_future()

    def work() -> None:
        try:
            loop.call_soon_threadsafe(answer.set_result, ask())
        except typer.Abort as end:
            loop.call_soon_threadsafe(answer.set_exception, end)

    Thread(target=work, daemon=True).start()
    return await answer


@dataclass(frozen=True, slots=True)
class Answer:
    """What a call was answered with. `status`: 0 where nothing came back."""

    status: int
    body: Any
    seconds: float = 0.0

    @property
    def fine(self) -> bool:
        """Whether the platform says so."""
        return isinstance(self.body, dict) and self.body.get("ok") is True

    @property
    def result(self) -> Any:
        """What it holds, if anything."""
        return self.body.get("result") if isinstance(self.body, dict) else None

    @property
    def code(self) -> int:
        """The number of a refusal; the status where none is given."""
        body = self.body if isinstance(self.body, dict) else {}
        code = body.get("error_code", body.get("errorCode"))
        return code if isinstance(code, int) else self.status

    def __str__(self) -> str:
        if not self.status:
            return "no answer"
        if not isinstance(self.body, dict):
            return f"HTTP {self.status}, no JSON object"
        fields = [f"{name}: {value}" for name, value in self.body.items() if isinstance(value, bool | int)]
        return ", ".join([f"HTTP {self.status}", *fields])


class Wire:
    """Calls methods and shows what really came back."""

    def __init__(self, session: aiohttp.ClientSession, token: str, api_base: str | None) -> None:
        self._session, self._methods = session, f"{api_base or API_BASE}/bot{token}/"

    async def post(self, method: str, within: float = CALL_WITHIN, **parameters: Any) -> Answer:
        """One call; whatever goes wrong is an answer too."""
        begun, status, body = time.monotonic(), 0, b""
        try:
            timeout = aiohttp.ClientTimeout(total=within)
            call = self._session.post(self._methods + method, json=parameters, timeout=timeout)
            async with call as response:
                body, status = await response.read(), response.status
        except (aiohttp.ClientError, OSError):  # a TimeoutError is an OSError
            return Answer(0, None, time.monotonic() - begun)
        return Answer(status, _parsed(body), time.monotonic() - begun)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:  # of bytes that are no letters too
        return None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something that was sent to the address. `headers`: their names."""

    method: str
    headers: tuple[str, ...]
    with_secret: bool
    body: Any
    at: float

    @property
    def message(self) -> str:
        """Which event it is; empty for the platform's own look at the address."""
        updates = zalo_wire.updates_of(self.body)
        found = zalo_wire.arrived(updates[0]) if updates else None
        return found.name if found else ""


@dataclass
class Listener:
    """An address nobody can guess, for as long as the checks need it. `away`: it refuses the next event.

    `set`: the platform knows of it.
    """

    public_url: str
    set: bool = False
    away: bool = False
    path: str = field(default_factory=lambda: f"/zalo-check/{secrets.token_urlsafe(16)}")
    secret: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    came: list[Delivery] = field(default_factory=list)

    @property
    def url(self) -> str:
        """As the platform reaches it."""
        return self.public_url + self.path

    @property
    def probe(self) -> Delivery | None:
        """The platform's own look at the address; what people do may come before it."""
        return next((one for one in self.came if not one.message), self.came[0] if self.came else None)

    @property
    def events(self) -> list[Delivery]:
        """What people did, without the probe."""
        return [one for one in self.came if one.message]

    def again(self, first: Delivery) -> list[Delivery]:
        """The same event, after its first time."""
        return [one for one in self.events if one.message == first.message and one is not first]

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Keep it; an event that comes while it is away is refused, as by a web server without its bot."""
        if request.path != self.path:
            return web.Response(status=404)
        given = request.headers.get(SECRET, "").encode("utf-8", "surrogateescape")  # of any bytes
        fine = hmac.compare_digest(given, self.secret.encode())
        body = _parsed(await request.read())
        one = Delivery(request.method, tuple(sorted(request.headers)), fine, body, time.monotonic())
        self.came.append(one)
        refused = self.away and bool(one.message)
        self.away = self.away and not refused
        return web.Response(status=503 if refused else 200)


@asynccontextmanager
async def listening(public_url: str, host: str, port: int) -> AsyncIterator[Listener]:
    """Where the bot itself would listen. Raises OSError where something does already."""
    listener = Listener(public_url)
    runner = web.ServerRunner(web.Server(listener.handle, access_log=None), shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield listener
    finally:
        await runner.cleanup()


async def until(true: Callable[[], bool], seconds: float) -> bool:
    """Wait for it so long."""
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:  # noqa: ASYNC110
        await asyncio.sleep(0.02)
    return true()


def shape(value: Any, name: str = "") -> Iterator[str]:
    """Names and lengths of all that is in an object, a line each; never what it says."""
    match value:
        case dict():
            for key, inner in value.items():
                yield from shape(inner, f"{name}.{key}" if name else str(key))
        case list():
            yield f"{name}: list of {len(value)}"
            for inner in value[:1]:
                yield from shape(inner, f"{name}[0]")
        case str():
            shown = value if name.rpartition(".")[2] in PUBLIC else f"text of {len(value)}"
            yield f"{name}: {shown}"
        case bool() | None:
            yield f"{name}: {value}"
        case _:
            yield f"{name}: number of {len(str(value))} digits"
