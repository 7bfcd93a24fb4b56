"""Files as private links: who gets them, what a preview may do, when they are gone."""

import asyncio
import re
from dataclasses import replace
from functools import partial
from html import escape
from urllib.parse import quote, unquote

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse
from yarl import URL

from bot.file_links import PATH, Links
from bot.messages import File
from storage import erasure
from storage.engines import FlowSession
from storage.file_links import FileLink
from storage.files import FilePiece, StoredFile
from tests.bot.surfers import Surfer
from tests.conversations import World
from tests.robustness.seats import seat

BOT, CHAT = "zalo:12345689", "1a"
BYTES = bytes(range(256)) * 2500
MADE = File("Bản của tôi.zip", BYTES, "application/zip")
LINK = re.compile(r"https://tusoi\.test(/tep/[\w-]{43})")


@pytest.fixture
async def vault(world: World) -> int:
    """A member with a chat on Zalo."""
    return await world.database.run(lambda session: seat(session, world.members[0], [(BOT, CHAT)], world.now))


@pytest.fixture
async def path(world: World, vault: int) -> str:
    """Where something that was made for him lies."""
    return path_of(await Links(world.turns).link(BOT, CHAT, MADE))


def path_of(text: str) -> str:
    """The path of the one link in a text."""
    [found] = LINK.findall(text)
    assert isinstance(found, str)
    return found


async def press(surfer: Surfer, path: str) -> ClientResponse:
    """Press the button, as a browser does that has the page."""
    return await surfer.client.post(path)


def left(session: FlowSession) -> tuple[int, int, int]:
    """Links, files, pieces."""
    count = sa.select(sa.func.count())
    tables = (FileLink, StoredFile, FilePiece)
    return tuple(session.connection().scalar(count.select_from(one)) or 0 for one in tables)  # type: ignore[return-value]


# The page and the button


async def test_looking_changes_nothing_and_the_button_gives_the_file(
    path: str, surfer: Surfer, other: Surfer
) -> None:
    for _ in range(3):  # a messenger makes its preview
        assert (await other.client.head(path)).status == 200
        assert (await other.get(path)).status == 200
    page = await surfer.get(path)
    shown = await page.text()
    assert "<h1>Bản của tôi.zip</h1>" in shown
    assert "625 KB" in shown
    assert "09:00 23/11/2026" in shown
    assert "<script" not in shown
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script-src" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    got = await press(surfer, path)
    assert (got.status, got.content_type, await got.read()) == (200, "application/zip", BYTES)
    assert got.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(MADE.name)}"


async def test_the_same_browser_again_and_no_other_one(path: str, surfer: Surfer, other: Surfer) -> None:
    await surfer.get(path)
    await other.get(path)
    assert (await press(surfer, path)).status == 200
    for refused in (await press(other, path), await other.get(path), await other.get(f"{path}/tai-ve")):
        assert refused.status == 410
        told = await refused.text()
        assert "đã được tải trên một máy khác" in told
        assert "xin lại" in told
        assert MADE.name not in told
    assert (await surfer.get(path)).status == 200
    assert await (await press(surfer, path)).read() == BYTES


async def test_a_browser_without_cookies_gets_it_once(path: str, surfer: Surfer) -> None:
    response = await surfer.client.post(path, allow_redirects=False)
    assert (response.status, await response.read()) == (200, BYTES)
    cookie = response.cookies["tusoi-tep"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, path, "Lax")
    surfer.forgets_cookies()
    assert (await press(surfer, path)).status == 410


async def test_nothing_is_fetched_without_the_button(path: str, surfer: Surfer) -> None:
    await surfer.get(path)
    fetched = await surfer.get(f"{path}/tai-ve")
    assert (fetched.status, fetched.headers["Location"]) == (303, path), (
        "nobody has taken it: here is the button"
    )
    assert (await press(surfer, path)).status == 200


async def says(surfer: Surfer, method: str, path: str, cookie: bytes) -> str:
    """What is answered to a request that no client of ours would make."""
    site = surfer.client.make_url("/")
    reader, writer = await asyncio.open_connection(site.host, site.port)
    head = f"{method} {path} HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\nContent-Length: 0\r\n"
    writer.write(head.encode() + b"Cookie: tusoi-tep=" + cookie + b"\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode("latin-1")


async def test_of_two_that_press_at_once_one_has_it(path: str, surfer: Surfer, other: Surfer) -> None:
    await asyncio.gather(surfer.get(path), other.get(path))
    both = await asyncio.gather(press(surfer, path), press(other, path))
    assert sorted(one.status for one in both) == [200, 410]


@pytest.mark.parametrize("cookie", [b"\xff", b"x", b'"\\377"', b""])
async def test_a_cookie_that_is_none_of_ours_is_none(path: str, surfer: Surfer, cookie: bytes) -> None:
    """Not even where its letters are no letters; who brings one gets the file once, as without any."""
    for _ in range(2):
        answer = await says(surfer, "GET", path, cookie)
        assert answer.startswith("HTTP/1.1 200 ")
        assert "Set-Cookie: tusoi-tep=" in answer
    assert (await says(surfer, "POST", path, cookie)).startswith("HTTP/1.1 200 ")
    for method, where in (("GET", path), ("POST", path), ("GET", f"{path}/tai-ve")):
        assert (await says(surfer, method, where, cookie)).startswith("HTTP/1.1 410 ")


async def test_a_link_of_no_letters_leads_nowhere(surfer: Surfer) -> None:
    for name in ("%ED%B3%BF", "%FF", "%00", "%C3%A9", "%EA%B0%80", "..%2F..%2Fetc", "x" * 5000):
        assert (await surfer.client.get(URL(f"{PATH}{name}", encoded=True))).status == 404


async def test_a_button_pressed_twice_is_no_stranger(path: str, surfer: Surfer) -> None:
    await surfer.get(path)
    both = await asyncio.gather(press(surfer, path), press(surfer, path))
    assert [one.status for one in both] == [200, 200]


@pytest.mark.parametrize(
    "name",
    [
        'a"; filename="x.exe',
        "dòng\r\nSet-Cookie: a=b",
        "Bản (1) – của “tôi”'.zip",
        "../../etc/passwd",
        "<b>&amp;.zip",
    ],
)
async def test_a_name_is_a_name_and_nothing_else(name: str, vault: int, world: World, surfer: Surfer) -> None:
    path = path_of(await Links(world.turns).link(BOT, CHAT, replace(MADE, name=name)))
    page = await surfer.get(path)
    assert f"<h1>{escape(name)}</h1>" in await page.text()
    got = await press(surfer, path)
    how, _, rest = got.headers["Content-Disposition"].partition("; filename*=UTF-8''")
    assert (how, unquote(rest)) == ("attachment", name)
    assert re.fullmatch(r"[\w.%~-]+", rest, re.ASCII)
    assert {*page.cookies, *got.cookies} == {"tusoi-tep"}


async def test_whoever_asks_for_the_head_or_for_a_part(path: str, surfer: Surfer) -> None:
    await surfer.get(path)
    where = f"{path}/tai-ve"
    assert (await surfer.client.head(where, allow_redirects=False)).status == 303
    assert (await press(surfer, path)).status == 200
    head = await surfer.client.head(where)
    assert (head.status, head.content_length, await head.read()) == (200, len(BYTES), b"")
    part = await surfer.get(where, Range="bytes=0-9")
    assert (part.status, await part.read()) == (200, BYTES), "all of it, as nothing else was promised"
    assert "Accept-Ranges" not in part.headers


async def test_unknown_expired_and_erased_look_the_same(
    path: str, vault: int, world: World, surfer: Surfer
) -> None:
    await surfer.get(path)
    assert (await press(surfer, path)).status == 200
    unknown = [await (await surfer.get(f"{PATH}{name}")).text() for name in ("x" * 43, "x", "%C3%A9")]
    world.passes(hours=24)
    expired = await surfer.get(path)
    world.passes(hours=-1)
    await world.database.run(partial(erasure.erase_vaults, vault_ids=[vault], now=world.now))
    erased = await surfer.get(path)
    assert {expired.status, erased.status, (await press(surfer, path)).status} == {404}
    assert {*unknown, await expired.text(), await erased.text()} == {unknown[0]}
    assert "không còn dùng được" in unknown[0]


async def test_it_is_limited_as_everything_is(path: str, surfer: Surfer) -> None:
    surfer.site._hosts.rate, surfer.site._hosts.burst = 0.001, 2.0
    headers = {"X-Forwarded-For": "203.0.113.7"}
    statuses = [(await surfer.get(path, **headers)).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_no_log_names_a_link_a_file_or_a_chat(
    vault: int, world: World, surfer: Surfer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "tusoi")
    path = path_of(await Links(world.turns).link(BOT, CHAT, MADE))
    await surfer.get(path)
    await press(surfer, path)
    await surfer.get(f"{PATH}{'x' * 43}")
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("tusoi"))
    for secret in (path.removeprefix(PATH), "x" * 43, "Bản của tôi"):
        assert secret not in told
