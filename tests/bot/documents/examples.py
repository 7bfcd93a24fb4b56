"""Charts as flows make them, with invented figures."""

from flows.charts import Bar, BarChart, Grid, Row, Section, YearChart, YearRow
from flows.disclosure import STEP, Estimate
from flows.replies import GAP, Line, Raw
from locales import checklists
from locales.checklists import Sign

CHECKLIST = checklists.load("nq04_2016")
SIGNS = CHECKLIST.signs_for(())


def figure(number: int, n: int) -> Estimate:
    """Some published value or other."""
    value = number * 7 % (n // STEP) * STEP
    return Estimate(value, n, max(0, value - STEP + 1), min(n, value + STEP - 1))


def bar(number: int, sign: Sign, n: int, language: str = "vi") -> Bar:
    """A sign with its figure."""
    return Bar(label(sign, language), figure(number, n))


def label(sign: Sign, language: str = "vi") -> Line:
    """A sign by its id and name."""
    return Raw(f"{sign.id} {sign.label.of(language)}")


def bars(count: int = 6, n: int = 12) -> BarChart:
    """The most frequent signs, in one section without a title."""
    found = tuple(bar(number, sign, n) for number, sign in enumerate(SIGNS[:count]))
    return BarChart(Raw("Biểu hiện nhiều nhất"), Raw("Chi bộ 5, Chi bộ 7"), (Section(GAP, found),))


def groups(language: str = "vi", n: int = 37) -> BarChart:
    """All signs in their groups."""
    sections = []
    for group in CHECKLIST.groups[:3]:
        found = tuple(bar(number, sign, n, language) for number, sign in enumerate(group.signs))
        sections.append(Section(Raw(group.title.of(language)), found))
    return BarChart(Raw("Kết quả chung"), Raw("Chi bộ 5"), tuple(sections))


def year(count: int = 3) -> YearChart:
    """A member's own plan over a year."""
    months = ("", "going", "none", "going", "going", "done", "", "", "dropped", "", "", "")
    rows = tuple(YearRow(Raw(f"Việc thứ {'ABCDEFGH'[n]}"), months[n:] + months[:n]) for n in range(count))
    return YearChart(Raw("Tự sửa"), Raw("Bản cá nhân"), rows)


def cycles(columns: int = 4, n: int = 1204, language: str = "vi") -> Grid:
    """All signs over some cycles; the first has no figures for signs to be talked over in person."""
    rows = []
    for group in CHECKLIST.groups[:3]:
        for place, sign in enumerate(group.signs):
            said = tuple(
                None if sign.in_person and column == 0 else figure(3 * place + column, n + column)
                for column in range(columns)
            )
            heading = None if place else Raw(group.title.of(language))
            rows.append(Row(label(sign, language), said, heading))
    names = tuple(Raw(f"{5 + 6 * (column % 2)}/{2026 + column // 2}") for column in range(columns))
    return Grid(Raw("Các biểu hiện qua các đợt"), Raw("Đảng bộ phường 3"), names, tuple(rows))
