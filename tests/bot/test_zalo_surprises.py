"""The live checks against answers that no document names: they go on, and conclude nothing false."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from bot.commands import zalo_live
from bot.commands.zalo_checks import NAMES, REPORT, Patience, Result
from tests.bot.test_zalo_checks import QUICK, Hand, settings
from tests.servers import zalo_methods
from tests.servers.faults import drop, flood, http_error
from tests.servers.zalo import ZaloServer, zalo_server
from tests.servers.zalo_world import Json, Refusal

SHORT = replace(QUICK, person=0.4)


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
def operator(server: ZaloServer) -> Hand:
    """Somebody who does as told."""
    return Hand(server.user("1a2b3c", "Lan"))


async def check(
    server: ZaloServer, operator: Hand, patience: Patience = QUICK, *, public: bool = False
) -> dict[str, Result]:
    """All ten, by name."""
    async with asyncio.timeout(20):
        results = await zalo_live.go(settings(server, public=public), operator, patience)
    return dict(zip(NAMES, results, strict=True))


@pytest.mark.parametrize("fault", [http_error(502), drop(), flood()])
async def test_trouble_is_not_a_wrong_token(server: ZaloServer, operator: Hand, fault: Any) -> None:
    server.fails("getMe", fault)
    found = await check(server, operator)
    assert found[NAMES[0]].follows == "the platform is in trouble: try again later"


async def test_bytes_that_are_no_letters(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = b"\xff\xfe<html>"
    monkeypatch.setattr(server, "_idle", lambda: web.Response(body=body, content_type="text/html"))
    found = await check(server, operator)
    assert found[NAMES[1]].result.startswith("HTTP 200, no JSON object")
    assert found[NAMES[1]].follows == REPORT


async def test_a_poll_that_never_comes_back_empty(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = {"ok": True, "result": {"waiting": 0}}
    monkeypatch.setattr(server, "_idle", lambda: web.json_response(answer))
    found = await check(server, operator, SHORT)
    assert found[NAMES[1]].follows == REPORT
    assert found[NAMES[2]].result.startswith("one object"), "it goes on"


async def test_a_platform_in_trouble_is_asked_seldom(server: ZaloServer, operator: Hand) -> None:
    server.fails("getUpdates", http_error(502), times=1000)
    await check(server, operator, replace(QUICK, poll=0.5, person=2.0))
    assert server.counters["getUpdates"] <= 1 + 5


async def test_a_sender_that_is_not_said(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    event_of = server.event_of

    def nameless(*given: Any) -> Json:
        event = event_of(*given)
        event["message"]["from"] = None
        return event

    monkeypatch.setattr(server, "event_of", nameless)
    found = await check(server, operator)
    assert found[NAMES[2]].result == "one object; chat.id is not from.id"


async def test_a_quota_is_not_a_length(server: ZaloServer, operator: Hand) -> None:
    server.fails("sendMessage", flood())
    found = await check(server, operator)
    assert found[NAMES[4]].result.startswith("2000: HTTP 200, ok: False, error_code: 429")
    assert found[NAMES[4]].follows == "it was refused for another reason: try again later"


async def test_a_shorter_limit_is_seen(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_methods, "LONGEST", 1500)
    found = await check(server, operator)
    assert found[NAMES[4]].follows.startswith("`longest` in bot/channels/zalo_bot.py must be smaller")


async def test_where_nothing_is_bold_nothing_is_in_the_wrong_place(
    server: ZaloServer, operator: Hand
) -> None:
    operator.refuses = ("bold", "italic")
    found = await check(server, operator)
    assert found[NAMES[5]].result == "nothing is bold"
    assert found[NAMES[5]].follows == "see the next check"
    assert found[NAMES[6]].result == "bold: not seen, italic: not seen"
    operator.refuses = ("exactly", "italic")
    found = await check(server, operator)
    assert found[NAMES[5]].result == "the bold letters are elsewhere"
    assert found[NAMES[5]].follows == "`styled` in bot/channels/zalo_wire.py"


async def probes(server: ZaloServer, *requests: tuple[str, Any], fine: bool = True) -> Json:
    """The platform looks at the address in its own way."""
    assert server.webhook is not None
    url, secret = server.webhook
    async with aiohttp.ClientSession() as session:
        for method, body in requests:
            headers = {"X-Bot-Api-Secret-Token": secret}
            async with session.request(method, url, json=body, headers=headers) as got:
                assert got.status == 200
    return {"ok": fine, "hint": "as it likes"}


async def test_a_probe_of_another_method(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_probe", lambda: probes(server, ("GET", None)))
    found = await check(server, operator, public=True)
    assert found[NAMES[7]].result == "verification.ok: True; the probe (GET) came with the secret"
    assert found[NAMES[7]].follows == REPORT
    assert found[NAMES[8]].result.startswith("not sent again"), "it goes on"


async def test_a_message_before_the_probe(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = server.event_of("1a2b3c", "message.text.received", "m1", {"text": "kín"})
    monkeypatch.setattr(server, "_probe", lambda: probes(server, ("POST", event), ("POST", {"probe": 1})))
    found = await check(server, operator, public=True)
    assert found[NAMES[7]].follows == "nothing"
    assert "  probe: number of 1 digits" in operator.heard
    assert "kín" not in "\n".join(operator.heard)


async def test_an_address_that_is_not_verified(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_probe", lambda: probes(server, ("POST", {}), fine=False))
    found = await check(server, operator, public=True)
    assert found[NAMES[7]].result.startswith("verification.ok: False; the probe came with")
    assert found[NAMES[7]].follows == "see the hint above; the webhook may still work: the next check tells"
    assert "  verification.hint: as it likes" in operator.heard


async def test_an_event_that_cannot_be_read(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "event_of", lambda *_: {"event_name": "message.text.received", "data": {}})
    found = await check(server, operator, SHORT, public=True)
    assert (found[NAMES[8]].result, found[NAMES[8]].follows) == ("what came could not be read", REPORT)


async def test_a_webhook_that_cannot_be_taken_away(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: Any) -> Any:
        raise Refusal(403, "Internal server error")

    server.webhook = "https://tusoi.example.org/zalo", "a-secret"
    monkeypatch.setitem(zalo_methods.METHODS, "deleteWebhook", refuses)
    found = await check(server, operator)
    assert found[NAMES[1]].result == "not tried"
    assert "deleteWebhook: HTTP 200, ok: False, error_code: 403" in operator.heard


async def test_strangers_at_the_address_are_no_trouble(
    server: ZaloServer, operator: Hand, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def visited() -> Json:
        assert server.webhook is not None
        url = URL(server.webhook[0])
        for path in (url.path, "/"):
            reader, writer = await asyncio.open_connection(url.host, url.port)
            head = f"POST {path} HTTP/1.1\r\nHost: {url.host}\r\nConnection: close\r\nContent-Length: 2\r\n"
            writer.write(head.encode() + b"X-Bot-Api-Secret-Token: \xff\r\n\r\n\xff\xfe")
            answer = await reader.read()
            writer.close()
            await writer.wait_closed()
            assert answer.startswith(b"HTTP/1.1 200" if path == url.path else b"HTTP/1.1 404")
        return {"ok": True}

    monkeypatch.setattr(server, "_probe", visited)
    found = await check(server, operator, public=True)
    assert found[NAMES[7]].result == "verification.ok: True; the probe came without the secret"
