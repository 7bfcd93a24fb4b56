"""A committee assigns its people to cells: to all their meetings, or to one. Both sides are told."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar

from sqlmodel import Session

from flows import access, assignments, meeting_cards, names, recurrences, screens
from flows import units as unit_rules
from flows.meeting_dates import Occurrence
from flows.replies import (
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
from storage import attendance, members, units
from storage.accounts import Actor

PAGE = 8
"""Cells or persons on a card."""
T = TypeVar("T")


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The way in: whose people. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    held = list(access.held(session, actor, access.ATTENDANTS))
    if not held:
        raise FlowError("choice-unknown", place="meetings")
    if len(held) == 1:
        return first_cells(session, actor, held[0], now)
    rows = [choice(f"assign:{unit_id}", Raw(units.get_unit(session, unit_id).name)) for unit_id in held]
    return reply("assign-which", rows=stack(*rows, _home()), here="assign")


def cells(session: Session, actor: Actor, unit_id: int, page: int, now: datetime) -> Reply:
    """The cells below, a page of them. Raises `not-joined`, `choice-unknown`."""
    assignments.check(session, actor, unit_id)
    found = attendance.cells_below(session, unit_id)
    rows = [choice(f"assigncell:{unit_id}:{cell_id}", Raw(name)) for cell_id, name in _page(found, page)]
    turns = screens.pages(f"assign:{unit_id}", page, (page + 1) * PAGE < len(found))
    title = text("assign-cells", unit=units.get_unit(session, unit_id).name)
    return reply(title, rows=stack(*rows, *turns, _home()), here=f"assign:{unit_id}:{page}")


def first_cells(session: Session, actor: Actor, unit_id: int, now: datetime) -> Reply:
    """The first page of them. Raises `not-joined`, `choice-unknown`."""
    return cells(session, actor, unit_id, 0, now)


def cell(session: Session, actor: Actor, unit_id: int, cell_id: int, now: datetime) -> Reply:
    """Who attends a cell, each to be taken off again. Raises `not-joined`, `choice-unknown`."""
    name = assignments.cell_of(session, actor, unit_id, cell_id)
    rows: list[Choice] = []
    lines: list[Line] = [text("assign-cell", cell=name)]
    for row in assignments.standing(session, cell_id, now)[: PAGE - 1]:
        who = names.of(session, row.member_id)
        lines.append(
            text("assign-line", name=who, when=assignments.when(session, row.unit_id, row.planned_on))
        )
        rows.append(choice(f"assignend:{unit_id}:{row.id}", text("assign-end", name=who)))
    if not rows:
        lines.append(Text("assign-nobody"))
    rows.append(choice(f"assignwho:{unit_id}:{cell_id}", "assign-add"))
    back = choice(f"assign:{unit_id}", "meeting-back", zero=True)
    return reply(*lines, rows=stack(*rows, back), here=f"assigncell:{unit_id}:{cell_id}")


def persons(session: Session, actor: Actor, unit_id: int, cell_id: int, page: int, now: datetime) -> Reply:
    """Whom to assign. Raises `not-joined`, `choice-unknown`."""
    name = assignments.cell_of(session, actor, unit_id, cell_id)
    names.check_home(actor, f"assigncell:{unit_id}:{cell_id}")
    found = attendance.holders_of(session, unit_id, assignments.BODY, now)
    rows = [
        choice(
            f"assignwhen:{unit_id}:{cell_id}:{member_id}", Raw(members.profile_of(session, member_id).name)
        )
        for member_id in _page(found, page)
    ]
    turns = screens.pages(f"assignwho:{unit_id}:{cell_id}", page, (page + 1) * PAGE < len(found))
    back = choice(f"assigncell:{unit_id}:{cell_id}", "meeting-back", zero=True)
    asked = text("assign-who", cell=name)
    here = f"assignwho:{unit_id}:{cell_id}:{page}"
    return reply(asked, rows=stack(*rows, *turns, back), here=here)


def first_persons(session: Session, actor: Actor, unit_id: int, cell_id: int, now: datetime) -> Reply:
    """The first page of them. Raises `not-joined`, `choice-unknown`."""
    return persons(session, actor, unit_id, cell_id, 0, now)


def times(session: Session, actor: Actor, unit_id: int, cell_id: int, member_id: int, now: datetime) -> Reply:
    """All meetings, or one of the next. Raises `not-joined`, `choice-unknown`."""
    plan = assignments.plan(session, actor, unit_id, cell_id, member_id, None, now)
    verb = f"assignask:{unit_id}:{cell_id}:{member_id}"
    ahead = assignments.ahead(session, cell_id, now)[: meeting_cards.SHOWN]
    rows = [choice(f"{verb}:{one.planned_on:%Y%m%d}", _moment(session, one)) for one in ahead]
    rows.insert(0, choice(f"{verb}:0", "assign-standing"))
    back = choice(f"assignwho:{unit_id}:{cell_id}", "meeting-back", zero=True)
    asked = text("assign-when", name=plan.name, cell=plan.cell)
    here = f"assignwhen:{unit_id}:{cell_id}:{member_id}"
    return reply(asked, rows=stack(*rows, back), here=here)


def ask(
    session: Session,
    actor: Actor,
    unit_id: int,
    cell_id: int,
    member_id: int,
    planned_on: date | None,
    now: datetime,
) -> Reply:
    """What will be, and who is told, before it is done. Raises `not-joined`, `choice-unknown`."""
    plan = assignments.plan(session, actor, unit_id, cell_id, member_id, planned_on, now)
    ending = f"{unit_id}:{cell_id}:{member_id}:{_day(planned_on)}"
    rows = stack(
        choice(f"assignyes:{ending}", "assign-yes"),
        choice(f"assigncell:{unit_id}:{cell_id}", "meeting-keep", zero=True),
    )
    asked = text("assign-check", name=plan.name, cell=plan.cell, when=plan.when)
    return reply(asked, rows=rows, here=f"assignask:{ending}")


def ask_end(session: Session, actor: Actor, unit_id: int, attendant_id: int, now: datetime) -> Answer:
    """Take somebody off a cell: asked first. Raises `not-joined`, `choice-unknown`."""
    row = assignments.assigned(session, actor, unit_id, attendant_id)
    back = f"assigncell:{unit_id}:{row.unit_id}"
    if row.until_at is not None:
        return Show(back, Text("assign-ended"))
    name, cell_ = names.of(session, row.member_id), units.get_unit(session, row.unit_id).name
    when = assignments.when(session, row.unit_id, row.planned_on)
    rows = stack(
        choice(f"assignendyes:{unit_id}:{attendant_id}", "assign-end-yes"),
        choice(back, "meeting-keep", zero=True),
    )
    asked = text("assign-end-ask", name=name, cell=cell_, when=when)
    return reply(asked, rows=rows, here=f"assignend:{unit_id}:{attendant_id}")


def _moment(session: Session, meeting: Occurrence) -> Text:
    return recurrences.spoken(meeting.begins_at, unit_rules.timezone_of(session, meeting.unit_id))


def _page(items: Sequence[T], page: int) -> Sequence[T]:
    return items[page * PAGE : (page + 1) * PAGE]


def _day(planned_on: date | None) -> str:
    return f"{planned_on:%Y%m%d}" if planned_on else "0"


def _home() -> Choice:
    return choice("meetings", "meeting-back", zero=True)
