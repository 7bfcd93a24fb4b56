"""Pictures that are sent over Zalo: from where they are fetched, and from where never."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from bot.channels import zalo_files
from bot.channels.zalo_bot import ZaloBot
from flows.replies import FlowError
from tests.conversations import Friend, World, joins, zalo_polling
from tests.servers.zalo import TOKEN, zalo_server
from tests.uploads import dispatcher, nothing_is_left, stored


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://photo.example.zdn.vn/x.jpg", True),
        ("https://f1.photo.zadn.vn:443/x.jpg", True),
        ("http://photo.zdn.vn/x.jpg", False),
        ("https://zdn.vn.evil.example/x.jpg", False),
        ("https://evilzdn.vn/x.jpg", False),
        ("https://zdn.vn/x.jpg", False),
        ("https://.zdn.vn/x.jpg", False),
        ("https://photo.zdn.vn:8443/x.jpg", False),
        ("https://user:pass@photo.zdn.vn/x.jpg", False),
        ("https://evil.example/?photo.zdn.vn", False),
        ("https://127.0.0.1/x.jpg", False),
        ("https://169.254.169.254/latest/meta-data", False),
        ("file:///etc/passwd", False),
        ("https://photo.zdn.vn:port/x.jpg", False),
        ("", False),
    ],
)
def test_only_hosts_of_zalos_are_asked(url: str, allowed: bool) -> None:
    assert zalo_files.is_allowed(url) == allowed


@asynccontextmanager
async def served(answer: Callable[[web.Request], Awaitable[web.Response]]) -> AsyncIterator[str]:
    """A server of pictures."""
    app = web.Application()
    app.router.add_get("/x.jpg", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


@pytest.fixture
async def zalo() -> AsyncIterator[ZaloBot]:
    """A bot."""
    made = ZaloBot(TOKEN)
    yield made
    await made.close()


async def fetched(zalo: ZaloBot, url: str) -> bytes:
    """All of a picture."""
    return b"".join([data async for data in zalo.fetch_photo(url, zalo_files.HOSTS)])


@pytest.mark.parametrize(("status", "location"), [(404, ""), (302, "/x.jpg"), (500, "")])
async def test_what_is_no_picture_is_not_taken(
    zalo: ZaloBot, status: int, location: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A redirect leads nowhere: it could lead anywhere."""
    seen = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request.path)
        return web.Response(status=status, headers={"Location": location} if location else {})

    async with served(answer) as home:
        monkeypatch.setattr(zalo_files, "is_allowed", lambda url, hosts: True)
        with pytest.raises(FlowError) as refusal:
            await fetched(zalo, f"{home}/x.jpg")
    assert refusal.value.text.key == "file-not-received"
    assert refusal.value.__context__ is None
    assert seen == ["/x.jpg"]


async def test_it_comes_piece_by_piece(zalo: ZaloBot, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=b"x" * 200_000)

    async with served(answer) as home:
        monkeypatch.setattr(zalo_files, "is_allowed", lambda url, hosts: True)
        assert await fetched(zalo, f"{home}/x.jpg") == b"x" * 200_000


JPEG = b"\xff\xd8\xff\xe0" + b"x" * 300_000


async def test_a_picture_that_is_awaited_is_taken_in(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=JPEG)

    monkeypatch.setattr(zalo_files, "is_allowed", lambda url, hosts: "127.0.0.1" in url)
    world.turns.dispatcher = dispatcher()
    async with (
        served(answer) as home,
        zalo_server() as server,
        zalo_polling(world, server) as receiver,
    ):
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(lan)
        await lan.user.sends_photo(f"{home}/x.jpg")
        await lan.settled()
        assert await nothing_is_left(world), "nobody awaits one here"
        said = await lan.says("/sendin")
        assert "chỉ gửi được ảnh" in said
        await lan.user.sends_photo("https://evil.invalid/x.jpg")
        await lan.settled()
        assert await nothing_is_left(world)
        await lan.user.sends_photo(f"{home}/x.jpg", "ảnh họp")
        await lan.settled()
        assert await stored(world) == [("anh.jpg", "image/jpeg", len(JPEG), True)]
        assert "Lời ghi kèm theo tệp không được lưu" in lan.text
