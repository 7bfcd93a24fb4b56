"""What runs by the clock: reminders, cycles and claims every minute, backups of keys, retention."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from bot import processes
from bot.commands.sessions import durable
from bot.database import Database
from bot.layouts import Layouts
from bot.turn import describe
from flows import (
    claims,
    closings,
    cycles,
    demo,
    mailings,
    notice_nudges,
    notice_series,
    nudges,
    publications,
    reminders,
    retention,
    roster_imports,
)
from storage import attendance, backups, codes, files, outbox
from storage import mailings as mailing_rows

log = logging.getLogger("tusoi.jobs")
HOURLY, DAILY = timedelta(hours=1), timedelta(days=1)
PAUSE = 0.03
"""Seconds between two transactions of a long job."""
NAME, LEASE = "jobs", timedelta(minutes=5)
"""One process at a time; so long after it began another one may, should it have died on another machine."""
CELLS_AT_ONCE = {"sqlite": 20, "postgresql": 30}
"""Cells whose reminders are drawn, or laid out for their members, in one transaction."""
NEAR = timedelta(hours=3)
"""Reminders of meetings that begin so soon go before all that is not near its hour."""


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
        self.name = processes.name()
        self.layouts = Layouts(database, clock)
        self._cells = CELLS_AT_ONCE[database.engine.dialect.name]
        self._last_hour = self._last_day = datetime.min.replace(tzinfo=clock().tzinfo)

    async def run(self, every: float = 60.0) -> None:
        """Tick until cancelled; notices do not wait for a minute to be over."""
        await asyncio.gather(self._run(every), self.layouts.run())

    async def _run(self, every: float) -> None:
        while True:
            try:
                await self.tick()
            except Exception as trouble:
                log.error("jobs: %s", describe(trouble))
            await asyncio.sleep(every)

    async def tick(self) -> None:
        """Do what is due now, unless another process is at it.

        A job that fails stops no other and is tried again at the next tick.
        """
        lead = partial(mailing_rows.lead, bot=NAME, holder=self.name, is_gone=processes.is_gone)
        now = self.clock()
        if await self.database.run(partial(lead, now=now, until=now + LEASE)):
            await self._do_all()
            await self.database.run(
                partial(mailing_rows.step_down, bot=NAME, holder=self.name, now=self.clock())
            )

    async def _do_all(self) -> None:
        for job in (
            self._settle_rosters,
            self._open_cycles,
            self._count_turnout,
            self._publish,
            self._announce,
            self._settle_claims,
            self._make_monthly,
            self._lay_out,
            self._nudge,
            self._forget_attendance,
            self._forget_files,
            self._draw,
            self._back_keys_up,
            self._retain,
        ):
            try:
                await job(self.clock())
            except Exception as trouble:
                log.error("a job failed: %s", describe(trouble))

    async def _settle_rosters(self, now: datetime) -> None:
        """Where an import that is shown already was cut short."""
        more = True
        while more:
            more = await self.database.run(partial(roster_imports.finish_some, now=now))
            await asyncio.sleep(PAUSE if more else 0)

    async def _open_cycles(self, now: datetime) -> None:
        while not await self.database.run(partial(cycles.open_some, now=now, limit=cycles.CELLS_AT_ONCE)):
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

    async def _make_monthly(self, now: datetime) -> None:
        while await self.database.run(partial(notice_series.make_due, now=now, limit=self._cells)):
            pass

    async def _lay_out(self, now: datetime) -> None:
        """What is due gets its recipients; before anything new is drawn, so that nothing due is redrawn."""
        while await self.database.run(partial(mailings.lay_some, now=now, limit=self._cells)):
            pass
        await self.layouts.tick()
        late = await self.database.run(partial(outbox.expire, now=now))
        if late:
            log.warning("outbox: %s messages were too late and went to nobody", late)
        await self.database.run(partial(outbox.hurry, before=now + NEAR))

    async def _nudge(self, now: datetime) -> None:
        """Reminders of notices that were begun in chat and are for many."""
        while await self.database.run(partial(notice_nudges.lay_some, now=now)):
            pass

    async def _forget_attendance(self, now: datetime) -> None:
        """To the minute: it was promised."""
        await self.database.run(partial(attendance.forget_past, now=now))

    async def _forget_files(self, now: datetime) -> None:
        """What was sent in and nobody keeps: one at a time, as they are large."""
        while await self.database.run(partial(files.erase_due, now=now, limit=1)):
            pass

    async def _draw(self, now: datetime) -> None:
        while await self.database.run(partial(reminders.draw_some, now=now, limit=self._cells)):
            pass
        while await self.database.run(partial(nudges.draw_some, now=now, limit=self._cells)):
            pass

    async def _back_keys_up(self, now: datetime) -> None:
        if now - self._last_hour >= HOURLY and self.backup_folder is not None:
            store = self.database.keyring.store
            await asyncio.to_thread(backups.backup_keys, store, self.backup_folder, durable)
            self._last_hour = now

    async def _retain(self, now: datetime) -> None:
        if now - self._last_day >= DAILY:
            more = True
            while more:
                counts = await self.database.run(partial(retention.run, now=now, dry_run=False))
                deleted = ", ".join(f"{name} {count}" for name, count in counts.items() if count)
                log.info("retention: %s", deleted or "nothing to delete")
                more = retention.left(counts)
            self._last_day = now
