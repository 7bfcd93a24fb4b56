"""One incoming event = one turn = one transaction = one reply, sent after the commit."""

import asyncio
import logging
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from aiogram import Dispatcher
from sqlalchemy.exc import DBAPIError, IntegrityError, TimeoutError

from bot import documents, standing, typed
from bot.database import Database
from bot.messages import Capabilities, Message, render
from bot.standing import Outcome
from flows import access, links, menu
from flows.replies import Answer, FlowError, Reply, Show, Text, text
from handlers.events import Event
from storage import accounts, attempts, erasure, events, files
from storage.accounts import Actor
from storage.encryption import KeyGone
from storage.engines import FlowSession

T = TypeVar("T")
log = logging.getLogger("tusoi.turn")
REDIRECTS = 4
UNKNOWN = "choice-unknown"
SECRETS = ("pin", "newpin", "recovery")
HIDDEN = ("secrecy-refused", "secrecy-refused-file")


class Busy(Exception):
    """Passing trouble (database busy, disk, network): nothing was done, the platform should deliver again."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of an event: messages to send, and in which language.

    `hide`: what was typed is a secret, or must not be kept; a channel that can takes it out of the chat.
    `live`: the place, if its card is to be drawn anew while it is the newest (`bot.refresh`).
    """

    messages: list[Message]
    language: str
    hide: bool = False
    live: str = ""


@dataclass(slots=True)
class Live:
    """A live card: its place, what it shows, and until when it is looked after.

    `messages` are None where it is not known what it shows. `once`: it is drawn anew even if it does not
    move.
    """

    place: str
    messages: list[Message] | None
    until: float
    once: bool = False


class Turns:
    """Takes events of every channel."""

    def __init__(
        self,
        database: Database,
        dispatcher: Dispatcher,
        channels: Mapping[str, Capabilities],
        *,
        timezone: str = "Asia/Ho_Chi_Minh",
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.database, self.dispatcher, self.channels = database, dispatcher, channels
        self.timezone, self.clock = timezone, clock
        self.live: dict[tuple[str, str], Live] = {}
        self._chats: dict[tuple[str, str], tuple[asyncio.Lock, int]] = {}

    async def take(self, event: Event) -> Taken:
        """Handle one event; a second delivery of it changes nothing and shows the place again.

        Raises `Busy` for passing trouble. A bug is recorded, answered with one sentence, and over.
        """
        async with self.chat(event.bot, event.address):
            self.live.pop((event.bot, event.address), None)
            return await self._take(event)

    async def look(self, bot: str, address: str, place: str) -> Taken | None:
        """What a place shows now, without anything being noted or changed; None where it is not shown."""
        event = Event(bot, "", address, "choice", choice=place)
        try:
            outcome = await self._route(event, "", record=False, keep=False)
        except FlowError:
            return None
        reply = outcome.answer
        if not isinstance(reply, Reply) or reply.here != place or reply.awaiting:
            return None
        return await self._rendered(event, reply, outcome.language, None, False)

    async def place_of(self, bot: str, address: str) -> str:
        """The place of the chat's newest card; empty where nobody is."""
        actor = await self.database.read(lambda session: self.actor(session, bot, address))
        return (actor.state.here or "") if actor else ""

    async def beside(self, work: Callable[[FlowSession], T]) -> T:
        """What belongs to a turn, in a transaction of its own. Raises `Busy` for passing trouble."""
        try:
            return await self.database.run(work)
        except (DBAPIError, TimeoutError) as trouble:
            if isinstance(trouble, DBAPIError) and not passing(trouble):
                raise
            raise Busy from trouble

    async def _take(self, event: Event) -> Taken:
        try:
            return await self._answer(event)
        except (DBAPIError, TimeoutError) as trouble:
            if isinstance(trouble, DBAPIError) and not passing(trouble):
                return await self._failed(event, trouble)
            raise Busy from trouble
        except Exception as bug:
            return await self._failed(event, bug)

    async def _answer(self, event: Event) -> Taken:
        resolved, awaited = await self._resolve(event)
        outcome = await self._route(resolved, awaited, record=True)
        note, puzzled = event.note, False
        for _ in range(REDIRECTS):
            if isinstance(outcome.answer, Reply):
                hide = awaited.partition(":")[0] in SECRETS or (note is not None and note.key in HIDDEN)
                return await self._rendered(event, outcome.answer, outcome.language, note, hide)
            note, puzzled = outcome.answer.note or note, puzzled or outcome.answer.puzzled
            view = replace(event, text=None, file=None, choice=outcome.answer.choice)
            outcome = await self._route(view, "", record=False, puzzled=puzzled)
        raise RuntimeError(f"the places lead in a circle: {view.choice}")

    async def _resolve(self, event: Event) -> tuple[Event, str]:
        """Typed words may mean a choice last offered, or be the free text waited for; so may a file."""
        if event.file is None and (event.text is None or event.text.startswith("/")):
            return event, ""
        now = self.clock()
        state = await self._run(lambda session: standing.state_of(session, event, now, self.timezone))
        if event.text is None:
            return event, state.awaiting
        if event.early:
            return event, "" if typed.is_number(event.text) else state.awaiting
        verb = typed.resolve(event.text, state.offered, state.awaiting)
        return (replace(event, text=None, choice=verb), "") if verb else (event, state.awaiting)

    async def _route(
        self, event: Event, awaited: str, *, record: bool, puzzled: bool = False, keep: bool = True
    ) -> Outcome:
        """Ask the routers whose event this is; the handler calls `run` once."""
        results: list[Outcome] = []

        async def run(flow: Callable[..., Answer], *args: Any) -> None:
            assert not results, "a handler runs one flow"
            transact = partial(self._transact, event, flow, args, record=record, puzzled=puzzled)
            results.append(await transact(keep=keep))

        kind = "message" if event.choice is None else "callback_query"
        read = partial(self._read, event)
        await self.dispatcher.propagate_event(kind, event, run=run, awaited=awaited, read=read)  # type: ignore[arg-type]
        return results[0]

    async def _read(self, event: Event, parse: Callable[[bytes], T]) -> T:
        """What a function makes of the file that came: outside of the transaction, and of the loop."""
        assert event.file is not None
        data = await self.database.read(partial(files.read, file=event.file))
        return await asyncio.to_thread(parse, data)

    async def _transact(
        self,
        event: Event,
        flow: Callable[..., Answer],
        args: tuple[Any, ...],
        *,
        record: bool,
        puzzled: bool,
        keep: bool,
    ) -> Outcome:
        now, can = self.clock(), self.channels[event.channel]

        def work(session: FlowSession) -> Outcome:
            if record and not events.record(session, event.bot, event.id, now):
                return standing.outcome_of(session, event, now, self.timezone, menu.here, (), puzzled, can)
            return standing.outcome_of(session, event, now, self.timezone, flow, args, puzzled, can)

        if not keep:
            return await self.database.look(work)
        try:
            return await self._run(work)
        except FlowError as error:
            refuse = partial(self._refuse, event=event, refusal=error, now=now, record=record)
            return await self.database.run(refuse)

    async def _run(self, work: Callable[[FlowSession], T]) -> T:
        try:
            return await self.database.run(work)
        except IntegrityError:
            # Two devices began the same thing at once; now that the other one is done, it reads differently.
            return await self.database.run(work)
        except KeyGone:
            # Deleted by him, but a crash or an old backup left rows behind: finish it, then he is a stranger.
            await self.database.run(erasure.sweep)
            return await self.database.run(work)

    def _refuse(
        self, session: FlowSession, event: Event, refusal: FlowError, now: datetime, record: bool
    ) -> Outcome:
        """The flow was undone; what stays is the event's id and the wrong try it counted."""
        if record:
            events.record(session, event.bot, event.id, now)
        for purpose, subject in refusal.tries:
            attempts.count_try(session, purpose, subject, now, access.WINDOW)
        actor = standing.actor_of(session, event, now, self.timezone)
        place = refusal.place or actor.state.here or menu.home(actor)
        if access.locked(actor, now):
            return Outcome(replace(links.ask_pin(actor), lines=(refusal.text,)), actor.language)
        if refusal.text.key == UNKNOWN and (event.text or "").startswith("/"):
            # He tapped no button: a command he may not use is to him as one that there is not.
            seen = actor if self.channels[event.channel].buttons else replace(actor, taps=False)
            return Outcome(menu.not_understood(session, seen, now), actor.language)
        return Outcome(Show(place, refusal.text), actor.language)

    async def _rendered(
        self, event: Event, reply: Reply, language: str, note: Text | None, hide: bool
    ) -> Taken:
        can = self.channels[event.channel]
        reply, made = await documents.attached(reply, language, can, self.database.read)
        messages = render(reply, language, can, made, note)
        return Taken(messages, language, hide, reply.here if reply.live and can.edits else "")

    async def _failed(self, event: Event, bug: Exception) -> Taken:
        """A bug: noted under an id the user is shown, without a word of what he wrote."""
        incident = secrets.token_hex(3).upper()
        log.error("incident %s: %s", incident, describe(bug))
        now = self.clock()

        def work(session: FlowSession) -> str:
            events.record(session, event.bot, event.id, now)
            events.mark_failed(session, event.bot, event.id, incident)
            return accounts.language_of(session, event.bot, event.address) or "vi"

        try:
            language = await self.database.run(work)
        except (DBAPIError, TimeoutError) as trouble:
            raise Busy from trouble
        reply = Reply((text("incident", id=incident),), aside=True)
        return Taken(render(reply, language, self.channels[event.channel]), language)

    def actor(self, session: FlowSession, bot: str, address: str) -> Actor | None:
        """Who is behind a chat, if it is known."""
        return accounts.find_actor(session, bot, address, self.clock(), self.timezone)

    @asynccontextmanager
    async def chat(self, bot: str, address: str) -> AsyncIterator[None]:
        """One event of a chat at a time, in order; the lock is gone when nobody waits for it."""
        key = (bot, address)
        lock, users = self._chats.get(key, (None, 0))
        lock = lock or asyncio.Lock()
        self._chats[key] = (lock, users + 1)
        try:
            async with lock:
                yield
        finally:
            lock, users = self._chats[key]
            if users == 1:
                del self._chats[key]
            else:
                self._chats[key] = (lock, users - 1)


def describe(bug: BaseException) -> str:
    """A bug's kind and place, without its message and values: those may be personal."""
    frames = []
    trace = bug.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        frames.append(f"{code.co_filename.rpartition('/')[2]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{type(bug).__name__} at {' > '.join(frames[-6:])}"


def passing(error: DBAPIError) -> bool:
    """Whether the same statement may work later: a lock, a lost connection, a full disk."""
    return error.connection_invalidated or type(error.orig).__name__ in (
        "OperationalError",
        "DeadlockDetected",
        "SerializationFailure",
        "AdminShutdown",
        "LockNotAvailable",
    )
