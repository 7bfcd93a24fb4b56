"""`User` and `Group`: transcripts that read like the conversation.

lan = server.user(1001, "Lan")
await lan.says("/start")
card = await lan.waits()
await lan.taps("Có dấu hiệu")
card = await lan.sees("Mức độ")
"""

import asyncio
from typing import Any

from . import telegram_people as people
from .telegram_chats import Chat, Message
from .telegram_world import Callback, World

# After an answer to a tap without any message, how long the bot may still change one.
SETTLE_SECONDS = 0.05


class Group:
    """A group chat. `chat` is what is read there."""

    def __init__(self, world: World, group_id: int, title: str) -> None:
        self.id = group_id
        self.chat = people.make_group(world, group_id, title)


class User:
    """A person with the app. What they do is awaited for the reader's sake; it never waits for the bot."""

    def __init__(self, world: World, user_id: int, name: str, language: str = "vi") -> None:
        self._world = world
        self.id = user_id
        self.name = name
        self.private = people.meet(world, user_id, name, language)
        self.chat = self.private
        self.callback: Callback | None = None
        self.last_update: int | None = None
        self._seen = 0

    def _acts(self, chat: Group | None) -> int | None:
        """Remember where and since when the bot's answer counts."""
        self.chat = chat.chat if chat else self.private
        self._seen, self.callback = self.chat.changes, None
        return chat.id if chat else None

    async def says(self, text: str, *, group: Group | None = None, reply_to: Message | None = None) -> None:
        where = self._acts(group)
        number = reply_to.id if reply_to else None
        self.last_update = people.says(self._world, self.id, text, where, number)

    async def taps(
        self, label: str, *, message: Message | None = None, group: Group | None = None
    ) -> Callback:
        """Tap a visible button, by its label, by a part of it, or by its data."""
        where = self._acts(group)
        number = message.id if message else None
        return self._tapped(people.taps(self._world, self.id, label, number, where))

    async def taps_stale(self, message: Message | int, data: str, *, group: Group | None = None) -> Callback:
        """Tap what was still on the screen though it is gone in truth."""
        where = self._acts(group)
        number = message if isinstance(message, int) else message.id
        return self._tapped(people.taps_stale(self._world, self.id, number, data, where))

    def _tapped(self, callback: Callback) -> Callback:
        self.callback = callback
        record = next(reversed(self._world.updates.records.values()), None)
        self.last_update = record.id if record else None
        return callback

    async def sends(self, kind: str, *, group: Group | None = None, **fields: Any) -> None:
        """`sticker`, `voice`, `video`, `video_note`, `location`, `contact`."""
        self.last_update = people.sends(self._world, self.id, kind, self._acts(group), **fields)

    async def sends_file(
        self,
        name: str,
        data: bytes,
        content_type: str = "application/octet-stream",
        caption: str = "",
        album: str = "",
    ) -> None:
        """One document; several of one `album` are sent together."""
        self._acts(None)
        self.last_update = people.sends_file(
            self._world, self.id, name, data, content_type, caption, album=album
        )

    async def sends_photos(
        self, count: int = 1, caption: str = "", *, group: Group | None = None, data: bytes = b"photo"
    ) -> None:
        """One photo, or an album of several."""
        where = self._acts(group)
        self.last_update = people.sends_photos(self._world, self.id, count, caption, where, data)[-1]

    async def edits(self, message: Message, text: str) -> None:
        self._acts(None)
        self.last_update = people.edits(self._world, self.id, message.id, text, message.chat.id)

    async def deletes(self, message: Message) -> None:
        people.deletes(self._world, self.id, message.id, message.chat.id)

    async def blocks(self) -> None:
        self._acts(None)
        self.last_update = people.blocks(self._world, self.id)

    async def unblocks(self) -> None:
        self._acts(None)
        self.last_update = people.unblocks(self._world, self.id)

    async def deactivates(self) -> None:
        people.deactivates(self._world, self.id)

    async def adds_bot(self, group: Group) -> None:
        self._acts(group)
        self.last_update = people.adds_bot(self._world, self.id, group.id)

    async def removes_bot(self, group: Group) -> None:
        self._acts(group)
        self.last_update = people.removes_bot(self._world, self.id, group.id)

    async def waits(self, changes: int = 1, seconds: float = 20.0) -> Message:
        """The newest state after the bot has reacted to the last act: the message it sent or changed last.

        Ends after that many changes in the chat. A tap that is only answered (a notice at the top of the
        screen) ends it too, after a moment in which the bot may still change a message.
        """
        deadline = _now() + seconds
        while self.chat.changes - self._seen < changes:
            answered = self.callback is not None and self.callback.answered_at is not None
            left = min(SETTLE_SECONDS, deadline - _now()) if answered else deadline - _now()
            if left > 0 and await self.chat.stirred(left):
                continue
            if answered:
                break
            raise TimeoutError(f"{self.name} waited {seconds} s in vain in\n{self.chat.transcript()}")
        return _latest(self.chat)

    async def sees(self, text: str, seconds: float = 20.0) -> Message:
        """Wait until a message that the bot has sent or changed since the last act contains the text."""
        deadline = _now() + seconds
        while True:
            for message in reversed(self.chat.from_bot):
                if message.changed > self._seen and text in message.text:
                    return message
            left = deadline - _now()
            if left <= 0 or not await self.chat.stirred(left):
                raise TimeoutError(f"{self.name} never saw {text!r} in\n{self.chat.transcript()}")

    async def hears_nothing(self, seconds: float = 0.2) -> None:
        """The bot stays silent for that long after the last act."""
        deadline = _now() + seconds
        while (left := deadline - _now()) > 0:
            await self.chat.stirred(left)
            if self.chat.changes > self._seen:
                raise AssertionError(f"the bot was not silent in\n{self.chat.transcript()}")

    @property
    def notice(self) -> str:
        """What the answer to the last tap showed at the top of the screen, or as an alert."""
        return self.callback.text if self.callback else ""

    def __repr__(self) -> str:
        return f"<{self.name} {self.id}>"


def _latest(chat: Chat) -> Message:
    if chat.latest is not None and not chat.latest.deleted:
        return chat.latest
    if not chat.from_bot:
        raise AssertionError(f"nothing from the bot in\n{chat.transcript()}")
    return chat.from_bot[-1]


def _now() -> float:
    return asyncio.get_running_loop().time()
