"""How many members a bot carries: what always holds, and what the free plan comes to."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import capacity
from flows.capacity import PEOPLE, Capacity, Cell, Limit

cells = st.lists(
    st.builds(Cell, st.integers(0, 500), st.integers(0, 366), st.integers(0, 5)), min_size=0, max_size=6
)
months = st.integers(0, 20_000)


@given(months, cells, st.booleans())
def test_whoever_is_carried_can_be_talked_with_and_reminded(
    monthly: int, served: list[Cell], both: bool
) -> None:
    found = capacity.capacity(monthly, served, counts_both=both)
    half = Fraction(monthly, 2)
    assert 0 <= found.members <= PEOPLE
    assert found.members * capacity.talking(both) <= half
    assert found.members * capacity.reminding(served) <= half


@given(months, cells, st.booleans())
def test_one_more_would_be_one_too_many(monthly: int, served: list[Cell], both: bool) -> None:
    found = capacity.capacity(monthly, served, counts_both=both)
    more, half = found.members + 1, Fraction(monthly, 2)
    beyond = {
        Limit.PEOPLE: more > PEOPLE,
        Limit.TALKING: more * capacity.talking(both) > half,
        Limit.REMINDERS: more * capacity.reminding(served) > half,
    }
    assert beyond[found.limit]


@given(months, months, cells)
def test_more_messages_never_carry_fewer(one: int, other: int, served: list[Cell]) -> None:
    fewer, more = (capacity.capacity(monthly, served, counts_both=True) for monthly in sorted((one, other)))
    assert fewer.members <= more.members
    assert more.members <= capacity.capacity(max(one, other), served, counts_both=False).members


@given(months, cells, st.integers(0, 5))
def test_fewer_reminders_never_carry_fewer(monthly: int, served: list[Cell], most: int) -> None:
    fewer = [Cell(cell.members, cell.meetings, min(cell.reminders, most)) for cell in served]
    carried = [capacity.capacity(monthly, some, counts_both=True).members for some in (served, fewer)]
    assert carried == sorted(carried)


@given(st.integers(1, 200), st.integers(0, 366), st.integers(0, 5))
def test_cells_that_are_alike_count_as_one(members: int, meetings: int, reminders: int) -> None:
    one = Cell(members, meetings, reminders)
    assert capacity.reminding([one, one, Cell(0, 366, 5)]) == capacity.reminding([one])
    assert capacity.reminding([Cell(0, meetings, reminders)]) == capacity.reminding([one])


@pytest.mark.parametrize(
    ("monthly", "meetings", "both", "expected"),
    [
        (3000, 12, True, Capacity(50, Limit.PEOPLE)),  # the free plan, a cell that meets monthly
        (3000, 52, True, Capacity(50, Limit.PEOPLE)),
        (3000, 104, True, Capacity(42, Limit.REMINDERS)),
        (600, 12, True, Capacity(37, Limit.TALKING)),
        (600, 12, False, Capacity(50, Limit.PEOPLE)),
        (0, 12, True, Capacity(0, Limit.TALKING)),
    ],
)
def test_figures(monthly: int, meetings: int, both: bool, expected: Capacity) -> None:
    """Talking costs a member 2 + (6 + 3 + 3) / 6 messages a month, and as many of his own."""
    assert list(map(capacity.talking, (False, True))) == [4, 8]
    assert capacity.capacity(monthly, [Cell(20, meetings, 4)], counts_both=both) == expected
