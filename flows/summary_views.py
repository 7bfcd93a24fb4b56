"""The views of published figures: the most frequent signs, a group, the causes, what the cell's officers say.

A view is the same for every viewer. All figures are drawn by `sign_line` and its like: about so many of n,
and the range that it means.
"""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from flows import collective, plan_lines, screens
from flows.answers import OTHER
from flows.collective import Body
from flows.dates import day
from flows.disclosure import IN_PERSON_FROM, Estimate
from flows.figures import MOST_FREQUENT, Findings
from flows.replies import GAP, Choice, Line, Raw, Text, choice, text
from locales import texts
from locales.checklists import Sign
from storage import covers
from storage.covers import Cover
from storage.cycles import Cycle

NAMED = 2
"""With so many cells in the title, the most frequent signs still go on one screen; with more, on two."""


PLANS = ("summary-plan-open", "summary-plan-done", "summary-plan-overdue")
"""What the figures of plans are called."""


class Reader(Protocol):
    """Who reads: in which language, where."""

    @property
    def language(self) -> str: ...
    @property
    def timezone(self) -> str: ...


@dataclass(frozen=True, slots=True)
class View:
    """A heading and its lines; the first `together` of them are read on one screen."""

    heading: Line
    lines: list[Line]
    together: int = 0


@dataclass(frozen=True, slots=True)
class Beside:
    """What a cell's officers put beside its figures: the secretary's sentence, the committee's own review."""

    cover: Cover | None = None
    body: Body | None = None


def beside(session: Session, cycle: Cycle, cell_id: int, timezone: str) -> Beside:
    """What was put beside a cell's figures, as far as it was."""
    cover = covers.cover_of(session, cycle.id or 0, cell_id)
    return Beside(cover, collective.handed_in(session, cycle, cell_id, timezone))


def headline(found: Findings, closes_at: datetime, timezone: str) -> list[Line]:
    """Whose figures, of which cycle, of how many; several cells counted as one are all named."""
    closed = day(closes_at, timezone)
    lines: list[Line] = [text("summary-closed-title", cells=", ".join(found.cells), closed=closed)]
    if len(found.cells) > 1:
        lines.append(Text("summary-pooled"))
    return [*lines, text("summary-n", n=found.n)]


def views(found: Findings, beside: Beside, language: str) -> list[tuple[str, Line]]:
    """What can be looked at: the secretary's sentence, the signs, the causes, the committee's own review."""
    groups = [(f"group-{group.id}", Raw(group.short.of(language))) for group in found.checklist.groups]
    shown = {sign.group for sign in found.checklist.signs_for(())}
    groups = [view for view in groups if view[0].removeprefix("group-") in shown]
    said = [("cover", Text("summary-cover-read"))] if beside.cover else []
    body = [("body", Text("body-read"))] if beside.body else []
    own = [("plans", Text("summary-plans"))] if plan_lines.FIGURES[0] in found.said else []
    return [*said, ("top", Text("summary-top")), *groups, ("causes", Text("summary-causes")), *own, *body]


def screen(
    found: Findings,
    view: View,
    what: str,
    beside: Beside,
    cycle: Cycle,
    reader: Reader,
    verb: Callable[[str], str],
) -> tuple[list[Line], list[Choice]]:
    """One screen of a view under its headline; the choices: to turn, and the other views."""
    name, _ = screens.numbered(what)
    title = [*headline(found, cycle.closes_at, reader.timezone), GAP, view.heading]
    lines, rows = screens.turned(title, view.lines, what, reader.language, verb, view.together)
    others = views(found, beside, reader.language)
    return lines, rows + [choice(verb(other), label) for other, label in others if other != name]


def view(found: Findings, what: str, beside: Beside, language: str) -> View | None:
    """A view by its name; None for one there is not."""
    name, _, part = what.partition("-")
    if what == "top" or name == "kind":
        lines = [sign_line(found, sign, language) for sign in found.most_frequent]
        together = MOST_FREQUENT if len(found.cells) <= NAMED else 0
        return View(
            _compared(found, Text("summary-top-title")), lines or [Text("summary-top-none")], together
        )
    if name == "group" and part in {group.id for group in found.checklist.groups}:
        return _group(found, part, language)
    if what == "cover" and beside.cover:
        return View(Text("summary-cover"), [Raw(beside.cover.words)])
    if what == "body" and beside.body:
        return _body(found, beside.body, language)
    if what == "plans" and plan_lines.FIGURES[0] in found.said:
        return _plans(found, language)
    return _causes(found, language) if what == "causes" else None


def _compared(found: Findings, heading: Text) -> Text:
    """A heading that says what the arrows compare with, where there are any."""
    return text("summary-compared", heading=heading) if any(found.arrows.values()) else heading


def _group(found: Findings, group: str, language: str) -> View:
    signs = [sign for sign in found.checklist.signs_for(()) if sign.group == group]
    shown = [sign for sign in signs if found.shown(sign)]
    lines = [sign_line(found, sign, language) for sign in shown if found.of(sign).value]
    lines += _rare([(sign.id, found.of(sign)) for sign in shown if not found.of(sign).value])
    hidden = [sign.id for sign in signs if not found.shown(sign)]
    if hidden:
        lines.append(text("summary-in-person", ids=", ".join(hidden), enough=IN_PERSON_FROM))
    title = text("summary-group", group=found.checklist.group(group).title.of(language))
    return View(_compared(found, title), lines)


def _body(found: Findings, body: Body, language: str) -> View:
    """What the committee found in the cell as a body, each with the members' figure."""
    signs = [sign for sign in found.signs if sign.id in body.signs]
    lines = [sign_line(found, sign, language) for sign in signs]
    return View(body.line, [Text("body-beside"), *lines] if lines else [])


def _plans(found: Findings, language: str) -> View:
    """How many members had lines of each kind in their plans when the cycle closed."""
    lines = [
        _line("", texts.plain(language, Text(key)), found.said[name], 0)
        for name, key in zip(plan_lines.FIGURES, PLANS, strict=True)
    ]
    return View(Text("summary-plans-title"), lines)


def _causes(found: Findings, language: str) -> View:
    labels = {
        cause.id: cause.label.of(language) for sign in found.checklist.signs_for(()) for cause in sign.causes
    }
    named = {
        name.removeprefix("cause:"): said for name, said in found.said.items() if name.startswith("cause:")
    }
    labels[OTHER] = texts.plain(language, Text("summary-cause-other"))
    ranked = sorted(labels.keys() & named.keys(), key=lambda cause: (-named[cause].value, labels[cause]))
    lines = [_line("", labels[cause], named[cause], 0) for cause in ranked if named[cause].value]
    rare = _rare([(labels[cause], named[cause]) for cause in ranked if not named[cause].value])
    return View(Text("summary-causes-title"), [*lines, *rare])


def _rare(named: Sequence[tuple[str, Estimate]]) -> list[Line]:
    """What is published as nought, in one line: it says the same of each of them."""
    return [_line("", ", ".join(name for name, _ in named), named[0][1], 0)] if named else []


def sign_line(found: Findings, sign: Sign, language: str) -> Line:
    """A sign with its figure, and an arrow where there may be one."""
    return _line(sign.id, sign.named(language), found.of(sign), found.arrows.get(f"sign:{sign.id}", 0))


def _line(name: str, label: str, said: Estimate, arrow: int) -> Line:
    """The one form in which a figure is ever shown (7). Without a name: a cause, or several signs alike."""
    kind = {1: "-more", -1: "-fewer"}.get(arrow, "") if name else "-cause"
    args: dict[str, str | int] = {"id": name} if name else {}
    return text(f"summary-line{kind}", label=label, **args, **asdict(said))
