"""The web chat over real HTTP: what it sends, what it refuses, what it pushes, what it forgets."""

import asyncio
import json
import logging
import re
import secrets
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse, ClientSession, CookieJar
from aiohttp.test_utils import BaseTestServer, TestClient, TestServer
from aiohttp.web import BaseRunner
from sqlalchemy.exc import OperationalError

from bot import web as web_module
from bot.app import CHANNELS
from bot.channels import web as channel_module
from bot.channels.web import Web
from bot.database import Database
from bot.delivery import Delivery
from bot.limits import Bucket
from bot.turn import Turns
from bot.web import HEADERS, Site
from flows import demo as demo_flow
from handlers.routers import create_dispatcher
from storage import schema
from storage.accounts import Account, Event
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from storage.outbox import Outbox
from tests.conftest import MASTER, make_cell
from tests.conversations import World

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


@pytest.fixture
def database(sqlite_url: str, keyring: Keyring) -> Iterator[Database]:
    """A migrated SQLite database with its thread."""
    made = Database(open_engine(sqlite_url), keyring, public_url="https://tusoi.test")
    yield made
    made.close()


@pytest.fixture
async def world(database: Database, now: datetime) -> World:
    """A cell of five, a cycle open for a fortnight."""
    cell = await database.run(lambda session: make_cell(session, now, "CB1"))
    made = World(database, cell.unit_id, cell.members, now)
    await made.opens_cycle()
    return made


@pytest.fixture
def site(world: World) -> Site:
    """The web server of a real database."""
    return Site(Web(), world.turns)


@pytest.fixture
async def server(site: Site) -> AsyncIterator[BaseTestServer]:
    """It listens on loopback."""
    async with Server(site.app()) as made:
        yield made


@pytest.fixture
async def surfer(site: Site, server: BaseTestServer) -> AsyncIterator[Surfer]:
    """Somebody who was never here."""
    made = Surfer(site, server)
    async with made.client:
        yield made


@pytest.fixture
async def other(site: Site, server: BaseTestServer) -> AsyncIterator[Surfer]:
    """Somebody else."""
    made = Surfer(site, server)
    async with made.client:
        yield made


async def count(database: Database, table: type[Any]) -> int:
    """Rows of a table."""
    query: Any = sa.select(sa.func.count()).select_from(table)
    return await database.run(lambda session: session.connection().scalar(query) or 0)


async def outcomes(database: Database) -> list[str | None]:
    """What became of the messages in the outbox."""
    query: Any = sa.select(sa.column("outcome")).select_from(Outbox)
    return await database.run(lambda session: list(session.connection().scalars(query)))


# ---- Headers, cookies, static files ----


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


# ---- Who may write ----


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


# ---- Events ----


async def test_a_page_joins_by_code_and_is_told_so(surfer: Surfer, world: World) -> None:
    answer = await surfer.joins(await world.code())
    assert "Nguyễn Văn An" in words(answer)
    assert answer["messages"][0]["keep"] is True
    assert (answer["secret"], answer["language"]) == (False, "vi")
    assert "review" in choices(answer)


async def test_the_same_id_twice_does_nothing_twice(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    await surfer.answers(choice="review")
    while consent := next((c for c in choices(await surfer.answers(choice="review")) if "agree" in c), None):
        await surfer.answers(choice=consent)
    cycle = world.cycle_id
    await surfer.answers(choice=f"way:{cycle}:sign")
    body = {"id": event_id(), "choice": f"rate:{cycle}:1.1:0"}
    first = await (await surfer.post(body)).json()
    events = await count(world.database, Event)
    again = await (await surfer.post(body)).json()
    assert words(again) == words(first)
    assert choices(again) == choices(first)
    assert first["messages"][0]["progress"] == again["messages"][0]["progress"] == [1, 27]
    assert await count(world.database, Event) == events


async def test_a_card_is_replaced_by_its_answer_only(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    answer = await surfer.answers(choice="menu", card="c1")
    assert answer["messages"][0]["replaces"] == "c1"
    assert (await surfer.answers(text="/menu", card="c1"))["messages"][0]["replaces"] is None
    kept = await surfer.answers(choice="linkcode", card="c1")
    assert kept["messages"][0]["replaces"] is None
    assert "https://tusoi.test/#" in words(kept)


async def test_what_a_member_writes_comes_back_as_text(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    while consent := next((c for c in choices(await surfer.answers(choice="review")) if "agree" in c), None):
        await surfer.answers(choice=consent)
    cycle, evil = world.cycle_id, "<script>alert(1)</script> <b>x</b> &amp; https://a.test/?q=1&r=2"
    await surfer.answers(choice=f"way:{cycle}:sign")
    await surfer.answers(choice=f"rate:{cycle}:1.1:1")
    await surfer.answers(choice=f"write:{cycle}:note:1.1")
    answer = await surfer.answers(text=evil)
    assert evil in words(answer)
    runs = [run for message in answer["messages"] for line in message["lines"] for run in line]
    assert {"t": "x", "b": True} not in runs
    assert [run["href"] for run in runs if "href" in run] == ["https://a.test/?q=1&r=2"]


async def test_control_characters_are_dropped(surfer: Surfer, world: World) -> None:
    await surfer.get("/")
    code = await world.code()
    answer = await surfer.answers(text=f"/start {code}\u0000\u0007")
    assert "Nguyễn Văn An" in words(answer)


async def test_words_that_must_not_be_kept_are_hidden(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    await surfer.answers(choice="links")
    asked = await surfer.answers(choice="pinnew")
    assert asked["secret"] is True
    answer = await surfer.answers(text="2468")
    assert (answer["hide"], answer["secret"]) == (True, False)


async def test_passing_trouble_is_told_as_such(
    surfer: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.get("/")
    locked = OperationalError("", {}, Exception("database is locked"))

    async def trouble(work: Any) -> Any:
        raise locked

    with monkeypatch.context() as patch:
        locked.orig = type("OperationalError", (Exception,), {})()
        patch.setattr(world.database, "run", trouble)
        for response in (
            await surfer.post({"id": event_id(), "choice": "here"}),
            await surfer.get("/healthz"),
            await surfer.get("/"),
        ):
            assert response.status == 503
            assert response.headers["Retry-After"] == "1"
            assert response.headers["Content-Security-Policy"]
    assert (await surfer.get("/healthz")).status == 200


async def test_a_bug_says_nothing_and_the_log_neither(
    surfer: Surfer, site: Site, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    await surfer.get("/")

    async def bug(work: Any) -> Any:
        raise RuntimeError("SECRET")

    with monkeypatch.context() as patch:
        patch.setattr(site.turns.database, "run", bug)
        response = await surfer.get("/")
    assert response.status == 500
    assert await response.text() == "500: Internal Server Error"
    assert "RuntimeError" in caplog.text
    assert "SECRET" not in caplog.text


async def test_the_log_names_no_address_and_no_text(
    surfer: Surfer, server: BaseTestServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await surfer.get("/")
    await surfer.answers(text="MARKER-1")
    await surfer.post(None, raw=b"MARKER-2")
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: x\r\nMARKER-3\x00: \r\n\r\n")
    assert b"400" in await reader.readline()
    writer.close()
    ours = [record for record in caplog.records if record.name.startswith(("aiohttp.server", "tusoi"))]
    assert ours
    said = "\n".join(f"{record.getMessage()} {record.exc_info}" for record in ours)
    assert not re.search(r"MARKER|127\.0\.0\.1|Traceback", said)


# ---- Limits ----


async def test_too_many_events_of_one_page_are_told_to_wait(surfer: Surfer, site: Site) -> None:
    site._pages = Bucket(0.5, 3)
    await surfer.get("/")
    found = [await surfer.post({"id": event_id(), "choice": "here"}) for _ in range(4)]
    assert [response.status for response in found] == [200, 200, 200, 429]
    assert 1 <= int(found[-1].headers["Retry-After"]) <= 3
    assert found[-1].headers["Content-Security-Policy"]


async def test_hosts_are_told_apart_by_what_our_own_proxy_adds(surfer: Surfer, site: Site) -> None:
    site._hosts = Bucket(0.1, 1)

    async def status(*named: str) -> int:
        headers = [("X-Forwarded-For", name) for name in named]
        async with surfer.client.get("/", headers=headers) as response:
            return response.status

    assert await status("203.0.113.5") == 200
    assert await status("203.0.113.5") == 429
    assert await status("1.2.3.4, 203.0.113.5") == 429  # what came from outside changes nothing
    assert await status("1.2.3.4", "203.0.113.5") == 429
    assert await status("203.0.113.6") == 200
    assert await status("2001:db8::1") == 200
    assert await status("2001:db8::2") == 429  # one household
    assert await status("nonsense") == await status("nonsense") == 200  # nobody is named
    async with surfer.client.get("/static/chat.js", headers={"X-Forwarded-For": "203.0.113.5"}) as response:
        assert response.status == 200


async def test_x_forwarded_for_counts_from_this_machine_only() -> None:
    from aiohttp.test_utils import make_mocked_request

    from bot.limits import host_of

    class Far:
        def get_extra_info(self, name: str, default: Any = None) -> Any:
            return ("198.51.100.7", 5000) if name == "peername" else default

    request = make_mocked_request("GET", "/", {"X-Forwarded-For": "1.1.1.1"}, transport=Far())
    assert host_of(request) == "198.51.100.7"


def test_a_bucket_fills_again_and_remembers_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("bot.limits.monotonic", lambda: clock[0])
    monkeypatch.setattr("bot.limits.KEYS", 2)
    bucket = Bucket(2, 1)
    assert bucket.take("a") == 0
    assert bucket.take("a") == 0.5
    clock[0] = 0.5
    assert bucket.take("a") == 0
    for key in "bc":
        bucket.take(key)
    assert bucket.take("a") == 0  # forgotten: the oldest goes


# ---- Forgetting ----


async def test_forget_takes_everything_off_this_browser(surfer: Surfer, world: World) -> None:
    await surfer.joins(await world.code())
    taken = await surfer.answers(choice="takedata")
    url = taken["messages"][0]["file"]["url"]
    token = surfer.client.session.cookie_jar.filter_cookies(surfer.client.make_url("/"))["tusoi"].value
    assert await count(world.database, Account) == 1
    response = await surfer.client.post("/api/forget", headers=JSON)
    assert response.status == 204
    cleared = response.cookies["tusoi"]
    assert (cleared.value, cleared["max-age"], cleared["path"]) == ("", "0", "/")
    assert await count(world.database, Account) == 0
    assert (await surfer.get(url, Cookie=f"tusoi={token}")).status == 404
    assert (await surfer.post({"id": event_id(), "choice": "here"})).status == 403
    # The old cookie, in a tab that lags behind, is a stranger's.
    answer = await (await surfer.post({"id": event_id(), "choice": "review"}, Cookie=f"tusoi={token}")).json()
    assert "Nguyễn Văn An" not in words(answer)


# ---- Files ----


async def test_a_file_is_for_its_own_page_and_for_a_while(
    surfer: Surfer, other: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    await other.joins(await world.code(1))
    file = (await surfer.answers(choice="takedata"))["messages"][0]["file"]
    response = await surfer.get(file["url"])
    assert response.status == 200
    assert response.content_type == "application/octet-stream"
    assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{file['name']}"
    assert (await response.read())[:2] == b"PK"
    assert (await other.get(file["url"])).status == 404
    assert (await surfer.get("/files/wrong")).status == 404
    monkeypatch.setattr(channel_module, "monotonic", lambda: 1e12)
    assert (await surfer.get(file["url"])).status == 404


async def test_files_do_not_pile_up(
    surfer: Surfer, site: Site, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await surfer.joins(await world.code())
    urls = [(await surfer.answers(choice="takedata"))["messages"][0]["file"]["url"] for _ in range(7)]
    assert [(await surfer.get(url)).status for url in urls] == [404, 404, 200, 200, 200, 200, 200]
    monkeypatch.setattr(channel_module, "FILES_KEPT", 0.01)
    site.channel._shelves.clear()
    await surfer.answers(choice="takedata")
    await asyncio.sleep(0.05)
    assert not site.channel._shelves


# ---- Server push ----


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


async def test_an_outbox_message_reaches_an_open_page_and_waits_for_a_closed_one(
    surfer: Surfer, other: Surfer, site: Site, world: World
) -> None:
    await surfer.joins(await world.code())
    delivery = Delivery(world.database, site.turns, {"web": site.channel})
    assert await tells(site, world, surfer, other) == 1
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
    from aiohttp import TCPConnector

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


# ---- The demo ----


@pytest.fixture
async def player(tmp_path: Any) -> AsyncIterator[Surfer]:
    """A visitor of a demo."""
    engine = open_engine(f"sqlite:///{tmp_path}/demo.db")
    keyring = Keyring(MASTER, open_key_store(f"sqlite:///{tmp_path}/demo-keys.db"))
    turns = Turns(Database(engine, keyring), create_dispatcher(), CHANNELS)
    schema.initialise(engine, keyring.store, keyring, True, turns.clock())
    await turns.database.run(lambda session: demo_flow.prepare(session, turns.clock()))
    site = Site(Web(), turns, playing=True)
    made = Surfer(site, Server(site.app()))
    async with made.client:
        yield made
    turns.database.close()


async def test_a_real_database_has_no_demo_page(surfer: Surfer) -> None:
    assert (await surfer.get("/demo")).status == 404
    assert (await surfer.client.post("/demo/play", data={"member": "1"})).status == 404


async def test_who_plays_becomes_that_person_and_nobody_else(player: Surfer) -> None:
    assert (await player.get("/")).headers["Location"] == "/demo"
    page = await player.get("/demo")
    body = await page.text()
    assert page.cookies["tusoi-demo"]["httponly"]
    assert "{{" not in body
    (mark,) = set(re.findall(r'name="csrf" value="(\w+)"', body))
    member = re.findall(r'name="member" value="(\d+)"', body)[3]
    database = player.site.turns.database

    async def play(status: int, **form: str) -> None:
        response = await player.client.post("/demo/play", data=form, allow_redirects=False)
        assert response.status == status

    await play(403, member=member)
    await play(403, member=member, csrf="x" * 64)
    await play(403, member=member, csrf="ô")
    for odd in ("", "x", "9" * 400, "-1", "٣", "7"):
        await play(400, csrf=mark, member=odd)
    assert await count(database, Account) == 0
    await play(303, csrf=mark, member=member)
    assert await count(database, Account) == 1
    home = await player.get("/")
    assert 'class="demo-strip"' in await home.text()
    assert "review" in choices(await player.answers(choice="here"))
    # Playing somebody else leaves the first seat; his mark no longer fits.
    await play(403, csrf=mark, member=member)
    (mark,) = set(re.findall(r'name="csrf" value="(\w+)"', await (await player.get("/demo")).text()))
    await play(303, csrf=mark)
    assert await count(database, Account) == 1
    assert "mã mời" in words(await player.answers(choice="here"))


def test_a_demo_page_is_for_a_demo_database_only(world: World) -> None:
    site = Site(Web(), world.turns, playing=True)

    def play(session: FlowSession) -> None:
        demo_flow.prepare(session, world.now)

    with pytest.raises(RuntimeError, match="not a demo"):
        world.database.run_now(play)
    assert site.cookie == "tusoi-demo"
