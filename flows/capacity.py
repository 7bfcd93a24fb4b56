"""How many members a bot carries, on a platform that sells so many messages a month (zalo.md, A6).

Half of a month is for talking with members, half for reminders (`flows.budgets`). What a member costs in a
month is reckoned from what he is expected to do here; what the cells' rules ask for is added to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from flows.budgets import FOR_REMINDERS
from flows.nudges import DAYS

PEOPLE = 50
"""People that a bot of the free plan may talk with."""
MONTHS = 12
CYCLES = 2
"""Self-reviews in a year."""
CHECK_IN = 2
"""Messages of ours in a check-in, which comes once a month."""
REVIEW = 6
"""Messages of ours in a self-review, whatever is marked in it."""
PAGES = 3
"""Pages of a self-review with marks on them: each costs one more."""
TEXTS = 3
"""Texts of his own that a member writes in a self-review: each costs one, in which it is shown."""


class Limit(Enum):
    """What a bot runs out of first."""

    PEOPLE = "people"
    TALKING = "talking"
    REMINDERS = "reminders"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell whose members a bot serves: how many, how often it meets in a year, its reminders of each."""

    members: int
    meetings: int = 0
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many members are carried, and by what they are limited."""

    members: int
    limit: Limit


def talking(counts_both: bool) -> Fraction:
    """Messages that a member's own doing costs in a month; what he writes himself is about as many."""
    ours = CHECK_IN + Fraction(CYCLES, MONTHS) * (REVIEW + PAGES + TEXTS)
    return ours * (2 if counts_both else 1)


def reminding(cells: Sequence[Cell]) -> Fraction:
    """Messages that reminders and nudges cost in a month for one member, on the average of these cells.

    Without anybody in them yet each cell counts as much as another.
    """
    nudges = Fraction(CYCLES * len(DAYS), MONTHS)
    weights = [cell.members for cell in cells] if any(cell.members for cell in cells) else [1] * len(cells)
    yearly = sum(weight * cell.meetings * cell.reminders for weight, cell in zip(weights, cells, strict=True))
    return nudges + Fraction(yearly, MONTHS * max(sum(weights), 1))


def capacity(monthly: int, cells: Sequence[Cell], *, counts_both: bool) -> Capacity:
    """How many members so many messages a month carry; of equal limits the first one is named."""
    for_reminders = Fraction(monthly) * Fraction(FOR_REMINDERS)
    found = {
        Limit.PEOPLE: PEOPLE,
        Limit.TALKING: int((monthly - for_reminders) / talking(counts_both)),
        Limit.REMINDERS: int(for_reminders / reminding(cells)),
    }
    least = min(found, key=lambda limit: found[limit])
    return Capacity(found[least], least)
