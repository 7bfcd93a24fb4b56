"""Trouble on demand, and Telegram's rate limits."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal

from .telegram_params import ApiError


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong with one call. `after`: what was asked is done all the same."""

    kind: Literal["status", "retry", "hang", "drop"]
    after: bool = False
    status: int = 500
    retry_after: int = 1

    def __str__(self) -> str:
        return f"{self.kind} {'after' if self.after else 'before'}"


def http_error(status: int = 502) -> Fault:
    """An answer of a broken gateway: not JSON, nothing done."""
    return Fault("status", status=status)


def flood(retry_after: int = 1) -> Fault:
    """429 with `retry_after`, nothing done."""
    return Fault("retry", retry_after=retry_after)


def hang(after: bool = False) -> Fault:
    """No answer ever; `after`: but the message went out."""
    return Fault("hang", after)


def drop(after: bool = False) -> Fault:
    """The connection breaks; `after`: but the message went out."""
    return Fault("drop", after)


class Faults:
    """Queues of faults by method; "*" is for any method except the polling."""

    def __init__(self) -> None:
        self._queues: dict[str, deque[Fault]] = defaultdict(deque)

    def add(self, method: str, fault: Fault, times: int = 1) -> None:
        self._queues[method].extend([fault] * times)

    def take(self, method: str) -> Fault | None:
        """The next fault for this call. Calls in a queue are hit in turn, each fault once."""
        for name in (method,) if method == "getUpdates" else (method, "*"):
            queue = self._queues.get(name)
            if queue:
                return queue.popleft()
        return None

    def clear(self) -> None:
        self._queues.clear()

    @property
    def left(self) -> int:
        return sum(len(queue) for queue in self._queues.values())


@dataclass(slots=True)
class RateLimits:
    """Telegram's limits on sending, off unless a test sets them.

    https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
    Overall and for groups a sliding window; a private chat may send short bursts, so it has a bucket of
    `burst` messages that fills at `per_chat` a second. Refused calls do not count.
    """

    overall: int = 30
    per_chat: float = 1.0
    burst: int = 3
    per_group_minute: int = 20
    _recent: deque[float] = field(default_factory=deque)
    _groups: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)

    def check(self, chat_id: int, now: float | None = None) -> None:
        """Count a message, or refuse it with the seconds to wait."""
        now = time.monotonic() if now is None else now
        wait = self._wait(self._recent, self.overall, 1.0, now)
        if chat_id < 0:
            wait = max(wait, self._wait(self._groups[chat_id], self.per_group_minute, 60.0, now))
        tokens, filled_at = self._buckets.get(chat_id, (float(self.burst), now))
        tokens = min(float(self.burst), tokens + (now - filled_at) * self.per_chat)
        if chat_id > 0 and tokens < 1:
            wait = max(wait, (1 - tokens) / self.per_chat)
        if wait > 0:
            raise too_many(math.ceil(wait))
        self._recent.append(now)
        if chat_id < 0:
            self._groups[chat_id].append(now)
        else:
            self._buckets[chat_id] = (tokens - 1, now)

    def _wait(self, times: deque[float], most: int, seconds: float, now: float) -> float:
        while times and times[0] <= now - seconds:
            times.popleft()
        return times[0] + seconds - now if len(times) >= most else 0.0


def too_many(retry_after: int) -> ApiError:
    """https://core.telegram.org/bots/api#responseparameters."""
    return ApiError(429, f"Too Many Requests: retry after {retry_after}", retry_after)
