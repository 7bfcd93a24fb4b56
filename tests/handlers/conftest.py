"""Conversations: a world with a cell, and a person on each channel."""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import bot.turn
from bot.channels.outcomes import Outcome, Sent, Wanted, always
from bot.delivery import Delivery
from bot.messages import Message, render
from bot.post import Channel
from flows.replies import Reply, Text
from tests import platforms
from tests.conversations import Friend, Page, Person, Phone, Plain, World, polling, zalo_polling
from tests.servers.telegram import telegram_server
from tests.servers.zalo import zalo_server

VERB_BYTES = 64
"""What Telegram takes as callback_data."""


@dataclass
class Transcript:
    """All that was answered in a test: every reply, and the incidents among them."""

    replies: list[Reply] = field(default_factory=list)
    incidents: list[Reply] = field(default_factory=list)

    @property
    def verbs(self) -> set[str]:
        """Every choice that was ever on offer."""
        return {item.verb for reply in self.replies for row in reply.rows for item in row}


@pytest.fixture(autouse=True)
def transcript(monkeypatch: pytest.MonkeyPatch) -> Iterator[Transcript]:
    """Watches every conversation: no choice is too long for a button, and nothing ends in an incident."""
    made = Transcript()

    def watched(reply: Reply, *rest: Any) -> list[Message]:
        made.replies.append(reply)
        if any(isinstance(line, Text) and line.key == "incident" for line in reply.lines):
            made.incidents.append(reply)
        return render(reply, *rest)

    monkeypatch.setattr(bot.turn, "render", watched)
    yield made
    assert [verb for verb in made.verbs if len(verb.encode()) > VERB_BYTES] == []
    assert made.incidents == [], "a test that causes a bug on purpose clears this list"


@pytest.fixture(params=["zalo", "web", "telegram"])
async def person(request: pytest.FixtureRequest, world: World) -> AsyncIterator[Person]:
    """Somebody on each channel in turn; Zalo is the poorest one."""
    if request.param == "zalo":
        async with zalo_server() as zalo, zalo_polling(world, zalo) as receiver:
            yield Friend(world, zalo.user("1a2b3c", "Lan"), zalo, receiver)
    elif request.param == "plain":
        yield Plain(world)
    elif request.param == "web":
        yield Page(world)
    else:
        async with telegram_server() as server, polling(world, server):
            yield Phone(world, server.user(1001, "Lan"), server)


@pytest.fixture
def disk(tmp_path: Path) -> Callable[[], bytes]:
    """What a thief of the disk would hold: the database, its log, the key store."""
    return lambda: b"".join(file.read_bytes() for file in tmp_path.iterdir() if file.is_file())


@pytest.fixture
def page(world: World) -> Page:
    """Somebody at the web chat."""
    return Page(world)


@pytest.fixture
def plain(world: World) -> Plain:
    """Somebody on a channel without buttons."""
    return Plain(world)


@pytest.fixture
def other(world: World) -> Page:
    """A second device, or somebody else."""
    return Page(world, "page-2")


@dataclass
class Postman(platforms.Platform):
    """Delivers what lies in the outbox to channels that only remember what they were given."""

    world: World
    letters: list[tuple[str, Message]] = field(default_factory=list)

    def __post_init__(self) -> None:
        channels: dict[str, Channel] = dict.fromkeys(("web", "plain"), self)
        self.delivery = Delivery(self.world.database, self.world.turns, channels)

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """As a channel does."""
        self.letters.append((address, message))
        return Sent()

    async def delivers(self) -> list[tuple[str, Message]]:
        """Everything that is due now: to whom, and what."""
        self.letters.clear()
        await self.delivery.tick()
        return self.letters


@pytest.fixture
def postman(world: World) -> Postman:
    """Who takes proactive messages to the web chat and the plain channel."""
    return Postman(world)
