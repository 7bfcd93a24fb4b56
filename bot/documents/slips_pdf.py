"""Invitation slips as a PDF: A4, two by two, letters and squares as outlines, the fonts in the file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import segno
from fpdf import FPDF

from bot.documents.slips import A_PAGE, Square, Worded

WIDE, HIGH = 105.0, 148.5
"""A quarter of A4, in millimetres."""
EDGE = 6.0
"""What is left free on each side: printers need 5, scissors the rest."""
INNER, ROOM = WIDE - 2 * EDGE, HIGH - 2 * EDGE
POINT = 25.4 / 72
RISE = 0.95
"""From a line's top to the feet of its letters, as a multiple of their size."""
QUIET = 4
"""Modules of quiet zone around a square."""
PLAIN, BOLD, MONO = "plain", "bold", "mono"
FONTS = {PLAIN: "DejaVuSans.ttf", BOLD: "DejaVuSans-Bold.ttf", MONO: "DejaVuSansMono-Bold.ttf"}
"""Matplotlib's own: they have every letter of Vietnamese, and are the same on every machine."""
SCISSORS = "\N{BLACK SCISSORS}"


@dataclass(frozen=True, slots=True)
class Sizes:
    """Letters in points, squares and gaps in millimetres, and to how much of their width letters are set."""

    title: float = 11
    name: float = 19
    cell: float = 12.5
    label: float = 14
    code: float = 28
    step: float = 17
    small: float = 12
    square: float = 29
    gap: float = 2.8
    stretch: float = 0.9
    leading: float = 1.22


TIGHTER: tuple[dict[str, float], ...] = (
    {"step": 16, "gap": 2, "name": 17},
    {"square": 27, "small": 11, "cell": 11.5, "code": 26},
    {"square": 25.5, "small": 10.5, "title": 10, "name": 16, "leading": 1.17},
    {"name": 15, "cell": 10.5, "code": 24, "gap": 1.3, "small": 10},
    {"leading": 1.12, "gap": 1},
    {"name": 14, "cell": 9.5, "code": 22, "small": 9, "stretch": 0.86},
    {"cell": 8, "gap": 0.8, "leading": 1.1, "stretch": 0.83},
    {"step": 14, "gap": 0.5},
    {"step": 12, "small": 8, "cell": 7},
)
"""What gives way, step by step, until a slip with long names fits; the last two only for absurd ones.

The letters are wide by themselves: nine tenths of that is what others call regular.
"""


class Paper:
    """The PDF with a place to write at. What every slip says is measured once."""

    def __init__(self) -> None:
        self.pdf = FPDF(unit="mm", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.c_margin = 0
        for name, file in FONTS.items():
            self.pdf.add_font(name, "", _fonts() / file)
        self.x = self.y = 0.0
        self.stretch, self.leading = 1.0, 1.0
        self.lines = cache(self._lines)
        self._unit = cache(self._measured)

    def width(self, words: str, font: str, size: float) -> float:
        """How wide these words are, in millimetres."""
        return self._unit(words, font) * size * self.stretch

    def words(self, words: str, font: str, size: float, dry: bool) -> None:
        """A paragraph from here down."""
        high = size * POINT * self.leading
        for line in self.lines(words, font, size, self.stretch):
            if not dry:
                self.put(self.x, self.y + size * POINT * RISE, line, font, size)
            self.y += high

    def put(self, x: float, y: float, words: str, font: str, size: float) -> None:
        """Words on a line."""
        self.pdf.set_font(font, size=size)
        self.pdf.set_stretching(self.stretch * 100)
        self.pdf.text(x, y, words)

    def _measured(self, words: str, font: str) -> float:
        self.pdf.set_font(font, size=100)
        self.pdf.set_stretching(100)
        return float(self.pdf.get_string_width(words)) / 100

    def _lines(self, words: str, font: str, size: float, _stretch: float) -> tuple[str, ...]:
        """The words in lines. One that is wider than a slip is broken, and never cut off."""
        lines = [""]
        for word in words.split():
            tried = f"{lines[-1]} {word}".lstrip()
            if self.width(tried, font, size) <= INNER:
                lines[-1] = tried
                continue
            lines.append("")
            for letter in word:
                if self.width(lines[-1] + letter, font, size) > INNER:
                    lines.append("")
                lines[-1] += letter
        return tuple(filter(None, lines))


def make(cells: Sequence[Sequence[Worded]]) -> bytes:
    """The PDF; each cell begins a new page."""
    paper = Paper()
    for slips in cells:
        for start in range(0, len(slips), A_PAGE):
            paper.pdf.add_page()
            _cuts(paper)
            for place, slip in enumerate(slips[start : start + A_PAGE]):
                _slip(paper, place % 2 * WIDE + EDGE, place // 2 * HIGH + EDGE, slip)
    return bytes(paper.pdf.output())


def _fonts() -> Path:
    """Matplotlib's folder of fonts; Matplotlib itself stays unloaded."""
    found = find_spec("matplotlib")
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(found.submodule_search_locations[0], "mpl-data", "fonts", "ttf")


def _cuts(paper: Paper) -> None:
    """Where to cut."""
    pdf = paper.pdf
    pdf.set_draw_color(90)
    pdf.set_line_width(0.25)
    pdf.set_dash_pattern(2.2, 1.8)
    pdf.line(WIDE, 12, WIDE, 2 * HIGH - 5)
    pdf.line(12, HIGH, 2 * WIDE - 5, HIGH)
    pdf.set_dash_pattern()
    paper.stretch = 1
    paper.put(6, HIGH + 1.6, SCISSORS, PLAIN, 13)
    with pdf.rotation(-90, WIDE, 6):
        paper.put(WIDE, 6 + 1.6, SCISSORS, PLAIN, 13)


def _slip(paper: Paper, x: float, y: float, slip: Worded) -> None:
    """A slip, in the largest letters with which it fits."""
    codes = [(square, segno.make_qr(square.link, error="m")) for square in slip.squares]
    sizes = Sizes()
    for tighter in TIGHTER:
        if _draw(paper, x, y, slip, codes, sizes, dry=True) <= ROOM:
            break
        sizes = replace(sizes, **tighter)
    _draw(paper, x, y, slip, codes, sizes)


def _draw(
    paper: Paper,
    x: float,
    y: float,
    slip: Worded,
    codes: Sequence[tuple[Square, segno.QRCode]],
    size: Sizes,
    dry: bool = False,
) -> float:
    """Draw it, or only see how high it is."""
    paper.x, paper.y, paper.stretch, paper.leading = x, y, size.stretch, size.leading
    paper.words(slip.title, BOLD, size.title, dry)
    paper.y += size.gap / 2
    paper.words(slip.name, BOLD, size.name, dry)
    paper.words(slip.cell, PLAIN, size.cell, dry)
    paper.y += size.gap
    _code(paper, slip, size, dry)
    paper.y += size.gap
    _squares(paper, codes, size, dry)
    for step in slip.steps:
        paper.words(step, PLAIN, size.step, dry)
        paper.y += size.gap / 3
    paper.words(slip.otherwise, PLAIN, size.small, dry)
    paper.y += size.gap * 2 / 3
    paper.words(slip.until, BOLD, size.small, dry)
    paper.words(slip.help, PLAIN, size.small, dry)
    paper.y += size.gap / 2
    paper.words(slip.private, PLAIN, size.small, dry)
    return paper.y - y


def _code(paper: Paper, slip: Worded, size: Sizes, dry: bool) -> None:
    """The code in a frame, its label on the left."""
    high = size.code * POINT * 1.35
    if not dry:
        paper.pdf.set_draw_color(0)
        paper.pdf.set_line_width(0.35)
        paper.pdf.rect(paper.x, paper.y, INNER, high)
        feet = paper.y + high / 2 + size.code * POINT * 0.36
        paper.put(paper.x + 3, feet, slip.code_label, PLAIN, size.label)
        right = paper.x + INNER - 3 - paper.width(slip.code, MONO, size.code)
        paper.put(right, feet, slip.code, MONO, size.code)
    paper.y += high


def _squares(paper: Paper, codes: Sequence[tuple[Square, segno.QRCode]], size: Sizes, dry: bool) -> None:
    """The QR codes, each under its label in the middle of its part of the width."""
    line, most = size.label * POINT * size.leading, 0.0
    for place, (square, code) in enumerate(codes):
        part = INNER / len(codes)
        module = size.square / code.symbol_size(border=0)[0]
        middle, top = paper.x + part * (place + 0.5), paper.y + line + QUIET * module
        most = max(most, line + size.square + 2 * QUIET * module)
        if not dry:
            left = middle - paper.width(square.label, BOLD, size.label) / 2
            paper.put(left, paper.y + size.label * POINT * RISE, square.label, BOLD, size.label)
            _modules(paper.pdf, middle - size.square / 2, top, module, code)
    paper.y += most


def _modules(pdf: FPDF, x: float, y: float, module: float, code: segno.QRCode) -> None:
    """The dark modules, row by row, each run of them one box."""
    pdf.set_fill_color(0)
    for number, row in enumerate(code.matrix):
        cells, start = bytes(row), 0
        while (start := cells.find(1, start)) >= 0:
            end = cells.find(0, start)
            end = len(cells) if end < 0 else end
            pdf.rect(x + start * module, y + number * module, (end - start) * module, module, "F")
            start = end
