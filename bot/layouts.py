"""Notices laid out as soon as they are due: looked for every second, in steps that hold nobody up."""

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic
from typing import TypeVar

from bot import processes
from bot.database import Database
from bot.turn import describe
from flows import notice_layouts
from storage import mailings
from storage.engines import FlowSession

T = TypeVar("T")
log = logging.getLogger("tusoi.layouts")
NAME, LEASE = "notices", timedelta(seconds=20)
"""One process at a time; so long after its last step another one may, should it have died elsewhere."""
FEWEST, MOST = {"sqlite": 120, "postgresql": 2000}, 2000
"""Rows of a step: on SQLite it holds the writer; elsewhere nobody waits, and each step costs by itself."""
LONG, SHORT = 0.04, 0.015
"""Seconds of a step that was too long: the next ones are of fewer rows; and of one that was short."""


class Layouts:
    """Does what is to be done for notices, step by step. Only whoever holds the lease does anything."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self.database, self.clock = database, clock
        self.holder = processes.name()
        self.rows = self.fewest = FEWEST[database.engine.dialect.name]

    async def run(self, every: float = 1.0) -> None:
        """Look for something to do until cancelled; trouble is waited out."""
        while True:
            try:
                await self.tick()
            except Exception as trouble:
                log.warning("notices: %s", describe(trouble))
            await asyncio.sleep(every)

    async def tick(self) -> None:
        """Do all that is to be done now, unless another process is at it."""
        now = self.clock()
        while await self.database.run(partial(notice_layouts.set_aside, now=now, limit=self.rows)):
            pass
        found = await self.database.run(partial(notice_layouts.pending, now=now))
        for notice_id in found:
            step = partial(notice_layouts.step, notice_id=notice_id, now=now)
            place = await self._step(partial(step, place=None))
            while place is not None:
                place = await self._step(partial(step, place=place))
        if found:
            down = partial(mailings.step_down, bot=NAME, holder=self.holder, now=self.clock())
            await self.database.run(down)

    async def _step(self, work: Callable[..., T]) -> T | None:
        """One transaction, of as many rows as it can do in a moment; None if another process is at it."""

        def led(session: FlowSession) -> tuple[T | None, float]:
            began, now = monotonic(), self.clock()
            lead = partial(mailings.lead, session, NAME, self.holder, now, now + LEASE)
            done = work(session, limit=self.rows) if lead(processes.is_gone) else None
            return done, monotonic() - began

        done, took = await self.database.run(led)
        if took > LONG:
            self.rows = max(self.fewest, self.rows // 2)
        elif took < SHORT and done:
            self.rows = min(MOST, self.rows * 2)
        return done
