"""On a platform that sells so many messages a month: what a bot can afford (zalo.md, A).

Half of a month's messages are for talking with members. With the other half a bot can tell each of its
members so many occasions; they are spent on what matters most, and what it cannot afford is left out from
the beginning of the month on, for everybody alike, not for those who come last. What is left is spread over
the days that are left, so that one busy day does not silence the bot for the rest of the month.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from storage import accounts, mailings
from storage.mailings import MEETING, NOTICE

ORDER = ("1d", "2h", "3d", "7d", "14d", "nudge")
"""Optional occasions, the dearest first."""
FOR_REMINDERS = 0.5
RESERVE = 0.9
"""From here on only corrections and official notices go out."""
WARNED = (0.7, RESERVE)
"""Shares of a month's messages at which the operator is warned."""
FEWEST_A_DAY = 50
"""So many a day may always go out while the month has them: a day on which a cell meets is a busy one."""


@dataclass(frozen=True, slots=True)
class Spent:
    """How many messages of a month a bot had sent before, and has now."""

    before: int
    now: int

    def passed(self, monthly: int) -> float | None:
        """The share at which the operator is warned that was passed just now."""
        return next((share for share in reversed(WARNED) if self.before < share * monthly <= self.now), None)


def spend(session: Session, bot: str, sent: int, now: datetime, timezone: str, *, received: int = 0) -> Spent:
    """Count messages, in their month and day. Whether those of members count as well nobody knows for sure:
    they do unless the operator has seen otherwise (`zalo_counts_both`).
    """
    number = sent + (received if session.info.get("zalo_counts_both", True) else 0)
    after = mailings.spend(session, bot, month_of(now, timezone), number)
    mailings.spend(session, bot, day_of(now, timezone), number)
    return Spent(after - number, after)


def affordable(monthly: int, people: int) -> int:
    """How many optional occasions a month a bot can tell each of so many people."""
    return int(monthly * FOR_REMINDERS) // max(people, 1)


def carries(
    session: Session, bot: str, code: str, rank: int, monthly: int, now: datetime, timezone: str
) -> bool:
    """Whether a bot may spend a message on this occasion."""
    spent = mailings.spent(session, bot, month_of(now, timezone))
    if rank <= NOTICE:
        return spent < monthly
    today = mailings.spent(session, bot, day_of(now, timezone))
    if spent >= monthly * RESERVE or today >= a_day(monthly, spent - today, now, timezone):
        return False
    place = ORDER.index(code) if code in ORDER else 0 if rank == MEETING else len(ORDER)
    return place < affordable(monthly, accounts.people_on(session, bot))


def a_day(monthly: int, spent: int, now: datetime, timezone: str) -> int:
    """How many messages may go out on this day before optional ones wait: an equal part of what is left.

    `spent`: in this month, before this day.
    """
    local = now.astimezone(ZoneInfo(timezone))
    left = int(monthly * RESERVE) - spent
    days = monthrange(local.year, local.month)[1] - local.day + 1
    return min(max(left // days, FEWEST_A_DAY), max(left, 0))


def month_of(now: datetime, timezone: str) -> str:
    """The month a message is counted in."""
    return f"{now.astimezone(ZoneInfo(timezone)):%Y-%m}"


def day_of(now: datetime, timezone: str) -> str:
    """The day likewise."""
    return f"{now.astimezone(ZoneInfo(timezone)):%Y-%m-%d}"
