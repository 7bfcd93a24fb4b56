"""Requests to the test server: files, settings of the bot, forms of requests, their log."""

from typing import Any

import aiohttp
import pytest

from .telegram import TOKEN, TelegramServer, User
from .telegram_clients import Client, Raw, png, refusal


async def test_document(client: Client, server: TelegramServer, lan: User) -> None:
    data = bytes(range(256)) * 8000
    sent = await client.bot.send_document(
        lan.id, client.file(data, 'Bản tự soi "2026".pdf'), caption="<i>x</i>", parse_mode="HTML"
    )
    message = server.chat(lan.id).messages[-1]
    assert message.document is not None
    assert (message.document.data == data, message.document.size) == (True, len(data))
    assert "Bản tự soi" in message.document.name
    assert message.entities == [{"type": "italic", "offset": 0, "length": 1}]
    assert (sent.document.file_size, sent.caption) == (len(data), "x")
    again = await client.bot.send_document(lan.id, sent.document.file_id)
    assert again.document.file_id == sent.document.file_id
    assert not server.violations


async def test_file_name_is_kept(client: Client, server: TelegramServer, lan: User) -> None:
    await client.bot.send_document(lan.id, client.file(b"x", "Kế hoạch tháng 11.docx"))
    document = server.chat(lan.id).messages[-1].document
    assert document is not None
    assert document.name == "Kế hoạch tháng 11.docx"


async def test_photo(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_photo(lan.id, client.file(png(640, 480), "a.png"), caption="x" * 1024)
    assert (sent.photo[-1].width, sent.photo[-1].height) == (640, 480)
    photo = server.chat(lan.id).messages[-1].photo
    assert photo is not None
    assert photo.data == png(640, 480)


@pytest.mark.parametrize(
    ("data", "caption", "description"),
    [
        (png(640, 480), "x" * 1025, "Bad Request: message caption is too long"),
        (b"GIF?", "", "Bad Request: IMAGE_PROCESS_FAILED"),
        (png(9000, 1001), "", "Bad Request: PHOTO_INVALID_DIMENSIONS"),
        (png(2001, 100), "", "Bad Request: PHOTO_INVALID_DIMENSIONS"),
    ],
)
async def test_photo_refused(
    client: Client, server: TelegramServer, lan: User, data: bytes, caption: str, description: str
) -> None:
    call = client.bot.send_photo(lan.id, client.file(data, "a.png"), caption=caption)
    assert await refusal(client, server, call) == (400, description)
    assert not server.chat(lan.id).from_bot


async def test_document_refused(client: Client, server: TelegramServer, lan: User) -> None:
    call = client.bot.send_document(lan.id, "no-such-file-id")
    status, words = await refusal(client, server, call)
    assert (status, words) == (
        400,
        "Bad Request: wrong remote file identifier specified: Wrong string length",
    )
    call = client.bot.send_document(lan.id, client.file(b"", "x"))
    assert await refusal(client, server, call) == (400, "Bad Request: file must be non-empty")


async def test_download(client: Client, server: TelegramServer, lan: User) -> None:
    await lan.sends_file("a.txt", b"abc")
    file_id = (await client.bot.get_updates())[-1].message.document.file_id
    file = await client.bot.get_file(file_id)
    if client.name == "aiogram":
        found = (await client.bot.download(file_id)).read()
    else:
        found = bytes(await file.download_as_bytearray())
    assert found == b"abc"
    assert (await refusal(client, server, client.bot.get_file("nope")))[0] == 400


async def test_commands(client: Client, server: TelegramServer) -> None:
    await client.bot.set_my_commands([client.command("tusoi", "Tự soi"), client.command("a_1", "x" * 256)])
    await client.bot.set_my_commands([client.command("review", "Review")], language_code="en")
    assert [c.command for c in await client.bot.get_my_commands()] == ["tusoi", "a_1"]
    assert [c.command for c in await client.bot.get_my_commands(language_code="en")] == ["review"]
    await client.bot.delete_my_commands()
    assert not await client.bot.get_my_commands()


@pytest.mark.parametrize(
    ("name", "about", "count", "description"),
    [
        ("tu-soi", "x", 1, "BOT_COMMAND_INVALID"),
        ("TuSoi", "x", 1, "BOT_COMMAND_INVALID"),
        ("x" * 33, "x", 1, "BOT_COMMAND_INVALID"),
        ("x", "x" * 257, 1, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("x", " ", 1, "BOT_COMMAND_DESCRIPTION_INVALID"),
        ("x", "x", 101, "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_commands_refused(
    client: Client, server: TelegramServer, name: str, about: str, count: int, description: str
) -> None:
    call = client.bot.set_my_commands([client.command(name, about)] * count)
    assert await refusal(client, server, call) == (400, f"Bad Request: {description}")


async def test_descriptions(client: Client, server: TelegramServer) -> None:
    await client.bot.set_my_description("Tự soi", language_code="vi")
    await client.bot.set_my_short_description("Ngắn")
    assert (await client.bot.get_my_description(language_code="vi")).description == "Tự soi"
    assert (await client.bot.get_my_description()).description == ""
    assert (await client.bot.get_my_short_description()).short_description == "Ngắn"
    assert (await refusal(client, server, client.bot.set_my_description("x" * 513)))[0] == 400


async def test_chat_action(client: Client, server: TelegramServer, lan: User) -> None:
    await client.bot.send_chat_action(lan.id, "upload_document")
    assert server.chat(lan.id).action == "upload_document"
    call = client.bot.send_chat_action(lan.id, "sleeping")
    assert await refusal(client, server, call) == (400, "Bad Request: wrong parameter action in request")


@pytest.mark.parametrize(
    ("params", "words"),
    [
        ({"chat_id": 1001, "txt": "x"}, 'unknown parameter "txt"'),
        ({"chat_id": 1001, "text": 5}, 'parameter "text" must be of type str'),
        ({"chat_id": True, "text": "x"}, 'parameter "chat_id" must be of type chat'),
        ({"chat_id": "abc", "text": "x"}, 'parameter "chat_id" must be of type chat'),
        ({"chat_id": 1001, "text": "x", "disable_notification": "perhaps"}, "must be of type bool"),
        ({"chat_id": 1001, "text": "x", "reply_markup": "{"}, "must be of type object"),
        ({"chat_id": 1001, "text": "x", "reply_markup": []}, "must be of type object"),
        ({"chat_id": 1001, "text": "x", "message_effect_id": "1"}, "does not simulate"),
    ],
)
async def test_violations(raw: Raw, server: TelegramServer, lan: User, params: Any, words: str) -> None:
    answer = await raw("sendMessage", **params)
    assert answer["error_code"] == 400
    assert words in answer["description"]
    assert [words in violation for violation in server.violations] == [True]
    assert not server.chat(lan.id).from_bot


async def test_ways_of_making_requests(raw: Raw, server: TelegramServer, lan: User) -> None:
    markup = '{"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}'
    fields = {"chat_id": str(lan.id), "text": "chào bạn + &", "reply_markup": markup}
    form = aiohttp.FormData(fields)
    form.add_field("disable_notification", "true", content_type="text/plain")
    assert (await raw.post("sendMessage", data=fields))["ok"]
    assert (await raw.post("sendMessage", data=form))["ok"]
    assert (await raw.post("sendMessage", json=fields))["ok"]
    assert (
        await raw.post(
            "sendMessage?chat_id=1001&text=ch%C3%A0o%20b%E1%BA%A1n%20%2B%20%26&reply_markup=" + markup
        )
    )["ok"]
    assert (
        await raw.get(
            f"/bot{TOKEN}/sendMessage?chat_id=1001&text=ch%C3%A0o+b%E1%BA%A1n+%2B+%26&reply_markup={markup}"
        )
    )["ok"]
    assert [(m.text, m.labels) for m in server.chat(lan.id).from_bot] == [("chào bạn + &", ["A"])] * 5
    assert (await raw.post("sendMessage", data=b"{", headers={"Content-Type": "application/json"}))[
        "error_code"
    ] == 400
    answer = await raw.post(
        "sendMessage", data=b"text=%FF", headers={"Content-Type": "application/x-www-form-urlencoded"}
    )
    assert answer["description"] == "Bad Request: strings must be encoded in UTF-8"
    assert (await raw("sendMessage", text="x"))["description"] == "Bad Request: chat_id is empty"


async def test_stray_upload_is_a_violation(raw: Raw, server: TelegramServer, lan: User) -> None:
    form = aiohttp.FormData({"chat_id": "1001", "text": "x"})
    form.add_field("file", b"abc", filename="a.txt")
    answer = await raw.post("sendMessage", data=form)
    assert 'file "file" belongs to no parameter' in answer["description"]


async def test_calls_are_logged_in_order(client: Client, server: TelegramServer, lan: User) -> None:
    await client.bot.send_message(lan.id, "một")
    await client.bot.send_chat_action(lan.id, "typing")
    one, two = server.calls
    assert (one.method, one.params["text"], one.status, one.ok) == ("sendMessage", "một", 200, True)
    assert two.method == "sendChatAction"
    assert one.ended_at is not None
    assert one.at <= one.ended_at <= two.at
    assert server.counters["sendMessage"] == 1
