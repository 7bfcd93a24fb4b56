"""Where bots come from that can be killed; and walks that say what differs."""

from collections.abc import Iterator

import pytest

from tests.robustness.processes import Nursery

pytest.register_assert_rewrite("tests.robustness.walks")


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """A process with the imports behind it."""
    made = Nursery()
    yield made
    made.close()
