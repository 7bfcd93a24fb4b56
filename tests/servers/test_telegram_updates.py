"""Updates of the test server: polling, webhook, what users send."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import aiogram
import aiogram.exceptions
import aiohttp
import aiohttp.web
import pytest
import telegram.error

from .telegram import TelegramServer, User
from .telegram_clients import CARD, Client, Raw, refusal


def texts(updates: Any) -> list[str]:
    return [update.message.text for update in updates]


async def test_offset_confirms_and_the_rest_comes_again(
    client: Client, server: TelegramServer, lan: User
) -> None:
    for text in ("1", "2", "3"):
        await lan.says(text)
    first = await client.bot.get_updates(limit=2)
    assert texts(first) == ["/start", "1"]
    assert texts(await client.bot.get_updates()) == ["/start", "1", "2", "3"]
    assert server.confirmed == 0
    rest = await client.bot.get_updates(offset=first[1].update_id + 1)
    assert texts(rest) == ["2", "3"]
    assert server.confirmed == first[1].update_id
    assert texts(await client.bot.get_updates()) == ["2", "3"]
    assert server.updates.records[rest[0].update_id].deliveries == 3
    assert texts(await client.bot.get_updates(offset=-1)) == ["3"]
    assert texts(await client.bot.get_updates()) == ["3"]


async def test_redelivery_of_a_confirmed_update(client: Client, server: TelegramServer, lan: User) -> None:
    await lan.says("1")
    old, new = await client.bot.get_updates()
    assert not await client.bot.get_updates(offset=new.update_id + 1)
    server.redeliver(old.update_id)
    again = await client.bot.get_updates(offset=new.update_id + 1)
    assert [update.update_id for update in again] == [old.update_id]
    assert not await client.bot.get_updates(offset=new.update_id + 1)
    assert server.confirmed == new.update_id


async def test_long_polling_ends_with_the_update_or_the_time(client: Client, lan: User) -> None:
    (start,) = await client.bot.get_updates()
    clock = asyncio.get_running_loop()
    begun = clock.time()
    poll = asyncio.create_task(client.bot.get_updates(offset=start.update_id + 1, timeout=20))
    await asyncio.sleep(0.05)
    assert not poll.done()
    await lan.says("now")
    assert texts(await poll) == ["now"]
    assert clock.time() - begun < 5
    begun = clock.time()
    assert not await client.bot.get_updates(offset=start.update_id + 2, timeout=1)
    assert 0.9 < clock.time() - begun < 5


async def test_allowed_updates_are_remembered(client: Client, server: TelegramServer, lan: User) -> None:
    await client.bot.get_updates(allowed_updates=["callback_query"])
    await lan.says("unheard")
    assert lan.last_update is None
    await client.bot.send_message(lan.id, "x", reply_markup=client.keyboard(CARD))
    await client.bot.get_updates()
    await lan.taps("Không")
    updates = await client.bot.get_updates(offset=-1)
    assert updates[0].callback_query.data == "rate:1:0"
    call = client.bot.get_updates(allowed_updates=["callback"])
    assert (await refusal(client, server, call))[0] == 400


async def test_second_poller_sends_the_first_away(client: Client, server: TelegramServer) -> None:
    first = asyncio.create_task(client.bot.get_updates(timeout=20))
    await server.until(lambda: bool(server.calls_of("getUpdates")))
    second = asyncio.create_task(client.bot.get_updates())
    kind = aiogram.exceptions.TelegramConflictError if client.name == "aiogram" else telegram.error.Conflict
    with pytest.raises(kind):
        await first
    assert "terminated by other getUpdates request" in server.calls_of("getUpdates")[0].description
    assert not await second


async def test_a_poller_that_went_away_takes_nothing_with_it(
    client: Client, server: TelegramServer, lan: User
) -> None:
    (start,) = await client.bot.get_updates()
    gone = asyncio.create_task(client.bot.get_updates(offset=start.update_id + 1, timeout=20))
    await server.until(lambda: len(server.calls_of("getUpdates")) == 2)
    gone.cancel()
    await asyncio.gather(gone, return_exceptions=True)
    await server.until(lambda: not server.updates.polled)
    await lan.says("after the crash")
    assert texts(await client.bot.get_updates(offset=start.update_id + 1)) == ["after the crash"]
    assert lan.last_update is not None
    assert server.updates.records[lan.last_update].deliveries == 1


async def test_webhook_and_polling_exclude_each_other(client: Client, server: TelegramServer) -> None:
    await client.bot.set_webhook("https://example.org/hook", max_connections=3)
    info = await client.bot.get_webhook_info()
    assert (info.url, info.max_connections) == ("https://example.org/hook", 3)
    status, words = await refusal(client, server, client.bot.get_updates())
    assert (status, words.split(";")[0]) == (
        409,
        "Conflict: can't use getUpdates method while webhook is active",
    )
    status, words = await refusal(client, server, client.bot.set_webhook("http://example.org/hook"))
    assert words == "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
    await client.bot.delete_webhook(drop_pending_updates=True)
    assert not await client.bot.get_updates()
    assert not (await client.bot.get_webhook_info()).url


async def test_dropping_pending_updates(client: Client, server: TelegramServer, lan: User) -> None:
    assert (await client.bot.get_webhook_info()).pending_update_count == 1
    await client.bot.delete_webhook(drop_pending_updates=True)
    assert (await client.bot.get_webhook_info()).pending_update_count == 0
    assert server.confirmed == 0


async def test_webhook_delivers_until_taken(raw: Raw, server: TelegramServer, lan: User) -> None:
    came: list[tuple[str, str | None]] = []
    answers: Iterator[int] = iter([500, 200, 200])

    async def hook(request: aiohttp.web.BaseRequest) -> aiohttp.web.Response:
        text = (await request.json())["message"]["text"]
        came.append((text, request.headers.get("X-Telegram-Bot-Api-Secret-Token")))
        return aiohttp.web.Response(status=next(answers))

    runner = aiohttp.web.ServerRunner(aiohttp.web.Server(hook))
    await runner.setup()
    site = aiohttp.web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    await lan.says("1")
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    assert (await raw("setWebhook", url=url, secret_token="s3"))["ok"]
    await server.until(lambda: not server.updates.pending)
    # Updates of one chat wait for each other, so nothing overtakes the one that failed.
    assert came == [("/start", "s3"), ("/start", "s3"), ("1", "s3")]
    assert lan.last_update == server.confirmed
    assert "500" in (await raw("getWebhookInfo"))["result"]["last_error_message"]
    await runner.cleanup()


async def test_what_users_send(client: Client, server: TelegramServer, lan: User) -> None:
    for kind in ("sticker", "voice", "video", "video_note", "location", "contact"):
        await lan.sends(kind)
    await lan.sends_file("đơn.txt", b"abc", "text/plain", caption="của tôi")
    await lan.sends_photos(3, "ảnh")
    await lan.edits(server.chat(lan.id).messages[0], "/help")
    updates = await client.bot.get_updates()
    messages = [update.message for update in updates[1:-1]]
    assert [m.sticker is not None for m in messages[:2]] == [True, False]
    assert messages[1].voice.duration in (3, timedelta(seconds=3))
    assert messages[6].document.file_name == "đơn.txt"
    assert messages[6].caption == "của tôi"
    album = messages[7:]
    assert [m.photo[-1].width for m in album] == [800] * 3
    assert [m.caption for m in album] == ["ảnh", None, None]
    assert len({m.media_group_id for m in album}) == 1
    assert album[0].media_group_id is not None
    assert updates[-1].edited_message.text == "/help"
