"""The Telegram channel over real HTTP, against the strict server."""

import logging
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest
from aiogram.methods import Response
from sqlalchemy.exc import OperationalError
from sqlmodel import select

from bot.channels import outcomes
from bot.channels.telegram import COMMANDS, Telegram, attempt
from bot.database import Database
from bot.messages import Message
from flows import review
from storage.accounts import Account
from storage.engines import FlowSession
from storage.events import Event as TakenEvent
from tests.robustness.lines import Line, on_the_line
from tests.servers.telegram import User, drop, flood, hang, http_error
from tests.servers.telegram import telegram_server as a_server
from tests.servers.telegram_people import make_inaccessible


@pytest.fixture
async def line(database: Database, now: datetime) -> AsyncIterator[Line]:
    """One member on Telegram."""
    async with on_the_line(database, now) as made:
        yield made


@pytest.fixture
def lan(line: Line) -> User:
    """That member."""
    return line.people[0]


def cards(user: User) -> list[Any]:
    """The bot's messages that have buttons."""
    return [message for message in user.private.from_bot if message.buttons]


async def test_the_command_menu_is_published_in_both_languages(line: Line) -> None:
    menus = line.server.commands
    await line.server.until(lambda: len(menus) == 2)
    for commands in menus.values():
        assert [command["command"] for command in commands] == list(COMMANDS)
    described = {commands[0]["description"] for commands in menus.values()}
    assert len(described) == 2


async def test_what_a_member_writes_is_shown_as_he_wrote_it(line: Line, lan: User) -> None:
    await line.begins(lan)
    await line.taps(lan, "Có dấu hiệu", "Ghi biểu hiện cụ thể")
    shown = await line.says(lan, '<b>&" <a href="x">&lt;</i>')
    assert '<b>&" <a href="x">&lt;</i>' in shown
    assert not any(call.status == 400 for call in line.server.calls)


async def test_a_tap_changes_its_card_and_words_make_a_new_one(line: Line, lan: User) -> None:
    await line.begins(lan)
    card = cards(lan)[-1]
    await line.taps(lan, "Không có")
    assert card.edited
    assert cards(lan)[-1] is card
    assert "2/27" in card.text
    await line.says(lan, "không")
    assert cards(lan) == [lan.private.from_bot[-1]]
    assert "3/27" in cards(lan)[-1].text
    assert not card.buttons


async def test_no_form_of_answer_is_made_anew(line: Line, lan: User) -> None:
    """Pydantic takes milliseconds for one, and forgets it as soon as nobody holds it."""
    made = set(Response.__subclasses__())
    await line.begins(lan)
    old, verb = cards(lan)[-1], cards(lan)[-1].buttons[0].data
    await line.taps(lan, "Không có")
    await line.says(lan, "/menu")
    await lan.taps_stale(old, verb)
    await line.settled()
    assert {call.method for call in line.server.calls} >= {"answerCallbackQuery", "editMessageReplyMarkup"}
    assert set(Response.__subclasses__()) == made


async def test_an_old_card_is_stripped_and_a_new_one_comes(line: Line, lan: User) -> None:
    await line.begins(lan)
    old, verb = cards(lan)[-1], cards(lan)[-1].buttons[0].data
    await line.says(lan, "/menu")
    await lan.taps_stale(old, verb)
    await line.settled()
    assert "2/27" in lan.private.from_bot[-1].text
    assert len(cards(lan)) == 1


async def test_the_same_card_again_is_no_fault(
    line: Line, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    await line.begins(lan)
    card, verb = cards(lan)[-1], next(b.data for b in cards(lan)[-1].buttons if b.data.startswith("list"))
    before = len(lan.private.from_bot)
    await lan.taps_stale(card, verb)
    await lan.taps_stale(card, verb)
    await line.settled()
    assert any("not modified" in call.description for call in line.server.calls)
    assert len(lan.private.from_bot) == before
    assert "rejected" not in caplog.text


@pytest.mark.parametrize("how", ["deleted", "inaccessible", "uneditable"])
async def test_a_card_that_is_gone_is_sent_anew(line: Line, lan: User, how: str) -> None:
    await line.begins(lan)
    card, verb = cards(lan)[-1], cards(lan)[-1].buttons[0].data
    if how == "deleted":
        await lan.deletes(card)
    elif how == "inaccessible":
        make_inaccessible(line.server, lan.id, card.id)
    await lan.taps_stale(card, verb)
    if how == "uneditable":  # the update said it could be edited; by now it cannot
        make_inaccessible(line.server, lan.id, card.id)
    await line.settled()
    assert lan.private.from_bot[-1] is not card
    assert "2/27" in lan.private.from_bot[-1].text
    assert (await line.sheet()).of("1.1")[0] == "0"
    assert lan.callback
    assert lan.callback.answered_at


async def test_every_tap_is_acknowledged_whatever_it_was(line: Line, lan: User) -> None:
    await line.begins(lan)
    for data in ("nonsense", "rate:1:99.9:0", "rate:x", "way:77:sign", "tick:1:+", "page:1:99", "0" * 64):
        await lan.taps_stale(cards(lan)[-1], data)
        await line.settled()
        assert lan.callback
        assert (lan.callback.seconds or 99) < 1, data
        assert cards(lan), data


async def test_a_bug_leaves_the_card_and_acknowledges_the_tap(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def buggy(*_: Any) -> Any:
        raise ZeroDivisionError("Lan 0912")

    monkeypatch.setattr(review, "rate", buggy)
    async with on_the_line(database, now) as line:
        line.world.renew()
        lan = line.people[0]
        await line.begins(lan)
        card, before = cards(lan)[-1], cards(lan)[-1].text
        await lan.taps("Không có")
        await line.settled()
        assert lan.callback
        assert lan.callback.answered_at
        assert "vừa có trục trặc" in lan.private.from_bot[-1].text
        assert (card.text, bool(card.buttons)) == (before, True)


async def test_a_tap_is_acknowledged_while_the_database_is_busy(
    line: Line, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    await line.begins(lan)
    run = line.world.database.run
    busy = True

    async def sometimes(work: Any) -> Any:
        if busy:
            raise OperationalError("BEGIN", {}, Exception("database is locked"))
        return await run(work)

    monkeypatch.setattr(line.world.database, "run", sometimes)
    callback = await lan.taps("Không có")
    await line.server.until(lambda: callback.answered_at is not None, 2)
    assert line.server.confirmed < (lan.last_update or 0)
    busy = False
    await line.settled()
    assert (await line.sheet()).of("1.1")[0] == "0"


async def test_a_member_who_blocked_the_bot_is_not_pestered(line: Line, lan: User) -> None:
    await line.begins(lan)
    await lan.says("/menu")
    await lan.blocks()
    await line.settled()
    refused = [call for call in line.server.calls if call.status == 403]
    assert len(refused) <= 2
    await lan.unblocks()
    assert "Trang chính" in await line.says(lan, "/menu") or cards(lan)


async def test_an_album_is_answered_once(line: Line, lan: User) -> None:
    await line.begins(lan)
    before = len(lan.private.from_bot)
    await lan.sends_photos(4, "ảnh họp")
    await line.settled()
    fresh = lan.private.from_bot[before:]
    assert [message.text for message in fresh] == [fresh[0].text]
    assert "chỉ đọc được chữ" in fresh[0].text
    await lan.sends_photos(2)
    await line.settled()
    assert len(lan.private.from_bot) == before + 2


@pytest.mark.parametrize("kind", ["sticker", "voice", "video_note", "location", "contact"])
async def test_what_is_no_text_is_answered_kindly_and_the_place_stays(
    line: Line, lan: User, kind: str
) -> None:
    await line.begins(lan)
    await lan.sends(kind)
    await line.settled()
    assert "chỉ đọc được chữ" in lan.private.from_bot[-1].text
    assert await line.taps(lan, "Không có")
    assert "2/27" in cards(lan)[-1].text


async def test_an_edited_message_changes_no_answer(line: Line, lan: User) -> None:
    await line.begins(lan)
    await line.says(lan, "không")
    said = next(m for m in reversed(lan.private.messages) if not m.from_bot)
    await lan.edits(said, "có")
    await line.settled()
    assert "Sửa tin cũ" in lan.private.from_bot[-1].text
    assert (await line.sheet()).of("1.1")[0] == "0"


async def test_in_a_group_it_only_points_to_the_private_chat(
    line: Line, lan: User, database: Database
) -> None:
    group = line.server.group(-1001, "Chi bộ")
    code = await line.world.code()
    before = await database.run(stored)
    await lan.adds_bot(group)
    for text in ("chào cả nhà", f"/start {code}", "2", code):
        await lan.says(text, group=group)
    await lan.sends("sticker", group=group)
    await line.settled()
    spoken = [message.text for message in group.chat.from_bot]
    assert len(spoken) == 1
    assert "nhắn riêng" in spoken[0]
    await lan.taps_stale(1, "review", group=group)
    await line.settled()
    assert lan.callback
    assert lan.callback.answered_at
    assert await database.run(stored) == before


def stored(session: FlowSession) -> tuple[int, int]:
    """How many chats and events are known."""
    return len(session.exec(select(Account)).all()), len(session.exec(select(TakenEvent)).all())


async def test_a_typed_pin_is_taken_out_of_the_chat(line: Line, lan: User) -> None:
    await line.says(lan, "/lienket")
    pin = next(label for label in cards(lan)[-1].labels if "PIN" in label)
    await line.taps(lan, pin)
    await line.says(lan, "4711")
    line.world.passes(hours=1)
    await line.says(lan, "/tusoi")
    await line.says(lan, "9999")
    await line.says(lan, "4711")
    left = [m.text for m in lan.private.visible if not m.from_bot]
    assert left == ["/lienket", "/tusoi"]
    assert "Máy và kênh" in lan.private.from_bot[-1].text  # where he was when it was locked


async def test_a_text_that_bears_a_secrecy_mark_is_taken_out_of_the_chat(line: Line, lan: User) -> None:
    await line.begins(lan)
    await line.taps(lan, "Có dấu hiệu", "Ghi biểu hiện cụ thể")
    await line.says(lan, "Trích văn bản TỐI MẬT số 1")
    assert not any("TỐI MẬT số 1" in m.text for m in lan.private.visible)
    assert (await line.sheet()).of("1.1")[3] == ""


@pytest.mark.parametrize("letter", ["&", "<", "🙂", "ố", "e\u0323\u0302"])
async def test_long_words_arrive_in_parts(line: Line, lan: User, letter: str) -> None:
    await line.begins(lan)
    words = letter * (1000 // len(letter))
    await line.taps(lan, "Có dấu hiệu", "Ghi biểu hiện cụ thể")
    await line.says(lan, words)
    await line.taps(lan, "Nguyên nhân khác")
    await line.says(lan, words)
    assert not [call.description for call in line.server.calls if call.status == 400]
    shown = "".join(message.text for message in lan.private.from_bot)
    assert shown.count(letter) >= 2 * (1000 // len(letter))
    await line.taps(lan, "Tiếp tục")
    assert "2/27" in cards(lan)[-1].text


async def test_what_is_to_be_kept_stands_apart_from_the_buttons(line: Line) -> None:
    minh = line.server.user(5005, "Minh")
    line.world.members += (await line.world.database.run(lambda s: another(s, line)),)
    await line.says(minh, f"/start {await line.world.code(1)}")
    words, further = minh.private.from_bot[-2:]
    assert " – " in words.text
    assert not words.buttons
    assert further.buttons
    await line.taps(minh, further.labels[0])
    assert words in minh.private.visible


def another(session: FlowSession, line: Line) -> int:
    """One more seat in the cell."""
    from tests.conftest import make_member

    return make_member(session, line.world.unit_id, "Minh", line.world.now)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (None, outcomes.Sent),
        (flood(7), outcomes.Throttled),
        (http_error(502), outcomes.Unknown),
        (hang(), outcomes.Unknown),
        (drop(), outcomes.Unknown),
    ],
)
async def test_outcomes_of_sending(line: Line, lan: User, fault: Any, expected: type) -> None:
    await line.says(lan, "/menu")
    line.telegram.bot.session.timeout = 0.3
    if fault:
        line.server.fails("sendMessage", fault)
    outcome = await line.telegram.send(str(lan.id), Message("Chào"))
    assert isinstance(outcome, expected)
    if isinstance(outcome, outcomes.Throttled):
        assert outcome.after == 7


async def test_outcomes_of_what_cannot_be_sent(line: Line, lan: User) -> None:
    await line.says(lan, "/menu")
    assert isinstance(await line.telegram.send(str(lan.id), Message("<b>x")), outcomes.Rejected)
    assert isinstance(await line.telegram.send(str(lan.id), Message("x" * 5000)), outcomes.Rejected)
    stranger = line.server.user(7007, "Ai")
    assert isinstance(await line.telegram.send(str(stranger.id), Message("x")), outcomes.Gone)
    await lan.deactivates()
    assert isinstance(await line.telegram.send(str(lan.id), Message("x")), outcomes.Gone)


async def test_a_refused_token_and_nobody_there_are_tried_again() -> None:
    async with a_server("999:other") as other:
        refused, nobody = Telegram("999:revoked", other.base_url), Telegram("999:x", "http://127.0.0.1:9")
        for telegram in (refused, nobody):
            assert isinstance(await telegram.send("1", Message("x")), outcomes.Unreachable)
            await telegram.close()


async def test_rejections_are_logged_without_what_was_said(
    line: Line, lan: User, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await line.telegram.insist(lambda: attempt(lambda: line.telegram.bot.send_message(1, "bí ẩn")))
    assert "rejected" in caplog.text
    assert "bí ẩn" not in caplog.text


async def test_english_members_are_answered_in_english(line: Line, lan: User) -> None:
    await line.says(lan, "/ngonngu")
    await line.taps(lan, "English")
    await lan.sends("sticker")
    await line.settled()
    assert "chỉ đọc" not in lan.private.from_bot[-1].text
