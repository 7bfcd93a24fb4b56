"""Charts as values: published figures with their ranges, and the same in words. Nothing here draws.

No number stands on a picture or in its words that is not in the value. How a figure is said is rule 7 of
disclosure.md: about so many of how many, and from what to what.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from flows.disclosure import Estimate
from flows.replies import GAP, Line, Text, text


@dataclass(frozen=True, slots=True)
class Bar:
    """A sign with its figure."""

    label: Line
    figure: Estimate


@dataclass(frozen=True, slots=True)
class Section:
    """Bars of one colour under a title; an empty title (`GAP`) is not drawn."""

    title: Line
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars one below the other. `note` says of whom and when."""

    title: Line
    note: Line
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One sign over the cycles; None where there are no figures. `heading`: a group begins with this row."""

    label: Line
    cells: tuple[Estimate | None, ...]
    heading: Line | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """Signs × cycles: every row has a cell for each of the columns."""

    title: Line
    note: Line
    columns: tuple[Line, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class YearRow:
    """A line of a plan over twelve months: ``done``, ``going``, ``none``, ``dropped``, or nothing noted."""

    label: Line
    months: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearChart:
    """A member's own plan over a year."""

    title: Line
    note: Line
    rows: tuple[YearRow, ...]


Chart = BarChart | Grid | YearChart


def said(figure: Estimate | None) -> Text:
    """A figure in words, as it is read out."""
    if figure is None:
        return text("charts-none")
    return text("charts-figure", **asdict(figure))


def twin(chart: Chart) -> tuple[Line, ...]:
    """The text twin: every label and figure of a picture, line by line, for a reply or a screen reader."""
    head = [_headed(chart.title), chart.note]
    match chart:
        case BarChart():
            body = _bars(chart)
        case Grid():
            body = _rows(chart)
        case YearChart():
            body = _year(chart)
    return (*(line for line in head if line != GAP), *body)


def _bars(chart: BarChart) -> Iterator[Line]:
    for section in chart.sections:
        yield GAP
        if section.title != GAP:
            yield _headed(section.title)
        for bar in section.bars:
            yield _line(bar.label, bar.figure)


def _rows(chart: Grid) -> Iterator[Line]:
    for row in chart.rows:
        yield GAP
        if row.heading is not None:
            yield _headed(row.heading)
        yield row.label
        for column, cell in zip(chart.columns, row.cells, strict=True):
            yield _line(column, cell)


def _year(chart: YearChart) -> Iterator[Line]:
    for row in chart.rows:
        yield GAP
        yield row.label
        for number, state in enumerate(row.months, 1):
            if state:
                yield text("charts-year-month", month=number, state=Text(f"charts-year-{state}"))


def _headed(line: Line) -> Line:
    return GAP if line == GAP else text("charts-heading", words=_words(line))


def _line(label: Line, figure: Estimate | None) -> Text:
    return text("charts-line", label=_words(label), figure=said(figure))


def _words(line: Line) -> str | Text:
    """A line as an argument of another."""
    return line if isinstance(line, Text) else line.value
