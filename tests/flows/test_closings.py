"""How fine a cycle is rounded: raised, never lowered; and who may then read it."""

from datetime import datetime, timedelta

import pytest

from flows import cycles, roles
from flows.replies import FlowError
from storage.engines import FlowSession
from tests.conftest import Cell
from tests.organisations import make_unit


def opened(session: FlowSession, now: datetime, code: str, step: int) -> int:
    """Open a fortnight's cycle with this step."""
    closes = (now + timedelta(days=14)).isoformat()
    return cycles.open_cycle(session, code, closes, now, step=step, within_budget=False).step


def test_a_step_is_raised_but_never_lowered(session: FlowSession, cell: Cell, now: datetime) -> None:
    assert opened(session, now, "CB1", 5) == 5
    later = now + timedelta(days=20)
    with pytest.raises(FlowError, match="cycle-step-lower"):
        opened(session, later, "CB1", 4)
    assert opened(session, later, "CB1", 6) == 6


@pytest.mark.parametrize("step", [2, 11])
def test_a_step_has_bounds(session: FlowSession, cell: Cell, now: datetime, step: int) -> None:
    with pytest.raises(FlowError, match="cycle-step"):
        opened(session, now, "CB1", step)


def test_three_only_where_the_secretary_alone_reads(session: FlowSession, cell: Cell, now: datetime) -> None:
    roles.give(session, cell.members[0], "secretary", "CB1", now)
    assert opened(session, now, "CB1", 3) == 3
    roles.give(session, cell.members[1], "deputy", "CB1", now)
    with pytest.raises(FlowError, match="cycle-step-readers"):
        opened(session, now + timedelta(days=20), "CB1", 3)


def test_three_not_above_cells(session: FlowSession, cell: Cell, now: datetime) -> None:
    from storage.units import Unit

    top = make_unit(session, now, "DU")
    session.get_one(Unit, cell.unit_id).parent_id = top
    session.flush()
    with pytest.raises(FlowError, match="cycle-step-readers"):
        opened(session, now, "DU", 3)
