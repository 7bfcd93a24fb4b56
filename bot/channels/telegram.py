"""Telegram, through aiogram's Bot. The only file that touches aiogram's Bot and its types.

Limits and error texts: https://core.telegram.org/bots/api
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramAPIError,
    TelegramEntityTooLarge,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
    TelegramUnauthorizedError,
)
from aiogram.types import (
    BotCommand,
)

from bot.channels import telegram_wire
from bot.channels.outcomes import (
    Gone,
    Outcome,
    Rejected,
    Sent,
    Throttled,
    Unknown,
    Unreachable,
    Wanted,
    Withheld,
    always,
)
from bot.channels.telegram_uploads import Uploads
from bot.channels.telegram_wire import Update
from bot.messages import Capabilities, File, Message, size
from bot.pace import A_SECOND, Pace
from bot.turn import Taken
from flows.replies import text
from handlers.events import Event
from locales import texts

log = logging.getLogger("tusoi.telegram")
CAPABILITIES = Capabilities(name="telegram", longest=4000, short_buttons=True)
COMMANDS = (
    "tusoi",
    "kehoach",
    "menu",
    "thongbao",
    "lichhop",
    "ketqua",
    "quyenriengtu",
    "lienket",
    "ngonngu",
    "trogiup",
    "huy",
)
REMEMBERED_CHATS = 20_000
UNMODIFIED = "message is not modified"
NOT_THERE = "message to delete not found"
CALL_WITHIN = 15
"""Seconds in which a call must be answered."""
CAPTION = 1024
"""Characters of a caption, after parsing."""
FETCH_MARGIN = 15
"""Seconds by which an answer to a long poll may be late."""
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]


class Unwanted(Exception):
    """What was to be sent is not wanted any more."""


class Telegram:
    """A bot on Telegram: sends messages, edits cards, tells events from updates.

    Which message of a chat came last is remembered in memory only: after a restart an old card is edited
    where it stands, which is where the member tapped it.
    """

    def __init__(self, token: str, api_base: str | None = None, a_second: float = A_SECOND) -> None:
        api = TelegramAPIServer.from_base(api_base) if api_base else PRODUCTION
        self.bot = Bot(token, session=AiohttpSession(api=api, timeout=CALL_WITHIN))
        self.name = f"telegram:{self.bot.id}"
        self.pace = Pace(a_second)
        self._last: OrderedDict[str, tuple[str, bool]] = OrderedDict()
        self.uploads = Uploads()

    async def prepare(self) -> None:
        """Publish the command menu, in both languages; without it the commands work all the same."""
        for language in texts.LANGUAGES:
            commands = [
                BotCommand(command=name, description=texts.plain(language, text(f"command-{name}")))
                for name in COMMANDS
            ]
            code = None if language == "vi" else language
            call = partial(self.bot.set_my_commands, commands, language_code=code)
            await self.insist(partial(self.attempt, call))

    async def close(self) -> None:
        """Close connections."""
        await self.bot.session.close()

    def present(self) -> None:
        """Everybody can be written to at any time."""

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """A message of its own, at the bot's pace; a `patient` one lets replies go first."""

        async def call() -> Any:
            await self._turn(address, patient, wanted)
            if message.file is not None or message.picture is not None:
                return await self.uploads.send(self.bot, address, message)
            return await self.bot(telegram_wire.SendCard(**telegram_wire.card(address, message)))

        try:
            outcome = await self.attempt(call)
        except Unwanted:
            return Withheld()
        if isinstance(outcome, Rejected) and message.file is not None and self.uploads.forget(message.file):
            return Unreachable()  # it is uploaded anew
        if isinstance(outcome, Sent) and not message.aside:
            await self._now_last(address, outcome.id, bool(message.rows))
        return outcome

    async def _turn(self, address: str, patient: bool, wanted: Wanted) -> None:
        """Wait until something may be sent, and ask whether it still should be. Raises Unwanted."""
        await self.pace.turn(address, patient=patient)
        if not await wanted():
            raise Unwanted

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        """Change a message where it stands, whichever came after it."""

        async def call() -> Any:
            await self._turn(address, True, wanted)
            card = telegram_wire.card(address, message)
            return await self.bot(telegram_wire.EditCard(message_id=int(name), **card))

        try:
            return await self.attempt(call)
        except Unwanted:
            return Withheld()

    async def delete(self, address: str, name: str) -> Outcome:
        """Delete a message for both; Telegram does it for 48 hours."""

        async def call() -> Any:
            await self._turn(address, True, always)
            return await self.bot.delete_message(address, int(name))

        outcome = await self.attempt(call)
        there = not (isinstance(outcome, Rejected) and NOT_THERE in outcome.reason)
        return outcome if there else Sent(name)

    async def ready(self, address: str) -> None:
        """Wait until one more message may be sent, behind all that is more urgent."""
        await self.pace.turn(address, patient=True)

    async def refresh(self, address: str, message: Message) -> Outcome:
        """Draw the chat's last card anew where it stands."""
        last = self._last.get(address)
        if last is None:
            return Rejected("which card is the last is not known")
        if self.pace.still:
            return Unreachable()
        card = telegram_wire.card(address, message)
        return await self.attempt(lambda: self.bot(telegram_wire.EditCard(message_id=int(last[0]), **card)))

    def needs(self, file: File) -> bool:
        """Whether a stored file was not uploaded yet."""
        return not self.uploads.has(file)

    async def _now_last(self, address: str, message_id: str, buttons: bool) -> None:
        """A new message is the chat's last; the card before it loses its buttons."""
        before = self._last.pop(address, None)
        self._last[address] = (message_id, buttons)
        if len(self._last) > REMEMBERED_CHATS:
            self._last.popitem(last=False)
        if before and before[1] and before[0] != message_id:
            await self.strip(address, before[0])

    async def strip(self, address: str, card: str) -> None:
        """Take the buttons off an old card; that it cannot be done is no fault."""
        await self.attempt(lambda: self.bot.edit_message_reply_markup(chat_id=address, message_id=int(card)))

    async def edit(self, address: str, card: str, message: Message) -> Outcome:
        """Replace a card; where it cannot be edited (any more), send a new one."""
        change = telegram_wire.EditCard(message_id=int(card), **telegram_wire.card(address, message))
        outcome = await self.attempt(lambda: self.bot(change))
        if isinstance(outcome, Rejected):
            return await self.send(address, message)
        if isinstance(outcome, Sent):
            self._last[address] = (card, bool(message.rows))
            self._last.move_to_end(address)
        return outcome

    async def answer(self, event: Event, taken: Taken) -> None:
        """Send what a turn answered: the tapped card is edited when it is the chat's last message."""
        if taken.hide and event.card and event.kind == "text":
            call = partial(self.bot.delete_message, event.address, int(event.card))
            await self.insist(partial(self.attempt, call))
        messages = [part for message in taken.messages for part in _apart(message, taken.language)]
        first, last = messages[0], self._last.get(event.address)
        if event.kind == "choice" and event.card and not first.aside:
            newest = last is None or last[0] == event.card
            if newest and not first.keep and first.file is None and first.picture is None:
                await self.insist(partial(self.edit, event.address, event.card, first))
                messages = messages[1:]
            elif not newest or last is None:
                await self.strip(event.address, event.card)
        for message in messages:
            await self.insist(partial(self.send, event.address, message))

    async def insist(self, send: Callable[[], Awaitable[Outcome]], tries: int = 4) -> Outcome:
        """A reply is tried again: a second card is the lesser harm beside none."""
        outcome: Outcome = Unreachable()
        for number in range(tries):
            outcome = await send()
            match outcome:
                case Throttled(after):
                    await asyncio.sleep(after)
                case Unreachable() | Unknown():
                    await asyncio.sleep(0.2 * 2**number)
                case Rejected(reason):
                    log.warning("Telegram rejected a call: %s", reason)
                    return outcome
                case _:
                    return outcome
        return outcome

    async def fetch(self, offset: int, limit: int, patience: int) -> list[dict[str, Any]]:
        """Raw updates from `offset` on, waited for so many seconds; those before it are confirmed."""
        request = telegram_wire.FetchUpdates(
            offset=offset, limit=limit, timeout=patience, allowed_updates=ALLOWED
        )
        return await self.bot(request, request_timeout=patience + FETCH_MARGIN)

    async def acknowledge(self, update: Update) -> None:
        """Every tap is acknowledged, whatever came of it."""
        if update.callback_query is not None:
            query = update.callback_query.id
            await self.attempt(lambda: self.bot.answer_callback_query(query))

    async def answer_group(self, update: Update) -> None:
        """In a group: only "write to me in private", and only when spoken to."""
        message = update.message
        if message is None or message.chat.type == "private" or not (message.text or "").startswith("/"):
            return
        chat = message.chat.id
        line = texts.render("vi", text("group-only"))

        async def call() -> Any:
            await self.pace.turn(str(chat), patient=True)
            return await self.bot.send_message(chat, line, parse_mode="HTML")

        await self.attempt(call)

    async def attempt(self, call: Callable[[], Awaitable[Any]]) -> Outcome:
        """Make a call, unless the platform asked all of this bot's calls to wait; what came of it."""
        if self.pace.still:
            await self.pace.stillness()
        outcome = await attempt(call)
        if isinstance(outcome, Throttled):
            self.pace.be_still(outcome.after)
        return outcome


async def attempt(call: Callable[[], Awaitable[Any]]) -> Outcome:
    """Make a call and name what came of it."""
    try:
        result = await call()
    except TelegramRetryAfter as error:
        return Throttled(float(error.retry_after))
    except TelegramForbiddenError:
        return Gone()
    except (TelegramServerError, TelegramUnauthorizedError):
        return Unreachable()
    except TelegramEntityTooLarge as error:
        return Rejected(error.message)
    except (TelegramNetworkError, ClientDecodeError) as error:
        refused = "Cannot connect" in str(error)
        return Unreachable() if refused else Unknown()
    except TelegramAPIError as error:
        return Sent() if UNMODIFIED in error.message else Rejected(error.message)
    return Sent(str(getattr(result, "message_id", "")))


def _apart(message: Message, language: str) -> list[Message]:
    """What is to be kept stands apart from the buttons that follow it, and a document or picture from a text
    too long for its caption."""
    if message.file is not None or message.picture is not None:
        if size(message.plain) <= CAPTION:
            return [message]
        upload = Message("", file=message.file, aside=message.aside, picture=message.picture)
        return [upload, replace(message, file=None, picture=None)]
    if not (message.keep and message.rows):
        return [message]
    further = Message(texts.render(language, text("keep-continue")), message.rows)
    return [replace(message, rows=()), further]
