"""Telegram's rate limits."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field

from .telegram_params import ApiError


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
