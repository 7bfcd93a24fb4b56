"""How long before its meetings a cell is reminded: the secretary ticks it."""

from datetime import datetime

from sqlmodel import Session

from flows import access, meeting_cards, reminders
from flows import units as unit_rules
from flows.replies import Choice, FlowError, Reply, choice, reply, stack, text
from storage import meetings
from storage.accounts import Actor
from storage.meetings import MeetingRule

CODES = ("14d", "7d", "3d", "1d", "2h")
"""Days and hours before, the longest first."""


def show(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """All there are, with those that are sent ticked. Raises `not-joined`, `choice-unknown`."""
    rule = _rule(session, actor, cell_id)
    chosen = reminders.codes_of(rule)
    rows = [_row(cell_id, code, code in chosen) for code in CODES]
    back = choice(f"meeting:{cell_id}", "meeting-back", zero=True)
    return reply("offset-ask", rows=stack(*rows, back), here=f"meetremind:{cell_id}")


def tick(session: Session, actor: Actor, cell_id: int, ticks: str, now: datetime) -> Reply:
    """Set or take off ticks: ``7d+,1d-``; reminders are drawn anew. Raises `not-joined`, `choice-unknown`."""
    rule = _rule(session, actor, cell_id)
    chosen = set(reminders.codes_of(rule))
    for part in ticks.split(","):
        code, sign = part[:-1], part[-1:]
        if code not in CODES or sign not in ("+", "-"):
            raise FlowError("choice-unknown", place=f"meetremind:{cell_id}")
        chosen = chosen | {code} if sign == "+" else chosen - {code}
    _keep(session, rule, chosen, now)
    return show(session, actor, cell_id, now)


def choose(session: Session, code: str, codes: str, now: datetime) -> list[str]:
    """An operator sets all of them at once: ``7d,1d``, empty for none; what holds now.

    Raises `unit-unknown`, `unit-closed`, `offset-unknown`, `meeting-none`.
    """
    unit = unit_rules.find_open(session, code)
    chosen = {part.strip().lower() for part in codes.split(",") if part.strip()}
    if chosen - set(CODES):
        raise FlowError("offset-unknown", codes=", ".join(CODES))
    rule = meetings.rule_of(session, unit.id or 0)
    if rule is None:
        raise FlowError("meeting-none")
    _keep(session, rule, chosen, now)
    return reminders.codes_of(rule)


def _keep(session: Session, rule: MeetingRule, chosen: set[str], now: datetime) -> None:
    wanted = ",".join(code for code in CODES if code in chosen)
    if wanted != rule.reminders:
        meetings.set_reminders(session, rule.unit_id, wanted, now)
        reminders.redraw(session, rule, now)


def _row(cell_id: int, code: str, on: bool) -> Choice:
    number = int(code[:-1])
    label = text("offset-days", days=number) if code.endswith("d") else text("offset-hours", hours=number)
    return choice(f"meetremindset:{cell_id}:{code}{'-' if on else '+'}", label, ticked=on)


def _rule(session: Session, actor: Actor, cell_id: int) -> MeetingRule:
    access.check(session, actor, access.MEETINGS, cell_id)
    return meeting_cards.ruled(session, cell_id)[0]
