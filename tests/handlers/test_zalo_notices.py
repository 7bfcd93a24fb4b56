"""A notice with a picture, from the officer who writes it at the web chat to a member who has only Zalo."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.web import Web
from bot.delivery import Delivery
from bot.file_links import Links
from bot.layouts import Layouts
from bot.web import Site
from storage import notices
from storage.engines import FlowSession
from storage.notices import DONE
from tests.announced import announce
from tests.bot.surfers import Server, Surfer
from tests.bot.test_file_links import path_of, press
from tests.conversations import NUMBERED, Friend, Page, World, joins, zalo_polling
from tests.handlers.test_notice_files import attaches
from tests.handlers.test_notices import does, from_people, leads, newest, sends, to_files
from tests.servers.zalo import ZaloServer, zalo_server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 1200
NAME = 'Sơ đồ "hội trường" & lối vào.png'
KEPT_AS = "Sơ đồ _hội trường_ & lối vào.png"


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
async def lan(world: World, server: ZaloServer) -> AsyncIterator[Friend]:
    """Somebody on Zalo, where files go as links; she has joined."""
    async with zalo_polling(world, server, Links(world.turns)) as receiver:
        friend = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(friend, 1)
        yield friend


@pytest.fixture
async def surfer(world: World) -> AsyncIterator[Surfer]:
    """Her browser."""
    site = Site(Web(), world.turns)
    async with Server(site.app()) as running:
        made = Surfer(site, running)
        async with made.client:
            yield made


async def delivers(lan: Friend) -> None:
    """Notices are laid out, and go out over Zalo; whoever sent before has let go by then."""
    lan.world.passes(minutes=1)
    turns = lan.world.turns
    await Layouts(turns.database, turns.clock).tick()
    zalo = lan.receiver.zalo
    await Delivery(turns.database, turns, {zalo.name: zalo}).tick()
    assert not lan.server.violations


async def sent_with_a_picture(page: Page) -> None:
    """A secretary writes a notice with a picture, and confirms it."""
    await leads(page)
    await to_files(page, "Tài liệu họp", "Đồng chí đọc trước.")
    await attaches(page, NAME, PNG)
    await page.picks("Xong, 1 tệp")
    await from_people(page, "Không cần trả lời", "Tin để biết")
    await sends(page)


async def test_the_whole_way_of_a_picture(page: Page, lan: Friend, surfer: Surfer) -> None:
    await sent_with_a_picture(page)
    before = len(lan.user.messages)
    await delivers(lan)
    [shown] = lan.user.messages[before:]
    assert "Tài liệu họp\n\nĐồng chí đọc trước." in shown.text
    assert f"📎 {KEPT_AS}\nhttps://tusoi.test/tep/" in shown.text
    assert not NUMBERED.findall(shown.text), "they would be taken for those of the card she is at"
    assert "/thongbao" in shown.text
    path = path_of(shown.text)
    assert "<h1>Sơ đồ _hội trường_ &amp; lối vào.png</h1>" in await (await surfer.get(path)).text()
    got = await press(surfer, path)
    assert (got.status, got.content_type, await got.read()) == (200, "image/png", PNG)
    notice, _ = await newest(lan.world)
    assert "Đã xem: 0." in await page.taps(f"notresult:{notice.id}"), "a link is fetched by messengers too"
    await lan.says("/thongbao")
    await lan.picks("Tài liệu họp")
    assert "Đồng chí đọc trước." in lan.text
    assert "Đã xem: 1." in await page.taps(f"notresult:{notice.id}")
    own = path_of(await lan.picks("Tệp: "))
    assert own != path
    assert await (await press(surfer, own)).read() == PNG


async def test_what_was_recalled_is_given_to_nobody_any_more(page: Page, lan: Friend, surfer: Surfer) -> None:
    await sent_with_a_picture(page)
    await delivers(lan)
    fetched = path_of(lan.user.messages[-1].text)
    assert (await press(surfer, fetched)).status == 200
    await lan.says("/thongbao")
    await lan.picks("Tài liệu họp")
    unseen = path_of(await lan.picks("Tệp: "))
    notice, _ = await newest(lan.world)
    await page.taps(f"notrecallyes:{notice.id}")
    for path in (fetched, unseen):
        assert (await surfer.get(path)).status == 404
        assert (await press(surfer, path)).status == 404
        assert (await surfer.get(f"{path}/tai-ve")).status == 404
    before = len(lan.user.messages)
    await delivers(lan)
    [told] = lan.user.messages[before:]
    assert "thu hồi" in told.text
    await lan.says("/thongbao")
    await lan.picks("thu hồi")
    assert "Tệp" not in lan.text


async def test_a_file_of_a_series_is_given_as_long_as_one_of_its_notices_holds(
    page: Page, lan: Friend, surfer: Surfer
) -> None:
    await sent_with_a_picture(page)
    await delivers(lan)
    path = path_of(lan.user.messages[-1].text)
    first, _ = await newest(lan.world)

    def repeat(session: FlowSession) -> None:
        child = announce(session, lan.world.unit_id, first.author_id, lan.world.now, state=DONE)
        notices.copy_files(session, first.id or 0, child)

    await does(lan.world, repeat)
    second, _ = await newest(lan.world)
    await page.taps(f"notrecallyes:{first.id}")
    assert (await surfer.get(path)).status == 200
    await page.taps(f"notrecallyes:{second.id}")
    assert (await surfer.get(path)).status == 404
