"""The Telegram test server, checked by two clients that know the real one: sending, editing, taps."""

from typing import Any

import aiogram
import aiogram.exceptions
import pytest
import telegram as ptb
import telegram.error

from .telegram import TOKEN, CannotDo, TelegramServer, User
from .telegram_clients import CARD, TOO_OLD, Client, Raw, Rows, close_client, make_client, refusal


async def test_get_me(client: Client, server: TelegramServer) -> None:
    me = await client.bot.get_me()
    assert (me.id, me.is_bot, me.username) == (int(TOKEN.split(":")[0]), True, "tusoi_test_bot")
    assert not server.violations


async def test_message_arrives_as_sent(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(
        lan.id, "Chào <b>Lan</b>", parse_mode="HTML", reply_markup=client.keyboard(CARD)
    )
    message = server.chat(lan.id).messages[-1]
    assert (message.id, message.text, message.from_bot) == (sent.message_id, "Chào Lan", True)
    assert message.entities == [{"type": "bold", "offset": 5, "length": 3}]
    assert [[(b.text, b.data) for b in row] for row in message.rows] == CARD
    assert (sent.text, sent.chat.id, sent.entities[0].type) == ("Chào Lan", lan.id, "bold")
    assert not server.violations


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: message text is empty"),
        ("ạ" * 4097, "Bad Request: message is too long"),
        ("😀" * 2049, "Bad Request: message is too long"),
    ],
)
async def test_text_refused(
    client: Client, server: TelegramServer, lan: User, text: str, description: str
) -> None:
    assert await refusal(client, server, client.bot.send_message(lan.id, text)) == (400, description)
    assert not server.chat(lan.id).from_bot


async def test_longest_text_is_counted_after_parsing(
    client: Client, server: TelegramServer, lan: User
) -> None:
    await client.bot.send_message(lan.id, f"<b>{'ạ' * 4095}</b>&amp;", parse_mode="HTML")
    assert len(server.chat(lan.id).messages[-1].text) == 4096


async def test_white_space_around_is_cut_and_entities_move(
    client: Client, server: TelegramServer, lan: User
) -> None:
    await client.bot.send_message(lan.id, " \n<b> chữ </b>đậm \n", parse_mode="HTML")
    message = server.chat(lan.id).messages[-1]
    assert (message.text, message.entities) == ("chữ đậm", [{"type": "bold", "offset": 0, "length": 4}])


@pytest.mark.parametrize(
    ("rows", "description"),
    [
        ([[("A", "x" * 65)]], "Bad Request: BUTTON_DATA_INVALID"),
        ([[("A", "ạ" * 22)]], "Bad Request: BUTTON_DATA_INVALID"),
        ([[(" ", "a")]], "Bad Request: inline keyboard button text must be non-empty"),
        ([[("A", "a")] * 9], "Bad Request: reply markup is too long"),
        ([[("A", "a")]] * 101, "Bad Request: reply markup is too long"),
        ([[("A" * 60, "a" * 60)]] * 80, "Bad Request: reply markup is too long"),
    ],
)
async def test_keyboard_refused(
    client: Client, server: TelegramServer, lan: User, rows: Rows, description: str
) -> None:
    call = client.bot.send_message(lan.id, "x", reply_markup=client.keyboard(rows))
    assert await refusal(client, server, call) == (400, description)
    assert not server.chat(lan.id).from_bot


async def test_largest_keyboard(client: Client, server: TelegramServer, lan: User) -> None:
    rows: Rows = [[("A", "x" * 64)] * 8] + [[("A", "ạ" * 21)]] * 92
    await client.bot.send_message(lan.id, "x", reply_markup=client.keyboard(rows))
    assert len(server.chat(lan.id).messages[-1].buttons) == 100


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"callback_data": "a"}, "Can't find field"),
        ({"text": "A"}, "Text buttons are unallowed"),
        ({"text": "A", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": 5}, "BUTTON_DATA_INVALID"),
        ({"text": "A", "callback_data": "a", "url": "https://example.org"}, "exactly one"),
        ({"text": "A", "url": "javascript:alert(1)"}, "is invalid: Unsupported URL protocol"),
        ({"text": "A", "callbackdata": "a"}, "does not know"),
    ],
)
async def test_button_refused(raw: Raw, lan: User, button: Any, words: str) -> None:
    answer = await raw("sendMessage", chat_id=lan.id, text="x", reply_markup={"inline_keyboard": [[button]]})
    assert (answer["ok"], answer["error_code"]) == (False, 400)
    assert words in answer["description"]


async def test_reply_to_message(client: Client, server: TelegramServer, lan: User) -> None:
    first = await client.bot.send_message(lan.id, "một")
    kind: Any = aiogram.types.ReplyParameters if client.name == "aiogram" else ptb.ReplyParameters
    sent = await client.bot.send_message(lan.id, "hai", reply_parameters=kind(message_id=first.message_id))
    assert sent.reply_to_message.text == "một"
    call = client.bot.send_message(lan.id, "ba", reply_parameters=kind(message_id=999))
    assert await refusal(client, server, call) == (400, "Bad Request: message to be replied not found")


async def test_stranger_and_unknown_chat(client: Client, server: TelegramServer) -> None:
    server.user(1002, "Minh")
    call = client.bot.send_message(1002, "x")
    assert await refusal(client, server, call) == (
        403,
        "Forbidden: bot can't initiate conversation with a user",
    )
    assert await refusal(client, server, client.bot.send_message(7, "x")) == (
        400,
        "Bad Request: chat not found",
    )


async def test_blocked_user(client: Client, server: TelegramServer, lan: User) -> None:
    await lan.blocks()
    kind = aiogram.exceptions.TelegramForbiddenError if client.name == "aiogram" else telegram.error.Forbidden
    with pytest.raises(kind):
        await client.bot.send_message(lan.id, "x")
    assert server.calls[-1].description == "Forbidden: bot was blocked by the user"
    with pytest.raises(CannotDo):
        await lan.says("still here")
    await lan.unblocks()
    await client.bot.send_message(lan.id, "x")
    updates = await client.bot.get_updates()
    changes = [u.my_chat_member.new_chat_member.status for u in updates if u.my_chat_member]
    assert changes == ["kicked", "member"]


async def test_deactivated_user(client: Client, server: TelegramServer, lan: User) -> None:
    await lan.deactivates()
    call = client.bot.send_message(lan.id, "x")
    assert await refusal(client, server, call) == (403, "Forbidden: user is deactivated")


async def test_group(client: Client, server: TelegramServer, lan: User) -> None:
    group = server.group(-100500, "Chi bộ")
    await lan.says("hello", group=group)
    assert await refusal(client, server, client.bot.send_message(group.id, "x")) == (
        400,
        "Bad Request: chat not found",
    )
    await lan.adds_bot(group)
    await lan.says("/tusoi@tusoi_test_bot", group=group)
    updates = await client.bot.get_updates()
    assert [u.message.text for u in updates if u.message] == ["/start", None, "/tusoi@tusoi_test_bot"]
    assert updates[-1].message.chat.type == "supergroup"
    assert updates[-1].message.entities[0].length == 21
    assert updates[-2].message.new_chat_members[0].id == server.me["id"]
    assert next(u for u in updates if u.my_chat_member).my_chat_member.chat.id == group.id
    await client.bot.send_message(group.id, "x")
    assert group.chat.messages[-1].text == "x"
    await lan.removes_bot(group)
    status, words = await refusal(client, server, client.bot.send_message(group.id, "x"))
    assert (status, words) == (403, "Forbidden: bot was kicked from the supergroup chat")


async def test_wrong_token(server: TelegramServer) -> None:
    for name, kind in (
        ("aiogram", aiogram.exceptions.TelegramUnauthorizedError),
        ("ptb", telegram.error.InvalidToken),
    ):
        client = make_client(name, server, "424242:another")
        with pytest.raises(kind):
            await client.bot.get_me()
        await close_client(client)


async def test_unknown_method_and_path(raw: Raw, server: TelegramServer) -> None:
    answer = await raw("sendMesage", chat_id=1)
    assert answer == {"ok": False, "error_code": 404, "description": "Not Found: method not found"}
    assert list(server.violations) == ["unknown method 'sendMesage'"]
    assert (await raw.get("/elsewhere"))["error_code"] == 404
    assert (await raw("GETME"))["ok"]


async def test_edit(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(lan.id, "một", reply_markup=client.keyboard(CARD))
    where = {"chat_id": lan.id, "message_id": sent.message_id}
    edited = await client.bot.edit_message_text(text="<b>hai</b>", parse_mode="HTML", **where)
    message = server.chat(lan.id).messages[-1]
    assert (message.text, message.edited, message.buttons) == ("hai", 1, [])
    assert edited.edit_date is not None
    await client.bot.edit_message_reply_markup(
        chat_id=lan.id, message_id=sent.message_id, reply_markup=client.keyboard(CARD)
    )
    assert (message.text, message.edited, len(message.buttons)) == ("hai", 2, 3)
    assert len(server.chat(lan.id).from_bot) == 1


async def test_not_modified(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(lan.id, "một", reply_markup=client.keyboard(CARD))
    where = {"chat_id": lan.id, "message_id": sent.message_id, "reply_markup": client.keyboard(CARD)}
    words = (
        "Bad Request: message is not modified: specified new message content and reply markup are exactly "
        "the same as a current content and reply markup of the message"
    )
    assert await refusal(
        client, server, client.bot.edit_message_text(text="<b></b>một ", parse_mode="HTML", **where)
    ) == (
        400,
        words,
    )
    assert await refusal(client, server, client.bot.edit_message_reply_markup(**where)) == (400, words)
    assert server.chat(lan.id).messages[-1].edited == 0


async def test_edit_refused(client: Client, server: TelegramServer, lan: User) -> None:
    async def edit(message_id: int, text: str = "mới") -> tuple[int | None, str]:
        call = client.bot.edit_message_text(text=text, chat_id=lan.id, message_id=message_id)
        return await refusal(client, server, call)

    users_own = server.chat(lan.id).messages[0]
    assert await edit(users_own.id) == (400, "Bad Request: message can't be edited")
    assert await edit(999) == (400, "Bad Request: message to edit not found")
    document = await client.bot.send_document(lan.id, client.file(b"x", "x.txt"))
    assert await edit(document.message_id) == (400, "Bad Request: there is no text in the message to edit")
    sent = await client.bot.send_message(lan.id, "cũ")
    assert await edit(sent.message_id, "x" * 4097) == (400, "Bad Request: message is too long")
    await lan.deletes(server.chat(lan.id).messages[-1])
    assert await edit(sent.message_id) == (400, "Bad Request: message to edit not found")


async def test_delete(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(lan.id, "x")
    assert await client.bot.delete_message(lan.id, sent.message_id)
    assert server.chat(lan.id).messages[-1].deleted
    assert not server.chat(lan.id).from_bot
    call = client.bot.delete_message(lan.id, sent.message_id)
    assert await refusal(client, server, call) == (400, "Bad Request: message to delete not found")


async def test_tap(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(lan.id, "2.4", reply_markup=client.keyboard(CARD))
    tap = await lan.taps("Có dấu hiệu")
    query = (await client.bot.get_updates())[-1].callback_query
    assert (query.id, query.data, query.from_user.id) == (tap.id, "rate:1:1", lan.id)
    assert (query.message.message_id, query.message.text) == (sent.message_id, "2.4")
    assert tap.seconds is None
    await client.bot.answer_callback_query(query.id, text="Đã lưu", show_alert=True)
    assert (tap.text, tap.alert) == ("Đã lưu", True)
    assert tap.seconds is not None
    assert 0 < tap.seconds < 5
    assert await refusal(client, server, client.bot.answer_callback_query(query.id)) == (400, TOO_OLD)
    assert await refusal(client, server, client.bot.answer_callback_query("77")) == (400, TOO_OLD)


async def test_answer_too_long_or_too_late(client: Client, server: TelegramServer, lan: User) -> None:
    await client.bot.send_message(lan.id, "2.4", reply_markup=client.keyboard(CARD))
    tap = await lan.taps("Không")
    call = client.bot.answer_callback_query(tap.id, text="x" * 201)
    assert await refusal(client, server, call) == (400, "Bad Request: MESSAGE_TOO_LONG")
    server.callback_lifetime = 0.0
    assert await refusal(client, server, client.bot.answer_callback_query(tap.id)) == (400, TOO_OLD)
    server.callback_lifetime = 15.0
    assert await client.bot.answer_callback_query(tap.id, text="x" * 200)


async def test_only_buttons_that_are_there_can_be_tapped(
    client: Client, server: TelegramServer, lan: User
) -> None:
    sent = await client.bot.send_message(lan.id, "2.4", reply_markup=client.keyboard(CARD))
    old = server.chat(lan.id).messages[-1]
    assert (await lan.taps("rate:1:0")).data == "rate:1:0"
    assert (await lan.taps("Dừng")).data == "stop"
    with pytest.raises(CannotDo):
        await lan.taps("i")  # in more than one label
    await client.bot.edit_message_text(text="xong", chat_id=lan.id, message_id=sent.message_id)
    with pytest.raises(CannotDo):
        await lan.taps("Không")
    await client.bot.get_updates(offset=-1)
    await lan.taps_stale(old, "rate:1:0")
    query = (await client.bot.get_updates())[-1].callback_query
    assert (query.data, query.message.text) == ("rate:1:0", "xong")


async def test_newest_of_two_equal_buttons_is_tapped(
    client: Client, server: TelegramServer, lan: User
) -> None:
    first = await client.bot.send_message(lan.id, "1", reply_markup=client.keyboard(CARD))
    second = await client.bot.send_message(lan.id, "2", reply_markup=client.keyboard(CARD))
    assert (await lan.taps("Không")).message_id == second.message_id
    older = server.chat(lan.id).by_id[first.message_id]
    assert (await lan.taps("Không", message=older)).message_id == first.message_id


async def test_inaccessible_message(client: Client, server: TelegramServer, lan: User) -> None:
    sent = await client.bot.send_message(lan.id, "2.4", reply_markup=client.keyboard(CARD))
    server.chat(lan.id).messages[-1].inaccessible = True
    await lan.taps("Không")
    message = (await client.bot.get_updates())[-1].callback_query.message
    # python-telegram-bot 22.8 has a class for these, and does not use it here.
    if client.name == "aiogram":
        assert isinstance(message, aiogram.types.InaccessibleMessage)
    else:
        assert message.date.timestamp() == 0
    assert (message.message_id, message.chat.id) == (sent.message_id, lan.id)
    assert getattr(message, "text", None) is None
    where = {"chat_id": lan.id, "message_id": sent.message_id}
    call = client.bot.edit_message_text(text="x", **where)
    assert await refusal(client, server, call) == (400, "Bad Request: message can't be edited")
    call = client.bot.delete_message(**where)
    assert await refusal(client, server, call) == (400, "Bad Request: message can't be deleted for everyone")
    await client.bot.get_updates(offset=-1)
    await lan.taps_stale(12345, "rate:9:9")
    message = (await client.bot.get_updates())[-1].callback_query.message
    assert (getattr(message, "text", None), message.message_id) == (None, 12345)
