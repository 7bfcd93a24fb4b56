"""Long polling over real HTTP: nothing is lost, nothing waits for somebody else's trouble."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import aiohttp
import pytest
from aiogram.exceptions import TelegramUnauthorizedError

from bot import polling
from bot.channels.telegram import Telegram
from bot.channels.telegram_wire import Update
from bot.database import Database
from bot.polling import Poller
from bot.turn import Busy
from handlers.events import Event
from tests.robustness.lines import FIRST, Line, on_the_line
from tests.servers.telegram import User, drop, flood, hang, http_error, telegram_server

MEMBERS = 12


@pytest.fixture
async def line(database: Database, now: datetime) -> AsyncIterator[Line]:
    """Some members on Telegram."""
    async with on_the_line(database, now, MEMBERS) as made:
        yield made


@pytest.fixture
def lan(line: Line) -> User:
    """One of them."""
    return line.people[0]


class Gate:
    """Holds up the turns of chosen chats, as a busy database would."""

    def __init__(self, line: Line, monkeypatch: pytest.MonkeyPatch, *addresses: int) -> None:
        self.closed = {str(address) for address in addresses}
        self._take = line.world.turns.take
        self.most = 0
        monkeypatch.setattr(polling, "LONGEST_WAIT", 0.3)
        self._poller = line.poller
        monkeypatch.setattr(line.world.turns, "take", self.take)

    async def take(self, event: Event) -> Any:
        self.most = max(self.most, len(self._poller._unfinished))
        if event.address in self.closed:
            raise Busy
        return await self._take(event)

    def open(self) -> None:
        self.closed.clear()


def progress(user: User) -> str:
    """The newest card."""
    return next(m.text for m in reversed(user.private.from_bot) if m.buttons)


async def test_a_wait_that_telegram_asks_for_is_kept(line: Line, lan: User) -> None:
    line.server.fails("sendMessage", flood(1))
    began = time.monotonic()
    await line.says(lan, "/menu")
    sent = [call for call in line.server.calls_of("sendMessage") if call.at >= began]
    assert [call.status for call in sent] == [429, 200]
    assert sent[1].at - sent[0].at >= 1
    assert len(lan.private.from_bot) == 1


@pytest.mark.parametrize("fault", [http_error(500), http_error(502), drop(), hang()], ids=str)
async def test_an_answer_that_did_not_arrive_is_sent_again(line: Line, lan: User, fault: Any) -> None:
    line.telegram.bot.session.timeout = 0.3
    line.server.fails("sendMessage", fault, 2)
    await line.says(lan, "/menu")
    assert len(lan.private.from_bot) == 1


@pytest.mark.parametrize("fault", [drop(True), hang(True)], ids=str)
async def test_an_answer_that_may_have_arrived_is_sent_again(line: Line, lan: User, fault: Any) -> None:
    line.telegram.bot.session.timeout = 0.3
    line.server.fails("sendMessage", fault)
    await line.says(lan, "/menu")
    assert len(lan.private.from_bot) == 2  # two cards are the lesser harm beside none
    await line.begins(lan)
    line.server.fails("editMessageText", fault)
    before = len(lan.private.from_bot)
    await line.taps(lan, "Không có")
    assert "2/27" in progress(lan)
    assert len(lan.private.from_bot) == before  # an edit that was done says "not modified" the next time


@pytest.mark.parametrize(
    "fault", [http_error(500), http_error(502), drop(), drop(True), hang(), flood(1)], ids=str
)
async def test_trouble_with_fetching_is_waited_out(
    line: Line, lan: User, fault: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.telegram.FETCH_MARGIN", 0.5)
    monkeypatch.setattr(polling, "FIRST_WAIT", 0.1)
    line.server.fails("getUpdates", fault, 2)
    await line.says(lan, "/menu")
    assert len(lan.private.from_bot) == 1


async def test_a_second_poller_is_waited_out(line: Line, lan: User, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    url = f"{line.server.base_url}/bot{line.server.token}/getUpdates"
    await line.server.until(lambda: line.server.updates.polled)
    async with aiohttp.ClientSession() as other:
        await other.post(url, json={"timeout": 0})
    await line.server.until(lambda: "TelegramConflictError" in caplog.text)
    await line.says(lan, "/menu")
    assert len(lan.private.from_bot) == 1


async def test_a_wrong_token_ends_it_with_a_clear_sentence(
    line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    async with telegram_server() as server:
        wrong = Telegram("424242:wrong", server.base_url)
        with pytest.raises(TelegramUnauthorizedError):
            await asyncio.wait_for(Poller(wrong, line.world.turns).run(), 10)
        await wrong.close()
    assert "TUSOI_TELEGRAM_TOKEN" in caplog.text
    assert "424242:wrong" not in caplog.text


async def test_a_redelivered_update_changes_nothing(line: Line, lan: User) -> None:
    await line.begins(lan)
    await line.taps(lan, "Có dấu hiệu")
    tap = lan.last_update or 0
    await line.taps(lan, "Tiếp tục", "Không có")
    before = await line.sheet()
    for update in (tap, lan.last_update or 0):
        line.server.redeliver(update)
        await line.server.until(lambda: not line.server.updates.pending)
    await asyncio.sleep(0.2)
    assert await line.sheet() == before
    assert "3/27" in progress(lan)


async def test_the_offset_waits_for_an_unfinished_update_and_nobody_else_does(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(line, monkeypatch, FIRST)
    slow, *others = line.people
    await slow.says("/tusoi")
    for user in others:
        await user.says("/menu")
    await line.server.until(lambda: all(user.private.from_bot for user in others))
    await asyncio.sleep(0.3)
    assert line.server.confirmed < (slow.last_update or 0)
    assert not slow.private.from_bot
    gate.open()
    await line.settled()
    assert len(slow.private.from_bot) == 1
    assert [len(user.private.from_bot) for user in others] == [1] * len(others)


async def test_at_most_a_hundred_are_in_hand(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    gate = Gate(line, monkeypatch, *range(FIRST, FIRST + MEMBERS))
    for number in range(150):
        await line.people[number % MEMBERS].says(f"/menu {number}")
    await asyncio.sleep(1)
    assert len(line.poller._unfinished) == polling.IN_HAND
    assert line.server.confirmed < min(line.server.updates.records)
    gate.open()
    await line.settled(seconds=40)
    assert gate.most <= polling.IN_HAND
    assert sum(len(user.private.from_bot) for user in line.people) == 150


async def test_answers_of_a_chat_come_in_the_order_of_its_words(line: Line) -> None:
    await asyncio.gather(*(line.begins(user) for user in line.people))
    line.server.fails("sendMessage", flood(1), 3)  # what is held up must not be overtaken
    for _ in range(8):
        for user in line.people:
            await user.says("không")
    await line.settled(seconds=40)
    for user in line.people:
        shown = [m.text for m in user.private.from_bot if "/27" in m.text]
        numbers = [int(text.partition("/27")[0].rpartition(" ")[2]) for text in shown]
        assert numbers == list(range(1, 10))


async def test_a_slow_answer_holds_nobody_up(line: Line, lan: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "ANSWER_WITHIN", 0.2)
    line.server.hang_seconds = 2.0
    line.server.fails("sendMessage", hang())
    await lan.says("/menu")
    await line.server.until(lambda: line.server.faults.left == 0)
    hers = lan.last_update or 0
    other = line.people[1]
    for _ in range(3):
        await line.says(other, "/menu")
    assert line.server.confirmed > hers
    assert not lan.private.from_bot
    await line.server.until(lambda: bool(lan.private.from_bot))


async def test_stopping_confirms_what_is_finished(line: Line, lan: User) -> None:
    await lan.says("/menu")
    await line.server.until(lambda: bool(lan.private.from_bot))
    await line.poller.stop()
    assert line.server.confirmed == lan.last_update
    await lan.says("/menu")
    await asyncio.sleep(0.3)
    assert line.server.confirmed < (lan.last_update or 0)
    assert len(lan.private.from_bot) == 1


async def test_stopping_leaves_to_the_platform_what_is_not_finished(
    line: Line, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    await line.begins(lan)
    Gate(line, monkeypatch, FIRST)
    await lan.taps("Không có")
    await line.server.until(lambda: bool(line.poller._unfinished))
    monkeypatch.setattr(asyncio, "wait", _at_once(asyncio.wait))
    await line.poller.stop()
    assert line.server.confirmed == (lan.last_update or 0) - 1
    line.server.fails("getUpdates", http_error(502))
    await line.poller.stop()  # trouble at the very end is no trouble


def _at_once(wait: Any) -> Any:
    async def patient(tasks: Any, **given: Any) -> Any:
        return await wait(tasks, **given | ({"timeout": 0.1} if given.get("timeout") else {}))

    return patient


async def test_a_failure_in_the_turn_itself_is_logged_and_over(
    line: Line, lan: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def broken(event: Event) -> Any:
        raise RuntimeError(f"bí ẩn {event.text}")

    monkeypatch.setattr(line.world.turns, "take", broken)
    await lan.says("chuột chũi")
    await line.settled()
    assert "could not be answered: RuntimeError" in caplog.text
    assert "chuột" not in caplog.text


async def test_numbers_may_begin_again_after_a_silent_week(line: Line, lan: User) -> None:
    """https://core.telegram.org/bots/api#update: the next update's id is then chosen randomly."""
    given: list[dict[str, Any]] = []

    async def fetch(offset: int, *_: int) -> list[dict[str, Any]]:
        offsets.append(offset)
        await asyncio.sleep(0.01)
        taken = list(given)
        given.clear()
        return taken

    offsets: list[int] = []
    seen: list[str] = []

    async def note(update: Update) -> None:
        seen.append(str(update.update_id))

    telegram = SimpleNamespace(
        name="telegram:1", fetch=fetch, prepare=_nothing, acknowledge=_nothing, answer_group=note
    )
    poller = Poller(telegram, line.world.turns)  # type: ignore[arg-type]
    task = asyncio.create_task(poller.run())
    for number in (900_000, 900_001, 17, 18):
        given.append({"update_id": number})
        await line.server.until(lambda: not given)
        await asyncio.sleep(0.05)
    await poller.stop()
    await task
    assert seen == ["900000", "900001", "17", "18"]
    assert offsets[-1] == 19


async def test_an_update_of_no_known_form_holds_nobody_up(
    line: Line, lan: User, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch, strange = line.telegram.fetch, [{"update_id": 7, "message": {"text": "chim sẻ"}}]

    async def with_a_strange_one(*given: int) -> list[dict[str, Any]]:
        found = [*strange, *await fetch(*given)]
        strange.clear()
        return found

    monkeypatch.setattr(line.telegram, "fetch", with_a_strange_one)
    await line.says(lan, "/menu")
    assert len(lan.private.from_bot) == 1
    assert caplog.text.count("update 7 is of no known form") == 1
    assert "chim" not in caplog.text


async def _nothing(*_: Any) -> None:
    return None
