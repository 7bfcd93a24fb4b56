"""The roster: files as cells keep them, problems with their places, equal names never merged."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from sqlmodel import select

from flows import roster, roster_files, transfers
from flows.replies import FlowError
from flows.roster import NEW, Plan
from flows.roster_files import Problem, RosterProblems, Row
from locales import texts
from storage import members
from storage.encryption import Keyring, keyring_of
from storage.engines import FlowSession
from storage.members import Member, Profile
from tests.conftest import Cell, make_cell, make_member

HEAD = "Họ và tên;Mã;Chức vụ;Đảng viên\n"


def csv(text: str) -> list[Row]:
    """The rows of a CSV file in UTF-8."""
    return roster_files.read(text.encode(), "a.csv")


def row(line: int, name: str, post: str = "", own_id: str = "", standing: str = "official") -> Row:
    """A row as it is read."""
    return Row(line, Profile(name, post, own_id), standing)


def take(session: FlowSession, rows: list[Row], now: datetime, **how: object) -> Plan:
    """Import rows into CB1."""
    plan = roster.plan(session, "CB1", rows, **how)  # type: ignore[arg-type]
    roster.apply(session, roster.seal(keyring_of(session), plan), now)
    return plan


def people(session: FlowSession, code: str, now: datetime) -> list[tuple[str, str, str, str]]:
    """Who is on a roster."""
    return sorted(
        (line.profile.name, line.profile.post, line.profile.own_id, line.standing)
        for line in roster.listing(session, code, now)
    )


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_every_dress(encoding: str, delimiter: str) -> None:
    head = "STT|HỌ VÀ TÊN|Chức vụ|Đảng viên chính thức/dự bị\r\n"
    text = f"{head}1| Lê  An |Bí thư|Chính thức\r\n2|Vũ Bình||Dự bị\r\n"
    assert roster_files.read(text.replace("|", delimiter).encode(encoding), "a.csv") == [
        row(2, "Lê An", "Bí thư"),
        row(3, "Vũ Bình", standing="probationary"),
    ]


def test_a_column_each_with_crosses_or_dates_and_a_title_above() -> None:
    text = (
        "CHI BỘ KHU PHỐ 3,,,,\n,,,,\n"
        "STT,Ho dem,Ten,Du bi,Chinh thuc\n"
        "1,Le Van,An,01/02/2020,01/02/2021\n2,Tran,Binh,x,\n3,Vu,Cuong,,\n,,,,\n"
    )
    assert csv(text) == [
        row(4, "Le Van An"),
        row(5, "Tran Binh", standing="probationary"),
        row(6, "Vu Cuong"),
    ]


def test_names_in_decomposed_letters_are_the_same_names() -> None:
    assert csv("name\nLe\u0302 An\n") == csv("name\nLê An\n")


def test_xlsx_with_numbers_and_dates() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Danh sách"])
    sheet.append(["Họ và tên", "Mã", "Chức vụ", "Chính thức", "Dự bị"])
    sheet.append(["Lê An", 12.0, None, date(2021, 2, 1), None])
    sheet.append(["Vũ Bình", 13, "Chi ủy viên", None, date(2025, 2, 1)])
    stream = io.BytesIO()
    book.save(stream)
    assert roster_files.read(stream.getvalue(), "a.xlsx") == [
        row(3, "Lê An", own_id="12"),
        row(4, "Vũ Bình", "Chi ủy viên", "13", "probationary"),
    ]


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


@pytest.mark.parametrize(
    ("data", "name", "key"),
    [
        (b"x" * (roster_files.LARGEST + 1), "a.csv", "roster-too-large"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "roster-format"),
        (b"%PDF", "a.PDF", "roster-format"),
        (b"PK\x03\x04nonsense", "a.xlsx", "roster-unreadable"),
        (b"name\n\x00\x01", "a.csv", "roster-unreadable"),
        (b'name\n"Le', "a.csv", "roster-unreadable"),
        ("name\nLe".encode("utf-16-le"), "a.csv", "roster-unreadable"),
        ("name\nLê An".encode("cp1258"), "a.csv", "roster-encoding"),
        (b"", "a.csv", "roster-no-header"),
        (b"a,b\nc,d", "a.csv", "roster-no-header"),
        (b"name\n\n,\n", "a.csv", "roster-empty"),
        (b"name\n" + b"An\n" * (roster_files.MOST_ROWS + 1), "a.csv", "roster-too-long"),
    ],
)
def test_files_that_cannot_be_taken(data: bytes, name: str, key: str) -> None:
    with pytest.raises(FlowError, match=key):
        roster_files.read(data, name)


@pytest.mark.parametrize("said", ["", "Chính thức", "CT", "đvct", "Đảng viên chính thức", "official"])
def test_words_for_official(said: str) -> None:
    assert csv(f"{HEAD}Lê An;;;{said}\n")[0].standing == "official"


@pytest.mark.parametrize("said", ["Dự bị", "du bi", "DB", "ĐVDB", "Đảng viên dự bị"])
def test_words_for_probationary(said: str) -> None:
    assert csv(f"{HEAD}Lê An;;;{said}\n")[0].standing == "probationary"


# Importing


def test_the_same_file_twice_changes_nothing(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    rows = csv(HEAD + "Lê An;1;Bí thư;\nLê An;2;;\nVũ Bình;;;DB\n")
    first = take(session, rows, now)
    assert (len(first.added), first.unchanged, first.doubts) == (3, 0, ())
    before = session.exec(select(Member)).all()
    second = take(session, rows, now, same_name="same")
    assert (second.added, second.changed, second.unchanged, second.absent) == ((), (), 3, ())
    assert session.exec(select(Member)).all() == before
    assert people(session, "CB1", now) == [
        ("Lê An", "", "2", "official"),
        ("Lê An", "Bí thư", "1", "official"),
        ("Vũ Bình", "", "", "probationary"),
    ]


def test_an_own_id_tells_who_it_is(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", "Thư ký", "7"), row(3, "Vũ Bình")], now)
    plan = take(session, [row(2, "Lê Văn An", "", "7", "probationary")], now)
    assert [(seat.profile.name, new.profile) for seat, new in plan.changed] == [
        ("Lê An", Profile("Lê Văn An", "Thư ký", "7"))
    ]
    assert [seat.profile.name for seat in plan.absent] == ["Vũ Bình"]
    assert ("Lê Văn An", "Thư ký", "7", "probationary") in people(session, "CB1", now)


def test_other_own_ids_are_other_persons(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", own_id="1")], now)
    plan = take(session, [row(2, "Lê An", own_id="2")], now)
    assert (len(plan.added), len(plan.absent)) == (1, 1)


def test_a_known_name_is_asked_about(session: FlowSession, cell: Cell, now: datetime) -> None:
    rows = [row(2, "nguyen van  an", "Bí thư"), row(3, "Hoàn Toàn Mới")]
    plan = roster.plan(session, "CB1", rows)
    assert [(doubt.row.line, [seat.id for seat in doubt.seats], doubt.lines) for doubt in plan.doubts] == [
        (2, [cell.members[0]], ())
    ]
    assert [item.line for item in plan.added] == [3]
    with pytest.raises(FlowError, match="roster-doubts"):
        roster.apply(session, roster.seal(keyring_of(session), plan), now)
    assert len(people(session, "CB1", now)) == 5


@pytest.mark.parametrize(
    ("how", "number", "post"),
    [
        ({"same_name": "new"}, 6, ""),
        ({"same_name": "same"}, 5, "Bí thư"),
        ({"decisions": {2: NEW}}, 6, ""),
    ],
)
def test_the_answer_decides(
    session: FlowSession, cell: Cell, now: datetime, how: dict[str, object], number: int, post: str
) -> None:
    take(session, [row(2, "Nguyễn Văn An", "Bí thư")], now, **how)
    assert len(people(session, "CB1", now)) == number
    assert members.profile_of(session, cell.members[0]).post == post


def test_a_decision_names_one_of_several(session: FlowSession, cell: Cell, now: datetime) -> None:
    second = make_member(session, cell.unit_id, "Nguyễn Văn An", now)
    rows = [row(2, "Nguyễn Văn An", "Bí thư")]
    (doubt,) = roster.plan(session, "CB1", rows).doubts
    assert [seat.id for seat in doubt.seats] == sorted([cell.members[0], second])
    take(session, rows, now, decisions={2: second})
    assert members.profile_of(session, second).post == "Bí thư"
    assert members.profile_of(session, cell.members[0]).post == ""


def test_one_member_is_not_given_two_rows(session: FlowSession, cell: Cell) -> None:
    first = cell.members[0]
    rows = [row(2, "Nguyễn Văn An"), row(3, "Nguyễn Văn An")]
    with pytest.raises(FlowError, match="roster-decided-twice"):
        roster.plan(session, "CB1", rows, decisions={2: first, 3: first})


def test_equal_names_within_a_file_are_two_persons_only_when_it_is_said(
    session: FlowSession, now: datetime
) -> None:
    make_cell(session, now, "CB1", names=())
    rows = [row(2, "Lê An"), row(3, "Lê An", "Bí thư")]
    for how in ("ask", "same"):
        (doubt,) = roster.plan(session, "CB1", rows, same_name=how).doubts
        assert (doubt.row.line, doubt.seats, doubt.lines) == (3, (), (2,))
    take(session, rows, now, same_name="new")
    again = take(session, rows, now, same_name="same")
    assert (len(again.added), len(again.doubts)) == (0, 0)
    assert len(people(session, "CB1", now)) == 2


def test_an_own_id_goes_before_the_order_of_the_rows(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", own_id="7")], now)
    plan = roster.plan(session, "CB1", [row(2, "Lê An"), row(3, "Lê An", own_id="7")], same_name="same")
    assert plan.unchanged == 1
    assert [(doubt.row.line, doubt.seats, doubt.lines) for doubt in plan.doubts] == [(2, (), (3,))]


def test_a_roster_that_changed_meanwhile_is_not_written_over(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    plan = roster.plan(session, "CB1", [row(2, "Hoàn Toàn Mới")])
    sealed = roster.seal(keyring_of(session), plan)
    transfers.leave(session, cell.members[0], now)
    with pytest.raises(FlowError, match="roster-moved"):
        roster.apply(session, sealed, now)


def test_the_names_are_ciphertext(session: FlowSession, keyring: Keyring, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An")], now)
    (member,) = session.exec(select(Member)).all()
    assert "Lê An".encode() not in member.profile
    assert members.open_profile(session, member.id, member.profile) == Profile("Lê An")


# One by one


def test_a_member_is_added(session: FlowSession, cell: Cell, now: datetime) -> None:
    added = roster.add(session, " Lê   An ", "cb1", now, post="Thư ký", own_id="9", standing="probationary")
    line = next(line for line in roster.listing(session, "CB1", now) if line.id == added)
    assert line.profile == Profile("Lê An", "Thư ký", "9")
    assert (line.standing, line.joined, line.roles, line.unit) == ("probationary", False, (), "CB1")


@pytest.mark.parametrize(
    ("name", "more", "key"),
    [
        ("Nguyen Van An", {}, "member-same-name"),
        ("Lê An", {"own_id": "9"}, "member-id-taken"),
        ("", {}, "roster-name-form"),
        ("@cmd", {}, "roster-name-form"),
        ("A" * 101, {}, "roster-too-many-letters"),
        ("Lê An", {"post": "x" * 121}, "roster-too-many-letters"),
    ],
)
def test_who_is_not_added(
    session: FlowSession, cell: Cell, now: datetime, name: str, more: dict[str, str], key: str
) -> None:
    roster.add(session, "Có Mã", "CB1", now, own_id="9")
    with pytest.raises(FlowError, match=key):
        roster.add(session, name, "CB1", now, **more)  # type: ignore[arg-type]


def test_another_person_of_the_same_name_when_it_is_said(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    roster.add(session, "Nguyễn Văn An", "CB1", now, same_name=True)
    assert len(people(session, "CB1", now)) == 6


def test_a_long_import_is_seen_all_at_once(session: FlowSession, cell: Cell, now: datetime) -> None:
    rows = [
        row(number + 2, f"Người {chr(65 + number // 26)}{chr(65 + number % 26)}") for number in range(600)
    ]
    sealed = roster.seal(keyring_of(session), roster.plan(session, cell.code, rows))
    roster.stage(session, sealed, 0, now)
    assert len(members.members_of(session, cell.unit_id)) == len(cell.members)
    roster.apply(session, sealed, now)
    assert len(members.members_of(session, cell.unit_id)) == len(cell.members) + 600


def test_an_import_stages_no_other_imports_seats(session: FlowSession, cell: Cell, now: datetime) -> None:
    abandoned = roster.seal(keyring_of(session), roster.plan(session, cell.code, [row(2, "Bỏ Dở")]))
    roster.stage(session, abandoned, 0, now)
    sealed = roster.seal(keyring_of(session), roster.plan(session, cell.code, [row(2, "Lê Xong")]))
    roster.apply(session, sealed, now)
    names = [profile.name for _, profile in members.members_of(session, cell.unit_id)]
    assert "Lê Xong" in names
    assert "Bỏ Dở" not in names
