"""Messages that are changed where they stand, and files uploaded once, against the strict server."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.outcomes import Gone, Rejected, Sent, Unreachable, Withheld
from bot.channels.telegram import Telegram
from bot.messages import File, Message
from tests.conversations import channel_to
from tests.servers.telegram import TelegramServer, User, telegram_server

WORDS = Message("Họp lúc <b>19:30</b>", aside=True)


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    """The strict server."""
    async with telegram_server() as made:
        yield made


@pytest.fixture
async def telegram(server: TelegramServer) -> AsyncIterator[Telegram]:
    """The channel."""
    made = channel_to(server)
    yield made
    await made.close()


@pytest.fixture
async def lan(server: TelegramServer) -> User:
    """Somebody who has started the bot."""
    user = server.user(1001, "Lan")
    await user.says("/start")
    return user


async def test_a_message_is_changed_and_deleted_by_its_name(telegram: Telegram, lan: User) -> None:
    sent = await telegram.send("1001", WORDS)
    assert isinstance(sent, Sent)
    for _ in range(2):  # again after a crash
        assert isinstance(await telegram.change("1001", sent.id, Message("Họp lúc 20:00")), Sent)
    assert [message.text for message in lan.private.from_bot] == ["Họp lúc 20:00"]
    for _ in range(2):
        assert isinstance(await telegram.delete("1001", sent.id), Sent)
    assert lan.private.from_bot == []
    assert isinstance(await telegram.change("1001", sent.id, WORDS), Rejected)


async def test_after_two_days_it_is_not_deleted_any_more(telegram: Telegram, lan: User) -> None:
    sent = await telegram.send("1001", WORDS)
    assert isinstance(sent, Sent)
    (message,) = lan.private.from_bot
    message.date -= 48 * 3600 + 60
    assert isinstance(await telegram.delete("1001", sent.id), Rejected)
    await lan.blocks()
    assert isinstance(await telegram.delete("1001", sent.id), Gone)


async def test_what_is_not_wanted_any_more_does_not_leave(telegram: Telegram, lan: User) -> None:
    async def wanted() -> bool:
        return False

    assert await telegram.send("1001", WORDS, wanted=wanted) == Withheld()
    assert await telegram.change("1001", "5", WORDS, wanted=wanted) == Withheld()
    assert lan.private.from_bot == []


async def test_a_stored_file_is_uploaded_once(telegram: Telegram, lan: User, server: TelegramServer) -> None:
    file = File("Giấy mời.pdf", b"%PDF-1.7", stored=7)
    assert telegram.needs(file)
    await telegram.send("1001", Message("", file=file, aside=True))
    assert not telegram.needs(file)
    known = Message("", file=File("Giấy mời.pdf", b"", stored=7), aside=True)
    assert isinstance(await telegram.send("1001", known), Sent)
    assert [message.document.name for message in lan.private.from_bot if message.document] == [file.name] * 2
    server.files.clear()  # Telegram does not know it any more
    assert await telegram.send("1001", known) == Unreachable()
    assert telegram.needs(file)
