"""Answers where messages are sold: each is claimed, sent and counted.

What surely did not arrive is sent again; what may have arrived is not.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from bot.channels.outcomes import Outcome, Sent, Unknown, Unreachable
from bot.channels.zalo_bot import ZaloBot
from bot.messages import Message
from bot.turn import Busy, Taken, Turns
from flows import bearings, budgets
from flows.budgets import Spent
from storage.engines import FlowSession

T = TypeVar("T")
FIRST_WAIT, LONGEST_WAIT = 0.2, 15.0
REFUSED = 20
"""So often an answer is tried that the platform is there to take, and does not."""


class Answering:
    """Sends for one bot, until it stops."""

    def __init__(self, zalo: ZaloBot, turns: Turns) -> None:
        self.zalo, self.turns = zalo, turns
        self.stopping = asyncio.Event()

    async def prepared(self, address: str, taken: Taken) -> list[Message]:
        """What a turn answered, with its links."""
        return [await self.zalo.prepared(address, message) for message in taken.messages]

    async def send(
        self,
        address: str,
        messages: Sequence[Message],
        claim: Callable[[FlowSession], bool],
        release: Callable[[FlowSession], None],
    ) -> tuple[int, Outcome] | None:
        """Send what was claimed: how many left, and what became of the last one; None where it is not over.

        While the platform is away it waits, and claims nothing of which nothing has arrived.
        """
        sent, tries, wait = 0, 1, FIRST_WAIT
        while True:
            number, outcome = await self.zalo.answer(address, messages[sent:])
            sent += number
            if not isinstance(outcome, Unreachable) or (outcome.refused and tries >= REFUSED):
                return sent, outcome
            if not sent:
                await self.insist(release)
            if await self.stops_within(wait):
                return None
            wait, tries = min(wait * 2, LONGEST_WAIT), tries + 1
            if not sent and not await self.insist(claim):
                return None

    async def stops_within(self, seconds: float) -> bool:
        """Wait so long; whether the bot stops meanwhile."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopping.wait()
        return self.stopping.is_set()

    def count(
        self, session: FlowSession, address: str, sent: int, outcome: Outcome, received: int = 0
    ) -> Spent:
        """Count what left and what came; of what may not have arrived the numbers mean nothing."""
        if not isinstance(outcome, Sent):
            surely = not isinstance(outcome, Unknown)
            bearings.unseen(session, self.zalo.name, address, surely=surely)
        now = self.turns.clock()
        return budgets.spend(session, self.zalo.name, sent, now, self.turns.timezone, received=received)

    async def insist(self, work: Callable[[FlowSession], T]) -> T:
        """Something in a transaction of its own, however long the database is in trouble."""
        return await patiently(lambda: self.turns.beside(work))


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """Passing trouble is waited out."""
    wait = FIRST_WAIT
    while True:
        try:
            return await call()
        except Busy:
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
