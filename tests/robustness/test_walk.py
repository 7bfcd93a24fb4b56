"""A walk through the review on two linked chats: taps, words, nonsense, repeats, restarts, two at once.

After every step the decrypted answers are compared with the model. `HYPOTHESIS_PROFILE=long` walks longer.
"""

import asyncio
import os
import re
import shutil
import tempfile
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test
from sqlmodel import col, select

from bot.app import CHANNELS
from bot.database import Database
from bot.messages import Message
from bot.turn import Turns
from flows import secrecy
from handlers.events import Event
from storage import accounts
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from tests.conftest import MASTER, make_cell, make_cycle
from tests.conversations import DISPATCHER, PLAIN
from tests.robustness.model import Sheet, after, kept, marked
from tests.robustness.seats import seat

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
START = datetime(2026, 11, 22, 2, tzinfo=UTC)
DAYS = 60
AWAY = ("deleteyes", "withdrawyes", "unlink", "forgethere", "pinnew", "newrecovery")
"""Choices that end the walk or begin another story."""
ANSWERS = ("rate", "tick", "done", "skip", "cause", "clear")
COMMANDS = ("/tusoi", "/review", "/menu", "/trogiup", "/help", "/huy", "/quyenriengtu", "/lienket", "/start")
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
    """One linked chat as the walk knows it."""

    bot: str
    address: str
    messages: list[Message] = field(default_factory=list)
    awaiting: str = ""

    @property
    def choices(self) -> list[str]:
        """What can be tapped now."""
        rows = [row for message in self.messages for row in message.rows]
        return [item.choice for row in rows for item in row if item.choice.partition(":")[0] not in AWAY]


CHATS = {
    "web": ("web", "page-1"),
    "plain": ("plain", "plain-1"),
    "telegram": ("telegram:424242", "1001"),
}


class Walk(RuleBasedStateMachine):
    """See the module. `template` is a folder with the databases, `pair` the two chats."""

    template: Path
    vault_id: int
    cycle_id: int
    pair: tuple[str, str]

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="walk-"))
        for file in self.template.iterdir():
            shutil.copy(file, self.folder)
        self.loop = asyncio.new_event_loop()
        self.now, self.open_cycle = START, self.cycle_id
        self.sheets: dict[int, Sheet] = {}
        self.chats = [Chat(*CHATS[name]) for name in self.pair]
        self.chat = self.chats[0]
        self.events: list[Event] = []
        self.seen: list[str] = []
        self._start()
        self._say("/tusoi")

    def _start(self) -> None:
        store = open_key_store(f"sqlite:///{self.folder}/keys.db")
        self.database = Database(open_engine(f"sqlite:///{self.folder}/content.db"), Keyring(MASTER, store))
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

    @rule(number=which)
    def answers(self, number: int) -> None:
        """A visible choice that changes an answer."""
        changing = [verb for verb in self.chat.choices if _head(verb) in ANSWERS]
        if changing:
            self._tap(changing[number % len(changing)])

    @rule(number=which, about=st.sampled_from(["anything", "answers", "the same sign"]))
    def taps_an_old_card(self, number: int, about: str) -> None:
        """A choice that was offered at any time, on any chat; most of them would change an answer."""
        sign = _sign(self.events[-1].choice or "") if self.events else ""
        old = [verb for verb in self.seen if about == "anything" or _head(verb) in ANSWERS]
        old = [verb for verb in old if about != "the same sign" or (sign and _sign(verb) == sign)]
        if old:
            self._tap(old[number % len(old)])

    @rule(number=which, text=st.sampled_from(FREE * 2 + REFUSED + NONSENSE[:2] + COMMANDS[:3] + ("0",)))
    def writes(self, number: int, text: str) -> None:
        """Asks to write about something on the card, then writes, or does not."""
        asking = [verb for verb in self.chat.choices if _head(verb) == "write"]
        if asking:
            self._tap(asking[number % len(asking)])
            self._say(text)

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
        events = [self._event(verb, chat) for verb, chat in self._two(first, second)]
        if len(events) == 2:
            self._give(events)
            self._compare_either(events)

    @rule(typed=numbers)
    def types_numbers(self, typed: str) -> None:
        """One number, or several."""
        self._say(typed)

    @rule(number=which, form=st.sampled_from(["NFC", "NFD", "upper", "bare"]))
    def types_words(self, number: int, form: str) -> None:
        """Words that mean a choice on offer, however they are written."""
        words = [word for _, verb, *words in self._offered() for word in words if _head(verb) not in AWAY]
        if words:
            self._say(_written(words[number % len(words)], form))

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
        self.chat = self.chats[1 - self.chats.index(self.chat)]
        self._say("/tusoi")

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

    # What it means, and whether it was so.

    def _tap(self, verb: str, chat: Chat | None = None) -> None:
        before, self.chat = self.chat, chat or self.chat
        event = self._event(verb, self.chat)
        self._give([event])
        self._mean(verb)
        self.chat = before
        self._compare()

    def _say(self, text: str) -> None:
        chat, offered = self.chat, self._offered()
        event = Event(chat.bot, self._id(), chat.address, "text", text)
        awaiting, typed = chat.awaiting, text.strip()
        if _head(_resolve(typed, offered) or "") in AWAY:
            return
        aside = self._give([event])
        if text.startswith("/"):
            self._still() if text not in COMMANDS else self._moved()
        elif awaiting and unicodedata.normalize("NFKC", typed) != "0":
            if secrecy.marked(text) or len(typed) > 1000:
                self._still()
            else:
                self._mean(awaiting, typed)
                chat.awaiting = ""
        elif verb := _resolve(typed, offered):
            self._mean(verb)
        elif not aside:
            self._still()
        self._compare()

    def _mean(self, verb: str, words: str = "") -> None:
        """The model's step."""
        cycle = self._cycle_of(verb)
        if cycle is not None:
            self.sheets[cycle] = after(self.sheets.get(cycle, Sheet()), verb, words)
            if _head(verb) == "paperyes":
                for chat in self.chats:
                    chat.awaiting = ""
        self.chat.awaiting = verb if _head(verb) == "write" and self._may_write(verb) else ""

    def _cycle_of(self, verb: str) -> int | None:
        """The cycle a choice changes, while that is open."""
        parts = verb.split(":")
        number = int(parts[1]) if len(parts) > 1 and parts[1].isdigit() else None
        return number if number == self.open_cycle else None

    def _may_write(self, verb: str) -> bool:
        sheet = self.sheets.get(self._cycle_of(verb) or 0, Sheet())
        _, _, what, *sign = verb.split(":")
        return sheet.begun and not sheet.over and (what == "strengths" or marked(sheet, sign[0]))

    def _still(self) -> None:
        """The same place was shown again; what is awaited stays, if it still can be written."""
        if self.chat.awaiting and not self._may_write(self.chat.awaiting):
            self.chat.awaiting = ""

    def _moved(self) -> None:
        self.chat.awaiting = ""

    def _give(self, events: list[Event]) -> bool:
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
            verbs = [verb for verb in chat.choices if _head(verb) != "write"]
            if verbs:
                found.append((verbs[number % len(verbs)], chat))
        return found

    def _compare_either(self, events: list[Event]) -> None:
        found = self._kept()
        before = dict(self.sheets)
        for order in (events, events[::-1]):
            self.sheets = dict(before)
            for event in order:
                self.chat, chat = self._chat_of(event), self.chat
                self._mean(event.choice or "")
                self.chat = chat
            if self._expected() == found:
                return
        raise AssertionError(f"neither order explains {found} after {[e.choice for e in events]} on {before}")

    def _compare(self) -> None:
        assert self._kept() == self._expected()

    def _expected(self) -> Any:
        return {n: (sheet.value, sheet.over) for n, sheet in self.sheets.items() if sheet.begun}

    def _kept(self) -> Any:
        def work(session: FlowSession) -> Any:
            failed = session.exec(select(accounts.Event).where(col(accounts.Event.failed).is_not(None))).all()
            assert not failed, "an incident"
            found = kept(session, self.vault_id)
            return {number: (sheet.value, sheet.over) for number, sheet in found.items()}

        return self.database.run_now(work)

    def _offered(self) -> list[list[str]]:
        """What can be typed here; where there are no buttons, exactly what is written there."""
        chat = self.chat

        def work(session: FlowSession) -> list[list[str]]:
            actor = self.turns.actor(session, chat.bot, chat.address)
            assert actor
            return actor.state.offered

        offered = self.database.run_now(work)
        if chat.bot == "plain" and offered and chat.messages:
            shown = "\n".join(message.plain for message in chat.messages)
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

    def _id(self) -> str:
        self._count = getattr(self, "_count", 0) + 1
        return str(self._count)

    def _chat_of(self, event: Event) -> Chat:
        return next(chat for chat in self.chats if (chat.bot, chat.address) == (event.bot, event.address))


def _head(verb: str) -> str:
    return verb.partition(":")[0]


def _sign(verb: str) -> str:
    """The sign a choice is about."""
    return next((part.rstrip("+-") for part in verb.split(":") if "." in part), "")


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    return " ".join(re.findall(r"\w+", "".join(c for c in letters if not unicodedata.combining(c))))


def _resolve(typed: str, offered: list[list[str]]) -> str | None:
    """Which choice typed words mean, as a member would expect."""
    typed = unicodedata.normalize("NFKC", typed)
    verbs = {number: verb for number, verb, *_ in offered}
    if re.fullmatch(r"\d+([ .]\d+)*", typed):
        chosen = [verbs.get(str(int(number))) for number in dict.fromkeys(re.findall(r"\d+", typed))]
        if len(chosen) == 1 or None in chosen:
            return chosen[0] if len(chosen) == 1 else None
        heads = {verb.rpartition(":")[0] for verb in chosen if verb}
        tails = [verb.rpartition(":")[2] for verb in chosen if verb]
        together = len(heads) == 1 and all(tail[-1] in "+-" for tail in tails)
        return f"{heads.pop()}:{','.join(tails)}" if together else None
    meant = {
        verb
        for _, verb, *words in offered
        if _bare(typed) and _bare(typed) in [_bare(word) for word in words]
    }
    return meant.pop() if len(meant) == 1 else None


def _written(words: str, form: str) -> str:
    if form == "NFD":
        return unicodedata.normalize("NFD", words)
    return {"upper": words.upper(), "bare": _bare(words)}.get(form, words)


@pytest.fixture(scope="module")
def beginning(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int, int]:
    """A folder with a member, his three chats and an open cycle; the vault and the cycle."""
    folder = tmp_path_factory.mktemp("walk")
    shutil.copy(sqlite_template / "empty.db", folder / "content.db")
    shutil.copy(sqlite_template / "keys.db", folder / "keys.db")
    store = open_key_store(f"sqlite:///{folder}/keys.db")
    database = Database(open_engine(f"sqlite:///{folder}/content.db"), Keyring(MASTER, store))

    def work(session: FlowSession) -> tuple[int, int]:
        cell = make_cell(session, START, "CB1", names=("An",))
        vault = seat(session, cell.members[0], list(CHATS.values()), START)
        return vault, make_cycle(session, cell.unit_id, cell.members, START, DAYS)

    vault_id, cycle_id = database.run_now(work)
    database.close()
    return folder, vault_id, cycle_id


@pytest.mark.parametrize("pair", [("web", "plain"), ("plain", "telegram"), ("telegram", "web")], ids="-".join)
def test_any_walk_leaves_the_answers_of_the_model(
    beginning: tuple[Path, int, int], pair: tuple[str, str]
) -> None:
    folder, vault_id, cycle_id = beginning
    machine = type(
        "Walk", (Walk,), {"template": folder, "vault_id": vault_id, "cycle_id": cycle_id, "pair": pair}
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=400 if LONG else 4,
            stateful_step_count=100 if LONG else 50,
            # Making a failing walk short takes minutes: the long profile does.
            phases=list(Phase) if LONG else [Phase.generate],
            derandomize=not LONG,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
