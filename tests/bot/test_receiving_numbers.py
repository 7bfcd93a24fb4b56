"""Numbers over Zalo mean what he has seen: not a card that was lost, nor one that was not there yet."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.channels.zalo_wire import Arrived
from bot.receiving import Receiver
from tests.conversations import Friend, World, agrees, joins, zalo_polling
from tests.servers.faults import Fault, drop, flood, http_error
from tests.servers.zalo import ZaloServer, zalo_server
from tests.servers.zalo_world import now


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits long."""
    monkeypatch.setattr("bot.answering.FIRST_WAIT", 0.02)
    monkeypatch.setattr("bot.answering.LONGEST_WAIT", 0.05)


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


@pytest.fixture
async def lan(world: World, server: ZaloServer) -> AsyncIterator[Friend]:
    """A member on Zalo."""
    async with zalo_polling(world, server) as receiver:
        friend = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(friend)
        yield friend


def said(name: str, words: str) -> Arrived:
    """Something that was written."""
    return Arrived(name, "1a", True, words)


async def over(receiver: Receiver) -> None:
    """Until nothing is in hand."""
    async with asyncio.timeout(5):
        while receiver.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("fault", [flood(), drop(), http_error()], ids=str)
async def test_numbers_of_a_card_that_did_not_arrive_mean_nothing(
    lan: Friend, server: ZaloServer, fault: Fault
) -> None:
    """He sees the page before, and types for it again."""
    await agrees(lan)
    await lan.picks("Theo trang")
    assert "Trang 1/3" in lan.text
    server.fails("sendMessage", fault)
    assert await lan.says("0") == ""
    said = await lan.says("0")
    assert "Trang 2/3" in said, "shown, not gone through unseen"


async def at_once(lan: Friend, *words: str) -> str:
    """Write without waiting for an answer in between; the last answer."""
    for number, one in enumerate(words):
        await lan.receiver.take(said(f"{one}:{number}", one))
    await over(lan.receiver)
    return lan.user.messages[-1].text


async def test_a_number_typed_before_its_card_was_there_is_not_taken_for_it(lan: Friend) -> None:
    """He was impatient, and would go through a page that he has not seen."""
    await agrees(lan)
    await lan.picks("Theo trang")
    assert "Trang 2/3" in await at_once(lan, "0", "0")
    assert "Trang 3/3" in await lan.says("0")
    await lan.says("0")
    await lan.says("+ Gần dân")
    number = next(number for number, text in lan._numbered if text.startswith("Sửa dòng"))
    assert "Tổng hợp" not in await at_once(lan, number, number), "nor for what he wants to write"


async def test_a_number_typed_under_its_card_is_taken_though_the_last_answer_is_not_over(
    lan: Friend, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform shows a card before it says so, and people are quick."""
    await agrees(lan)
    await lan.picks("Theo trang")
    answer = lan.receiver.zalo.answer

    async def slowly(*parts: Any) -> Any:
        done = await answer(*parts)
        await lan.receiver.take(Arrived("2", "1a", True, "0", at=now()))  # again and again, and taken once
        return done

    monkeypatch.setattr(lan.receiver.zalo, "answer", slowly)
    await lan.receiver.take(said("1", "0"))
    await over(lan.receiver)
    assert "Trang 3/3" in lan.user.messages[-1].text


async def test_words_may_follow_at_once(world: World, server: ZaloServer) -> None:
    async with zalo_polling(world, server) as receiver:
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        assert "Nguyễn Văn An" in await at_once(lan, "/start", await world.code())


async def test_a_card_that_was_lost_when_it_was_shown_again_is_shown_a_third_time(
    lan: Friend, server: ZaloServer
) -> None:
    """After an unknown number nothing is shown a second time; but this one was never seen."""
    await agrees(lan)
    await lan.picks("Theo trang")
    server.fails("sendMessage", flood())
    assert await lan.says("77") == ""
    assert "Trang 1/3" in await lan.says("0")
    assert "Trang 2/3" in await lan.says("0")


async def test_free_text_is_not_awaited_by_a_question_that_did_not_arrive(
    lan: Friend, server: ZaloServer
) -> None:
    await agrees(lan)
    await lan.picks("Theo trang")
    for _ in range(3):
        await lan.says("0")
    await lan.says("+ Gần dân")
    number = next(number for number, text in lan._numbered if text.startswith("Sửa dòng"))
    server.fails("sendMessage", flood())
    assert await lan.says(number) == ""
    assert "Tổng hợp" not in await lan.says(number), "the number is not what he wanted to write"
    assert "Tổng hợp" in await lan.says("Gần dân")
