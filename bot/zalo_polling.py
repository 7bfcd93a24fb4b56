"""Polling a Zalo bot: updates are given out once, so each is kept before the next is asked for."""

import asyncio
import contextlib
import logging
from time import monotonic

from bot.channels import zalo_wire
from bot.channels.zalo_bot import Trouble, ZaloBot, wait_after
from bot.receiving import Receiver
from bot.turn import Busy

log = logging.getLogger("tusoi.zalo")
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between tries when the platform is in trouble, even where it refuses at once."""
LEAST_WAIT = 1.0
"""Seconds from one poll to the next when nothing came, even where that is said at once."""
FIRST_LOOK = 1
"""Seconds for which the first polls wait: what was written while nobody polled may be there, or be lost."""
WEBHOOK_SET = 400
"""How a poll is refused while a webhook is set."""


class ZaloPoller:
    """Asks for what people did. Two of them on one token would share the messages."""

    def __init__(self, zalo: ZaloBot, receiver: Receiver, *, patience: int = 30) -> None:
        self.zalo, self.receiver, self.patience = zalo, receiver, patience
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Take up what was left, then poll until stopped.

        Nobody is told where he is before all that waited is answered: he would type again, and the numbers
        that waited would answer one card, his new ones the next.
        """
        await self._be_alone()
        await self.receiver.take_up()
        wait, told = FIRST_WAIT, False
        while not self._stopping.is_set():
            try:
                began = monotonic()
                updates = await self.zalo.fetch(self.patience if told else FIRST_LOOK, self.patience)
                fresh = [await asyncio.shield(self._keep(update)) for update in updates]
                if not updates and not told:
                    self.receiver.tell_where()
                    told = True
                wait = FIRST_WAIT
                if not any(fresh):
                    await asyncio.sleep(max(began + LEAST_WAIT - monotonic(), 0.0))
            except Trouble as trouble:
                pause = wait_after(trouble, wait)
                log.warning("polling Zalo: %s; next try in %.0f s", trouble.code or trouble.reason, pause)
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(pause):
                        await self._stopping.wait()
                wait = min(wait * 2, LONGEST_WAIT)
                if trouble.code == WEBHOOK_SET:
                    await self._be_alone()

    async def stop(self) -> None:
        """Take no more, and let what is in hand be answered."""
        self._stopping.set()
        await self.receiver.stop()

    async def _be_alone(self) -> None:
        """While a webhook is set nothing can be polled; where none was ever set this is refused."""
        with contextlib.suppress(Trouble):
            await self.zalo.call("deleteWebhook", {})

    async def _keep(self, update: dict[str, object]) -> bool:
        """It is given out once: whatever the database says, it is not let go before it is kept.

        False where there is nothing to be kept.
        """
        arrived = zalo_wire.arrived(update)
        if arrived is None:
            return False
        wait = FIRST_WAIT
        while True:
            try:
                return await self.receiver.take(arrived)
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
