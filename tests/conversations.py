"""Conversations as tests: a person says and picks, on every channel, and sees what is answered.

`Plain` has no buttons: picking is typing the number. `Page` taps buttons of the web chat. `Phone` is a user
of the strict Bot API server, reached over real HTTP through long polling.
"""

import asyncio
import contextlib
import re
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from aiogram.client.telegram import TelegramAPIServer

from bot.app import CHANNELS
from bot.channels.telegram import CALL_WITHIN, Telegram
from bot.channels.zalo_bot import LINKED, ZaloBot
from bot.database import Database
from bot.file_links import Links
from bot.messages import Capabilities, Message
from bot.polling import Poller
from bot.receiving import Receiver
from bot.turn import Turns
from bot.zalo_polling import ZaloPoller
from flows import onboarding
from handlers.events import Event
from handlers.routers import create_dispatcher
from storage.engines import FlowSession
from tests.conftest import make_cycle
from tests.servers.telegram import TelegramServer
from tests.servers.telegram import User as TelegramUser
from tests.servers.telegram_clients import QuickSession
from tests.servers.zalo import User as ZaloUser
from tests.servers.zalo import ZaloServer

NUMBERED = re.compile(r"^(\d+)\. (?:[☐☑] )?(.*)$", re.MULTILINE)
"""A choice where there are no buttons: its number, and its label without a box."""
PLAIN = Capabilities(name="plain", buttons=False, edits=False, files=False, takes_files=False, longest=2000)
"""What the poorest platform can do: every conversation runs on it too."""
DISPATCHER = create_dispatcher()
"""One for all worlds, as nothing of a test stays in it; who changes a flow renews his."""


class World:
    """A database with one cell and an open cycle, a clock that the test moves, and the turns."""

    def __init__(
        self,
        database: Database,
        unit_id: int,
        members: tuple[int, ...],
        now: datetime,
        cycle_id: int = 0,
    ) -> None:
        self.database, self.unit_id, self.members, self.now = database, unit_id, members, now
        self.cycle_id = cycle_id
        channels = {**CHANNELS, "plain": PLAIN}
        self.turns = Turns(database, DISPATCHER, channels, clock=lambda: self.now)

    def renew(self) -> None:
        """Take up what was changed in a flow."""
        self.turns.dispatcher = create_dispatcher()

    async def opens_cycle(self, *, days: int = 14, checklist: str = "nq04_2016") -> int:
        """Open a cycle for the cell, everybody on its roster."""

        def work(session: FlowSession) -> int:
            return make_cycle(session, self.unit_id, self.members, self.now, days, checklist)

        self.cycle_id = await self.database.run(work)
        return self.cycle_id

    async def code(self, number: int = 0) -> str:
        """A fresh join code for one of the members."""
        member, now = self.members[number], self.now
        return await self.database.run(lambda session: onboarding.issue_code(session, member, now))

    def passes(self, **time: float) -> None:
        """Let time go by."""
        self.now += timedelta(**time)


class Person(Protocol):
    """Somebody in a conversation."""

    world: World

    @property
    def text(self) -> str:
        """All that was answered last."""

    @property
    def labels(self) -> list[str]:
        """The choices on offer."""

    async def says(self, words: str) -> str:
        """Write, and read the answer."""

    async def picks(self, label: str) -> str:
        """Pick the one choice whose label holds this text, and read the answer."""


async def joins(person: Person, number: int = 0) -> str:
    """Join with a fresh code; the words of recovery."""
    await person.says(f"/start {await person.world.code(number)}")
    found = re.search(r"\n(\S[^\n]* – [^\n]* – [^\n]*)\n", person.text)
    assert found, person.text
    return found.group(1)


async def agrees(person: Person) -> None:
    """Go to the review and agree to whatever is asked before it."""
    await person.says("/tusoi")
    for _ in range(3):
        label = next((label for label in person.labels if label.startswith("Tôi đồng ý")), None)
        if label is None:
            return
        await person.picks(label)


async def praises(person: Person, words: str) -> None:
    """Add a line about what one does well, at the end of the review."""
    if isinstance(person, Friend):
        await person.says(f"+ {words}")
        return
    await person.picks("Thêm một dòng ưu điểm")
    await person.says(words)


async def begins(person: Person, way: str = "Từng biểu hiện một") -> None:
    """Join, agree, and choose a way."""
    await joins(person)
    await agrees(person)
    await person.picks(way)


async def finishes_pages(person: Person) -> None:
    """Go by pages to the end, marking nothing more."""
    await person.picks("Làm theo trang")
    for _ in range(3):
        await person.picks("Xong")


def only(labels: list[str], part: str) -> str:
    """The one label that is this text, or else begins with it, or else holds it."""
    for fits in (str.__eq__, str.startswith, str.__contains__):
        found = [label for label in labels if fits(label, part)]
        if len(found) == 1:
            return found[0]
    raise AssertionError(f"no single choice {part!r} among {labels}")


@dataclass(slots=True)
class Direct:
    """Someone whose events go straight into the turns."""

    world: World
    bot: str
    address: str
    messages: list[Message]

    @property
    def text(self) -> str:
        """All that was answered last."""
        return "\n\n".join(message.plain for message in self.messages)

    async def sends(self, event: Event) -> str:
        """Hand an event over, as a platform would."""
        taken = await self.world.turns.take(event)
        self.messages = taken.messages
        longest = self.world.turns.channels[event.channel].longest
        assert all(len(message.plain) <= longest for message in self.messages)
        return self.text

    def event(self, *, text: str | None = None, choice: str | None = None, event_id: str = "") -> Event:
        """An event of this person's, with an id of its own."""
        kind = "text" if choice is None else "choice"
        return Event(self.bot, event_id or secrets.token_hex(8), self.address, kind, text, choice)

    async def says(self, words: str) -> str:
        """Write, and read the answer."""
        return await self.sends(self.event(text=words))


class Plain(Direct):
    """No buttons: choices are a numbered list, picked by typing the number."""

    def __init__(self, world: World, address: str = "plain-1") -> None:
        super().__init__(world, "plain", address, [])

    @property
    def labels(self) -> list[str]:
        """The numbered lines, without number and box."""
        return [label for _, label in NUMBERED.findall(self.text)]

    async def picks(self, label: str) -> str:
        """Type the number of the choice."""
        wanted = only(self.labels, label)
        return await self.says(next(number for number, text in NUMBERED.findall(self.text) if text == wanted))


class Page(Direct):
    """The web chat: buttons that carry their choice."""

    def __init__(self, world: World, address: str = "page-1") -> None:
        super().__init__(world, "web", address, [])

    @property
    def buttons(self) -> dict[str, str]:
        """Labels and the choices behind them."""
        return {item.label: item.choice for m in self.messages for row in m.rows for item in row}

    @property
    def labels(self) -> list[str]:
        """What the buttons say."""
        return list(self.buttons)

    async def picks(self, label: str) -> str:
        """Tap."""
        return await self.taps(self.buttons[only(self.labels, label)])

    async def taps(self, choice: str) -> str:
        """Tap a button by its choice, on the newest card or on one of long ago."""
        return await self.sends(self.event(choice=choice))


class Phone:
    """A user of the strict Bot API server, over real HTTP."""

    def __init__(self, world: World, user: TelegramUser, server: TelegramServer) -> None:
        self.world, self.user, self.server = world, user, server
        self._seen = 0

    @property
    def text(self) -> str:
        """What the chat shows as the newest answer; two messages where one is to be kept."""
        fresh = [m for m in self.server.chat(self.user.id).visible if m.id > self._seen and m.from_bot]
        return "\n\n".join(m.text for m in fresh[-2:])

    @property
    def labels(self) -> list[str]:
        """The newest card's buttons, without their boxes."""
        return [label.removeprefix("☐ ").removeprefix("☑ ") for label in self._card_labels()]

    def _card_labels(self) -> list[str]:
        cards = [m for m in self.server.chat(self.user.id).visible if m.from_bot and m.labels]
        return list(cards[-1].labels) if cards else []

    async def _settled(self) -> str:
        """Wait until the update is confirmed: then its turn and its answer are over."""
        await self.server.until(
            lambda: (self.server.confirmed or 0) >= (self.user.last_update or 0), seconds=10
        )
        assert not self.server.violations
        return self.text

    async def says(self, words: str) -> str:
        """Write, and read the answer."""
        self._seen = self._newest()
        await self.user.says(words)
        return await self._settled()

    async def picks(self, label: str) -> str:
        """Tap a button."""
        wanted = only(self.labels, label)
        shown = next(text for text in self._card_labels() if text.endswith(wanted))
        self._seen = 0
        await self.user.taps(shown)
        return await self._settled()

    def _newest(self) -> int:
        return max((m.id for m in self.server.chat(self.user.id).messages), default=0)


class Friend:
    """A user of the strict Zalo server, over real HTTP: words and numbers only."""

    def __init__(self, world: World, user: ZaloUser, server: ZaloServer, receiver: Receiver) -> None:
        self.world, self.user, self.server, self.receiver = world, user, server, receiver

    @property
    def text(self) -> str:
        """What was answered last."""
        return "\n\n".join(shown.text for shown in self.user.fresh)

    @property
    def labels(self) -> list[str]:
        """The numbered lines, without number and box."""
        return [label for _, label in self._numbered]

    @property
    def _numbered(self) -> list[tuple[str, str]]:
        """Those of the last message: a proactive one before it has none."""
        return NUMBERED.findall(self.user.fresh[-1].text) if self.user.fresh else []

    async def says(self, words: str) -> str:
        """Write, and read the answer."""
        await self.user.says(words)
        await self.settled()
        return self.text

    async def settled(self) -> None:
        """Until all that came is answered."""
        await self.server.until(lambda: self._idle, seconds=10)
        assert not self.server.violations

    @property
    def _idle(self) -> bool:
        return not self.server.waiting and self.server.polling > 0 and not self.receiver.busy

    async def picks(self, label: str) -> str:
        """Type the number of the choice."""
        wanted = only(self.labels, label)
        return await self.says(next(number for number, text in self._numbered if text == wanted))

    async def sends_sticker(self) -> None:
        """Send what is no words."""
        await self.user.sends_other("message.sticker.received", sticker="d0e1f2")
        await self.settled()


ABROAD = (Phone, Friend)
"""People on another company's platform."""
NUMBERED_ONLY = (Plain, Friend)
"""People who have no buttons."""


@asynccontextmanager
async def zalo_polling(
    world: World, server: ZaloServer, links: Links | None = None
) -> AsyncIterator[Receiver]:
    """The Zalo channel of a world, polling the test server; with `links`, files go as these."""
    if links is not None:
        world.turns.channels = {**world.turns.channels, "zalo": LINKED}
    zalo = ZaloBot(server.token, server.base_url, links)
    poller = ZaloPoller(zalo, Receiver(zalo, world.turns))
    task = asyncio.create_task(poller.run())
    try:
        yield poller.receiver
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        await zalo.close()


def channel_to(server: TelegramServer) -> Telegram:
    """The Telegram channel of the test server, with a session that ends at once."""
    made = Telegram(server.token, server.base_url, a_second=1000)  # the pace has tests of its own
    made.bot.session = QuickSession(api=TelegramAPIServer.from_base(server.base_url), timeout=CALL_WITHIN)
    return made


@asynccontextmanager
async def polling(world: World, server: TelegramServer) -> AsyncIterator[Telegram]:
    """The Telegram channel of a world, fetching from the test server."""
    telegram = channel_to(server)
    poller = Poller(telegram, world.turns, timeout=1)
    task = asyncio.create_task(poller.run())
    try:
        yield telegram
    finally:
        task.cancel()  # how it stops well is a matter of tests/bot/test_polling.py
        await asyncio.gather(task, return_exceptions=True)
        await telegram.close()
