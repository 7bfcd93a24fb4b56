"""What a member does with his plan, again and again: makes lines, changes them, looks at them each month."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.robustness.model import PAGES, SIGNS, Sheet
from tests.robustness.plan_deeds import CHANGING
from tests.robustness.walks import START, Walker, head, which

PLANNED = ("plan", "check", "carry", "commit")
"""How choices about plan, months and promise begin."""
MAKING = (
    ("/kehoach", "plannext", "plantake", "plandue", "planhelp"),
    ("/kehoach", "plannext", "plantake"),
    ("/kehoach", "plannext", "planown"),
    ("/kehoach", "plannext", "planskip"),
    ("/kehoach", "plannext", "planuse", "planserve"),
    ("/kehoach", "planmore", "plansign", "plantake", "plandue"),
    ("/kehoach", "planmore", "planown"),
)
HELPED = ("/kehoach", "planline", "planchanges", "planhelp", "planhelp")
CHANGES = (
    ("/kehoach", "planline", "planask"),
    ("/kehoach", "planline", "planchanges", "planask"),
    ("/kehoach", "planline", "plandue", "plandue"),
    ("/kehoach", "planline", "plandue", "planmonth", "planmonth", "plandue"),
    ("/kehoach", "planline", "plandue"),
    ("/kehoach", "planline", "planchanges", "plansigns", "planjoin", "planjoin"),
    HELPED,
    ("/kehoach", "planline", "planchanges", "planhistory"),
    ("/kehoach", "planline", "planchanges", "plandrop"),
    ("/kehoach", "planline", "planchanges", "plandrop", "plandrop"),
    ("/kehoach", "planline", "planmove"),
    ("/kehoach", "planclosed", "planline", "planmove"),
    ("/kehoach", "planline", "planchanges", "planerase", "planeraseyes"),
    ("/kehoach", "planundo", "planundo"),
)
CARRIED = ("/kehoach", "plannext", "carry")
MONTHLY = (
    ("/kiemdiem", "checknote"),
    ("/kiemdiem", "checked", "checkdue"),
    ("/kiemdiem", "checked"),
    ("/kiemdiem", "checkskip", "checked"),
    CARRIED,
    ("/kehoach", "planyear"),
    ("/kiemdiem",),
)
PROMISES = (
    ("/camket", "commitmentnew", "commit", "commityes"),
    ("/camket", "commitmentnew"),
    ("/camket", "commitments", "commitment", "commitmentrevoke"),
)
"""Ways: a command, then kinds of choices, one after the other; at the end perhaps words."""
WORDS = (
    "Gọi điện hỏi thăm mỗi tuần",
    unicodedata.normalize("NFD", "Nhờ người <b>nhắc</b> & ghi lại"),
    "  hai\ndòng  ",
    "Nhớ " + "🙂" * 296,
    "Nhớ " + "&" * 296,
    "2",
    "Giữ lời hứa 2.4",
    "Báo cáo TỐI MẬT",
    "a" * 301,
    "   ",
    "🙂 …",
)
TYPED = (
    "15/3", "mai", "cuối tháng", "hai tuần nữa", "3 tháng", "thứ Sáu", "29/2", "31/12/2027",
    "1/1/2020", "31/12/2099", "30/2", "bao giờ cũng được",
)  # fmt: skip
MARKED = tuple(sign.id for sign in SIGNS.values() if not sign.in_person)
LONG_AGO = timedelta(days=9 * 365)


@dataclass(frozen=True, slots=True)
class Way:
    """A way, which of the choices he takes on it, and what he writes where it is asked for."""

    path: tuple[str, ...]
    number: int = 0
    words: str = WORDS[0]
    day: str = TYPED[0]


def ways(*paths: tuple[str, ...]) -> st.SearchStrategy[list[Way]]:
    """Some of these ways, one after the other."""
    texts = st.sampled_from(WORDS), st.sampled_from(TYPED)
    return st.lists(st.builds(Way, st.sampled_from(paths), which, *texts), min_size=1, max_size=3)


IN_VAIN = (
    *(Way(("/kehoach", "planline", "plandue"), day=day) for day in TYPED[-4:]),
    *(Way(("/kehoach", "planmore", "planown"), words=words) for words in WORDS[-4:]),
    *(Way(("/kehoach", "planline", "planask"), words=words) for words in WORDS[-4:]),
    Way(("/camket", "commitmentnew"), words="Giữ lời hứa 2.4"),
    Way(("/kiemdiem",), number=7),
)
"""Days that are past, far or none; words that are none, too many or a secret; a number too many."""


class PlanWalk(Walker):
    """A member who has handed in a review, and lives with a plan."""

    home = "/kehoach"
    steps = 20  # each is several

    @initialize(marks=st.sets(st.sampled_from(MARKED[:6]), min_size=1, max_size=4), making=ways(*MAKING))
    def has_a_plan(self, marks: set[str], making: list[Way]) -> None:
        """What he begins with."""
        self._hand_in(marks)
        self.makes_lines(making)

    @rule(making=ways(*MAKING))
    def makes_lines(self, making: list[Way]) -> None:
        """A measure for a sign, or of his own; or none this time."""
        self._go(making)

    @rule(changes=ways(*CHANGES))
    def changes_lines(self, changes: list[Way]) -> None:
        """What can be done with a line."""
        self._go(changes)

    @rule(days=st.sampled_from([0, 0, 8, 35]), looks=ways(*MONTHLY))
    def looks_at_his_plan(self, days: int, looks: list[Way]) -> None:
        """Perhaps in another month: how it goes, what of it is done."""
        self.months_pass(days)
        self._go(looks)

    @rule(promises=ways(*PROMISES))
    def promises_his_cell(self, promises: list[Way]) -> None:
        """In words of his own or not; and takes it back."""
        self._go(promises)

    @rule(marks=st.sets(st.sampled_from(MARKED[:6]), max_size=4))
    def reviews_again(self, marks: set[str]) -> None:
        """He hands in a review that marks something else: of the next cycle, or the same one once more."""
        self._hand_in(marks)

    @rule(number=which)
    def goes_on(self, number: int) -> None:
        """Any choice on offer that is about the plan."""
        self._pick(number, *PLANNED)

    @rule(number=which)
    def changes(self, number: int) -> None:
        """A choice on offer that changes the plan."""
        self._pick(number, *CHANGING)

    @rule(number=which, about=st.sampled_from(["anything", "the same line", "an undo"]))
    def taps_an_old_card(self, number: int, about: str) -> None:
        """A choice that was offered at any time, on any chat, and changed the plan then."""
        old = [verb for verb in self.seen if head(verb) in CHANGING]
        if about == "an undo":
            old = [verb for verb in old if head(verb) == "planundo"]
        if about == "the same line":
            lines = self.known.plan.open
            old = [verb for verb in old if lines and verb.split(":")[1] == str(lines[number % len(lines)])]
        if old:
            self._tap(old[number % len(old)])

    @rule(number=which, words=st.sampled_from(WORDS[:2]), more=st.sampled_from(WORDS[:3]))
    def writes_at_once_on_both(self, number: int, words: str, more: str) -> None:
        """Both devices ask for words about a line, then both are written to at the same moment."""
        lines = [*self.known.plan.lines]
        if not lines:
            return
        for chat, field in zip(self.chats, ("note", ("note", "words", "part")[number % 3]), strict=True):
            self._tap(f"planask:{lines[number % len(lines)]}:{field}", chat)
        self._at_once(
            [
                (self._event_of_words(chat, said), chat.state.awaiting, said)
                for chat, said in zip(self.chats, (words, more), strict=True)
            ]
        )

    @rule(days=st.sampled_from([8, 35, 250]))
    def months_pass(self, days: int) -> None:
        """Lines grow old and late; cycles end; what was closed long ago is forgotten."""
        if self.now < START + LONG_AGO:
            self.time_passes(days)

    def _go(self, some: Sequence[Way]) -> None:
        """From a command by choices to a change, as far as there are such; then write what is asked for."""
        for way in some:
            self._say(way.path[0])
            for step, kind in enumerate(way.path[1:]):
                if not self._pick(way.number // 7**step, kind):
                    break
            self._answer(way)

    def _hand_in(self, marks: set[str]) -> None:
        """Mark these signs and no others, and hand it in: all by choices of the review."""
        cycle = self.open_cycle
        sheet = self.known.sheets.get(cycle, Sheet())
        degrees = {sign: sheet.signs[sign][0] if sign in sheet.signs else "" for sign in SIGNS}
        right = {sign: degrees[sign] in (("1", "2") if sign in marks else ("", "0")) for sign in MARKED}
        verbs = [f"reopen:{cycle}"] if sheet.over else []
        verbs.append(f"way:{cycle}:group")
        verbs += [f"rate:{cycle}:{sign}:{int(sign in marks)}" for sign in MARKED if not right[sign]]
        if not all(degrees.values()):
            verbs += [f"done:{cycle}:{page.number}" for page in PAGES]
        for verb in verbs:
            self._tap(verb, look=False)
        self._tap(f"submit:{cycle}:keep")

    def _pick(self, number: int, *kinds: str) -> bool:
        """Pick one of the choices on offer whose name begins so: by tap, or by its number."""
        if self.chat.bot == "plain" and self.chat.state.awaiting.startswith("write:"):
            self._say("0")
        found = [(typed, verb) for typed, verb, *_ in self.chat.state.offered if head(verb).startswith(kinds)]
        if found:
            typed, verb = found[number % len(found)]
            self._say(typed) if self.chat.bot == "plain" else self._tap(verb)
        return bool(found)

    def _answer(self, way: Way) -> None:
        """Write what is asked for: a number for each line, a day, or words."""
        awaiting = self.chat.state.awaiting
        if awaiting.startswith("write:checkall:"):
            count = awaiting.count(".") + 1 + (way.number % 7 == 0)
            self._say(" ".join(str(way.number // 5**place % 4) for place in range(count)))
        elif awaiting:
            self._say(way.day if head(awaiting) in ("plandue", "checkdue") else way.words)
