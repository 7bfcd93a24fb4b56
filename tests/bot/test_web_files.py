"""Files of the web chat over HTTP: who may send one in, what stops it, how one is taken along."""

import asyncio
import io
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import BaseTestServer
from PIL import Image

from bot import web_files
from bot.web import Site
from flows import uploads as rules
from storage import files
from tests.bot.surfers import Surfer, event_id, words
from tests.conversations import World
from tests.uploads import PDF, dispatcher, nothing_is_left, stored


@pytest.fixture
async def member(surfer: Surfer, world: World) -> Surfer:
    """A member at a place that awaits a file."""
    world.turns.dispatcher = dispatcher()
    await surfer.joins(await world.code())
    assert (await surfer.answers(text="/sendin"))["file"] is True
    return surfer


def headers(name: str = "Giấy mời.pdf", size: int = len(PDF), **more: str) -> dict[str, str]:
    """As the page sends them."""
    given = {
        "X-Tusoi": "1",
        "X-Tusoi-Id": event_id(),
        "X-Tusoi-Name": quote(name),
        "X-Tusoi-Size": str(size),
        "Content-Type": "application/octet-stream",
    }
    return {**given, **more}


async def sends(surfer: Surfer, data: object = PDF, **how: object) -> ClientResponse:
    """Send a file as the page does."""
    return await surfer.client.post("/api/upload", data=data, headers=headers(**how))  # type: ignore[arg-type]


async def test_a_file_is_taken_in_and_answered(member: Surfer, world: World) -> None:
    response = await sends(member)
    answer = await response.json()
    assert (response.status, answer["file"], words(answer)) == (200, True, "Gửi tệp vào đây.")
    assert await stored(world) == [("Giấy mời.pdf", "application/pdf", len(PDF), True)]
    assert (await member.answers(choice="menu"))["file"] is False


async def test_what_no_page_sends_is_refused(member: Surfer, world: World) -> None:
    cookie = member.client.session.cookie_jar.filter_cookies(member.client.make_url("/"))["tusoi"].value
    for changed, status in (
        ({"X-Tusoi": ""}, 403),
        ({"Origin": "https://evil.test"}, 403),
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": "multipart/form-data"}, 415),
        ({"X-Tusoi-Id": "../1"}, 400),
        ({"X-Tusoi-Id": ""}, 400),
        ({"X-Tusoi-Size": "-1"}, 400),
        ({"X-Tusoi-Size": ""}, 400),
        ({"X-Tusoi-Name": "x" * 3001}, 400),
        ({"Cookie": "tusoi=x"}, 403),
    ):
        member.forgets_cookies()
        all_headers = {**headers(), "Cookie": f"tusoi={cookie}", **changed}
        given = {name: value for name, value in all_headers.items() if value}
        response = await member.client.post("/api/upload", data=PDF, headers=given)
        assert response.status == status, changed
    assert await nothing_is_left(world)


async def test_strangers_and_other_places_can_send_nothing(
    member: Surfer, other: Surfer, world: World
) -> None:
    await other.get("/")
    await member.answers(choice="menu")
    for one in (member, other):
        answer = await (await sends(one)).json()
        assert "chỉ đọc được chữ" in words(answer)
        assert answer["messages"][0]["aside"] is True
    assert await nothing_is_left(world)


async def test_the_same_id_twice_is_one_file(member: Surfer, world: World) -> None:
    same = headers()
    posts = [member.client.post("/api/upload", data=PDF, headers=same) for _ in range(3)]
    answers = [await (await post).json() for post in posts]
    assert {words(answer) for answer in answers} == {"Gửi tệp vào đây."}
    assert len(await stored(world)) == 1


async def test_too_large_is_said_without_reading_it_all(member: Surfer, world: World) -> None:
    asked = await (await sends(member, None, size=rules.LARGEST + 1)).json()
    assert "lớn hơn 10 MB" in words(asked)
    given = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal given
        while given < 12:
            given += 1
            yield b"x" * 1_000_000

    answer = await (await sends(member, endless(), size=5)).json()
    assert "lớn hơn 10 MB" in words(answer)
    assert await nothing_is_left(world)


async def becomes(world: World, empty: bool) -> None:
    """Wait until there is a file, or none; the database has no signal for that."""
    async with asyncio.timeout(5):
        while await nothing_is_left(world) != empty:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_who_hangs_up_leaves_nothing(member: Surfer, world: World, server: BaseTestServer) -> None:
    cookie = member.client.session.cookie_jar.filter_cookies(member.client.make_url("/"))["tusoi"].value
    lines = [f"{name}: {value}" for name, value in headers(Cookie=f"tusoi={cookie}").items()]
    lines += ["Host: 127.0.0.1", f"Content-Length: {len(PDF)}", "", ""]
    _, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write("\r\n".join(["POST /api/upload HTTP/1.1", *lines]).encode() + PDF[:290_000])
    await writer.drain()
    await becomes(world, False)
    writer.close()
    await becomes(world, True)


async def test_who_sends_nothing_more_is_not_waited_for(
    member: Surfer, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_files, "SLOW", 0.1)

    async def stuck() -> AsyncIterator[bytes]:
        yield PDF
        await asyncio.sleep(1)

    answer = await (await sends(member, stuck())).json()
    assert "chưa đến nơi" in words(answer)
    assert await nothing_is_left(world)


async def test_not_too_many_of_one_page_and_of_all(
    member: Surfer, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    site.files._pages.rate, site.files._pages.burst = 0.001, 2.0
    assert [(await sends(member)).status for _ in range(3)] == [200, 200, 429]
    site.files._pages._levels.clear()
    monkeypatch.setattr(web_files, "AT_ONCE", 0)
    response = await sends(member)
    assert (response.status, response.headers["Retry-After"]) == (503, "5")


def png() -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (4, 4)).save(buffer, "PNG")
    return buffer.getvalue()


async def test_a_stored_file_is_only_taken_along(member: Surfer, other: Surfer, world: World) -> None:
    await other.get("/")
    for name, data, told in (
        ("Giấy mời.pdf", PDF, "application/octet-stream"),
        ("ảnh.png", png(), "image/png"),
        ("ảnh.html.txt", b"xin <script>alert(1)</script>", "application/octet-stream"),
    ):
        world.passes(seconds=1)
        await member.answers(text="/sendin")
        assert (await sends(member, data, name=name, size=len(data))).status == 200
        [file] = [m["file"] for m in (await member.answers(text="/fetch"))["messages"]]
        assert file["name"] == name
        response = await member.get(file["url"])
        assert (response.status, response.content_type) == (200, told)
        assert response.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(name)}"
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert await response.read() == data
        assert (await other.get(file["url"])).status == 404


async def test_an_erased_file_is_gone_from_links_and_cards(member: Surfer, world: World) -> None:
    await sends(member)
    file = (await member.answers(text="/fetch"))["messages"][0]["file"]
    await world.database.run(lambda session: files.erase_due(session, world.now.replace(year=2030), 9))
    assert (await member.get(file["url"])).status == 404
