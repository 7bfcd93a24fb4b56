"""The worker: a process of its own for documents that take heavy libraries, which the bot itself never loads.

It is a fresh interpreter at the other end of a pipe: started at the first need, kept while documents are
asked for, ended after some idle time, and with the bot, however that ends. It makes one document at a time.
(What multiprocessing starts would import the bot's main module once more, be handed the bot's secrets, and
leave a third process behind for good.)
"""

import asyncio
import importlib
import logging
import os
import subprocess
import sys
import traceback
from collections.abc import Hashable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from multiprocessing import Pipe
from multiprocessing.connection import Connection

log = logging.getLogger("tusoi.documents")
IDLE = 300.0
"""Seconds without a document after which the worker is ended."""
PATIENCE = 20.0
"""Seconds within which a document must be there, with the wait for those before it."""
KEPT = 32
"""Documents kept: once figures are out, all members of a cell ask for the same picture."""
POLITENESS = 5
"""How far documents stand back behind taps for the processor."""
COMMAND = (sys.executable, "-W", "ignore", "-c", "from bot.documents.worker import serve; serve()")


class Failed(Exception):
    """A document could not be made: a bug's kind and place, no values."""


class Worker:
    """The bot's end of the pipe. All that is done to the process is done in one thread, hence in order."""

    def __init__(self, idle: float = IDLE, patience: float = PATIENCE) -> None:
        self.idle, self.patience = idle, patience
        self.process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="documents")
        self._kept = lru_cache(KEPT)(self._make)
        self._retirement: asyncio.TimerHandle | None = None

    async def make(self, module: str, *value: Hashable, keep: bool = True) -> bytes | None:
        """What `make(*value)` of a module beside this one returns; None when that is not to be had.

        After a crash the next document is made by a new worker. What is one member's own must not be kept.
        """
        loop = asyncio.get_running_loop()
        job = loop.run_in_executor(self._thread, self._kept if keep else self._make, module, *value)
        try:
            return await asyncio.wait_for(job, self.patience)
        except (Failed, EOFError, OSError) as fault:  # a TimeoutError is an OSError
            log.error("no document: %s %s", type(fault).__name__, fault)
            return None
        finally:
            if self._retirement is not None:
                self._retirement.cancel()
            self._retirement = loop.call_later(self.idle, self._thread.submit, self._end)

    async def close(self) -> None:
        """End the worker, in the middle of a document if need be."""
        if self._retirement is not None:
            self._retirement.cancel()
        if (process := self.process) is not None:
            process.kill()
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)

    def _make(self, module: str, *value: Hashable) -> bytes:
        try:
            pipe = self._running()
            pipe.send((module, value))
            if not pipe.poll(self.patience):
                raise TimeoutError
            made: bytes | str = pipe.recv()
        except (EOFError, OSError):
            self._end()
            raise
        if isinstance(made, str):
            raise Failed(made)
        return made

    def _running(self) -> Connection:
        """The pipe to a worker that runs."""
        if self._pipe is None or self.process is None or self.process.poll() is not None:
            self._end()
            self._pipe, theirs = Pipe()
            path = os.pathsep.join(filter(None, sys.path))
            own = {name: value for name, value in os.environ.items() if not name.startswith("TUSOI_")}
            with theirs:
                self.process = subprocess.Popen(
                    [*COMMAND, str(theirs.fileno())],
                    stdin=subprocess.DEVNULL,
                    pass_fds=[theirs.fileno()],
                    env={**own, "PYTHONPATH": path},
                    start_new_session=True,  # Ctrl-C is for the bot
                )
        return self._pipe

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self.process is not None:
            self.process.kill()
            self.process.wait()
        self._pipe = self.process = None


def serve() -> None:
    """The worker's end of the pipe: make what is asked for, as long as somebody is there to ask."""
    os.nice(POLITENESS)
    with Connection(int(sys.argv[1])) as pipe, suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(_made(*pipe.recv()))


def _made(module: str, value: tuple[Hashable, ...]) -> bytes | str:
    """The document, or what went wrong."""
    try:
        made: bytes = importlib.import_module(f"bot.documents.{module}").make(*value)
    except Exception as bug:
        last = traceback.extract_tb(bug.__traceback__)[-1]
        return f"{type(bug).__name__} at {os.path.basename(last.filename)}:{last.lineno}"
    return made
