"""`/donvi`: an officer walks through the units below his: what there is, and how many. Counts only."""

from datetime import datetime

from sqlmodel import Session

from flows import access, proposals, screens
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Raw,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from flows.roster_headings import plain
from storage import members, units
from storage.accounts import Actor
from storage.units import Unit

PAGE = 8
MOST = 12
COUNTED = 20_000
"""Up to so many members it is also counted who has joined; in larger units each one below tells its own."""


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The way in: his unit, or which of several. Raises `not-joined`, `not-understood`."""
    access.member_of(actor)
    held = list(access.held(session, actor, access.UNITS))
    if not held:
        raise FlowError("not-understood", place="menu")
    if len(held) == 1:
        return Show(f"unit:{held[0]}:0")
    rows = [choice(f"unit:{unit_id}:0", Raw(units.get_unit(session, unit_id).name)) for unit_id in held]
    return reply("unit-which", rows=stack(*rows, _home()), here="units")


def page(session: Session, actor: Actor, unit_id: int, number: int, now: datetime) -> Reply:
    """A unit with a page of those right below it. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.UNITS, unit_id)
    unit, below = units.get_unit(session, unit_id), units.children_of(session, unit_id)
    shown = below[number * PAGE : (number + 1) * PAGE]
    counts = members.counts_below(session, [unit_id, *(child.id or 0 for child in shown)])
    own = counts[unit_id]
    lines: list[Line] = [text("unit-title", name=unit.name, code=unit.code)]
    if unit.kind != "other":  # that would say nothing
        lines.append(Text(f"kind-{unit.kind}"))
    if below:
        lines.append(text("unit-cells", cells=own.cells))
    if own.members <= COUNTED:
        joined = members.joined_below(session, unit_id)
        lines.append(text("unit-members-joined", members=own.members, joined=joined))
    else:
        lines.append(text("unit-members", members=own.members))
    rows = [_row(child, counts[child.id or 0].members) for child in shown]
    if not below:
        rows.append(choice(f"roll:{unit_id}:0", "unit-roll"))
    turns = screens.pages(f"unit:{unit_id}", number, (number + 1) * PAGE < len(below))
    rows += [*turns, *_ways(session, actor, unit)]
    if below:
        lines += [GAP, Text("unit-find")]
    awaiting = f"unitfind:{unit_id}" if below else ""
    return reply(*lines, rows=stack(*rows, _home()), here=f"unit:{unit_id}:{number}", awaiting=awaiting)


def find(session: Session, actor: Actor, unit_id: int, words: str, now: datetime) -> Answer:
    """A unit below, by its code or a part of its name.

    Raises `not-joined`, `choice-unknown`, `unit-find-nothing`.
    """
    access.check(session, actor, access.UNITS, unit_id)
    wanted = plain(words)
    below = units.open_of(session, units.subtree_of(session, unit_id))
    fits = [unit for unit in below if wanted and wanted in plain(f"{unit.code} {unit.name}")]
    exact = [unit for unit in fits if plain(unit.code) == wanted]
    fits = exact or fits
    if not fits:
        raise FlowError("unit-find-nothing", place=f"unit:{unit_id}:0")
    if len(fits) == 1:
        return Show(f"unit:{fits[0].id}:0")
    key = "unit-found" if len(fits) <= MOST else "unit-found-many"
    rows = [choice(f"unit:{unit.id}:0", Raw(unit.name)) for unit in fits[:MOST]]
    here = f"unit:{unit_id}:0"
    back = choice(here, "roll-back", zero=True)
    said = text(key, count=len(fits))
    return reply(said, rows=stack(*rows, back), here=here, awaiting=f"unitfind:{unit_id}")


def _row(child: Unit, count: int) -> Choice:
    return choice(f"unit:{child.id}:0", text("unit-row", name=child.name, members=count))


def _ways(session: Session, actor: Actor, unit: Unit) -> list[Choice]:
    """Up, as far as he may; to what waits to be confirmed."""
    ways: list[Choice] = []
    if unit.parent_id and access.find_office(session, actor, access.UNITS, unit.parent_id):
        above = units.get_unit(session, unit.parent_id).name
        ways.append(choice(f"unit:{unit.parent_id}:0", text("unit-up", name=above)))
    if waiting := proposals.count(session, actor):
        ways.append(choice("proposals", text("roll-waiting", count=waiting)))
    return ways


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
