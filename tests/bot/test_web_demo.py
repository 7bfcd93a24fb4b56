"""The demo: its page, and playing one of its people."""

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import CHANNELS
from bot.channels.web import Web
from bot.database import Database
from bot.turn import Turns
from bot.web import Site
from flows import demo as demo_flow
from handlers.routers import create_dispatcher
from storage import schema
from storage.accounts import Account
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from tests.bot.surfers import Server, Surfer, choices, count, words
from tests.conftest import MASTER
from tests.conversations import World


@pytest.fixture
async def player(tmp_path: Any) -> AsyncIterator[Surfer]:
    """A visitor of a demo."""
    engine = open_engine(f"sqlite:///{tmp_path}/demo.db")
    keyring = Keyring(MASTER, open_key_store(f"sqlite:///{tmp_path}/demo-keys.db"))
    turns = Turns(Database(engine, keyring), create_dispatcher(), CHANNELS)
    schema.initialise(engine, keyring.store, keyring, True, turns.clock())
    await turns.database.run(lambda session: demo_flow.prepare(session, turns.clock()))
    site = Site(Web(), turns, playing=True)
    made = Surfer(site, Server(site.app()))
    async with made.client:
        yield made
    turns.database.close()


async def test_a_real_database_has_no_demo_page(surfer: Surfer) -> None:
    assert (await surfer.get("/demo")).status == 404
    assert (await surfer.client.post("/demo/play", data={"member": "1"})).status == 404


async def test_who_plays_becomes_that_person_and_nobody_else(player: Surfer) -> None:
    assert (await player.get("/")).headers["Location"] == "/demo"
    page = await player.get("/demo")
    body = await page.text()
    assert page.cookies["tusoi-demo"]["httponly"]
    assert "{{" not in body
    (mark,) = set(re.findall(r'name="csrf" value="(\w+)"', body))
    member = re.findall(r'name="member" value="(\d+)"', body)[3]
    database = player.site.turns.database

    async def play(status: int, **form: str) -> None:
        response = await player.client.post("/demo/play", data=form, allow_redirects=False)
        assert response.status == status

    await play(403, member=member)
    await play(403, member=member, csrf="x" * 64)
    await play(403, member=member, csrf="ô")
    for odd in ("", "x", "9" * 400, "-1", "٣", "7"):
        await play(400, csrf=mark, member=odd)
    assert await count(database, Account) == 0
    await play(303, csrf=mark, member=member)
    assert await count(database, Account) == 1
    home = await player.get("/")
    assert 'class="demo-strip"' in await home.text()
    assert "review" in choices(await player.answers(choice="here"))
    # Playing somebody else leaves the first seat; his mark no longer fits.
    await play(403, csrf=mark, member=member)
    (mark,) = set(re.findall(r'name="csrf" value="(\w+)"', await (await player.get("/demo")).text()))
    await play(303, csrf=mark)
    assert await count(database, Account) == 1
    assert "mã mời" in words(await player.answers(choice="here"))


def test_a_demo_page_is_for_a_demo_database_only(world: World) -> None:
    site = Site(Web(), world.turns, playing=True)

    def play(session: FlowSession) -> None:
        demo_flow.prepare(session, world.now)

    with pytest.raises(RuntimeError, match="not a demo"):
        world.database.run_now(play)
    assert site.cookie == "tusoi-demo"
