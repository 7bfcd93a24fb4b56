"""Notices on their way out: as they read by then, changed where they are, taken back from who had them."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pytest
from sqlmodel import col, select, update

from bot.channels.outcomes import (
    Gone,
    Outcome,
    Rejected,
    Sent,
    Unknown,
    Unreachable,
    Wanted,
    Withheld,
    always,
)
from bot.database import Database
from bot.delivery import Delivery
from bot.jobs import Jobs
from bot.layouts import Layouts
from bot.messages import File, Message
from storage import files, notice_copies
from storage.engines import FlowSession
from storage.notices import CANCELLED, DONE, PAUSED, RECALLED, SENDING, Notice, NoticeFile
from storage.outbox import AMEND, DELETE, EDIT, RECALL, SEND, Outbox
from tests import platforms
from tests.announced import announce, correct
from tests.conftest import make_cell
from tests.conversations import World
from tests.robustness.seats import seat

OLD, NEW = "Họp lúc 19:30.", "Họp lúc 20:00."
REFUSED = Rejected("message can't be edited")


class Platform(platforms.Platform):
    """A channel that shows what it has been given, and does what it is told."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.shown = deque(outcomes), dict[str, dict[str, str]]()
        self.changes, self.uploads, self.asked = deque[Outcome](), list[int | None](), 0
        self.known, self.before = set[int | None](), dict[str, Callable[[], Any]]()

    def needs(self, file: File) -> bool:
        return file.stored not in self.known

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        await self._meanwhile("asked")
        if not await wanted():
            return Withheld()
        self.asked += 1
        await self._meanwhile("sent")
        outcome = self.outcomes.popleft() if self.outcomes else Sent(str(self.asked))
        if isinstance(outcome, Sent | Unknown):
            words = message.file.name if message.file else message.plain
            self.shown.setdefault(address, {})[str(self.asked)] = words
        if message.file is not None and message.file.data:
            self.uploads.append(message.file.stored)
            self.known.add(message.file.stored)
        return outcome

    async def _meanwhile(self, moment: str) -> None:
        if moment in self.before:
            await self.before.pop(moment)()

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        outcome = self.changes.popleft() if self.changes else Sent(name)
        if isinstance(outcome, Sent):
            self.shown[address][name] = message.plain
        return outcome

    async def delete(self, address: str, name: str) -> Outcome:
        outcome = self.changes.popleft() if self.changes else Sent(name)
        if isinstance(outcome, Sent):
            self.shown[address].pop(name, None)
        return outcome

    def texts(self, address: str) -> list[str]:
        """What a person sees, by its last lines."""
        return [words.rpartition("\n\n")[2] for words in self.shown.get(address, {}).values()]


class Scene:
    """A notice to two members with a chat each, and how it goes out."""

    def __init__(self, world: World, notice_id: int, bot: str = "telegram:1") -> None:
        self.world, self.notice_id, self.bot = world, notice_id, bot
        self.platform = Platform()

    async def lays_out(self) -> None:
        """Lay out what is to be, as a fresh process does once the one before it has let go."""
        made = Layouts(self.world.database, self.world.turns.clock)
        made.holder = "one of us"
        await made.tick()

    async def tick(self, channel: Any = None) -> int:
        """Lay out what is to be, and send all that is due."""
        await self.lays_out()
        made = Delivery(self.world.database, self.world.turns, {self.bot: channel or self.platform})
        made.senders[0].holder = "one of us"
        return await made.tick()

    async def sets(self, **values: Any) -> None:
        """Somebody stops it, lets it go on or takes it back."""
        statement = update(Notice).where(col(Notice.id) == self.notice_id).values(**values)
        await self.world.database.run(lambda session: session.exec(statement))

    async def corrects(self, words: str = NEW) -> None:
        """New words."""

        def work(session: FlowSession) -> None:
            correct(session, session.get_one(Notice, self.notice_id), words)

        await self.world.database.run(work)

    async def opens(self, number: int) -> None:
        """A member opens it in his inbox: by a card of its own."""
        member, now = sorted(self.world.members)[number], self.world.now

        def work(session: FlowSession) -> None:
            notice = session.get_one(Notice, self.notice_id)
            notice_copies.mark_seen(session, self.notice_id, member, notice.revision, now)

        await self.world.database.run(work)

    async def rows(self) -> list[tuple[str, str | None]]:
        """What was done, and what became of it."""
        query = select(Outbox.act, Outbox.outcome).order_by(col(Outbox.id))
        return await self.world.database.run(lambda session: list(session.exec(query).all()))

    async def state(self) -> str:
        """Where it stands."""
        query = select(Notice.state).where(Notice.id == self.notice_id)
        return await self.world.database.run(lambda session: session.exec(query).one())


async def a_scene(database: Database, now: datetime, bot: str, words: str = OLD) -> Scene:
    """Two members, each with a chat of that bot."""

    def work(session: FlowSession) -> tuple[int, tuple[int, ...], int]:
        cell = make_cell(session, now, "CB1", names=("An", "Bình"))
        for number, member in enumerate(sorted(cell.members)):  # the order in which they are told
            seat(session, member, [(bot, f"c{number}")], now)
        notice = announce(session, cell.unit_id, cell.members[0], now, words)
        return cell.unit_id, cell.members, notice.id or 0

    unit_id, members, notice_id = await database.run(work)
    return Scene(World(database, unit_id, members, now), notice_id, bot)


@pytest.fixture
async def scene(database: Database, now: datetime) -> Scene:
    """On a platform that can do everything."""
    return await a_scene(database, now, "telegram:1")


async def puts_files(scene: Scene, *names: str) -> None:
    """Files that go with it."""

    def work(session: FlowSession) -> None:
        for place, name in enumerate(names):
            file_id = files.begin(session, scene.world.members[0], name, scene.world.now)
            files.add(session, file_id, 0, b"%PDF-")
            files.end(session, file_id, "application/pdf")
            files.complete(session, file_id)
            session.add(NoticeFile(notice_id=scene.notice_id, place=place, file_id=file_id))

    await scene.world.database.run(work)


@pytest.mark.usefixtures("kind")
async def test_it_goes_out_is_corrected_and_taken_back(scene: Scene) -> None:
    assert await scene.tick() == 2
    assert await scene.tick() == 0
    assert scene.platform.texts("c0") == scene.platform.texts("c1") == [OLD]
    assert await scene.state() == DONE
    await scene.corrects()
    await scene.tick()
    assert scene.platform.texts("c0") == scene.platform.texts("c1") == [NEW]
    await scene.sets(state=RECALLED)
    await scene.tick()
    assert scene.platform.shown == {"c0": {}, "c1": {}}


async def test_what_waits_says_what_the_notice_says_by_then(scene: Scene) -> None:
    await scene.lays_out()
    await scene.corrects()
    await scene.tick()
    assert scene.platform.texts("c0") == [NEW]
    assert await scene.rows() == [("send", "sent")] * 2


async def test_where_it_cannot_be_changed_a_message_follows_to_that_person(scene: Scene) -> None:
    await scene.tick()
    await scene.corrects()
    scene.platform.changes.append(REFUSED)
    await scene.tick()
    (said,) = [words for words in scene.platform.shown["c0"].values() if NEW in words]
    assert said.startswith("Đính chính.")
    assert scene.platform.texts("c1") == [NEW]
    scene.platform.changes.extend([REFUSED] * 3)
    await scene.sets(state=RECALLED)
    await scene.tick()
    told = [words for words in scene.platform.shown["c0"].values() if "thu hồi" in words]
    assert len(told) == 1, "once, however many messages stay"
    assert not any(OLD in words or NEW in words for words in told)


async def test_where_nothing_can_be_edited_what_changes_follows(database: Database, now: datetime) -> None:
    scene = await a_scene(database, now, "plain")
    await scene.tick()
    await scene.corrects()
    await scene.tick()
    assert scene.platform.texts("c0")[0].startswith(OLD)
    assert NEW in scene.platform.texts("c0")[1]
    await scene.sets(state=RECALLED)
    await scene.tick()
    assert [len(scene.platform.shown[who]) for who in ("c0", "c1")] == [3, 3]


@pytest.mark.usefixtures("kind")
async def test_who_had_opened_it_is_told_as_well(scene: Scene) -> None:
    """What he reads is the card in his inbox: that the message was changed, or deleted, he does not see."""
    await scene.tick()
    await scene.opens(0)
    for times, words in enumerate((NEW, "Họp lúc 21:00."), 1):
        await scene.corrects(words)
        await scene.tick()
        first, *told = scene.platform.shown["c0"].values()
        assert first.endswith(words)
        assert len(told) == times
        assert told[-1].startswith("Đính chính.")
        assert told[-1].endswith(words)
        assert scene.platform.texts("c1") == [words]
    await scene.sets(state=RECALLED)
    await scene.tick()
    assert ["thu hồi" in words for words in scene.platform.shown["c0"].values()] == [True]
    assert scene.platform.shown["c1"] == {}


async def test_who_has_opened_the_new_words_already_is_told_nothing(scene: Scene) -> None:
    await scene.tick()
    await scene.opens(0)
    await scene.corrects()
    await scene.opens(0)
    await scene.tick()
    assert scene.platform.texts("c0") == [NEW]


async def test_who_opened_it_is_told_once_where_it_cannot_be_changed_either(scene: Scene) -> None:
    await scene.tick()
    await scene.opens(0)
    await scene.corrects()
    scene.platform.changes.append(REFUSED)
    await scene.tick()
    scene.world.passes(hours=1)
    await scene.tick()
    assert [NEW in words for words in scene.platform.shown["c0"].values()] == [False, True]


async def test_what_waits_to_be_told_holds_up_no_change(scene: Scene) -> None:
    """By night the first correction is still to be told when the second one changes the message again."""
    await scene.tick()
    await scene.opens(0)
    scene.world.now = scene.world.now.replace(hour=23)
    for _ in range(2):
        await scene.corrects()
        await scene.tick()
    rows = await scene.rows()
    readers = rows.count((SEND, "sent"))
    assert (rows.count((EDIT, "sent")), rows.count((AMEND, None))) == (2 * readers, 1)


async def test_of_two_corrections_at_once_who_opened_it_is_told_once(scene: Scene) -> None:
    await scene.tick()
    await scene.opens(0)
    for _ in range(2):
        await scene.corrects()
        await scene.lays_out()
    await scene.tick()
    assert len(scene.platform.shown["c0"]) == 2


@pytest.mark.parametrize("state", [PAUSED, CANCELLED, RECALLED])
async def test_it_is_asked_just_before_a_message_leaves(scene: Scene, state: str) -> None:
    await scene.tick(Platform(Unreachable(), Unreachable()))  # laid out, not there
    scene.world.passes(hours=1)
    scene.platform.before["asked"] = partial(scene.sets, state=state)
    await scene.tick()
    assert len(scene.platform.shown) < 2
    first = len(scene.platform.shown)
    await scene.sets(state=SENDING)
    await scene.tick()
    assert len(scene.platform.shown) == (2 if state == PAUSED else first)


async def test_what_was_on_its_way_at_the_recall_is_taken_back_when_it_arrives(scene: Scene) -> None:
    scene.platform.before["sent"] = partial(scene.sets, state=RECALLED)
    await scene.tick()
    await scene.tick()
    assert scene.platform.asked
    assert not any(scene.platform.shown.values())


async def test_what_was_on_its_way_at_the_correction_is_corrected_when_it_arrives(scene: Scene) -> None:
    scene.platform.before["sent"] = scene.corrects
    await scene.tick()
    await scene.tick()
    assert scene.platform.texts("c0") == scene.platform.texts("c1") == [NEW]


@pytest.mark.parametrize("doubt", [None, Unknown()])
async def test_of_what_may_have_arrived_the_recall_is_told(scene: Scene, doubt: Outcome | None) -> None:
    """A process was killed with both messages on their way, or the platform did not answer."""
    if doubt:
        await scene.tick(Platform(doubt, doubt))
    else:
        await scene.lays_out()
        killed = Delivery(scene.world.database, scene.world.turns, {scene.bot: scene.platform})
        killed.senders[0].holder = "one of us"
        await killed.senders[0]._leads()
        reads = partial(killed.senders[0]._read, room=10, spaced=0.0)
        assert len(await scene.world.database.run(reads)) == 2
    await scene.sets(state=RECALLED)
    await scene.tick()
    scene.world.passes(hours=1)
    await scene.tick()
    shown = [list(words.values()) for words in scene.platform.shown.values()]
    assert [len(words) for words in shown] == [1, 1]
    assert all("thu hồi" in words[0] for words in shown)


async def test_who_may_have_a_second_copy_is_told_too(scene: Scene) -> None:
    await scene.tick(Platform(Unknown(), Unknown()))  # the first copies, of which nothing is known
    scene.world.passes(hours=1)
    await scene.tick()
    await scene.corrects()
    await scene.tick()
    assert [len(words) for words in scene.platform.shown.values()] == [2, 2], "changed, and told"
    assert all(NEW in words for words in scene.platform.shown["c0"].values())
    await scene.sets(state=RECALLED)
    await scene.tick()
    left = [list(words.values()) for words in scene.platform.shown.values()]
    assert [len(words) for words in left] == [1, 1]
    assert all("thu hồi" in words[0] for words in left)


async def test_files_follow_the_words_each_once_even_after_a_kill(scene: Scene) -> None:
    await puts_files(scene, "a.pdf", "b.pdf")
    scene.platform.outcomes.extend([Sent("1"), Sent("2"), Unreachable(), Unreachable()])
    await scene.tick()
    scene.world.passes(hours=1)
    await scene.tick()
    names = [list(words.values())[1:] for words in scene.platform.shown.values()]
    assert names == [["a.pdf", "b.pdf"]] * 2
    assert len(scene.platform.uploads) <= 4
    assert scene.platform.uploads[-1] != scene.platform.uploads[0]
    assert await scene.rows() == [("send", "sent")] * 2
    await scene.corrects()
    await scene.tick()
    assert [next(iter(words.values())).endswith(NEW) for words in scene.platform.shown.values()]
    await scene.sets(state=RECALLED)
    await scene.tick()
    assert scene.platform.shown == {"c0": {}, "c1": {}}, "the files as well"


async def test_a_file_that_is_refused_does_not_undo_the_words(scene: Scene) -> None:
    await puts_files(scene, "a.pdf", "b.pdf")
    scene.platform.outcomes.extend([Sent("1"), Sent("2"), Rejected("too large")])
    await scene.tick()
    assert sorted(len(words) for words in scene.platform.shown.values()) == [2, 3]
    assert await scene.rows() == [("send", "sent")] * 2


async def test_where_there_are_no_files_they_are_on_the_web(database: Database, now: datetime) -> None:
    scene = await a_scene(database, now, "plain")
    await puts_files(scene, "a.pdf")
    await scene.tick()
    assert "Kèm 1 tệp" in scene.platform.texts("c0")[0]
    assert "https://tusoi.test" in scene.platform.texts("c0")[0]


async def test_what_is_too_long_for_one_message_goes_out_in_parts(database: Database, now: datetime) -> None:
    words = "\n".join(f"Dòng {number} của một thông báo dài." for number in range(120))
    scene = await a_scene(database, now, "plain", words)
    await scene.tick()
    said = "\n".join(scene.platform.shown["c0"].values())
    assert len(scene.platform.shown["c0"]) > 1
    assert all(f"Dòng {number} của" in said for number in range(120))


async def test_a_blocked_chat_is_changed_no_more(scene: Scene) -> None:
    await scene.tick()
    await scene.corrects()
    scene.platform.changes.append(Gone())
    await scene.tick()
    assert ("edit", "gone") in await scene.rows()
    assert scene.platform.texts("c0") == [OLD]


async def test_at_night_it_waits_but_is_changed_at_once(scene: Scene) -> None:
    await scene.tick()
    await scene.sets(state=SENDING)
    scene.world.now = scene.world.now.replace(hour=22)
    await scene.corrects()
    await scene.tick()
    assert scene.platform.texts("c0") == [NEW]
    await scene.corrects()
    scene.platform.changes.extend([REFUSED, REFUSED])
    await scene.tick()
    assert [len(words) for words in scene.platform.shown.values()] == [1, 1]
    scene.world.passes(hours=9)
    await scene.tick()
    assert [len(words) for words in scene.platform.shown.values()] == [2, 2]


async def test_jobs_look_for_what_is_due_every_second(scene: Scene, now: datetime) -> None:
    jobs = Jobs(scene.world.database, scene.world.turns.clock, None)
    task = asyncio.create_task(jobs.layouts.run(every=0.01))
    async with asyncio.timeout(5):
        while await scene.state() != SENDING:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_nobody_is_woken_by_what_follows_a_change(scene: Scene) -> None:
    """At night a message is changed and deleted where it stands; what is to be told is due in the morning."""
    await scene.tick()
    await scene.opens(0)
    scene.world.now = scene.world.now.replace(hour=23)
    await scene.corrects()
    await scene.lays_out()
    await scene.sets(state=RECALLED)
    await scene.lays_out()
    query = select(Outbox.act, Outbox.due_at).where(col(Outbox.act) != SEND)
    rows: Any = await scene.world.database.run(lambda session: list(session.exec(query).all()))
    by_night = {act for act, due_at in rows if due_at <= scene.world.now}
    assert (by_night, {act for act, _ in rows} - by_night) == ({EDIT, DELETE}, {AMEND, RECALL})
