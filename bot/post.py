"""A letter's next step: the part of it that is to be sent now, or the change of what is there.

A message too long for one, or with files, goes out in parts, each of which is recorded before the next one
leaves: the words first, as they say what the files are; and so a crash repeats one part, never all of it.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol

from bot.channels.outcomes import Outcome, Rejected, Sent, Wanted, always
from bot.database import Database
from bot.documents import stored
from bot.messages import ADDRESS, Capabilities, File, Message, link_lines, render, size
from flows import letters, notice_letters
from flows.letters import Letter
from storage.outbox import DELETE, EDIT
from storage.sendings import NAMELESS, Told

NOT_THERE = Rejected("there is nothing to be changed")
NOT_KEPT = Rejected("the file is not kept any more")
LINKS = 5
"""Links in one message, where files go as such."""
LINK_ROOM, LINKS_ROOM = len(ADDRESS) + 110, 120
"""Characters that a link takes with its name, and what is said of all of them."""


class Channel(Protocol):
    """What delivery needs of a channel."""

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """Send a message of its own; a `patient` one lets replies go first."""

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        """Change a message that is there, whatever it is called."""

    async def delete(self, address: str, name: str) -> Outcome:
        """Delete a message; one that is not there any more is deleted."""

    def needs(self, file: File) -> bool:
        """Whether a stored file's bytes must come with it."""

    def present(self) -> list[str] | None:
        """The addresses that can be written to in this process now; None: all, from any process."""


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be sent now: words, or a file; with links, some files together, and perhaps with words.

    `last`: nothing comes after it.
    """

    message: Message | None = None
    files: tuple[int, ...] = ()
    last: bool = True

    def told(self, before: Told, name: str) -> Told:
        """All that is there, once this is."""
        return before.with_words(name) if self.message is not None else before.with_file(name)


class Post:
    """Takes letters to one channel."""

    def __init__(self, database: Database, channel: Channel, can: Capabilities) -> None:
        self.database, self.channel, self.can = database, channel, can
        self._uploading = asyncio.Lock()

    def part_of(self, letter: Letter) -> Part:
        """The next part of a letter."""
        if letter.act in (EDIT, DELETE):
            return Part()
        messages, told = self._words(letter), letter.told
        at, files_ = len(told.words), letter.files if self.can.files else ()
        if at < len(messages):
            ends = at + 1 == len(messages)
            with_words = files_ if ends and self._fit(messages[at], files_) else ()
            return Part(messages[at], with_words, last=ends and with_words == files_)
        each = LINKS if self.can.linked else 1
        begin = min(len(told.files) * each, (len(files_) - 1) // each * each)
        return Part(None, files_[begin : begin + each], last=begin + each >= len(files_))

    def _fit(self, message: Message, file_ids: Sequence[int]) -> bool:
        """Whether links to all files fit in after the words."""
        room = LINKS_ROOM + LINK_ROOM * len(file_ids)
        return self.can.linked and size(message.html) + room <= self.can.longest

    def _words(self, letter: Letter) -> list[Message]:
        reply = letter.reply if self.can.buttons else letters.without_buttons(letter.reply)
        if letter.files and not self.can.files:
            home = str(self.database.info.get("public_url") or "")
            reply = letters.without_files(reply, len(letter.files), home)
        return [replace(one, aside=True) for one in render(reply, letter.language, self.can)]

    async def send(self, letter: Letter, part: Part, address: str) -> Outcome:
        """Do it; what came of it."""
        if letter.act == DELETE:
            return await self._delete(address, letter.told.all)
        wanted = partial(self._wanted, letter) if letter.notice_id is not None else always
        if letter.act == EDIT:
            return await self._change(letter, address, wanted)
        if part.files and self.can.linked:
            return await self._send_links(address, letter.language, part, wanted)
        if part.message is None:
            return await self._send_file(address, part.files[0], wanted)
        if letter.notice_id is None:
            return await self.channel.send(address, part.message, patient=True)
        return await self.channel.send(address, part.message, patient=True, wanted=wanted)

    async def _wanted(self, letter: Letter) -> bool:
        assert letter.notice_id is not None
        ask = partial(
            notice_letters.wanted, notice_id=letter.notice_id, revision=letter.revision, act=letter.act
        )
        return await self.database.run(ask)

    async def _change(self, letter: Letter, address: str, wanted: Wanted) -> Outcome:
        """Change the words, part by part; again after a crash, which changes nothing."""
        messages, names = self._words(letter), letter.told.words
        if not self.can.edits or len(messages) != len(names) or NAMELESS in names:
            return NOT_THERE
        outcome: Outcome = NOT_THERE
        for name, message in zip(names, messages, strict=True):
            outcome = await self.channel.change(address, name, message, wanted=wanted)
            if not isinstance(outcome, Sent):
                return outcome
        return NOT_THERE if letter.told.doubt else outcome

    async def _delete(self, address: str, names: Sequence[str]) -> Outcome:
        """Delete all parts, whatever becomes of one of them; what could not be is told."""
        found: list[Outcome] = []
        for name in names:
            named = self.can.edits and name != NAMELESS
            found.append(await self.channel.delete(address, name) if named else NOT_THERE)
            if not isinstance(found[-1], Sent | Rejected):
                return found[-1]
        return next((one for one in found if isinstance(one, Rejected)), Sent())

    async def _send_file(self, address: str, file_id: int, wanted: Wanted) -> Outcome:
        """A file as a message of its own. It is read and handed over once; later the platform has it."""
        file = await self._read(file_id, whole=False)
        if file is not None and self.channel.needs(file):
            async with self._uploading:
                if self.channel.needs(file):
                    return await self._hand_over(address, await self._read(file_id, whole=True), wanted)
        return await self._hand_over(address, file, wanted)

    async def _send_links(self, address: str, language: str, part: Part, wanted: Wanted) -> Outcome:
        """Links to files, after the words where there are any; what is not kept any more is left out."""
        found = [await self._read(file_id, whole=False) for file_id in part.files]
        kept = tuple(file for file in found if file is not None)
        if not kept and part.message is None:
            return NOT_KEPT
        words = [part.message.html, ""] if part.message is not None else []
        lines = [*words, *link_lines(kept, language)] if kept else words[:1]
        message = replace(part.message or Message("", aside=True), html="\n".join(lines), linked=kept)
        return await self.channel.send(address, message, patient=True, wanted=wanted)

    async def _read(self, file_id: int, whole: bool) -> File | None:
        return await self.database.read(partial(stored.find, file_id=file_id, whole=whole))

    async def _hand_over(self, address: str, file: File | None, wanted: Wanted) -> Outcome:
        if file is None:
            return NOT_KEPT
        message = Message("", file=file, aside=True)
        return await self.channel.send(address, message, patient=True, wanted=wanted)
