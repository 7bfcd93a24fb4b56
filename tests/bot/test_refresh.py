"""Live cards: drawn anew while they are the newest of their chat, and nothing is written by that."""

from datetime import datetime
from typing import Any

import pytest
from sqlmodel import select

from bot import refresh
from bot.channels.web import Listener, Push, Web
from bot.database import Database
from bot.refresh import Refresher
from flows import menu
from flows.replies import Raw, Reply, choice, reply, stack
from storage.accounts import Account
from storage.engines import FlowSession
from tests.conversations import Page, Plain, World, polling
from tests.servers.telegram import telegram_server


class Board:
    """What the help card shows here: so much is done, and how often it was looked at."""

    def __init__(self) -> None:
        self.done, self.of, self.looks = 1, 10, 0

    def show(self, session: FlowSession, actor: Any, now: datetime) -> Reply:
        self.looks += 1
        account = session.get_one(Account, actor.account_id)
        account.language = "en" if account.language == "vi" else "vi"  # whatever showing it does to the data
        session.add(account)
        rows = stack(choice("help", Raw(f"Xem {self.done}")), choice("menu", Raw("Về"), zero=True))
        return reply(Raw(f"Đã gửi {self.done}/{self.of}"), rows=rows, here="help", live=self.done < self.of)


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    """In place of the help card."""
    made = Board()
    monkeypatch.setattr(menu, "assist", made.show)
    return made


async def pushed(listener: Listener) -> list[Push]:
    """What a page got."""
    found = []
    while not listener.queue.empty():
        found.append(listener.queue.get_nowait())
    return [push for push in found if push.event != "hello"]


@pytest.fixture
def world(world: World, board: Board) -> World:
    """One whose help card is the board's."""
    world.renew()
    return world


async def opens(world: World, site: Web, address: str = "page-1") -> Page:
    """Somebody has the live card before him, on an open page."""
    page = Page(world, address)
    event = page.event(choice="help")
    taken = await world.turns.take(event)
    value = site.json_of(address, taken.messages[-1])
    site.note_card(address, value["id"])
    refresh.watch(world.turns, event, taken)
    return page


async def test_a_card_is_drawn_anew_where_it_stands_until_nothing_moves_any_more(
    world: World, board: Board
) -> None:
    site = Web()
    await opens(world, site)
    listener, refresher = site.open("page-1"), Refresher(world.turns, {"web": site})
    await refresher.tick()
    assert await pushed(listener) == [], "nothing has moved"
    board.done = 5
    await refresher.tick()
    (push,) = await pushed(listener)
    assert (push.event, push.value["id"]) == ("change", push.value["message"]["id"])
    assert push.value["message"]["lines"][0][0]["t"] == "Đã gửi 5/10"
    board.done = 10
    await refresher.tick()
    (push,) = await pushed(listener)
    assert push.value["message"]["rows"][0][0]["label"] == "Xem 10"
    board.done = 11
    await refresher.tick()
    assert await pushed(listener) == []
    assert not world.turns.live


async def test_looking_changes_nothing(world: World, board: Board, database: Database) -> None:
    site = Web()
    await opens(world, site)

    def state(session: FlowSession) -> Any:
        row = session.exec(select(Account)).one()
        return row.state, row.language, row.open_until

    before = await database.run(state)
    board.done = 5
    await Refresher(world.turns, {"web": site}).tick()
    assert board.looks == 2
    assert await database.run(state) == before


@pytest.mark.parametrize("does", ["says", "taps"])
async def test_whatever_else_happens_in_the_chat_ends_it(world: World, board: Board, does: str) -> None:
    site = Web()
    page = await opens(world, site)
    await (page.says("/menu") if does == "says" else page.taps("menu"))
    listener = site.open("page-1")
    board.done = 5
    await Refresher(world.turns, {"web": site}).tick()
    assert await pushed(listener) == []


async def test_a_tap_that_comes_while_it_is_looked_at_goes_first(
    world: World, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Web()
    page = await opens(world, site)

    async def ready(self: Web, address: str) -> None:
        await page.taps("menu")

    monkeypatch.setattr(Web, "ready", ready)
    listener = site.open("page-1")
    board.done = 5
    await Refresher(world.turns, {"web": site}).tick()
    assert await pushed(listener) == []


async def test_it_ends_after_half_an_hour_and_there_are_not_too_many(
    world: World, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "KEPT", -1.0)
    monkeypatch.setattr(refresh, "MOST", 2)
    site = Web()
    for number in range(3):
        await opens(world, site, f"page-{number}")
    assert [address for _, address in world.turns.live] == ["page-1", "page-2"]
    board.looks = 0
    await Refresher(world.turns, {"web": site}).tick()
    assert (board.looks, world.turns.live) == (0, {})


async def test_where_nothing_can_be_edited_nothing_is_looked_after(world: World) -> None:
    person = Plain(world)
    event = person.event(choice="help")
    refresh.watch(world.turns, event, await world.turns.take(event))
    assert not world.turns.live


async def test_after_a_restart_the_card_of_an_open_page_is_taken_up_again(world: World, board: Board) -> None:
    """The page says which card stands there; one that does not move is left as it is."""
    before = Web()
    page = await opens(world, before)
    (name,) = before._cards.values()
    world.turns.live.clear()
    site = Web()
    assert site.takes_up("page-1", name)
    assert not site.takes_up("page-1", "another")
    listener, refresher = site.open("page-1"), Refresher(world.turns, {"web": site})
    await refresh.resume(world.turns, "web", "page-1")
    board.done = 5
    await refresher.tick()
    (push,) = await pushed(listener)
    assert (push.value["id"], push.value["message"]["lines"][0][0]["t"]) == (name, "Đã gửi 5/10")
    await page.taps("menu")
    await refresh.resume(world.turns, "web", "page-1")
    await refresher.tick()
    assert await pushed(listener) == []
    assert not world.turns.live


async def test_what_was_changed_elsewhere_is_drawn_anew_once_where_it_stands(
    world: World, board: Board
) -> None:
    board.done = board.of  # nothing that moves by itself
    site = Web()
    page = await opens(world, site)
    listener, refresher = site.open("page-1"), Refresher(world.turns, {"web": site})
    await refresh.again(world.turns, "web", "page-1", "notice:1")
    assert not world.turns.live, "another card stands there"
    board.done = 11
    await refresh.again(world.turns, "web", "page-1", "help")
    await refresher.tick()
    (push,) = await pushed(listener)
    assert push.value["message"]["lines"][0][0]["t"] == "Đã gửi 11/10"
    assert not world.turns.live
    await page.taps("menu")
    await refresh.again(world.turns, "web", "page-1", "help")
    assert not world.turns.live


async def test_of_many_cards_a_few_are_looked_at_side_by_side(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tap does not wait behind all the pages that came back after a restart."""
    most = running = 0
    look = world.turns.look

    async def counted(bot: str, address: str, place: str) -> Any:
        nonlocal most, running
        running += 1
        most = max(most, running)
        try:
            return await look(bot, address, place)
        finally:
            running -= 1

    monkeypatch.setattr(world.turns, "look", counted)
    site = Web()
    for number in range(3 * refresh.LOOKS):
        await opens(world, site, f"page-{number}")
    await Refresher(world.turns, {"web": site}).tick()
    assert most == refresh.LOOKS


async def test_on_telegram_the_last_card_is_edited(world: World, board: Board) -> None:
    async with telegram_server() as server, polling(world, server) as telegram:
        user = server.user(1001, "An")
        await user.says("/help")
        await server.until(lambda: bool(world.turns.live), seconds=10)
        board.done = 5
        await Refresher(world.turns, {telegram.name: telegram}).tick()
        (card,) = server.chat(1001).from_bot
        assert (card.text, card.edited) == ("Đã gửi 5/10", 1)
        card.deleted = True
        board.done = 6
        await Refresher(world.turns, {telegram.name: telegram}).tick()
        assert not world.turns.live
