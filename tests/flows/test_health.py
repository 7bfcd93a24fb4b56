"""What the doctor finds in the content."""

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from flows import cycles, health
from storage import keys
from storage.encryption import keyring_of
from storage.engines import FlowSession
from tests.conftest import Cell
from tests.storage.test_erasure import join


def wrong(session: FlowSession, now: datetime) -> dict[str, str]:
    """What is not in order, with the detail."""
    return {item.name: item.detail for item in health.findings(session, now, None) if not item.ok}


def test_all_is_in_order(session: FlowSession, cell: Cell, now: datetime) -> None:
    join(session, cell, cell.members[0], now)
    found = {item.name: item.detail for item in health.findings(session, now, None)}
    assert found == {
        "roster": "1 units, 5 members, 1 joined",
        "keys": "all there",
        "erased members": "nothing is left",
        "checklists": "nq04_2016 1",
        "cycles": "in time",
    }


def test_a_key_that_is_missing(session: FlowSession, cell: Cell, now: datetime) -> None:
    with keyring_of(session).store.begin() as connection:
        connection.execute(sa.delete(keys.wrapped_key).where(keys.wrapped_key.c.owner == cell.members[0]))
    assert wrong(session, now) == {"keys": "1 keys are missing: bring the newest keys.backup back"}


def test_somebody_erased_who_is_still_listed(session: FlowSession, cell: Cell, now: datetime) -> None:
    keyring_of(session).destroy([cell.members[0]], now)
    assert wrong(session, now) == {"erased members": "1 erased owners are still listed: start the bot once"}


@pytest.mark.parametrize(("late", "found"), [(timedelta(minutes=59), {}), (timedelta(minutes=60), None)])
def test_a_cycle_that_should_be_open(
    session: FlowSession, cell: Cell, now: datetime, late: timedelta, found: dict[str, str] | None
) -> None:
    cycle = cycles.open_cycle(session, "CB1", "2026-12-20", now, opens="2026-12-01")
    expected = {"cycles": "1 should be open: is the bot running?"} if found is None else found
    assert wrong(session, cycle.opens_at + late) == expected
    assert wrong(session, cycle.closes_at) == {}


def test_a_checklist_that_is_gone(session: FlowSession, cell: Cell, now: datetime) -> None:
    cycle = cycles.open_cycle(session, "CB1", "2026-12-20", now)
    cycle.checklist = "gone"
    session.flush()
    assert "there is no checklist 'gone'" in wrong(session, now)["checklists"]
