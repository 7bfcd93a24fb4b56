"""A plan as the tests know it: its lines, what can be taken back, what is asked about next.

Written from what a plan promises its member and not from its code; what its choices mean is in `plan_deeds`.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flows import plan_lines
from storage import commitments, plans
from storage.engines import FlowSession

HOME = ZoneInfo("Asia/Ho_Chi_Minh")
DAY, WEEK, TWO_YEARS = timedelta(days=1), timedelta(days=7), timedelta(days=730)
MOST, REMEMBERED = 30, 60
MOVES = {
    "begin": (("new",), "going"),
    "finish": (("new", "going"), "done"),
    "drop": (("new", "going"), "dropped"),
    "resume": (("done", "dropped"), "going"),
}


class Refused(Exception):
    """Nothing is changed."""


class Unfit(Refused):
    """Nor can these words be taken: they are asked for again."""


@dataclass(frozen=True, slots=True)
class Case:
    """When, in which language; and the newest review handed in: its cycle, when that opened, its marks."""

    now: datetime
    language: str = "vi"
    cycle: int = 0
    opened: datetime | None = None
    marked: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day it is where he lives."""
        return self.now.astimezone(HOME).date()


@dataclass(slots=True)
class Line:
    """One line. `told`: its history, the oldest first; `closed`: when it was done or dropped."""

    words: str
    signs: list[str]
    made: datetime
    due: date | None = None
    helper: str = ""
    state: str = "new"
    closed: datetime | None = None
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def open(self) -> bool:
        """Whether there is something left to do."""
        return self.state in ("new", "going")

    @property
    def value(self) -> tuple[Any, ...]:
        """What is compared where the hour is not known."""
        return self.words, tuple(self.signs), self.due, self.helper, self.state, tuple(self.told)

    def noted(self, month: str) -> bool:
        """Whether it is noted how it went in that month."""
        return any(act == "check" and words.startswith(month) for act, words in self.told)

    def tell(self, act: str, words: str = "") -> None:
        """Write it into its history; of very much the oldest monthly notes go, never how the line stands."""
        self.told.append((act, words))
        if len(self.told) > REMEMBERED:
            old = [step for step in self.told[:-1] if step[0] not in MOVES] or self.told
            self.told.remove(next((step for step in old if step[0] == "check"), old[0]))

    def move(self, act: str, now: datetime, words: str = "") -> None:
        """Take it on, where that fits how it stands."""
        states, state = MOVES[act]
        if self.state in states:
            self.state, self.closed = state, now if state in ("done", "dropped") else None
            self.tell(act, words)


@dataclass(slots=True)
class Undo:
    """A change that can be taken back: its lines as they were before it; None: there was none."""

    number: int
    at: datetime
    act: str
    before: dict[int, Line | None]


@dataclass(slots=True)
class Plan:
    """One member's plan. `skipped`: in which cycle which signs were put aside. No number is given twice."""

    lines: dict[int, Line] = field(default_factory=dict)
    undos: list[Undo] = field(default_factory=list)
    count: int = 0
    skipped: tuple[int, frozenset[str]] = (0, frozenset())

    @property
    def value(self) -> tuple[Any, ...]:
        """What is compared where the hour is not known."""
        lines = {number: line.value for number, line in self.lines.items()}
        return lines, [(undo.number, undo.act, sorted(undo.before)) for undo in self.undos], self.skipped

    @property
    def open(self) -> list[int]:
        """What there is to do, what is due first at the beginning."""
        found = [(line.due or date.max, number) for number, line in self.lines.items() if line.open]
        return [number for _, number in sorted(found)]

    def line(self, number: str) -> Line:
        """A line that is still there."""
        if int(number) not in self.lines:
            raise Refused
        return self.lines[int(number)]

    def add(self, line: Line) -> None:
        """A line more, if it is not too many."""
        if len(self.open) >= MOST:
            raise Refused
        self.count += 1
        self.lines[self.count] = line

    def last(self, now: datetime) -> int:
        """The number of the change that can be taken back now, or 0."""
        return self.undos[-1].number if self.undos and self.undos[-1].at > now - DAY else 0

    def forget(self, now: datetime) -> None:
        """What is older than a day is not taken back any more; what was closed for two years goes."""
        self.undos = [undo for undo in self.undos if undo.at > now - DAY]
        old = [n for n, line in self.lines.items() if line.closed and line.closed <= now - TWO_YEARS]
        for number in old:
            del self.lines[number]

    def remember(self, act: str, before: dict[int, Line], now: datetime) -> None:
        """What was changed can be taken back. The day and the helper of a new line belong to making it."""
        changed = {n: before.get(n) for n, line in self.lines.items() if line != before.get(n)}
        self.forget(now)
        last = self.undos[-1] if self.undos else None
        if not changed or (last and last.act == act == "made" and last.before.keys() == changed.keys()):
            return
        self.count += 1
        self.undos.append(Undo(self.count, now, act, changed))

    def unchecked(self, case: Case) -> list[int]:
        """What is asked about this month: open for a week at least, and nothing noted yet.

        The month is the calendar's, as the cell here has no rule by which it meets.
        """
        month = f"{case.today:%Y-%m}"
        old = (n for n in self.open if self.lines[n].made <= case.now - WEEK)
        return [n for n in old if not self.lines[n].noted(month)]

    def proposed(self, case: Case) -> list[int]:
        """What may be done, as none of its signs is marked any more: of before the cycle, not decided on."""
        if case.opened is None:
            return []
        before = [n for n in self.open if self.lines[n].signs and self.lines[n].made < case.opened]
        gone = [n for n in before if not {*case.marked} & {*self.lines[n].signs}]
        return [n for n in gone if ("keep", str(case.cycle)) not in self.lines[n].told]

    def unplanned(self, case: Case) -> list[str]:
        """Marked signs that no line is about (or was since the cycle opened), nor put aside."""
        if case.opened is None:
            return []
        lines = [line for line in self.lines.values() if line.closed is None or line.closed >= case.opened]
        known = {sign for line in lines for sign in line.signs}
        if self.skipped[0] == case.cycle:
            known |= self.skipped[1]
        return [sign for sign in case.marked if sign not in known]


def kept(session: FlowSession, vault_id: int) -> Plan:
    """What the database holds, decrypted, in the model's shape."""
    _, content = plans.find_content(session, vault_id)
    found = plan_lines.load(content)
    undos = [
        Undo(change.number, change.at, change.act, {n: _before(value) for n, value in change.before})
        for change in found.changes
    ]
    skipped = (found.skipped_in, frozenset(found.skipped)) if found.skipped else Plan().skipped
    return Plan({line.id: _line(line) for line in found.lines}, undos, found.counted, skipped)


def _before(value: Any) -> Line | None:
    return None if value is None else _line(plan_lines.load_line(value))


def _line(line: plan_lines.Line) -> Line:
    made = Line(line.words, line.signs, line.made_at, line.due_on, line.helper, line.state, line.closed_at)
    made.told = [(step.act, step.words) for step in line.steps]
    return made


def kept_promise(session: FlowSession, vault_id: int) -> str:
    """What he promises his cell, decrypted; nothing: an empty text."""
    row = commitments.find_commitment(session, vault_id)
    return commitments.words_of(session, row) if row else ""
