"""Long polling that loses nothing: an update is confirmed only when its turn is over.

The offset advances to the lowest unfinished update; at most 100 are in hand. Updates of one chat are handled
one after the other, so replies go out in the order of the commits.
"""

import asyncio
import logging
from functools import partial

from aiogram.exceptions import (
    AiogramError,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)

from bot.channels import telegram_events, telegram_files
from bot.channels.telegram import Telegram, attempt
from bot.channels.telegram_events import Albums
from bot.channels.telegram_wire import Update
from bot.refresh import watch
from bot.turn import Busy, Taken, Turns, describe
from bot.uploads import Uploads
from flows.replies import text
from handlers.events import Event

log = logging.getLogger("tusoi.telegram")
IN_HAND = 100
FIRST_WAIT = 0.5
LONGEST_WAIT = 15.0
"""Seconds between tries when the platform is in trouble: they double from the first to the longest."""
LONGEST_BREATH = 0.3
"""Seconds between two looks for more while something is in hand."""
ANSWER_WITHIN = 10.0
"""Seconds for which an answer on its way holds the offset back; what it says is committed already."""


class Poller:
    """Fetches updates and hands them to the turns."""

    def __init__(self, telegram: Telegram, turns: Turns, *, timeout: int = 25) -> None:
        self.telegram, self.turns, self.timeout = telegram, turns, timeout
        self.uploads, self.albums = Uploads(turns), Albums()
        self._unfinished: dict[int, asyncio.Task[None]] = {}
        self._finished: set[int] = set()
        self._chats: dict[str, asyncio.Task[None]] = {}
        self._quiet = 0
        self._next = 0
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Publish the commands, then poll until stopped; trouble is waited out, with growing pauses."""
        menu = asyncio.create_task(self.telegram.prepare())
        try:
            await self._poll()
        finally:
            menu.cancel()

    async def _poll(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            try:
                await self._fetch()
                wait = FIRST_WAIT
            except (TelegramUnauthorizedError, TelegramNotFound):
                log.error(
                    "Telegram refuses the token (TUSOI_TELEGRAM_TOKEN): take the present one from @BotFather"
                )
                raise
            except (AiogramError, TimeoutError) as trouble:
                if self._stopping.is_set():
                    return
                pause = max(wait, trouble.retry_after if isinstance(trouble, TelegramRetryAfter) else 0)
                log.warning("polling: %s; next try in %.0f s", type(trouble).__name__, pause)
                await asyncio.sleep(pause)
                wait = min(wait * 2, LONGEST_WAIT)

    async def stop(self) -> None:
        """Take no more, finish what is in hand, confirm it."""
        self._stopping.set()
        if self._unfinished:
            await asyncio.wait(list(self._unfinished.values()), timeout=10)
        await attempt(lambda: self.telegram.fetch(self._offset(), 1, 0))

    def _offset(self) -> int:
        return min(self._unfinished, default=self._next)

    async def _fetch(self) -> None:
        while len(self._unfinished) >= IN_HAND:
            await self._breathe()
        # While something is unfinished the platform repeats it, so a long poll would spin: poll briefly.
        patience = 0 if self._unfinished else self.timeout
        offset = self._offset()
        updates = await self.telegram.fetch(offset, IN_HAND, patience)
        if self._stopping.is_set():
            return
        self._finished = {number for number in self._finished if number >= offset}
        fresh = [u for u in updates if u["update_id"] not in self._finished | self._unfinished.keys()]
        if updates:
            # Not the highest ever: after a silent week Telegram counts from any number, a lower one too.
            self._next = updates[-1]["update_id"] + 1
        for raw in fresh:
            update = telegram_events.update_of(raw)
            if update is None:
                log.warning("update %d is of no known form and was left out", raw["update_id"])
                self._finished.add(raw["update_id"])
            else:
                self._begin(update)
        self._quiet = 0 if fresh else self._quiet + 1
        if not fresh and self._unfinished:
            await self._breathe()

    async def _breathe(self) -> None:
        """Let what is in hand finish, but not for long: somebody else may be waiting.

        A file takes a while to come; then a little longer each time, not to ask the platform for ever.
        """
        pause = min(0.05 + 0.005 * self._quiet, LONGEST_BREATH)
        await asyncio.wait(list(self._unfinished.values()), timeout=pause)

    def _begin(self, update: Update) -> None:
        event = telegram_events.event_of(self.telegram.name, update)
        chat = event.address if event else f"update {update.update_id}"
        task = asyncio.create_task(self._handle(update, event, self._chats.get(chat)))
        self._unfinished[update.update_id] = self._chats[chat] = task
        task.add_done_callback(partial(self._end, update.update_id, chat))

    def _end(self, number: int, chat: str, task: asyncio.Task[None]) -> None:
        self._finish(number)
        if self._chats.get(chat) is task:
            del self._chats[chat]

    def _finish(self, number: int) -> None:
        """The platform may forget this update; until it is told so, it repeats it."""
        if self._unfinished.pop(number, None):
            self._finished.add(number)

    async def _handle(self, update: Update, event: Event | None, before: asyncio.Task[None] | None) -> None:
        acknowledged = asyncio.create_task(self.telegram.acknowledge(update))
        try:
            if before is not None:
                await asyncio.wait([before])
            await self._answer(update, event)
        except Exception as bug:
            log.error("an update could not be answered: %s", describe(bug))
        await acknowledged

    async def _answer(self, update: Update, event: Event | None) -> None:
        if event is None:
            await self.telegram.answer_group(update)
            return
        further = self.albums.goes_on(update)
        taken, wait = None, 0.2
        while taken is None:
            try:
                if further and not await self.uploads.expects(event):
                    return
                taken = await self._take(update, event)
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
        answering: asyncio.Task[None] = asyncio.create_task(self.telegram.answer(event, taken))
        await asyncio.wait([answering], timeout=ANSWER_WITHIN)
        self._finish(update.update_id)
        await answering
        watch(self.turns, event, taken)

    async def _take(self, update: Update, event: Event) -> Taken:
        """What the turn answers. An awaited file is fetched first; words that came with it are left."""
        file = telegram_files.of(update)
        if file is None:
            return await self.turns.take(event)
        note = text("file-caption") if file.captioned else None
        fetch = partial(telegram_files.fetch, self.telegram.bot, file)
        return await self.uploads.take(event, file.name, fetch, file.size, note)
