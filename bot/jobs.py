"""What runs by the clock: retention every night, the key store's backup every hour, cycles, claims."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.commands.sessions import durable
from bot.database import Database
from bot.turn import describe
from flows import claims, closings, cycles, demo, publications, retention
from storage import backups, codes

log = logging.getLogger("tusoi.jobs")
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)
AT_ONCE = 2000
"""Members entered on a cycle's roster in one transaction: a large one must not hold the writer."""


class Jobs:
    """Wakes up every minute and does what is due; what is due lives in the tables, not here."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        backup_folder: Path | None,
        *,
        playing: bool = False,
        timezone: str = "Asia/Ho_Chi_Minh",
    ) -> None:
        self.database, self.clock, self.backup_folder = database, clock, backup_folder
        self.playing, self.timezone = playing, timezone
        self._last_hour = self._last_day = datetime.min.replace(tzinfo=clock().tzinfo)

    async def run(self, every: float = 60.0) -> None:
        """Tick until cancelled."""
        while True:
            await self.tick()
            await asyncio.sleep(every)

    async def tick(self) -> None:
        """Do what is due now; a job that fails stops no other and is tried again at the next tick."""
        for job in (
            self._open_cycles,
            self._count_turnout,
            self._publish,
            self._announce,
            self._settle_claims,
            self._back_keys_up,
            self._retain,
        ):
            try:
                await job(self.clock())
            except Exception as trouble:
                log.error("a job failed: %s", describe(trouble))

    async def _open_cycles(self, now: datetime) -> None:
        while not await self.database.run(partial(cycles.open_some, now=now, limit=AT_ONCE)):
            pass
        if self.playing:
            await self.database.run(partial(demo.prepare, now=now))

    async def _count_turnout(self, now: datetime) -> None:
        morning = publications.morning(now, self.timezone)
        while await self.database.run(partial(publications.count_some, now=now, morning=morning)):
            pass

    async def _publish(self, now: datetime) -> None:
        while await self.database.run(partial(publications.publish_some, now=now)):
            pass

    async def _announce(self, now: datetime) -> None:
        while await self.database.run(partial(closings.announce_some, now=now)):
            pass

    async def _settle_claims(self, now: datetime) -> None:
        for account_id in await self.database.run(partial(codes.due_claimants, now=now)):
            await self.database.run(partial(claims.take_effect, account_id=account_id, now=now))

    async def _back_keys_up(self, now: datetime) -> None:
        if now - self._last_hour >= HOURLY and self.backup_folder is not None:
            store = self.database.keyring.store
            await asyncio.to_thread(backups.backup_keys, store, self.backup_folder, durable)
            self._last_hour = now

    async def _retain(self, now: datetime) -> None:
        if now - self._last_day >= DAILY:
            counts = await self.database.run(partial(retention.run, now=now, dry_run=False))
            deleted = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
            log.info("retention: %s", deleted or "nothing to delete")
            self._last_day = now
