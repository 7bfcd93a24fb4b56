"""The bot as a process that can be killed and is back at once: `tusoi run` without waiting for the imports.

Every line on standard input is an order: a child is forked that runs the bot's real main path in the order's
folder and environment; its process id is the answer. An order may name what is broken on purpose, to see the
tests fail.
"""

import asyncio
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any

from aiohttp.web import Request
from sqlmodel import select

from bot import app, delivery, recording, settings, web, zalo_polling
from bot.channels import telegram
from bot.channels.outcomes import Sent
from bot.database import Database
from bot.polling import Poller
from flows import answers, bearings, plan, plan_books, review
from storage import commitments, events, incoming, plans, reviews
from storage.commitments import Commitment
from storage.encryption import NOBODY
from storage.engines import transaction
from storage.members import Vault
from storage.reviews import Review


def answers_before_the_commit() -> None:
    """Broken: the result is given away 30 ms before it is durable."""

    async def run(self: Database, work: Callable[[Any], Any]) -> Any:
        loop = asyncio.get_running_loop()
        given: asyncio.Future[Any] = loop.create_future()

        def late() -> None:
            try:
                with transaction(self.engine, self.keyring, **self.info) as session:
                    loop.call_soon_threadsafe(given.set_result, work(session))
                    time.sleep(0.03)
            except BaseException as error:
                loop.call_soon_threadsafe(given.set_exception, error)

        self._executor.submit(late)
        return await given

    Database.run = run  # type: ignore[method-assign]


def confirms_before_the_turn() -> None:
    """Broken: polling confirms what it has fetched, done or not."""
    Poller._offset = lambda self: self._next  # type: ignore[method-assign]


def takes_twice() -> None:
    """Broken: what was taken is not written down, so a second delivery is taken again."""
    events.record = lambda *_: True


def has_bugs() -> None:
    """Broken: bugs with personal data in message and locals, in a flow, a page and a forgotten task."""
    causing = review.cause

    def cause(session: Any, actor: Any, cycle_id: int, sign_id: str, causes: str, now: Any) -> Any:
        words = str([said.note for said in reviews_of(session, actor)])
        asyncio.run_coroutine_threadsafe(forgotten(words), LOOPS[0])
        raise ValueError(f"cannot {causing} {words}")

    def history(session: Any, actor: Any, line_id: int, screen: int, now: Any) -> Any:
        line = plan_books.line_of(plan_books.open_book(session, actor, now), line_id)
        raise RuntimeError(f"{line} {planned(session)}")

    async def forgotten(words: str) -> None:
        asyncio.create_task(telling_all(words))  # noqa: RUF006

    async def telling_all(words: str) -> None:
        raise LookupError(words)

    async def page(self: web.Site, request: Request) -> Any:
        LOOPS.append(asyncio.get_running_loop())
        words = await self.turns.database.run(everything)
        raise LookupError(words)

    review.cause = cause
    plan.history = history
    web.Site.page = page  # type: ignore[method-assign]


def is_hasty() -> None:
    """Not broken, but quicker to give a call up and to try again, so that a test ends sooner."""
    telegram.CALL_WITHIN = 2
    recording.FIRST_WAIT = 0.2
    delivery.SPACED = 0.2
    zalo_polling.FIRST_LOOK = 0


def records_first() -> None:
    """Broken: a message is written down as sent before it is."""

    async def deliver(self: delivery.Sender, letter: Any) -> None:
        self._done.append(recording.Done(letter, Sent(), self.post.part_of(letter)))
        self._recorded.set()
        await self._send(letter)

    delivery.Sender._deliver = deliver  # type: ignore[method-assign]


def keeps_nothing() -> None:
    """Broken: an event that a platform hands out once is answered without being kept."""
    incoming.keep = lambda *_, **__: NOBODY


def keeps_open() -> None:
    """Broken: an event is kept as it was written."""
    module: Any = incoming
    sealing = module.keyring_of

    class Open:
        def __init__(self, session: Any) -> None:
            self.index = sealing(session).index

        def encrypt(self, _: int, __: str, content: Any) -> bytes:
            return json.dumps(content).encode()

        def decrypt(self, _: int, __: str, content: bytes) -> Any:
            return json.loads(content)

    module.keyring_of = Open


def resumes_nothing() -> None:
    """Broken: what was kept is left alone at a start."""
    incoming.left = lambda *_, **__: []


def marks_nothing() -> None:
    """Broken: nobody notes that an answer begins to leave."""
    incoming.claim = lambda *_, **__: True


def tells_nobody() -> None:
    """Broken: who was in the middle of something is told nothing at a start."""
    bearings.lost = lambda *_, **__: []


LOOPS: list[asyncio.AbstractEventLoop] = []


def reviews_of(session: Any, actor: Any) -> list[answers.Answer]:
    """All that somebody has answered."""
    rows = session.exec(select(Review).where(Review.vault_id == actor.vault_id)).all()
    return [said for row in rows for said in answers.load(reviews.answers_of(session, row)).signs.values()]


def planned(session: Any) -> list[Any]:
    """All that members plan and promise."""
    vaults = session.exec(select(Vault.id)).all()
    promises = session.exec(select(Commitment)).all()
    return [plans.contents_of(session, vaults), [commitments.words_of(session, row) for row in promises]]


def everything(session: Any) -> str:
    """All notes of all members, as no flow would ever put together."""
    rows = session.exec(select(Review)).all()
    found = [answers.load(reviews.answers_of(session, row)).signs.values() for row in rows]
    return str([[said.note for signs in found for said in signs], planned(session)])


BREAKS = {
    "late-commit": answers_before_the_commit,
    "early-confirm": confirms_before_the_turn,
    "taken-twice": takes_twice,
    "bugs": has_bugs,
    "hasty": is_hasty,
    "record-first": records_first,
    "keeps-nothing": keeps_nothing,
    "keeps-open": keeps_open,
    "resumes-nothing": resumes_nothing,
    "marks-nothing": marks_nothing,
    "tells-nobody": tells_nobody,
}


def run(order: dict[str, Any]) -> int:
    """A bot's whole life; its exit status."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.chdir(order["folder"])
    log = os.open("log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    for stream in (1, 2):
        os.dup2(log, stream)
    os.environ.clear()
    os.environ.update(order["environment"])
    for name in order["broken"]:
        BREAKS[name]()
    try:
        app.run(settings.load(), False)
    except SystemExit as end_:
        return int(end_.code or 0)
    except BaseException as error:
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    return 0


def main() -> None:
    """Fork a bot for every line."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            status = run(json.loads(line))
            sys.stderr.flush()
            os._exit(status)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
