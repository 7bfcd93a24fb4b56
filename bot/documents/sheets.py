"""A sheet of paper for pictures: words and boxes from the top down, and in the end a PNG.

Measures are those of a phone 360 wide; every one of them is three pixels. Only the worker process imports
this, because Matplotlib comes with it.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path as Outline
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D
from PIL import Image

WIDTH, MARGIN = 360.0, 16.0
INNER = WIDTH - 2 * MARGIN
PIXELS = 3
LEADING = 1.27
"""The distance of two lines of text, as a multiple of its size."""
FONTS = {
    bold: FontProperties(fname=Path(matplotlib.get_data_path(), "fonts", "ttf", name), size=1)
    for bold, name in ((False, "DejaVuSans.ttf"), (True, "DejaVuSans-Bold.ttf"))
}
"""Matplotlib's own: they have every letter of Vietnamese, and are the same on every machine."""
COLOURS = 256
matplotlib.rcdefaults()  # a file in somebody's home must not change what is drawn


@dataclass(frozen=True, slots=True)
class Theme:
    """Colours: the paper, words, quieter words, the empty part of a bar, its edge, one for each group."""

    paper: str
    words: str
    quiet: str
    empty: str
    edge: str
    groups: tuple[str, ...]


THEMES = {
    "light": Theme(
        paper="#ffffff",
        words="#14211f",
        quiet="#41504e",
        empty="#e9eef0",
        edge="#6b8087",
        groups=("#004c8c", "#d55e00", "#00875f", "#cc79a7"),
    ),
    "dark": Theme(
        paper="#1a2426",
        words="#eef4f4",
        quiet="#b4c3c5",
        empty="#2c3c40",
        edge="#6d878e",
        groups=("#4aa5e0", "#f0a81a", "#6ee8c0", "#c46a9c"),
    ),
}
"""Paper and words as in the web chat. The groups are Okabe and Ito's blue, vermilion, green and purple, moved
until any two of them differ enough for every kind of eyes."""


class Sheet:
    """What is drawn so far. `y` is how far down the next thing comes."""

    def __init__(self, theme: Theme) -> None:
        self.theme, self.y = theme, MARGIN
        self._figure = Figure(dpi=72, facecolor=theme.paper)
        self._place = Affine2D()

    def words(
        self,
        x: float,
        y: float,
        line: str,
        size: float,
        *,
        bold: bool = False,
        quiet: bool = False,
        colour: str = "",
    ) -> None:
        """One line of text that stands on `y`; in a `colour` of its own where it stands on one."""
        scale = size / text_to_path.FONT_SCALE
        place = Affine2D().scale(scale, -scale).translate(x, y) + self._place
        colour = colour or (self.theme.quiet if quiet else self.theme.words)
        self._figure.add_artist(PathPatch(_outline(line, bold), transform=place, fc=colour, lw=0))

    def paragraph(
        self, line: str, size: float, *, x: float = MARGIN, bold: bool = False, quiet: bool = False
    ) -> None:
        """Text over as many lines as it takes."""
        for part in wrapped(line, WIDTH - MARGIN - x, size, bold):
            self.words(x, self.y + size, part, size, bold=bold, quiet=quiet)
            self.y += size * LEADING

    def box(self, x: float, y: float, width: float, height: float, colour: str, edge: str = "none") -> None:
        """A filled rectangle, with an edge perhaps."""
        self._figure.add_artist(
            Rectangle((x, y), width, height, transform=self._place, fc=colour, ec=edge, lw=PIXELS)
        )

    def png(self) -> bytes:
        """The picture, as high as needed; of the same drawing always the same bytes.

        With a palette it takes a quarter of the bytes and of the time, and looks the same.
        """
        size = round(WIDTH * PIXELS), round((self.y + MARGIN) * PIXELS)
        self._place.scale(PIXELS, -PIXELS).translate(0, size[1])
        self._figure.set_size_inches(size[0] / 72, size[1] / 72)
        # Not by a canvas: it and its 20 MB would stay for a while, in a cycle.
        renderer: Any = RendererAgg(*size, 72)  # type: ignore[no-untyped-call]
        self._figure.draw(renderer)
        image = Image.frombuffer("RGBA", size, renderer.buffer_rgba())
        buffer = io.BytesIO()
        image.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE).save(buffer, "PNG")
        return buffer.getvalue()


@lru_cache(maxsize=500)
def _outline(line: str, bold: bool) -> Outline:
    """The letters of a line as a path; kept, because most lines are on every picture, and slow to make."""
    vertices, codes = text_to_path.get_text_path(FONTS[bold], line)
    return Outline(vertices, codes)


def width_of(line: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is."""
    return size * _width(line, bold)


@lru_cache(maxsize=4000)
def _width(line: str, bold: bool) -> float:
    return float(text_to_path.get_text_width_height_descent(line, FONTS[bold], ismath=False)[0])


def wrapped(line: str, width: float, size: float, bold: bool = False) -> list[str]:
    """The line in as few parts as fit in: cut between clauses if that makes no more of them, else between
    words, and within a word where it must be."""
    words = [(word, _room(word, size, bold)) for word in _words(line, width, size, bold)]
    parts = _filled(words, width)
    for ends in (";", ";,"):
        clauses = list(_clauses(words, ends))
        better = _filled(clauses, width)
        if len(better) == len(parts) and all(room <= width for _, room in clauses):
            return better
    return parts


def _filled(pieces: Iterable[tuple[str, float]], width: float) -> list[str]:
    parts: list[list[str]] = []
    left = 0.0
    for piece, room in pieces:
        if not parts or room > left:
            parts.append([])
            left = width
        parts[-1].append(piece)
        left -= room
    return [" ".join(part) for part in parts]


def _clauses(words: Iterable[tuple[str, float]], ends: str) -> Iterator[tuple[str, float]]:
    clause, length = "", 0.0
    for word, room in words:
        clause, length = f"{clause} {word}".lstrip(), length + room
        if word[-1] in ends:
            yield clause, length
            clause, length = "", 0.0
    if clause:
        yield clause, length


def _room(word: str, size: float, bold: bool) -> float:
    """What a word takes with the blank after it; marks around it, because ink alone would be measured."""
    return width_of(f"|{word} |", size, bold) - width_of("||", size, bold)


def _words(line: str, width: float, size: float, bold: bool) -> Iterator[str]:
    for word in line.split():
        while len(word) > 1 and _room(word, size, bold) > width:
            end = max(n for n in range(1, len(word)) if n == 1 or _room(word[:n], size, bold) <= width)
            yield word[:end]
            word = word[end:]
        yield word
