"""Live cards: what moves on by itself is drawn anew, for as long as its card is the newest of its chat.

A card's place is asked again as if it had been tapped, and all of that is undone; where it would look
different now, the card is changed where it stands. Whatever else happens in the chat ends it.
"""

import asyncio
import logging
from collections.abc import Mapping
from time import monotonic
from typing import Protocol

from bot.channels.outcomes import Gone, Outcome, Rejected, Sent
from bot.messages import Message
from bot.turn import Live, Taken, Turns, describe
from handlers.events import Event

log = logging.getLogger("tusoi.refresh")
KEPT = 30 * 60.0
"""Seconds for which a card is looked after at most."""
MOST = 100
"""Cards that are looked after; with one more the oldest stays as it is."""
LOOKS = 4
"""So many of them are looked at side by side: a tap waits behind no more of it."""
WITHIN = 3.0
"""Seconds for a change: a reply of the same chat waits no longer for it."""


class Channel(Protocol):
    """What is needed of a channel that can change a card."""

    async def ready(self, address: str) -> None:
        """Wait until one more change may be made, behind all that is more urgent."""

    async def refresh(self, address: str, message: Message) -> Outcome:
        """Draw the chat's newest card anew."""


def watch(turns: Turns, event: Event, taken: Taken) -> None:
    """An answer is shown: look after its card, if it is a live one."""
    if taken.live:
        turns.live[event.bot, event.address] = Live(taken.live, taken.messages, monotonic() + KEPT)
        if len(turns.live) > MOST:
            del turns.live[next(iter(turns.live))]


async def resume(turns: Turns, bot: str, address: str) -> None:
    """Look after a card that another process, or this one before its restart, had shown."""
    if (bot, address) not in turns.live and (place := await turns.place_of(bot, address)):
        turns.live[bot, address] = Live(place, None, monotonic() + KEPT)


async def again(turns: Turns, bot: str, address: str, place: str) -> None:
    """What a place shows has changed: draw it anew, if the chat's newest card is of that place."""
    if await turns.place_of(bot, address) == place:
        turns.live[bot, address] = Live(place, None, monotonic() + KEPT, once=True)


class Refresher:
    """Looks after the live cards of all channels."""

    def __init__(self, turns: Turns, channels: Mapping[str, Channel]) -> None:
        self.turns, self.channels = turns, channels
        self._looks = asyncio.Semaphore(LOOKS)

    async def run(self, every: float = 2.0) -> None:
        """Draw anew what has moved, until cancelled."""
        while True:
            await asyncio.sleep(every)
            await self.tick()

    async def tick(self) -> None:
        """Draw each card anew that would look different now."""
        await asyncio.gather(*(self._try(key, card) for key, card in list(self.turns.live.items())))

    async def _try(self, key: tuple[str, str], card: Live) -> None:
        try:
            goes_on = card.until > monotonic() and await self._refresh(key, card)
        except TimeoutError:
            goes_on = True
        except Exception as trouble:
            log.warning("a card could not be drawn anew: %s", describe(trouble))
            goes_on = True
        if not goes_on and self.turns.live.get(key) is card:
            del self.turns.live[key]

    async def _refresh(self, key: tuple[str, str], card: Live) -> bool:
        """Whether it is to be looked after any longer."""
        (bot, address), channel = key, self.channels[key[0]]
        async with self._looks:
            taken = await self.turns.look(bot, address, card.place)
        if taken is None or not (taken.live or card.messages or card.once):
            return False
        if taken.messages != card.messages:
            await channel.ready(address)
            async with self.turns.chat(bot, address):
                if self.turns.live.get(key) is not card:
                    return False
                async with asyncio.timeout(WITHIN):
                    outcome = await channel.refresh(address, taken.messages[-1])
            if isinstance(outcome, Rejected | Gone):
                return False
            if not isinstance(outcome, Sent):
                return True
            card.messages = taken.messages
        return bool(taken.live)
