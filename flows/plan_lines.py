"""A member's plan as a value: its lines, the history of each, how they stand on a day.

Everything here is a pure function of the plan and a date. How a line stands is derived from its history and
never stored. Kept as small JSON (one encrypted value in one row), hence lists instead of names.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

MOVES = {
    "begin": (("new",), "going"),
    "finish": (("new", "going"), "done"),
    "drop": (("new", "going"), "dropped"),
    "resume": (("done", "dropped"), "going"),
}
"""What can be done with a line: from which states, and how it stands then. Before all of it, it is "new"."""
OPEN = ("new", "going")
HELPERS = ("self", "committee", "group", "family")
"""Who helps or watches; never a name."""
SOON = timedelta(days=7)
UNDONE = timedelta(days=1)
"""So long every change can be undone."""
KEPT = timedelta(days=2 * 365)
"""So long closed lines, and a plan nobody opens, are kept: two yearly reviews."""
MOST_CLOSED = 100
MOST_STEPS = 60
"""Acts remembered of a line; what was noted monthly goes first."""


@dataclass(frozen=True, slots=True)
class Step:
    """One act in a line's history. `words`: a note, a reason, what stood there before, how a month went."""

    at: datetime
    act: str
    words: str = ""


@dataclass(slots=True)
class Line:
    """What a member will do, about which signs (perhaps none), by when, and who helps."""

    id: int
    signs: list[str]
    words: str
    made_at: datetime
    due_on: date | None = None
    helper: str = ""
    steps: list[Step] = field(default_factory=list)

    @property
    def state(self) -> str:
        """``new``, ``going``, ``done`` or ``dropped``."""
        last = self._last
        return MOVES[last.act][1] if last else "new"

    @property
    def open(self) -> bool:
        """Whether there is still something to do."""
        return self.state in OPEN

    @property
    def closed_at(self) -> datetime | None:
        """When it was done or dropped."""
        last = self._last
        return last.at if last and MOVES[last.act][1] not in OPEN else None

    @property
    def _last(self) -> Step | None:
        return next((step for step in reversed(self.steps) if step.act in MOVES), None)

    def move(self, act: str, at: datetime, words: str = "") -> bool:
        """Take it on by the table; False where that act does not fit how it stands (any more)."""
        fits = self.state in MOVES[act][0]
        if fits:
            self.note(at, act, words)
        return fits

    def note(self, at: datetime, act: str, words: str = "") -> None:
        """Write an act down; of very many the oldest monthly ones are forgotten, never how it stands."""
        self.steps.append(Step(at, act, words))
        if len(self.steps) > MOST_STEPS:
            old = [step for step in self.steps[:-1] if step.act not in MOVES] or self.steps
            self.steps.remove(next((step for step in old if step.act == "check"), old[0]))

    def as_of(self, at: datetime) -> "Line":
        """The line as it stood at a moment."""
        steps = [step for step in self.steps if step.at <= at]
        later = (step.words for step in self.steps if step.at > at and step.act == "due")
        before = next(later, "")
        due_on = date(*map(int, before.split("/")[::-1])) if before else self.due_on
        return Line(self.id, self.signs, self.words, self.made_at, due_on, self.helper, steps)

    def checked(self, month: str) -> str:
        """How it went in a month (``2026-12``), or an empty text while that is not noted."""
        found = (step.words for step in reversed(self.steps) if step.act == "check")
        return next((words[8:] for words in found if words[:7] == month), "")


@dataclass(slots=True)
class Change:
    """A change that can still be undone: what the changed lines were before it; None: there was none."""

    number: int
    at: datetime
    act: str
    before: list[tuple[int, Any]]


@dataclass(slots=True)
class Plan:
    """All lines of a member. `skipped`: marked signs he makes no line for, of the cycle in `skipped_in`."""

    lines: list[Line] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    counted: int = 0
    skipped_in: int = 0
    skipped: list[str] = field(default_factory=list)

    def count(self) -> int:
        """The next number: of a line, of a change. None is given twice."""
        self.counted += 1
        return self.counted

    def find(self, line_id: int) -> Line | None:
        """A line by its number."""
        return next((line for line in self.lines if line.id == line_id), None)

    @property
    def open(self) -> list[Line]:
        """What is still to do: what is due first comes first, what has no date last."""
        return sorted(
            (line for line in self.lines if line.open), key=lambda line: (line.due_on or date.max, line.id)
        )

    @property
    def closed(self) -> list[Line]:
        """What is done or dropped, the latest first."""
        found = [(line.closed_at, line) for line in self.lines]
        return [line for _, line in sorted(((at, line) for at, line in found if at), key=_latest)]


def _latest(pair: tuple[datetime, Line]) -> tuple[float, int]:
    return -pair[0].timestamp(), -pair[1].id


def overdue(line: Line, today: date) -> int:
    """How many days a line is late; 0 when it is not."""
    if not line.open or line.due_on is None:
        return 0
    return max(0, (today - line.due_on).days)


def due_soon(line: Line, today: date) -> bool:
    """Whether its day comes within a week."""
    return line.open and line.due_on is not None and today <= line.due_on <= today + SOON


def figures(plan: Plan, since: datetime, at: datetime, today: date) -> frozenset[str]:
    """In which of a publication's figures a member is counted, once each (disclosure.md, rule 5).

    As the plan stood `at` the closing time; done is what was done `since` the cycle before.
    """
    found: set[str] = set()
    for line in (line.as_of(at) for line in plan.lines if line.made_at <= at):
        closed = line.closed_at
        if line.open:
            found.add("plan:open")
        if overdue(line, today):
            found.add("plan:overdue")
        if line.state == "done" and closed is not None and closed > since:
            found.add("plan:done")
    return frozenset(found)


FIGURES = ("plan:open", "plan:done", "plan:overdue")


def trim(plan: Plan, now: datetime) -> None:
    """Forget what can no longer be undone, and what was closed long ago."""
    plan.changes = [change for change in plan.changes if change.at > now - UNDONE]
    recent = {line.id for line in plan.closed[:MOST_CLOSED] if line.closed_at and line.closed_at > now - KEPT}
    plan.lines = [line for line in plan.lines if line.open or line.id in recent]


def trim_at(plan: Plan) -> datetime | None:
    """When something in it is to go next."""
    moments = [change.at + UNDONE for change in plan.changes[:1]]
    moments += [line.closed_at + KEPT for line in plan.lines if line.closed_at]
    return min(moments, default=None)


def load(value: Any) -> Plan:
    """A plan from its JSON; an empty one from None."""
    if value is None:
        return Plan()
    changes = [
        Change(number, _moment(at), act, [(line_id, before) for line_id, before in lines])
        for number, at, act, lines in value.get("u", ())
    ]
    cycle, *skipped = value.get("s", (0,))
    return Plan([load_line(line) for line in value["l"]], changes, value["n"], cycle, skipped)


def dump(plan: Plan) -> dict[str, Any]:
    """A plan as JSON; what is empty is left out."""
    value: dict[str, Any] = {"n": plan.counted, "l": [dump_line(line) for line in plan.lines]}
    if plan.changes:
        value["u"] = [
            [change.number, _iso(change.at), change.act, [list(pair) for pair in change.before]]
            for change in plan.changes
        ]
    if plan.skipped:
        value["s"] = [plan.skipped_in, *plan.skipped]
    return value


def load_line(value: Any) -> Line:
    """A line from its JSON."""
    line_id, signs, words, made, due, helper, steps = value
    return Line(
        line_id,
        list(signs),
        words,
        _moment(made),
        date.fromisoformat(due) if due else None,
        helper,
        [Step(_moment(at), act, *rest) for at, act, *rest in steps],
    )


def dump_line(line: Line) -> list[Any]:
    """A line as JSON."""
    steps = [[_iso(step.at), step.act, *([step.words] if step.words else [])] for step in line.steps]
    due = line.due_on.isoformat() if line.due_on else ""
    return [line.id, [*line.signs], line.words, _iso(line.made_at), due, line.helper, steps]


def signs_of(lines: Iterable[Line]) -> set[str]:
    """The signs that these lines are about."""
    return {sign for line in lines for sign in line.signs}


def _iso(moment: datetime) -> str:
    return moment.isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
