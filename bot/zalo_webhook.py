"""Zalo's webhook: events come to our address, are kept, and answered in a moment.

The secret is our own, made of the master key: every process of an installation knows the same one. Nothing
says whether Zalo repeats what was not taken; so 200 is answered only to what is kept, or is no event.
"""

import asyncio
import hmac
import json
import logging

from aiohttp import web

from bot.channels import zalo_wire
from bot.channels.zalo_bot import Trouble, ZaloBot, wait_after
from bot.receiving import Receiver
from bot.requests import SLOW
from storage.encryption import Keyring

log = logging.getLogger("tusoi.zalo")
HEADER = "X-Bot-Api-Secret-Token"
FIRST_WAIT, LONGEST_WAIT = 1.0, 60.0


class ZaloWebhook:
    """Takes what Zalo sends for one bot."""

    def __init__(self, zalo: ZaloBot, receiver: Receiver, home: str, keyring: Keyring) -> None:
        self.zalo, self.receiver = zalo, receiver
        self.path = f"/zalo/{zalo.name.partition(':')[2]}"
        self.url = f"{home}{self.path}"
        self._secret = keyring.index("zalo.webhook", zalo.name)

    def add_to(self, router: web.UrlDispatcher) -> None:
        """Its address."""
        router.add_post(self.path, self.take)

    async def run(self) -> None:
        """Take up what was left, and tell Zalo the address."""
        await self.receiver.resume()
        wait = FIRST_WAIT
        while trouble := await self._told():
            await asyncio.sleep(wait_after(trouble, wait))
            wait = min(wait * 2, LONGEST_WAIT)
        await asyncio.Event().wait()

    async def stop(self) -> None:
        """Let what is in hand be answered."""
        await self.receiver.stop()

    async def take(self, request: web.Request) -> web.Response:
        """One event, or a probe with whatever body."""
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(errors="replace"), self._secret.encode()):
            raise web.HTTPForbidden
        async with asyncio.timeout(SLOW):
            body = await request.read()
        for update in zalo_wire.updates_of(_parsed(body)):
            arrived = zalo_wire.arrived(update)
            if arrived is not None:
                await self.receiver.take(arrived)  # Busy: 503, and nothing is kept
        return web.json_response({"ok": True})

    async def _told(self) -> Trouble | None:
        """Set the address; what hindered that. It is kept even where Zalo could not reach it: the operator is
        warned then.
        """
        try:
            result = await self.zalo.call("setWebhook", {"url": self.url, "secret_token": self._secret})
        except Trouble as trouble:
            log.warning("Zalo does not take the webhook yet: %s", trouble.code or trouble.reason)
            return trouble
        found = result.get("verification") if isinstance(result, dict) else None
        if isinstance(found, dict) and found.get("ok") is False:
            log.warning("Zalo could not reach %s: is it open to the internet?", self.url)
        return None


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None
