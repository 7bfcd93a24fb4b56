"""Trouble between an event and its answer: crashes, stops, several processes, a platform that will not."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.outcomes import Outcome, Unreachable
from bot.channels.zalo_bot import ZaloBot
from bot.channels.zalo_wire import Arrived
from bot.messages import Message
from bot.receiving import Receiver
from bot.turn import Taken
from flows import budgets
from storage import mailings
from storage.accounts import Account
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.incoming import Incoming
from tests.conversations import Friend, World, joins, zalo_polling
from tests.servers.zalo import ZaloServer, zalo_server

BOT, AWAY = "zalo:12345689", "http://127.0.0.1:9/bot/"


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


@pytest.fixture
async def zalo(server: ZaloServer) -> AsyncIterator[ZaloBot]:
    """The same bot after another start."""
    made = ZaloBot(server.token, server.base_url)
    yield made
    await made.close()


def said(name: str, words: str) -> Arrived:
    """Something that was written."""
    return Arrived(name, "1a", True, words)


def kept(world: World) -> list[Incoming]:
    """What is not answered yet."""
    return world.database.run_now(lambda session: list(session.exec(select(Incoming)).all()))


def spent(world: World) -> int:
    """How many messages of this month."""
    month = budgets.month_of(world.now, world.turns.timezone)
    return world.database.run_now(lambda session: mailings.spent(session, BOT, month))


async def resumed(world: World, zalo: ZaloBot) -> None:
    """Another start, and all that was left is over."""
    receiver = Receiver(zalo, world.turns)
    await receiver.resume()
    await over(receiver)


async def over(receiver: Receiver) -> None:
    """Until nothing is in hand."""
    async with asyncio.timeout(5):
        while receiver.busy:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def answers(zalo: ZaloBot, outcome: Callable[[int], Outcome | None]) -> list[str]:
    """Let sending end like this, by its number; what was tried."""
    tried: list[str] = []
    send = zalo.send

    async def odd(address: str, message: Message, **more: Any) -> Outcome:
        tried.append(message.html)
        return outcome(len(tried)) or await send(address, message, **more)

    zalo.send = odd  # type: ignore[method-assign]
    return tried


async def test_a_member_whose_key_is_gone_stops_nobody(lan: Friend, world: World, zalo: ZaloBot) -> None:
    """He erased himself; a crash left his chat behind."""

    def burn(session: FlowSession) -> None:
        vaults = session.exec(select(Account.vault_id).where(Account.bot == BOT)).all()
        keyring_of(session).destroy([one for one in vaults if one], world.now)

    await world.database.run(burn)
    receiver = Receiver(zalo, world.turns)
    assert await receiver.take(said("m1", "/menu"))
    await over(receiver)
    assert kept(world) == []
    assert "mã mời" in lan.user.messages[-1].text


async def test_what_comes_while_the_bot_starts_is_answered_once(
    lan: Friend, world: World, zalo: ZaloBot
) -> None:
    """A webhook is called before what was left is taken up."""
    receiver, before = Receiver(zalo, world.turns), len(lan.user.messages)
    await asyncio.gather(*(receiver.take(said(f"m{number}", "/menu")) for number in range(3)))
    await receiver.resume()
    await over(receiver)
    assert len(lan.user.messages) == before + 3


async def test_two_processes_answer_an_event_once(lan: Friend, world: World, zalo: ZaloBot) -> None:
    """The second one starts while the first is at it."""
    before, both = len(lan.user.messages), [Receiver(zalo, world.turns) for _ in range(2)]
    goes_on, take = asyncio.Event(), world.turns.take

    async def slow(event: Any) -> Taken:
        taken = await take(event)
        await goes_on.wait()
        return taken

    world.turns.take = slow  # type: ignore[method-assign]
    await both[0].take(said("m1", "/menu"))
    resuming = asyncio.create_task(both[1].resume())
    await asyncio.sleep(0.1)
    goes_on.set()
    await resuming
    for one in both:
        await over(one)
    assert len(lan.user.messages) == before + 1


async def test_a_stop_while_the_platform_is_away_loses_no_answer(
    lan: Friend, world: World, zalo: ZaloBot
) -> None:
    before, there = len(lan.user.messages), zalo._methods
    for number in range(8):  # a stop comes at any moment of it
        zalo._methods = AWAY
        receiver = Receiver(zalo, world.turns)
        await receiver.take(said(f"m{number}", "/menu"))
        await asyncio.sleep(0.007 * number)
        await receiver.stop()
        assert not receiver.busy
        zalo._methods = there
        await resumed(world, zalo)
    assert len(lan.user.messages) == before + 8


async def test_after_the_stop_what_comes_is_kept_and_not_begun(world: World, zalo: ZaloBot) -> None:
    """Its answer could not leave any more."""
    receiver = Receiver(zalo, world.turns)
    await receiver.stop()
    assert await receiver.take(said("m1", "/menu"))
    assert not receiver.busy
    assert [row.answering for row in kept(world)] == [False]


async def test_the_rest_of_an_answer_follows_when_the_platform_is_there_again(
    lan: Friend, world: World, zalo: ZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def long(event: Any) -> Taken:
        return Taken([Message("một"), Message("hai"), Message("ba")], "vi")

    monkeypatch.setattr(world.turns, "take", long)
    tried = answers(zalo, lambda number: Unreachable() if number in (2, 3, 4, 5) else None)
    receiver, before, paid = Receiver(zalo, world.turns), len(lan.user.messages), spent(world)
    await receiver.take(said("m1", "x"))
    await over(receiver)
    assert [one.text for one in lan.user.messages[before:]] == ["một", "hai", "ba"]
    assert tried == ["một", *["hai"] * 5, "ba"]
    assert spent(world) == paid + 4


async def test_a_platform_that_is_there_and_refuses_is_not_asked_for_ever(
    lan: Friend, world: World, zalo: ZaloBot, server: ZaloServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One chat that it will not take must not keep a bot from starting, nor be tried at each start."""
    monkeypatch.setattr("bot.answering.REFUSED", 4, raising=False)
    tried = answers(zalo, lambda number: Unreachable(refused=True))
    receiver = Receiver(zalo, world.turns)
    await receiver.take(said("m1", "/menu"))
    await over(receiver)
    assert len(tried) == 4
    assert kept(world) == []


async def test_a_bot_starts_though_an_answer_cannot_leave(world: World, zalo: ZaloBot, lan: Friend) -> None:
    first = Receiver(zalo, world.turns)
    first._begin = lambda *_: None  # type: ignore[method-assign]
    await first.take(said("m1", "/menu"))
    there, zalo._methods = zalo._methods, AWAY
    receiver = Receiver(zalo, world.turns)
    async with asyncio.timeout(2):
        await receiver.resume()
    zalo._methods = there
    await over(receiver)
    assert kept(world) == []


async def test_a_bug_between_turn_and_answer_strikes_once(
    lan: Friend, world: World, zalo: ZaloBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> Message:
        raise KeyError("bí ẩn")

    monkeypatch.setattr(zalo, "prepared", broken)
    receiver = Receiver(zalo, world.turns)
    await receiver.take(said("m1", "/menu"))
    await over(receiver)
    assert kept(world) == []


async def test_who_is_answered_at_the_start_is_not_told_where_he_is_too(
    lan: Friend, world: World, zalo: ZaloBot
) -> None:
    await lan.says("/tusoi")
    first = Receiver(zalo, world.turns)
    first._begin = lambda *_: None  # type: ignore[method-assign]
    await first.take(said("m1", "1"))
    before = len(lan.user.messages)
    await resumed(world, zalo)
    assert len(lan.user.messages) == before + 1
    assert not lan.user.messages[-1].text.startswith("Vừa rồi")


async def test_where_he_is_is_told_when_the_platform_is_there(
    lan: Friend, world: World, zalo: ZaloBot
) -> None:
    """The network may come up later than the bot, or not before the next start."""
    await lan.says("/tusoi")
    before, there, zalo._methods = len(lan.user.messages), zalo._methods, AWAY
    for _ in range(3):
        receiver = Receiver(zalo, world.turns)
        await receiver.resume()
        await asyncio.sleep(0.05)
        await receiver.stop()
    receiver = Receiver(zalo, world.turns)
    await receiver.resume()
    await asyncio.sleep(0.05)
    zalo._methods = there
    await over(receiver)
    assert len(lan.user.messages) == before + 1
    assert lan.user.messages[-1].text.startswith("Vừa rồi")


async def test_what_may_have_left_before_a_crash_is_counted(lan: Friend, world: World, zalo: ZaloBot) -> None:
    receiver, paid = Receiver(zalo, world.turns), spent(world)

    async def dies(*_: object) -> tuple[int, Outcome]:
        raise asyncio.CancelledError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zalo, "answer", dies)
        await receiver.take(said("m1", "/menu"))
        await receiver.stop()
    await resumed(world, zalo)
    assert spent(world) == paid + 2
