"""Charts as they are drawn: the value's numbers and no others, for all eyes, always the same bytes."""

import hashlib
import io
import os
import re
import struct
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pytest
from fluent.syntax import FluentParser
from matplotlib.font_manager import get_font
from PIL import Image

from bot.documents import charts, sheets
from bot.documents.sheets import FONTS, INNER, MARGIN, PIXELS, THEMES, WIDTH, Sheet, width_of, wrapped
from flows.charts import Bar, BarChart, Chart, Grid, Row, Section, twin
from flows.disclosure import Estimate
from flows.replies import GAP, Raw, Text, text
from locales import texts
from tests.bot.documents.examples import CHECKLIST, SIGNS, bar, bars, cycles, groups, year

ROOT = Path(__file__).parents[3]
CHARTS: dict[str, Chart] = {"bars": bars(), "groups": groups(), "cycles": cycles(), "year": year()}
LONG = "Một cái tên rất dài, " * 12 + "khôngcókhoảngtrắng" * 6
SAME = "from tests.bot.documents.test_charts import digests; print(digests())"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float, str, float, bool]]:
    """The lines of text that are drawn: where, what, how large, how bold."""
    made: list[tuple[float, float, str, float, bool]] = []
    write = Sheet.words

    def watched(
        self: Sheet,
        x: float,
        y: float,
        line: str,
        size: float,
        *,
        bold: bool = False,
        quiet: bool = False,
        colour: str = "",
    ) -> None:
        made.append((x, y, line, size, bold))
        write(self, x, y, line, size, bold=bold, quiet=quiet, colour=colour)

    monkeypatch.setattr(Sheet, "words", watched)
    monkeypatch.setattr(Sheet, "png", lambda _: b"")  # which takes a second
    return made


def picture(png: bytes) -> Image.Image:
    """A PNG with its colours."""
    return Image.open(io.BytesIO(png)).convert("RGB")


def chunks(png: bytes) -> Iterator[str]:
    """What a PNG consists of."""
    at = 8
    while at < len(png):
        size, name = struct.unpack(">I4s", png[at : at + 8])
        yield name.decode()
        at += size + 12


def digests() -> str:
    """Two pictures in short."""
    made = [charts.make(chart, "vi", "light") for chart in (bars(2), cycles(2))]
    return " ".join(hashlib.sha256(png).hexdigest()[:16] for png in made)


def test_the_same_value_gives_the_same_bytes_in_every_process() -> None:
    env = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "TZ": "UTC7", "LANG": "vi_VN"}
    done = subprocess.run([sys.executable, "-c", SAME], env=env, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == digests() == digests()


@pytest.mark.parametrize("name", CHARTS)
def test_a_picture_is_nothing_but_a_picture_within_its_edges(name: str) -> None:
    light, dark = (charts.make(CHARTS[name], "vi", theme) for theme in ("light", "dark"))
    for png in (light, dark):
        assert set(chunks(png)) <= {"IHDR", "PLTE", "IDAT", "IEND"}
    assert light != dark
    assert picture(light).size == picture(dark).size
    assert picture(light).width == WIDTH * PIXELS == 1080
    for theme, png in (("light", light), ("dark", dark)):
        assert _edges_are_free(np.asarray(picture(png)).astype(int), THEMES[theme].paper)


def _edges_are_free(pixels: "np.ndarray[tuple[int, ...], np.dtype[np.int64]]", colour: str) -> bool:
    """Whether nothing is drawn over an edge."""
    paper = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)])
    free = round((MARGIN - 2) * PIXELS)
    edges = (pixels[:, :free], pixels[:, -free:], pixels[: free - 3], pixels[3 - free :])
    return all(np.abs(edge - paper).max() <= 2 for edge in edges)


def numbers(lines: list[str]) -> list[str]:
    """All numbers in there, in order."""
    return re.findall(r"\d[\d.,]*\d|\d", " ".join(lines))


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_a_picture_shows_the_numbers_of_its_twin(
    language: str, drawn: list[tuple[float, float, str, float, bool]]
) -> None:
    chart = groups(language)
    charts.make(chart, language, "light")
    said = [texts.plain(language, line) for line in twin(chart)]
    assert numbers([line for _, _, line, _, _ in drawn]) == numbers(said)


def test_a_year_shows_each_month_and_what_its_forms_mean(
    drawn: list[tuple[float, float, str, float, bool]],
) -> None:
    charts.make(year(2), "vi", "light")
    shown = [line for _, _, line, _, _ in drawn]
    assert [line for line in shown if line.isdigit()] == [str(month) for month in range(1, 13)] * 2
    for said in ("đã xong", "đang làm", "chưa làm được", "đã thôi", "Việc thứ A", "Việc thứ B"):
        assert said in shown
    words = [texts.plain("vi", line) for line in twin(year(1))]
    assert (
        words[-6:]
        == [
            "Việc thứ A",
            *(
                "• Tháng 2: đang làm",
                "• Tháng 3: chưa làm được",
                "• Tháng 4: đang làm",
                "• Tháng 5: đang làm",
            ),
            "• Tháng 6: đã xong",
            "• Tháng 9: đã thôi",
        ][-6:]
    )


def test_a_grid_shows_the_numbers_of_its_twin(drawn: list[tuple[float, float, str, float, bool]]) -> None:
    grid = cycles()
    charts.make(grid, "vi", "light")
    shown = [line for _, _, line, _, _ in drawn]
    at = 0
    for row in grid.rows:
        for part in (part for cell in row.cells if cell for part in _said(cell)):
            at = shown.index(texts.plain("vi", part), at) + 1
    names = {texts.plain("vi", name) for name in grid.columns}
    said = numbers([texts.plain("vi", line) for line in twin(grid)])
    assert set(numbers(shown)) == set(said)
    assert len([line for line in shown if line in names]) == 3 * len(names)  # with every group again


def _said(cell: Estimate) -> Iterator[Text]:
    yield text("charts-cell", value=cell.value, n=cell.n)
    yield text("charts-range", low=cell.low, high=cell.high)


Box = tuple[float, float, float, str]


@pytest.fixture
def boxes(monkeypatch: pytest.MonkeyPatch) -> list[Box]:
    """The boxes that are drawn: from where, how wide, how high, in which colour."""
    made: list[Box] = []

    def noted(_: Sheet, x: float, y: float, width: float, height: float, colour: str, edge: str = "") -> None:
        made.append((x, width, height, colour))

    monkeypatch.setattr(Sheet, "box", noted)
    monkeypatch.setattr(Sheet, "png", lambda _: b"")
    return made


def test_bars_are_as_long_as_their_values(boxes: list[Box]) -> None:
    theme, figures = THEMES["light"], ((0, 0, 3), (10, 5, 15), (40, 37, 40))
    said = tuple(Bar(Raw("a"), Estimate(value, 40, low, high)) for value, low, high in figures)
    charts.make(BarChart(Raw("t"), GAP, (Section(GAP, said),)), "vi", "light")
    [whole] = {width for _, width, _, colour in boxes if colour == theme.empty}
    filled = [
        width for _, width, height, colour in boxes if (height, colour) == (charts.BAR, theme.groups[0])
    ]
    spans = [(x, x + wide) for x, wide, height, colour in boxes if (height, colour) == (2, theme.words)][1:]
    assert filled == [whole * value / 40 for value, _, _ in figures]
    for (left, right), (_, low, high) in zip(spans, figures, strict=True):
        assert left == pytest.approx(MARGIN + whole * low / 40, abs=1)
        assert right == pytest.approx(MARGIN + whole * high / 40, abs=1)


@pytest.mark.parametrize("n", [8, 400, 3500, 1_234_567])
def test_there_is_room_for_bars_beside_any_figures(n: int, boxes: list[Box]) -> None:
    charts.make(bars(6, n), "vi", "light")
    [whole] = {width for _, width, _, colour in boxes if colour == THEMES["light"].empty}
    assert whole > INNER * 0.45


@pytest.mark.parametrize("count", [1, 5, 27])
@pytest.mark.parametrize("n", [8, 40, 3500, 1_234_567])
def test_figures_fit_whatever_their_length(
    count: int, n: int, drawn: list[tuple[float, float, str, float, bool]]
) -> None:
    for chart in (bars(count, n), cycles(6, n)):
        drawn.clear()
        charts.make(chart, "vi", "dark")
        for x, _, line, size, bold in drawn:
            assert x + width_of(line, size, bold) <= WIDTH - MARGIN + 1, line
        for (left, y, line, size, bold), (right, below, *_) in pairwise(drawn):
            if y == below and left < right:
                assert left + width_of(line, size, bold) < right, line


def test_figures_are_large_enough_to_be_read(drawn: list[tuple[float, float, str, float, bool]]) -> None:
    charts.make(groups(), "vi", "light")
    assert min(size for *_, size, _ in drawn) >= 12
    drawn.clear()
    charts.make(cycles(4, 3500), "vi", "light")
    assert min(size for *_, size, _ in drawn) >= 10


def test_long_names_are_written_out(drawn: list[tuple[float, float, str, float, bool]]) -> None:
    chart = BarChart(
        Raw(LONG), Raw(LONG), (Section(Raw(LONG), (replace(bar(1, SIGNS[0], 12), label=Raw(LONG)),)),)
    )
    grid = Grid(Raw(LONG), GAP, (Raw(LONG),), (Row(Raw(LONG), (None,)),))
    for one, times in ((chart, 4), (grid, 3)):
        drawn.clear()
        charts.make(one, "vi", "light")
        assert all(width_of(line, size, bold) <= INNER + 1 for _, _, line, size, bold in drawn)
        assert (
            "".join(line for _, _, line, _, _ in drawn).replace(" ", "").count(LONG.replace(" ", "")) == times
        )


def test_nothing_and_nobody_are_drawn_too() -> None:
    for chart in (
        BarChart(GAP, GAP, ()),
        BarChart(Raw("x"), GAP, (Section(GAP, ()),)),
        Grid(GAP, GAP, (Raw("5/2026"),), ()),
        Grid(GAP, GAP, (Raw("5/2026"),), (Row(Raw("1.1"), (None,)),)),
    ):
        assert picture(charts.make(chart, "vi", "light")).width == 1080


def test_lines_end_with_a_clause_where_that_takes_no_more_of_them() -> None:
    line = "1.9 Tư duy nhiệm kỳ; bố trí người thân, người quen"
    assert wrapped(line, INNER, 13) == ["1.9 Tư duy nhiệm kỳ;", "bố trí người thân, người quen"]
    assert wrapped("một hai ba", 1000, 13) == ["một hai ba"]
    assert wrapped("", 100, 13) == []
    assert len(wrapped("năm " * 40, INNER, 13)) == len(wrapped("năm " * 39 + "năm", INNER, 13))


# Letters


def test_the_letters_of_every_text_are_there() -> None:
    letters = set("≈–/()0123456789 ")
    for language in texts.LANGUAGES:
        for sign in SIGNS:
            letters |= set(sign.label.of(language) + sign.id)
        for group in CHECKLIST.groups:
            letters |= set(group.title.of(language) + group.short.of(language))
        for entry in FluentParser().parse((ROOT / f"locales/{language}/charts.ftl").read_text("utf-8")).body:
            value = getattr(entry, "value", None)
            letters |= {
                letter
                for part in getattr(value, "elements", ())
                for letter in str(getattr(part, "value", ""))
            }
    vowels = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY"
    tones = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
    letters |= {unicodedata.normalize("NFC", vowel + tone) for vowel in vowels for tone in tones} | set("đĐ")
    for font in FONTS.values():
        known = get_font(str(font.get_file())).get_charmap()
        assert {letter for letter in letters if ord(letter) not in known} == set()


@pytest.mark.usefixtures("drawn")
def test_no_letter_is_missing_while_drawing() -> None:
    for cached in (sheets._width, sheets._outline):
        cached.cache_clear()
    for language in texts.LANGUAGES:
        charts.make(groups(language), language, "light")  # a warning is an error here …
        charts.make(cycles(language=language), language, "light")
    with pytest.warns(UserWarning, match="Glyph"):  # … and there would be one
        charts.make(BarChart(Raw("\u6f22"), GAP, ()), "vi", "light")


# Eyes

CVD = {
    "all colours": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "no green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "no blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""How colours look to those who lack a kind of cone (Machado, Oliveira, Fernandes 2009, in full)."""
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """Light of a colour's three parts."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """As WCAG counts it."""
    light, dark = sorted((float(XYZ[1] @ linear(colour)) for colour in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def seen(colour: str, eyes: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    """A colour in CIELAB, where distances are as large as they look."""
    light = np.clip(np.array(CVD[eyes]) @ linear(colour), 0, 1)
    parts = XYZ @ light / np.array([0.9505, 1, 1.089])
    x, y, z = np.where(parts > 0.008856, np.cbrt(parts), 7.787 * parts + 16 / 116)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_colours_stand_out(theme: sheets.Theme) -> None:
    assert contrast(theme.words, theme.paper) >= 7
    assert contrast(theme.quiet, theme.paper) >= 4.5
    for colour in (theme.edge, *theme.groups):
        assert contrast(colour, theme.paper) >= 3
    for colour in theme.groups:
        assert contrast(colour, theme.empty) >= 2.5


@pytest.mark.parametrize("eyes", CVD)
@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
def test_groups_are_told_apart_by_all_eyes(theme: sheets.Theme, eyes: str) -> None:
    for one, other in combinations(theme.groups, 2):
        assert np.linalg.norm(seen(one, eyes) - seen(other, eyes)) >= 18, (one, other)


def test_the_paper_is_that_of_the_web_chat() -> None:
    style = (ROOT / "bot/static/chat.css").read_text("utf-8")
    assert re.findall(r"--surface: (#\w+)", style) == [
        THEMES["light"].paper,
        THEMES["dark"].paper,
        THEMES["dark"].paper,
    ]
