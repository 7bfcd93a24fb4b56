"""The pictures of a summary: a unit's signs as bars with ranges, and its own signs over the cycles."""

from collections.abc import Sequence

from sqlmodel import Session

from flows import figures
from flows.charts import Bar, BarChart, Grid, Row, Section
from flows.dates import day
from flows.figures import Findings
from flows.replies import Attachment, Raw, text
from locales.checklists import Sign
from storage.cycles import Cycle

CYCLES = 4
"""So many cycles side by side are still read on a phone."""


def bars(found: Findings, cycle: Cycle, language: str, timezone: str) -> Attachment:
    """Every sign that may be shown, by group; the cards say the same in words."""
    sections = []
    for group in found.checklist.groups:
        signs = [sign for sign in found.signs if sign.group == group.id]
        if signs:
            title = Raw(group.title.of(language))
            sections.append(Section(title, tuple(_bar(found, sign, language) for sign in signs)))
    note = text("summary-chart-note", closed=day(cycle.closes_at, timezone), n=found.n)
    chart = BarChart(Raw(", ".join(found.cells)), note, tuple(sections))
    return Attachment("chart", "tu-soi.png", chart, said=True)


def over_cycles(
    session: Session, unit_id: int, name: str, cycles: Sequence[Cycle], language: str, timezone: str
) -> Attachment | None:
    """A unit's own signs, cycle by cycle, oldest first; None before there are two of them (9)."""
    pairs = [(cycle, figures.of_unit(session, cycle, unit_id)) for cycle in cycles]
    known = [(cycle, found) for cycle, found in pairs if found is not None][:CYCLES][::-1]
    if len(known) < 2:
        return None
    newest = known[-1][1]
    columns = tuple(Raw(f"{day(cycle.closes_at, timezone)[3:]}") for cycle, _ in known)
    rows: list[Row] = []
    group = ""
    for sign in newest.signs:
        cells = tuple(found.of(sign) if found.shown(sign) else None for _, found in known)
        heading = Raw(newest.checklist.group(sign.group).title.of(language)) if sign.group != group else None
        rows.append(Row(_label(sign, language), cells, heading))
        group = sign.group
    grid = Grid(Raw(name), text("summary-grid-note", count=len(known)), columns, tuple(rows))
    return Attachment("chart", "tu-soi-cac-dot.png", grid)


def _bar(found: Findings, sign: Sign, language: str) -> Bar:
    return Bar(_label(sign, language), found.of(sign))


def _label(sign: Sign, language: str) -> Raw:
    return Raw(f"{sign.id} {sign.named(language)}")
