"""`/dot`: the cycles of a unit in chat: what is open, opening one, a later closing time, closing early.

The rules are in `flows.cycles` and `flows.closings`; here are the cards, each change with a confirmation.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import access, closings, dates
from flows import cycles as rules
from flows.replies import Answer, Choice, FlowError, Line, Raw, Reply, Show, choice, reply, stack, text
from storage import cycles, units
from storage.accounts import Actor
from storage.cycles import Cycle

LENGTHS = (7, 14, 21, 30)
"""Days a cycle may last, to tap; the operator's command takes any date."""
LONGER = (3, 7, 14)


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The way in. Raises `not-joined`, `cycle-not-yours`."""
    access.member_of(actor)
    led = list(access.held(session, actor, access.CYCLES))
    if not led:
        raise FlowError("cycle-not-yours", place="menu")
    if len(led) > 1:
        rows = [choice(f"cycle:{unit_id}", Raw(units.get_unit(session, unit_id).name)) for unit_id in led]
        return reply("cycle-which", rows=stack(*rows, _home()), here="cycle")
    return unit(session, actor, led[0], now)


def unit(session: Session, actor: Actor, unit_id: int, now: datetime) -> Reply:
    """A unit's cycle: the one that is open or planned, or the offer to open one. Raises `choice-unknown`."""
    _leads(session, actor, unit_id)
    name = units.get_unit(session, unit_id).name
    current = _current(session, unit_id, now)
    if current is None:
        rows = [choice(f"cycleopen:{unit_id}:{days}", text("cycle-days", days=days)) for days in LENGTHS]
        return reply(text("cycle-none", unit=name), rows=stack(*rows, _home()), here=f"cycle:{unit_id}")
    lines: list[Line] = [_standing(session, actor, current, name)]
    rows = []
    if current.unit_id == unit_id and current.frozen_at:
        rows = [choice(f"cycleextend:{unit_id}:{days}", text("cycle-longer", days=days)) for days in LONGER]
        if closings.all_in(session, current):
            rows.append(choice(f"cycleclose:{unit_id}", "cycle-close"))
    return reply(*lines, rows=stack(*rows, _home()), here=f"cycle:{unit_id}")


def ask_open(session: Session, actor: Actor, unit_id: int, days: int, now: datetime) -> Reply:
    """What opening means, before it is done. Raises `choice-unknown`."""
    _leads(session, actor, unit_id)
    closes = dates.day(_last_day(session, actor, now, days), actor.timezone)
    name = units.get_unit(session, unit_id).name
    rows = stack(
        choice(f"cycleopenyes:{unit_id}:{days}", "cycle-open-yes"),
        choice(f"cycle:{unit_id}", "cycle-back", zero=True),
    )
    return reply(text("cycle-open-ask", unit=name, closes=closes), rows=rows, here=f"cycle:{unit_id}")


def open_now(session: Session, actor: Actor, unit_id: int, days: int, now: datetime) -> Answer:
    """Open it. Raises `choice-unknown` and what `cycles.open_cycle` raises."""
    _leads(session, actor, unit_id)
    last = _last_day(session, actor, now, days)
    code = units.get_unit(session, unit_id).code
    try:
        rules.open_cycle(session, code, last.date().isoformat(), now, folder=session.info.get("checklists"))
    except FlowError as refusal:
        refusal.place = f"cycle:{unit_id}"
        raise
    return Show(f"cycle:{unit_id}", text("cycle-opened"))


def ask_extend(session: Session, actor: Actor, unit_id: int, days: int, now: datetime) -> Reply:
    """What a later closing time means, before it is done. Raises `choice-unknown`."""
    cycle = _own(session, actor, unit_id, now)
    closes = dates.hour(cycle.closes_at + timedelta(days=days), actor.timezone)
    rows = stack(
        choice(f"cycleextendyes:{unit_id}:{cycle.closes_at:%Y%m%d}:{days}", "cycle-extend-yes"),
        choice(f"cycle:{unit_id}", "cycle-back", zero=True),
    )
    return reply(text("cycle-extend-ask", closes=closes), rows=rows, here=f"cycle:{unit_id}")


def extend(session: Session, actor: Actor, unit_id: int, before: str, days: int, now: datetime) -> Answer:
    """Extend it once, however often that is tapped: `before` is the day it was to close."""
    cycle = _own(session, actor, unit_id, now)
    if f"{cycle.closes_at:%Y%m%d}" == before:
        later = (cycle.closes_at + timedelta(days=days)).isoformat()
        try:
            closings.extend(session, cycle.id or 0, later, now)
        except FlowError as refusal:
            refusal.place = f"cycle:{unit_id}"
            raise
    return Show(f"cycle:{unit_id}", text("cycle-extended-now"))


def ask_close(session: Session, actor: Actor, unit_id: int, now: datetime) -> Reply:
    """What closing early means, before it is done. Raises `choice-unknown`."""
    cycle = _own(session, actor, unit_id, now)
    rows = stack(
        choice(f"cyclecloseyes:{unit_id}:{cycle.id}", "cycle-close-yes"),
        choice(f"cycle:{unit_id}", "cycle-back", zero=True),
    )
    return reply("cycle-close-ask", rows=rows, here=f"cycle:{unit_id}")


def close(session: Session, actor: Actor, unit_id: int, cycle_id: int, now: datetime) -> Answer:
    """Close it. Raises `choice-unknown`, `cycle-not-all`, `cycle-ended`."""
    cycle = _own(session, actor, unit_id, now)
    if cycle.id != cycle_id:
        raise FlowError("choice-unknown", place=f"cycle:{unit_id}")
    closings.close(session, cycle_id, now)
    return Show(f"summary:{unit_id}", text("cycle-closed-now"))


def _standing(session: Session, actor: Actor, cycle: Cycle, name: str) -> Line:
    closes, owner = dates.hour(cycle.closes_at, actor.timezone), units.get_unit(session, cycle.unit_id).name
    if cycle.frozen_at is None:
        return text(
            "cycle-planned", unit=owner, opens=dates.day(cycle.opens_at, actor.timezone), closes=closes
        )
    return text("cycle-is-open", unit=owner, closes=closes)


def _current(session: Session, unit_id: int, now: datetime) -> Cycle | None:
    over = cycles.cycles_over(session, units.lineage_of(session, unit_id))
    return next((cycle for cycle in reversed(over) if cycle.closes_at > now), None)


def _own(session: Session, actor: Actor, unit_id: int, now: datetime) -> Cycle:
    """The open cycle that this unit itself opened."""
    _leads(session, actor, unit_id)
    cycle = _current(session, unit_id, now)
    if cycle is None or cycle.unit_id != unit_id or cycle.frozen_at is None:
        raise FlowError("choice-unknown", place=f"cycle:{unit_id}")
    return cycle


def _leads(session: Session, actor: Actor, unit_id: int) -> None:
    access.check(session, actor, access.CYCLES, unit_id)


def _last_day(session: Session, actor: Actor, now: datetime, days: int) -> datetime:
    if days not in LENGTHS:
        raise FlowError("choice-unknown", place="menu")
    return (now + timedelta(days=days)).astimezone(ZoneInfo(actor.timezone))


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
