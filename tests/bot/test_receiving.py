"""Events of a platform that gives each out once: nothing of them is lost, nothing is answered twice."""

import asyncio
import logging
from collections.abc import AsyncIterator
from functools import partial

import pytest
from sqlmodel import select

from bot.channels.outcomes import Outcome
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_wire import Arrived
from bot.receiving import Receiver
from flows import budgets
from storage import mailings
from storage.engines import FlowSession
from storage.incoming import Incoming, Presence
from tests.conversations import Friend, World, agrees, joins, zalo_polling
from tests.servers.faults import drop, hang
from tests.servers.zalo import ZaloServer, zalo_server
from tests.servers.zalo_world import Doubts

ZONE = "Asia/Ho_Chi_Minh"


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


@pytest.fixture
async def zalo(server: ZaloServer) -> AsyncIterator[ZaloBot]:
    """The same bot after another start."""
    made = ZaloBot(server.token, server.base_url)
    yield made
    await made.close()


def kept(world: World) -> list[Incoming]:
    """What is not answered yet."""
    return world.database.run_now(lambda session: list(session.exec(select(Incoming)).all()))


async def resumed(world: World, zalo: ZaloBot) -> None:
    """Another start, and all that was left is over."""
    receiver = Receiver(zalo, world.turns)
    await receiver.resume()
    async with asyncio.timeout(5):
        while receiver.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def said(name: str, words: str) -> Arrived:
    """Something that was written."""
    return Arrived(name, "1a", True, words)


async def test_what_is_answered_is_not_kept(lan: Friend, world: World) -> None:
    await lan.says("/menu")
    assert kept(world) == []


async def test_the_same_message_twice_is_answered_once(lan: Friend, server: ZaloServer) -> None:
    await lan.says("/menu")
    sent = server.sent
    event = server.event_of("1a", "message.text.received", lan.user.messages[-2].id, {"text": "/menu"})
    await server.tell(event)
    await lan.says("/trogiup")
    assert server.sent == sent + 1


async def test_what_a_crash_left_before_its_turn_is_answered_at_the_next_start(
    world: World, server: ZaloServer, zalo: ZaloBot
) -> None:
    lan = server.user("1a", "Lan")
    receiver = Receiver(zalo, world.turns)
    receiver._begin = lambda *_: None  # type: ignore[method-assign]  # the process dies here
    assert await receiver.take(said("m1", "/start"))
    assert [row.answering for row in kept(world)] == [False]
    await resumed(world, zalo)
    assert len(lan.fresh) == 1
    assert kept(world) == []
    await resumed(world, zalo)
    assert len(lan.fresh) == 1
    assert not await Receiver(zalo, world.turns).take(said("m1", "/start")), "it came before"


async def test_what_a_crash_left_after_its_turn_is_answered_without_doing_it_again(
    lan: Friend, world: World, zalo: ZaloBot
) -> None:
    await agrees(lan)
    await lan.picks("Theo trang")
    receiver = Receiver(zalo, world.turns)
    receiver._answer = lambda *_: asyncio.sleep(0)  # type: ignore[method-assign]
    await receiver.take(said("m1", "0"))
    await receiver.stop()
    assert [row.answering for row in kept(world)] == [False]
    before = len(lan.user.fresh)
    await resumed(world, zalo)
    assert len(lan.user.fresh) == before + 1
    assert "Trang 2/3" in lan.user.messages[-1].text


async def test_an_answer_that_may_have_arrived_is_not_repeated(
    world: World, zalo: ZaloBot, lan: Friend
) -> None:
    """It was on its way when the process died; what it was about is not begun, so nothing is told either."""
    receiver = Receiver(zalo, world.turns)

    async def dies(*_: object) -> tuple[int, Outcome]:
        raise asyncio.CancelledError

    zalo.answer = dies  # type: ignore[method-assign,assignment]
    await receiver.take(said("m1", "/menu"))
    await receiver.stop()
    assert [row.answering for row in kept(world)] == [True]
    del zalo.answer
    before = len(lan.user.messages)
    await resumed(world, zalo)
    assert len(lan.user.messages) == before
    assert kept(world) == []


async def test_who_was_in_the_middle_is_told_once_where_he_is(
    world: World, zalo: ZaloBot, lan: Friend
) -> None:
    await lan.says("/tusoi")
    before = len(lan.user.messages)
    await resumed(world, zalo)
    told = lan.user.messages[before:]
    assert len(told) == 1
    assert told[0].text.startswith("Vừa rồi máy của tôi tạm dừng")
    assert "1. " in told[0].text
    await resumed(world, zalo)
    assert len(lan.user.messages) == before + 1
    await lan.picks("Tôi đồng ý")
    await resumed(world, zalo)
    assert len(lan.user.messages) > before + 3


async def test_who_was_at_rest_or_wrote_long_ago_is_told_nothing(
    world: World, zalo: ZaloBot, lan: Friend
) -> None:
    await lan.says("/menu")
    before = len(lan.user.messages)
    await resumed(world, zalo)
    await lan.says("/tusoi")
    after = len(lan.user.messages)
    world.passes(days=2)
    await resumed(world, zalo)
    assert len(lan.user.messages) == after
    assert after == before + 2


@pytest.mark.parametrize("both", [True, False])
async def test_messages_are_counted_in_their_month(
    world: World, server: ZaloServer, lan: Friend, both: bool
) -> None:
    world.database.info["zalo_counts_both"] = both
    sent, received = server.sent, server.received
    before = spent(world)
    await lan.says("/menu")
    await lan.says("/trogiup")
    counted = server.sent - sent + (server.received - received if both else 0)
    assert spent(world) - before == counted


def spent(world: World) -> int:
    """How many messages of this month."""
    month = budgets.month_of(world.now, ZONE)
    return world.database.run_now(lambda session: mailings.spent(session, "zalo:12345689", month))


async def test_the_operator_is_warned_at_seven_and_nine_tenths(
    lan: Friend, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    for level in (0.7, 0.9):
        number = int(3000 * level) - 1 - spent(world)
        spend = partial(budgets.spend, bot="zalo:12345689", sent=number, now=world.now, timezone=ZONE)
        await world.database.run(spend)
        await lan.says("/menu")
        await lan.says("/menu")
    told = [record.getMessage() for record in caplog.records if record.name == "tusoi.allowance"]
    assert [one.split(" %")[0][-2:] for one in told] == ["70", "90"]


async def test_an_erased_member_leaves_nothing_here(lan: Friend, world: World) -> None:
    await lan.says("/menu")

    def presences(session: FlowSession) -> int:
        return len(session.exec(select(Presence)).all())

    assert world.database.run_now(presences) == 1
    await lan.says("/quyenriengtu")
    await lan.picks("Xóa hết")
    await lan.picks("Xóa hết")
    assert world.database.run_now(presences) == 0


async def test_who_speaks_to_it_in_a_group_is_asked_to_write_in_private_once_a_day(
    lan: Friend, server: ZaloServer, world: World
) -> None:
    server.chats["g1"] = []

    async def speaks(name: str) -> int:
        event = server.event_of("1a", "message.text.received", name, {"text": "1"})
        event["message"]["chat"] = {"id": "g1", "chat_type": "GROUP"}
        await server.tell(event)
        await lan.settled()
        return len(server.chats["g1"])

    before = len(lan.user.messages)
    assert await speaks("77") == 1
    assert "nhắn riêng" in server.chats["g1"][0].text
    assert await speaks("78") == 1
    world.passes(days=1)
    assert await speaks("79") == 2
    assert len(lan.user.messages) == before

    def spent(session: FlowSession) -> int:
        month = budgets.month_of(world.now, "Asia/Ho_Chi_Minh")
        return mailings.spent(session, lan.receiver.zalo.name, month)

    earlier = await world.database.run(spent)
    world.passes(days=1)
    assert await speaks("80") == 3
    assert await world.database.run(spent) == earlier + 2, "what was said and what was answered"


@pytest.mark.parametrize("doubts", [Doubts(apart=True), Doubts(name="name"), Doubts(errors_as_200=False)])
async def test_whichever_way_it_is(world: World, doubts: Doubts) -> None:
    async with zalo_server(doubts=doubts) as server, zalo_polling(world, server) as receiver:
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        await joins(lan)
        assert "Tự soi" in await lan.says("/menu")


async def test_trouble_of_the_platform_is_waited_out(
    world: World, server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.zalo_polling.FIRST_WAIT", 0.01)
    server.fails("getUpdates", drop(), 2)
    async with zalo_polling(world, server) as receiver:
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        await lan.says("/start")
        server.fails("sendMessage", hang())
        assert server.counters["getUpdates"] > 2


async def test_each_bot_takes_in_the_members_of_its_units(world: World, server: ZaloServer) -> None:
    bots = world.database.info["bot_units"] = {"zalo:12345689": ("OTHER",)}
    async with zalo_polling(world, server) as receiver:
        lan = Friend(world, server.user("1a", "Lan"), server, receiver)
        code = await world.code()
        assert "dùng một bot Zalo khác" in await lan.says(code)
        bots["zalo:12345689"] = ("OTHER", "CB1")
        assert "Nguyễn Văn An" in await lan.says(code), "the code was not used up"


async def test_while_the_platform_cannot_be_reached_an_answer_waits(
    world: World, server: ZaloServer, lan: Friend, zalo: ZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing has arrived; a restart in between would answer, too."""
    monkeypatch.setattr("bot.answering.FIRST_WAIT", 0.05)
    receiver, there = Receiver(zalo, world.turns), zalo._methods
    zalo._methods = "http://127.0.0.1:9/bot/"
    before = len(lan.user.messages)
    await receiver.take(said("m1", "/menu"))
    await asyncio.sleep(0.1)
    await server.until(lambda: any(not row.answering for row in kept(world)), 5)
    assert receiver.busy
    zalo._methods = there
    await server.until(lambda: not receiver.busy)
    assert len(lan.user.messages) == before + 1
    assert kept(world) == []
