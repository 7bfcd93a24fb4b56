"""The one door of the commands to the databases: settings, checks, a session, and its end."""

import os
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
    demo: bool


def clock() -> datetime:
    """Now."""
    return datetime.now(UTC)


def settings() -> "Settings":
    """The settings, with a note for every variable that nobody reads."""
    from bot import settings as module

    loaded = module.load()
    for sentence in module.warnings():
        output.note(sentence)
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


def required(found: "Settings") -> None:
    """Refuse before anything is made when there is no database yet."""
    if not exists(found.database_url):
        output.fail(
            "There is no database yet. Run `tusoi migrate` to make one, or `tusoi demo` to look around."
        )


@contextmanager
def working(*, real: bool = False, keep: bool = True, read_only: bool = False) -> Iterator[Work]:
    """A command's transaction, after all checks: committed at the end, undone when anything is refused."""
    with output.refusals():
        found = settings()
        required(found)
        with opened(found, read_only=read_only) as databases:
            yield from _transaction(databases, real=real, keep=keep and not read_only)


def _transaction(databases: Opened, *, real: bool, keep: bool) -> Iterator[Work]:
    from storage import engines, schema

    demo = schema.check(databases.engine, databases.store, databases.keyring).demo
    if demo and real:
        output.fail(
            "This is the demo: it takes no real roster. Run `tusoi migrate` for a database of your own."
        )
    session = engines.flow_session(databases.engine, databases.keyring)
    try:
        yield Work(session, databases.settings, clock(), demo)
        engines.end(session, keep=keep)
    except BaseException:
        engines.end(session, keep=False)
        raise
    finally:
        session.close()


def durable(path: Path) -> None:
    """What was written there has reached the disk, a folder's entries too."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
