"""The cards of a summary: turnout, figures, causes, and why there are none.

All figures are drawn by `line`, the same for every viewer: about so many of n, and the range that it means.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from flows import collective, summary_charts
from flows import figures as figures_
from flows.answers import OTHER
from flows.dates import day, hour
from flows.disclosure import IN_PERSON_FROM, Estimate
from flows.figures import Findings
from flows.replies import GAP, Attachment, Choice, Line, Raw, Reply, Text, choice, reply, stack, text
from locales import texts
from locales.checklists import Sign
from storage import readings, turnouts
from storage.cycles import Cycle
from storage.readings import Cover
from storage.turnouts import Taken
from storage.units import Unit

PAGE = 10
"""Units on a page of turnout: one screen of a phone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose figures are looked at, by whom: a unit (`above` cells, or a cell), a language, a time zone."""

    unit_id: int
    name: str
    above: bool
    language: str
    timezone: str
    secretary: bool

    def verb(self, cycle: Cycle, what: str) -> str:
        """The choice that shows a view."""
        return f"figures:{self.unit_id}:{cycle.id}:{what}"


def which(offices: Sequence[Unit]) -> Reply:
    """An officer of several units chooses one."""
    rows = [choice(f"summary:{unit.id}", Raw(unit.name)) for unit in offices]
    return reply("summary-which", rows=stack(*rows, _home()), here="summary")


def nothing_yet(place: Place) -> Reply:
    """No cycle was ever open here."""
    return reply(text("summary-nothing", unit=place.name), rows=stack(_home()), here="summary")


def being_counted(place: Place) -> Reply:
    """The cycle has closed and is being published."""
    rows = stack(choice(f"summary:{place.unit_id}", "summary-again"), _home())
    return reply(text("summary-counting", unit=place.name), rows=rows, here="summary")


def open_cycle(session: Session, place: Place, cycle: Cycle, now: datetime, earlier: Cycle | None) -> Reply:
    """While a cycle is open: how many have handed in, as of this morning, and how long it lasts."""
    taken = turnouts.below(session, cycle.id or 0, place.unit_id)
    lines: list[Line] = [
        text("summary-open-title", unit=place.name, closes=hour(cycle.closes_at, place.timezone)),
        *_taken(place, taken),
        text("summary-days-left", days=max(0, (cycle.closes_at - now).days)),
    ]
    rows: list[Choice] = []
    if place.above and taken:
        rows.append(choice(place.verb(cycle, "turnout-0"), "summary-by-unit"))
    else:
        rows.append(choice(f"body:{place.unit_id}:{cycle.id}:0", "body-button"))
    rows.append(choice(place.verb(cycle, "message"), "summary-message-make"))
    if earlier:
        rows.append(choice(place.verb(earlier, "top"), "summary-earlier"))
    return reply(*lines, rows=stack(*rows, _home()), here=f"summary:{place.unit_id}")


def _taken(place: Place, taken: Sequence[Taken]) -> list[Line]:
    """How many of how many have handed in, all together."""
    if not taken:
        return [Text("summary-not-counted-yet")]
    handed, expected = sum(one.handed for one in taken), sum(one.expected for one in taken)
    at = hour(max(one.as_of for one in taken), place.timezone)
    lines: list[Line] = [text("summary-handed-in", handed=handed, expected=expected, at=at)]
    if place.above:
        complete, cells = sum(one.complete for one in taken), sum(one.cells for one in taken)
        lines.append(text("summary-complete", complete=complete, cells=cells))
    return lines


def turnout(session: Session, place: Place, cycle: Cycle, page: int, now: datetime) -> Reply:
    """Turnout by child unit, the late ones first, a page at a time."""
    taken = turnouts.below(session, cycle.id or 0, place.unit_id)
    ranked = sorted(taken, key=lambda one: (one.handed / one.expected, -one.expected, one.name))
    page = min(page, max(0, (len(ranked) - 1) // PAGE))
    lines: list[Line] = [text("summary-turnout-title", unit=place.name), *_taken(place, taken), GAP]
    lines += [
        text("summary-turnout", unit=one.name, handed=one.handed, expected=one.expected)
        for one in ranked[page * PAGE : (page + 1) * PAGE]
    ]
    rows: list[Choice] = []
    if page:
        rows.append(choice(place.verb(cycle, f"turnout-{page - 1}"), "summary-before"))
    if (page + 1) * PAGE < len(ranked):
        rows.append(choice(place.verb(cycle, f"turnout-{page + 1}"), "summary-after"))
    here = place.verb(cycle, f"turnout-{page}")
    return reply(*lines, rows=stack(*rows, _back(place)), here=here)


def message(place: Place, cycle: Cycle, address: str) -> Reply:
    """A ready text, the same for all, for the cell's own group elsewhere."""
    words = text("summary-message", closes=hour(cycle.closes_at, place.timezone), unit=place.name)
    link = [Raw(address)] if address else []
    rows = stack(_back(place))
    here = place.verb(cycle, "message")
    return reply("summary-message-how", GAP, words, *link, rows=rows, here=here, keep=True)


def none(place: Place, cycle: Cycle, why: Text) -> Reply:
    """A closed cycle without figures: why, in a plain sentence."""
    title = text("summary-closed-title", cells=place.name, closed=day(cycle.closes_at, place.timezone))
    rows = [choice(place.verb(cycle, "turnout-0"), "summary-by-unit")] if place.above else []
    return reply(title, GAP, why, rows=stack(*rows, _home()), here=place.verb(cycle, "top"))


def figures(session: Session, place: Place, cycle: Cycle, found: Findings, what: str) -> Reply | None:
    """One view of the figures: the most frequent, a group, the causes, a kind; None for what there is not."""
    lines = view_lines(found, what, place.language)
    if lines is None:
        return None
    title = headline(found, cycle, place.timezone)
    covering = readings.cover_of(session, cycle.id or 0, place.unit_id)
    if what == "top" and covering:
        lines = [*lines, GAP, text("summary-cover", words=covering.words)]
    rows = [
        choice(place.verb(cycle, other), label)
        for other, label in views(found, place.language)
        if other != what
    ]
    if place.above:
        rows += [
            choice(place.verb(cycle, f"kind-{kind}"), Text(f"kind-{kind}"))
            for kind in figures_.kinds_of(session, cycle, place.unit_id)
            if what != f"kind-{kind}"
        ]
        rows.append(choice(place.verb(cycle, "cycles"), "summary-cycles"))
        rows.append(choice(place.verb(cycle, "turnout-0"), "summary-by-unit"))
    else:
        lines = [*lines, *collective.lines(session, cycle, place.unit_id, place.timezone)]
        if what == "top":
            rows += _duties(place, cycle)
    picture = summary_charts.bars(found, cycle, place.language, place.timezone) if what == "top" else None
    here = place.verb(cycle, what)
    return reply(*title, GAP, *lines, rows=stack(*rows, _home()), here=here, attachment=picture)


def over_cycles(place: Place, cycle: Cycle, grid: Attachment | None) -> Reply:
    """A committee's own signs, cycle by cycle."""
    rows = stack(_back(place))
    here = place.verb(cycle, "cycles")
    if grid is None:
        return reply("summary-cycles-none", rows=rows, here=here)
    return reply("summary-cycles-title", rows=rows, here=here, attachment=grid)


def _duties(place: Place, cycle: Cycle) -> list[Choice]:
    """What is left to do for a cell's committee when the figures are out."""
    body = choice(f"body:{place.unit_id}:{cycle.id}:0", "body-button")
    if not place.secretary:
        return [body]
    return [choice(f"cover:{place.unit_id}:{cycle.id}", "summary-cover-write"), body]


def headline(found: Findings, cycle: Cycle, timezone: str) -> list[Line]:
    """Whose figures, of which cycle, of how many; several cells counted as one are all named."""
    closed = day(cycle.closes_at, timezone)
    lines: list[Line] = [text("summary-closed-title", cells=", ".join(found.cells), closed=closed)]
    if len(found.cells) > 1:
        lines.append(Text("summary-pooled"))
    return [*lines, text("summary-n", n=found.n)]


def views(found: Findings, language: str) -> list[tuple[str, Line]]:
    """What can be looked at: the most frequent, each group, the causes."""
    groups = [(f"group-{group.id}", Raw(group.short.of(language))) for group in found.checklist.groups]
    shown = {sign.group for sign in found.checklist.signs_for(())}
    groups = [view for view in groups if view[0].removeprefix("group-") in shown]
    return [("top", Text("summary-top")), *groups, ("causes", Text("summary-causes"))]


def view_lines(found: Findings, what: str, language: str) -> list[Line] | None:
    """The lines of a view; None for one there is not."""
    name, _, part = what.partition("-")
    if what == "top" or name == "kind":
        lines = [sign_line(found, sign, language) for sign in found.most_frequent]
        return [Text("summary-top-title"), *(lines or [Text("summary-top-none")])]
    if name == "group" and part in {group.id for group in found.checklist.groups}:
        return _group(found, part, language)
    return _causes(found, language) if what == "causes" else None


def _group(found: Findings, group: str, language: str) -> list[Line]:
    signs = [sign for sign in found.checklist.signs_for(()) if sign.group == group]
    shown = [sign for sign in signs if found.shown(sign)]
    lines = [sign_line(found, sign, language) for sign in shown if found.of(sign).value]
    lines += _rare([(sign.id, found.of(sign)) for sign in shown if not found.of(sign).value])
    hidden = [sign.id for sign in signs if not found.shown(sign)]
    if hidden:
        lines.append(text("summary-in-person", ids=", ".join(hidden), enough=IN_PERSON_FROM))
    return [text("summary-group", group=found.checklist.group(group).title.of(language)), *lines]


def _causes(found: Findings, language: str) -> list[Line]:
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
    return [Text("summary-causes-title"), *lines, *rare]


def _rare(named: Sequence[tuple[str, Estimate]]) -> list[Line]:
    """What is published as nought, in one line: it says the same of each of them."""
    return [_line("", ", ".join(name for name, _ in named), named[0][1], 0)] if named else []


def sign_line(found: Findings, sign: Sign, language: str) -> Line:
    """A sign with its figure, and an arrow where there may be one."""
    label = sign.label.of(language)
    label = f"{sign.heading.of(language)}: {label}" if sign.heading else label
    return _line(sign.id, label, found.of(sign), found.arrows.get(f"sign:{sign.id}", 0))


def _line(name: str, label: str, said: Estimate, arrow: int) -> Line:
    """The one form in which a figure is ever shown (7). Without a name: a cause, or several signs alike."""
    kind = {1: "-more", -1: "-fewer"}.get(arrow, "") if name else "-cause"
    args: dict[str, str | int] = {"id": name} if name else {}
    return text(f"summary-line{kind}", label=label, **args, **asdict(said))


def ask_cover(place: Place, cycle: Cycle, written: Cover | None) -> Reply:
    """Ask for the secretary's covering sentence."""
    here = f"cover:{place.unit_id}:{cycle.id}"
    rows = [choice(place.verb(cycle, "top"), "summary-cover-back", zero=True)]
    now: list[Line] = []
    if written:
        rows.insert(0, choice(f"uncover:{place.unit_id}:{cycle.id}", "summary-cover-take"))
        now = [text("summary-cover", words=written.words)]
    return reply("summary-cover-ask", *now, rows=stack(*rows), here=here, awaiting=here)


def _back(place: Place) -> Choice:
    return choice(f"summary:{place.unit_id}", "summary-back", zero=True)


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
