"""The web chat over real HTTP: its pages, headers and cookies, and who may write."""

import asyncio
import json
import re
from collections.abc import AsyncIterator

import pytest

from bot.channels.web import Web
from bot.database import Database
from bot.web import HEADERS, Site
from storage.accounts import Account
from storage.events import Event
from tests.bot.surfers import JSON, Server, Surfer, count, event_id
from tests.conversations import World

ANSWERS = {
    "/": 200, "/static/chat.js": 200, "/healthz": 200, "/nowhere": 404, "/static/x": 404,
    "/api/stream": 403, "/files/abc": 403, "/api/events": 405,
}  # fmt: skip


async def test_every_answer_has_our_headers(surfer: Surfer) -> None:
    for path, status in ANSWERS.items():
        surfer.forgets_cookies()
        response = await surfer.get(path)
        assert response.status == status
        for name, value in HEADERS.items():
            expected = "no-cache" if (name, path) == ("Cache-Control", "/static/chat.js") else value
            assert response.headers[name] == expected
        assert response.headers["Server"] == "tusoi"
        if status >= 400:
            assert response.content_type == "text/plain"
            assert re.fullmatch(rf"{status}: [A-Za-z ]+", await response.text())


async def test_the_policy_lets_nothing_foreign_in() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not re.search(r"https?:|\*", policy)


async def test_the_cookie_is_kept_from_scripts_and_foreign_sites(surfer: Surfer) -> None:
    cookie = (await surfer.get("/")).cookies["tusoi"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == str(365 * 86400)
    assert not cookie["secure"]  # http on loopback
    assert re.fullmatch(r"[\w-]{43}", cookie.value)
    again = (await surfer.get("/")).cookies["tusoi"]
    assert again.value == cookie.value  # renewed, not replaced


async def test_on_https_the_cookie_is_secure_and_for_this_host_only(world: World) -> None:
    made = Surfer(site := Site(Web(), world.turns, secure=True), Server(site.app()))
    async with made.client:
        cookie = (await made.get("/")).cookies["__Host-tusoi"]
        assert cookie["secure"] is True
        assert not cookie["domain"]


async def test_a_cookie_of_other_making_is_not_believed(surfer: Surfer) -> None:
    response = await surfer.get("/", Cookie="tusoi=short")
    assert len(response.cookies["tusoi"].value) == 43
    surfer.forgets_cookies()
    assert (await surfer.post({"id": event_id(), "text": "x"}, Cookie="tusoi=short")).status == 403


async def test_head_is_answered_and_does_not_open_a_stream(surfer: Surfer) -> None:
    await surfer.get("/")
    assert (await surfer.client.head("/")).status == 200
    assert (await surfer.client.head("/api/stream")).status == 405


async def test_static_files_are_asked_about_again_and_not_sent_again(surfer: Surfer) -> None:
    for name, kind in (
        ("chat.css", "text/css"),
        ("chat.js", "text/javascript"),
        ("icon.svg", "image/svg+xml"),
    ):
        first = await surfer.get(f"/static/{name}")
        assert first.content_type == kind
        assert first.headers["Cache-Control"] == "no-cache"
        known = await surfer.get(f"/static/{name}", **{"If-None-Match": first.headers["ETag"]})
        assert (known.status, await known.read()) == (304, b"")
        changed = await surfer.get(f"/static/{name}", **{"If-None-Match": '"old"'})
        assert changed.status == 200


async def test_only_named_files_are_served(surfer: Surfer) -> None:
    for name in ("x.js", "../web.py", "..%2fweb.py", "chat.html", "demo.html", "%00"):
        assert (await surfer.get(f"/static/{name}")).status in (400, 404)


FOREIGN: list[tuple[dict[str, str | None], int]] = [
    ({"Origin": "https://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://["}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"X-Tusoi": None}, 403),
    ({"Content-Type": "text/plain"}, 415),
    ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
]


async def test_a_foreign_site_changes_nothing(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    before = await count(world.database, Event)
    for odd, status in FOREIGN:
        headers = {name: value for name, value in {**JSON, **odd}.items() if value is not None}
        for path in ("/api/events", "/api/forget") if status == 403 else ("/api/events",):
            body = json.dumps({"id": event_id(), "choice": "pause"})
            response = await surfer.client.post(path, data=body, headers=headers)
            assert response.status == status
    assert await count(world.database, Event) == before
    assert await count(world.database, Account) == 1


async def test_our_own_page_and_the_public_address_may_write(surfer: Surfer) -> None:
    await surfer.get("/")
    own = f"http://127.0.0.1:{surfer.client.port}"
    for origin in (own, "https://tusoi.test"):
        response = await surfer.post({"id": event_id(), "choice": "here"}, Origin=origin)
        assert response.status == 200


HOSTS = {
    "localhost:8000": 200, "127.0.0.1": 200, "[::1]:8000": 200, "tusoi.test": 200, "TUSOI.test:443": 200,
    "evil.example": 421, "evil.example:8000": 421, "127.0.0.1.evil.example": 421, "": 421, "[": 421,
}  # fmt: skip


async def test_on_loopback_only_our_own_names_are_served(surfer: Surfer) -> None:
    for host, status in HOSTS.items():
        for path in ("/", "/static/chat.js", "/healthz"):
            assert (await surfer.get(path, Host=host)).status == status, host


BAD = [
    b"", b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 20_000, b"9" * 5000,
    b'{"id": "0123456789abcdef"}',
    b'{"id": "0123456789abcdef", "text": "a", "choice": "here"}',
    b'{"id": "0123456789abcdef", "text": 5}',
    b'{"id": "0123456789abcdef", "text": "\\ud800"}',
    b'{"id": "0123456789abcdef", "choice": "\\udfff"}',
    b'{"id": "0123456789abcdef", "choice": "here", "card": {}}',
    b'{"id": "short", "text": "a"}', b'{"id": 7, "text": "a"}', b'{"text": "a"}',
    json.dumps({"id": "0123456789abcdef", "text": "x" * 4001}).encode(),
    json.dumps({"id": "0123456789abcdef", "choice": "x" * 65}).encode(),
]  # fmt: skip


async def test_odd_bodies_are_refused_and_nothing_happens(surfer: Surfer, database: Database) -> None:
    await surfer.get("/")
    for raw in BAD:
        assert (await surfer.post(None, raw=raw)).status == 400, raw[:80]
    assert await count(database, Account) == 0


async def test_a_long_body_is_cut_off(surfer: Surfer) -> None:
    await surfer.get("/")
    assert (await surfer.post(None, raw=b"x" * 40_000)).status == 413


async def test_a_body_in_another_charset_is_no_accident(surfer: Surfer) -> None:
    await surfer.get("/")
    odd = "application/json; charset=nonsense"
    assert (await surfer.post({"id": event_id(), "choice": "here"}, Content_Type=odd)).status == 200


async def test_a_body_that_does_not_come_is_not_waited_for(
    surfer: Surfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.requests.SLOW", 0.05)
    await surfer.get("/")
    never = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"{"
        await never.wait()

    async with asyncio.timeout(5):
        response = await surfer.client.post("/api/events", data=body(), headers=JSON)
        assert response.status == 408
