"""A strict Zalo Bot server for tests, on loopback, spoken to over real HTTP.

async with zalo_server() as server:
    lan = server.user("1a2b3c", "Lan")
    await lan.says("/start")
    shown = await lan.waits()
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from aiohttp import web

from . import zalo_methods as methods
from .faults import Fault
from .zalo_world import USERS, Call, Doubts, Json, Refusal, Shown, World

TOKEN = "12345689:test-secret-of-the-simulated-bot"
GATEWAY = "<html><body><h1>502 Bad Gateway</h1></body></html>"


class ZaloServer(World):
    """The world, with the HTTP in front of it."""

    def __init__(self, token: str = TOKEN, doubts: Doubts | None = None) -> None:
        super().__init__(token, doubts or Doubts())
        self.base_url = ""
        self._runner: web.ServerRunner | None = None
        self._closing = asyncio.Event()

    def user(self, user_id: str, name: str) -> "User":
        """A person who may write to the bot; the plan allows so many."""
        if len(self.people) >= USERS:
            raise ValueError(f"a bot of the free plan has {USERS} people")
        self.people[user_id] = name
        self.chats.setdefault(self.chat_of(user_id), [])
        return User(self, user_id)

    def fails(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of this method ("*": of any but getUpdates) meet this fault."""
        self.faults.add(method, fault, times)

    async def until(self, true: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait for anything one can ask the server about."""
        try:
            async with asyncio.timeout(seconds):
                while not true():  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise TimeoutError(f"not so after {seconds} s; last: {self.calls[-3:]}") from None

    async def start(self) -> None:
        """Listen on loopback."""
        # Who has died does not poll any more: his call ends with his connection.
        handling = web.Server(self._handle, access_log=None, handler_cancellation=True)
        self._runner = web.ServerRunner(handling, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        """Stop, polls and all."""
        self._closing.set()
        self.came.set()
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        token, _, method = request.path.removeprefix("/bot").partition("/")
        if not request.path.startswith("/bot") or token != self.token:
            return self._refused(Refusal(401, "Unauthorized"))
        call = Call(method, {})
        self.calls.append(call)
        self.counters[method] += 1
        fault = self.faults.take(method)
        if fault is not None and not fault.after:
            return await self._fault(fault, request)
        response = await self._answered(method, call, request)
        call.status = response.status
        if fault is not None:
            return await self._fault(fault, request)
        return response

    async def _answered(self, method: str, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        try:
            call.parameters = await self._parameters(request)
            methods.check(self, method, call.parameters)
            if method == "getUpdates":
                return await self._updates(call.parameters)
            result = methods.METHODS[method](self, call.parameters)
            if method == "setWebhook":
                result["verification"] = await self._probe()
            if isinstance(result, dict):
                call.sent = result.get("message_id", "")
        except Refusal as refusal:
            return self._refused(refusal)
        return web.json_response({"ok": True} if result is None else {"ok": True, "result": result})

    async def _parameters(self, request: web.BaseRequest) -> Json:
        if request.method != "POST" or request.content_type != "application/json" or request.query_string:
            self.violations.append(f"{request.method} {request.content_type}: POST and JSON are documented")
            raise Refusal(400, "POST and JSON, please")
        given: Json = await request.json()
        return given

    async def _updates(self, parameters: Json) -> web.StreamResponse:
        if self.webhook is not None:
            raise Refusal(400, "a webhook is set")
        if self.polling:
            self.violations.append("two polls at a time")
        self.polling += 1
        try:
            async with asyncio.timeout(float(parameters.get("timeout", "30"))):
                while not self.waiting and not self._closing.is_set():
                    self.came.clear()
                    await self.came.wait()
        except TimeoutError:
            pass
        finally:
            self.polling -= 1
        if not self.waiting:
            return self._idle()
        update = self.waiting.popleft()
        self.handed.append(update)
        return web.json_response({"ok": True, "result": [update] if self.doubts.listed else update})

    def _idle(self) -> web.StreamResponse:
        match self.doubts.idle:
            case "408 as 200":
                body: Json = {"ok": False, "error_code": 408, "description": "Request timeout"}
                return web.json_response(body)
            case "408":
                body = {"ok": False, "error_code": 408, "description": "Request timeout"}
                return web.json_response(body, status=408)
            case "null":
                return web.json_response({"ok": True, "result": None})
            case "empty":
                return web.json_response({"ok": True, "result": {}})
            case _:
                return web.json_response({"ok": True})

    def _refused(self, refusal: Refusal) -> web.StreamResponse:
        code = "errorCode" if self.doubts.camel else "error_code"
        body = {"ok": False, code: refusal.code, "description": refusal.description}
        return web.json_response(body, status=200 if self.doubts.errors_as_200 else refusal.code)

    async def _fault(self, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        match fault.kind:
            case "status":
                return web.Response(text=GATEWAY, status=fault.status, content_type="text/html")
            case "retry":
                return self._refused(Refusal(429, "Quota exceeded"))
            case "hang":
                await self._closing.wait()
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=502)

    async def _probe(self) -> Json:
        """Ask the address whether it is there; it is kept either way."""
        status = await self._post(json.loads(self.doubts.probed_with), with_secret=self.doubts.probe_secret)
        return {"ok": status == 200, "hint": "" if status == 200 else f"the address answered {status}"}

    async def tell(self, event: Json) -> int:
        """Hand an event to the bot, or keep it until it asks; the status a webhook answered, else 0."""
        self.received += 1
        if self.webhook is None:
            if self.polling or self.doubts.keeps:
                self.waiting.append(event)
                self.came.set()
            else:
                self.lost += 1
            return 0
        status = 0
        for _ in range(1 + self.doubts.retries):
            status = await self._post(event if self.doubts.bare else {"ok": True, "result": event})
            if status == 200:
                break
            await asyncio.sleep(self.doubts.pause)
        return status

    async def _post(self, body: Any, *, with_secret: bool = True) -> int:
        assert self.webhook is not None
        url, secret = self.webhook
        for public, real in self.doors.items():
            url = url.replace(public, real, 1)
        headers = {"X-Bot-Api-Secret-Token": secret} if with_secret else {}
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.post(url, json=body, headers=headers) as got,
            ):
                return got.status
        except aiohttp.ClientError:
            return 0


class User:
    """A person in Zalo."""

    def __init__(self, server: ZaloServer, user_id: str) -> None:
        self.server, self.id = server, user_id
        self._seen = 0

    @property
    def messages(self) -> list[Shown]:
        """All that stands in the chat."""
        return self.server.chats[self.server.chat_of(self.id)]

    @property
    def fresh(self) -> list[Shown]:
        """What the bot has written since this person wrote."""
        return [shown for shown in self.messages[self._seen :] if shown.from_bot]

    async def says(self, text: str, message_id: str = "") -> int:
        """Write; with the id of an earlier message it is delivered once more."""
        return await self._does("message.text.received", {"text": text}, message_id, text)

    async def sends_photo(self, url: str, caption: str = "") -> int:
        """Send a picture that lies at this address."""
        content = {self.server.doubts.photo: url, **({"caption": caption} if caption else {})}
        return await self._does("message.image.received", content, "", caption)

    async def sends_other(self, event_name: str = "message.unsupported.received", **content: Any) -> int:
        """A sticker, a voice, something that the bot is not given."""
        return await self._does(event_name, content, "", "")

    async def waits(self, count: int = 1, seconds: float = 10.0) -> list[Shown]:
        """Until the bot has written so many messages since."""
        await self.server.until(lambda: len(self.fresh) >= count, seconds)
        return self.fresh

    async def _does(self, name: str, content: Json, message_id: str, shown: str) -> int:
        number = message_id or self.server.name_of_message()
        if not message_id:
            self.messages.append(Shown(shown, False, id=number))
            self._seen = len(self.messages)
        return await self.server.tell(self.server.event_of(self.id, name, number, content))


@asynccontextmanager
async def zalo_server(token: str = TOKEN, doubts: Doubts | None = None) -> AsyncIterator[ZaloServer]:
    """A running server."""
    server = ZaloServer(token, doubts)
    await server.start()
    try:
        yield server
    finally:
        await server.close()
