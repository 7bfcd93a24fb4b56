"""Who is compared: each takes a tap as raw JSON and has handed its replies over when `tap` returns."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from aiogram import BaseMiddleware, Dispatcher, F, Router
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    TelegramObject,
)
from sqlalchemy import event, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column

from bot.app import CHANNELS
from bot.channels import telegram_events
from bot.channels.telegram import Telegram
from bot.database import Database
from bot.turn import Turns
from handlers.routers import create_dispatcher
from locales import checklists
from tests.bench.crowd import CHECKLIST, Place, Taps
from tests.bench.platform import BUTTONS, TOKEN, FakeSession, fake_bot, parse, raw_tap


class Contender(Protocol):
    """One way to answer a tap."""

    name: str
    in_flight: int

    async def tap(self, lane: int) -> None:
        """Take the lane's next tap and answer it."""


class Echo:
    """A bare aiogram: route, acknowledge, edit."""

    name, in_flight = "bare aiogram echo", 1

    def __init__(self) -> None:
        self.bot, self.dispatcher, self.taps = fake_bot(), Dispatcher(disable_fsm=True), Taps(range(10**9), 1)
        router = Router()
        router.callback_query(F.data.startswith("rate:") | F.data.startswith("next:"))(self._answer)
        self.dispatcher.include_router(router)

    async def tap(self, lane: int) -> None:
        """As any bot of aiogram's takes an update."""
        chat, choice = self.taps.next(lane)
        await self.dispatcher.feed_update(self.bot, parse(raw_tap(chat, choice), self.bot))

    async def _answer(self, query: CallbackQuery) -> None:
        assert isinstance(query.message, Message)
        await query.answer()
        await query.message.edit_text(query.data or "")


class Base(MappedAsDataclass, DeclarativeBase):
    """Tables of the usual stack."""


class User(Base):
    """A row a chat."""

    __tablename__ = "user"
    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    chat: Mapped[str] = mapped_column(unique=True)


class Rating(Base):
    """A row a chat and sign."""

    __tablename__ = "rating"
    user_id: Mapped[int] = mapped_column(primary_key=True)
    sign: Mapped[str] = mapped_column(primary_key=True)
    degree: Mapped[str]
    at: Mapped[datetime]


class Transaction(BaseMiddleware):
    """One session and one transaction an update, as handlers usually get them."""

    def __init__(self, sessions: async_sessionmaker[AsyncSession]) -> None:
        self.sessions = sessions

    async def __call__(self, handler: Any, event: TelegramObject, data: dict[str, Any]) -> Any:
        """Open, hand over."""
        async with self.sessions() as session:
            return await handler(event, {**data, "session": session})


class Usual:
    """The usual stack: aiogram, AsyncSession on aiosqlite; user, answer, commit, reply.

    With `draws` it does a review's job: it reads what was answered, and replies with the next sign's card and
    buttons (in clear, undeduplicated, unlocked); else it only saves, and replies the tapped data.
    """

    def __init__(self, name: str, in_flight: int, folder: Path, pool: dict[str, int], draws: bool) -> None:
        self.name, self.in_flight, self.draws = f"{name}, {in_flight} in flight", in_flight, draws
        self.taps = Taps(range(10**9), in_flight)
        self.engine = create_async_engine(
            f"sqlite+aiosqlite:///{folder}/{name}.db", connect_args={"timeout": 60}, **pool
        )
        event.listen(self.engine.sync_engine, "connect", _settings)
        event.listen(self.engine.sync_engine, "begin", _begin)
        self.bot, self.dispatcher = fake_bot(), Dispatcher(disable_fsm=True)
        router = Router()
        sessions = async_sessionmaker(self.engine, expire_on_commit=False)
        router.callback_query.middleware(Transaction(sessions))
        router.callback_query(F.data.startswith("rate:") | F.data.startswith("next:"))(self._answer)
        self.dispatcher.include_router(router)

    async def tap(self, lane: int) -> None:
        """As any bot of aiogram's takes an update."""
        chat, choice = self.taps.next(lane)
        await self.dispatcher.feed_update(self.bot, parse(raw_tap(chat, choice), self.bot))

    async def _answer(self, query: CallbackQuery, session: AsyncSession) -> None:
        assert isinstance(query.message, Message)
        _, _, sign, degree = (query.data or "").ljust(8, ":").split(":")[:4]
        now = datetime.now(UTC)
        user = await session.scalar(select(User).where(User.chat == str(query.message.chat.id)))
        if user is None:
            user = User(chat=str(query.message.chat.id))
            session.add(user)
            await session.flush()
        rating = await session.get(Rating, (user.id, sign))
        if rating is None:
            session.add(Rating(user_id=user.id, sign=sign, degree=degree, at=now))
        else:
            rating.degree, rating.at = degree, now
        text, keyboard = query.data or "", None
        if self.draws:
            ratings = await session.scalars(select(Rating).where(Rating.user_id == user.id))
            text, keyboard = _next_card({rating.sign for rating in ratings})
        await session.commit()
        await query.answer()
        await query.message.edit_text(text, reply_markup=keyboard)


def _next_card(answered: set[str]) -> tuple[str, InlineKeyboardMarkup]:
    """The first sign that is not answered, as a bot of the usual kind would show it."""
    signs = checklists.load(CHECKLIST).signs_for(())
    number, sign = next(
        ((n, sign) for n, sign in enumerate(signs) if sign.id not in answered), (26, signs[26])
    )
    buttons = [
        [InlineKeyboardButton(text=label, callback_data=f"rate:1:{sign.id}:{degree}")]
        for degree, label in enumerate(BUTTONS)
    ]
    lines = (f"{number + 1}/27", sign.label.of("vi"), sign.plain.of("vi"), sign.question.of("vi"))
    return "\n".join(lines), InlineKeyboardMarkup(inline_keyboard=buttons)


ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0}
"""With the default pool of 5 and 10 more, connections spend their time waiting for SQLite's one writer."""


def _settings(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@asynccontextmanager
async def usual(
    name: str, in_flight: int, folder: Path, *, draws: bool, pool: dict[str, int] | None = None
) -> AsyncIterator[Usual]:
    """The usual stack with its database."""
    made = Usual(name, in_flight, folder, pool or {}, draws)
    async with made.engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    try:
        yield made
    finally:
        await made.engine.dispose()


class Ours:
    """The whole turn: parse, dedupe, lock, decrypt, answer, encrypt, save, render, reply, acknowledge."""

    def __init__(self, name: str, place: Place, taps: Taps, in_flight: int, database: Database) -> None:
        self.name, self.in_flight, self.taps = f"{name}, {in_flight} in flight", in_flight, taps
        self.place, self.database = place, database
        self.telegram = Telegram(TOKEN)
        self.session = FakeSession()
        self.telegram.bot.session = self.session
        self.turns = Turns(database, create_dispatcher(), CHANNELS)

    async def tap(self, lane: int) -> None:
        """The next tap of this lane."""
        await self.send(*self.taps.next(lane))

    async def send(self, chat: str, choice: str) -> None:
        """A certain tap, handled as the poller handles an update it fetched."""
        update = telegram_events.update_of(json.loads(raw_tap(chat, choice)))
        assert update is not None
        event = telegram_events.event_of(self.telegram.name, update)
        assert event is not None
        acknowledged = asyncio.create_task(self.telegram.acknowledge(update))
        taken = await self.turns.take(event)
        await self.telegram.answer(event, taken)
        await acknowledged


@contextmanager
def open_database(place: Place) -> Iterator[Database]:
    """As the bot opens it."""
    engine, keyring = place.open(pool_size=6)
    database = Database(engine, keyring, public_url="", checklists=None)
    try:
        yield database
    finally:
        database.close()
