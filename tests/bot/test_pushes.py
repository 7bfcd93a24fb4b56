"""Signals to closed browsers, at a push service that checks them; who is told when, and what it answers."""

import asyncio
import logging
import ssl
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import count as count_from
from typing import Any

import pytest
from aiohttp import web
from sqlmodel import col, update

from bot import pushes as signals
from bot.pushes import Pusher, Vapid
from flows import pushes
from storage import accounts, erasure, outbox
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.outbox import Outbox
from storage.reminding import PushSubscription
from tests.bot.surfers import count
from tests.conversations import Page, World, joins
from tests.servers.push import PushService, certificate, push_service


@pytest.fixture(scope="session")
def tls(tmp_path_factory: pytest.TempPathFactory) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Who serves, who trusts."""
    return certificate(tmp_path_factory.mktemp("push"))


@pytest.fixture
async def service(tls: tuple[ssl.SSLContext, ssl.SSLContext], world: World) -> AsyncIterator[PushService]:
    """A push service that the world may signal."""
    async with push_service(tls[0]) as made:
        world.database.info["push"] = (made.host,)
        yield made


@pytest.fixture
def pusher(
    world: World,
    service: PushService,
    tls: tuple[ssl.SSLContext, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
) -> Pusher:
    """Who signals, without taking its time."""
    monkeypatch.setattr(signals, "PER_SECOND", 10_000.0)
    return Pusher(world.database, lambda: world.now, tls=tls[1])


async def subscribes(page: Page, service: PushService, name: str) -> None:
    """A page's browser may be told."""

    def work(session: FlowSession) -> None:
        actor = page.world.turns.actor(session, page.bot, page.address)
        assert actor
        pushes.subscribe(session, actor, service.endpoint(name), page.world.now)

    await page.world.database.run(work)


@pytest.fixture
async def page(world: World, service: PushService) -> Page:
    """A member whose browser may be told."""
    made = Page(world)
    await joins(made)
    await subscribes(made, service, "lan")
    return made


async def waits(page: Page, name: str, **more: Any) -> None:
    """Something waits for him."""

    def work(session: FlowSession) -> None:
        actor = page.world.turns.actor(session, page.bot, page.address)
        assert actor
        assert actor.vault_id
        outbox.put(session, actor.account_id, actor.vault_id, name, {}, page.world.now, **more)

    await page.world.database.run(work)


async def read(world: World) -> None:
    """All that waits is read."""

    def work(session: FlowSession) -> None:
        for row_id in outbox.due(session, "web", world.now, 99):
            outbox.settle(session, row_id, "sent", world.now)

    await world.database.run(work)


async def test_a_signal_is_empty_signed_and_says_who_sends_it(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    await waits(page, "a")
    world.passes(seconds=61)
    assert await pusher.tick() == 1
    [signal] = service.signals
    assert signal.body == b""
    assert signal.headers["TTL"] == "86400"
    assert signal.headers["Urgency"] == "normal"
    assert signal.headers["Content-Length"] == "0"
    assert signal.claims["aud"] == service.origin
    assert signal.claims["sub"] == "https://tusoi.test"
    assert 0 < signal.claims["exp"] - world.now.timestamp() <= 12 * 3600
    assert signal.key == Vapid(world.database.keyring).public
    assert "Cookie" not in signal.headers


async def test_it_waits_a_minute_for_an_open_page(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    await waits(page, "a")
    world.passes(seconds=59)
    assert await pusher.tick() == 0
    await read(world)
    world.passes(minutes=5)
    assert await pusher.tick() == 0
    assert service.signals == []


async def test_one_signal_however_much_is_waiting_and_one_more_for_something_new(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    for name in "abc":
        await waits(page, name)
    world.passes(minutes=2)
    assert [await pusher.tick() for _ in range(3)] == [1, 0, 0]
    await waits(page, "d")
    world.passes(minutes=2)
    assert [await pusher.tick() for _ in range(2)] == [1, 0]
    assert service.told == ["lan", "lan"]


async def test_what_is_for_later_or_over_or_elsewhere_signals_nobody(
    world: World, page: Page, other: Page, pusher: Pusher, service: PushService
) -> None:
    await joins(other, 1)
    await subscribes(other, service, "binh")
    hour = timedelta(hours=1)
    await waits(page, "quiet hours", due_at=world.now + 9 * hour)
    await waits(other, "over soon", expires_at=world.now + hour / 2)
    await waits(other, "on another channel")
    await world.database.run(_to_telegram)
    world.passes(hours=1)
    assert await pusher.tick() == 0
    world.passes(hours=8, minutes=2)
    assert await pusher.tick() == 1
    assert service.told == ["lan"]


def _to_telegram(session: FlowSession) -> None:
    session.exec(update(Outbox).where(col(Outbox.occasion) == "on another channel").values(bot="telegram"))


@pytest.fixture
def other(world: World) -> Page:
    """Somebody else."""
    return Page(world, "page-2")


async def test_two_that_signal_by_mistake_signal_once(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    twin = Pusher(world.database, lambda: world.now, tls=pusher._tls)
    await waits(page, "a")
    world.passes(minutes=2)
    assert sum(await asyncio.gather(pusher.tick(), twin.tick())) == 1
    assert service.told == ["lan"]


async def test_a_round_of_many_goes_on_by_itself(
    world: World, page: Page, pusher: Pusher, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pushes.LOOKED_AT", 1)
    monkeypatch.setattr(signals, "BETWEEN", 0.0)
    other = Page(world, "page-2")
    await joins(other, 1)
    await subscribes(other, service, "binh")
    await waits(other, "a")
    world.passes(minutes=2)
    running = asyncio.create_task(pusher.run(every=60))
    await asyncio.wait_for(service.arrived.wait(), 5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert service.told == ["binh"]


async def test_only_who_leads_signals(world: World, page: Page, pusher: Pusher, service: PushService) -> None:
    await waits(page, "a")
    world.passes(minutes=2)
    pusher.leads = lambda: False
    assert await pusher.tick() == 0
    pusher.leads = lambda: True
    assert await pusher.tick() == 1
    assert service.told == ["lan"]


@pytest.mark.parametrize("status", [404, 410])
async def test_a_browser_that_took_it_back_is_forgotten(
    world: World, page: Page, pusher: Pusher, service: PushService, status: int
) -> None:
    service.answers["lan"] = [web.Response(status=status)]
    await waits(page, "a")
    world.passes(minutes=2)
    await pusher.tick()
    assert await count(world.database, PushSubscription) == 0


async def test_trouble_is_tried_again_later_and_ever_later(
    world: World, page: Page, pusher: Pusher, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("random.uniform", lambda least, most: 1.0)
    await waits(page, "a")
    service.answers["lan"] = [web.Response(status=status) for status in (503, 429, 500)]
    world.passes(minutes=2)
    assert [await pusher.tick() for _ in range(2)] == [1, 0]
    tried = []
    for minute in range(1, 20):
        world.passes(minutes=1)
        if await pusher.tick():
            tried.append(minute)
    assert tried == [1, 3, 7]
    assert service.told == ["lan"] * 4
    world.passes(days=1)
    assert await pusher.tick() == 0


async def test_not_all_come_again_at_once(world: World, pusher: Pusher) -> None:
    for row_id in range(100):
        pusher._hold(row_id, 0, world.now)
    assert len({until for until, _ in pusher._held.values()}) > 90


async def test_a_service_says_when_to_come_again(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    await waits(page, "a")
    service.answers["lan"] = [web.Response(status=429, headers={"Retry-After": "1800"})]
    world.passes(minutes=2)
    await pusher.tick()
    world.passes(minutes=29)
    assert await pusher.tick() == 0
    world.passes(minutes=2)
    assert await pusher.tick() == 1


async def test_what_was_read_meanwhile_is_not_tried_again(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    await waits(page, "a")
    service.answers["lan"] = [web.Response(status=503)]
    world.passes(minutes=2)
    await pusher.tick()
    await read(world)
    world.passes(hours=3)
    assert await pusher.tick() == 0


async def test_no_answer_and_a_redirect_stop_nothing(
    world: World, page: Page, other: Page, pusher: Pusher, service: PushService
) -> None:
    await joins(other, 1)
    await subscribes(other, service, "binh")
    await waits(page, "a")
    await waits(other, "a")
    inside = web.Response(status=307, headers={"Location": service.endpoint("inside")})
    service.answers["lan"] = [inside]
    world.passes(minutes=2)
    assert await pusher.tick() == 2
    assert service.told == ["binh", "lan"]
    pusher._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # it trusts nobody
    await waits(page, "b")
    world.passes(minutes=2)
    assert await pusher.tick() == 1
    assert service.told == ["binh", "lan"]
    pusher._tls = None
    world.passes(minutes=5)
    assert await pusher.tick() == 1


async def test_a_slow_service_is_not_waited_for(
    world: World, page: Page, pusher: Pusher, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "TIMEOUT", 0.1)
    service.slow = True
    await waits(page, "a")
    world.passes(minutes=2)
    async with asyncio.timeout(5):
        assert [await pusher.tick() for _ in range(2)] == [1, 0]
    service.slow = False
    world.passes(minutes=2)
    assert await pusher.tick() == 1


async def test_a_server_that_is_no_longer_listed_is_not_called(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    await waits(page, "a")
    world.passes(minutes=2)
    world.database.info["push"] = ("fcm.googleapis.com",)
    await pusher.tick()
    assert service.signals == []
    assert await count(world.database, PushSubscription) == 0


async def test_what_was_under_way_when_the_bot_stopped_is_sent_later(
    world: World, page: Page, pusher: Pusher, service: PushService, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signals, "PER_SECOND", 0.01)  # it stops after the first
    other = Page(world, "page-2")
    await joins(other, 1)
    await subscribes(other, service, "binh")
    for who in (page, other):
        await waits(who, "a")
    world.passes(minutes=2)
    running = asyncio.create_task(pusher.run())
    await asyncio.wait_for(service.arrived.wait(), 5)
    await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    monkeypatch.setattr(signals, "PER_SECOND", 10_000.0)
    assert await pusher.tick() == 1
    assert service.told == ["binh", "lan"]


async def test_somebody_elses_messages_do_not_signal_his_old_browser(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    """The chat was linked to another person since; the subscription was the first one's."""
    another = Page(world, "page-2")
    await joins(another, 1)

    def relinks(session: FlowSession) -> None:
        first, second = (world.turns.actor(session, "web", name) for name in ("page-1", "page-2"))
        assert first
        assert second
        assert first.vault_id
        assert second.vault_id
        outbox.put(session, second.account_id, first.vault_id, "his", {}, world.now)
        outbox.put(session, first.account_id, second.vault_id, "hers", {}, world.now)
        accounts.link(session, first.account_id, second.vault_id, "page-1")

    await world.database.run(relinks)
    world.passes(minutes=2)
    assert await pusher.tick() == 0


async def test_a_person_whose_key_is_gone_is_forgotten_and_holds_nobody_up(
    world: World, page: Page, pusher: Pusher, service: PushService
) -> None:
    other = Page(world, "page-2")
    await joins(other, 1)
    await subscribes(other, service, "binh")
    for who in (page, other):
        await waits(who, "a")

    def half_deleted(session: FlowSession) -> None:
        actor = world.turns.actor(session, "web", "page-1")
        assert actor
        assert actor.vault_id
        world.database.keyring.destroy([actor.vault_id], world.now)

    await world.database.run(half_deleted)
    world.passes(minutes=2)
    await pusher.tick()
    assert service.told == ["binh"]
    assert await count(world.database, PushSubscription) == 1
    await world.database.run(erasure.sweep)


async def test_nothing_secret_is_logged(
    world: World, page: Page, pusher: Pusher, service: PushService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.answers["lan"] = [web.Response(status=status, text="lan") for status in (403, 500)]
    for name in "abc":
        await waits(page, name)
        world.passes(hours=3)
        await pusher.tick()
        pusher._tls = None if name == "b" else pusher._tls
    assert "a push service answered 403: 1 times" in caplog.text
    assert "a push service answered nothing: 1 times" in caplog.text
    for secret in ("/push/", "lan", service.origin, "vapid", "eyJ"):
        assert secret not in caplog.text


def test_the_key_is_the_same_at_every_start_and_of_no_other_use(keyring: Keyring) -> None:
    again = Keyring(bytes(range(32)), keyring.store)
    assert Vapid(keyring).public == Vapid(again).public
    assert len(Vapid(keyring).public) == 87
    assert Vapid(Keyring(bytes(32), keyring.store)).public != Vapid(keyring).public


async def test_trouble_in_the_database_is_waited_out(
    world: World, pusher: Pusher, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    again, times = asyncio.Event(), count_from(1)

    async def fails() -> int:
        if next(times) == 3:
            again.set()
        raise OSError("the disk of Lan")

    monkeypatch.setattr(pusher, "tick", fails)
    running = asyncio.create_task(pusher.run(every=0.01))
    await asyncio.wait_for(again.wait(), 5)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert "OSError at" in caplog.text
    assert "Lan" not in caplog.text
