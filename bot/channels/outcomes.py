"""What can become of a message that was handed to a platform."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sent:
    """It is there; `id` is the platform's name for it. `at`: since when, in its milliseconds; 0: unsaid."""

    id: str = ""
    at: int = 0


@dataclass(frozen=True, slots=True)
class Throttled:
    """Not now: try again after so many seconds."""

    after: float


@dataclass(frozen=True, slots=True)
class Unreachable:
    """It did not arrive; trying again is safe. `refused`: the platform is there, and did not take it."""

    refused: bool = False


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have arrived; tried again only where a duplicate is the lesser harm."""


@dataclass(frozen=True, slots=True)
class Rejected:
    """The platform will never take it."""

    reason: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The person blocked the bot or is not there any more."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """It did not leave: just before, it turned out not to be wanted any more, or not now."""


Wanted = Callable[[], Awaitable[bool]]
"""Asked when nothing stands between a message and the platform any more."""

Outcome = Sent | Throttled | Unreachable | Unknown | Rejected | Gone | Withheld


async def always() -> bool:
    """Wanted, whatever happens."""
    return True
