"""T8, the negative control: the same attackers against rules that leak. They must find it, or are broken.

The points are all there is to change: publication, cards and what an attacker knows of the rule follow them.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from unittest.mock import patch

from flows import disclosure


def exact(n: int, step: int = disclosure.STEP) -> list[int]:
    """Every count is a point: it is published as it is."""
    return list(range(n + 1))


def moving(n: int, step: int = disclosure.STEP) -> list[int]:
    """As many points as the rule has and as far apart, but evenly spread: all move when n does."""
    return [round(n * place / (n // step)) for place in range(n // step + 1)]


def near(n: int, step: int = disclosure.STEP) -> list[int]:
    """Points where the rule has them, but half as far apart."""
    return [*range(0, n - 1, 2), n]


@contextmanager
def points(rule: Callable[[int, int], list[int]]) -> Iterator[None]:
    """Publish by other points."""
    with patch.object(disclosure, "points", rule):
        yield
