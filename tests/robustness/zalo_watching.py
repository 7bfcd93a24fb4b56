"""What is watched while a bot on Zalo is killed: the platform, which strikes by itself, and the database."""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from sqlmodel import col, select

from bot.channels import zalo_wire
from storage.accounts import Account
from storage.encryption import Keyring
from storage.engines import open_engine, open_key_store, transaction
from storage.events import Event as Taken
from storage.incoming import Incoming, Presence
from tests.conftest import MASTER
from tests.robustness import model
from tests.robustness.model import Sheet
from tests.servers.zalo import ZaloServer
from tests.servers.zalo_world import Doubts, Json, Shown

BOT = "zalo:12345689"
THROUGH = f"{BOT} has got through its start".encode()
"""What a bot logs that has told everybody where he is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the database holds: events taken, events kept (and whether answered), who is to be told, reviews.

    `sealed`: the kept events as they lie there. `due`: vaults that are told where they are at the next start;
    for whom something is left to be answered, that is enough.
    """

    taken: frozenset[str]
    kept: dict[str, bool]
    sealed: bytes
    due: frozenset[int]
    sheets: list[Sheet]


def find(url: str, folder: Path, vaults: list[int], cycle_id: int) -> Found:
    """Read all that, of a bot that does not run."""
    engine, store = open_engine(url), open_key_store(f"sqlite:///{folder}/keys.db")
    try:
        with transaction(engine, Keyring(MASTER, store), keep=False) as session:
            rows = session.exec(select(Incoming)).all()
            query = select(Account.vault_id, Presence.told).join(
                Presence, col(Presence.account_id) == col(Account.id)
            )
            untold = {vault for vault, told in session.exec(query).all() if not told}
            lost = {row.vault_id for row in rows}
            answered = {row.vault_id for row in rows if not row.answering}
            return Found(
                frozenset(session.exec(select(Taken.event_id).where(Taken.bot == BOT)).all()),
                {row.event_id: row.answering for row in rows},
                b"\n".join(row.content for row in rows),
                frozenset(vault for vault in (untold | lost) - answered if vault),
                [model.kept(session, vault).get(cycle_id, Sheet()) for vault in vaults],
            )
    finally:
        engine.dispose()
        store.dispose()


def name_of(event: Json) -> str:
    """By which the database knows an event."""
    arrived = zalo_wire.arrived(event)
    assert arrived is not None
    return arrived.name


class WatchingServer(ZaloServer):
    """Zalo. It remembers what it was told and gave away, and can strike the bot down at a chosen moment.

    `forgets`: what is written while nobody polls is gone, as is reported; else it waits. `let_go`: events
    that the bot is responsible for: it has asked for more, or has answered 200. `lives`: in which of the
    bot's lives a message was shown. `up`: the bot has got through its start.
    """

    def __init__(self, strike: Callable[[], None], *, forgets: bool, doubts: Doubts) -> None:
        super().__init__(doubts=doubts)
        self._strike, self.forgets = strike, forgets
        self.monthly = 10**9  # what a month holds is a matter of other tests
        self.told: dict[str, list[Json]] = defaultdict(list)
        self.let_go: set[str] = set()
        self.lives: dict[str, int] = {}
        self.life = 0
        self.up = self.struck = False
        self._moment, self._countdown, self._delay = "", 0, 0.0
        self._handed_before = 0

    def begins_life(self) -> None:
        """The bot is about to start: for what was handed to the one before it is not responsible."""
        self.life += 1
        self._handed_before = len(self.handed)
        self.struck = False

    def arm(self, moment: str, countdown: int, delay: float) -> None:
        """Strike so many seconds after the nth time of this moment: ``handed``, ``let go``, ``sent``."""
        self._moment, self._countdown, self._delay = moment, countdown, delay

    def strike(self) -> None:
        """Strike now."""
        if self.struck:
            return
        self._strike()
        self.struck, self.up, self._moment = True, False, ""
        if self.forgets:
            self.lost += len(self.waiting)
            self.waiting.clear()

    def is_through(self) -> None:
        """The bot has got through its start, if it lives still."""
        self.up = not self.struck

    def _at(self, moment: str) -> None:
        if moment != self._moment:
            return
        self._countdown -= 1
        if self._countdown > 0:
            return
        self._moment = ""
        if self._delay:
            asyncio.get_running_loop().call_later(self._delay, self.strike)
        else:
            self.strike()

    def show(self, chat_id: str, shown: Shown) -> str:
        """Put a message into a chat: it has arrived, and the bot does not know yet."""
        name = super().show(chat_id, shown)
        self.lives[name] = self.life
        self._at("sent")
        return name

    def waits(self, chat_id: str) -> bool:
        """Whether something of this chat is still to be handed over."""
        offered = self.told[chat_id][-1:] if self.webhook else []
        waiting = any(event["message"]["chat"]["id"] == chat_id for event in self.waiting)
        return waiting or any(name_of(event) not in self.let_go for event in offered)

    async def tell(self, event: Json) -> int:
        """Something new was written."""
        self.told[event["message"]["chat"]["id"]].append(event)
        if self.webhook is None and self.forgets and not self.up:
            self.lost += 1
            return 0
        return await super().tell(event)

    async def again(self, event: Json) -> None:
        """The same once more."""
        await super().tell(event)

    async def _updates(self, parameters: Json) -> web.StreamResponse:
        before = len(self.let_go)
        self.let_go |= {name_of(event) for event in self.handed[self._handed_before :]}
        if len(self.let_go) > before:
            self._at("let go")
        handed = len(self.handed)
        response = await super()._updates(parameters)
        if len(self.handed) > handed:
            self._at("handed")
        return response

    async def _post(self, body: Json, *, with_secret: bool = True) -> int:
        event = body.get("result")
        if event is not None:
            self._at("handed")
        status = await super()._post(body, with_secret=with_secret)
        if event is not None and status == 200:
            self.let_go.add(name_of(event))
            self._at("let go")
        return status
