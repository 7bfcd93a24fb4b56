"""What members say is ciphertext on the disk, and nowhere in logs, tracebacks and process lists.

Unusual markers are planted in names, addresses, notes, causes and strengths, in a plan and in a promise to
the cell; then every byte is searched, for each marker in every way it may be written.
"""

import asyncio
import json
import shutil
import socket
import sys
import unicodedata
from asyncio.subprocess import PIPE
from base64 import b64encode
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

import aiohttp
import psycopg
import pytest
from sqlalchemy.engine import make_url

from bot import app
from bot import settings as settings_
from bot.database import Database
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from storage.schema import SchemaError
from tests.conftest import MASTER, make_cell
from tests.conversations import Page, Person, Phone, Plain, World, agrees, joins
from tests.robustness import plan_model
from tests.robustness.model import kept
from tests.robustness.processes import Nursery, environment, forking
from tests.servers.telegram import telegram_server

NAME = "Đặng Quỷnh Ngoẵng"
NOTE = "chuột chũi đeo kính râm"
OTHER = "tại con cà cuống"
STRENGTHS = "bơi ngửa qua sông Ngàn Phố"
REASON = unicodedata.normalize("NFD", "đêm nghe tiếng vạc sành")
MEASURE = "gửi thư cho bác thợ rèn xóm Vạc"
PROGRESS = unicodedata.normalize("NFD", "mới xong nửa giàn bầu")
DROPPED = "lỡ hẹn vì trâu ốm"
PROMISE = "quét ngõ trước lúc gà gáy"
ADDRESS = 909_077_123
WORDS = (NOTE, OTHER, STRENGTHS, REASON, MEASURE, PROGRESS, DROPPED, PROMISE)
MARKERS = (NAME, str(ADDRESS), *WORDS)
CHOICES = (
    *("rate:1:", "detail:1:", "cause:1:", "write:1:", "tick:1:"),
    *("plandue:", "planhelp:", "planask:", "plandrop:", "write:plan"),
)
"""Names of signs and what is marked, how a plan stands: the choices on offer say that."""


def written(marker: str) -> Iterator[bytes]:
    """A marker in every way it may be written."""
    for form in (unicodedata.normalize("NFC", marker), unicodedata.normalize("NFD", marker)):
        for text in (form, form.lower(), form.upper(), json.dumps(form)[1:-1], repr(form.encode())[2:-1]):
            yield from (text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"))
        yield b64encode(form.encode())[:-4]


def leaks(data: bytes, markers: tuple[str, ...] = MARKERS) -> list[str]:
    """The markers that are to be read in these bytes, in any writing."""
    return [marker for marker in markers if any(form in data for form in written(marker))]


def files(folder: Path) -> bytes:
    """All bytes of all databases in a folder, their journals too."""
    found = [file for file in folder.iterdir() if file.name.startswith(("content", "keys"))]
    assert any(file.name == "content.db" for file in found)
    return b"\0".join(file.read_bytes() for file in found)


def dump(url: str) -> bytes:
    """Every table of a PostgreSQL database, in its binary form."""
    parts = [b""]
    with psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(False)) as connection:
        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        assert len(tables) > 5
        for (name,) in tables:
            with connection.cursor().copy(f'COPY "{name}" TO STDOUT (FORMAT binary)') as copy:
                parts += [bytes(block) for block in copy]
    return b"".join(parts)


async def reviews_everything(person: Person) -> None:
    """A whole review with everything that can be said, left open in the middle of a sign."""
    await joins(person)
    await agrees(person)
    await person.picks("Từng biểu hiện một")
    await person.picks("Có, cần khắc phục")
    await person.picks("Ghi biểu hiện cụ thể")
    await person.says(NOTE)
    await person.picks("Nguyên nhân khác")
    await person.says(OTHER)
    await person.picks("Tiếp tục")
    await person.picks("Có dấu hiệu")
    await person.picks("Ghi biểu hiện cụ thể")
    await person.says(REASON)
    await person.says("/tusoi")
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong")
    await person.picks("ưu điểm")
    await person.says(STRENGTHS)
    assert STRENGTHS in person.text
    await plans_everything(person)
    await person.says("/tusoi")
    await person.picks("1.1")


async def plans_everything(person: Person) -> None:
    """Two lines in his own words, one with a note, one dropped for a reason; and a promise to the cell."""
    for words in (MEASURE, MEASURE.upper()):
        await person.says("/kehoach")
        await person.picks("Thêm việc")
        await person.picks("Viết một việc")
        await person.says(words)
        await person.says("cuối tháng")
        await person.picks("Tự tôi")
    await person.picks("Việc 1")
    await person.picks("Ghi một câu")
    await person.says(PROGRESS)
    await person.says("/kehoach")
    await person.picks("Việc 2")
    await person.picks("Sửa, tách")
    await person.picks("Thôi không làm")
    await person.says(DROPPED)
    await person.says("/camket")
    await person.picks("Viết cam kết")
    await person.says(PROMISE)
    assert PROMISE in person.text


async def a_world(database: Database, now: datetime) -> World:
    """A cell with the unusual name in it, and a cycle."""
    cell = await database.run(lambda session: make_cell(session, now, "CB1", names=(NAME,)))
    world = World(database, cell.unit_id, cell.members, now)
    await world.opens_cycle()
    return world


@pytest.mark.parametrize("channel", ["web", "plain"])
@pytest.mark.usefixtures("kind")
async def test_the_database_holds_only_ciphertext(
    database: Database,
    database_url: str,
    tmp_path: Path,
    now: datetime,
    channel: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    world = await a_world(database, now)
    address = f"{channel}-{ADDRESS}"
    person: Person = Page(world, address) if channel == "web" else Plain(world, address)
    await reviews_everything(person)
    data = files(tmp_path) if database_url.startswith("sqlite") else dump(database_url) + _keys(tmp_path)
    assert leaks(data, MARKERS + CHOICES) == []
    await person.says("/tusoi")
    assert leaks(repr(caplog.text).encode() + caplog.text.encode()) == []


def _keys(folder: Path) -> bytes:
    return (folder / "keys.db").read_bytes()


@pytest.mark.parametrize("marker", MARKERS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_the_search_finds_what_is_there(marker: str, encoding: str, form: str) -> None:
    text = unicodedata.normalize("NFC" if form == "NFC" else "NFD", f"x{marker}y")
    assert leaks(b"\x00\x01" + text.encode(encoding)) == [marker]


@asynccontextmanager
async def a_bot(
    nursery: Nursery, folder: Path, sqlite_template: Path, now: datetime, *broken: str
) -> AsyncIterator[Phone]:
    """A bot as a process that logs all it can, and somebody with a phone; the port of its web chat."""
    shutil.copy(sqlite_template / "empty.db", folder / "content.db")
    shutil.copy(sqlite_template / "keys.db", folder / "keys.db")
    url = f"sqlite:///{folder}/content.db"
    keyring = Keyring(MASTER, open_key_store(f"sqlite:///{folder}/keys.db"))
    database = Database(open_engine(url), keyring)
    world = await a_world(database, now)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    (folder / "port").write_text(port)
    try:
        async with telegram_server() as server:
            env = environment(
                folder, url, server.base_url, server.token, TUSOI_LOG_LEVEL="DEBUG", TUSOI_WEB_PORT=port
            )
            async with forking(nursery, folder, env, *broken) as bot:
                bot.start()
                yield Phone(world, server.user(ADDRESS, "Lan"), server)
    finally:
        database.close()


async def test_logs_and_tracebacks_say_nothing(
    nursery: Nursery, tmp_path: Path, sqlite_template: Path
) -> None:
    now = datetime.now().astimezone()
    async with a_bot(nursery, tmp_path, sqlite_template, now, "bugs") as phone:
        await reviews_everything(phone)
        address = f"http://127.0.0.1:{(tmp_path / 'port').read_text()}/"
        async with aiohttp.ClientSession(cookies={"tusoi": "x" * 43}) as session:
            assert (await session.get(address)).status == 500
        await phone.picks("Do: Thiếu thông tin")
        assert "vừa có trục trặc" in phone.text
        await phone.says("/kehoach")
        await phone.picks("Việc 1")
        await phone.picks("Sửa, tách")
        await phone.picks("Xem lại các lần ghi")
        assert "vừa có trục trặc" in phone.text
        await asyncio.sleep(0.2)
        assert leaks(files(tmp_path), MARKERS + CHOICES) == []
    log = (tmp_path / "log").read_text()
    assert "incident" in log
    assert "LookupError" in log
    assert "ValueError at" in log
    assert "RuntimeError at" in log
    assert "never retrieved" in log
    assert phone.server.token not in log
    assert leaks(log.encode()) == []


async def test_the_process_list_shows_neither_token_nor_key(
    tmp_path: Path, sqlite_template: Path, now: datetime
) -> None:
    shutil.copy(sqlite_template / "empty.db", tmp_path / "content.db")
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    async with telegram_server() as server:
        env = environment(tmp_path, f"sqlite:///{tmp_path}/content.db", server.base_url, server.token)
        with (tmp_path / "log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot.cli", "run", env=env, cwd=tmp_path, stdout=log, stderr=log
            )
        try:
            await server.until(lambda: server.counters["getUpdates"] > 0, seconds=60)
            ps = await asyncio.create_subprocess_exec("ps", "-ww", "-eo", "pid,args", stdout=PIPE)
            shown, _ = await ps.communicate()
        finally:
            process.terminate()
            status = await process.wait()
    assert str(process.pid).encode() in shown
    assert server.token.encode() not in shown
    assert server.token.partition(":")[2].encode() not in shown
    assert b64encode(MASTER) not in shown
    assert status == 0
    assert (tmp_path / "log").read_text().endswith("stopped\n")


def as_settings(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: str) -> settings_.Settings:
    """Settings of the databases in a folder."""
    monkeypatch.chdir(folder)
    given = {
        "DATABASE_URL": f"sqlite:///{folder}/content.db",
        "KEYS_URL": f"sqlite:///{folder}/keys.db",
        "WEB_PORT": "0",
        **more,
    }
    for name, value in given.items():
        monkeypatch.setenv(f"TUSOI_{name}", value)
    return settings_.load()


def snapshot(folder: Path) -> dict[str, bytes]:
    """All files with all their bytes."""
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("mixed", [False, True])
def test_a_wrong_master_key_is_refused_and_nothing_is_touched(
    tmp_path: Path, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch, mixed: bool
) -> None:
    shutil.copy(sqlite_template / "empty.db", tmp_path / "content.db")
    shutil.copy(sqlite_template / "keys.db", tmp_path / "keys.db")
    if mixed:  # the content's key is right, the key store belongs to another installation
        store = open_key_store(f"sqlite:///{tmp_path}/keys.db")
        with store.begin() as connection:
            connection.exec_driver_sql("UPDATE key_check SET fingerprint = 'another'")
        store.dispose()
    key = MASTER if mixed else bytes(32)
    settings = as_settings(tmp_path, monkeypatch, MASTER_KEY=b64encode(key).decode())
    before = snapshot(tmp_path)
    with pytest.raises(SchemaError, match="master key is not the one"):
        app.create(settings, False)
    assert snapshot(tmp_path) == before


def test_a_key_file_that_others_may_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    key = tmp_path / "master.key"
    key.write_text(b64encode(MASTER).decode())
    key.chmod(0o640)
    with pytest.raises(settings_.SettingsError, match="others may read") as caught:
        as_settings(tmp_path, monkeypatch, MASTER_KEY_FILE=str(key))
    assert b64encode(MASTER).decode() not in str(caught.value)
    key.chmod(0o600)
    assert settings_.master_key(as_settings(tmp_path, monkeypatch, MASTER_KEY_FILE=str(key))) == MASTER


@pytest.mark.usefixtures("kind")
async def test_what_was_planted_is_there(database: Database, now: datetime) -> None:
    world = await a_world(database, now)
    person = Page(world)
    await reviews_everything(person)

    def work(session: FlowSession) -> str:
        actor = world.turns.actor(session, person.bot, person.address)
        assert actor
        assert actor.vault_id
        plan = plan_model.kept(session, actor.vault_id)
        promise = plan_model.kept_promise(session, actor.vault_id)
        return repr((kept(session, actor.vault_id), plan, promise))

    found = leaks((await database.run(work)).encode())
    assert set(found) == set(WORDS)
