"""What an operator wants to know of a bot with a monthly number of messages: how far do they go?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from sqlmodel import Session

from flows import budgets, capacity, recurrences, reminders
from flows.capacity import Capacity, Cell, Limit
from flows.health import Finding
from storage import bot_people, mailings, meetings, units
from storage.bot_people import People
from storage.meetings import MeetingRule

YEAR = timedelta(days=365)
ANOTHER = "another bot for some of the units (TUSOI_ZALO_BOTS)"
ELSEWHERE = "more members on the web chat or Telegram"
FEWER = "fewer reminders (`tusoi meeting remind`)"
REMEDIES = {
    Limit.PEOPLE: f"{ANOTHER}, or {ELSEWHERE}",
    Limit.TALKING: f"{ANOTHER}, or {ELSEWHERE}",
    Limit.REMINDERS: f"{FEWER}, {ANOTHER}, or {ELSEWHERE}",
}
"""What to do where more members may come than are carried."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A bot with its platform's monthly messages. `codes`: of its units; with none it serves all."""

    bot: str
    codes: tuple[str, ...]
    monthly: int
    counts_both: bool


@dataclass(frozen=True, slots=True)
class Load:
    """What a bot has to do. `elsewhere`: members who joined, but on other channels alone."""

    members: int
    joined: int
    elsewhere: int
    spent: int

    @property
    def expected(self) -> int:
        """Members who are on it or may still come: whoever chose another channel costs nothing here."""
        return self.members - self.elsewhere


def finding(session: Session, plan: Plan, now: datetime, timezone: str) -> Finding:
    """One line on a bot: its members, its month, how many it carries, and what to do."""
    known = {code: units.find_unit(session, code) for code in plan.codes}
    tops = [unit.id or 0 for unit in known.values() if unit and unit.closed_at is None]
    if len(tops) < len(plan.codes):
        gone = ", ".join(code for code, unit in known.items() if not unit or unit.closed_at)
        return Finding(plan.bot, False, f"there is no open unit {gone}: correct TUSOI_ZALO_BOTS")
    people = bot_people.by_unit(session, plan.bot, tops)
    load = _load(people, mailings.spent(session, plan.bot, budgets.month_of(now, timezone)))
    cells = _cells(session, people, now, timezone)
    found = capacity.capacity(plan.monthly, cells, counts_both=plan.counts_both)
    told = f"{_told(plan, load)}; carries {found.members} members (limit: {found.limit.value})"
    what = advice(plan, load, found)
    return Finding(plan.bot, not what, f"{told}. {what}" if what else told)


def advice(plan: Plan, load: Load, found: Capacity) -> str:
    """What to do, in one sentence; empty where nothing is to be done."""
    if load.expected > found.members:
        return f"More members may come than it carries: {REMEDIES[found.limit]}."
    low, high = (share * plan.monthly for share in budgets.WARNED)
    if load.spent >= high:
        return f"Only corrections and official notices go out until the month ends: {FEWER}, or {ANOTHER}."
    if load.spent >= low:
        return f"Reminders may be left out before the month ends: {FEWER}, or {ANOTHER}."
    return ""


def _told(plan: Plan, load: Load) -> str:
    """Who is served and what is spent. A share is rounded down: 70 % are said when they are reached."""
    whose = f"units {', '.join(plan.codes)}" if plan.codes else "all units"
    chats = f"{load.joined} joined on it, {load.elsewhere} elsewhere only"
    share = load.spent * 100 // plan.monthly
    return (
        f"{whose}: {load.members} members, {chats}; {load.spent} of {plan.monthly} messages"
        f" of this month used ({share} %)"
    )


def _load(people: Mapping[int, People], spent: int) -> Load:
    every = people.values()
    return Load(
        sum(one.members for one in every),
        sum(one.here for one in every),
        sum(one.elsewhere for one in every),
        spent,
    )


def _cells(session: Session, people: Mapping[int, People], now: datetime, timezone: str) -> Sequence[Cell]:
    """The units that have members, with what their rules ask for; who is elsewhere is reminded there."""
    rules = {rule.unit_id: rule for rule, _ in meetings.rules(session) if rule.unit_id in people}
    return [_cell(one, rules.get(unit_id), now, timezone) for unit_id, one in people.items()]


def _cell(people: People, rule: MeetingRule | None, now: datetime, timezone: str) -> Cell:
    expected = people.members - people.elsewhere
    if rule is None:
        return Cell(expected)
    day = recurrences.today(now, timezone)
    ahead = recurrences.dates(rule.rrule, rule.starts_on, day)
    number = sum(1 for _ in takewhile(lambda date: date < day + YEAR, ahead))
    return Cell(expected, number, len(reminders.codes_of(rule)))
