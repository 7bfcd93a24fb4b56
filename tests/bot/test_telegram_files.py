"""Files over Telegram, both ways, over real HTTP. The token is in every file's address: it is never seen."""

import io
import logging
import traceback
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bot.channels import telegram_files
from bot.channels.telegram_files import Incoming
from bot.database import Database
from flows import uploads as rules
from flows.replies import FlowError
from tests.robustness.lines import Line, on_the_line
from tests.servers.telegram import TOKEN, User, drop, flood, hang, http_error
from tests.servers.telegram_params import Upload
from tests.uploads import PDF, dispatcher, nothing_is_left, stored

SECRET = TOKEN.partition(":")[2]


def picture(width: int = 40, height: int = 30) -> bytes:
    """A JPEG."""
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "red").save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.fixture
async def line(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> AsyncIterator[Line]:
    """One member on Telegram, at a place that awaits a file. Nothing that is logged names the token."""
    monkeypatch.setattr(telegram_files, "WAITS", (0.01, 0.01, 0.01))
    caplog.set_level(logging.DEBUG)
    async with on_the_line(database, now) as made:
        made.world.turns.dispatcher = dispatcher()
        await made.says(made.people[0], "/sendin")
        yield made
    ours = [record for record in caplog.records if record.name != "asyncio"]
    assert SECRET not in "\n".join(f"{record.getMessage()} {record.exc_info}" for record in ours)


@pytest.fixture
def lan(line: Line) -> User:
    """That member."""
    return line.people[0]


async def sends(line: Line, user: User, data: bytes = PDF, name: str = "Giấy mời.pdf", **how: Any) -> str:
    """Send a document, and read the newest message of the bot."""
    await user.sends_file(name, data, **how)
    await line.settled(user)
    return user.private.from_bot[-1].text


async def test_documents_and_photos_come_in(line: Line, lan: User) -> None:
    assert "Gửi tệp" in await sends(line, lan)
    await lan.sends_photos(data=picture())
    await line.settled(lan)
    rows = await stored(line.world)
    assert rows == [
        ("Giấy mời.pdf", "application/pdf", len(PDF), True),
        ("anh.jpg", "image/jpeg", len(picture()), True),
    ]


async def test_each_part_of_an_album_is_taken_where_files_are_awaited(line: Line, lan: User) -> None:
    await lan.sends_photos(3, "ảnh họp", data=picture())
    await line.settled(lan)
    for number in range(2):
        await lan.sends_file(f"{number}.pdf", PDF, album="a")
    await line.settled(lan)
    assert len(await stored(line.world)) == 5
    said = [message.text for message in lan.private.from_bot]
    assert sum("Lời ghi kèm" in text for text in said) == 1


async def test_an_album_nobody_awaits_is_answered_once_and_not_fetched(line: Line, lan: User) -> None:
    await line.says(lan, "/menu")
    before = len(lan.private.from_bot)
    await lan.sends_photos(3)
    await line.settled(lan)
    assert len(lan.private.from_bot) == before + 1
    assert not line.server.calls_of("getFile")
    assert await nothing_is_left(line.world)


async def test_what_is_said_to_be_too_large_is_not_asked_for(line: Line, lan: User) -> None:
    assert "lớn hơn 10 MB" in await sends(line, lan, bytes(rules.LARGEST + 1))
    assert not line.server.calls_of("getFile")
    assert await nothing_is_left(line.world)
    assert "Gửi tệp" in await sends(line, lan)


async def test_what_is_no_file_is_answered_with_what_is_awaited(line: Line, lan: User) -> None:
    await lan.sends("voice")
    await line.settled(lan)
    assert "nhận tệp hoặc ảnh" in lan.private.from_bot[-1].text


async def test_a_transfer_that_fails_is_told_and_leaves_nothing(
    line: Line, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telegram_files, "WITHIN", 0.5)
    for fault in (drop(), drop(after=True), http_error(404), hang(after=True)):
        line.server.fails("download", fault, 1 + (fault == drop()))  # the client itself asks once more
        assert "chưa đến nơi" in await sends(line, lan), fault
        assert await nothing_is_left(line.world)
    monkeypatch.undo()
    assert "Gửi tệp" in await sends(line, lan)
    assert len(await stored(line.world)) == 1


async def test_where_it_lies_is_asked_again(line: Line, lan: User) -> None:
    for fault in (http_error(502), flood(0), drop()):
        before = len(line.server.calls_of("getFile"))
        line.server.fails("getFile", fault, 2)
        assert "Gửi tệp" in await sends(line, lan), fault
        assert len(line.server.calls_of("getFile")) == before + 3
    line.server.fails("getFile", http_error(502), 3)
    assert "chưa đến nơi" in await sends(line, lan)


async def test_an_error_of_a_transfer_names_no_token(line: Line, lan: User) -> None:
    await lan.sends_file("a.pdf", PDF)
    file = Incoming(next(iter(line.server.files)), "a.pdf", 0, False)
    await line.settled(lan)
    for fault in (http_error(404), drop(after=True)):
        line.server.fails("download", fault)
        with pytest.raises(FlowError) as caught:
            async for _ in telegram_files.fetch(line.telegram.bot, file):
                pass
        error = caught.value
        assert SECRET not in "".join(traceback.format_exception(error, chain=True)) + repr(error)
        assert error.__context__ is None


async def test_the_servers_own_limit_is_told_as_ours(line: Line) -> None:
    large = line.server.keep_file(Upload("a", b"", ""), "document")
    large.size = 21 * 1024 * 1024
    with pytest.raises(FlowError, match="file-too-large"):
        async for _ in telegram_files.fetch(line.telegram.bot, Incoming(large.id, "a", 0, False)):
            pass


async def test_a_server_on_this_machine_gives_a_path(line: Line, lan: User, tmp_path: Path) -> None:
    line.server.folder = tmp_path
    assert "Gửi tệp" in await sends(line, lan)
    assert len(await stored(line.world)) == 1
    with pytest.raises(FlowError, match="file-not-received"):
        async for _ in telegram_files._read(f"{tmp_path}/nothing"):
            pass


async def test_files_go_back_out_pictures_as_photos(line: Line, lan: User) -> None:
    await sends(line, lan)
    await line.says(lan, "/fetch")
    document = lan.private.from_bot[-1].document
    assert document
    assert (document.name, document.data) == ("Giấy mời.pdf", PDF)
    line.world.passes(seconds=1)
    await line.says(lan, "/sendin")
    await sends(line, lan, picture(), "a.jpg")
    await line.says(lan, "/fetch")
    shown = lan.private.from_bot[-1]
    assert shown.photo
    assert shown.photo.data == picture()
    assert shown.buttons


async def test_a_picture_telegram_does_not_show_goes_as_a_document(line: Line, lan: User) -> None:
    await sends(line, lan, picture(2, 100), "a.jpg")
    await line.says(lan, "/fetch")
    assert lan.private.from_bot[-1].document
