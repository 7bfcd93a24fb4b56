"""`tusoi audit`: the log in a list, and whether somebody has meddled with it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from tests.bot.test_cli import Run, data, done, refused
from tests.bot.test_cli import bare as bare
from tests.bot.test_cli import tusoi as tusoi


def meddle(statement: str) -> None:
    """Somebody is at the database itself."""
    with closing(sqlite3.connect("data/tusoi.db")) as connection, connection:
        connection.execute(statement)


def test_an_operators_acts_are_listed(tusoi: Run) -> None:
    member = data(tusoi("member", "add", "Nguyễn Văn An", "--unit", "CB1", "--json"))["id"]
    done(tusoi("role", "give", str(member), "secretary", "--unit", "CB1"))
    done(tusoi("codes", "--unit", "CB1"))
    acts = data(tusoi("audit", "list", "--unit", "CB1", "--json"))
    assert [act["act"] for act in acts] == ["code_issued", "role_given", "member_added", "unit_added"]
    assert {act["office"] for act in acts} == {"operator"}
    assert acts[1] | {"at": ""} == {
        "id": 4,
        "at": "",
        "office": "operator",
        "member": None,
        "unit": "CB1",
        "act": "role_given",
        "subject": member,
        "detail": "secretary",
    }
    assert "Nguyễn" not in done(tusoi("audit", "list"))
    assert [act["unit"] for act in data(tusoi("audit", "list", "--most", "1", "--json"))] == ["CB1"]
    assert len(data(tusoi("audit", "list", "--unit", "DU", "--json"))) == 5
    refused(tusoi("audit", "list", "--unit", "X9"), "X9")


def test_a_whole_log_ends_in_what_can_be_noted(tusoi: Run) -> None:
    found = data(tusoi("audit", "verify", "--json"))
    assert (found["acts"], found["faults"], found["whole"]) == (2, [], True)
    assert f"It ends in {found['end']}." in done(tusoi("audit", "verify"))
    done(tusoi("unit", "add", "Chi bộ 2", "--code", "CB2"))
    assert data(tusoi("audit", "verify", "--noted", found["end"], "--json"))["as_noted"]


def test_meddling_is_found_and_said(tusoi: Run) -> None:
    end = data(tusoi("audit", "verify", "--json"))["end"]
    meddle("UPDATE act SET office = 'officer' WHERE id = 1")
    refused(tusoi("audit", "verify"), "Act 1 was changed.", 3)
    assert data_of_broken(tusoi("audit", "verify", "--json").stdout)
    meddle("DELETE FROM act WHERE id = 2")
    refused(tusoi("audit", "verify"), "acts after 1 were removed", 3)
    refused(tusoi("audit", "verify", "--noted", end), "Act 2 is not the one that was written down.", 3)


def data_of_broken(shown: str) -> bool:
    """Programmes read it too."""
    return '"whole": false' in shown


def test_a_note_that_is_none_is_refused(tusoi: Run) -> None:
    for noted in ("x", "1", "1:", "1:abc", ":123456789", "٣:123456789"):
        assert tusoi("audit", "verify", "--noted", noted).exit_code == 2, noted


def test_a_restored_log_goes_on(tusoi: Run) -> None:
    done(tusoi("backup", "kept"))
    [file] = Path("kept").glob("tusoi-*.zip")
    done(tusoi("restore", str(file), "--force"))
    assert data(tusoi("audit", "list", "--most", "1", "--json"))[0]["act"] == "restored"
    assert data(tusoi("audit", "verify", "--json"))["whole"]
