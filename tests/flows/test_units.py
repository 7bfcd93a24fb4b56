"""Units: codes, names, parents, and the list."""

from datetime import datetime

import pytest

from flows import units
from flows.replies import FlowError
from flows.units import UnitLine
from storage.engines import FlowSession
from tests.conftest import Cell, make_cell


def test_a_unit_has_a_tidy_name_and_an_upper_case_code(session: FlowSession, now: datetime) -> None:
    unit = units.add(session, "  Đảng u\u0309y \n phường  A ", " du-1 ", now, timezone="Asia/Bangkok")
    assert (unit.code, unit.name, unit.kind) == ("DU-1", "Đảng \u1ee7y phường A", "other")
    assert (unit.timezone, unit.language, unit.parent_id) == ("Asia/Bangkok", "vi", None)
    assert units.timezone_of(session, unit.id or 0) == "Asia/Bangkok"


def test_a_unit_below_takes_after_its_parent(session: FlowSession, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now, kind="agency", timezone="Asia/Bangkok", language="en")
    below = units.add(session, "Chi bộ 1", "CB1", now, parent="du", timezone="Europe/Paris")
    other = units.add(session, "Chi bộ 2", "CB2", now, parent="DU", kind="enterprise")
    assert below.parent_id == other.parent_id == top.id
    assert (below.kind, below.timezone, below.language) == ("agency", "Asia/Bangkok", "en")
    assert other.kind == "enterprise"


@pytest.mark.parametrize("code", ["A", "", "A" * 33, "A B", "Đ1", "A_B"])
def test_codes_are_plain(session: FlowSession, now: datetime, code: str) -> None:
    with pytest.raises(FlowError, match="unit-code-form"):
        units.add(session, "Chi bộ", code, now)


@pytest.mark.parametrize("code", ["AB", "A" * 32, "A-1"])
def test_codes_of_every_allowed_length(session: FlowSession, now: datetime, code: str) -> None:
    assert units.add(session, "Chi bộ", code, now).code == code


def test_what_is_refused(session: FlowSession, now: datetime) -> None:
    made = units.add(session, "Chi bộ", "CB1", now)
    with pytest.raises(FlowError, match="unit-code-taken"):
        units.add(session, "Chi bộ", "cb1", now)
    with pytest.raises(FlowError, match="unit-name-form"):
        units.add(session, " \n ", "CB2", now)
    with pytest.raises(FlowError, match="unit-name-form"):
        units.add(session, "x" * 201, "CB2", now)
    with pytest.raises(FlowError, match="unit-kind-unknown"):
        units.add(session, "Chi bộ", "CB2", now, kind="club")
    with pytest.raises(FlowError, match="unit-unknown"):
        units.add(session, "Chi bộ", "CB2", now, parent="NONE")
    made.closed_at = now
    with pytest.raises(FlowError, match="unit-closed"):
        units.add(session, "Chi bộ", "CB2", now, parent="CB1")


def test_the_list_has_parents_before_children(session: FlowSession, cell: Cell, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now, kind="agency")
    make_cell(session, now, "A2", top.id, names=("An", "Bình"))
    make_cell(session, now, "A1", top.id, names=())
    assert units.listing(session) == [
        UnitLine("CB1", "Chi bộ CB1", "residential", None, 5, False),
        UnitLine("DU", "Đảng ủy", "agency", None, 0, False),
        UnitLine("A1", "Chi bộ A1", "residential", "DU", 0, False),
        UnitLine("A2", "Chi bộ A2", "residential", "DU", 2, False),
    ]
