"""Pictures and documents on Zalo: links among the words, with what goes on between them and the platform."""

import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from functools import partial

import pytest
from sqlmodel import select

from bot.app import CHANNELS
from bot.channels import zalo_bot
from bot.channels.outcomes import Sent, Unreachable
from bot.channels.zalo_bot import LINKED, ZaloBot
from bot.database import Database
from bot.file_links import PATH, Links
from bot.messages import ADDRESS, File, Message, Picture, render, size
from bot.turn import Busy
from flows.replies import Raw, choice, reply, stack
from storage import accounts, file_links
from storage.engines import FlowSession
from storage.members import Vault
from storage.notices import RECALLED
from tests.bot.surfers import Surfer
from tests.bot.test_file_links import BOT, CHAT, LINK, MADE, left, path_of, press, vault
from tests.bot.test_notice_delivery import OLD, Scene, a_scene, puts_files
from tests.conftest import NOW
from tests.conversations import Friend, Page, World, agrees, joins, zalo_polling
from tests.handlers.test_plan_years import a_year
from tests.servers.zalo import ZaloServer, zalo_server

__all__ = ["vault"]


@pytest.fixture
async def zalo_world() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
async def lan(world: World, zalo_world: ZaloServer) -> AsyncIterator[Friend]:
    """Somebody on Zalo, where files go as links."""
    async with zalo_polling(world, zalo_world, Links(world.turns)) as receiver:
        yield Friend(world, zalo_world.user(CHAT, "Lan"), zalo_world, receiver)


async def test_his_copy_comes_as_a_link(lan: Friend, surfer: Surfer) -> None:
    await joins(lan)
    await lan.says("/quyenriengtu")
    said = await lan.picks("Tải về bản của tôi")
    assert len(lan.user.fresh) == 1
    words, _, rest = said.partition("📎 tu-soi-ban-ca-nhan.zip\nhttps://tusoi.test/tep/")
    assert words.strip()
    assert "trong 24 giờ" in rest
    assert re.search(r"^0\. ", rest, re.MULTILINE), "the choices come last"
    assert ADDRESS[0] not in said
    path = path_of(said)
    await surfer.get(path)
    data = await (await press(surfer, path)).read()
    assert zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert await lan.picks(lan.labels[-1])


async def test_a_copy_goes_with_the_consent_to_what_is_in_it(
    lan: Friend, world: World, surfer: Surfer
) -> None:
    await joins(lan)
    await agrees(lan)
    await lan.says("/quyenriengtu")
    path = path_of(await lan.picks("Tải về bản của tôi"))
    assert (await press(surfer, path)).status == 200
    await lan.says("/quyenriengtu")
    for label in ("Rút lại sự đồng ý", "Tự soi", "Rút lại ngay"):
        await lan.picks(label)
    assert await world.database.run(left) == (0, 0, 0)
    assert (await surfer.get(path)).status == 404


async def test_whoever_deletes_all_is_told_to_open_his_copy_first(
    lan: Friend, world: World, surfer: Surfer
) -> None:
    await joins(lan)
    await lan.says("/quyenriengtu")
    assert "mở xem được rồi hãy xóa" in await lan.picks("Xóa hết những gì")
    path = path_of(await lan.picks("Tải về bản của tôi"))
    await lan.says("/quyenriengtu")
    await lan.picks("Xóa hết những gì")
    await lan.picks("Xóa hết, ngay bây giờ")
    assert (await surfer.get(path)).status == 404


async def test_a_chart_comes_as_a_link(lan: Friend, world: World, surfer: Surfer) -> None:
    await a_year(Page(world))

    def link(session: FlowSession) -> None:
        vault_id = session.exec(select(Vault.id)).one()
        accounts.link(session, accounts.add_account(session, BOT, CHAT, "vi", world.now), vault_id, CHAT)

    await world.database.run(link)
    await lan.says("/kehoach")
    await lan.picks("Tôi đồng ý dùng Zalo")
    await lan.says("/kehoach")
    await lan.picks("Tổng kết năm")
    path = path_of(await lan.picks("Năm 2026"))
    got = await press(surfer, path)
    assert got.content_type == "image/png"
    assert (await got.read()).startswith(b"\x89PNG")


def test_without_an_address_of_ours_there_are_no_links() -> None:
    assert LINKED.files
    assert not CHANNELS["zalo"].files


def test_words_then_link_then_choices_in_one_message_where_it_fits() -> None:
    picture = Picture("hinh.png", (b"light", b"dark"), 1, 1, "Kết quả <năm>", "", ("", ""))
    card = reply(Raw("Đây."), rows=stack(choice("menu", "menu-home", zero=True)))
    [message] = render(card, "vi", LINKED, picture)
    words, link, choices = message.html.split("\n\n")
    assert words == "Đây."
    assert link.startswith(f"📎 <b>Kết quả &lt;năm&gt;</b>\n{ADDRESS}\n")
    assert choices == "<b>0</b>. Về trang chính"
    assert message.linked == (picture,)
    assert size(f"https://{'a' * 100}.example{PATH}{'x' * 43}") <= size(ADDRESS)
    long = replace(card, lines=(Raw("x " * 950),))
    messages = render(long, "vi", LINKED, picture)
    assert all(size(one.html) <= LINKED.longest for one in messages)
    assert [(ADDRESS in one.html) == bool(one.linked) for one in messages] == [True, True]
    assert sum(len(one.linked) for one in messages) == 1


class Troubled(Links):
    """Links that cannot be made at first."""

    def __init__(self, links: Links, times: int) -> None:
        super().__init__(links.turns)
        self.times = times

    async def link(self, bot: str, address: str, made: File | Picture) -> str:
        self.times -= 1
        if self.times >= 0:
            raise Busy
        return await super().link(bot, address, made)


async def test_trouble_with_the_database_loses_no_message(
    vault: int, world: World, zalo_world: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_bot, "FIRST_WAIT", 0.01)
    user = zalo_world.user(CHAT, "Lan")
    message = Message(f"Đây: {ADDRESS}", linked=(MADE,))
    zalo = ZaloBot(zalo_world.token, zalo_world.base_url, Troubled(Links(world.turns), 1))
    assert isinstance(await zalo.send(CHAT, message), Unreachable)
    assert not user.messages
    zalo.links = Troubled(Links(world.turns), 5)
    assert isinstance(await zalo.send(CHAT, await zalo.prepared(CHAT, message)), Sent)
    await zalo.close()
    assert len(LINK.findall(user.messages[-1].text)) == 1


# Notices


async def noticed(database: Database, server: ZaloServer, count: int, words: str = OLD) -> tuple[Scene, str]:
    """A notice with files; what one of two members on Zalo then has."""
    scene = await a_scene(database, NOW, BOT, words)
    scene.world.turns.channels = {**CHANNELS, "zalo": LINKED}
    await puts_files(scene, *(f"tệp {number}.pdf" for number in range(count)))
    people = [server.user(f"c{number}", "Lan") for number in range(2)]
    zalo = ZaloBot(server.token, server.base_url, Links(scene.world.turns))
    await scene.tick(zalo)
    await zalo.close()
    assert not server.violations
    return scene, "\n---\n".join(shown.text for shown in people[0].messages)


@pytest.mark.usefixtures("kind")
async def test_a_notice_and_its_files_are_one_message(database: Database, zalo_world: ZaloServer) -> None:
    scene, said = await noticed(database, zalo_world, 3)
    assert "---" not in said
    assert OLD in said
    assert len(set(LINK.findall(said))) == 3
    assert said.count("trong 24 giờ") == 1
    assert await scene.rows() == [("send", "sent")] * 2
    assert (await database.run(left))[:2] == (6, 3), "nothing is copied"
    tokens = [path.removeprefix(PATH) for path in LINK.findall(said)]
    finds = [partial(file_links.find, token=token, now=NOW) for token in tokens]
    assert all([await database.read(find) for find in finds])
    await scene.sets(state=RECALLED)
    assert not any([await database.read(find) for find in finds])


async def test_long_words_go_before_the_links(database: Database, zalo_world: ZaloServer) -> None:
    _, said = await noticed(database, zalo_world, 5, "Họp " * 400)
    words, links = said.split("\n---\n")
    assert not LINK.findall(words)
    assert len(set(LINK.findall(links))) == 5
