"""On a platform that sells so many messages a month: which reminders a bot can afford (zalo.md, A).

Half of a month's messages are for talking with members. With the other half a bot can tell each of its
members so many occasions; they are spent on what matters most, and what it cannot afford is left out from
the beginning of the month on, for everybody alike, not for those who come last.
"""

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
    if spent >= monthly * RESERVE:
        return False
    place = ORDER.index(code) if code in ORDER else 0 if rank == MEETING else len(ORDER)
    return place < affordable(monthly, accounts.people_on(session, bot))


def month_of(now: datetime, timezone: str) -> str:
    """The month a message is counted in."""
    return f"{now.astimezone(ZoneInfo(timezone)):%Y-%m}"
