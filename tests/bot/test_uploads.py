"""Files on their way in: only where one is awaited, all or nothing, once."""

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from bot.jobs import Jobs
from bot.turn import Busy
from bot.uploads import Uploads
from flows import uploads as rules
from storage import files, keys
from tests.conversations import Page, Plain, World, joins
from tests.uploads import PDF, dispatcher, nothing_is_left, stored


class Sender(Page):
    """Somebody at the web chat who sends files."""

    def __init__(self, world: World, address: str = "page-1") -> None:
        super().__init__(world, address)
        self.uploads = Uploads(world.turns)
        self.fetched = 0

    async def sends_file(self, name: str, *pieces: bytes, event_id: str = "", size: int = 0) -> str:
        """Send a file, and read the answer."""

        async def fetch() -> AsyncGenerator[bytes, None]:
            self.fetched += 1
            for piece in pieces:
                yield piece

        event = self.event(event_id=event_id)
        taken = await self.uploads.take(event, name, fetch, size)
        self.messages = taken.messages
        return self.text

    def event(self, *, text: str | None = None, choice: str | None = None, event_id: str = "") -> Any:
        """As a page makes one; with neither words nor choice it is a file's."""
        made = super().event(text=text, choice=choice, event_id=event_id)
        return made if text or choice else replace(made, kind="media")


@pytest.fixture
async def sender(world: World) -> Sender:
    """A member at a place that awaits a file."""
    world.turns.dispatcher = dispatcher()
    made = Sender(world)
    await joins(made)
    assert "Gửi tệp" in await made.says("/sendin")
    return made


async def test_an_awaited_file_is_stored_and_handed_over(sender: Sender, world: World) -> None:
    assert "Gửi tệp" in await sender.sends_file("../Giấy mời.pdf", PDF[:100], PDF[100:])
    assert await stored(world) == [("Giấy mời.pdf", "application/pdf", len(PDF), True)]
    assert "Gửi tệp" in await sender.sends_file("ảnh 2.jpg", b"\xff\xd8\xff" + b"x" * 10)
    assert [row[1] for row in await stored(world)] == ["application/pdf", "image/jpeg"]


async def test_where_no_file_is_awaited_nothing_is_fetched(sender: Sender, world: World) -> None:
    await sender.says("/menu")
    assert "chỉ đọc được chữ" in await sender.sends_file("a.pdf", PDF)
    stranger = Sender(world, "page-2")
    assert "chỉ đọc được chữ" in await stranger.sends_file("a.pdf", PDF)
    assert sender.fetched == stranger.fetched == 0
    assert await nothing_is_left(world)


async def test_a_locked_chat_asks_for_its_pin_and_takes_nothing(sender: Sender, world: World) -> None:
    await sender.taps("pinnew")
    await sender.says("2468")
    await sender.says("/sendin")
    world.passes(minutes=11)
    assert "PIN" in await sender.sends_file("a.pdf", PDF)
    assert sender.fetched == 0
    assert "Gửi tệp" in await sender.says("2468")
    assert "Gửi tệp" in await sender.sends_file("a.pdf", PDF)
    assert len(await stored(world)) == 1


async def test_the_same_event_twice_is_fetched_and_stored_once(sender: Sender, world: World) -> None:
    first = asyncio.create_task(sender.sends_file("a.pdf", PDF, event_id="a" * 16))
    again = asyncio.create_task(sender.sends_file("a.pdf", PDF, event_id="a" * 16))
    assert ["Gửi tệp" in text for text in await asyncio.gather(first, again)] == [True, True]
    assert "Gửi tệp" in await sender.sends_file("a.pdf", PDF, event_id="a" * 16)
    assert sender.fetched == 1
    assert len(await stored(world)) == 1


REFUSED: list[tuple[str, list[bytes], str]] = [
    ("a.pdf", [b"x" * 1_000_000] * 12, "lớn hơn 10 MB"),
    ("a.pdf", [], "trống"),
    ("a.pdf", [b"", b""], "trống"),
    ("a.pdf.EXE", [PDF], "không nhận loại tệp"),
    ("a.pdf", [b"MZ", b"x" * 300_000], "không nhận loại tệp"),
    ("từ chối.pdf", [PDF], "không còn dùng"),
    ("hỏng.pdf", [PDF], "trục trặc"),
]


async def test_what_is_not_taken_leaves_nothing_and_one_sentence(sender: Sender, world: World) -> None:
    for name, pieces, said in REFUSED:
        assert said in await sender.sends_file(name, *pieces), name
        assert await nothing_is_left(world), name
    assert len(keys.destroyed(world.database.keyring.store)) == len(REFUSED) - 1, "but of the name alone"
    assert "Gửi tệp" in await sender.sends_file("a.pdf", PDF), "the place still awaits a file"


async def test_a_file_that_says_it_is_too_large_is_not_begun(sender: Sender, world: World) -> None:
    assert "lớn hơn 10 MB" in await sender.sends_file("a.pdf", PDF, size=rules.LARGEST + 1)
    assert sender.fetched == 0
    assert await nothing_is_left(world)


async def test_reading_stops_where_it_is_too_large(sender: Sender) -> None:
    given = 0

    async def endless() -> AsyncGenerator[bytes, None]:
        nonlocal given
        while True:
            given += 1
            yield b"x" * 1_000_000

    await sender.uploads.take(sender.event(), "a.pdf", endless)
    assert given == 11


async def test_a_transfer_that_breaks_off_leaves_nothing(sender: Sender, world: World) -> None:
    troubles: list[BaseException] = [ConnectionResetError(), asyncio.CancelledError(), TimeoutError()]

    async def broken() -> AsyncGenerator[bytes, None]:
        yield PDF
        raise troubles[0]

    while len(troubles) > 1:
        with pytest.raises(type(troubles[0])):
            await sender.uploads.take(sender.event(), "a.pdf", broken)
        assert await nothing_is_left(world)
        del troubles[0]
    taken = await sender.uploads.take(sender.event(), "a.pdf", broken)
    assert "chưa đến nơi" in taken.messages[0].plain
    assert await nothing_is_left(world)


async def test_a_busy_database_is_passing_trouble(
    sender: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: Any, **__: Any) -> None:
        raise OperationalError("", {}, sqlite3.OperationalError("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr(files, "add", busy)
        with pytest.raises(Busy):
            await sender.sends_file("a.pdf", PDF, event_id="b" * 16)
    assert await nothing_is_left(world)
    assert "Gửi tệp" in await sender.sends_file("a.pdf", PDF, event_id="b" * 16)
    assert len(await stored(world)) == 1


async def test_who_moved_on_meanwhile_is_told_so_and_nothing_stays(sender: Sender, world: World) -> None:
    async def slow() -> AsyncGenerator[bytes, None]:
        yield PDF
        await sender.says("/menu")

    taken = await sender.uploads.take(sender.event(), "a.pdf", slow)
    assert "chỉ đọc được chữ" in taken.messages[0].plain
    assert await nothing_is_left(world)


async def test_so_many_at_a_time_and_so_many_an_hour(
    sender: Sender, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "COMING", 1)
    monkeypatch.setattr(rules, "HOURLY", 2 * len(PDF))
    said = []

    async def slow() -> AsyncGenerator[bytes, None]:
        yield PDF
        said.append(await sender.sends_file("b.pdf", PDF))

    await sender.uploads.take(sender.event(), "a.pdf", slow)
    assert "nhiều tệp cùng lúc" in said[0]
    assert "Gửi tệp" in await sender.sends_file("b.pdf", PDF)
    assert "một giờ" in await sender.sends_file("c.pdf", PDF)
    world.passes(minutes=61)
    await sender.says("/sendin")
    assert "Gửi tệp" in await sender.sends_file("c.pdf", PDF)


async def test_what_a_crash_left_is_erased_by_the_clock(sender: Sender, world: World, now: datetime) -> None:
    for until in (now + timedelta(days=1), now, now):
        begin = partial(files.begin, member_id=world.members[0], name="a", now=now)
        file_id = await world.database.run(begin)
        await world.database.run(partial(files.keep, file_ids=[file_id], until=until))
    jobs = Jobs(world.database, lambda: now + timedelta(hours=1), None)
    await jobs._forget_files(now + timedelta(hours=1))
    assert len(await stored(world)) == 1


async def test_a_channel_without_files_says_where_to_send_them(world: World) -> None:
    world.turns.dispatcher = dispatcher()
    person = Plain(world)
    await joins(person)
    asked = await person.says("/sendin")
    assert "https://tusoi.test" in asked
    assert asked.count("không gửi được tệp") == 1


async def test_a_file_is_read_outside_of_the_transaction(sender: Sender, world: World) -> None:
    await sender.says("/count")
    assert f"a.pdf: {len(PDF)}" in await sender.sends_file("a.pdf", PDF)
    assert await nothing_is_left(world)
    assert "trống" in await sender.sends_file("a.txt", b"xin")
    assert await nothing_is_left(world)


async def test_words_are_no_file(sender: Sender) -> None:
    assert "chưa hiểu" in await sender.says("đây là tệp")
