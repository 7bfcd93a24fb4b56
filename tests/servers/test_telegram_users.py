"""The users' side of the test server: transcripts, and control over HTTP."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from . import telegram_chats, telegram_updates, telegram_world
from .telegram import TOKEN, CannotDo, TelegramServer, User
from .telegram_clients import CARD, Client, Raw


async def echo(client: Client) -> None:
    """A bot of a few lines, so that transcripts have somebody to talk to."""
    offset = 0
    while True:
        for update in await client.bot.get_updates(offset=offset, timeout=20):
            offset = update.update_id + 1
            if query := update.callback_query:
                await client.bot.answer_callback_query(query.id, text="Đã ghi")
                if query.data != "stop":
                    where = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
                    await client.bot.edit_message_text(text=f"Ghi {query.data}", **where)
            elif update.message.text == "/two":
                await client.bot.send_message(update.message.chat.id, "một")
                await client.bot.send_message(
                    update.message.chat.id, "hai", reply_markup=client.keyboard(CARD)
                )
            elif update.message.text != "/silent":
                await client.bot.send_message(update.message.chat.id, f"Bạn nói {update.message.text}")


@pytest.fixture
async def bot(client: Client) -> AsyncIterator[None]:
    task = asyncio.create_task(echo(client))
    yield
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


@pytest.mark.usefixtures("bot")
async def test_transcript(server: TelegramServer, lan: User) -> None:
    assert (await lan.waits()).text == "Bạn nói /start"
    await lan.says("/two")
    assert (await lan.waits(changes=2)).labels == ["Không", "Có dấu hiệu", "Dừng lại"]
    assert (await lan.sees("một")).buttons == []
    await lan.taps("Dừng lại")
    assert (await lan.waits()).text == "hai"
    assert lan.notice == "Đã ghi"
    await lan.taps("Không")
    card = await lan.sees("Ghi rate:1:0")
    assert card.edited == 1
    await lan.says("/silent")
    await lan.hears_nothing(0.05)
    with pytest.raises(TimeoutError, match="Ghi rate:1:0"):
        await lan.waits(seconds=0.05)
    with pytest.raises(TimeoutError):
        await lan.sees("Ghi", seconds=0.05)  # that was before the last act
    await lan.says("một")
    with pytest.raises(AssertionError):
        await lan.hears_nothing(5.0)


async def test_impossible_acts(server: TelegramServer, lan: User) -> None:
    with pytest.raises(CannotDo):
        await lan.says(" ")
    with pytest.raises(CannotDo):
        await lan.says("x" * 4097)
    with pytest.raises(CannotDo):
        await lan.unblocks()
    with pytest.raises(CannotDo):
        await lan.sends("dance")
    minh, group = server.user(1002, "Minh"), server.group(-5, "Tổ")
    await lan.adds_bot(group)
    await minh.says("hi", group=group)
    with pytest.raises(CannotDo):
        await lan.edits(group.chat.messages[-1], "not mine")
    with pytest.raises(CannotDo):
        await lan.adds_bot(group)


async def test_control_over_http(raw: Raw, server: TelegramServer) -> None:
    await raw.control("meet", user_id=5, name="Minh")
    update_id = await raw.control("says", user_id=5, text="/start")
    rows = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    waiting = asyncio.create_task(raw.control("wait", chat_id=5, changes=1))
    await raw("sendMessage", chat_id=5, text="x", reply_markup=rows)
    chat = await waiting
    assert [(m["text"], m["rows"]) for m in chat["messages"]] == [
        ("/start", []),
        ("x", [[{"text": "A", "data": "a", "url": None}]]),
    ]
    tap = await raw.control("taps", user_id=5, label="A")
    assert (tap["data"], tap["seconds"]) == ("a", None)
    assert "CannotDo" in (await raw.control("taps", user_id=5, label="B"))["error"]
    assert "LookupError" in (await raw.get("/control/nothing"))["error"]
    await raw.control("fault", method="sendMessage", kind="retry", retry_after=3)
    assert (await raw("sendMessage", chat_id=5, text="x"))["parameters"] == {"retry_after": 3}
    assert (await raw("getUpdates", offset=update_id + 1))["ok"]
    await raw.control("redeliver", update_id=update_id)
    state = await raw.get("/control/state")
    assert (state["confirmed"], state["pending"], state["violations"]) == (update_id, 2, [])
    assert [call["status"] for call in await raw.get("/control/calls?method=sendMessage")] == [200, 429]
    assert len(await raw.get("/control/callbacks")) == 1
    assert [u["confirmed"] for u in await raw.get("/control/updates")] == [True, False]


async def test_process_of_its_own() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", f"{__package__}.telegram", "--port", "0"),
        stdout=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[__package__.count(".") + 1],
    )
    assert process.stdout is not None
    base = (await process.stdout.readline()).decode().strip()
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{base}/bot{TOKEN}/getMe") as answer:
            assert (await answer.json())["ok"]
        async with session.get(f"{base}/control/state") as answer:
            assert (await answer.json())["counters"] == {"getMe": 1}
    process.terminate()
    await process.wait()


async def test_what_grows_is_bounded(
    raw: Raw, server: TelegramServer, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_chats, "KEEP_MESSAGES", 5)
    monkeypatch.setattr(telegram_updates, "KEEP_RECORDS", 5)
    monkeypatch.setattr(telegram_world, "KEEP_FILE_BYTES", 10)
    files = []
    for number in range(9):
        await raw("sendMessage", chat_id=lan.id, text=str(number))
        await lan.sends_file("a", b"1234")
        files.append(server.chat(lan.id).messages[-1])
    assert len(server.chat(lan.id).messages) == 5
    assert len(server.updates.records) == 5
    kept = [message.document.data for message in files if message.document]
    assert kept == [b""] * 7 + [b"1234"] * 2
