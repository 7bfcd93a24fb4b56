"""`tusoi slips`: a document of its own for its owner alone, and nothing done before that is agreed to."""

import json
import os
import re
import stat
from pathlib import Path

import pytest

from bot.commands import output
from tests.bot.documents import paper
from tests.bot.test_cli import Run, data, done, refused, roster
from tests.bot.test_cli import bare as bare
from tests.bot.test_cli import tusoi as tusoi

CODE = re.compile(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b")


@pytest.fixture
def members(tusoi: Run) -> list[str]:
    """The ids of a cell of three."""
    done(tusoi("roster", "import", roster("name\nLê An\nVũ Bình\nĐỗ Chi\n"), "--unit", "CB1"))
    return [str(item["id"]) for item in data(tusoi("member", "list", "--unit", "CB1", "--json"))]


def slips(name: str) -> list[paper.Sheet]:
    """What a PDF holds."""
    return [part for sheet in paper.read(Path(name).read_bytes()) for part in paper.quarters(sheet)]


def issued(tusoi: Run) -> int:
    """How many codes were made."""
    acts = data(tusoi("audit", "list", "--json"))
    return sum(act["act"] == "code_issued" for act in acts)


def test_slips_are_made_for_a_cell(tusoi: Run, members: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUSOI_PUBLIC_URL", "https://tusoi.example.org")
    monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", "1:abc")
    monkeypatch.setenv("TUSOI_TELEGRAM_NAME", "@tusoi_bot")
    umask = os.umask(0o022)
    try:
        result = tusoi("slips", "--unit", "cb1", "--out", "phieu.PDF", "--yes", "--days", "7", "--json")
    finally:
        os.umask(umask)
    assert data(result) == {"file": "phieu.PDF", "slips": 3, "cells": 1}
    assert "issues 3 new join codes; older ones of the same members stop working" in result.stderr
    assert "is not set" not in result.stderr
    assert stat.S_IMODE(Path("phieu.PDF").stat().st_mode) == 0o600
    assert len(os.listdir()) == 3, "data, the roster, the slips: nothing else is left"
    found = slips("phieu.PDF")
    for name, part in zip(("Lê An", "Vũ Bình", "Đỗ Chi"), found, strict=True):
        assert name in part.said
    assert all(len(paper.squares(part.boxes)) == 2 for part in found)
    assert issued(tusoi) == 3
    database = Path("data/tusoi.db").read_bytes()
    made = [code.replace("-", "") for part in found for code in CODE.findall(part.said)]
    assert len(made) == 3
    assert not [code for code in made if code.encode() in database]


def test_a_committee_makes_one_document(tusoi: Run, members: list[str]) -> None:
    done(tusoi("unit", "add", "Chi bộ 2", "--code", "CB2", "--parent", "DU"))
    done(tusoi("unit", "add", "Chi bộ 3", "--code", "CB3", "--parent", "DU"))
    done(tusoi("member", "add", "Lê Tư", "--unit", "CB2"))
    result = tusoi("slips", "--unit", "DU", "--out", "phieu.docx", "--yes")
    assert "4 slips in phieu.docx." in done(result)
    assert "TUSOI_PUBLIC_URL is not set" in result.stderr
    assert "TUSOI_TELEGRAM" not in result.stderr
    written = paper.opened(Path("phieu.docx").read_bytes())
    assert [slip[1:3] for slip in written.slips] == [
        *(["Lê An", "Chi bộ 1"], ["Vũ Bình", "Chi bộ 1"], ["Đỗ Chi", "Chi bộ 1"], ["Lê Tư", "Chi bộ 2"])
    ]
    assert written.tables == 2
    assert written.pictures == []


def test_it_asks_first(tusoi: Run, members: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    command = ("slips", "--unit", "CB1", "--out", "phieu.pdf")
    refused(tusoi(*command), "Nothing was done. Say --yes to go on without being asked.")
    monkeypatch.setattr(output, "interactive", lambda: True)
    refused(tusoi(*command, typed="n\n"), "Nothing was done.")
    assert len(os.listdir()) == 2
    assert issued(tusoi) == 0
    assert "3 slips" in done(tusoi(*command, typed="y\n"))
    assert issued(tusoi) == 3


def test_nothing_is_overwritten_unless_forced(tusoi: Run, members: list[str]) -> None:
    Path("phieu.pdf").write_text("mine")
    Path("phieu.pdf").chmod(0o644)
    command = ("slips", "--unit", "CB1", "--out", "phieu.pdf", "--yes")
    refused(tusoi(*command), "phieu.pdf exists already")
    assert (Path("phieu.pdf").read_text(), issued(tusoi)) == ("mine", 0)
    done(tusoi(*command, "--force"))
    assert len(slips("phieu.pdf")) == 3
    assert stat.S_IMODE(Path("phieu.pdf").stat().st_mode) == 0o600


def test_what_cannot_be_is_refused_and_issues_nothing(
    tusoi: Run, members: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    refused(tusoi("slips", "--unit", "CB1", "--out", "phieu.txt", "--yes"), "must end in .pdf or .docx", 2)
    refused(tusoi("slips", "--unit", "X9", "--out", "phieu.pdf", "--yes"), "X9")
    refused(tusoi("slips", "--unit", "CB1", "--out", "missing/a.pdf", "--yes"), "There is no folder missing.")
    refused(tusoi("slips", "--unit", "CB1", "--out", "a.pdf", "--again", "5"), "The member 5 is not in CB1.")
    monkeypatch.setattr("bot.documents.slips_pdf._fonts", lambda: Path("nowhere"))
    refused(tusoi("slips", "--unit", "CB1", "--out", "phieu.pdf", "--yes"), "")
    assert issued(tusoi) == 0
    assert len(os.listdir()) == 2


def test_one_member_again(tusoi: Run, members: list[str]) -> None:
    done(tusoi("slips", "--unit", "DU", "--out", "phieu.pdf", "--yes", "--again", members[1]))
    assert len(slips("phieu.pdf")) == 1
    assert issued(tusoi) == 1


def test_nobody_is_left(tusoi: Run, members: list[str]) -> None:
    for member in members:
        done(tusoi("member", "remove", member))
    assert "Nobody needs a slip." in done(tusoi("slips", "--unit", "DU", "--out", "phieu.pdf"))
    assert not Path("phieu.pdf").exists()


def test_the_doctor_misses_the_name_of_the_bot(tusoi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def found() -> list[tuple[bool, str]]:
        items = json.loads(tusoi("doctor", "--json").stdout)
        return [(item["ok"], item["detail"]) for item in items if item["name"] == "name of the bot"]

    assert found() == []
    monkeypatch.setenv("TUSOI_TELEGRAM_TOKEN", "1:abc")
    assert found() == [(False, "missing: slips carry no code for Telegram; set TUSOI_TELEGRAM_NAME")]
    monkeypatch.setenv("TUSOI_TELEGRAM_NAME", "tusoi_bot")
    assert found() == [(True, "tusoi_bot")]
