"""Polling a Zalo bot: updates are given out once, so each is kept before the next is asked for."""

import asyncio
import logging

from bot.channels import zalo_wire
from bot.channels.zalo_bot import NOT_FOUND, UNAUTHORISED, Trouble, ZaloBot
from bot.receiving import Receiver
from bot.turn import Busy

log = logging.getLogger("tusoi.zalo")
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0
"""Seconds between tries when the platform is in trouble, even where it refuses at once."""


class ZaloPoller:
    """Asks for what people did. Two of them on one token would share the messages."""

    def __init__(self, zalo: ZaloBot, receiver: Receiver, *, patience: int = 30) -> None:
        self.zalo, self.receiver, self.patience = zalo, receiver, patience
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Take up what was left, then poll until stopped. Raises Trouble where the token is refused."""
        await self._be_alone()
        await self.receiver.resume()
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            try:
                for update in await self.zalo.fetch(self.patience):
                    await self._keep(update)
                wait = FIRST_WAIT
            except Trouble as trouble:
                if trouble.code in (UNAUTHORISED, NOT_FOUND):
                    log.error("Zalo refuses a token (TUSOI_ZALO_BOTS): take the present one from Bot Creator")
                    raise
                log.warning("polling Zalo: %s; next try in %.0f s", trouble.code or trouble.reason, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def stop(self) -> None:
        """Take no more, and let what is in hand be answered."""
        self._stopping.set()
        await self.receiver.stop()

    async def _be_alone(self) -> None:
        """While a webhook is set nothing can be polled; where none was ever set this is refused."""
        try:
            await self.zalo.call("deleteWebhook", {})
        except Trouble as trouble:
            if trouble.code in (UNAUTHORISED, NOT_FOUND):
                log.error("Zalo refuses a token (TUSOI_ZALO_BOTS): take the present one from Bot Creator")
                raise

    async def _keep(self, update: dict[str, object]) -> None:
        """It is given out once: whatever the database says, it is not let go before it is kept."""
        arrived = zalo_wire.arrived(update)
        if arrived is None or not arrived.private:
            return
        wait = FIRST_WAIT
        while True:
            try:
                await self.receiver.take(arrived)
                return
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
