"""A strict Telegram Bot API server for tests, on loopback, spoken to over real HTTP.

    async with telegram_server() as server:
        bot = Bot(server.token, session=AiohttpSession(api=TelegramAPIServer.from_base(server.base_url)))
        lan = server.user(1001, "Lan")
        await lan.says("/start")
        card = await lan.waits()

As a process of its own: `python -m tests.servers.telegram --port 8081`, then see `telegram_control.py`.
What is simulated: https://core.telegram.org/bots/api; `telegram_messages.py` has most of the refusals.
"""

import argparse
import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from aiohttp import web

from . import telegram_control as control
from . import telegram_methods as methods
from . import telegram_params as params
from .faults import Fault, drop, flood, hang, http_error
from .telegram_limits import RateLimits
from .telegram_params import ApiError
from .telegram_people import CannotDo
from .telegram_users import Group, User
from .telegram_world import Call, World

__all__ = ["CannotDo", "Fault", "Group", "RateLimits", "User", "drop", "flood", "hang", "http_error"]
__all__ += ["TOKEN", "TelegramServer", "telegram_server"]

TOKEN = "424242:TEST-TOKEN-of-the-simulated-server"
MAX_BODY_BYTES = 60 * 1024 * 1024


class TelegramServer(World):
    """The world, with the HTTP in front of it."""

    def __init__(self, token: str = TOKEN) -> None:
        super().__init__(token)
        self.base_url = ""
        self._runner: web.ServerRunner | None = None
        self._closing = asyncio.Event()

    def user(self, user_id: int, name: str, language: str = "vi") -> User:
        return User(self, user_id, name, language)

    def group(self, group_id: int, title: str) -> Group:
        return Group(self, group_id, title)

    def fails(self, method: str, fault: Fault, times: int = 1) -> None:
        """The next calls of this method ("*": of any but getUpdates) meet this fault."""
        self.faults.add(method, fault, times)

    def redeliver(self, update_id: int) -> None:
        """Deliver an update once more, confirmed or not."""
        self.updates.redeliver(update_id)

    @property
    def confirmed(self) -> int:
        """The highest update id the bot has confirmed."""
        return self.updates.confirmed

    async def until(self, true: Callable[[], bool], seconds: float = 20.0) -> None:
        """Wait for anything one can ask the server about; looks often, since conditions have no signal."""
        try:
            async with asyncio.timeout(seconds):
                while not true():  # noqa: ASYNC110
                    await asyncio.sleep(0.005)
        except TimeoutError:
            raise TimeoutError(
                f"not so after {seconds} s; last call: {self.calls and self.calls[-1]}"
            ) from None

    async def start(self, port: int = 0) -> None:
        server = web.Server(
            self._handle, request_factory=_make_request, handler_cancellation=True, access_log=None
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", port).start()
        self.base_url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def close(self) -> None:
        self._closing.set()
        if self.webhook is not None:
            await self.webhook.stopped()
        self.updates.interrupt("Bad Gateway")
        if self._runner is not None:
            await self._runner.cleanup()

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        path = urlsplit(request.raw_path).path
        if "%" in path:
            path = unquote(path)
        _, first, rest = path.split("/", 2) if path.count("/") > 1 else ("", "", "")
        if first.startswith("bot"):
            return await self._call(first[3:], rest, request)
        if first == "file":
            return await self._download(rest, request)
        if first == "control":
            return await self._control(rest, request)
        return _answer(ApiError(404, "Not Found"))

    async def _call(self, token: str, name: str, request: web.BaseRequest) -> web.StreamResponse:
        if token != self.token:
            return _answer(ApiError(401, "Unauthorized"))
        method = params.METHOD_NAMES.get(name.lower())
        if method is None:
            self.violations.append(f"unknown method {name!r}")
            return _answer(ApiError(404, "Not Found: method not found"))
        call = Call(method, time.monotonic())
        self.calls.append(call)
        self.counters[method] += 1
        try:
            return await self._perform(call, request)
        except ApiError as error:
            return self._ended(call, error.code, _answer(error), error.description)
        except web.HTTPRequestEntityTooLarge:
            return self._ended(call, 413, _answer(ApiError(413, "Request Entity Too Large")), "")

    async def _perform(self, call: Call, request: web.BaseRequest) -> web.StreamResponse:
        raw, files = await params.read(request)
        call.params, call.files = raw, tuple(upload.name for upload in files.values())
        fault = self.faults.take(call.method)
        if fault is not None:
            call.fault = str(fault)
            if not fault.after:
                return await self._fail(call, fault, request)
        typed, wrong = params.convert(call.method, raw, files)
        if wrong:
            self.violations.extend(wrong)
            raise params.bad("; ".join(wrong))
        call.params = typed
        if call.method == "getUpdates":
            result: Any = await self._get_updates(typed)
        else:
            result = methods.TABLE[call.method](self, typed, files)
        if fault is not None:
            return await self._fail(call, fault, request)
        return self._ended(call, 200, _ok(result))

    async def _get_updates(self, typed: params.Params) -> list[dict[str, Any]]:
        if self.webhook is not None:
            raise ApiError(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
                "the webhook first",
            )
        methods.check_kinds(typed)
        self.updates.allow(typed.get("allowed_updates"))
        limit = min(max(typed.get("limit", 100), 1), 100)
        timeout = min(max(typed.get("timeout", 0), 0), 50)
        return await self.updates.poll(typed.get("offset", 0), limit, timeout)

    async def _fail(self, call: Call, fault: Fault, request: web.BaseRequest) -> web.StreamResponse:
        if fault.kind == "retry":
            raise ApiError(429, f"Too Many Requests: retry after {fault.retry_after}", fault.retry_after)
        if fault.kind == "status":
            page = f"<html><head><title>{fault.status}</title></head><body>nginx</body></html>"
            response = web.Response(status=fault.status, text=page, content_type="text/html")
            return self._ended(call, fault.status, response)
        if fault.kind == "hang":
            # Ends when the client goes away (the handler is cancelled then) or the server closes.
            try:
                async with asyncio.timeout(self.hang_seconds):
                    await self._closing.wait()
            except TimeoutError:
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)

    def _ended(self, call: Call, status: int, response: web.Response, description: str = "") -> web.Response:
        call.status, call.description, call.ended_at = status, description, time.monotonic()
        return response

    async def _download(self, rest: str, request: web.BaseRequest) -> web.StreamResponse:
        """https://core.telegram.org/bots/api#file: /file/bot<token>/<file_path>.

        Faults of "download" meet it; a connection that drops "after" does so in the middle.
        """
        fault = self.faults.take("download")
        if fault is not None and not fault.after:
            return await self._fail(Call("download", time.monotonic()), fault, request)
        token, _, path = rest.partition("/")
        file = self.files.get(path.rpartition("/")[2])
        if token != f"bot{self.token}" or file is None:
            return _answer(ApiError(404, "Not Found"))
        if fault is not None:
            response = web.StreamResponse(headers={"Content-Length": str(len(file.data))})
            await response.prepare(request)
            await response.write(file.data[: len(file.data) // 2])
            return await self._fail(Call("download", time.monotonic()), fault, request)
        return web.Response(body=file.data)

    async def _control(self, name: str, request: web.BaseRequest) -> web.StreamResponse:
        try:
            if request.method == "POST":
                body = await request.read()
                return _json(await control.act(self, name, json.loads(body or b"{}")))
            query = dict(parse_qsl(urlsplit(request.raw_path).query))
            if name == "file":
                return web.Response(body=self.files[query["id"]].data)
            return _json(control.read(self, name, query))
        except (LookupError, ValueError, TypeError, CannotDo) as error:
            return _json({"error": f"{type(error).__name__}: {error}"}, 400)


def _make_request(
    message: Any, payload: Any, protocol: Any, writer: Any, task: "asyncio.Task[None]"
) -> web.BaseRequest:
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=MAX_BODY_BYTES)


def _json(content: Any, status: int = 200) -> web.Response:
    body = json.dumps(content, ensure_ascii=False).encode()
    return web.Response(body=body, status=status, content_type="application/json")


def _ok(result: Any) -> web.Response:
    body: dict[str, Any] = {"ok": True, "result": result}
    return _json(body)


def _answer(error: ApiError) -> web.Response:
    return _json(error.body(), error.code)


@asynccontextmanager
async def telegram_server(token: str = TOKEN, port: int = 0) -> AsyncIterator[TelegramServer]:
    """A running server on a free port of 127.0.0.1."""
    server = TelegramServer(token)
    await server.start(port)
    try:
        yield server
    finally:
        await server.close()


async def serve(port: int, token: str, rate_limits: bool) -> None:
    """Run until the process is ended. The first line of output says where."""
    async with telegram_server(token, port) as server:
        server.rate_limits = RateLimits() if rate_limits else None
        sys.stdout.write(f"{server.base_url}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A strict Telegram Bot API server for tests, on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--rate-limits", action="store_true")
    arguments = parser.parse_args()
    try:
        asyncio.run(serve(arguments.port, arguments.token, arguments.rate_limits))
    except KeyboardInterrupt:
        return


if __name__ == "__main__":
    main()
