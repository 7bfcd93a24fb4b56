"""What runs by the clock: retention every night, the key store's backup every hour, cycles that open."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot.database import Database
from bot.turn import describe
from flows import cycles, retention
from storage import backups

log = logging.getLogger("tusoi.jobs")
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)


class Jobs:
    """Wakes up every minute and does what is due; what is due lives in the tables, not here."""

    def __init__(self, database: Database, clock: Callable[[], datetime], backup_folder: Path | None) -> None:
        self.database, self.clock, self.backup_folder = database, clock, backup_folder
        self._last_hour = self._last_day = datetime.min.replace(tzinfo=clock().tzinfo)

    async def run(self, every: float = 60.0) -> None:
        """Tick until cancelled; a job that fails is tried again at the next tick."""
        while True:
            try:
                await self.tick()
            except Exception as trouble:
                log.error("a job failed: %s", describe(trouble))
            await asyncio.sleep(every)

    async def tick(self) -> None:
        """Do what is due now."""
        now = self.clock()
        await self.database.run(partial(cycles.open_due, now=now))
        if now - self._last_hour >= HOURLY and self.backup_folder is not None:
            store = self.database.keyring.store
            await asyncio.to_thread(backups.backup_keys, store, self.backup_folder)
            self._last_hour = now
        if now - self._last_day >= DAILY:
            counts = await self.database.run(partial(retention.run, now=now, dry_run=False))
            log.info("retention: %s", ", ".join(f"{name} {count}" for name, count in counts.items() if count))
            self._last_day = now
