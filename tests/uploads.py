"""A place that takes a file, for tests about files alone: `/sendin`, then the file. And files to send in."""

from datetime import datetime, timedelta

from aiogram import Dispatcher, Router
from sqlmodel import Session, select

from bot.database import Database
from flows import access
from flows.replies import Answer, Attachment, FlowError, Raw, Reply, Show, Text, choice, reply, stack
from handlers.events import natural, on_choice, on_command, on_file
from handlers.routers import create_dispatcher
from storage import files
from storage.accounts import Actor
from storage.encryption import keyring_of
from storage.files import FilePiece, StoredFile, Upload
from tests.conversations import World

PDF = b"%PDF-1.7 " + b"x" * 300_000
KEPT = timedelta(days=1)


def ask(session: Session, actor: Actor, now: datetime) -> Reply:
    """Ask for a file; `7` stands for whatever it is about."""
    access.member_of(actor)
    rows = stack(choice("menu", "menu-home", zero=True))
    return reply(Raw("Gửi tệp vào đây."), rows=rows, here="sendin", awaiting="file:test:7")


def take(session: Session, actor: Actor, number: int, file: Upload, now: datetime) -> Answer:
    """Keep it for a day; more of them may follow. One that is called so is refused."""
    if file.name == "từ chối.pdf":
        raise FlowError("choice-unknown")
    if file.name == "hỏng.pdf":
        raise ZeroDivisionError(file.name)
    files.keep(session, [file.id], now + KEPT)
    data = files.open_file(session, file.id)
    return Show("sendin", Text("not-understood") if len(data) != file.size else None)


def ask_to_count(session: Session, actor: Actor, now: datetime) -> Reply:
    """Ask for a file to be read."""
    return reply(Raw("Đếm tệp nào?"), here="sendin", awaiting="file:count")


def count(data: bytes) -> int:
    """What is made of it, outside of the transaction."""
    if data == b"xin":
        raise FlowError("file-empty")
    return len(data)


def say_count(session: Session, actor: Actor, file: Upload, size: int, now: datetime) -> Reply:
    """Say what was made of it; the file itself is not needed any more."""
    files.erase(session, [file.id], now)
    return reply(Raw(f"{file.name}: {size}"), here="sendin", awaiting="file:count")


def fetch(session: Session, actor: Actor, now: datetime) -> Reply:
    """The file that came last, back."""
    rows = session.exec(select(StoredFile.id).order_by(StoredFile.created_at.desc())).all()  # type: ignore[attr-defined]
    found = files.find(session, rows[0])
    assert found is not None
    file = Attachment("stored", found.name, found.id)
    return reply(Raw("Tệp đây."), rows=stack(choice("menu", "menu-home")), here="fetch", attachment=file)


def create_router() -> Router:
    """The place."""
    router = Router(name="test files")
    on_command(router, ("sendin",), ask)
    on_choice(router, "sendin", ask)
    on_file(router, "test", take, natural)
    on_command(router, ("count",), ask_to_count)
    on_file(router, "count", say_count, parse=count)
    on_command(router, ("fetch",), fetch)
    return router


def dispatcher() -> Dispatcher:
    """All that there is, and this place before it."""
    made = create_dispatcher()
    made.include_router(create_router())
    made.sub_routers.insert(0, made.sub_routers.pop())
    return made


async def stored(world: World) -> list[tuple[str, str, int, bool]]:
    """The files of a world."""
    return await stored_in(world.database)


async def stored_in(database: Database) -> list[tuple[str, str, int, bool]]:
    """The files there are: name, kind, size, whether somebody has them."""

    def work(session: Session) -> list[tuple[str, str, int, bool]]:
        rows = session.exec(select(StoredFile).order_by(StoredFile.created_at)).all()  # type: ignore[arg-type]
        opened = keyring_of(session).decrypt
        return [(opened(row.id, files.NAME, row.name), row.kind, row.size, row.complete) for row in rows]

    return await database.run(work)


async def nothing_is_left(world: World) -> bool:
    """No row of any file."""

    def work(session: Session) -> bool:
        return (
            not session.exec(select(StoredFile.id)).all() and not session.exec(select(FilePiece.number)).all()
        )

    return await world.database.run(work)
