"""Delivery: takes what lies in the outbox to the channels, once each, and notes what came of it."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

from bot.channels.outcomes import Gone, Outcome, Rejected, Sent, Throttled, Unreachable
from bot.database import Database
from bot.messages import Capabilities, Message, render
from bot.turn import Turns, describe
from flows import replies
from storage import outbox
from storage.accounts import Account, address_of
from storage.encryption import KeyGone
from storage.engines import FlowSession
from storage.outbox import Outbox

log = logging.getLogger("tusoi.delivery")
AT_ONCE = 50
KEPT_TRYING = timedelta(days=7)
PAUSE = timedelta(seconds=20)
"""Between tries of a message that could not be handed over."""


class Channel(Protocol):
    """What delivery needs of a channel."""

    async def send(self, address: str, message: Message) -> Outcome:
        """Send a message of its own."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message on its way."""

    row_id: int
    tries: int
    created_at: datetime
    bot: str
    address: str | None
    message: Message


class Delivery:
    """Looks into the outbox again and again."""

    def __init__(self, database: Database, turns: Turns, channels: Mapping[str, Channel]) -> None:
        self.database, self.turns, self.channels = database, turns, channels

    async def run(self, every: float = 1.0) -> None:
        """Deliver until cancelled; trouble with the database is waited out."""
        while True:
            try:
                sent = await self.tick()
            except Exception as trouble:
                log.warning("delivery: %s", describe(trouble))
                sent = 0
            if sent < AT_ONCE:
                await asyncio.sleep(every)

    async def tick(self) -> int:
        """Send what is due; how many were tried."""
        now = self.turns.clock()
        pack = partial(_pack, now=now, capabilities=self.turns.channels)
        parcels = await self.database.run(pack)
        for parcel in parcels:
            outcome = await self._send(parcel)
            await self.database.run(partial(_record, parcel=parcel, outcome=outcome, now=now))
        return len(parcels)

    async def _send(self, parcel: Parcel) -> Outcome:
        channel = self.channels.get(parcel.bot)
        if channel is None or parcel.address is None:
            return Rejected("no such channel")
        try:
            async with self.turns.chat(parcel.bot, parcel.address):
                return await channel.send(parcel.address, parcel.message)
        except Exception as bug:
            log.error("a message could not be sent: %s", describe(bug))
            return Unreachable()


def _pack(session: FlowSession, now: datetime, capabilities: Mapping[str, Capabilities]) -> list[Parcel]:
    parcels = []
    for row in outbox.due(session, now, AT_ONCE):
        try:
            parcels.append(_parcel(session, row, capabilities))
        except KeyGone:
            outbox.settle(session, row.id or 0, "gone", now)
        except Exception as bug:  # one that cannot be read must not hold up the others
            log.error("a message could not be read: %s", describe(bug))
            outbox.settle(session, row.id or 0, "rejected", now)
    return parcels


def _parcel(session: FlowSession, row: Outbox, capabilities: Mapping[str, Capabilities]) -> Parcel:
    account = session.get_one(Account, row.account_id)
    reply = replies.parse(outbox.content_of(session, row))
    can = capabilities.get(account.bot.partition(":")[0], Capabilities(name="none"))
    # Where there are no buttons, numbers would be taken for those of the card the member is at.
    shown = reply if can.buttons else replace(reply, rows=())
    message = replace(render(shown, account.language, can)[-1], aside=True)
    return Parcel(row.id or 0, row.tries, row.created_at, account.bot, address_of(session, account), message)


def _record(session: FlowSession, parcel: Parcel, outcome: Outcome, now: datetime) -> None:
    match outcome:
        case Sent():
            outbox.settle(session, parcel.row_id, "sent", now)
        case Gone():
            outbox.settle(session, parcel.row_id, "gone", now)
        case Rejected(reason):
            log.warning("a message was rejected: %s", reason)
            outbox.settle(session, parcel.row_id, "rejected", now)
        case _ if now - parcel.created_at > KEPT_TRYING:
            outbox.settle(session, parcel.row_id, "given up", now)
        case Throttled(after):
            outbox.postpone(session, parcel.row_id, parcel.tries, now + timedelta(seconds=after))
        case _:
            outbox.postpone(session, parcel.row_id, parcel.tries + 1, now + PAUSE)
