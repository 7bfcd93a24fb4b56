"""Rows that are no persons: second headings, sums, signatures. Nobody is lost among them in silence."""

import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import roster_files, roster_lines
from flows.replies import FlowError
from flows.roster_files import RosterFile
from flows.roster_headings import MEANING, NUMBERS, plain
from flows.roster_lines import LeftOut
from flows.roster_tables import RosterProblems
from tests.flows.test_roster_files import TREE, load, problems, workbook, xlsx

TODAY = date(2026, 11, 28)
FIRST = "STT;Họ và tên;Mã đảng viên;Chức vụ;Loại\n"


def standings(found: RosterFile) -> dict[str, str]:
    """Who is official and who is not."""
    return {row.profile.name: row.standing for row in found.rows}


def left_out(found: RosterFile) -> list[tuple[int, str]]:
    """Which lines were left out, and why."""
    return [(item.line, item.why) for item in found.left_out]


# A row without a name is no row of headings


@pytest.mark.parametrize(
    "second",
    [
        *("1;;1;Bí thư;Dự bị", ";;1;Bí thư;Dự bị", ";;;Bí thư;Dự bị", ";;;;Dự bị", ";;;;Chính thức"),
        *("1;;;;Dự bị", "1;;1;Đảng viên;Dự bị", ";;;Đảng viên;Chính thức", ";;1;Đảng viên;"),
    ],
)
def test_a_row_without_a_name_is_a_problem(second: str) -> None:
    rest = "2;Lê Hiền;2;;Chính thức\n3;Lê Hòa;3;;Dự bị\n"
    assert problems(f"{FIRST}{second}\n{rest}") == [(2, 2, "roster-name-missing")]


def test_a_row_without_a_name_in_a_workbook_is_a_problem() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["STT", "Họ và tên", "Mã đảng viên", "Chức vụ", "Loại", None, None])
        sheet.append([1, None, 1, "Bí thư", "Dự bị", None, None])
        sheet.append([2, "Lê Hiền", 2, None, "Chính thức"])

    with pytest.raises(RosterProblems) as refused:
        workbook(make)
    assert [(item.line, item.column) for item in refused.value.problems] == [(2, 2)]


def test_headings_without_words_beside_take_no_person_in() -> None:
    """An empty heading beside a column looks like the end of a merged cell."""
    head = "Họ và tên;Chức vụ;;Loại;\n"
    for second in (";Bí thư;;Dự bị;", ";Bí thư;x;Dự bị;y", ";;Bí thư;Dự bị;"):
        assert problems(f"{head}{second}\nLê An;;;;\n") == [(2, 1, "roster-name-missing")]


@pytest.mark.parametrize(
    ("first", "second", "rows"),
    [
        ("TT;Họ và tên;Đảng viên;;Chi bộ", ";;Chính thức;Dự bị;", "1;An;x;;\n2;Bé;;x;\n"),
        (
            "TT;Họ và tên;Ngày vào Đảng;;Mã",
            ";;Dự bị;Chính thức;",
            "1;An;1/2/2019;1/2/2020;1\n2;Bé;1/9/2026;;2\n",
        ),
        ("TT;Họ và tên;Ngày sinh;;Đảng viên;", ";;Nam;Nữ;Chính thức;Dự bị", "1;An;1970;;x;\n2;Bé;;1980;;x\n"),
        ("TT;Họ và tên;;Đảng viên;", ";Họ đệm;Tên;Chính thức;Dự bị", "1;;An;x;\n2;;Bé;;x\n"),
        ("TT;Họ và tên;Đảng viên;;Mã", "TT;Họ và tên;Chính thức;Dự bị;Mã", "1;An;x;;\n2;Bé;;x;\n"),
    ],
)
def test_a_second_row_of_headings(first: str, second: str, rows: str) -> None:
    assert standings(load(f"{first}\n{second}\n{rows}")) == {"An": "official", "Bé": "probationary"}


def test_a_second_row_with_other_words_is_told() -> None:
    found = load("TT;Họ và tên;Ngày sinh;;Đảng viên;\n;;Nam;Nữ;Chính thức;Dự bị\n1;An;1970;;;x\n")
    assert left_out(found) == [(2, "headings")]
    assert found.unknown == ("Nam", "Nữ")
    found = load("TT;Họ và tên;Ngày sinh;;Mã\n;;Nam;Nữ;\n1;An;1970;;7\n")
    assert (standings(found), left_out(found)) == ({"An": "official"}, [(2, "headings")])


def test_merged_headings_in_a_workbook() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["TT", "Họ và tên", "Ngày vào Đảng", None, "Đảng viên", None])
        sheet.append([None, None, "Dự bị", "Chính thức", "Nam", "Nữ"])
        sheet.append([1, "An", date(2019, 1, 1), date(2020, 1, 1), "x", None])
        sheet.append([2, "Bé", date(2026, 9, 1), None, None, "x"])
        for merged in ("A1:A2", "B1:B2", "C1:D1", "E1:F1"):
            sheet.merge_cells(merged)

    assert standings(workbook(make)) == {"An": "official", "Bé": "probationary"}


def test_headings_at_the_top_of_every_page() -> None:
    head = "TT;Họ và tên;Đảng viên;\n;;Chính thức;Dự bị\n"
    found = load(f"{head}1;An;x;\n{head}2;Bé;;x\n")
    assert (standings(found), left_out(found)) == ({"An": "official", "Bé": "probationary"}, [])
    found = load("TT;Họ và tên;Mã\n1;An;1\n2;Họ và tên;2\n")
    assert left_out(found) == [(3, "headings")], "not just the headings: told"


def test_a_row_that_counts_the_columns_is_no_person() -> None:
    for counting in ("1;2;3", "A;B;1", "(1);(2);(3)", "a;b;c"):
        assert standings(load(f"TT;Họ và tên;Mã\n{counting}\n1;An;7\n")) == {"An": "official"}
    assert problems("TT;Họ và tên;Mã\n1;2;9\n1;An;7\n") == [(2, 2, "roster-name-form")]
    assert standings(load("TT;Họ và tên;Mã\n1;A;9\n2;An;7\n")) == {"A": "official", "An": "official"}


# What has no value


def test_a_formula_that_was_never_calculated_is_no_empty_cell() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["STT", "Họ và tên", "Mã"])
        sheet.append([1, '="Lê "&"An"', 1])
        sheet.append([None, '="Vũ "&"Bé"', None])
        sheet.append([3, "Bùi Vy", "=1+2"])
        sheet.append([4, "Lê Tư", None])

    with pytest.raises(RosterProblems) as refused:
        workbook(make)
    assert [(item.line, item.column, item.text.key) for item in refused.value.problems] == [
        (2, 2, "roster-cell-unread"),
        (3, 2, "roster-cell-unread"),
        (4, 3, "roster-cell-unread"),
    ]


# The ends of lists


def test_lines_that_are_left_out_have_a_reason() -> None:
    text = (
        "ĐẢNG BỘ XÃ;;;\nA;B;C;D\nHọ và tên;Mã;Chức vụ;Loại\n(Ví dụ) Lê Mẫu;;;\nLê An;1;;\nTổng cộng: 1;;;\n"
        "Người lập biểu;;;\nBùi Văn Ký;;;\n"
    )
    reasons = [(2, "above"), (4, "example"), (6, "sum"), (7, "end"), (8, "end")]
    assert left_out(load(text)) == reasons


def test_a_secretary_without_a_name_does_not_end_the_list() -> None:
    text = "Họ và tên;Chức vụ\nLê An;\n;Bí thư\nVũ Bé;Phó bí thư\n"
    assert problems(text) == [(3, 1, "roster-name-missing")]


def test_persons_below_the_signatures_of_a_narrow_list_are_asked_about() -> None:
    text = "Họ và tên;Mã\nLê An;1\nT/M CHI BỘ;\nBùi Văn Ký;\nVũ Bé;2\n"
    assert problems(text) == [(5, 1, "roster-after-end")]
    text = "Họ và tên;Chức vụ\nLê An;\nT/M CHI BỘ;\nVũ Bé;Đảng viên\n"
    assert problems(text) == [(4, 1, "roster-after-end")]


def test_rows_below_a_committee_and_no_cell_are_asked_about() -> None:
    text = "STT;Họ và tên\nA;ĐẢNG ỦY XÃ\n1;Lê An\nI;Chi bộ Khu phố 3\n1;Vũ Bé\n"
    assert [(line, key) for line, _, key in problems(text, cells=TREE)] == [(3, "roster-unit-missing")]


# Of whatever rows

WORDS = (
    *("", "", "", "1", "2", "12", "001", "Lê An", "Vũ Bé", "An", "A", "x", "Bí thư", "BÍ THƯ", "Phó bí thư"),
    *("Chi ủy viên", "Đảng viên", "Dự bị", "Chính thức", "Đảng viên dự bị", "Chính thức", "Dự bị", "Nam"),
    *("Nữ", "Huế", "1/2/2020", "01/01/2099", "Họ và tên", "Mã", "Tổng cộng: 3", "(Ví dụ) A", "T/M CHI BỘ"),
    *("Người lập", "—", "Tên", "Họ đệm", "2020", "Chức vụ", "Loại", "=1"),
)
HEADS = (
    *(
        "STT;Họ và tên;Mã đảng viên;Chức vụ;Loại",
        "Họ và tên;;Mã;Đảng viên;",
        "TT;Họ đệm;Tên;Chính thức;Dự bị",
    ),
    *("TT;Họ và tên;Ngày vào Đảng;;Loại", "Họ và tên;Chức vụ;;Loại;", ";Họ và tên;Giới tính;;Đảng viên"),
    "Họ và tên;Loại;;;",
)
ROW = st.lists(st.sampled_from(WORDS), min_size=5, max_size=5)


def merged(head: str, rows: list[list[str]]) -> io.BytesIO:
    """The same as a workbook, with the empty headings merged to those before them."""

    def make(sheet: Any) -> None:
        cells = head.split(";")
        for row in [cells, *rows]:
            sheet.append([cell or None for cell in row])
        for place in range(1, len(cells)):
            if not cells[place] and cells[place - 1]:
                sheet.merge_cells(start_row=1, end_row=1, start_column=place, end_column=place + 1)

    return xlsx(make)


def is_data(row: list[str]) -> bool:
    """Whether there is anything that could be said of a person."""
    counting = all(len(cell) < 2 for cell in row)
    words = [plain(cell) for cell in row if cell and cell != "=1"]
    return not counting and any(word not in MEANING and word not in NUMBERS for word in words)


@given(st.sampled_from(HEADS), st.lists(ROW, min_size=1, max_size=6), st.booleans())
def test_no_row_disappears(head: str, rows: list[list[str]], as_workbook: bool) -> None:
    """Whoever stands in a row is a member, a problem, or in a line that is told to be left out."""
    text = "\n".join([head, *(";".join(row) for row in rows)])
    stream = merged(head, rows) if as_workbook else io.BytesIO(text.encode())
    try:
        found = roster_files.read(stream, "a", TODAY)
    except RosterProblems as refused:
        told = {item.line for item in refused.problems}
        assert told
        return
    except FlowError:  # the whole file, in one sentence
        return
    told = {row.line for row in found.rows} | {item.line for item in found.left_out}
    assert not [row for number, row in enumerate(rows, 2) if is_data(row) and number not in told]


def test_numbers_of_lines_are_told_in_short() -> None:
    left = [LeftOut(line, "sum") for line in (9, 3, 4, 5, 7, 11, 12)] + [LeftOut(1, "above")]
    assert roster_lines.by_reason(left, 9) == [("above", "1"), ("sum", "3–5, 7, 9, 11–12")]
    assert roster_lines.by_reason(left, 2) == [("above", "1"), ("sum", "3–5, 7, …")]
