"""Events that are kept until they are answered."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

import pytest

from bot.database import Database
from flows import privacy
from storage import incoming
from storage.encryption import NOBODY
from storage.engines import FlowSession

BOT = "zalo:1"


@pytest.mark.usefixtures("kind")
async def test_an_event_that_comes_twice_at_once_is_kept_once(database: Database, now: datetime) -> None:
    """Two processes behind one address, or one platform that cannot wait."""
    keep = partial(incoming.keep, bot=BOT, event_id="m1", address="1a", content=["1a", "chào"], now=now)
    found = await asyncio.gather(*(database.run(keep) for _ in range(8)))
    assert sorted(found, key=str) == [NOBODY] + [None] * 7


@pytest.mark.usefixtures("kind")
async def test_one_alone_answers_it(database: Database, now: datetime) -> None:
    keep = partial(incoming.keep, bot=BOT, event_id="m1", address="1a", content=["1a", "chào"], now=now)
    owner = await database.run(keep)
    assert owner is not None
    claim = partial(incoming.claim, bot=BOT, event_id="m1", address="1a", owner=owner)
    assert sorted(await asyncio.gather(*(database.run(claim) for _ in range(8)))) == [False] * 7 + [True]
    await database.run(partial(incoming.release, bot=BOT, event_id="m1"))
    assert await database.run(claim)
    await database.run(partial(incoming.finish, bot=BOT, event_id="m1", address="1a", now=now))
    assert not await database.run(claim), "another one has answered it"


def test_what_nobody_answers_is_forgotten_after_a_week(session: FlowSession, now: datetime) -> None:
    """Its bot runs no more; and by then nobody would know that its turn was taken."""
    incoming.keep(session, BOT, "m1", "1a", ["1a", "chào"], now)
    privacy.retain(session, now + timedelta(days=6), dry_run=False)
    assert incoming.left(session, BOT)
    privacy.retain(session, now + timedelta(days=8), dry_run=False)
    assert not incoming.left(session, BOT)
