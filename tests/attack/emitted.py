"""What the bot has emitted, read as an attacker reads it: lines of text in, figures out."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from flows.answers import OTHER
from flows.replies import Text
from locales import texts
from tests.attack.organisations import PLANS, SIGNS

TITLE = re.compile(r"^(?P<place>.+) · (?:đợt đóng ngày|cycle closed on) \d\d/(?P<month>\d\d/\d{4})$")
FIGURE = re.compile(
    r"^• (?P<names>.+): (?:khoảng|about) (?P<value>\d+)/(?P<n>\d+)[^(]*\((?P<low>\d+)–(?P<high>\d+)\)"
)
SIGN = re.compile(r"\d\.\d")
ROW = re.compile(r"\d\.\d \D*$")
"""A sign whose figures, cycle by cycle, follow; so they would after any other label."""
MONTH = re.compile(r"\d\d/\d{4}")
UNREAD = re.compile(r"\d/\d+ [^(]*\(\d")


@dataclass(frozen=True, slots=True, order=True)
class Viewer:
    """Somebody who looks: in which office (a member in none), of which unit."""

    member: int
    office: str
    unit: int


@dataclass(frozen=True, slots=True)
class Said:
    """A figure as a line gives it: about `value` of `n`, between `low` and `high`."""

    value: int
    n: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Subject:
    """What a figure is about: units in a title, a kind of organisation, a sign, cause or plans, a cycle.

    Cycles are half a year apart: the month in which one closed (``01/2026``) names it.
    """

    units: tuple[int, ...]
    kind: str
    figure: str
    closed: str


Facts = dict[Subject, Said]


@dataclass(slots=True)
class Seen:
    """All that was seen of one cycle, by anybody and by viewer."""

    everything: Facts = field(default_factory=dict)
    by_viewer: dict[Viewer, Facts] = field(default_factory=dict)


@dataclass(slots=True)
class Ledger:
    """All that was ever seen, by cycle; and what was once seen thus and once otherwise."""

    cycles: dict[str, Seen] = field(default_factory=dict)
    conflicts: list[tuple[Subject, Said, Said]] = field(default_factory=list)

    def of(self, closed: str) -> Seen:
        """What was seen of the cycle that closed in this month."""
        return self.cycles.setdefault(closed, Seen())

    def note(self, viewer: Viewer, facts: Iterable[tuple[Subject, Said]]) -> None:
        """Write down what a viewer has seen."""
        for subject, said in facts:
            seen = self.of(subject.closed)
            seen.by_viewer.setdefault(viewer, {})[subject] = said
            known = seen.everything.setdefault(subject, said)
            if known != said:
                self.conflicts.append((subject, known, said))


def read(lines: Iterable[str], kind: str, units: Mapping[str, int]) -> Iterator[tuple[Subject, Said]]:
    """The figures in a card's lines, and in the words of its picture.

    `units`: the tree, by name; `kind`: what was tapped to see the card.
    """
    place: tuple[int, ...] = ()
    closed = row = ""
    for line in lines:
        title = TITLE.match(line)
        names = (title["place"] if title else line).split(", ")
        if units.keys() >= set(names):
            place = tuple(sorted(units[name] for name in names))
        if title:
            closed = title["month"]
        elif ROW.match(line) or line in labels():
            row = line
        elif found := FIGURE.match(line):
            said = Said(*(int(found[name]) for name in ("value", "n", "low", "high")))
            month = MONTH.fullmatch(found["names"])
            for figure in _figures(row if month else found["names"]):
                yield Subject(place, kind, figure, month[0] if month else closed), said
        elif UNREAD.search(line):
            raise ValueError(f"a figure that no attacker reads: {line}")


def _figures(names: str) -> list[str]:
    """The signs, causes or plans a line is about: one by its id and label, or several at once."""
    if SIGN.match(names):
        first = names.split()[0]
        return SIGN.findall(names if first.endswith(",") else first)
    found = [labels()[label] for label in _any_label().findall(names)]
    if not found:
        raise ValueError(f"a figure of nothing that is known: {names}")
    return found


@cache
def _any_label() -> re.Pattern[str]:
    return re.compile("|".join(re.escape(label) for label in sorted(labels(), key=len, reverse=True)))


@cache
def labels() -> Mapping[str, str]:
    """The signs, causes and plans by their labels in either language."""
    keys = {"summary-cause-other": OTHER} | {f"summary-plan-{name}": name for name in PLANS}
    found = {
        texts.plain(language, Text(key)): name for language in texts.LANGUAGES for key, name in keys.items()
    }
    for sign in SIGNS:
        found |= {sign.label.of(language): sign.id for language in texts.LANGUAGES}
        for cause in sign.causes:
            found |= {cause.label.of(language): cause.id for language in texts.LANGUAGES}
    return found
