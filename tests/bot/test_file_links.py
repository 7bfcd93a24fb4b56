"""Files as private links: who gets them, what a preview may do, when they are gone."""

import asyncio
import re
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from aiohttp import ClientResponse
from sqlmodel import select
from yarl import URL

from bot.database import Database
from bot.file_links import PATH, Links
from bot.messages import File
from storage import erasure, file_links, files, keys
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.file_links import FileLink
from storage.files import FilePiece, StoredFile
from tests.bot.surfers import Surfer
from tests.conftest import NOW, make_cell
from tests.conversations import World
from tests.robustness.seats import seat

T = TypeVar("T")
BOT, CHAT = "zalo:12345689", "1a"
BYTES = bytes(range(256)) * 2500
MADE = File("Bản của tôi.zip", BYTES, "application/zip")
LINK = re.compile(r"https://tusoi\.test(/tep/[\w-]{43})")


@pytest.fixture
async def vault(world: World) -> int:
    """A member with a chat on Zalo."""
    return await world.database.run(lambda session: seat(session, world.members[0], [(BOT, CHAT)], world.now))


@pytest.fixture
async def path(world: World, vault: int) -> str:
    """Where something that was made for him lies."""
    return path_of(await Links(world.turns).link(BOT, CHAT, MADE))


def path_of(text: str) -> str:
    """The path of the one link in a text."""
    [found] = LINK.findall(text)
    assert isinstance(found, str)
    return found


async def press(surfer: Surfer, path: str) -> ClientResponse:
    """Press the button, as a browser does that has the page."""
    return await surfer.client.post(path)


def left(session: FlowSession) -> tuple[int, int, int]:
    """Links, files, pieces."""
    count = sa.select(sa.func.count())
    tables = (FileLink, StoredFile, FilePiece)
    return tuple(session.connection().scalar(count.select_from(one)) or 0 for one in tables)  # type: ignore[return-value]


# The page and the button


async def test_looking_changes_nothing_and_the_button_gives_the_file(
    path: str, surfer: Surfer, other: Surfer
) -> None:
    for _ in range(3):  # a messenger makes its preview
        assert (await other.client.head(path)).status == 200
        assert (await other.get(path)).status == 200
    page = await surfer.get(path)
    shown = await page.text()
    assert "<h1>Bản của tôi.zip</h1>" in shown
    assert "625 KB" in shown
    assert "09:00 23/11/2026" in shown
    assert "<script" not in shown
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "form-action 'self'" in policy
    assert "script-src" not in policy
    assert page.headers["Referrer-Policy"] == "no-referrer"
    got = await press(surfer, path)
    assert (got.status, got.content_type, await got.read()) == (200, "application/zip", BYTES)
    assert got.headers["Content-Disposition"] == f"attachment; filename*=UTF-8''{quote(MADE.name)}"


async def test_the_same_browser_again_and_no_other_one(path: str, surfer: Surfer, other: Surfer) -> None:
    await surfer.get(path)
    await other.get(path)
    assert (await press(surfer, path)).status == 200
    for refused in (await press(other, path), await other.get(path), await other.get(f"{path}/tai-ve")):
        assert refused.status == 410
        told = await refused.text()
        assert "đã được tải trên một máy khác" in told
        assert "xin lại" in told
        assert MADE.name not in told
    assert (await surfer.get(path)).status == 200
    assert await (await press(surfer, path)).read() == BYTES


async def test_a_browser_without_cookies_gets_it_once(path: str, surfer: Surfer) -> None:
    response = await surfer.client.post(path, allow_redirects=False)
    assert (response.status, await response.read()) == (200, BYTES)
    cookie = response.cookies["tusoi-tep"]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, path, "Lax")
    surfer.forgets_cookies()
    assert (await press(surfer, path)).status == 410


async def test_nothing_is_fetched_without_the_button(path: str, surfer: Surfer) -> None:
    await surfer.get(path)
    fetched = await surfer.get(f"{path}/tai-ve")
    assert (fetched.status, fetched.headers["Location"]) == (303, path), (
        "nobody has taken it: here is the button"
    )
    assert (await press(surfer, path)).status == 200


async def says(surfer: Surfer, method: str, path: str, cookie: bytes) -> str:
    """What is answered to a request that no client of ours would make."""
    site = surfer.client.make_url("/")
    reader, writer = await asyncio.open_connection(site.host, site.port)
    head = f"{method} {path} HTTP/1.1\r\nHost: {site.host}\r\nConnection: close\r\nContent-Length: 0\r\n"
    writer.write(head.encode() + b"Cookie: tusoi-tep=" + cookie + b"\r\n\r\n")
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode("latin-1")


@pytest.mark.parametrize("cookie", [b"\xff", b"x", b'"\\377"', b""])
async def test_a_cookie_that_is_none_of_ours_is_none(path: str, surfer: Surfer, cookie: bytes) -> None:
    """Not even where its letters are no letters; who brings one gets the file once, as without any."""
    for _ in range(2):
        answer = await says(surfer, "GET", path, cookie)
        assert answer.startswith("HTTP/1.1 200 ")
        assert "Set-Cookie: tusoi-tep=" in answer
    assert (await says(surfer, "POST", path, cookie)).startswith("HTTP/1.1 200 ")
    for method, where in (("GET", path), ("POST", path), ("GET", f"{path}/tai-ve")):
        assert (await says(surfer, method, where, cookie)).startswith("HTTP/1.1 410 ")


async def test_a_link_of_no_letters_leads_nowhere(surfer: Surfer) -> None:
    for name in ("%ED%B3%BF", "%FF", "%00", "..%2F..%2Fetc", "x" * 5000):
        assert (await surfer.client.get(URL(f"{PATH}{name}", encoded=True))).status == 404


async def test_a_button_pressed_twice_is_no_stranger(path: str, surfer: Surfer) -> None:
    await surfer.get(path)
    both = await asyncio.gather(press(surfer, path), press(surfer, path))
    assert [one.status for one in both] == [200, 200]


async def test_unknown_expired_and_erased_look_the_same(
    path: str, vault: int, world: World, surfer: Surfer
) -> None:
    await surfer.get(path)
    assert (await press(surfer, path)).status == 200
    unknown = [await (await surfer.get(f"{PATH}{name}")).text() for name in ("x" * 43, "x", "%C3%A9")]
    world.passes(hours=24)
    expired = await surfer.get(path)
    world.passes(hours=-1)
    await world.database.run(partial(erasure.erase_vaults, vault_ids=[vault], now=world.now))
    erased = await surfer.get(path)
    assert {expired.status, erased.status, (await press(surfer, path)).status} == {404}
    assert {*unknown, await expired.text(), await erased.text()} == {unknown[0]}
    assert "không còn dùng được" in unknown[0]


async def test_it_is_limited_as_everything_is(path: str, surfer: Surfer) -> None:
    surfer.site._hosts.rate, surfer.site._hosts.burst = 0.001, 2.0
    headers = {"X-Forwarded-For": "203.0.113.7"}
    statuses = [(await surfer.get(path, **headers)).status for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_no_log_names_a_link_a_file_or_a_chat(
    path: str, surfer: Surfer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG", "tusoi")
    await surfer.get(path)
    await press(surfer, path)
    await surfer.get(f"{PATH}{'x' * 43}")
    told = "\n".join(record.getMessage() for record in caplog.records if record.name.startswith("tusoi"))
    for secret in (path.removeprefix(PATH), "x" * 43, "Bản của tôi"):
        assert secret not in told


# What is kept


async def test_neither_token_nor_name_nor_bytes_lie_open(path: str, world: World) -> None:
    rows = await world.database.run(lambda session: list(session.exec(select(FileLink)).all()))
    assert [row.digest for row in rows] == [file_links.digest(path.removeprefix(PATH))]
    raw = await world.database.run(lambda session: session.exec(select(FilePiece.data)).all())
    assert not any(BYTES[:64] in data for data in raw)


async def test_the_clock_erases_a_made_file_with_its_link(path: str, world: World) -> None:
    assert await world.database.run(left) == (1, 1, 3)
    late = world.now + file_links.KEPT
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
    assert await world.database.run(partial(files.coming, member_id=world.members[0])) == 0


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


async def test_nobody_gets_no_link_that_leads_anywhere(world: World, surfer: Surfer) -> None:
    path = path_of(await Links(world.turns).link(BOT, "nobody", MADE))
    assert (await surfer.get(path)).status == 404
    assert await world.database.run(left) == (0, 0, 0)


class Interrupted(Links):
    """Something happens before one of its transactions."""

    def __init__(self, links: Links, number: int, happens: Callable[[FlowSession], Any]) -> None:
        super().__init__(links.turns)
        self.number, self.happens = number, happens

    async def _run(self, work: Callable[[FlowSession], T]) -> T:
        self.number -= 1
        if self.number == 0:
            await super()._run(self.happens)
        return await super()._run(work)


@pytest.mark.parametrize("number", range(1, 8))
async def test_who_is_erased_meanwhile_leaves_nothing_behind(vault: int, world: World, number: int) -> None:
    """Before he is looked for, before the file begins, before each of its pieces, its end, and after."""
    erase = partial(erasure.erase_vaults, vault_ids=[vault], now=world.now)
    links = Interrupted(Links(world.turns), number, erase)
    path_of(await links.link(BOT, CHAT, MADE))
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
