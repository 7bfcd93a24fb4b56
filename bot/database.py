"""The thread that runs transactions: one on SQLite (one writer), a few on PostgreSQL."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Engine

from storage.encryption import Keyring
from storage.engines import FlowSession, transaction

T = TypeVar("T")
POSTGRES_THREADS = 4


class Database:
    """Runs one function in one transaction, off the event loop. What travels with every session is `info`."""

    def __init__(self, engine: Engine, keyring: Keyring, **info: Any) -> None:
        self.engine, self.keyring, self.info = engine, keyring, info
        threads = 1 if engine.dialect.name == "sqlite" else POSTGRES_THREADS
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix="database")
        self._reader = ThreadPoolExecutor(1, thread_name_prefix="reading")

    async def run(self, work: Callable[[FlowSession], T]) -> T:
        """Commit what the function did; undo it when it raises."""
        return await asyncio.get_running_loop().run_in_executor(self._executor, self.run_now, work)

    async def look(self, work: Callable[[FlowSession], T]) -> T:
        """What the function finds, as if it had been run: whatever it did is undone."""
        undone = partial(self.run_now, work, keep=False)
        return await asyncio.get_running_loop().run_in_executor(self._executor, undone)

    async def read(self, work: Callable[[FlowSession], T]) -> T:
        """Read much, in a thread of its own: taps do not wait for it. The function must not write."""
        return await asyncio.get_running_loop().run_in_executor(self._reader, self._read_now, work)

    def _read_now(self, work: Callable[[FlowSession], T]) -> T:
        with transaction(self.engine, self.keyring, reading=True, keep=False, **self.info) as session:
            return work(session)

    def run_now(self, work: Callable[[FlowSession], T], keep: bool = True) -> T:
        """The same, in this thread."""
        with transaction(self.engine, self.keyring, keep=keep, **self.info) as session:
            return work(session)

    def close(self) -> None:
        """Let running transactions finish, then close every connection."""
        self._executor.shutdown(wait=True)
        self._reader.shutdown(wait=True)
        self.engine.dispose()
        self.keyring.store.dispose()
