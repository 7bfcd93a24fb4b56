"""The outbox on its way: once each, whatever becomes of it, and in nobody's way."""

import asyncio
from collections import deque
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from bot.channels.outcomes import Gone, Outcome, Rejected, Sent, Throttled, Unknown, Unreachable
from bot.channels.web import Web
from bot.database import Database
from bot.delivery import KEPT_TRYING, Delivery
from bot.messages import Message
from flows.replies import choice, dump, reply, stack, text
from storage import accounts, outbox
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.outbox import Outbox
from tests.conftest import make_cell
from tests.conversations import Page, Plain, World
from tests.robustness.seats import seat

pytestmark = pytest.mark.usefixtures("kind")
NOTICE = reply(text("linked-elsewhere", channel="Telegram"), rows=stack(choice("links", "links-see")))


class Platform:
    """A channel that does what it is told, and remembers what it was given."""

    def __init__(self, *outcomes: Outcome | Exception) -> None:
        self.outcomes, self.sent = deque(outcomes), list[tuple[str, Message]]()

    async def send(self, address: str, message: Message) -> Outcome:
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
            outbox.put(session, actor.account_id, actor.vault_id, occasion, dump(NOTICE), world.now)

    await world.database.run(work)


async def rows(world: World) -> list[Outbox]:
    """What the outbox holds."""

    def work(session: FlowSession) -> list[Outbox]:
        return list(session.exec(select(Outbox).order_by(Outbox.id)).all())  # type: ignore[arg-type]

    return await world.database.run(work)


def deliverer(world: World, **channels: Any) -> Delivery:
    """A delivery as a fresh process makes one."""
    return Delivery(world.database, world.turns, channels)


@pytest.mark.parametrize(
    ("outcome", "recorded"), [(Sent("1"), "sent"), (Gone(), "gone"), (Rejected("too odd"), "rejected")]
)
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
    [(Throttled(90), 90, 0), (Unreachable(), 20, 1), (Unknown(), 20, 1), (OSError("bí ẩn"), 20, 1)],
)
async def test_what_did_not_arrive_is_tried_again_after_a_while(
    world: World, outcome: Any, seconds: int, tries: int, caplog: pytest.LogCaptureFixture
) -> None:
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
    world.passes(seconds=KEPT_TRYING.total_seconds() + 60)
    await deliverer(world, plain=platform).tick()
    assert [row.outcome for row in await rows(world)] == ["given up"]


async def test_one_that_fails_holds_up_no_other(world: World) -> None:
    await puts(world, ("plain", "plain-0"), ("plain", "plain-1"), ("web", "page-0"))
    platform = Platform(RuntimeError("x"))
    assert await deliverer(world, plain=platform).tick() == 3
    assert [row.outcome for row in await rows(world)] == [None, "sent", "rejected"]  # there is no web here


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
    tick, times = delivery.tick, 0

    async def sometimes() -> int:
        nonlocal times
        times += 1
        if times == 1:
            raise OSError("bí ẩn")
        return await tick()

    monkeypatch.setattr(delivery, "tick", sometimes)
    await puts(world, ("plain", "plain-0"))
    task = asyncio.create_task(delivery.run(every=0.01))
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
    delivery = deliverer(world, plain=platform)
    counts = [await delivery.tick() for _ in range(4)]
    assert counts == [50, 50, 20, 0]
    assert [address for address, _ in platform.sent] == ["plain-0", "plain-1"] * 60


async def test_the_address_is_the_one_that_was_linked(world: World) -> None:
    def work(session: FlowSession) -> str | None:
        actor = world.turns.actor(session, "plain", "plain-1")
        assert actor
        return accounts.address_of(session, session.get_one(accounts.Account, actor.account_id))

    assert await world.database.run(work) == "plain-1"
    assert timedelta(days=1) < KEPT_TRYING
