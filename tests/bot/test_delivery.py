"""The outbox on its way: once each, whatever becomes of it, and in nobody's way."""

import asyncio
import os
import random
from collections import deque
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from bot import processes
from bot.channels.outcomes import (
    Gone,
    Outcome,
    Rejected,
    Sent,
    Throttled,
    Unknown,
    Unreachable,
    Wanted,
    always,
)
from bot.channels.web import Web
from bot.database import Database
from bot.delivery import Delivery
from bot.messages import Message
from bot.recording import FIRST_WAIT, LONGEST_WAIT, UNSURE, wait_before
from flows import budgets
from flows.replies import choice, dump, reply, stack, text
from storage import accounts, mailings, outbox
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.outbox import Outbox
from tests import platforms
from tests.conftest import make_cell
from tests.conversations import Page, Plain, World
from tests.robustness.seats import seat

pytestmark = pytest.mark.usefixtures("kind")
NOTICE = reply(text("linked-elsewhere", channel="Telegram"), rows=stack(choice("links", "links-see")))


class Platform(platforms.Platform):
    """A channel that does what it is told, and remembers what it was given."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes, self.sent = deque(outcomes), list[tuple[str, Message]]()

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        self.sent.append((address, message))
        outcome = self.outcomes.popleft() if self.outcomes else Sent("1")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@pytest.fixture
async def world(database: Database, now: datetime) -> World:
    """Two members, each with a page and a chat without buttons."""

    def work(session: FlowSession) -> tuple[int, tuple[int, ...]]:
        cell = make_cell(session, now, "CB1", names=("An", "Bình"))
        for number, member in enumerate(cell.members):
            seat(session, member, [("plain", f"plain-{number}"), ("web", f"page-{number}")], now)
        return cell.unit_id, cell.members

    made = World(database, *await database.run(work), now)
    await made.opens_cycle()
    return made


async def puts(world: World, *chats: tuple[str, str], occasion: str = "once") -> None:
    """Lay a notice out for these chats."""

    def work(session: FlowSession) -> None:
        for bot, address in chats:
            actor = world.turns.actor(session, bot, address)
            assert actor
            assert actor.vault_id
            each = f"{occasion}:{actor.account_id}"
            outbox.put(session, actor.account_id, actor.vault_id, each, dump(NOTICE), world.now)

    await world.database.run(work)


async def rows(world: World) -> list[Outbox]:
    """What the outbox holds."""

    def work(session: FlowSession) -> list[Outbox]:
        return list(session.exec(select(Outbox).order_by(Outbox.id)).all())  # type: ignore[arg-type]

    return await world.database.run(work)


def deliverer(world: World, **channels: Any) -> Delivery:
    """A delivery as a fresh process makes one, once the one before it has let go."""
    made = Delivery(world.database, world.turns, channels)
    for sender in made.senders:
        sender.holder = "one of us"
    return made


@pytest.mark.parametrize(("outcome", "recorded"), [(Sent("1"), "sent"), (Rejected("too odd"), "rejected")])
async def test_what_is_settled_is_never_sent_again(world: World, outcome: Outcome, recorded: str) -> None:
    await puts(world, ("plain", "plain-0"))
    platform = Platform(outcome)
    assert await deliverer(world, plain=platform).tick() == 1
    world.passes(hours=1)
    await puts(world, ("plain", "plain-0"))  # the same occasion again
    assert await deliverer(world, plain=platform).tick() == 0
    assert len(platform.sent) == 1
    assert [(row.outcome, bool(row.done_at)) for row in await rows(world)] == [(recorded, True)]


@pytest.mark.parametrize(
    ("outcome", "seconds", "tries"),
    [(Throttled(90), 90, 0), (Unreachable(), 5, 1), (Unknown(), 5, 1), (OSError("bí ẩn"), 5, 1)],
)
async def test_what_did_not_arrive_is_tried_again_after_a_while(
    world: World,
    outcome: Any,
    seconds: int,
    tries: int,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(random, "uniform", lambda low, high: high)
    await puts(world, ("plain", "plain-0"))
    platform = Platform(outcome)
    assert await deliverer(world, plain=platform).tick() == 1
    (row,) = await rows(world)
    assert (row.done_at, row.tries) == (None, tries)
    world.passes(seconds=seconds - 1)
    assert await deliverer(world, plain=platform).tick() == 0
    world.passes(seconds=2)
    assert await deliverer(world, plain=platform).tick() == 1
    assert [row.outcome for row in await rows(world)] == ["sent"]
    assert len(platform.sent) == 2
    assert "bí ẩn" not in caplog.text


async def test_after_a_week_it_is_given_up(world: World) -> None:
    await puts(world, ("plain", "plain-0"))
    platform = Platform(*[Unreachable()] * 3)
    await deliverer(world, plain=platform).tick()
    world.passes(days=7, minutes=1)
    await deliverer(world, plain=platform).tick()
    assert [row.outcome for row in await rows(world)] == ["given up"]


async def test_one_that_fails_holds_up_no_other(world: World) -> None:
    await puts(world, ("plain", "plain-0"), ("plain", "plain-1"), ("web", "page-0"))
    platform = Platform(RuntimeError("x"))
    assert await deliverer(world, plain=platform).tick() == 2
    assert [row.outcome for row in await rows(world)] == [None, "sent", None]  # there is no web here


async def test_one_that_cannot_be_read_holds_up_no_other(world: World, keyring: Keyring) -> None:
    await puts(world, ("plain", "plain-0"), ("plain", "plain-1"), ("web", "page-1"))
    first, second, _ = await rows(world)

    def spoil(session: FlowSession) -> None:
        session.get_one(Outbox, first.id).content = b"no ciphertext at all, but long enough"

    await world.database.run(spoil)
    keyring.destroy([second.vault_id], world.now)
    platform = Platform()
    await deliverer(world, plain=platform, web=platform).tick()
    assert [row.outcome for row in await rows(world)] == ["rejected", "gone", "gone"]


async def test_a_closed_page_waits_until_it_is_opened(world: World) -> None:
    page = Web()
    await puts(world, ("web", "page-0"))
    await deliverer(world, web=page).tick()
    assert [row.outcome for row in await rows(world)] == [None]
    world.passes(minutes=1)
    listener = page.open("page-0", *_further(page))
    await deliverer(world, web=page).tick()
    assert [row.outcome for row in await rows(world)] == ["sent"]
    assert listener is not None


async def test_who_blocked_one_chat_is_told_in_his_next_one(world: World) -> None:
    await puts(world, ("plain", "plain-0"))
    page, platform = Web(), Platform(Gone())
    both = deliverer(world, plain=platform, web=page)
    assert await both.tick() == 1
    (row,) = await rows(world)
    assert (row.bot, row.outcome) == ("web", None)
    page.open("page-0")
    assert await both.tick() == 1
    assert [row.outcome for row in await rows(world)] == ["sent"]
    await puts(world, ("web", "page-0"), occasion="again")
    web = Platform(Gone())
    assert await deliverer(world, web=web).tick() == 1
    assert [row.outcome for row in await rows(world)] == ["sent", "gone"]  # both chats are lost by now
    await Plain(world, "plain-0").says("/menu")  # he lets us in again
    await puts(world, ("web", "page-0"), occasion="once more")
    web = Platform(Gone())
    back = Platform()
    both = deliverer(world, web=web, plain=back)
    await both.tick()
    await both.tick()
    assert [address for address, _ in back.sent] == ["plain-0"]


def _further(page: Web) -> tuple[Any, ...]:
    """What opening a page needs beside its address."""
    wanted = page.open.__code__.co_argcount - 2 - len(page.open.__defaults__ or ())
    return (lambda: True,) * wanted


async def test_a_notice_never_changes_what_a_number_means(world: World) -> None:
    person = Plain(world, "plain-0")
    await person.says("/tusoi")
    await person.picks("Từng biểu hiện một")
    await puts(world, ("plain", "plain-0"))
    platform = Platform()
    await deliverer(world, plain=platform).tick()
    ((_, message),) = platform.sent
    assert message.aside
    assert not message.rows
    assert "1." not in message.plain
    await person.says("1")
    assert "Biểu hiện 2/27" in person.text


async def test_a_notice_has_its_buttons_where_there_are_buttons(world: World) -> None:
    person = Page(world, "page-0")
    await person.says("/tusoi")
    await puts(world, ("web", "page-0"))
    platform = Platform()
    await deliverer(world, web=platform).tick()
    ((address, message),) = platform.sent
    assert address == "page-0"
    assert [item.choice for row in message.rows for item in row] == ["links"]
    await person.taps("links")
    assert "kênh" in person.text


async def test_it_goes_on_when_the_database_is_in_trouble(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    delivery = deliverer(world, plain=Platform())
    (sender,) = delivery.senders
    for name in ("_leads", "_begin", "_write_down"):
        usual = getattr(sender, name)

        def sometimes(*args: Any, usual: Any = usual, name: str = name, **rest: Any) -> Any:
            if name not in failed:
                failed.add(name)
                raise OSError("bí ẩn")
            return usual(*args, **rest)

        monkeypatch.setattr(sender, name, sometimes)
    failed = set[str]()
    await puts(world, ("plain", "plain-0"))
    task = asyncio.create_task(sender.run(every=0.01))
    async with asyncio.timeout(5):
        while not (await rows(world))[0].done_at:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert "delivery: OSError" in caplog.text
    assert "bí ẩn" not in caplog.text


async def test_many_are_delivered_in_order(world: World) -> None:
    for number in range(120):
        await puts(world, ("plain", f"plain-{number % 2}"), occasion=f"n{number}")
    platform = Platform()
    assert await deliverer(world, plain=platform).tick() == 120
    assert [address for address, _ in platform.sent] == ["plain-0", "plain-1"] * 60


async def test_the_address_is_the_one_that_was_linked(world: World) -> None:
    def work(session: FlowSession) -> str | None:
        actor = world.turns.actor(session, "plain", "plain-1")
        assert actor
        return accounts.address_of(session, session.get_one(accounts.Account, actor.account_id))

    assert await world.database.run(work) == "plain-1"


async def test_two_processes_send_nothing_twice_and_one_takes_over(world: World) -> None:
    for number in range(20):
        await puts(world, ("plain", f"plain-{number % 2}"), occasion=f"n{number}")
    platform = Platform()
    one, two = (Delivery(world.database, world.turns, {"plain": platform}) for _ in range(2))
    counts = await asyncio.gather(one.tick(), two.tick())
    assert sorted(counts) == [0, 20]
    assert len(platform.sent) == 20
    leader, other = (one, two) if counts[0] else (two, one)
    await puts(world, ("plain", "plain-0"), occasion="later")
    world.passes(seconds=19)
    assert await other.tick() == 0, "the other one may still be at it"
    world.passes(seconds=2)
    assert await other.tick() == 1, "it gave no sign of life"
    leader.senders[0]._leads_until = 0.0
    await puts(world, ("plain", "plain-0"), occasion="last")
    assert await leader.tick() == 0


async def test_who_stops_lets_the_next_one_begin_at_once(world: World) -> None:
    platform = Platform()
    one, two = (Delivery(world.database, world.turns, {"plain": platform}) for _ in range(2))
    task = asyncio.create_task(one.senders[0].run(every=0.01))
    await puts(world, ("plain", "plain-0"))
    async with asyncio.timeout(5):
        while not (await rows(world))[0].done_at:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await puts(world, ("plain", "plain-0"), occasion="again")
    assert await two.tick() == 1


async def test_who_is_known_to_have_ended_is_not_waited_for(world: World) -> None:
    await puts(world, ("plain", "plain-0"))
    one, two = (deliverer(world, plain=Platform()) for _ in range(2))
    ended = await asyncio.create_subprocess_exec("true")
    await ended.wait()
    place, _, _ = processes.name().rpartition(f"{os.getpid()}-")
    one.senders[0].holder = f"{place}{ended.pid}-0"
    two.senders[0].holder = processes.name()
    assert await one.tick() == 1
    await puts(world, ("plain", "plain-0"), occasion="again")
    assert await two.tick() == 1
    assert not processes.is_gone(processes.name())
    assert not processes.is_gone("elsewhere-1-0")


async def test_a_paused_bot_sends_nothing_until_it_is_let_go_on(world: World) -> None:
    await puts(world, ("plain", "plain-0"))
    platform = Platform()
    await world.database.run(lambda session: mailings.pause(session, "plain", world.now, world.now))
    assert await deliverer(world, plain=platform).tick() == 0
    await world.database.run(lambda session: mailings.pause(session, "plain", None, world.now))
    assert await deliverer(world, plain=platform).tick() == 1


async def test_what_may_have_arrived_is_not_sent_for_ever(world: World) -> None:
    await puts(world, ("plain", "plain-0"))
    platform = Platform(*[Unknown()] * 20)
    for _ in range(20):
        await deliverer(world, plain=platform).tick()
        world.passes(hours=1)
    assert [row.outcome for row in await rows(world)] == ["unknown"]
    assert len(platform.sent) == UNSURE


def test_waits_grow_with_jitter_and_end() -> None:
    waits = [wait_before(tries) for tries in range(1, 30) for _ in range(20)]
    assert min(waits) >= FIRST_WAIT / 2
    assert max(waits) <= LONGEST_WAIT
    assert len(set(waits)) > 500
    assert sum(waits[:20]) < sum(waits[80:100]) < sum(waits[200:220])


async def test_where_messages_are_sold_what_may_have_arrived_is_sent_once_and_counted(world: World) -> None:
    bought = replace(world.turns.channels["plain"], monthly=3000)
    world.turns.channels = {**world.turns.channels, "plain": bought}
    await puts(world, ("plain", "plain-0"))
    platform = Platform(Unknown())
    for _ in range(3):
        await deliverer(world, plain=platform).tick()
        world.passes(hours=1)
    assert [row.outcome for row in await rows(world)] == ["unknown"]
    assert len(platform.sent) == 1
    month = budgets.month_of(world.now, world.turns.timezone)
    assert await world.database.run(lambda session: mailings.spent(session, "plain", month)) == 1
