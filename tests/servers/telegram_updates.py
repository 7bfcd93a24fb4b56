"""The queue of updates: what the bot has not confirmed yet, and long polling.

https://core.telegram.org/bots/api#getting-updates: an update is confirmed as soon as getUpdates is called
with an offset higher than its id; until then it is delivered again. `allowed_updates` is remembered and
decides when an update is made, not when it is fetched.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .telegram_params import ApiError

TWO_POLLERS = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
KEEP_RECORDS = 20_000
# Made only for bots that ask for them by name.
NOT_BY_DEFAULT = {"chat_member", "message_reaction", "message_reaction_count"}
KINDS = {
    *("message", "edited_message", "channel_post", "edited_channel_post", "business_connection"),
    *("business_message", "edited_business_message", "deleted_business_messages", "message_reaction"),
    *("message_reaction_count", "inline_query", "chosen_inline_result", "callback_query", "shipping_query"),
    *("pre_checkout_query", "purchased_paid_media", "poll", "poll_answer", "my_chat_member", "chat_member"),
    *("chat_join_request", "chat_boost", "removed_chat_boost", "managed_bot"),
}


@dataclass(slots=True)
class UpdateRecord:
    """One update and what became of it. Times are of `time.monotonic()`."""

    id: int
    body: dict[str, Any]
    chat_id: int
    made_at: float
    deliveries: int = 0
    confirmed_at: float | None = None
    again: bool = False


class UpdateQueue:
    """Updates of one bot, in order. One poller at a time."""

    def __init__(self) -> None:
        self.records: OrderedDict[int, UpdateRecord] = OrderedDict()
        self.pending: OrderedDict[int, UpdateRecord] = OrderedDict()
        self.allowed: frozenset[str] | None = None
        self.confirmed = 0
        self._last_id = 500_000_000
        self._waiter: asyncio.Future[None] | None = None
        self.pushed = asyncio.Event()

    def allow(self, kinds: Iterable[str] | None) -> None:
        """None keeps what was said before; an empty list means the default again."""
        if kinds is not None:
            self.allowed = frozenset(kinds) or None

    def add(self, kind: str, content: dict[str, Any], chat_id: int) -> int | None:
        """Queue an update; None when the bot does not want this kind."""
        if kind not in self.allowed if self.allowed else kind in NOT_BY_DEFAULT:
            return None
        self._last_id += 1
        body = {"update_id": self._last_id, kind: content}
        record = UpdateRecord(self._last_id, body, chat_id, time.monotonic())
        self.records[record.id] = self.pending[record.id] = record
        if len(self.records) > KEEP_RECORDS:
            self.records.popitem(last=False)
        self._wake()
        return record.id

    def redeliver(self, update_id: int) -> None:
        """Deliver an earlier update once more, confirmed or not, as after a lost answer."""
        record = self.records[update_id]
        record.again = True
        self.pending[update_id] = record
        self.pending = OrderedDict(sorted(self.pending.items()))
        self._wake()

    def confirm(self, record: UpdateRecord) -> None:
        self.pending.pop(record.id, None)
        record.confirmed_at = time.monotonic()
        record.again = False
        self.confirmed = max(self.confirmed, record.id)

    def take(self, offset: int, limit: int) -> list[UpdateRecord]:
        """What getUpdates answers for this offset; everything below it is confirmed."""
        if offset < 0:
            offset = next(iter(list(self.pending)[offset:]), 0)
        for record in list(self.pending.values()):
            if record.id < offset and not record.again:
                self.confirm(record)
            elif record.id >= offset:
                break
        batch = list(self.pending.values())[:limit]
        for record in batch:
            record.deliveries += 1
            record.again = False
        return batch

    async def poll(self, offset: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        """Long polling. The newer of two pollers wins and the older is told, as on the real server."""
        self.interrupt(TWO_POLLERS)
        batch = self.take(offset, limit)
        if not batch and seconds > 0:
            waiter = self._waiter = asyncio.get_running_loop().create_future()
            try:
                async with asyncio.timeout(seconds):
                    await waiter
            except TimeoutError:
                return []
            finally:
                if self._waiter is waiter:
                    self._waiter = None
            batch = self.take(offset, limit)
        return [record.body for record in batch]

    @property
    def polled(self) -> bool:
        """Is somebody waiting for updates right now?"""
        return self._waiter is not None

    def interrupt(self, reason: str) -> None:
        """Send away whoever is polling now."""
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            waiter.set_exception(ApiError(409, reason))

    def clear(self) -> None:
        """Drop what is pending, as `drop_pending_updates` does."""
        self.pending.clear()

    def _wake(self) -> None:
        self.pushed.set()
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
