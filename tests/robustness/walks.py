"""A member on two linked chats who may do anything at any time, and what the models say is kept then.

After every step the decrypted review, plan and promise are compared with the models, and the card that is
shown with what it must offer. What he does most often says the walk: `test_walk.py`, `plan_walks.py`.
"""

import asyncio
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from sqlmodel import col, select

from bot.app import CHANNELS
from bot.database import Database
from bot.messages import Message
from bot.turn import Turns
from flows import secrecy
from handlers.events import Event
from storage import events
from storage.accounts import State
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from tests.conftest import MASTER, _hasty, make_cycle
from tests.conversations import DISPATCHER, PLAIN
from tests.robustness import model, plan_deeds, plan_model
from tests.robustness.known import Known
from tests.robustness.model import Sheet, cycle_of, marked
from tests.robustness.typed_words import resolve, written

START = datetime(2026, 11, 22, 2, tzinfo=UTC)
DAYS = 60
AWAY = ("deleteyes", "withdrawyes", "unlink", "forgethere", "pinnew", "newrecovery")
"""Choices that end the walk or begin another story."""
COMMANDS = (
    "/tusoi", "/review", "/menu", "/trogiup", "/help", "/huy", "/quyenriengtu", "/lienket", "/start",
    "/kehoach", "/kiemdiem", "/camket",
)  # fmt: skip
NONSENSE = ("?!", "trời hôm nay đẹp", "99", "1 2 99", "🙂🙂", "/vớvẩn", "²", "０", "1.2")
FREE = (
    "Hay nể nang",
    unicodedata.normalize("NFD", "Việc cơ quan bận <b>&"),
    "  hai\ndòng  ",
    "🙂" * 1000,
    "&" * 1000,
    "có",
    "2",
)
REFUSED = ("Văn bản TỐI MẬT", unicodedata.normalize("NFD", "tuyệt mật"), "a" * 1001)
numbers = st.lists(st.integers(0, 12), min_size=1, max_size=3).map(lambda some: " ".join(map(str, some)))
which = st.integers(0, 10_000)


@dataclass(slots=True)
class Chat:
    """One linked chat as the walk knows it. `awaiting`: words about the review, as the model says."""

    bot: str
    address: str
    messages: list[Message] = field(default_factory=list)
    awaiting: str = ""
    state: State = field(default_factory=State)

    @property
    def choices(self) -> list[str]:
        """What can be tapped now."""
        rows = [row for message in self.messages for row in message.rows]
        return [item.choice for row in rows for item in row if item.choice and head(item.choice) not in AWAY]


CHATS = {
    "web": ("web", "page-1"),
    "plain": ("plain", "plain-1"),
    "telegram": ("telegram:424242", "1001"),
}


class Walker(RuleBasedStateMachine):
    """See the module. `template`: a folder with the databases; `pair`: the chats; `home`: where he goes;
    `steps`: of an ordinary walk.
    """

    template: Path
    vault_id: int
    cycle_id: int
    pair: tuple[str, str]
    home = "/tusoi"
    steps = 50

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        for file in self.template.iterdir():
            shutil.copy(file, self.folder)
        self.loop = asyncio.new_event_loop()
        self.now, self.open_cycle = START, self.cycle_id
        self.known = Known({self.cycle_id: START})
        self.chats = [Chat(*CHATS[name]) for name in self.pair]
        self.chat = self.chats[0]
        self.events: list[Event] = []
        self.seen: list[str] = []
        self._start()
        self._say("/tusoi")

    def _start(self) -> None:
        store = _hasty(open_key_store(f"sqlite:///{self.folder}/keys.db"))
        engine = _hasty(open_engine(f"sqlite:///{self.folder}/content.db"))
        self.database = Database(engine, Keyring(MASTER, store))
        channels = {**CHANNELS, "plain": PLAIN}
        self.turns = Turns(self.database, DISPATCHER, channels, clock=lambda: self.now)

    def teardown(self) -> None:
        """Close what is open."""
        self.database.close()
        self.loop.close()
        shutil.rmtree(self.folder)

    # What a person does.

    @precondition(lambda self: self.chat.choices)
    @rule(number=which)
    def taps(self, number: int) -> None:
        """Any visible choice; most taps are such."""
        self._tap(self.chat.choices[number % len(self.chat.choices)])

    @precondition(lambda self: self.chat.choices)
    @rule(number=which, more=st.integers(2, 6))
    def taps_on(self, number: int, more: int) -> None:
        """Several visible choices, one after the other."""
        for step in range(more):
            if self.chat.choices:
                self._tap(self.chat.choices[(number + step * 7) % len(self.chat.choices)])

    @precondition(lambda self: self.events and self.events[-1].choice)
    @rule()
    def taps_twice(self) -> None:
        """The same tap again, as an event of its own."""
        last = self.events[-1]
        self._tap(last.choice or "", self._chat_of(last))

    @precondition(lambda self: self.events)
    @rule(number=which, times=st.integers(1, 2))
    def is_redelivered(self, number: int, times: int) -> None:
        """The platform delivers an event again, once or twice at once."""
        event = self.events[-1 - number % min(len(self.events), 8)]
        before = self.chat
        self.chat = self._chat_of(event)
        self._give([event] * times)
        self._still()
        self.chat = before
        self._compare()

    @rule(first=which, second=which)
    def taps_at_once_on_both(self, first: int, second: int) -> None:
        """Two devices at the same moment: one order or the other, nothing between."""
        deeds = [(self._event(verb, chat), verb, None) for verb, chat in self._two(first, second)]
        if len(deeds) == 2:
            self._at_once(deeds)

    @rule(typed=numbers)
    def types_numbers(self, typed: str) -> None:
        """One number, or several."""
        self._say(typed)

    @rule(number=which, form=st.sampled_from(["NFC", "NFD", "upper", "bare"]))
    def types_words(self, number: int, form: str) -> None:
        """Words that mean a choice on offer, however they are written."""
        words = [word for _, verb, *words in self._offered() for word in words if head(verb) not in AWAY]
        if words:
            self._say(written(words[number % len(words)], form))

    @rule(text=st.sampled_from(FREE + REFUSED + NONSENSE))
    def types_anything(self, text: str) -> None:
        """Free text, where it is waited for and where it is not."""
        self._say(text)

    @rule(text=st.sampled_from(COMMANDS))
    def commands(self, text: str) -> None:
        """Any command, at any time."""
        self._say(text)

    @rule(kind=st.sampled_from(["media", "edited"]))
    def sends_no_words(self, kind: str) -> None:
        """A sticker; or an earlier message changed."""
        self._give([Event(self.chat.bot, self._id(), self.chat.address, kind)])
        self._compare()

    @rule()
    def goes_to_the_other_chat(self) -> None:
        """The other device."""
        self.chat = self._other()
        self._say(self.home)

    @rule()
    def restarts(self) -> None:
        """The bot ends and begins again."""
        self.database.close()
        self._start()

    @rule(days=st.sampled_from([0, 0, 1, 31]))
    def time_passes(self, days: int) -> None:
        """A pause; after two months the cycle closes and the next one opens."""
        self.now += timedelta(days=days, minutes=3)
        if self.now >= START + timedelta(days=DAYS) and self.open_cycle == self.cycle_id:
            self.open_cycle = self.database.run_now(self._next_cycle)
            self.known = replace(self.known, opened=self.known.opened | {self.open_cycle: self.now})

    # What it means, and whether it was so.

    def _tap(self, verb: str, chat: Chat | None = None, *, look: bool = True) -> None:
        before, self.chat = self.chat, chat or self.chat
        aside = self._give([self._event(verb, self.chat)])
        self._mean(verb)
        if look:
            self._compare(None if aside else self.chat, verb)
        self.chat = before

    def _say(self, text: str) -> None:
        chat, typed, command = self.chat, unicodedata.normalize("NFKC", text.strip()), text.startswith("/")
        verb = None if command else resolve(typed, self._offered())
        if head(verb or "") in AWAY:
            return
        awaiting = chat.awaiting or _about_the_plan(chat.state.awaiting)
        if command or (verb and (typed == "0" or not awaiting.startswith("write:"))):
            awaiting = ""
        again = plan_deeds.unfit(self.known.plan, awaiting, self.known.case(self.now), text)
        aside = self._give([self._event_of_words(chat, text)])
        if awaiting:
            self._write(awaiting, text)
        elif verb:
            self._mean(verb)
        elif text in COMMANDS:
            self._moved()
        elif command or not aside:
            self._still()
        self._compare(None if aside else chat)
        assert not again or _what(chat.state.awaiting) == _what(awaiting)

    def _write(self, awaiting: str, text: str) -> None:
        if cycle_of(awaiting) is not None and (secrecy.marked(text) or len(text.strip()) > 1000):
            self._still()
            return
        self._mean(awaiting, text)
        self.chat.awaiting = ""

    def _mean(self, verb: str, words: str | None = None) -> None:
        """The models' step."""
        self.known = self.known.after(verb, words, self.now)
        if head(verb) == "paperyes" and cycle_of(verb) == self.open_cycle:
            for chat in self.chats:
                chat.awaiting = ""
        self.chat.awaiting = verb if head(verb) == "write" and self._may_write(verb) else ""

    def _may_write(self, verb: str) -> bool:
        if cycle_of(verb) != self.open_cycle:
            return False
        sheet = self.known.sheets.get(self.open_cycle, Sheet())
        _, _, what, *sign = verb.split(":")
        return sheet.begun and not sheet.over and (what == "strengths" or marked(sheet, sign[0]))

    def _still(self) -> None:
        """The same place was shown again; what is awaited stays, if it still can be written."""
        if self.chat.awaiting and not self._may_write(self.chat.awaiting):
            self.chat.awaiting = ""

    def _moved(self) -> None:
        self.chat.awaiting = ""

    def _give(self, events: Sequence[Event]) -> bool:
        """Hand events over, all at once; whether the last was answered in passing."""

        async def all_at_once() -> list[Any]:
            return list(await asyncio.gather(*(self.turns.take(event) for event in events)))

        aside = False
        for event, taken in zip(events, self.loop.run_until_complete(all_at_once()), strict=True):
            chat, aside = self._chat_of(event), taken.messages[-1].aside
            longest = self.turns.channels[event.channel].longest
            assert all(len(message.html) <= longest for message in taken.messages)
            if not aside:
                chat.messages = taken.messages
                self.seen = list(dict.fromkeys(self.seen + chat.choices))
        self.events += [event for event in events if event not in self.events]
        return aside

    def _two(self, first: int, second: int) -> list[tuple[str, Chat]]:
        """A choice on each of the two chats (both on one where the other has no buttons)."""
        tappable = [chat for chat in self.chats if chat.choices]
        found = []
        for number, chat in zip((first, second), (tappable * 2)[:2], strict=False):
            verbs = [verb for verb in chat.choices if head(verb) != "write"]
            if verbs:
                found.append((verbs[number % len(verbs)], chat))
        return found

    def _at_once(self, deeds: Sequence[tuple[Event, str, str | None]]) -> None:
        """Several events (each with what it means) at the same moment: one order explains what is kept."""
        self._give([event for event, _, _ in deeds])
        found, before = self._kept(), self.known
        for order in (deeds, deeds[::-1]):
            self.known = before
            for event, verb, words in order:
                self.chat, chat = self._chat_of(event), self.chat
                self._mean(verb, words)
                self.chat = chat
            if self.known.kept == found:
                return
        raise AssertionError(f"no order explains {found} after {[deed[1:] for deed in deeds]} on {before}")

    def _compare(self, chat: Chat | None = None, verb: str = "") -> None:
        """What is kept; and the card shown last on a chat, after this choice."""
        assert self._kept() == self.known.kept, f"after {self.events[-1]}"
        if chat:
            self._look_at_card(chat, verb)

    def _look_at_card(self, chat: Chat, verb: str) -> None:
        """What is awaited is what the card asks for; what comes next is what the model says.

        Which card a deed leads to is not modelled, only what a card that is shown must ask for and offer.
        """
        state, plan, case = chat.state, self.known.plan, self.known.case(self.now)
        verbs = [verb for _, verb, *_ in state.offered]
        awaiting = _about_the_plan(state.awaiting).removeprefix("write:")
        if awaiting:
            asking = {"commitmentnew": "commit", "check": "checkall"}.get(state.here, state.here)
            assert (awaiting if asking == state.here else head(awaiting)) == asking
        assert chat.awaiting == ("" if awaiting else state.awaiting)
        assert awaiting == (plan_deeds.asked(plan, verb) or awaiting)
        if state.here == "plan":
            self._look_at_plan(verbs)
        if verb == "plannext":
            carried = [f"carry:{number}:{case.cycle}:done" for number in plan.proposed(case)]
            made = [f"planown:{sign}" for sign in plan.unplanned(case)]
            assert [*carried, *made, "planmore"][0] in verbs

    def _look_at_plan(self, verbs: Sequence[str]) -> None:
        """Its lines in order (of a long plan those on this screen), what comes next, what can be undone."""
        plan, case = self.known.plan, self.known.case(self.now)
        lines = [int(tail(verb)) for verb in verbs if head(verb) == "planline"]
        first = plan.open.index(lines[0]) if lines else 0
        whole = not any(verb == "plan" or head(verb) == "planturn" for verb in verbs)
        assert lines == (plan.open if whole else plan.open[first : first + len(lines)])
        last = plan.last(self.now)
        assert [verb for verb in verbs if head(verb) == "planundo"] == [f"planundo:{last}"] * bool(last)
        assert ("check" in verbs) == bool(plan.unchecked(case))
        assert ("plannext" in verbs) == bool(plan.proposed(case) or plan.unplanned(case))

    def _kept(self) -> Any:
        """What the database holds of him; on the way, where each of his chats stands."""

        def work(session: FlowSession) -> Any:
            failed = select(events.Event.event_id).where(col(events.Event.failed).is_not(None))
            assert session.exec(failed).first() is None, "an incident"
            for chat in self.chats:
                actor = self.turns.actor(session, chat.bot, chat.address)
                assert actor
                chat.state = actor.state
            sheets = model.kept(session, self.vault_id)
            plan = plan_model.kept(session, self.vault_id)
            promise = plan_model.kept_promise(session, self.vault_id)
            return {number: (sheet.value, sheet.over) for number, sheet in sheets.items()}, plan, promise

        return self.database.run_now(work)

    def _offered(self) -> list[list[str]]:
        """What can be typed here; where there are no buttons, exactly what is written there."""
        offered = self.chat.state.offered
        if self.chat.bot == "plain" and offered and self.chat.messages:
            shown = "\n".join(message.plain for message in self.chat.messages)
            lines = re.findall(r"^(\d+)\. (?:[☐☑] )?(.*)$", shown, re.MULTILINE)
            assert lines[-len(offered) :] == [(number, label) for number, _, label, *_ in offered]
        return offered

    def _next_cycle(self, session: FlowSession) -> int:
        actor = self.turns.actor(session, *CHATS[self.pair[0]])
        assert actor
        assert actor.unit_id
        assert actor.member_id
        return make_cycle(session, actor.unit_id, [actor.member_id], self.now, 3650)

    def _event(self, verb: str, chat: Chat) -> Event:
        return Event(chat.bot, self._id(), chat.address, "choice", None, verb, "card")

    def _event_of_words(self, chat: Chat, words: str) -> Event:
        return Event(chat.bot, self._id(), chat.address, "text", words)

    def _id(self) -> str:
        self._count = getattr(self, "_count", 0) + 1
        return str(self._count)

    def _other(self) -> Chat:
        return self.chats[1 - self.chats.index(self.chat)]

    def _chat_of(self, event: Event) -> Chat:
        return next(chat for chat in self.chats if (chat.bot, chat.address) == (event.bot, event.address))


def head(verb: str) -> str:
    """Which kind of choice it is."""
    return verb.partition(":")[0]


def tail(verb: str) -> str:
    """Its last part."""
    return verb.rpartition(":")[2]


def _what(awaiting: str) -> str:
    """What kind of words is awaited."""
    return head(awaiting.removeprefix("write:"))


def _about_the_plan(awaiting: str) -> str:
    """What is awaited, if it is no word of a review."""
    return "" if cycle_of(awaiting) is not None else awaiting
