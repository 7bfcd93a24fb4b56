"""What comes from Zalo and is nothing that the documents name: absurd answers, absurd events, silence."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Event as Gate
from typing import Any

import pytest
from aiohttp import web
from hypothesis import example, given
from hypothesis import strategies as st
from sqlmodel import select

from bot import zalo_polling
from bot.channels import zalo_bot, zalo_wire
from bot.channels.outcomes import Unreachable
from bot.channels.zalo_bot import Trouble, ZaloBot
from bot.messages import Message
from bot.receiving import Receiver
from bot.zalo_polling import ZaloPoller
from flows.replies import FlowError
from storage.incoming import Incoming
from tests.conversations import World
from tests.conversations import zalo_polling as polled
from tests.servers.faults import drop
from tests.servers.zalo import TOKEN, ZaloServer, zalo_server

WORDS = "message.text.received"
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just("\ud800"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
ids = st.sampled_from(["1a", "\ud800"]) | values
messages = st.fixed_dictionaries(
    {},
    optional={
        "chat": st.fixed_dictionaries({"id": ids}, optional={"chat_type": values}) | values,
        "from": st.fixed_dictionaries({}, optional={"id": values, "is_bot": values}) | values,
        "message_id": ids,
        **dict.fromkeys(("text", "photo", "photo_url", "caption", "date"), values),
    },
)
names = st.sampled_from([WORDS, "message.image.received", "message."]) | values
updates = st.fixed_dictionaries({}, optional={"event_name": names, "message": messages | values})


def said(**fields: Any) -> Any:
    """An update with words."""
    chat = {"id": "1a", "chat_type": "PRIVATE"}
    return {"event_name": WORDS, "message": {"chat": chat, "message_id": "m1", "text": "a", **fields}}


@example(said(text="\ud800"))
@example(said(message_id="\ud800"))
@example(said(chat={"id": "\ud800"}))
@given(body=st.one_of(values, updates, updates.map(lambda one: {"ok": True, "result": one})))
def test_whatever_comes_is_read_or_left(body: Any) -> None:
    for update in zalo_wire.updates_of(body):
        found = zalo_wire.arrived(update)
        if found is not None:
            assert found.chat
            json.dumps([found.chat, found.text, found.photo, found.caption], ensure_ascii=False).encode()


def test_halves_of_characters_and_signs_of_no_kind_are_left_out() -> None:
    found = zalo_wire.arrived(said(text="chào\ud83d\x00 bạn\n😀"))
    assert found is not None
    assert found.text == "chào bạn\n😀"


def test_a_list_may_be_wrapped_too() -> None:
    assert zalo_wire.updates_of({"ok": True, "result": [said(), said()]}) == [said(), said()]


@asynccontextmanager
async def gateway(body: bytes, content_type: str) -> AsyncIterator[str]:
    """Something that answers this, whatever it is asked."""

    async def answer(request: web.BaseRequest) -> web.Response:
        return web.Response(body=body, status=502, headers={"Content-Type": content_type})

    runner = web.ServerRunner(web.Server(answer, access_log=None))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [(b"\xff\xfe Ph\xe1t sinh l\xf6i", "text/html; charset=utf-8"), (b"[" * 200_000, "application/json")],
    ids=["of no alphabet", "endless"],
)
async def test_an_answer_that_cannot_be_read_is_trouble_like_any_other(
    body: bytes, content_type: str
) -> None:
    async with gateway(body, content_type) as home:
        zalo = ZaloBot(TOKEN, home)
        with pytest.raises(Trouble):
            await zalo.fetch(0)
        await zalo.close()


async def test_a_refused_token_is_told_and_tried_again_later(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.channels.zalo_bot.TOKEN_REFUSED", 0.05)
    async with zalo_server(token="1:other") as server:
        zalo = ZaloBot("1:mine", server.base_url)
        poller = ZaloPoller(zalo, Receiver(zalo, world.turns), patience=0)
        task = asyncio.create_task(poller.run())
        await server.until(lambda: "refuses a token" in caplog.text)
        assert not task.done(), "other bots run in the same process, and the web chat"
        server.token = "1:mine"
        await server.until(lambda: server.polling > 0)
        await poller.stop()
        await task
        await zalo.close()


async def test_an_answer_that_names_the_token_is_told_without_it() -> None:
    body = json.dumps({"ok": False, "error_code": 400, "description": f"no /bot{TOKEN}/sendMessage here"})
    async with gateway(body.encode(), "application/json") as home:
        zalo = ZaloBot(TOKEN, home)
        with pytest.raises(Trouble) as caught:
            await zalo.call("sendMessage", {})
        await zalo.close()
    assert "sendMessage here" in caught.value.reason
    assert TOKEN.partition(":")[2] not in str(caught.value)


async def test_without_a_connection_nothing_can_have_arrived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody refuses: the other side is silent, as when a network is down."""
    monkeypatch.setattr(zalo_bot, "CONNECT_WITHIN", 0.2, raising=False)
    monkeypatch.setattr(zalo_bot, "CALL_WITHIN", 1.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(0)
        filling = [socket.socket() for _ in range(4)]
        for one in filling:
            one.setblocking(False)
            one.connect_ex(silent.getsockname())
        zalo = ZaloBot(TOKEN, f"http://127.0.0.1:{silent.getsockname()[1]}")
        assert isinstance(await zalo.send("1a", Message("một")), Unreachable)
        await zalo.close()
        for one in filling:
            one.close()


async def test_a_picture_at_an_absurd_place_is_not_there() -> None:
    zalo = ZaloBot(TOKEN)
    with pytest.raises(FlowError):
        _ = [data async for data in zalo.fetch_photo("https://a..zdn.vn/x.jpg", ["*.zdn.vn"])]
    await zalo.close()


async def test_whoever_says_at_once_that_nothing_came_is_not_asked_without_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_polling, "LEAST_WAIT", 0.1, raising=False)
    zalo, asked = ZaloBot(TOKEN), []

    async def nothing(*_: object) -> list[Any]:
        asked.append(1)
        await asyncio.sleep(0)
        return []

    zalo.call = nothing  # type: ignore[method-assign,assignment]
    task = asyncio.create_task(ZaloPoller(zalo, Receiver(zalo, world.turns)).run())
    await asyncio.sleep(0.35)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert 2 < len(asked) < 8


async def test_a_webhook_that_could_not_be_taken_away_at_first_is_taken_away(
    world: World, server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network may come up later than the bot; until then its polls would be refused for ever."""
    monkeypatch.setattr(zalo_polling, "FIRST_WAIT", 0.01)
    server.webhook = ("https://old.test/", "secret-of-old")
    server.fails("deleteWebhook", drop())
    async with polled(world, server):
        lan = server.user("1a", "Lan")
        await server.until(lambda: server.polling > 0, 5)
        await lan.says("/start")
        await lan.waits()


async def test_what_was_given_out_is_kept_though_the_bot_stops(world: World, server: ZaloServer) -> None:
    """The database was busy with something else just then."""
    zalo, gate = ZaloBot(server.token, server.base_url), Gate()
    poller = ZaloPoller(zalo, Receiver(zalo, world.turns))
    task = asyncio.create_task(poller.run())
    lan = server.user("1a", "Lan")
    await server.until(lambda: server.polling > 0)
    busy = asyncio.create_task(world.database.run(lambda session: gate.wait(5)))
    await lan.says("/start")
    await server.until(lambda: server.counters["getUpdates"] > 0 and not server.waiting)
    await asyncio.sleep(0.1)
    stopping = asyncio.create_task(poller.stop())
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    gate.set()
    await asyncio.gather(busy, stopping)
    rows = await world.database.run(lambda session: session.exec(select(Incoming)).all())
    await zalo.close()
    assert len(rows) == 1


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running
