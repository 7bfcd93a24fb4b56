"""What became of a unit: its names, its places in the tree, mergers and splits, with their days."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import units as unit_rules
from storage import unit_histories, units
from storage.units import Succession, Unit

ADDED, RENAMED, MOVED, CLOSED = "added", "renamed", "moved", "closed"
MERGED, TOOK_OVER, SPLIT, SPLIT_FROM = "merged into", "took over", "split off", "split off from"


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a unit; its name and the code of the unit above it since then.

    `other`: the code of the unit it was merged with or split off from.
    """

    at: datetime
    what: str
    name: str
    parent: str | None
    other: str | None = None


def history(session: Session, code: str) -> list[Event]:
    """All of it, in its order. Raises `unit-unknown`."""
    unit = unit_rules.find_known(session, code)
    assert unit.id is not None
    before = unit_histories.placements_of(session, unit.id)
    states = [(row.from_at, row.name, row.parent_id) for row in before]
    states.append((unit.placed_at or unit.created_at, unit.name, unit.parent_id))
    turned = unit_histories.successions_of(session, unit.id)
    codes = _codes(session, states, turned)
    events = _states(states, codes)
    events += [_turn(session, unit, row, codes, events) for row in turned]
    if unit.closed_at is not None:
        events.append(Event(unit.closed_at, CLOSED, unit.name, codes.get(unit.parent_id or 0)))
    return sorted(events, key=lambda event: (event.at, event.what == CLOSED))


State = tuple[datetime, str, int | None]


def _codes(session: Session, states: list[State], turned: list[Succession]) -> dict[int, str]:
    named = {parent for _, _, parent in states if parent}
    named |= {unit_id for row in turned for unit_id in (row.unit_id, row.successor_id)}
    return units.codes_of(session, sorted(named))


def _states(states: list[State], codes: dict[int, str]) -> list[Event]:
    """Its names and places: the first, then every change of one or both."""
    at, name, parent = states[0]
    events = [Event(at, ADDED, name, codes.get(parent or 0))]
    for at, new_name, new_parent in states[1:]:
        if new_name != name:
            events.append(Event(at, RENAMED, new_name, codes.get(new_parent or 0)))
        if new_parent != parent:
            events.append(Event(at, MOVED, new_name, codes.get(new_parent or 0)))
        name, parent = new_name, new_parent
    return events


def _turn(session: Session, unit: Unit, row: Succession, codes: dict[int, str], states: list[Event]) -> Event:
    """A merger, or a split: who split off is as old as the split."""
    own = row.unit_id == unit.id
    other = row.successor_id if own else row.unit_id
    younger = units.get_unit(session, row.successor_id)
    given, taken = (SPLIT, SPLIT_FROM) if younger.created_at == row.at else (MERGED, TOOK_OVER)
    then = next(event for event in reversed(states) if event.at <= row.at)
    return Event(row.at, given if own else taken, then.name, then.parent, codes[other])
