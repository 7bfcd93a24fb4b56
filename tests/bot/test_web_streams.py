"""Server push: what open pages are told, and how many may listen."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse, ClientSession, TCPConnector
from aiohttp.test_utils import BaseTestServer

from bot import web as web_module
from bot.database import Database
from bot.delivery import Delivery
from bot.web import Site
from storage.outbox import Outbox
from tests.bot.surfers import JSON, Server, Surfer, words
from tests.conversations import World


async def events(response: ClientResponse) -> AsyncIterator[tuple[str, str, Any]]:
    """Number, name and value of what is pushed."""
    fields: dict[str, str] = {}
    async for raw in response.content:
        line = raw.decode().rstrip("\n")
        if not line and "event" in fields:
            yield fields.get("id", ""), fields["event"], json.loads(fields["data"])
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value


async def listens(surfer: Surfer, after: str = "") -> tuple[ClientResponse, AsyncIterator[Any], str]:
    """An open page: it is told where it stands."""
    response = await surfer.client.get("/api/stream", params={"after": after} if after else {})
    assert response.status == 200
    assert response.content_type == "text/event-stream"
    assert response.headers["X-Accel-Buffering"] == "no"
    assert response.headers["Cache-Control"] == "no-store"
    stream = events(response)
    number, name, _ = await anext(stream)
    assert name == "hello"
    return response, stream, number


async def tells(site: Site, world: World, surfer: Surfer, other: Surfer) -> int:
    """Another device is linked, which the first one is told; how many messages were tried."""
    code = re.search(r"[A-Z0-9]{4}-[A-Z0-9]{4}", words(await surfer.answers(choice="linkcode")))
    assert code
    await other.joins(code.group())
    return await Delivery(world.database, site.turns, {"web": site.channel}).tick()


async def outcomes(database: Database) -> list[str | None]:
    """What became of the messages in the outbox."""
    query: Any = sa.select(sa.column("outcome")).select_from(Outbox)
    return await database.run(lambda session: list(session.connection().scalars(query)))


async def test_an_outbox_message_reaches_an_open_page_and_waits_for_a_closed_one(
    surfer: Surfer, other: Surfer, site: Site, world: World
) -> None:
    await surfer.joins(await world.code())
    delivery = Delivery(world.database, site.turns, {"web": site.channel})
    assert await tells(site, world, surfer, other) == 0
    assert await outcomes(world.database) == [None]
    response, stream, hello = await listens(surfer)
    world.passes(minutes=1)
    assert await delivery.tick() == 1
    number, name, value = await asyncio.wait_for(anext(stream), 5)
    assert (name, value["messages"][0]["aside"]) == ("message", True)
    assert "nối với đồng chí" in words(value)
    assert await outcomes(world.database) == ["sent"]
    assert await delivery.tick() == 0
    # A connection that broke is made good, and only once.
    response.close()
    again = await surfer.client.get("/api/stream", params={"after": hello})
    stream = events(again)
    assert (await anext(stream))[:2] == (number, "message")
    assert (await anext(stream))[1] == "hello"
    again.close()
    response, _, _ = await listens(surfer, number)
    response.close()
    # Another page's numbers open nothing.
    await other.get("/")
    response, _, _ = await listens(other, hello)
    response.close()


async def test_a_page_whose_connection_broke_is_not_written_to(
    surfer: Surfer, other: Surfer, site: Site, world: World
) -> None:
    await surfer.joins(await world.code())
    response, _, _ = await listens(surfer)
    response.close()
    await asyncio.sleep(0.05)
    await tells(site, world, surfer, other)
    assert await outcomes(world.database) == [None]


async def test_two_tabs_both_hear_and_the_ninth_takes_the_place_of_the_first(
    surfer: Surfer, other: Surfer, site: Site, world: World
) -> None:
    await surfer.joins(await world.code())
    tabs = [await listens(surfer) for _ in range(9)]
    assert site.channel.listening == 8
    assert (await asyncio.wait_for(anext(tabs[0][1]), 5))[1] == "full"
    await tells(site, world, surfer, other)
    for _, stream, _ in tabs[1:]:
        assert (await asyncio.wait_for(anext(stream), 5))[1] == "message"
    for response, _, _ in tabs:
        response.close()


async def test_forget_lets_the_other_tabs_load_anew(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    _, stream, _ = await listens(surfer)
    await surfer.client.post("/api/forget", headers=JSON)
    assert (await asyncio.wait_for(anext(stream), 5))[1] == "reload"
    with pytest.raises(StopAsyncIteration):
        await asyncio.wait_for(anext(stream), 5)


async def test_streams_end_when_the_server_stops(site: Site) -> None:
    server = Server(site.app())
    await server.start_server()
    made = Surfer(site, server)
    await made.get("/")
    _, stream, _ = await listens(made)
    async with asyncio.timeout(5):
        await server.close()
        assert (await anext(stream))[1] == "bye"
    assert site.channel.listening == 0
    await made.client.close()


async def test_a_quiet_stream_shows_a_sign_of_life(surfer: Surfer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_module, "PING", 0.05)
    await surfer.get("/")
    response = await surfer.client.get("/api/stream")
    seen = b""
    async with asyncio.timeout(5):
        while b": ping" not in seen:
            seen += await response.content.readany()
    response.close()


async def test_a_thousand_pages_may_listen(site: Site, server: BaseTestServer, world: World) -> None:
    url = str(server.make_url("/api/stream"))
    async with ClientSession(connector=TCPConnector(limit=0)) as session, asyncio.timeout(30):

        async def one(number: int) -> ClientResponse:
            response = await session.get(url, headers={"Cookie": f"tusoi={number:043}"})
            assert response.status == 200
            return response

        pages = [page for start in range(0, 1000, 100)
                 for page in await asyncio.gather(*(one(start + n) for n in range(100)))]  # fmt: skip
        assert site.channel.listening == 1000
        assert (await session.get(server.make_url("/healthz"))).status == 200
        for page in pages:
            page.close()


async def test_there_is_an_end_to_the_number_of_streams(
    surfer: Surfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_module, "STREAMS", 1)
    await surfer.get("/")
    response, _, _ = await listens(surfer)
    refused = await surfer.get("/api/stream")
    assert (refused.status, refused.headers["Retry-After"]) == (503, "30")
    response.close()
