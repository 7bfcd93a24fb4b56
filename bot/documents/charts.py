"""Charts drawn for a phone: a frozen value in, a PNG out. Only the worker process imports this."""

from collections.abc import Callable
from functools import partial

from bot.documents.sheets import INNER, LEADING, MARGIN, THEMES, WIDTH, Sheet, width_of, wrapped
from flows.charts import Bar, BarChart, Chart, Grid, Row, YearChart
from flows.disclosure import Estimate
from flows.replies import GAP, Line, Text, text
from locales import texts

TITLE, HEADING, LABEL, VALUE, SMALL = 17.0, 14.0, 13.0, 13.5, 12.0
"""Sizes of text."""
BAR, THIN, GUTTER = 14.0, 9.0, 9.0
"""How thick bars are in a chart and in a cell, and what is left free between columns."""
MONTH, NUMBER = 22.0, 9.5
"""How high a month is, and the size of its number."""
BESIDE = 0.5
"""The part of the width that figures may take beside the bars; longer ones stand above them."""

MONTHLY = ("done", "going", "none", "dropped")
"""How a month may have gone, in the order they are explained."""

Say = Callable[[Line], str]
"""A line as it is written in the language of the picture."""


def make(chart: Chart, language: str, theme: str) -> bytes:
    """The PNG."""
    sheet, say = Sheet(THEMES[theme]), partial(texts.plain, language)
    sheet.paragraph(say(chart.title), TITLE, bold=True)
    sheet.y += 3
    sheet.paragraph(say(chart.note), SMALL, quiet=True)
    sheet.y += 8
    match chart:
        case BarChart():
            _bars(sheet, chart, say)
        case Grid():
            _grid(sheet, chart, say)
        case YearChart():
            _year(sheet, chart, say)
    return sheet.png()


def _bars(sheet: Sheet, chart: BarChart, say: Say) -> None:
    _key(sheet, say(text("charts-key-value")), say(text("charts-key-range")))
    longest = max(
        (_width(bar.figure, say) for section in chart.sections for bar in section.bars), default=0.0
    )
    beside = longest if longest <= INNER * BESIDE else 0.0
    for number, section in enumerate(chart.sections):
        if section.title != GAP:
            _heading(sheet, say(section.title), _colour(sheet, number))
        for bar in section.bars:
            sheet.y += 8
            sheet.paragraph(say(bar.label), LABEL)
            sheet.y += 2
            _bar(sheet, bar, beside, _colour(sheet, number), say)


def _bar(sheet: Sheet, bar: Bar, beside: float, colour: str, say: Say) -> None:
    """A bar, and what it says: in so much room beside it, or above it where there is none."""
    about, span = _said(bar.figure, say)
    x = WIDTH - MARGIN - beside if beside else MARGIN
    line = sheet.y + BAR - 2
    sheet.words(x, line, about, VALUE, bold=True)
    sheet.words(x + width_of(about, VALUE, True) + 5, line, span, SMALL, quiet=True)
    sheet.y += 0 if beside else VALUE * LEADING
    _gauge(sheet, MARGIN, INNER - (beside + GUTTER if beside else 0), BAR, bar.figure, colour)
    sheet.y += BAR + 4


def _said(figure: Estimate, say: Say) -> tuple[str, str]:
    """A figure's two parts: about so many of how many, and from what to what."""
    about = text("charts-about", value=figure.value, n=figure.n)
    return say(about), say(text("charts-range", low=figure.low, high=figure.high))


def _width(figure: Estimate, say: Say) -> float:
    about, span = _said(figure, say)
    return width_of(about, VALUE, True) + 5 + width_of(span, SMALL)


def _grid(sheet: Sheet, chart: Grid, say: Say) -> None:
    _key(sheet, say(text("charts-key-cell")), say(text("charts-key-range")))
    wide = (INNER + GUTTER) / len(chart.columns) - GUTTER
    cells = [cell for row in chart.rows for cell in row.cells]
    if None in cells:
        sheet.words(MARGIN, sheet.y + SMALL, say(text("charts-key-none")), SMALL, quiet=True)
        sheet.y += SMALL * LEADING
    script = _script([cell for cell in cells if cell is not None], wide, say)
    group = -1
    for place, row in enumerate(chart.rows):
        if row.heading is not None:
            group += 1
            _heading(sheet, say(row.heading), _colour(sheet, group))
        if row.heading is not None or place == 0:
            _columns(sheet, chart, wide, say)
        _row(sheet, row, wide, script, _colour(sheet, max(group, 0)), say)


def _script(cells: list[Estimate], wide: float, say: Say) -> tuple[float, bool, float]:
    """How figures are written so that all of them fit into a cell: size and boldness, size of the ranges."""
    abouts = [_cell(cell, say) for cell in cells]
    bold = all(width_of(about, VALUE, True) <= wide for about in abouts)
    about = max((width_of(about, VALUE, bold) for about in abouts), default=wide)
    span = max((width_of(_said(cell, say)[1], SMALL) for cell in cells), default=wide)
    return VALUE * min(1, wide / about), bold, SMALL * min(1, wide / span)


def _columns(sheet: Sheet, chart: Grid, wide: float, say: Say) -> None:
    """The names of the cycles, above the cells of a group."""
    names = [wrapped(say(column), wide, SMALL, True) for column in chart.columns]
    sheet.y += 6
    for number, parts in enumerate(names):
        x = MARGIN + number * (wide + GUTTER)
        for place, part in enumerate(parts, 1):
            sheet.words(x, sheet.y + place * SMALL * LEADING, part, SMALL, bold=True, quiet=True)
    sheet.y += max(map(len, names)) * SMALL * LEADING


def _row(
    sheet: Sheet, row: Row, wide: float, script: tuple[float, bool, float], colour: str, say: Say
) -> None:
    """The label, and below it a cell for each cycle: a small bar, and in two lines what it says."""
    sheet.y += 10
    sheet.paragraph(say(row.label), LABEL)
    sheet.y += 3
    size, bold, small = script
    first = sheet.y + THIN + VALUE + 1
    for number, cell in enumerate(row.cells):
        x = MARGIN + number * (wide + GUTTER)
        if cell is None:
            sheet.words(x, first, say(text("charts-cell-none")), VALUE, quiet=True)
            continue
        _gauge(sheet, x, wide, THIN, cell, colour)
        sheet.words(x, first, _cell(cell, say), size, bold=bold)
        sheet.words(x, first + small * LEADING, _said(cell, say)[1], small, quiet=True)
    sheet.y = first + small * LEADING + 4


def _year(sheet: Sheet, chart: YearChart, say: Say) -> None:
    """A row of twelve months for each line; how one went is told by form, not by colour alone."""
    used = {state for row in chart.rows for state in row.months}
    for place, state in enumerate(state for state in MONTHLY if state in used):
        x = MARGIN + place % 2 * INNER / 2
        sheet.y += MONTH + 4 if place == 2 else 0
        _month(sheet, x, MONTH, state, "")
        sheet.words(x + 30, sheet.y + 15, say(Text(f"charts-year-{state}")), SMALL, quiet=True)
    sheet.y += MONTH + 2 if used - {""} else 0
    wide = (INNER + 4) / 12
    for row in chart.rows:
        sheet.y += 8
        sheet.paragraph(say(row.label), LABEL)
        sheet.y += 3
        for number, state in enumerate(row.months):
            _month(sheet, MARGIN + number * wide, wide - 4, state, str(number + 1))
        sheet.y += MONTH


def _month(sheet: Sheet, x: float, wide: float, state: str, number: str) -> None:
    """A month: full when done, half when under way, empty when not got to, struck out when dropped."""
    filled = {"done": 1.0, "going": 0.5}.get(state, 0.0)
    if state:
        sheet.box(x, sheet.y, wide, MONTH, sheet.theme.empty)
        sheet.box(x, sheet.y + MONTH * (1 - filled), wide, MONTH * filled, sheet.theme.groups[0])
        sheet.box(x, sheet.y, wide, MONTH, "none", sheet.theme.edge)
    if state == "dropped":
        sheet.box(x + 3, sheet.y + MONTH - 7, wide - 6, 2, sheet.theme.words)
    middle = 9.5 if state in ("going", "dropped") else MONTH / 2 + 3.5
    colour = sheet.theme.paper if state == "done" else ""
    place = x + (wide - width_of(number, NUMBER)) / 2
    sheet.words(place, sheet.y + middle, number, NUMBER, quiet=not state, colour=colour)


def _cell(figure: Estimate, say: Say) -> str:
    return say(text("charts-cell", value=figure.value, n=figure.n))


def _heading(sheet: Sheet, title: str, colour: str) -> None:
    """A group's title beside a block of its colour."""
    sheet.y += 16
    top = sheet.y
    sheet.paragraph(title, HEADING, x=MARGIN + 14, bold=True)
    sheet.box(MARGIN, top, 6, sheet.y - top, colour)


def _colour(sheet: Sheet, number: int) -> str:
    return sheet.theme.groups[number % len(sheet.theme.groups)]


def _key(sheet: Sheet, value: str, span: str) -> None:
    """What a bar and the line on it mean."""
    x, wide = MARGIN, 26.0
    sheet.box(x, sheet.y + 2, wide, 10, sheet.theme.groups[0])
    sheet.words(x + wide + 8, sheet.y + 11, value, SMALL, quiet=True)
    sheet.y += 17
    _whisker(sheet, x + 1, x + wide - 1, sheet.y + 7, 5)
    sheet.words(x + wide + 8, sheet.y + 11, span, SMALL, quiet=True)
    sheet.y += 17


def _gauge(sheet: Sheet, x: float, width: float, height: float, figure: Estimate, colour: str) -> None:
    """From none to all of them: filled up to the value, and a line with ends from the least to the most."""
    filled, low, high = (width * number / figure.n for number in (figure.value, figure.low, figure.high))
    sheet.box(x, sheet.y, width, height, sheet.theme.empty)
    sheet.box(x, sheet.y, filled, height, colour)
    sheet.box(x, sheet.y, width, height, "none", sheet.theme.edge)
    middle = sheet.y + height / 2
    _whisker(sheet, x + max(low, 1), x + min(high, width - 1), middle, height / 2 - 2)


def _whisker(sheet: Sheet, low: float, high: float, middle: float, half: float) -> None:
    """A line with ends, on a ground of its own so that it is seen on any colour."""
    for wide, colour in ((4.5, sheet.theme.paper), (2.0, sheet.theme.words)):
        sheet.box(low, middle - wide / 2, high - low, wide, colour)
        for end in (low, high):
            sheet.box(end - wide / 2, middle - half, wide, 2 * half, colour)
