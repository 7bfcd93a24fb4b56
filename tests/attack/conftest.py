"""A history for the attackers, small enough for every test run."""

from collections.abc import Iterator

import pytest

from tests.attack import history
from tests.attack.history import History


@pytest.fixture(scope="module")
def lived() -> Iterator[History]:
    """Two organisations, one of them a single cell, through three cycles with all that happens in between."""
    with history.new_world(21) as world:
        yield history.live(world, (6, 1), 3)
