"""Where somebody stands: what counts as the middle of something."""

import pytest

from flows import bearings
from storage.accounts import State


@pytest.mark.parametrize(
    ("here", "awaiting", "middle"),
    [
        ("", "", False),
        ("", "code", False),
        ("menu", "", False),
        ("privacy", "", False),
        ("privacy", "recovery", True),
        ("page:1:2", "", True),
        ("degreesof:1:2", "", True),
        ("detail:1:2.4", "", True),
        ("planmonth:7:202611", "", True),
        ("checkline:7", "", True),
    ],
)
def test_what_was_begun_and_is_not_over_is_the_middle(here: str, awaiting: str, middle: bool) -> None:
    assert bearings.in_the_middle(State(here, awaiting)) == middle
