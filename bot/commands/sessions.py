"""The one door of the commands to the databases: settings, checks, a session, and its end."""

import gc
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands import output

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from bot.settings import Settings
    from storage.encryption import Keyring
    from storage.engines import FlowSession


PAUSE = 0.01
"""Seconds between two transactions of a long command."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Both databases, open."""

    settings: "Settings"
    engine: "Engine"
    keyring: "Keyring"

    @property
    def store(self) -> "Engine":
        """The key store."""
        return self.keyring.store


@dataclass(frozen=True, slots=True)
class Work:
    """What a command works with."""

    session: "FlowSession"
    settings: "Settings"
    now: datetime


def clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def settings() -> "Settings":
    """The settings, with a note for every variable that nobody reads."""
    from bot import settings as module

    loaded = module.load()
    for sentence in module.warnings():
        output.note(sentence)
    gc.enable()  # `bot.cli` stopped it while modules were loaded
    return loaded


@contextmanager
def opened(found: "Settings", *, create_key: bool = False, read_only: bool = False) -> Iterator[Opened]:
    """Both databases with the master key, unchecked."""
    from bot import settings as module
    from storage import engines
    from storage.encryption import Keyring

    fresh = not exists(found.database_url) and not exists(found.keys_url)
    master = module.master_key(found, create=create_key and fresh)
    engine = engines.open_engine(found.database_url, read_only=read_only)
    store = engines.open_key_store(found.keys_url)
    try:
        yield Opened(found, engine, Keyring(master, store))
    finally:
        engine.dispose()
        store.dispose()


def exists(url: str) -> bool:
    """Whether there is a database at this address already (a server's is asked when it is opened)."""
    path = url.removeprefix("sqlite:///")
    return path == url or Path(path).exists()


@contextmanager
def ready(
    *, real: bool = False, read_only: bool = False, found: "Settings | None" = None
) -> Iterator[Opened]:
    """Both databases after all checks; whatever is refused from here on ends in one sentence."""
    with output.refusals():
        found = found or settings()
        if not exists(found.database_url):
            output.fail("There is no database yet. Run `tusoi migrate` to make one (`tusoi demo`: to try).")
        if not exists(found.keys_url):
            output.fail(
                "There is no key store. For a new database run `tusoi migrate`; a lost one is brought back by"
                " `tusoi restore --keys FILE`."
            )
        with opened(found, read_only=read_only) as databases:
            from storage import schema

            demo = schema.check(databases.engine, databases.store, databases.keyring).demo
            if demo and real:
                output.fail(
                    "This is the demo: it takes nothing real. Run `tusoi migrate` for your own database."
                )
            yield databases


@contextmanager
def transaction(databases: Opened, *, keep: bool = True) -> Iterator[Work]:
    """A transaction, committed at its end and undone when anything is refused."""
    from storage import engines

    zone = databases.settings.timezone
    with engines.transaction(databases.engine, databases.keyring, keep=keep, timezone=zone) as session:
        yield Work(session, databases.settings, clock())


def breathe() -> None:
    """Between two transactions of a long command, let the bot in.

    SQLite keeps no queue: who finds the database locked looks again a moment later (`storage.engines.LOOK`),
    and writing without pauses would let the bot's taps starve.
    """
    time.sleep(PAUSE)


@contextmanager
def working(*, real: bool = False, read_only: bool = False) -> Iterator[Work]:
    """What most commands need: one transaction after all checks."""
    with (
        ready(real=real, read_only=read_only) as databases,
        transaction(databases, keep=not read_only) as work,
    ):
        yield work


def durable(path: Path) -> None:
    """What was written there has reached the disk, a folder's entries too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
