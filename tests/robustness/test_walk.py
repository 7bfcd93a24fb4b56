"""Walks through review and plan on two linked chats: taps, words, nonsense, repeats, restarts, two at once.

After every step what is kept is compared with the models (`walks`). `HYPOTHESIS_PROFILE=long` walks longer.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from bot import documents
from bot.database import Database
from flows import plan_lines
from storage.encryption import Keyring
from storage.engines import FlowSession, open_engine, open_key_store
from tests.conftest import MASTER, make_cell, make_cycle
from tests.robustness.plan_deeds import CHANGING, DEEDS
from tests.robustness.plan_model import MOVES, REMEMBERED, Line
from tests.robustness.plan_walks import (
    CARRIED,
    CHANGES,
    HELPED,
    IN_VAIN,
    MAKING,
    MARKED,
    MONTHLY,
    PROMISES,
    PlanWalk,
    Way,
)
from tests.robustness.seats import seat
from tests.robustness.walks import (
    CHATS,
    COMMANDS,
    DAYS,
    FREE,
    NONSENSE,
    REFUSED,
    START,
    Walker,
    head,
    which,
)

W = TypeVar("W", bound=Walker)
LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
ANSWERS = ("rate", "tick", "done", "skip", "cause", "clear")


class ReviewWalk(Walker):
    """A member who answers his review, most of the time."""

    @rule(number=which)
    def answers(self, number: int) -> None:
        """A visible choice that changes an answer."""
        changing = [verb for verb in self.chat.choices if head(verb) in ANSWERS]
        if changing:
            self._tap(changing[number % len(changing)])

    @rule(number=which, about=st.sampled_from(["anything", "answers", "the same sign"]))
    def taps_an_old_card(self, number: int, about: str) -> None:
        """A choice that was offered at any time, on any chat; most of them would change an answer."""
        sign = _sign(self.events[-1].choice or "") if self.events else ""
        old = [verb for verb in self.seen if about == "anything" or head(verb) in ANSWERS]
        old = [verb for verb in old if about != "the same sign" or (sign and _sign(verb) == sign)]
        if old:
            self._tap(old[number % len(old)])

    @rule(number=which, text=st.sampled_from(FREE * 2 + REFUSED + NONSENSE[:2] + COMMANDS[:3] + ("0",)))
    def writes(self, number: int, text: str) -> None:
        """Asks to write about something on the card, then writes, or does not."""
        asking = [verb for verb in self.chat.choices if head(verb) == "write"]
        if asking:
            self._tap(asking[number % len(asking)])
            self._say(text)


def _sign(verb: str) -> str:
    """The sign a choice is about."""
    return next((part.rstrip("+-") for part in verb.split(":") if "." in part), "")


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


async def a_picture(*_: object, **__: object) -> bytes:
    """What stands at the beginning of a PNG."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01"


@pytest.fixture(autouse=True)
def _nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing takes long, and has tests of its own."""
    monkeypatch.setattr(documents._worker, "make", a_picture)


def a_walker(kind: type[W], beginning: tuple[Path, int, int], pair: tuple[str, str]) -> type[W]:
    """One who walks on these two chats."""
    folder, vault_id, cycle_id = beginning
    given = {"template": folder, "vault_id": vault_id, "cycle_id": cycle_id, "pair": pair}
    return type(kind.__name__, (kind,), given)


@pytest.mark.parametrize("walker", [ReviewWalk, PlanWalk], ids=["review", "plan"])
@pytest.mark.parametrize("pair", [("web", "plain"), ("plain", "telegram"), ("telegram", "web")], ids="-".join)
def test_any_walk_leaves_what_the_models_say(
    beginning: tuple[Path, int, int], pair: tuple[str, str], walker: type[Walker]
) -> None:
    run_state_machine_as_test(
        a_walker(walker, beginning, pair),
        settings=settings(
            max_examples=400 if LONG else 2,
            stateful_step_count=2 * walker.steps if LONG else walker.steps,
            # Making a failing walk short takes minutes: the long profile does.
            phases=list(Phase) if LONG else [Phase.generate],
            derandomize=not LONG,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


OVER = ("planundo", "planskip", "carry")
MANY = {"plantake", "planown", "planask", "plandue", "checkdue", "planhelp"}


class Tour(PlanWalk):
    """Goes all ways, whatever chance would have left out, and knows which deeds changed the plan."""

    def __init__(self) -> None:
        self.done: set[tuple[str, bool]] = set()
        super().__init__()

    def _mean(self, verb: str, words: str | None = None) -> None:
        before = self.known.plan
        super()._mean(verb, words)
        if self.known.plan != before:
            self.done.add((head(verb.removeprefix("write:")), words is not None))

    def goes(self, *paths: tuple[str, ...], number: int = 1) -> None:
        """These ways, one after the other; what was done at the end of each is delivered again."""
        for path in paths:
            self._go([Way(path, number)])
            self.is_redelivered(number=0, times=1)

    def taps_old_cards(self) -> None:
        """Choices of all kinds that were offered once, one a line and kind; most of them are over now."""
        old = {verb if head(verb) in OVER else verb.rpartition(":")[0]: verb for verb in self.seen}
        for verb in old.values():
            if head(verb) in CHANGING - MANY:
                self._tap(verb)


@pytest.fixture
def tour(beginning: tuple[Path, int, int]) -> Iterator[Tour]:
    """One on a tour."""
    made = a_walker(Tour, beginning, ("telegram", "plain"))()
    yield made
    made.teardown()


def test_a_tour_meets_every_deed(tour: Tour) -> None:
    tour.reviews_again({*MARKED[:6]})
    tour.goes(MAKING[1])
    tour.time_passes(1)
    tour.goes(HELPED)  # of a line whose making cannot be undone any more
    tour.goes(*MAKING)
    tour.goes(CHANGES[1], number=60)  # a part of the first line
    tour.months_pass(250)  # all is late; and there is another cycle
    tour.reviews_again({*MARKED[6:9]})
    tour.goes(*MONTHLY, *PROMISES)
    tour.goes(CARRIED, number=7)  # which is kept
    tour.goes_to_the_other_chat()
    tour.months_pass(35)
    tour.goes(*MONTHLY[-1:], *MAKING[-2:], *CHANGES)
    assert tour.done == {(name, typed) for name, _, typed in DEEDS}
    tour._go(IN_VAIN)
    tour.goes_to_the_other_chat()
    tour.taps_old_cards()


some_acts = st.lists(st.sampled_from([*MOVES, "check", "note", "keep"]), max_size=12)


@given(some_acts, st.sampled_from(["check", "note"]), some_acts)
def test_a_long_history_never_forgets_how_a_line_stands(one: list[str], much: str, more: list[str]) -> None:
    line, known = plan_lines.Line(1, [], "", START), Line("", [], START)
    for month, act in enumerate([*one, *[much] * REMEMBERED, *more]):
        words = f"{2027 + month // 12}-{month % 12 + 1:02} none"
        if act in MOVES:
            line.move(act, START)
            known.move(act, START)
        else:
            line.note(START, act, words)
            known.tell(act, words)
            assert act != "check" or line.checked(words[:7]) == "none"
        assert (line.state, line.closed_at) == (known.state, known.closed)
    assert [(step.act, step.words) for step in line.steps] == known.told
