"""Zalo's webhook on our own server: who may call, what is answered, what is kept."""

import asyncio
import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass

import aiohttp
import pytest
from aiohttp import web
from sqlmodel import select
from yarl import URL

from bot.channels.web import Web
from bot.channels.zalo_bot import ZaloBot
from bot.receiving import Receiver
from bot.turn import Busy
from bot.web import Site
from bot.zalo_webhook import HEADER, ZaloWebhook
from storage.incoming import Incoming
from tests.conversations import World
from tests.servers.zalo import User, ZaloServer, zalo_server
from tests.servers.zalo_world import Doubts


@dataclass
class Line:
    """A webhook of ours, and the platform that calls it."""

    hook: ZaloWebhook
    server: ZaloServer
    lan: User
    work: asyncio.Task[None]

    async def told(self) -> None:
        """The platform knows the address."""
        await self.server.until(lambda: self.server.webhook is not None)

    async def quiet(self) -> None:
        """Nothing is in hand."""
        await self.server.until(lambda: not self.hook.receiver.busy)


async def on_line(world: World, server: ZaloServer) -> AsyncIterator[Line]:
    """A webhook served, and set."""
    zalo = ZaloBot(server.token, server.base_url)
    served = Site(Web(), world.turns).app()
    hook = ZaloWebhook(zalo, Receiver(zalo, world.turns), "", world.database.keyring)
    hook.add_to(served.router)
    runner = web.AppRunner(served, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    hook.url = f"http://127.0.0.1:{runner.addresses[0][1]}{hook.path}"
    work = asyncio.create_task(hook.run())
    try:
        yield Line(hook, server, server.user("1a", "Lan"), work)
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        await hook.stop()
        await runner.cleanup()
        await zalo.close()


@pytest.fixture(params=[Doubts(), Doubts(bare=True)], ids=["wrapped", "bare"])
async def line(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Line]:
    """Both readings of the body."""
    async with zalo_server(doubts=request.param) as server:
        async for made in on_line(world, server):
            yield made


async def post(line: Line, body: bytes, secret: str | None) -> int:
    """Call the address as anybody can."""
    headers = {HEADER: secret} if secret is not None else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(line.hook.url, data=body, headers=headers) as response,
    ):
        return response.status


async def test_what_is_written_is_answered_and_twice_is_once(line: Line) -> None:
    await line.told()
    assert await line.lan.says("/start") == 200
    await line.lan.waits()
    await line.quiet()
    event = line.server.event_of("1a", "message.text.received", line.lan.messages[0].id, {"text": "/start"})
    assert await line.server.tell(event) == 200
    await line.quiet()
    assert len(line.lan.fresh) == 1
    assert not line.server.violations


@pytest.mark.parametrize("secret", [None, "", "wrong", "đúng"])
async def test_without_the_secret_nobody_is_listened_to(line: Line, secret: str | None) -> None:
    await line.told()
    body = (
        b'{"event_name":"message.text.received","message":{"chat":{"id":"1a"},"message_id":"1","text":"a"}}'
    )
    assert await post(line, body, secret and secret.encode().decode("latin-1")) == 403
    assert not line.lan.fresh


async def test_a_secret_of_no_alphabet_is_a_wrong_one(line: Line) -> None:
    await line.told()
    url = URL(line.hook.url)
    reader, writer = await asyncio.open_connection(url.host, url.port)
    head = f"POST {url.path} HTTP/1.1\r\nHost: {url.authority}\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: 0\r\n{HEADER}: ".encode() + b"\xff\xfe\r\n\r\n")
    assert b" 403 " in await reader.readline()
    writer.close()


@pytest.mark.parametrize(
    "body", [b"[" * 20000, b"", b"{}", b"probe", b"[]", b'{"hello": 1}', b"\xff\xfe", b"null"]
)
async def test_a_probe_with_whatever_body_is_answered(line: Line, body: bytes) -> None:
    await line.told()
    assert line.server.webhook is not None
    assert await post(line, body, line.server.webhook[1]) == 200


async def test_what_cannot_be_kept_is_not_taken(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    await line.told()

    async def busy(*_: object) -> bool:
        raise Busy

    with monkeypatch.context() as patch:
        patch.setattr(line.hook.receiver, "take", busy)
        assert await line.lan.says("/start") == 503
    assert await line.lan.says("/start") == 200
    await line.lan.waits()


async def test_it_is_answered_before_the_turn_is_over(
    line: Line, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept by then: a crash in between loses nothing."""
    await line.told()
    goes_on, take = asyncio.Event(), world.turns.take

    async def slow(event: object) -> object:
        await goes_on.wait()
        return await take(event)  # type: ignore[arg-type]

    monkeypatch.setattr(world.turns, "take", slow)
    async with asyncio.timeout(2):
        assert await line.lan.says("/start") == 200

    def kept(session: object) -> int:
        return len(session.exec(select(Incoming)).all())  # type: ignore[attr-defined]

    assert await world.database.run(kept) == 1
    goes_on.set()
    await line.lan.waits()


@pytest.mark.parametrize("probed", [True, False])
async def test_an_address_that_was_not_reached_is_told_to_the_operator(
    world: World, probed: bool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    async with zalo_server(doubts=Doubts(probe_secret=probed)) as server:
        async for line in on_line(world, server):
            await line.told()
            assert await line.lan.says("/start") == 200, "the address is kept all the same"
            await line.lan.waits()
            if not probed:
                await server.until(lambda: "could not reach" in caplog.text)
            assert ("could not reach" in caplog.text) == (not probed)


async def test_a_refused_token_is_told_and_tried_again_later(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It ends nothing: other bots run in the same process, and the web chat."""
    monkeypatch.setattr("bot.channels.zalo_bot.TOKEN_REFUSED", 0.05)
    async with zalo_server(token="1:other") as server:
        zalo = ZaloBot("1:mine", server.base_url)
        hook = ZaloWebhook(zalo, Receiver(zalo, world.turns), "https://tusoi.test", world.database.keyring)
        task = asyncio.create_task(hook.run())
        await server.until(lambda: "refuses a token" in caplog.text)
        server.token = "1:mine"
        await server.until(lambda: server.webhook is not None)
        task.cancel()
        await zalo.close()
