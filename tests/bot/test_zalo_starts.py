"""A bot on Zalo starts again: who is told where he is, and when."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.receiving import Receiver
from flows.reminders import QUIET_UNTIL
from tests.conversations import Friend, World, agrees, joins, zalo_polling
from tests.servers.zalo import ZaloServer, zalo_server


@pytest.fixture
async def server() -> AsyncIterator[ZaloServer]:
    """A running server."""
    async with zalo_server() as running:
        yield running


async def test_who_has_only_to_hand_in_or_to_say_how_much_is_in_the_middle(
    world: World, server: ZaloServer
) -> None:
    """He may believe he has handed in."""
    async with zalo_polling(world, server) as receiver:
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(lan)
        await agrees(lan)
        await lan.picks("Theo trang")
        await lan.says("2")
        assert "Điều nào" in lan.text
        assert "Điều nào" in await told(lan)
        for _ in range(3):
            await lan.says("0")
        assert "Nộp và giữ bản của tôi" in lan.text
        assert "Nộp và giữ bản của tôi" in await told(lan)


async def told(person: Friend) -> str:
    """What one is told at another start, once."""
    before = len(person.user.messages)
    again = Receiver(person.receiver.zalo, person.world.turns)
    await again.resume()
    await person.server.until(lambda: not again.busy)
    (shown,) = person.user.messages[before:]
    return shown.text


async def test_what_waited_is_answered_before_anybody_is_told(
    world: World, server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told first, he would type again, and his two numbers would answer two cards."""
    monkeypatch.setattr("bot.zalo_polling.FIRST_LOOK", 0)

    def clock() -> datetime:
        world.passes(milliseconds=1)
        return world.now

    world.turns.clock = clock
    async with zalo_polling(world, server) as receiver:
        lan, mai = (Friend(world, server.user(name, name), server, receiver) for name in ("1a", "2b"))
        for number, friend in enumerate((lan, mai)):
            await joins(friend, number)
            await agrees(friend)
    await lan.user.says("1")
    before = len(mai.user.messages)
    async with zalo_polling(world, server):
        await server.until(lambda: len(mai.user.messages) > before)
        await server.until(lambda: server.polling > 0)
    (answer,) = lan.user.fresh
    assert answer.text.startswith("Trang 1/3")
    (shown,) = mai.user.messages[before:]
    assert shown.text.startswith("Vừa rồi máy của tôi tạm dừng")


async def test_nobody_is_woken(world: World, server: ZaloServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has just written is up; who wrote in the evening is told in the morning."""
    world.passes(hours=12)  # nine in the evening
    async with zalo_polling(world, server) as receiver:
        lan, mai = (Friend(world, server.user(name, name), server, receiver) for name in ("1a", "2b"))
        for number, friend in enumerate((lan, mai)):
            await joins(friend, number)
            await agrees(friend)
        world.passes(hours=2)
        await mai.says("/tusoi")
        world.passes(minutes=5)
        again = Receiver(receiver.zalo, world.turns)
        waits: list[float] = []
        stops_within = again.answers.stops_within

        async def waits_for(seconds: float) -> bool:
            waits.append(seconds)
            return await stops_within(0.05)

        monkeypatch.setattr(again.answers, "stops_within", waits_for)
        before = len(lan.user.messages), len(mai.user.messages)
        await again.resume()
        await server.until(lambda: not again.busy)
        assert (len(lan.user.messages), len(mai.user.messages)) == (before[0], before[1] + 1)
        await server.until(lambda: len(lan.user.messages) > before[0])
        morning = world.now + timedelta(seconds=waits[0])
        assert (morning.hour, morning.minute) == (QUIET_UNTIL.hour, QUIET_UNTIL.minute)
        await again.stop()
        assert (len(lan.user.messages), len(mai.user.messages)) == (before[0] + 1, before[1] + 1)
