"""Numbers are safe: they mean what the question at hand says, and nothing else."""

from collections.abc import AsyncIterator

import pytest
from sqlmodel import select

from bot.delivery import Delivery
from flows.replies import choice, dump, reply, stack
from storage import accounts, outbox
from storage.engines import FlowSession
from storage.members import Vault
from tests.conversations import Friend, World, agrees, joins, zalo_polling
from tests.servers.zalo import zalo_server


@pytest.fixture
async def lan(world: World) -> AsyncIterator[Friend]:
    """A member on Zalo at the first page of the review."""
    async with zalo_server() as server, zalo_polling(world, server) as receiver:
        friend = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(friend)
        await agrees(friend)
        await friend.picks("Theo trang")
        yield friend


@pytest.mark.parametrize("words", ["2 5", "2, 5", "2;5", " 2  5. ", "２ ５"])
async def test_several_numbers_tick_several_lines(lan: Friend, words: str) -> None:
    said = await lan.says(words)
    assert "1. ☐ 1.2 " in said
    assert "2. ☐ 1.5 " in said


@pytest.mark.parametrize("words", ["2 và 5", "số 2", "2x", "-2", "2 5 abc", "1/2"])
async def test_what_is_more_than_numbers_ticks_nothing(lan: Friend, words: str) -> None:
    assert "Đã ghi" not in await lan.says(words)
    await lan.says("/tusoi")
    assert "Trang 1/3" in await lan.picks("Theo trang")
    assert "☑" not in lan.text


async def test_an_unknown_number_shows_the_choices_again_once(lan: Friend) -> None:
    assert "Trang 1/3" in await lan.says("77")
    again = await lan.says("78")
    assert "☑" not in again
    assert len(lan.labels) < 12, "the whole page is not sent a second time"


async def test_nought_goes_on_or_back_as_the_card_says(lan: Friend) -> None:
    assert "0. Xong, không có điều nào ở trang này" in lan.text
    assert "Trang 2/3" in await lan.says("0")
    await lan.says("/lienket")
    assert "0. Về trang chính" in lan.text
    assert "Chào đồng chí" in await lan.says("0")


async def test_a_number_stays_good_as_long_as_its_question_is_the_one_at_hand(lan: Friend) -> None:
    lan.world.passes(days=10)
    assert "1. ☐ 1.3 " in await lan.says("3")
    await lan.says("/lienket")
    said = await lan.says("3")
    assert "1.3" not in said, "now it is the other card's"


async def test_digits_in_free_text_are_text(lan: Friend) -> None:
    for _ in range(3):
        await lan.says("0")
    await lan.says("+ gần dân")
    await lan.picks("Sửa dòng ưu điểm")
    await lan.says("1 2 3")
    assert "Tổng hợp" in lan.text
    await lan.says("/quyenriengtu")
    await lan.says("/tusoi")
    assert "1 2 3" in lan.text


async def test_a_notice_in_between_changes_nothing(lan: Friend, world: World) -> None:
    def put(session: FlowSession) -> None:
        vault = session.exec(select(Vault.id).where(Vault.member_id == world.members[0])).one()
        account = accounts.accounts_of(session, vault)[0]
        said = reply("figures-are-out", rows=stack(choice("links", "links-see")))
        outbox.put(session, account.id or 0, vault, "news", dump(said), world.now)

    await world.database.run(put)
    delivery = Delivery(world.database, world.turns, {lan.receiver.zalo.name: lan.receiver.zalo})
    assert await delivery.tick() == 1
    assert "Số liệu chung" in lan.user.messages[-1].text
    assert "1. " not in lan.user.messages[-1].text, "it offers nothing that a number could mean"
    assert "1. ☐ 1.2 " in await lan.says("2")
