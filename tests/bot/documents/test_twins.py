"""The text twin says all that the picture does, as rule 7 of disclosure.md says it."""

import pytest

from flows.charts import Bar, BarChart, Chart, Section, said, twin
from flows.disclosure import Estimate
from flows.replies import GAP, Raw, Reply
from locales import texts
from tests.bot.documents.examples import bars, cycles, groups


def lines(chart: Chart, language: str = "vi") -> list[str]:
    """The twin as plain text."""
    return [texts.plain(language, line) for line in twin(chart)]


def test_a_figure_is_said_with_its_range_and_never_bare() -> None:
    assert texts.plain("vi", said(Estimate(4, 12, 1, 7))) == "khoảng 4/12 đồng chí (1–7)"
    assert texts.plain("en", said(Estimate(4, 12, 1, 7))) == "about 4/12 members (1–7)"
    assert texts.plain("vi", said(None)) == "chưa có số liệu"


def test_bars_line_by_line() -> None:
    chart = BarChart(
        Raw("Nhiều nhất"),
        Raw("Chi bộ <5>"),
        (Section(GAP, (Bar(Raw("1.1 Phai nhạt"), Estimate(4, 12, 1, 7)),)), Section(Raw("Nhóm 2"), ())),
    )
    assert lines(chart) == [
        *("Nhiều nhất", "Chi bộ <5>", "", "• 1.1 Phai nhạt: khoảng 4/12 đồng chí (1–7)", "", "Nhóm 2"),
    ]
    assert texts.render("vi", twin(chart)[0]) == "<b>Nhiều nhất</b>"
    assert Reply(twin(chart)).lines  # they are lines of a reply as well


def test_every_bar_has_its_line() -> None:
    said_lines = [line for line in lines(groups()) if line.startswith("•")]
    made = [bar for section in groups().sections for bar in section.bars]
    assert len(said_lines) == len(made) == 27
    for line, bar in zip(said_lines, made, strict=True):
        assert texts.plain("vi", bar.label) in line
        figure = bar.figure
        assert line.endswith(f": khoảng {figure.value}/{figure.n} đồng chí ({figure.low}–{figure.high})")


@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_cell_has_its_line_under_its_sign(language: str) -> None:
    grid, found = cycles(language=language), lines(cycles(language=language), language)
    for row in grid.rows:
        place = found.index(texts.plain(language, row.label))
        for column, cell, line in zip(grid.columns, row.cells, found[place + 1 :], strict=False):
            assert line == f"• {texts.plain(language, column)}: {texts.plain(language, said(cell))}"
    assert found.count(lines(grid, language)[0]) == 1


def test_charts_are_values() -> None:
    assert bars() == bars()
    assert hash(cycles()) == hash(cycles())
