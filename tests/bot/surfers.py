"""Somebody at the web chat, as far as HTTP goes."""

import json
import secrets
from typing import Any

import sqlalchemy as sa
from aiohttp import ClientResponse, CookieJar
from aiohttp.test_utils import BaseTestServer, TestClient, TestServer
from aiohttp.web import BaseRunner

from bot.database import Database
from bot.web import Site

JSON = {"X-Tusoi": "1", "Content-Type": "application/json"}


class Surfer:
    """A browser as far as HTTP goes: a cookie jar, and the requests the page makes."""

    def __init__(self, site: Site, server: BaseTestServer) -> None:
        self.site = site
        self.client: TestClient[Any, Any] = TestClient(server, cookie_jar=CookieJar(unsafe=True))

    async def get(self, path: str, **headers: str) -> ClientResponse:
        """Fetch something, without following it elsewhere."""
        return await self.client.get(path, headers=headers, allow_redirects=False)

    async def post(self, body: Any, *, raw: bytes | None = None, **headers: str) -> ClientResponse:
        """Post an event with the page's headers, or with others."""
        data = raw if raw is not None else json.dumps(body)
        wanted = {**JSON, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return await self.client.post("/api/events", data=data, headers=wanted)

    async def answers(self, **event: str) -> Any:
        """What the page gets for an event."""
        response = await self.post({"id": event_id(), **event})
        assert response.status == 200
        return await response.json()

    def forgets_cookies(self) -> None:
        """A browser with nothing remembered."""
        self.client.session.cookie_jar.clear()

    async def joins(self, code: str) -> Any:
        """Open the page and come in by a code."""
        assert (await self.get("/")).status == 200
        return await self.answers(text=f"/start {code}")

    async def begins(self, code: str, cycle_id: int) -> None:
        """Come in, agree to whatever is asked before the review, and go sign by sign."""
        await self.joins(code)
        while consent := next(
            (c for c in choices(await self.answers(choice="review")) if "agree" in c), None
        ):
            await self.answers(choice=consent)
        await self.answers(choice=f"way:{cycle_id}:sign")


class Server(TestServer):
    """As in real use, where a handler is not stopped when its client goes away."""

    async def _make_runner(self, **settings: Any) -> BaseRunner:
        return await super()._make_runner(**{**settings, "handler_cancellation": False})


def event_id() -> str:
    """A fresh id, as the page makes them."""
    return secrets.token_hex(16)


def words(answer: Any) -> str:
    """All the text of an answer."""
    return "\n".join(
        "".join(run["t"] for run in line) for message in answer["messages"] for line in message["lines"]
    )


def choices(answer: Any) -> list[str]:
    """The choices an answer offers."""
    return [item["choice"] for message in answer["messages"] for row in message["rows"] for item in row]


async def count(database: Database, table: type[Any]) -> int:
    """Rows of a table."""
    query: Any = sa.select(sa.func.count()).select_from(table)
    return await database.run(lambda session: session.connection().scalar(query) or 0)
