"""How fast one bot may write: what a platform allows, and replies before everything else.

The pace is aiolimiter's, one message every 1/29 s (PTB's `AIORateLimiter` wraps the same, but any call that
ends lets the others go on while its platform asked all of them to wait; and it costs 20 MB).
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import asyncio
from collections import OrderedDict
from time import monotonic

from aiolimiter import AsyncLimiter

A_SECOND = 29
"""Messages of one bot; Telegram's limit is about 30."""
A_GROUP_MINUTE = 20
GROUPS = 500
"""Groups whose pace is remembered."""


class Pace:
    """The turns in which one bot's messages go out."""

    def __init__(self, a_second: float = A_SECOND) -> None:
        self._limiter = AsyncLimiter(1, 1 / a_second)
        self._groups: OrderedDict[str, AsyncLimiter] = OrderedDict()
        self._replies = 0
        self._calm = asyncio.Event()
        self._calm.set()
        self._patient = asyncio.Lock()
        self._still_until = 0.0

    async def turn(self, address: str, *, patient: bool = False) -> None:
        """Wait until one more message may be sent. A `patient` one lets every reply go first."""
        if address.startswith("-"):
            await self._group(address).acquire()
        if patient:
            async with self._patient:  # at most one of them is before a reply that comes now
                await self._calm.wait()
                await self._next()
            return
        self._replies += 1
        self._calm.clear()
        try:
            await self._next()
        finally:
            self._replies -= 1
            if not self._replies:
                self._calm.set()

    async def _next(self) -> None:
        """The next place in the row; after the platform asked for quiet, one by one again."""
        await self._limiter.acquire()
        while self.still:
            await self.stillness()
            await self._limiter.acquire()

    @property
    def still(self) -> bool:
        """Whether the platform asked this bot to wait."""
        return self._still_until > monotonic()

    async def stillness(self) -> None:
        """Wait as long as the platform asked this bot to be still."""
        await asyncio.sleep(max(0.0, self._still_until - monotonic()))

    def be_still(self, seconds: float) -> None:
        """The platform asked this bot to wait: all of its calls do."""
        self._still_until = max(self._still_until, monotonic() + seconds)

    def _group(self, address: str) -> AsyncLimiter:
        limiter = self._groups.setdefault(address, AsyncLimiter(A_GROUP_MINUTE, 60))
        self._groups.move_to_end(address)
        if len(self._groups) > GROUPS:
            self._groups.popitem(last=False)
        return limiter
