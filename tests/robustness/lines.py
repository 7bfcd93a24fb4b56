"""Somebody on the line: a world whose members have joined already, the strict server, the poller between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.channels.telegram import Telegram
from bot.database import Database
from bot.polling import Poller
from storage.engines import FlowSession
from tests.conftest import make_cell
from tests.conversations import World, channel_to
from tests.robustness.model import Sheet, kept
from tests.robustness.seats import seat
from tests.servers.telegram import TelegramServer, User, telegram_server

BOT = "telegram:424242"
FIRST = 1001


@dataclass(slots=True)
class Line:
    """The parts, and how to wait for them."""

    world: World
    server: TelegramServer
    telegram: Telegram
    poller: Poller
    vaults: list[int]
    people: list[User] = field(default_factory=list)

    async def settled(self, user: User | None = None, seconds: float = 15.0) -> None:
        """Until everything so far (or what this user did last) is confirmed, hence answered."""
        last = user.last_update if user else next(reversed(self.server.updates.records), 0)
        await self.server.until(lambda: self.server.confirmed >= (last or 0), seconds)

    async def says(self, user: User, *texts: str) -> str:
        """Write, and read the newest message of the bot."""
        for text in texts:
            await user.says(text)
            await self.settled(user)
        return user.private.from_bot[-1].text

    async def taps(self, user: User, *labels: str) -> str:
        """Tap, and read the newest message of the bot."""
        for label in labels:
            await user.taps(label)
            await self.settled(user)
        return user.private.from_bot[-1].text

    async def begins(self, user: User) -> None:
        """Open the review and go sign by sign."""
        await self.says(user, "/tusoi")
        assert "1/27" in await self.taps(user, "Từng biểu hiện một")

    async def sheet(self, number: int = 0) -> Sheet:
        """What the database holds of a member's review."""
        vault = self.vaults[number]
        found = await self.world.database.run(lambda session: kept(session, vault))
        return found.get(self.world.cycle_id, Sheet())


async def a_world(database: Database, now: datetime, members: int = 1) -> tuple[World, list[int]]:
    """A cell whose members have joined on Telegram and agreed; their vaults."""

    def work(session: FlowSession) -> tuple[int, tuple[int, ...], list[int]]:
        cell = make_cell(session, now, "CB1", names=tuple(f"Đảng viên {n}" for n in range(members)))
        chats = [[(BOT, str(FIRST + number))] for number in range(members)]
        vaults = [seat(session, m, some, now) for m, some in zip(cell.members, chats, strict=True)]
        return cell.unit_id, cell.members, vaults

    unit_id, ids, vaults = await database.run(work)
    world = World(database, unit_id, ids, now)
    await world.opens_cycle()
    return world, vaults


@asynccontextmanager
async def on_the_line(database: Database, now: datetime, members: int = 1) -> AsyncIterator[Line]:
    """A line that is polled until the end."""
    world, vaults = await a_world(database, now, members)
    async with telegram_server() as server:
        telegram = channel_to(server)
        poller = Poller(telegram, world.turns, timeout=1)
        line = Line(world, server, telegram, poller, vaults)
        line.people = [server.user(FIRST + number, f"Đảng viên {number}") for number in range(members)]
        task = asyncio.create_task(poller.run())
        try:
            await server.until(lambda: server.counters["getUpdates"] > 0)
            yield line
        finally:
            await poller.stop()
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await telegram.close()
        assert not server.violations, list(server.violations)
