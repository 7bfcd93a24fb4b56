"""What is kept of private links and of the files behind them, and when it goes."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from sqlmodel import select

from bot.database import Database
from bot.file_links import PATH, Links
from bot.messages import File
from storage import erasure, file_links, files, keys
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.file_links import FileLink
from storage.files import FilePiece, StoredFile
from tests.bot.surfers import Surfer
from tests.bot.test_file_links import BOT, BYTES, CHAT, MADE, left, path, path_of, press, vault
from tests.conftest import NOW, make_cell
from tests.conversations import World
from tests.robustness.seats import seat

__all__ = ["path", "vault"]
T = TypeVar("T")


async def test_neither_token_nor_name_nor_bytes_lie_open(path: str, world: World) -> None:
    rows = await world.database.run(lambda session: list(session.exec(select(FileLink)).all()))
    assert [row.digest for row in rows] == [file_links.digest(path.removeprefix(PATH))]
    raw = await world.database.run(lambda session: session.exec(select(FilePiece.data)).all())
    assert not any(BYTES[:64] in data for data in raw)


async def test_the_clock_erases_a_made_file_with_its_link(path: str, world: World) -> None:
    assert await world.database.run(left) == (1, 1, 3)
    late = world.now + file_links.KEPT
    early = late - timedelta(seconds=1)
    assert await world.database.run(partial(files.erase_due, now=early, limit=10)) == 0
    assert await world.database.run(partial(files.erase_due, now=late, limit=10)) == 1
    assert await world.database.run(left) == (0, 0, 0)


async def test_a_vault_takes_what_was_made_for_it_along(path: str, vault: int, world: World) -> None:
    def work(session: FlowSession) -> bool:
        [file_id] = session.exec(select(StoredFile.id)).all()
        erasure.erase_vaults(session, [vault], world.now)
        return keys.find(keyring_of(session).store, file_id) is None

    assert await world.database.run(work)
    assert await world.database.run(left) == (0, 0, 0)


async def test_an_unlinked_chat_takes_its_links_along(path: str, world: World, surfer: Surfer) -> None:
    def work(session: FlowSession) -> None:
        found = file_links.reader(session, BOT, CHAT)
        assert found
        erasure.erase_account(session, found[0])

    await world.database.run(work)
    assert (await surfer.get(path)).status == 404


async def test_what_was_made_is_not_counted_as_sent_in(path: str, world: World) -> None:
    since = world.now.replace(hour=0)
    count = partial(files.bytes_since, member_id=world.members[0], since=since)
    assert await world.database.run(count) == 0
    begin = partial(files.begin, member_id=world.members[0], name="a", now=world.now)
    await world.database.run(partial(begin, made=True))
    coming = partial(files.coming, member_id=world.members[0])
    assert await world.database.run(coming) == 0
    await world.database.run(begin)
    assert await world.database.run(coming) == 1


async def test_what_lies_there_is_linked_and_not_copied(
    vault: int, world: World, surfer: Surfer, other: Surfer
) -> None:
    def put(session: FlowSession) -> int:
        file_id = files.begin(session, world.members[1], "Giấy mời.pdf", world.now)
        files.add(session, file_id, 0, b"%PDF-1.7")
        files.end(session, file_id, "application/pdf")
        files.complete(session, file_id)
        return file_id

    file_id = await world.database.run(put)
    made = File("Giấy mời.pdf", b"", stored=file_id)
    path = path_of(await Links(world.turns).link(BOT, CHAT, made))
    assert await world.database.run(left) == (1, 1, 1)
    got = await press(surfer, path)
    assert (got.content_type, await got.read()) == ("application/octet-stream", b"%PDF-1.7")
    await world.database.run(partial(files.erase, file_ids=[file_id], now=world.now))
    assert await world.database.run(left) == (0, 0, 0)
    assert (await press(surfer, path)).status == 404
    gone = path_of(await Links(world.turns).link(BOT, CHAT, made))
    assert (await other.get(gone)).status == 404


async def test_nobody_gets_no_link_that_leads_anywhere(vault: int, world: World, surfer: Surfer) -> None:
    path = path_of(await Links(world.turns).link(BOT, "nobody", MADE))
    assert (await surfer.get(path)).status == 404
    assert await world.database.run(left) == (0, 0, 0)


@pytest.mark.parametrize("number", range(1, 8))
async def test_who_is_erased_meanwhile_leaves_nothing_behind(
    vault: int, world: World, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before he is looked for, before the file begins, before each of its pieces, its end, and after."""
    erase = partial(erasure.erase_vaults, vault_ids=[vault], now=world.now)
    beside, left_over = world.turns.beside, iter(range(1, 100))

    async def interrupted(work: Callable[[FlowSession], Any]) -> Any:
        if next(left_over) == number:
            await beside(erase)
        return await beside(work)

    monkeypatch.setattr(world.turns, "beside", interrupted)
    path_of(await Links(world.turns).link(BOT, CHAT, MADE))
    if number == 7:
        await world.database.run(erase)
    assert await world.database.run(left) == (0, 0, 0)


async def test_of_two_browsers_at_once_one_wins(kind: str, database: Database) -> None:
    cell = await database.run(lambda session: make_cell(session, NOW, "CB1"))
    await database.run(lambda session: seat(session, cell.members[0], [(BOT, CHAT)], NOW))
    links = Links(World(database, cell.unit_id, cell.members, NOW).turns)
    for _ in range(5):
        token = path_of(await links.link(BOT, CHAT, MADE)).removeprefix(PATH)
        asked = [partial(file_links.claim, token=token, browser=str(n), now=NOW) for n in range(4)]
        won = await asyncio.gather(*map(database.run, asked))
        assert sorted(won) == [False, False, False, True]
        again = await asyncio.gather(*map(database.run, asked))
        assert again == won
