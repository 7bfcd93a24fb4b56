"""The tree from a file: read, compared, staged where nobody sees it, shown at once."""

import io
from datetime import datetime

import pytest
from sqlmodel import select

from flows import unit_files, unit_imports, units
from flows.roster_tables import IN_CHAT, RosterProblems
from storage.engines import FlowSession
from storage.units import Unit
from tests.conftest import Cell

TREE = "Mã;Tên;Loại hình;Mã cấp trên\nA1;Chi bộ A1;;DA\nA2;Chi bộ A2;trường học;DA\nDA;Đảng ủy A;Cơ quan;\n"


def rows(text: str) -> unit_files.UnitFile:
    return unit_files.read(io.BytesIO(text.encode()), "tree.csv", IN_CHAT)


def take(session: FlowSession, text: str, now: datetime) -> unit_imports.UnitPlan:
    """Import a file, in as many steps as it takes."""
    made, mark, done = unit_imports.plan(session, rows(text)), unit_imports.new_mark(), 0
    while done < len(made.added):
        done = unit_imports.stage(session, made, done, mark, now, "Asia/Ho_Chi_Minh")
    unit_imports.show(session, made, mark, now)
    return made


def test_children_may_come_before_their_parents(
    session: FlowSession, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unit_imports, "BATCH", 2)
    assert [row.code for row in take(session, TREE, now).added] == ["DA", "A1", "A2"]
    found = {line.code: (line.kind, line.parent) for line in units.listing(session)}
    assert found == {
        "DA": ("agency", None),
        "A1": ("agency", "DA"),
        "A2": ("public_service", "DA"),
    }
    again = unit_imports.plan(session, rows(TREE))
    assert (again.added, again.unchanged) == ([], 3), "twice is once"


def test_what_was_staged_is_nowhere_until_it_is_shown(session: FlowSession, now: datetime) -> None:
    made = unit_imports.plan(session, rows(TREE))
    unit_imports.stage(session, made, 0, unit_imports.new_mark(), now, "Asia/Ho_Chi_Minh")
    assert all(line.closed for line in units.listing(session))
    while unit_imports.clear_some(session):
        pass
    assert session.exec(select(Unit)).all() == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("Mã;Tên;Loại;Cấp trên\n?;;lạ;\nAB;x;;LẠ\nAB;y;;\n", [2, 2, 2, 3, 4]),
        ("Mã;Tên;Loại;Cấp trên\nA1;x;;A2\nA2;y;;A1\nA3;z;;XX\n", [2, 3, 4]),
        ("Mã;Tên;Cấp trên\nA1;x;CB1\n", [2]),
    ],
)
def test_every_problem_has_its_line(
    session: FlowSession, cell: Cell, now: datetime, text: str, lines: list[int]
) -> None:
    """No code, no such kind, twice, in a circle, no such parent, below a cell with people in it."""
    assert cell.code == "CB1"
    with pytest.raises(RosterProblems) as found:
        unit_imports.plan(session, rows(text))
    assert sorted(problem.line for problem in found.value.problems) == lines
