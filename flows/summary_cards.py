"""The cards of a summary: turnout, the figures' views (`flows.summary_views`), and why there are none."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from flows import figures as figures_
from flows import screens, summary_charts, summary_views
from flows.dates import day, hour
from flows.figures import Findings
from flows.replies import GAP, Attachment, Choice, Line, Raw, Reply, Text, choice, reply, stack, text
from flows.summary_views import Beside
from storage import turnouts
from storage.covers import Cover
from storage.cycles import Cycle
from storage.turnouts import Taken
from storage.units import Unit

LATE_FIRST, BY_NAME = "turnout", "names"
TURNOUTS = {LATE_FIRST: "summary-turnout-title", BY_NAME: "summary-turnout-by-name"}
"""Views of how many have handed in, with their titles."""


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
        rows.append(choice(place.verb(cycle, "turnout"), "summary-by-unit"))
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


def turnout(
    session: Session, place: Place, cycle: Cycle, what: str, above: int | None, may: Callable[[int], bool]
) -> Reply:
    """Turnout by child unit, the late ones first or by name, a screen at a time; and the way down and up.

    `may`: whether he may look into a unit; of those that have moved away since he may not.
    """
    taken = turnouts.below(session, cycle.id or 0, place.unit_id)
    name = screens.numbered(what)[0]
    ranked = sorted(taken, key=_late if name == LATE_FIRST else _by_name)
    title: list[Line] = [text(TURNOUTS[name], unit=place.name), *_taken(place, taken), GAP]
    lines: list[Line] = [
        text("summary-turnout", unit=one.name, handed=one.handed, expected=one.expected) for one in ranked
    ]
    shown, rows = screens.turned(title, lines, what, place.language, partial(place.verb, cycle))
    down = [one for one, line in zip(ranked, lines, strict=True) if line in shown and not one.is_cell]
    down = [one for one in down if may(one.unit_id)]
    rows = [choice(f"figures:{one.unit_id}:{cycle.id}:{name}", Raw(one.name)) for one in down] + rows
    other = BY_NAME if name == LATE_FIRST else LATE_FIRST
    if len(taken) > 1:
        label = "summary-by-name" if other == BY_NAME else "summary-by-unit"
        rows.append(choice(place.verb(cycle, other), label))
    if above is not None:
        rows.append(choice(f"figures:{above}:{cycle.id}:{name}", "summary-turnout-up"))
    rows.append(_back(place) if above is None else _home())
    return reply(*shown, rows=stack(*rows), here=place.verb(cycle, what))


def _by_name(one: Taken) -> tuple[list[str | int], int]:
    """Thôn 2 comes before Thôn 10."""
    parts = re.split(r"(\d+)", one.name)
    return [int(part) if place % 2 else part for place, part in enumerate(parts)], one.unit_id


def _late(one: Taken) -> tuple[float, int, str]:
    return one.handed / one.expected, -one.expected, one.name


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
    rows = [choice(place.verb(cycle, "turnout"), "summary-by-unit")] if place.above else []
    return reply(title, GAP, why, rows=stack(*rows, _home()), here=place.verb(cycle, "top"))


def figures(session: Session, place: Place, cycle: Cycle, found: Findings, what: str) -> Reply | None:
    """One screen of a view of the figures (``group-1``, ``causes~1``); None for what there is not."""
    name, _ = screens.numbered(what)
    beside = Beside()
    if not place.above:
        beside = summary_views.beside(session, cycle, place.unit_id, place.timezone)
    view = summary_views.view(found, name, beside, place.language)
    if view is None:
        return None
    verb = partial(place.verb, cycle)
    lines, rows = summary_views.screen(found, view, what, beside, cycle, place, verb)
    if place.above:
        rows += _above(session, place, cycle, name)
    elif name == "top":
        rows += _duties(place, cycle, beside)
    picture = summary_charts.bars(found, cycle, place.language, place.timezone) if name == "top" else None
    return reply(*lines, rows=stack(*rows, _home()), here=verb(what), attachment=picture)


def _above(session: Session, place: Place, cycle: Cycle, what: str) -> list[Choice]:
    """What else can be looked at above the cells: kinds of organisation, cycles, turnout."""
    kinds = figures_.kinds_of(session, cycle, place.unit_id)
    return [
        *(
            choice(place.verb(cycle, f"kind-{kind}"), Text(f"kind-{kind}"))
            for kind in kinds
            if what != f"kind-{kind}"
        ),
        choice(place.verb(cycle, "cycles"), "summary-cycles"),
        choice(place.verb(cycle, "turnout"), "summary-by-unit"),
    ]


def over_cycles(place: Place, cycle: Cycle, grid: Attachment | None) -> Reply:
    """A committee's own signs, cycle by cycle."""
    rows = stack(_back(place))
    here = place.verb(cycle, "cycles")
    if grid is None:
        return reply("summary-cycles-none", rows=rows, here=here)
    return reply("summary-cycles-title", rows=rows, here=here, attachment=grid)


def _duties(place: Place, cycle: Cycle, beside: Beside) -> list[Choice]:
    """What is left to do for a cell's committee when the figures are out."""
    rows = [choice(f"cover:{place.unit_id}:{cycle.id}", "summary-cover-write")] if place.secretary else []
    if beside.body is None:
        rows.append(choice(f"body:{place.unit_id}:{cycle.id}:0", "body-button"))
    return rows


def ask_cover(place: Place, cycle: Cycle, written: Cover | None) -> Reply:
    """Ask for the secretary's covering sentence."""
    here = f"cover:{place.unit_id}:{cycle.id}"
    rows = [choice(place.verb(cycle, "top"), "summary-cover-back", zero=True)]
    now: list[Line] = []
    if written:
        rows.insert(0, choice(f"uncover:{place.unit_id}:{cycle.id}", "summary-cover-take"))
        now = [text("summary-cover-now", words=written.words)]
    return reply("summary-cover-ask", *now, rows=stack(*rows), here=here, awaiting=here)


def _back(place: Place) -> Choice:
    return choice(f"summary:{place.unit_id}", "summary-back", zero=True)


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
