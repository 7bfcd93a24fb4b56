"""The bot as a process that can be killed and is back at once: `tusoi run` without waiting for the imports.

Every line on standard input forks a child that runs the bot's real main path with the settings of the
environment; its process id is the answer. An argument names what is broken on purpose, to see the tests fail.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from bot import app, settings
from bot.database import Database
from bot.polling import Poller
from storage.engines import end, flow_session


def answers_before_the_commit() -> None:
    """Broken: the result is given away 30 ms before it is durable."""

    async def run(self: Database, work: Callable[[Any], Any]) -> Any:
        loop = asyncio.get_running_loop()
        given: asyncio.Future[Any] = loop.create_future()

        def late() -> None:
            session = flow_session(self.engine, self.keyring)
            session.info.update(self.info)
            try:
                result = work(session)
            except BaseException as error:
                end(session, keep=False)
                loop.call_soon_threadsafe(given.set_exception, error)
            else:
                loop.call_soon_threadsafe(given.set_result, result)
                time.sleep(0.03)
                end(session, keep=True)
            finally:
                session.close()

        self._executor.submit(late)
        return await given

    Database.run = run  # type: ignore[assignment,method-assign]


def confirms_before_the_turn() -> None:
    """Broken: polling confirms what it has fetched, done or not."""
    Poller._offset = lambda self: self._next  # type: ignore[method-assign]


BREAKS = {"late-commit": answers_before_the_commit, "early-confirm": confirms_before_the_turn}


def main() -> None:
    """Fork a bot for every line."""
    for name in sys.argv[1:]:
        BREAKS[name]()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _ in sys.stdin:
        child = os.fork()
        if child == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            status = 0
            try:
                app.run(settings.load(), False)
            except SystemExit as end_:
                status = int(end_.code or 0)
            except BaseException as error:
                sys.stderr.write(f"{type(error).__name__}: {error}\n")
                status = 1
            sys.stderr.flush()
            os._exit(status)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
