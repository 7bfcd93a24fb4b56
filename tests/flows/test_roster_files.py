"""Roster files as people really keep them: what is read, and every problem with its place."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import openpyxl
import pytest
from openpyxl.styles import Font

from flows import encodings, roster_dates, roster_files, roster_tables
from flows.replies import FlowError
from flows.roster_cells import Cells, Known
from flows.roster_files import RosterFile
from flows.roster_rows import Row
from flows.roster_tables import IN_CHAT, Limits, Problem, RosterProblems
from locales import texts
from storage.members import Profile

HEAD = "Họ và tên;Mã;Chức vụ;Đảng viên\n"
TODAY = date(2026, 11, 28)
TREE = Cells(
    (
        Known(1, "DU", "Đảng ủy xã", None, False, False),
        Known(2, "KP3", "Chi bộ Khu phố 3", 1, False, True),
        Known(3, "KP4", "Chi bộ Khu phố 4", 1, False, True),
        Known(4, "CU", "Chi bộ Cũ", 1, True, True),
        Known(5, "XB", "Đảng ủy xã B", None, False, False),
        Known(6, "B3", "Chi bộ Khu phố 3", 5, False, True),
    )
)


def load(text: str, **more: Any) -> RosterFile:
    """What a CSV file in UTF-8 says."""
    return roster_files.read(io.BytesIO(text.encode()), "a.csv", TODAY, **more)


def csv(text: str, **more: Any) -> list[Row]:
    """Its rows."""
    return list(load(text, **more).rows)


def xlsx(make: Callable[[Any], None]) -> io.BytesIO:
    """A workbook."""
    book = openpyxl.Workbook()
    make(book.active)
    stream = io.BytesIO()
    book.save(stream)
    return stream


def workbook(make: Callable[[Any], None], **more: Any) -> RosterFile:
    """What a workbook says."""
    return roster_files.read(xlsx(make), "a.xlsx", TODAY, **more)


def problems(text: str, **more: Any) -> list[tuple[int, int, str]]:
    """Where something is wrong."""
    with pytest.raises(RosterProblems) as refused:
        csv(text, **more)
    return [(item.line, item.column, item.text.key) for item in refused.value.problems]


def row(
    line: int, name: str, post: str = "", own_id: str = "", standing: str = "official", unit_id: int = 0
) -> Row:
    """A row as it is read."""
    return Row(line, Profile(name, post, own_id), standing, unit_id)


# What is read


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_dress(encoding: str, delimiter: str) -> None:
    head = "STT|HỌ VÀ TÊN|Chức vụ|Đảng viên chính thức/dự bị\r\n"
    text = f"{head}1| Lê  An |Bí thư|Chính thức\r\n2|Vũ Bình||Dự bị\r\n".replace("|", delimiter)
    found = roster_files.read(io.BytesIO(text.encode(encoding)), "a.csv", TODAY)
    assert list(found.rows) == [row(2, "Lê An", "Bí thư"), row(3, "Vũ Bình", standing="probationary")]


def test_a_file_that_says_what_stands_between() -> None:
    assert csv("sep=;\nHọ và tên;Chức vụ\nLê An;a,b,c,d,e\n") == [row(3, "Lê An", "a,b,c,d,e")]


def test_a_column_each_with_crosses_or_days_and_a_title_above() -> None:
    text = (
        "CHI BỘ KHU PHỐ 3,,,,\n,,,,\n"
        "STT,Ho dem,Ten,Du bi,Chinh thuc\n1,2,3,4,5\n"
        "1,Le Van,An,01/02/2020,01/02/2021\n2,Tran,Binh,x,\n3,Vu,Cuong,,\n,,,,\n"
    )
    assert csv(text) == [
        row(5, "Le Van An"),
        row(6, "Tran Binh", standing="probationary"),
        row(7, "Vu Cuong"),
    ]


def test_names_in_decomposed_letters_are_the_same_names() -> None:
    assert csv("name\nLe\u0302 An\n") == csv("name\nLê An\n")


def test_a_name_over_two_columns_with_one_heading() -> None:
    assert csv("STT;Họ và tên;;Chức vụ\n1;Lê Văn;An;\n2;Vũ;Bình;\n") == [
        row(2, "Lê Văn An"),
        row(3, "Vũ Bình"),
    ]
    assert csv("Họ và tên;;Mã\nLê Văn An;nghỉ hưu;1\n") == [row(2, "Lê Văn An", own_id="1")]


def test_columns_and_lines_that_are_left_out_are_told() -> None:
    text = (
        "Họ và tên;Ngày sinh;Quê quán\n(Ví dụ) Lê Mẫu;;\nLê An;1/1/1970;Huế\nHọ và tên;Ngày sinh;Quê quán\n"
        "Tống Công Minh;;\nTổng cộng: 2;;\nNgười lập biểu;;\nBùi Văn Ký;;\n"
    )
    found = load(text)
    assert [item.profile.name for item in found.rows] == ["Lê An", "Tống Công Minh"]
    assert (found.unknown, [item.line for item in found.left_out]) == (
        ("Ngày sinh", "Quê quán"),
        [2, 6, 7, 8],
    )


def test_who_stands_below_the_signatures_is_asked_about() -> None:
    assert problems("name;Mã;Chức vụ\nLê An;1;x\nT/M CHI BỘ;;\nVũ Bình;2;y\n") == [(4, 1, "roster-after-end")]


@pytest.mark.parametrize(
    ("head", "said", "standing"),
    [
        ("Ngày chính thức", "3/2/24", "official"),
        ("Ngày chính thức", "01/12/2026", "probationary"),
        ("Ngày chính thức", "45000", "official"),
        ("Chính thức", "x", "official"),
        ("Ngày vào Đảng", "1/6/2026", "probationary"),
        ("Ngày vào Đảng", "05/1987", "official"),
        ("Ngày vào Đảng", "", "official"),
        ("Ngày dự bị", "1/6/2020", "probationary"),
    ],
)
def test_days_tell_the_standing(head: str, said: str, standing: str) -> None:
    assert csv(f"name;{head}\nLê An;{said}\n")[0].standing == standing


def test_a_day_to_come_counts_more_than_a_word() -> None:
    text = "name;Loại;Ngày chính thức;Ngày vào Đảng\nAn;Chính thức;1/1/2027;\nBé;;;1/1/2025\nVy;;;1/1/2020\n"
    assert [item.standing for item in csv(text)] == ["probationary", "probationary", "official"]


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("3/2/2024", date(2024, 2, 3)),
        ("03.02.99", date(1999, 2, 3)),
        ("3-2-27", date(2027, 2, 3)),
        ("3/2/28", date(1928, 2, 3)),
        ("2024-02-03 00:00:00", date(2024, 2, 3)),
        ("'3/2/2024", date(2024, 2, 3)),
        ("1987", date(1987, 1, 1)),
        ("45325", date(2024, 2, 3)),
        ("12/25/2020", None),
        ("31/2/2020", None),
        ("hôm qua", None),
        ("3/2/1024", None),
        ("99999", None),
    ],
)
def test_days(said: str, found: date | None) -> None:
    assert roster_dates.parse(said, TODAY) == found


@pytest.mark.parametrize("said", ["", "Chính thức", "CT", "đvct", "Đảng viên chính thức", "official"])
def test_words_for_official(said: str) -> None:
    assert csv(f"{HEAD}Lê An;;;{said}\n")[0].standing == "official"


@pytest.mark.parametrize("said", ["Dự bị", "du bi", "DB", "ĐVDB", "Đảng viên dự bị"])
def test_words_for_probationary(said: str) -> None:
    assert csv(f"{HEAD}Lê An;;;{said}\n")[0].standing == "probationary"


# Workbooks


def test_numbers_days_formulas_and_blank_rows() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["Danh sách"])
        sheet.append(["Họ và tên", "Mã", "Chức vụ", "Chính thức", "Dự bị"])
        sheet.append([])
        sheet.append(["Lê An", 12.0, None, date(2021, 2, 1), None])
        sheet.append(["Vũ Bình", 13, "Chi ủy viên", None, datetime(2025, 2, 1, 8)])  # noqa: DTZ001
        sheet.append(["Bùi Mai", "007", True, date(2027, 1, 1), None])

    assert list(workbook(make).rows) == [
        row(4, "Lê An", own_id="12"),
        row(5, "Vũ Bình", "Chi ủy viên", "13", "probationary"),
        row(6, "Bùi Mai", "x", "007", "probationary"),
    ]


def test_merged_cells_are_carried_down() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["TT", "Họ và tên", None, "Đảng viên", None, "Chi bộ", "Chức vụ"])
        sheet.append([None, None, None, "Chính thức", "Dự bị", None, None])
        sheet.append([1, "Lê Văn", "An", "x", None, "Khu phố 4", "Đảng viên"])
        sheet.append([2, "Vũ", "Bình", None, "x", None, None])
        sheet.append([3, "Bùi", "Mai", "x", None, "KP4", "Bí thư"])
        for merged in ("A1:A2", "B1:C2", "D1:E1", "F1:F2", "G1:G2", "F3:F4", "G3:G4"):
            sheet.merge_cells(merged)

    assert list(workbook(make, cells=TREE).rows) == [
        row(3, "Lê Văn An", "Đảng viên", unit_id=3),
        row(4, "Vũ Bình", "Đảng viên", standing="probationary", unit_id=3),
        row(5, "Bùi Mai", "Bí thư", unit_id=3),
    ]


def test_a_name_merged_over_two_rows_is_one_person() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["name", "post"])
        sheet.append(["Lê An", "Bí thư"])
        sheet.append([None, "Trưởng thôn"])
        sheet.merge_cells("A2:A3")

    found = workbook(make)
    assert (list(found.rows), [item.line for item in found.left_out]) == ([row(2, "Lê An", "Bí thư")], [3])


def test_the_first_sheet_that_is_to_be_seen_is_read() -> None:
    book = openpyxl.Workbook()
    hidden: Any = book.active
    hidden.append(["name"])
    hidden.append(["Ẩn Danh"])
    hidden.sheet_state = "hidden"
    shown: Any = book.create_sheet("Thật")
    shown.append(["name"])
    shown.append(["Lê An"])
    stream = io.BytesIO()
    book.save(stream)
    assert list(roster_files.read(stream, "a.xlsx", TODAY).rows) == [row(2, "Lê An")]


def sheets(*named: tuple[str, list[list[str]]]) -> io.BytesIO:
    """A workbook of several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in named:
        sheet: Any = book.create_sheet(name)
        for cells in rows:
            sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream


GUIDE = ("Hướng dẫn", [["Cách ghi danh sách"], ["Họ và tên", "phải có"], ["Mã", "nếu có"]])


def test_the_first_sheet_with_the_headings_is_read_and_named() -> None:
    stream = sheets(
        GUIDE, ("Danh sách", [["Họ và tên", "Mã"], ["Lê An", "7"]]), ("Khác", [["Họ và tên", "Mã"]])
    )
    found = roster_files.read(stream, "a.xlsx", TODAY)
    assert list(found.rows) == [row(2, "Lê An", own_id="7")]
    assert (found.sheet, found.others) == ("Danh sách", 2)
    found = roster_files.read(sheets(("Một", [["Họ và tên"], ["Lê An"]])), "a.xlsx", TODAY)
    assert (found.sheet, found.others) == ("", 0)
    with pytest.raises(FlowError, match="roster-no-header"):
        roster_files.read(sheets(("A", [["x"]]), ("B", [["y"]])), "a.xlsx", TODAY)


def locked() -> bytes:
    """A container as Office makes it for a password: its directory names the encrypted part."""
    entries = [name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", "EncryptedPackage")]
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".ljust(65_520, b"\0") + b"".join(entries)


def test_a_workbook_with_a_password_is_told_as_such() -> None:
    for name in ("a.xlsx", ""):
        with pytest.raises(FlowError, match="roster-locked"):
            roster_files.read(io.BytesIO(locked()), name, TODAY)


def test_what_a_file_is_is_told_by_its_content() -> None:
    text = "Họ và tên;Mã\nLê An;7\n".encode()
    for name in ("a.xlsx", "a.xls", "a.csv", ""):
        assert list(roster_files.read(io.BytesIO(text), name, TODAY).rows) == [row(2, "Lê An", own_id="7")]
    with pytest.raises(FlowError, match="roster-format"):
        roster_files.read(io.BytesIO(b"<html><table><tr>"), "a.xls", TODAY)


def parts(**more: str) -> io.BytesIO:
    """A workbook put together by hand, as programmes other than Excel write it."""
    ns = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = (
        f'<x:worksheet {ns}><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>name</x:t></x:is></x:c></x:row>'
        '<x:row><x:c t="s"><x:v>0</x:v></x:c></x:row></x:sheetData></x:worksheet>'
    )
    shared = (
        f"<x:sst {ns}><x:si><x:r><x:t>Lê </x:t></x:r><x:r><x:t>An</x:t></x:r>"
        "<x:rPh><x:t>x</x:t></x:rPh></x:si></x:sst>"
    )
    rel = '<Relationships><Relationship Id="r1" Target="/xl/worksheets/s.xml"/></Relationships>'
    book = f'<x:workbook {ns} xmlns:r="r"><x:sheets><x:sheet r:id="r1"/></x:sheets></x:workbook>'
    files = {"xl/workbook.xml": book, "xl/_rels/workbook.xml.rels": rel, "xl/sharedStrings.xml": shared}
    files |= {"xl/worksheets/s.xml": sheet, **{name.replace("__", "/"): text for name, text in more.items()}}
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(name, text)
    return stream


def test_workbooks_of_other_programmes() -> None:
    assert list(roster_files.read(parts(), "a.xlsx", TODAY).rows) == [row(2, "Lê An")]


def test_a_workbook_that_would_explode_is_refused_before_it_is_unpacked() -> None:
    bomb = parts(**{"xl__media.bin": "0" * (IN_CHAT.unpacked + 1)})
    assert len(bomb.getvalue()) < 200_000
    with pytest.raises(FlowError, match="roster-too-large"):
        roster_files.read(bomb, "a.xlsx", TODAY)


def test_a_workbook_with_declarations_is_refused() -> None:
    lol = '<!DOCTYPE a [<!ENTITY b "Lê An">]><sst><si><t>&b;</t></si></sst>'
    with pytest.raises(FlowError, match="roster-unreadable"):
        roster_files.read(parts(**{"xl__sharedStrings.xml": lol}), "a.xlsx", TODAY)


# Cells


def test_a_column_for_the_cell_by_code_or_by_name() -> None:
    text = "name;Mã chi bộ;Chi bộ\nAn;kp3;\nBé;;CHI BO KHU PHO 4\nVy;;\nMai;B3;Khu phố 4\n"
    assert [item.unit_id for item in csv(text, cells=TREE)] == [2, 3, 3, 6]


def test_a_line_above_its_rows_names_the_cell() -> None:
    text = (
        "STT;Họ và tên\nA;ĐẢNG ỦY XÃ\nI;Chi bộ Khu phố 3 (2 đảng viên)\n1;Lê An\n2;Vũ Bé\n;Cộng: 2\n"
        "II. Chi bộ Khu phố 4:;\n1;Bùi Vy\nB;Đảng ủy xã B\nChi bộ Khu phố 3;\n1;Tạ Mai\n"
    )
    assert [item.unit_id for item in csv(text, cells=TREE)] == [2, 2, 3, 6]


def test_what_is_no_cell_is_a_problem_with_its_place() -> None:
    text = "name;Chi bộ\nAn;\nBé;Chi bộ Lạ\nVy;Chi bộ Cũ\nMai;DU\nTú;Khu phố 3\nHà;\n"
    assert problems(text, cells=TREE) == [
        (2, 2, "roster-unit-missing"),
        (3, 2, "roster-unit-unknown"),
        (4, 2, "roster-unit-closed"),
        (5, 2, "roster-unit-no-cell"),
        (6, 2, "roster-unit-ambiguous"),
    ]


def test_one_cell_takes_no_rows_of_another() -> None:
    only = Cells([TREE.units[2]], only=2)
    assert [item.unit_id for item in csv("name\nAn\n", cells=only)] == [2]
    assert problems("name;Chi bộ\nAn;KP4\n", cells=only) == [(2, 2, "roster-unit-unknown")]


def test_without_any_cell_it_is_asked_for() -> None:
    with pytest.raises(FlowError, match="roster-no-unit"):
        csv("name\nAn\n", cells=TREE)


# What is wrong


def test_every_problem_has_its_place_and_words_in_both_languages() -> None:
    text = HEAD + ";1;;\nLê An;2;;khách\nLê Bình;2;;\n=1+1;;;\n" + "x" * 101 + f";;{'y' * 121};\n"
    with pytest.raises(RosterProblems) as refused:
        csv(text)
    found = [(item.line, item.column, item.text.key) for item in refused.value.problems]
    assert found == [
        (2, 1, "roster-name-missing"),
        (3, 4, "roster-standing"),
        (5, 1, "roster-name-form"),
        (6, 1, "roster-too-many-letters"),
        (6, 3, "roster-too-many-letters"),
        (4, 2, "roster-id-twice"),
    ]
    for item in refused.value.problems:
        assert texts.plain("vi", item.text) != texts.plain("en", item.text)
    assert isinstance(refused.value.problems[0], Problem)


def test_days_that_are_none() -> None:
    text = "name;Ngày chính thức;Ngày vào Đảng\nAn;31/2/2020;\nBé;x;\nVy;;1/1/2030\n"
    assert problems(text) == [(2, 2, "roster-day"), (3, 2, "roster-day"), (4, 3, "roster-day-to-come")]


def test_a_day_to_come_is_only_that_of_becoming_official_and_soon() -> None:
    text = "name;Ngày chính thức;Ngày dự bị\nAn;01/01/2099;\nBé;1/11/2027;\nVy;;1/1/2027\n"
    assert problems(text) == [(2, 2, "roster-day-far"), (4, 3, "roster-day-to-come")]


def test_many_problems_end_the_reading() -> None:
    with pytest.raises(RosterProblems) as refused:
        csv("name\n" + "=1\n" * (roster_tables.MOST_PROBLEMS + 5))
    assert (len(refused.value.problems), refused.value.more) == (roster_tables.MOST_PROBLEMS, True)


TINY = Limits(300, 10_000, 3)


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"x" * 301, "a.csv", "roster-too-large"),
        (b"\xd0\xcf\x11\xe0", "a.csv", "roster-format"),
        (b"%PDF", "a.PDF", "roster-format"),
        (b"PK\x03\x04nonsense", "a.xlsx", "roster-unreadable"),
        (b"name\n\x00\x01", "a.csv", "roster-unreadable"),
        (b'name\n"Le', "a.csv", "roster-unreadable"),
        ("name\nLe An".encode("utf-16-le"), "a.csv", "roster-encoding-old"),
        (b"name\nM\xfcller", "a.csv", "roster-encoding"),
        (b"", "a.csv", "roster-no-header"),
        (b"a,b\nc,d", "a.csv", "roster-no-header"),
        (b"name\n\n,\n", "a.csv", "roster-empty"),
        (b"name\n" + b"An\n" * 4, "a.csv", "roster-too-long"),
    ],
)
def test_files_that_cannot_be_taken(data: bytes, name: str, key: str) -> None:
    with pytest.raises(FlowError, match=f"^{key}$"):
        roster_files.read(io.BytesIO(data), name, TODAY, limits=TINY)


# Old encodings

OLD = [
    ("Hä vµ tªn;Chøc vô\nNguyÔn V¨n An;BÝ th­\n".encode("latin-1"), encodings.TCVN3),
    ("Hoï vaø teân;Chöùc vuï\nNguyeãn Vaên An;Bí thö\n".encode("latin-1"), encodings.VNI),
    (b"Ho\xf2 v\xe0 t\xean;Ch\xfd\xecc vu\xf2\nNguy\xea\xden V\xe3n An;B\xed th\xfd\n", encodings.CP1258),
    ("Họ và tên\nNguyễn Văn An\n".encode("utf-16-le"), encodings.UTF16),
]


@pytest.mark.parametrize(("data", "encoding"), OLD)
def test_old_encodings_are_named(data: bytes, encoding: str) -> None:
    with pytest.raises(FlowError, match="roster-encoding-old") as refused:
        roster_files.read(io.BytesIO(data), "a.csv", TODAY)
    assert dict(refused.value.text.args) == {"encoding": encoding}
    assert encoding in texts.plain("vi", refused.value.text)


@pytest.mark.parametrize("data", [item for item, encoding in OLD[:2]])
def test_old_headings_within_utf8_are_recognised(data: bytes) -> None:
    with pytest.raises(FlowError, match="roster-encoding-old"):
        csv(data.decode("latin-1"))


def test_cells_typed_in_an_old_font() -> None:
    def make(sheet: Any) -> None:
        sheet.append(["Họ và tên"])
        for name in ("Nguyễn Văn An", "NguyÔn V¨n B×nh", "ñaûng vieân", "Tó Anh"):
            sheet.append([name])
        sheet["A5"].font = Font(name=".VnTime")

    with pytest.raises(RosterProblems) as refused:
        workbook(make)
    found = [(item.line, item.text.key, dict(item.text.args)["encoding"]) for item in refused.value.problems]
    key = "roster-cell-encoding"
    assert found == [(3, key, encodings.TCVN3), (4, key, encodings.VNI), (5, key, encodings.TCVN3)]


@pytest.mark.parametrize(
    "name", ["Lê Hoàng", "Bùi Quý Tô", "Lò Thị Pâng", "Y Bliă Êban", "H'Blâm", "Müller", "Nguyễn", "« Lê »"]
)
def test_names_in_unicode_are_no_old_encoding(name: str) -> None:
    assert encodings.recognised(name) is None
