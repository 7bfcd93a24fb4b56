"""Long polling that loses nothing: an update is confirmed only when its turn is over.

The offset advances to the lowest unfinished update; at most 100 are in hand. Updates of one chat are handled
one after the other, so replies go out in the order of the commits.
"""

import asyncio
import logging

from aiogram.exceptions import TelegramConflictError, TelegramNetworkError, TelegramUnauthorizedError
from aiogram.types import Update

from bot.channels.telegram import Telegram
from bot.turn import Busy, Turns

log = logging.getLogger("tusoi.telegram")
IN_HAND = 100
ALLOWED = ["message", "edited_message", "callback_query", "my_chat_member"]
LONGEST_WAIT = 15.0


class Poller:
    """Fetches updates and hands them to the turns."""

    def __init__(self, telegram: Telegram, turns: Turns, *, timeout: int = 25) -> None:
        self.telegram, self.turns, self.timeout = telegram, turns, timeout
        self._unfinished: dict[int, asyncio.Task[None]] = {}
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._next = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Poll until stopped; trouble is waited out, with growing pauses."""
        wait = 0.5
        while not self._stopping.is_set():
            try:
                await self._fetch()
                wait = 0.5
            except TelegramUnauthorizedError:
                log.error(
                    "Telegram refuses the token (TUSOI_TELEGRAM_TOKEN): take the present one from @BotFather"
                )
                raise
            except (TelegramConflictError, TelegramNetworkError, TimeoutError) as trouble:
                log.warning("polling: %s; next try in %.0f s", type(trouble).__name__, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def stop(self) -> None:
        """Take no more, finish what is in hand, confirm it."""
        self._stopping.set()
        if self._unfinished:
            await asyncio.wait(list(self._unfinished.values()), timeout=10)
        await self.telegram.bot.get_updates(offset=self._offset(), limit=1, timeout=0)

    def _offset(self) -> int:
        return min(self._unfinished, default=self._next)

    async def _fetch(self) -> None:
        while len(self._unfinished) >= IN_HAND:
            await self._breathe()
        # While something is unfinished the platform repeats it, so a long poll would spin: poll briefly.
        patience = 0 if self._unfinished else self.timeout
        updates = await self.telegram.bot.get_updates(
            offset=self._offset(), limit=IN_HAND, timeout=patience, allowed_updates=ALLOWED
        )
        fresh = [u for u in updates if u.update_id >= self._next]
        for update in fresh:
            self._begin(update)
        if not fresh and self._unfinished:
            await self._breathe()

    async def _breathe(self) -> None:
        """Let what is in hand finish, but not for long: somebody else may be waiting."""
        await asyncio.wait(list(self._unfinished.values()), timeout=0.05)

    def _begin(self, update: Update) -> None:
        self._next = max(self._next, update.update_id + 1)
        event = self.telegram.event_of(update)
        chat = event.address if event else f"update {update.update_id}"
        before = self._chats.get(chat)
        task = asyncio.create_task(self._handle(update, before))
        self._unfinished[update.update_id] = self._chats[chat] = task

        def finished(done: asyncio.Task[None]) -> None:
            self._unfinished.pop(update.update_id, None)
            if self._chats.get(chat) is done:
                del self._chats[chat]

        task.add_done_callback(finished)

    async def _handle(self, update: Update, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.wait([before])
        try:
            await self._answer(update)
        except Exception as bug:
            log.error("an update could not be answered: %s", type(bug).__name__)

    async def _answer(self, update: Update) -> None:
        event = self.telegram.event_of(update)
        if event is None:
            await self.telegram.acknowledge(update)
            await self.telegram.answer_group(update)
            return
        wait = 0.2
        while True:
            try:
                taken = await self.turns.take(event)
                break
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        acknowledged = asyncio.create_task(self.telegram.acknowledge(update))
        await self.telegram.answer(event, taken)
        await acknowledged
