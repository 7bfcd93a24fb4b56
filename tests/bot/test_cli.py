"""The command line: what it does, what it refuses in one sentence, and how quickly it answers."""

import base64
import json
import os
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from bot import cli
from bot.commands import output, serving, sessions
from bot.settings import Settings
from flows import roster_imports, unit_imports
from flows.replies import FlowError
from storage import schema
from tests.conftest import MASTER

ROOT = Path(__file__).parents[2]
KEY = base64.b64encode(MASTER).decode()
Run = Callable[..., Result]


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command line in an empty folder, with none of the variables of whoever runs the tests."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TUSOI_WEB_PORT", "8000")
    for name in set(Settings.model_fields) - {"web_port"}:
        monkeypatch.delenv(f"TUSOI_{name.upper()}", raising=False)

    def run(*words: str, typed: str = "") -> Result:
        return CliRunner().invoke(cli.app, list(words), input=typed)

    return run


@pytest.fixture
def tusoi(bare: Run, sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same with a database that has a committee and a cell."""
    Path("data").mkdir(mode=0o700)
    shutil.copy(sqlite_template / "empty.db", "data/tusoi.db")
    shutil.copy(sqlite_template / "keys.db", "data/keys.db")
    Path("data/tusoi.db").chmod(0o600)
    monkeypatch.setenv("TUSOI_MASTER_KEY", KEY)
    done(bare("unit", "add", "Đảng ủy", "--code", "DU", "--kind", "agency"))
    done(bare("unit", "add", "Chi bộ 1", "--code", "cb1", "--parent", "DU"))
    return bare


def done(result: Result) -> str:
    """What a command wrote, after it did what it should."""
    assert result.exit_code == 0, result.output
    return result.stdout


def data(result: Result) -> Any:
    """What a command wrote as JSON: nothing else may be there."""
    return json.loads(done(result))


def refused(result: Result, sentence: str, status: int = 1) -> None:
    """One clear sentence and no traceback."""
    assert result.exit_code == status, result.output
    assert sentence in result.stderr
    assert "Traceback" not in result.output


def roster(text: str, name: str = "roster.csv") -> str:
    """A file to import."""
    Path(name).write_text(text, "utf-8")
    return name


# Making a database


def test_a_database_is_made_once_and_privately(bare: Run) -> None:
    umask = os.umask(0o077)
    try:
        result = bare("migrate", "--json")
        assert data(result) == {"made": True, "from": None, "to": schema.HEAD}
        assert "The master key is in data/master.key" in result.stderr
        assert f"revision {schema.HEAD}" in done(bare("migrate"))
        for file in Path("data").iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    finally:
        os.umask(umask)


@pytest.mark.parametrize(
    "words", [("unit", "list"), ("cycle", "list"), ("backup",), ("member", "list", "--unit", "CB1")]
)
def test_without_a_database_one_is_told_how_to_make_it(bare: Run, words: tuple[str, ...]) -> None:
    refused(bare(*words), "Run `tusoi migrate`")
    assert not Path("data").exists()


def test_a_wrong_setting_ends_with_2(bare: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSOI_TIMEZONE", "Mars")
    for words in (("unit", "list"), ("run",), ("doctor",), ("migrate",), ("restore", "x")):
        refused(bare(*words), "TUSOI_TIMEZONE: there is no such time zone.", 2)
    assert not Path("data").exists()


def test_an_unknown_variable_is_pointed_out(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSOI_TIMEZON", "Asia/Bangkok")
    assert "Did you mean TUSOI_TIMEZONE?" in tusoi("unit", "list").stderr


def test_a_wrong_master_key_touches_nothing(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    before = Path("data/tusoi.db").read_bytes(), Path("data/keys.db").read_bytes()
    monkeypatch.setenv("TUSOI_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    for words in (("unit", "list"), ("unit", "add", "X", "--code", "XX"), ("migrate",), ("backup",)):
        refused(tusoi(*words), "The master key is not the one")
    assert (Path("data/tusoi.db").read_bytes(), Path("data/keys.db").read_bytes()) == before
    monkeypatch.delenv("TUSOI_MASTER_KEY")
    refused(tusoi("unit", "list"), "key file data/master.key is missing", 2)


def test_a_lost_key_store_is_not_made_anew(tusoi: Run) -> None:
    Path("data/keys.db").unlink()
    refused(tusoi("unit", "list"), "There is no key store.")
    assert not Path("data/keys.db").exists()


# Units, roles, cycles


def test_units(tusoi: Run) -> None:
    added = tusoi("unit", "add", "Chi bộ 2", "--code", "CB2", "--parent", "du", "--json")
    assert data(added) == {"code": "CB2", "name": "Chi bộ 2", "kind": "agency"}
    refused(tusoi("unit", "add", "Chi bộ 2", "--code", "CB2"), "The code CB2 is taken by another unit.")
    assert [item["code"] for item in data(tusoi("unit", "list", "--json"))] == ["DU", "CB1", "CB2"]
    table = done(tusoi("unit", "list"))
    assert "Chi bộ 2" in table
    assert table.startswith("Code")


def test_offices(tusoi: Run) -> None:
    member = data(tusoi("member", "add", "Lê An", "--unit", "CB1", "--json"))["id"]
    assert "secretary of CB1" in done(tusoi("role", "give", member, "secretary", "--unit", "cb1"))
    refused(
        tusoi("role", "give", member, "secretary", "--unit", "CB1"), "holds this role in Chi bộ 1 already"
    )
    listed = data(tusoi("role", "list", "--unit", "CB1", "--json"))
    assert listed == [{"unit": "CB1", "role": "secretary", "member_id": member, "name": "Lê An"}]
    assert data(tusoi("member", "list", "--unit", "CB1", "--json"))[0]["roles"] == ["secretary"]
    assert "no longer" in done(tusoi("role", "take", member, "secretary", "--unit", "CB1"))
    refused(tusoi("role", "take", member, "secretary", "--unit", "CB1"), "does not hold this role")


def test_cycles(tusoi: Run) -> None:
    opening = ("cycle", "open", "--unit", "DU", "--opens", "2099-12-01", "--closes", "2099-12-31")
    refused(tusoi(*opening), "Nobody is on the roster")
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    refused(tusoi("cycle", "open", "--unit", "CB1", "--closes", "soon"), "“soon” is not a date.")
    assert "Cycle 1 is scheduled; 0 members" in done(tusoi(*opening))
    (line,) = data(tusoi("cycle", "list", "--json"))
    assert line["closes_at"] == "2099-12-31T16:59:59+00:00"
    assert "2099-12-31 23:59" in done(tusoi("cycle", "list"))
    refused(tusoi(*opening), "Đảng ủy has one from 01/12/2099 to 31/12/2099.")


def test_an_open_cycle_is_extended_or_closed_early(tusoi: Run) -> None:
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    now = datetime.now(UTC)
    days = [(now + timedelta(days=number)).date().isoformat() for number in (20, 10, 30)]
    step = tusoi("cycle", "open", "--unit", "CB1", "--closes", days[0], "--step", "2")
    refused(step, "Counts are rounded to multiples of 4 to 10.")
    assert "Cycle 1 is open" in done(
        tusoi("cycle", "open", "--unit", "CB1", "--closes", days[0], "--step", "3")
    )
    refused(tusoi("cycle", "extend", "1", "--closes", days[1]), "must be after the present one")
    assert f"closes at {days[2]} 23:59" in done(tusoi("cycle", "extend", "1", "--closes", days[2]))
    refused(tusoi("cycle", "close", "1"), "somebody has not handed in")
    refused(tusoi("cycle", "close", "2"), "There is no cycle 2.")


def test_when_a_cell_meets(tusoi: Run) -> None:
    setting = ("meeting", "set", "--unit", "cb1", "--rule", "FREQ=MONTHLY;BYDAY=1TU", "--at", "19h30")
    assert "CB1 meets by this rule; next: 20" in done(tusoi(*setting, "--place", "Nhà văn hóa"))
    (line,) = data(tusoi("meeting", "list", "--json"))
    assert line["place"] == "Nhà văn hóa"
    assert datetime.fromisoformat(line["next_at"]).strftime("%a %H:%M") == "Tue 12:30"
    assert line["rule"] in done(tusoi("meeting", "list"))
    assert data(tusoi(*setting, "--minutes", "60", "--json"))["place"] == "Nhà văn hóa"
    refused(tusoi(*setting, "--minutes", "5"), "from 15 to 480 minutes")
    told = "CB1 is reminded before a meeting: 7d, 1d."
    assert told in done(tusoi("meeting", "remind", "--unit", "cb1", "--before", "1d,7d"))
    refused(tusoi("meeting", "remind", "--unit", "CB1", "--before", "x"), "14d, 7d, 3d, 1d, 2h")
    refused(tusoi(*setting[:-1], "25:00"), "I did not understand the hour")
    refused(tusoi("meeting", "set", "--unit", "DU", *setting[4:]), "Đảng ủy has cells below it")
    for wrong in ("FREQ=HOURLY", "FREQ=MONTHLY;COUNT=3", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "soon"):
        refused(tusoi(*setting[:5], wrong, *setting[6:]), "The rule is not right")


def test_what_is_to_be_sent(tusoi: Run, tmp_path: Path) -> None:
    now = datetime.now(UTC)
    setting = ("meeting", "set", "--unit", "CB1", "--rule", "FREQ=DAILY", "--at", "23:59")
    done(tusoi(*setting))
    assert data(tusoi("outbox", "list", "--json")) == []
    runs = data(tusoi("outbox", "runs", "--json"))
    assert {run["run"].partition("/")[0] for run in runs} <= {"7d", "3d", "1d", "2h"}
    assert "is paused" in done(tusoi("outbox", "pause", "telegram:7"))
    assert "goes on" in done(tusoi("outbox", "resume", "telegram:7"))
    refused(tusoi("outbox", "cancel", "7d/1999-01-01"), "There is no run called 7d/1999-01-01.")
    refused(tusoi("outbox", "cancel", "soon"), "There is no run called soon.")
    run = runs[0]["run"]
    assert datetime.fromisoformat(runs[0]["first_at"]) > now
    assert f"{run} is cancelled: 0 messages" in done(tusoi("outbox", "cancel", run))
    assert next(one for one in data(tusoi("outbox", "runs", "--json")) if one["run"] == run)["unplanned"] == 0


# The roster


def test_members(tusoi: Run) -> None:
    words = ("member", "add", "Lê An", "--unit", "CB1", "--post", "Thư ký", "--own-id", "7", "--probationary")
    member = data(tusoi(*words, "--json"))["id"]
    assert data(tusoi("member", "list", "--unit", "CB1", "--json")) == [
        {
            "id": member,
            "name": "Lê An",
            "own_id": "7",
            "post": "Thư ký",
            "standing": "probationary",
            "joined": False,
            "roles": [],
        }
    ]
    refused(tusoi("member", "add", "LE AN", "--unit", "CB1"), "say so with --same-name")
    assert "Added with the id" in done(tusoi("member", "add", "LE AN", "--unit", "CB1", "--same-name"))
    done(tusoi("member", "remove", member))
    assert [item["name"] for item in data(tusoi("member", "list", "--unit", "CB1", "--json"))] == ["LE AN"]
    refused(tusoi("member", "remove", member), "has left")
    refused(tusoi("member", "remove", "5"), "There is no member with the id 5.")


def test_an_import_twice(tusoi: Run) -> None:
    file = roster("Họ và tên;Mã;Chức vụ;Đảng viên;Quê\nLê An;1;Bí thư;;Huế\nVũ Bình;;;dự bị;\n")
    words = ("roster", "import", file, "--unit", "CB1")
    preview = tusoi(*words, "--dry-run")
    assert "Nothing was done. It would be: 2 added" in done(preview)
    assert "Row 2: new: Lê An (CB1): Bí thư." in preview.stderr
    assert "Columns that were left out: Quê." in preview.stderr
    assert data(tusoi("member", "list", "--unit", "CB1", "--json")) == []
    assert "2 added, 0 changed, 0 unchanged." in done(tusoi(*words))
    assert data(tusoi(*words, "--json")) == {
        "units": 1,
        "added": 0,
        "changed": 0,
        "unchanged": 2,
        "absent": 0,
        "elsewhere": 0,
        "doubts": 0,
        "left_out": 0,
        "dry_run": False,
    }
    other = ("roster", "import", roster("name,post\nVũ Bình,Thư ký\nLê Văn An,\n"), "--unit", "CB1")
    refused(tusoi(*other), "Row 2: Vũ Bình is also the name of member")
    preview = tusoi(*other, "--dry-run", "--same-name", "same")
    assert (
        "Row 2: changed: Vũ Bình (CB1): post: – → Thư ký, standing: probationary → official."
        in preview.stderr
    )
    assert "No row: not in the file: Lê An (CB1)" in preview.stderr
    assert "1 members of Chi bộ 1 are not in the file" in preview.stderr


def test_many_cells_and_what_becomes_of_every_row(tusoi: Run) -> None:
    done(tusoi("unit", "add", "Chi bộ 2", "--code", "CB2", "--parent", "DU"))
    file = roster("Họ và tên;Chi bộ;Mã\nLê An;Chi bộ 1;1\nVũ Bình;CHI BO 2;+2\nBùi Vy;;3\n")
    words = ("roster", "import", file)
    refused(
        tusoi(*words, "--unit", "CB1", "--report", "p.csv"), "Row 3, column 2: there is no cell “CHI BO 2”"
    )
    assert "3;2;there is no cell" in Path("p.csv").read_text("utf-8-sig")
    assert "3 added" in done(tusoi(*words, "--unit", "DU"))
    listed = data(tusoi("member", "list", "--unit", "CB2", "--json"))
    assert {item["name"] for item in listed} == {"Vũ Bình", "Bùi Vy"}
    moved = roster("name;Mã;Chi bộ;post\nLê An;1;CB2;\nBùi Vy;3;CB2;=cmd|1\n")
    result = tusoi("roster", "import", moved, "--report", "r.csv")
    assert "Row 2: left alone: Lê An (CB2): chuyển sinh hoạt: member" in result.stderr
    assert "'" not in done(result)
    written = Path("r.csv").read_text("utf-8-sig")
    assert "changed;3;Bùi Vy;CB2;post: – → =cmd|1" in written
    fresh = roster("name;Chi bộ;post\nLê Mới;CB1;=cmd|1\n")
    done(tusoi("roster", "import", fresh, "--report", "r.csv"))
    assert "added;2;Lê Mới;CB1;'=cmd|1" in Path("r.csv").read_text("utf-8-sig")


def test_a_long_import_lets_others_write(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[tuple[int, int]] = []

    def breathe() -> None:
        for name in ("keys", "tusoi"):
            with closing(sqlite3.connect(f"data/{name}.db", timeout=0)) as other:
                other.execute("BEGIN IMMEDIATE")
        with closing(sqlite3.connect("data/tusoi.db")) as other:
            marked = "SELECT count(*) FROM member WHERE left_at IS NOT NULL"
            there, unsettled = (other.execute(sql).fetchone()[0] for sql in (marked[:27], marked))
            found.append((there, unsettled))

    monkeypatch.setattr(sessions, "breathe", breathe)
    monkeypatch.setattr(roster_imports, "BATCH", 20)
    names = "\n".join(f"Lê Văn {number}" for number in range(45))
    assert "45 added" in done(tusoi("roster", "import", roster(f"name\n{names}\n"), "--unit", "CB1"))
    assert found == [(20, 20), (40, 40), (45, 45), (45, 25), (45, 5), (45, 0), (45, 0)]


def test_an_import_that_is_refused_at_the_end_leaves_nothing(
    tusoi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moved(*_: object) -> None:
        raise FlowError("roster-moved")

    monkeypatch.setattr(roster_imports, "show", moved)
    refused(tusoi("roster", "import", roster("name\nLê An\n"), "--unit", "CB1"), "changed in the meantime")
    with closing(sqlite3.connect("data/tusoi.db")) as other:
        assert other.execute("SELECT count(*) FROM member").fetchone() == (0,)


def test_the_template_is_no_roster(tusoi: Run) -> None:
    assert "Wrote mau.xlsx." in done(tusoi("roster", "template", "mau.xlsx"))
    refused(tusoi("roster", "template", "mau.xlsx"), "exists")
    refused(tusoi("roster", "import", "mau.xlsx", "--unit", "CB1"), "The file has no members in it.")


def test_units_from_a_file(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_imports, "BATCH", 2)
    text = (
        "Mã;Tên;Loại hình;Mã cấp trên\nA1;Chi bộ A1;;DA\nA2;Chi bộ A2;trường học;DA\nDA;Đảng ủy A;Cơ quan;\n"
        "CB7;Chi bộ 7;;DU\nCB1;Chi bộ Một;;DU\n"
    )
    words = ("unit", "import", roster(text))
    preview = tusoi(*words, "--dry-run")
    assert "It would be: 4 added, 0 unchanged, 1 there already otherwise." in done(preview)
    assert "Row 6: CB1 is there already and stays as it is." in preview.stderr
    assert len(data(tusoi("unit", "list", "--json"))) == 2
    assert "4 added" in done(tusoi(*words))
    assert data(tusoi(*words, "--json"))["unchanged"] == 4
    found = {item["code"]: (item["kind"], item["parent"]) for item in data(tusoi("unit", "list", "--json"))}
    assert found["A1"] == ("agency", "DA")
    assert found["A2"] == ("public_service", "DA")
    assert found["CB7"][1] == "DU"


def test_units_that_cannot_be(tusoi: Run) -> None:
    text = "Mã;Tên;Loại;Cấp trên\n?;;lạ;\nAB;x;;LẠ\nAB;y;;\n"
    result = tusoi("unit", "import", roster(text))
    refused(result, "Nothing was imported: 5 problems.")
    for said in (
        "Row 2, column 1",
        "Row 2, column 2",
        "Row 2, column 3",
        "Row 3, column 4: there is no unit above",
        "Row 4, column 1: this code is in row 3",
    ):
        assert said in result.stderr
    text = "Mã;Tên;Loại;Cấp trên\nA1;x;;A2\nA2;y;;A1\nA3;z;;XX\n"
    result = tusoi("unit", "import", roster(text))
    refused(result, "3 problems")
    assert "Row 4, column 4: there is no unit above" in result.stderr
    assert "Row 2, column 4: the units above this one go in a circle" in result.stderr
    text = "Tên;Cấp trên;Mã;Loại\nx;LẠ;A1;\ny;A3;A2;lạ\nz;A2;A3;\nu;;A1;\nv;?;B1;\nw;;?;\n"
    result = tusoi("unit", "import", roster(text))
    refused(result, "Nothing was imported: 6 problems.")
    places = [line.split(":")[0] for line in result.stderr.splitlines()[:-1]]
    assert places == [
        *("Row 2, column 2", "Row 3, column 2", "Row 3, column 4", "Row 4, column 2"),
        *("Row 5, column 3", "Row 7, column 3"),
    ]
    assert "khu dân cư (residential)" in tusoi("unit", "import", roster(text)).stderr
    refused(tusoi("unit", "import", roster("a;b\n1;2\n")), "There must be columns headed Mã (code) and Tên")


def test_units_that_were_never_shown_are_cleared_away(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(*_: object) -> None:
        raise RuntimeError

    words = ("unit", "import", roster("Mã;Tên;Cấp trên\nA1;Chi bộ A1;DA\nDA;Đảng ủy A;\n"))
    with monkeypatch.context() as broken:
        broken.setattr(unit_imports, "show", dies)
        assert tusoi(*words).exit_code == 1
    assert [item["code"] for item in data(tusoi("unit", "list", "--json"))] == ["DU", "CB1"]
    assert "2 added" in done(tusoi(*words))


@pytest.mark.parametrize(
    ("typed", "names"),
    [("0\n", ["Lê An", "Lê An"]), ("9\n1\n", ["Lê An"])],
)
def test_somebody_is_asked_about_a_known_name(
    tusoi: Run, monkeypatch: pytest.MonkeyPatch, typed: str, names: list[str]
) -> None:
    monkeypatch.setattr(output, "interactive", lambda: True)
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    result = tusoi("roster", "import", roster("name,post\nLê An,Bí thư\n"), "--unit", "CB1", typed=typed)
    assert result.exit_code == 0, result.output
    assert "1: the same person as member" in result.stderr
    assert [item["name"] for item in data(tusoi("member", "list", "--unit", "CB1", "--json"))] == names


@pytest.mark.parametrize(("typed", "number"), [("0\n", 2), ("9\n1\n", 1)])
def test_equal_rows_are_asked_about(
    tusoi: Run, monkeypatch: pytest.MonkeyPatch, typed: str, number: int
) -> None:
    monkeypatch.setattr(output, "interactive", lambda: True)
    result = tusoi("roster", "import", roster("name\nLê An\nLê An\n"), "--unit", "CB1", typed=typed)
    assert f"{number} added" in done(result)
    assert "1: the same person as in row 2; leave this row out" in result.stderr
    assert len(data(tusoi("member", "list", "--unit", "CB1", "--json"))) == number
    assert ("Row that was left out: 3 (the same person as in another row)." in result.stderr) is (number == 1)


def test_a_name_twice_in_a_file_is_told_as_such(tusoi: Run) -> None:
    words = ("roster", "import", roster("name\nLê An\nVũ Bé\nLê An\n"), "--unit", "CB1")
    result = tusoi(*words)
    refused(result, "Row 4: Lê An is also the name of row 2.")
    for told in (result, tusoi(*words, "--same-name", "same")):
        refused(told, "Rows with equal names: if they are the same person, delete all but one of them")
        assert "--same-name same" not in told.stderr
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    result = tusoi(*words)
    refused(result, "--same-name same that they are the members named")
    assert "Rows with equal names" in result.stderr
    assert "3 added" in done(tusoi(*words, "--same-name", "new"))


def test_rows_that_are_left_out_are_told_and_why(tusoi: Run) -> None:
    text = (
        "DANH SÁCH;;\n;;\nTT;Họ và tên;Mã\n1;(Ví dụ) A;\n2;(Ví dụ) B;\n3;Lê An;7\n;Cộng: 1;\nT/M CHI BỘ;;\n"
    )
    words = ("roster", "import", roster(text), "--unit", "CB1", "--report", "r.csv")
    result = tusoi(*words, "--json")
    assert data(result)["left_out"] == 4
    said = "Rows that were left out: 4–5 (example), 7 (sum), 8 (signatures)."
    assert said in result.stderr
    written = Path("r.csv").read_text("utf-8-sig").splitlines()
    assert written[-4:] == [
        "left out;4;;;example",
        "left out;5;;;example",
        "left out;7;;;sum",
        "left out;8;;;signatures",
    ]


def test_problems_have_their_places(tusoi: Run) -> None:
    file = roster("Họ và tên;Đảng viên\nLê An;khách\n;\n=1;\n")
    result = tusoi("roster", "import", file, "--unit", "CB1")
    refused(result, "Nothing was imported: 2 problems.")
    assert "Row 2, column 2: “khách” is neither official" in result.stderr
    assert "Row 4, column 1: this is not a name" in result.stderr
    refused(tusoi("roster", "import", "missing.csv", "--unit", "CB1"), "missing.csv: No such file")
    refused(tusoi("roster", "import", roster("a;b\n"), "--unit", "CB1"), "No row with the headings")
    refused(tusoi("roster", "import", file, "--unit", "CB1", "--same-name", "merge"), "new, same or ask", 2)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("role", "give", "abc", "secretary", "--unit", "CB1"), "“abc” is not the id of a member"),
        (("member", "remove", "12x"), "`tusoi member list --unit CODE` shows them"),
        (
            ("member", "decline", "abc"),
            "“abc” is not the id of a proposal: `tusoi member proposals` shows them.",
        ),
        (("codes", "--unit", "CB1", "--again", "An"), "“An” is not the id of a member"),
        (("cycle", "close", "x"), "“x” is not the id of a cycle: `tusoi cycle list` shows them."),
        (("roster", "import", "a.csv", "--unit", "CB1", "--report", "x.xlsx"), "the name must end in .csv"),
    ],
)
def test_what_is_typed_wrong_is_told(tusoi: Run, words: tuple[str, ...], sentence: str) -> None:
    result = tusoi(*words)
    assert result.exit_code == 2
    assert sentence in " ".join(re.sub("[│╭╮╰╯─]", " ", result.stderr).split())
    assert "parse" not in result.stderr


def test_codes_are_shown_once_to_those_who_have_not_joined(
    tusoi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = (
        data(tusoi("member", "add", name, "--unit", "CB1", "--json"))["id"] for name in ("Lê An", "Vũ Bình")
    )
    result = tusoi("codes", "--unit", "CB1")
    assert "Link" not in done(result)
    assert len(re.findall(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", result.stdout)) == 2, "as slips and chat show them"
    assert "for 30 days" in result.stderr
    monkeypatch.setenv("TUSOI_PUBLIC_URL", "https://tusoi.example.org/")
    codes = data(tusoi("codes", "--unit", "CB1", "--days", "7", "--json"))
    assert [item["id"] for item in codes] == [first, second]
    assert all(item["link"] == f"https://tusoi.example.org/#{item['code']}" for item in codes)
    assert all(code["code"].encode() not in Path("data/tusoi.db").read_bytes() for code in codes)
    (again,) = data(tusoi("codes", "--unit", "CB1", "--again", second, "--json"))
    assert again["id"] == second
    refused(tusoi("codes", "--unit", "CB1", "--again", "5"), "The member 5 is not in CB1.")
    done(tusoi("member", "remove", first))
    done(tusoi("member", "remove", second))
    assert data(tusoi("codes", "--unit", "CB1", "--json")) == []


# Keeping it


def test_backup_and_restore(tusoi: Run) -> None:
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    written = data(tusoi("backup", "--json"))
    assert Path(written["content"]).parent == Path("data/backups")
    refused(tusoi("restore", written["content"]), "The database is not empty.")
    done(tusoi("unit", "add", "Mới", "--code", "NEW"))
    assert data(tusoi("restore", written["content"], "--force", "--json"))["erased"] == 0
    assert [item["code"] for item in data(tusoi("unit", "list", "--json"))] == ["DU", "CB1"]
    refused(tusoi("restore"), "Name a backup", 2)
    refused(tusoi("restore", "missing.zip", "--force"), "missing.zip is missing, damaged or no backup")


def test_everything_is_lost_but_the_backups_and_the_master_key(tusoi: Run) -> None:
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    written = data(tusoi("backup", "elsewhere", "--json"))
    shutil.rmtree("data")
    refused(tusoi("restore", written["content"]), "Bring it back too")
    assert "1 keys" in done(tusoi("restore", written["content"], "--keys", written["keys"]))
    assert data(tusoi("member", "list", "--unit", "CB1", "--json"))[0]["name"] == "Lê An"


def test_retention_counts_first(tusoi: Run) -> None:
    result = tusoi("retention", "--dry-run", "--json")
    assert {item["rows"] for item in data(result)} == {0}
    assert "dry run" in result.stderr
    assert "What" in done(tusoi("retention"))


def test_the_doctor(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong() -> list[str]:
        result = tusoi("doctor", "--json")
        findings = [item["name"] for item in json.loads(result.stdout) if not item["ok"]]
        assert result.exit_code == (1 if findings else 0)
        return findings

    assert wrong() == ["backup"]
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    done(tusoi("backup"))
    assert wrong() == []
    assert "2 units, 1 members, 0 joined" in done(tusoi("doctor"))
    Path("data/tusoi.db").chmod(0o644)
    monkeypatch.setenv("TUSOI_PUBLIC_URL", "http://tusoi.example.org")
    assert wrong() == ["privacy of the files", "public address"]
    Path("data/keys.db").unlink()
    assert wrong()[-1] == "database"


def test_the_doctor_looks_at_every_zalo_bot(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> list[tuple[str, bool, str]]:
        items = json.loads(tusoi("doctor", "--json").stdout)
        return [tuple(item.values()) for item in items if item["name"].startswith("zalo:")]

    assert found() == []
    monkeypatch.setenv("TUSOI_ZALO_BOTS", "12345689:abc-xyz")
    [(name, fine, detail)] = found()
    assert (name, fine) == ("zalo:12345689", True)
    assert detail.startswith("all units: 0 members")
    monkeypatch.setenv("TUSOI_ZALO_BOTS", "1:abc-xyz cb1; 2:def-uvw CB7")
    done(tusoi("member", "add", "Lê An", "--unit", "CB1"))
    one, two = found()
    assert one[2].startswith("units CB1: 1 members, 0 joined on it")
    assert two == ("zalo:2", False, "there is no open unit CB7: correct TUSOI_ZALO_BOTS")
    shown = tusoi("doctor").output
    assert "abc-xyz" not in shown
    assert "carries 50 members" in shown


def test_the_doctor_without_a_database_or_with_a_wrong_key(
    bare: Run, tusoi: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUSOI_MASTER_KEY", base64.b64encode(bytes(32)).decode())
    assert "master key is not the one" in tusoi("doctor").stdout
    shutil.rmtree("data")
    assert "tusoi migrate" in bare("doctor").stdout


# Running


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What was started, instead of starting it."""
    started: list[tuple[str, bool]] = []

    def serve(found: Settings, *, demo: bool) -> None:
        started.append((found.database_url, demo))

    monkeypatch.setattr(serving, "_serve", serve)
    return started


def test_run_without_anything_is_the_demo(bare: Run, served: list[tuple[str, bool]]) -> None:
    result = bare("run")
    assert served == [("sqlite:///data/demo.db", True)]
    assert len(result.stderr.splitlines()) == 2
    assert "http://127.0.0.1:8000" in result.stderr


@pytest.mark.parametrize(("name", "value"), [("TELEGRAM_TOKEN", "1:x"), ("DATABASE_URL", "sqlite:///own.db")])
def test_run_with_a_wish_for_the_real_thing_is_no_demo(
    bare: Run, served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"TUSOI_{name}", value)
    refused(bare("run"), "Run `tusoi migrate`")
    assert served == []


def test_run_with_a_database_is_real(
    tusoi: Run, served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    done(tusoi("run"))
    monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", "1:x")
    done(tusoi("run"))
    assert served == [("sqlite:///data/tusoi.db", False)] * 2
    refused(tusoi("demo"), "Unset TUSOI_TELEGRAM_TOKEN")


def test_the_demo_command(bare: Run, served: list[tuple[str, bool]]) -> None:
    done(bare("demo"))
    assert served == [("sqlite:///data/demo.db", True)]


def test_a_demo_takes_nothing_real(
    tusoi: Run, served: list[tuple[str, bool]], monkeypatch: pytest.MonkeyPatch
) -> None:
    import sqlite3

    with sqlite3.connect("data/tusoi.db") as connection:
        connection.execute("UPDATE installation SET demo = 1")
    connection.close()
    file = roster("name\nLê An\n")
    refused(tusoi("member", "add", "Lê An", "--unit", "CB1"), "This is the demo")
    refused(tusoi("roster", "import", file, "--unit", "CB1"), "This is the demo")
    monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", "1:x")
    refused(tusoi("run"), "This is the demo")
    assert served == []
    assert len(data(tusoi("unit", "list", "--json"))) == 2


# Whatever else may happen


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (RuntimeError("secret"), "a fault of the programme, please report it: RuntimeError."),
        (PermissionError(13, "Permission denied", "data"), "data: Permission denied."),
    ],
)
def test_a_fault_is_one_sentence(
    tusoi: Run, monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    from flows import units

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(units, "listing", fail)
    result = tusoi("unit", "list")
    refused(result, sentence)
    assert "secret" not in result.output


def test_a_server_that_is_not_there(bare: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("TUSOI_DATABASE_URL", f"postgresql://someone:hidden@/x?host={tmp_path}")
    monkeypatch.setenv("TUSOI_MASTER_KEY", KEY)
    result = bare("migrate")
    refused(result, "The database cannot be used: ")
    assert "hidden" not in result.output


def commands(app: typer.Typer = cli.app, *before: str) -> list[list[str]]:
    """Every command there is."""
    found = [[*before, info.name or ""] for info in app.registered_commands]
    for group in app.registered_groups:
        assert group.typer_instance is not None
        found += commands(group.typer_instance, *before, group.name or "")
    return found


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_every_command_has_an_example_in_its_help(bare: Run, command: list[str]) -> None:
    shown = " ".join(done(bare(*command, "--help")).split())
    assert f"Example: tusoi {' '.join(command)}" in shown


def test_every_listing_speaks_json(bare: Run) -> None:
    for command in commands():
        if command[-1] in ("list", "codes", "doctor", "retention"):
            assert "--json" in done(bare(*command, "--help")), command


# In a process of its own


def seconds(*words: str, **environment: str) -> float:
    """How much of the processor's time Python takes for something."""
    pipe = subprocess.DEVNULL
    with subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env={**os.environ, **environment}, stdout=pipe, stderr=pipe
    ) as process:
        _, _, used = os.wait4(process.pid, 0)
        process.returncode = 0
    return used.ru_utime + used.ru_stime


@pytest.mark.parametrize(
    ("words", "environment"),
    [(("--help",), {}), (("roster", "import", "--help"), {}), (("unit", "list"), {"TUSOI_TIMEZONE": "Mars"})],
)
def test_help_and_setting_errors_come_at_once(words: tuple[str, ...], environment: dict[str, str]) -> None:
    """In half a second; on a busy machine, where all takes longer, in what four imports of asyncio take."""
    assert any(
        seconds("-m", "bot.cli", *words, **environment) < max(0.5, 4 * seconds("-c", "import asyncio"))
        for _ in range(3)
    )


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (("--help",), ("aiogram", "sqlmodel", "sqlalchemy", "pydantic")),
        (("unit", "list"), ("aiogram", "aiohttp", "alembic", "openpyxl")),
        (("roster", "import", "roster.csv", "--unit", "CB1"), ("aiogram", "aiohttp", "alembic")),
        (("codes", "--unit", "CB1"), ("aiogram", "aiohttp")),
    ],
)
def test_commands_import_what_they_need(tusoi: Run, words: tuple[str, ...], never: tuple[str, ...]) -> None:
    roster("name\nLê An\n")
    result = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot.cli", *words],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    imported = {line.rpartition("|")[2].strip() for line in result.stderr.splitlines() if "|" in line}
    assert "bot.commands" in imported
    assert imported.isdisjoint(never)


def test_the_process_ends_with_its_status_and_keeps_files_private(tusoi: Run) -> None:
    def status(*words: str) -> int:
        command = [sys.executable, "-m", "bot.cli", *words]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        return subprocess.run(command, env=environment, capture_output=True, check=False).returncode

    assert status("backup") == 0
    assert stat.S_IMODE(next(Path("data/backups").glob("*.zip")).stat().st_mode) == 0o600
    assert status("nonsense") == 2
