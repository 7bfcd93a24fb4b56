"""Settings of units: inherited down, and stricter only where a rule says so."""

from datetime import datetime

import pytest

from flows import cycles, disclosure, unit_settings, units
from flows.replies import FlowError
from flows.unit_settings import APPROVAL, LANGUAGE, STEP, TIMEZONE
from storage import units as unit_rows
from storage.engines import FlowSession
from tests.conftest import make_cell


@pytest.fixture
def tree(session: FlowSession, now: datetime) -> dict[str, int]:
    """A province, a commune in it, two cells in that."""
    found = {}
    for code, parent in (("TINH", None), ("XA", "TINH"), ("CB1", "XA"), ("CB2", "XA")):
        found[code] = units.add(session, code, code, now, parent=parent).id or 0
    return found


def test_what_is_set_above_holds_below(session: FlowSession, tree: dict[str, int], now: datetime) -> None:
    unit_settings.set_value(session, "XA", TIMEZONE, "Asia/Bangkok", now)
    unit_settings.set_value(session, "CB2", TIMEZONE, "Europe/Paris", now)
    unit_settings.set_value(session, "TINH", TIMEZONE, "Asia/Tokyo", now)
    zones = {code: units.timezone_of(session, unit) for code, unit in tree.items()}
    assert zones == {"TINH": "Asia/Tokyo", "XA": "Asia/Bangkok", "CB1": "Asia/Bangkok", "CB2": "Europe/Paris"}
    unit_settings.set_value(session, "XA", TIMEZONE, "", now)
    assert units.timezone_of(session, tree["CB1"]) == "Asia/Tokyo"
    assert units.timezone_of(session, tree["CB2"]) == "Europe/Paris"
    unit_settings.set_value(session, "XA", LANGUAGE, "en", now)
    assert unit_rows.get_unit(session, tree["CB1"]).language == "en"
    assert unit_rows.get_unit(session, tree["TINH"]).language == "vi"


def test_a_step_is_only_raised(session: FlowSession, tree: dict[str, int], now: datetime) -> None:
    unit_settings.set_value(session, "CB1", STEP, "6", now)
    unit_settings.set_value(session, "XA", STEP, "5", now)
    assert unit_settings.value_of(session, tree["CB2"], STEP) == "5"
    assert unit_settings.value_of(session, tree["CB1"], STEP) == "6"
    for code, value in (("XA", "4"), ("CB2", "4"), ("CB1", "5"), ("XA", "")):
        with pytest.raises(FlowError, match=r"setting-(stricter|value)"):
            unit_settings.set_value(session, code, STEP, value, now)
    assert unit_settings.step_of(session, tree["TINH"]) == 6, "no cell below is rounded more finely"


def test_a_cycle_has_the_step_its_units_ask_for(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1")
    unit_settings.set_value(session, "CB1", STEP, "5", now)
    with pytest.raises(FlowError, match="cycle-step-lower"):
        cycles.open_cycle(session, "CB1", "2026-12-31", now, step=disclosure.STEP)
    assert cycles.open_cycle(session, "CB1", "2026-12-31", now).step == 5


def test_a_smaller_sending_is_approved_below(
    session: FlowSession, tree: dict[str, int], now: datetime
) -> None:
    assert unit_settings.value_of(session, tree["CB1"], APPROVAL) is None
    unit_settings.set_value(session, "TINH", APPROVAL, "1000", now)
    unit_settings.set_value(session, "XA", APPROVAL, "100", now)
    assert unit_settings.value_of(session, tree["CB1"], APPROVAL) == "100"
    with pytest.raises(FlowError, match="setting-stricter"):
        unit_settings.set_value(session, "CB1", APPROVAL, "200", now)
    unit_settings.set_value(session, "XA", APPROVAL, "", now)
    assert unit_settings.value_of(session, tree["CB1"], APPROVAL) == "1000"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (TIMEZONE, "Asia/Nowhere"),
        (LANGUAGE, "fr"),
        (STEP, "11"),
        (STEP, "²"),
        (APPROVAL, "0"),
        ("colour", "red"),
    ],
)
def test_what_makes_no_sense_is_refused(
    session: FlowSession, tree: dict[str, int], now: datetime, name: str, value: str
) -> None:
    with pytest.raises(FlowError, match=r"setting-(value|unknown)"):
        unit_settings.set_value(session, "XA", name, value, now)
