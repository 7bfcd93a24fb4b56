"""Offices in chat: one's own; and giving those of a cell, which is told to whom it concerns, and logged."""

from datetime import datetime

from sqlmodel import Session

from flows import access, dates, handovers, roles, rolls
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import members, units
from storage.accounts import Actor
from storage.members import Role

OF_A_CELL = ("secretary", "deputy", "committee", "clerk")
"""Offices that are given in chat; those above cells are given by the operator."""


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """What offices he holds. Raises `not-joined`."""
    member_id, _ = access.member_of(actor)
    lines: list[Line] = [Text("offices-title"), GAP]
    held = members.roles_of(session, member_id, now)
    rows = handovers.offered_to(session, member_id, now)
    for row in held:
        unit, since = units.get_unit(session, row.unit_id).name, dates.day(row.from_at, actor.timezone)
        key = "offices-line-acting" if row.acting else "offices-line"
        lines.append(text(key, office=Text(f"office-{row.name}"), unit=unit, since=since))
        said, more = handovers.standing(session, actor, row, now)
        lines, rows = [*lines, *said], [*rows, *more]
    if not held:
        lines.append(Text("offices-none"))
    return reply(*lines, rows=stack(*rows, choice("menu", "menu-home", zero=True)), here="offices")


def of_member(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """A member's offices in the cell, each to be given or taken. Raises `not-joined`, `choice-unknown`."""
    _, profile = rolls.seat_of(session, actor, access.BODY, cell_id, member_id)
    held = members.offices_in(session, cell_id, now).get(member_id, [])
    rows: list[Choice] = []
    for office in OF_A_CELL:
        if access.find_office(session, actor, _capability(office), cell_id):
            verb, label = ("officeend", "offices-end") if office in held else ("office", "offices-give")
            named = text(label, office=Text(f"office-{office}"))
            rows.append(choice(f"{verb}:{cell_id}:{member_id}:{office}", named))
    back = choice(f"rollseat:{cell_id}:{member_id}", "roll-back", zero=True)
    return reply(
        text("offices-of", name=profile.name), rows=stack(*rows, back), here=f"offices:{cell_id}:{member_id}"
    )


def ask(session: Session, actor: Actor, cell_id: int, member_id: int, office: str, now: datetime) -> Reply:
    """Before an office is given. Raises `not-joined`, `choice-unknown`."""
    name = _may(session, actor, cell_id, member_id, office)
    asked = text("offices-ask", name=name, office=Text(f"office-{office}"))
    lines: list[Line] = [asked]
    if office == "secretary" and (before := _secretary(session, cell_id, member_id, now)):
        lines.append(text("offices-instead", name=members.profile_of(session, before).name))
    made = Role(member_id=member_id, unit_id=cell_id, name=office, from_at=now)
    ending = [Text(f"office-{lower.name}") for lower in roles.lower_than(session, made, now)]
    lines += [text("offices-lower", name=name, office=lower) for lower in ending]
    return _sure(f"officeyes:{cell_id}:{member_id}:{office}", lines, cell_id, member_id)


def give(session: Session, actor: Actor, cell_id: int, member_id: int, office: str, now: datetime) -> Answer:
    """Give it, once; a secretary takes the place of the one before. Raises `not-joined`, `choice-unknown`."""
    _may(session, actor, cell_id, member_id, office)
    code = units.get_unit(session, cell_id).code
    if office not in members.offices_in(session, cell_id, now).get(member_id, []):
        if office == "secretary" and (before := _secretary(session, cell_id, member_id, now)):
            roles.take(session, before, office, code, now)
        roles.give(session, member_id, office, code, now)
    return Show(f"offices:{cell_id}:{member_id}", Text("offices-given"))


def ask_end(
    session: Session, actor: Actor, cell_id: int, member_id: int, office: str, now: datetime
) -> Reply:
    """Before an office ends. Raises `not-joined`, `choice-unknown`."""
    name = _may(session, actor, cell_id, member_id, office)
    asked = text("offices-end-ask", name=name, office=Text(f"office-{office}"))
    return _sure(f"officeendyes:{cell_id}:{member_id}:{office}", [asked], cell_id, member_id)


def end(session: Session, actor: Actor, cell_id: int, member_id: int, office: str, now: datetime) -> Answer:
    """End it, once. Raises `not-joined`, `choice-unknown`."""
    _may(session, actor, cell_id, member_id, office)
    if office in members.offices_in(session, cell_id, now).get(member_id, []):
        roles.take(session, member_id, office, units.get_unit(session, cell_id).code, now)
    return Show(f"offices:{cell_id}:{member_id}", Text("offices-ended"))


def _capability(office: str) -> str:
    return access.SECRETARY if office == "secretary" else access.BODY


def _may(session: Session, actor: Actor, cell_id: int, member_id: int, office: str) -> str:
    """Pass who gives this office there; the member's name."""
    access.member_of(actor)
    if office not in OF_A_CELL:
        raise FlowError("choice-unknown", place="menu")
    _, profile = rolls.seat_of(session, actor, _capability(office), cell_id, member_id)
    return profile.name


def _secretary(session: Session, cell_id: int, member_id: int, now: datetime) -> int | None:
    """Who else is the secretary now."""
    held = members.offices_in(session, cell_id, now).items()
    return next((one for one, offices in held if "secretary" in offices and one != member_id), None)


def _sure(yes: str, lines: list[Line], cell_id: int, member_id: int) -> Reply:
    rows = (
        choice(yes, "offices-yes", main=True),
        choice(f"offices:{cell_id}:{member_id}", "roll-back", zero=True),
    )
    return reply(*lines, rows=stack(*rows), here=yes.replace("yes:", ":", 1))
