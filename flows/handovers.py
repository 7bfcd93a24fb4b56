"""An office goes from one to another, with the successor's word. Deputising is in `flows.deputising`.

The committee above can always appoint (`flows.offices`), so nothing here can lock a cell out. Names are shown
on the organisation's own channels only; a successor may answer anywhere.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, audit, dates, messages, names, recurrences, roles, rolls, screens
from flows import units as unit_rules
from flows.replies import (
    Answer,
    Choice,
    FlowError,
    Line,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from storage import members, units
from storage import proposals as rows_of
from storage.accounts import Actor
from storage.members import Role
from storage.proposals import HANDOVER, Proposal

PAGE = 8
ASKED_FOR = timedelta(days=7)
"""So long an offer waits for an answer."""
DAYS = (7, 14, 30)
A_MOMENT = timedelta(seconds=1)


def persons(session: Session, actor: Actor, role_id: int, now: datetime) -> Reply:
    """Whom to hand an office to. Raises `not-joined`, `choice-unknown`."""
    return page(session, actor, role_id, 0, now)


def page(session: Session, actor: Actor, role_id: int, number: int, now: datetime) -> Reply:
    """A page of them: of a cell its members, of a unit above who holds an office in it.

    Raises `not-joined`, `choice-unknown`.
    """
    role = _own(session, actor, role_id, now)
    known = _candidates(session, role, now)
    shown = known[number * PAGE : (number + 1) * PAGE]
    joined = members.joined_of(session, shown)
    rows = [
        choice(
            f"handask:{role_id}:{one}",
            rolls.label(members.profile_of(session, one), None, one in joined),
        )
        for one in shown
    ]
    turns = screens.pages(f"hand:{role_id}", number, (number + 1) * PAGE < len(known))
    key = "hand-whom" if known else "hand-nobody"
    said = text(key, **named(session, role))
    return reply(said, rows=stack(*rows, *turns, back()), here=f"hand:{role_id}")


def ask(session: Session, actor: Actor, role_id: int, member_id: int, now: datetime) -> Reply:
    """For good, or until when. A day may be typed. Raises `not-joined`, `choice-unknown`."""
    role, name = to(session, actor, role_id, member_id, now)
    today = recurrences.today(now, unit_rules.timezone_of(session, role.unit_id))
    rows = [choice(f"handyes:{role_id}:{member_id}", "hand-for-good")]
    for days in DAYS:
        until = today + timedelta(days=days)
        label = text("hand-until", until=f"{until:%d/%m/%Y}")
        rows.append(choice(f"handact:{role_id}:{member_id}:{until:%Y%m%d}", label))
    here = f"handask:{role_id}:{member_id}"
    asked = text("hand-ask", name=name, **named(session, role))
    return reply(asked, rows=stack(*rows, back()), here=here, awaiting=f"handday:{role_id}:{member_id}")


def offer(session: Session, actor: Actor, role_id: int, member_id: int, now: datetime) -> Answer:
    """Ask him whether he takes it; an earlier offer of it is taken back.

    Raises `not-joined`, `choice-unknown`.
    """
    role, _ = to(session, actor, role_id, member_id, now)
    for row in _offers(session, role):
        session.delete(row)
    row = Proposal(
        kind=HANDOVER,
        unit_id=role.unit_id,
        subject_id=member_id,
        by_id=role.member_id,
        detail=role.name,
        created_at=now,
        until_at=now + ASKED_FOR,
    )
    session.add(row)
    session.flush()
    audit.note(session, "office_offered", now, unit_id=role.unit_id, subject_id=member_id, detail=role.name)
    said = reply("hand-told", rows=stack(choice(f"handover:{row.id}", "hand-see")))
    messages.send(session, [member_id], f"handover:{row.id}", said, role.unit_id, now)
    return Show("offices", Text("hand-offered"))


def show(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Reply:
    """What is offered to him, or what he offers. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = _offer(session, member_id, proposal_id, now)
    office, unit = Text(f"office-{row.detail}"), units.get_unit(session, row.unit_id).name
    rows: list[Choice] = []
    if row.subject_id == member_id:
        rows.append(choice(f"handoveryes:{row.id}", "hand-accept", main=True))
        rows.append(choice(f"handoverno:{row.id}", "hand-decline"))
    else:
        rows.append(choice(f"handoverback:{row.id}", "hand-take-back"))
    until = dates.day(row.until_at, actor.timezone)
    key = "hand-asked" if row.subject_id == member_id else "hand-waits"
    asked = text(key, until=until, office=office, unit=unit)
    return reply(asked, rows=stack(*rows, back()), here=f"handover:{row.id}")


def accept(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """The office is his from now on, and its holder's no more. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = _offer(session, member_id, proposal_id, now)
    held = next((one for one in members.roles_of(session, row.by_id, now) if _is_offered(one, row)), None)
    if row.subject_id != member_id or held is None:
        raise FlowError("choice-unknown", place="offices")
    # it is the act of who holds the office: from now on he
    session.info["actor"] = replace(actor, roles=actor.roles | {(row.detail, row.unit_id)})
    roles.end(session, held, now)
    for own in members.roles_of(session, member_id, now):
        if own.unit_id == row.unit_id and own.name == row.detail:
            roles.end(session, own, now)
    made = Role(member_id=member_id, unit_id=row.unit_id, name=row.detail, from_at=now)
    lower = roles.lower_than(session, made, now)
    roles.begin(session, made, now)
    session.delete(row)
    if not lower:
        return Show("offices", Text("hand-accepted"))
    return Show("offices", text("hand-accepted-instead", office=Text(f"office-{lower[0].name}")))


def decline(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """He does not take it; who offered it is told. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = _offer(session, member_id, proposal_id, now)
    if row.subject_id != member_id:
        raise FlowError("choice-unknown", place="offices")
    said = reply("hand-declined-told", rows=stack(choice("offices", "offices-see")))
    messages.send(session, [row.by_id], f"handno:{row.id}", said, row.unit_id, now)
    session.delete(row)
    return Show("offices", Text("hand-declined"))


def take_back(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """The holder keeps his office after all. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = _offer(session, member_id, proposal_id, now)
    if row.by_id != member_id:
        raise FlowError("choice-unknown", place="offices")
    session.delete(row)
    return Show("offices", Text("hand-taken-back"))


def standing(session: Session, actor: Actor, role: Role, now: datetime) -> tuple[list[Line], list[Choice]]:
    """What is going on about one of his offices, for his card: who deputises, what is offered."""
    lines: list[Line] = []
    rows: list[Choice] = []
    office = Text(f"office-{role.name}")
    if role.acting:
        return [], [choice(f"actend:{role.id}", text("hand-act-end-own", office=office))]
    home = actor.channel in access.HOME
    for other in members.roles_in(session, role.unit_id, now):
        if other.acting and other.name == role.name and other.member_id != role.member_id:
            if home and other.until_at:
                name, last = members.profile_of(session, other.member_id).name, other.until_at - A_MOMENT
                until = dates.day(last, actor.timezone)
                lines.append(text("hand-act-line", name=name, office=office, until=until))
            rows.append(choice(f"actend:{other.id}", text("hand-act-end", office=office)))
    rows += [
        choice(f"handover:{row.id}", text("hand-waiting", office=office)) for row in _offers(session, role)
    ]
    if home:
        rows.append(choice(f"hand:{role.id}", text("hand-button", office=office)))
    return lines, rows


def offered_to(session: Session, member_id: int, now: datetime) -> list[Choice]:
    """What others offer him, for his card."""
    return [
        choice(f"handover:{row.id}", text("hand-offer", office=Text(f"office-{row.detail}")), main=True)
        for row in rows_of.about(session, member_id)
        if row.kind == HANDOVER and row.until_at > now
    ]


def _own(session: Session, actor: Actor, role_id: int, now: datetime) -> Role:
    """An office of his own, not one he deputises in, where names may be shown."""
    member_id, _ = access.member_of(actor)
    own = members.roles_of(session, member_id, now)
    role = next((one for one in own if one.id == role_id and not one.acting), None)
    if role is None or actor.channel not in access.HOME:
        raise FlowError("choice-unknown", place="offices")
    return role


def to(session: Session, actor: Actor, role_id: int, member_id: int, now: datetime) -> tuple[Role, str]:
    """His own office, and the name of whom it may go to. Raises `not-joined`, `choice-unknown`."""
    role = _own(session, actor, role_id, now)
    if member_id not in _candidates(session, role, now):
        raise FlowError("choice-unknown", place="offices")
    return role, members.profile_of(session, member_id).name


def _candidates(session: Session, role: Role, now: datetime) -> list[int]:
    if units.has_children(session, role.unit_id):
        known = [one.member_id for one in members.roles_in(session, role.unit_id, now) if not one.acting]
    else:
        known = [seat.id for seat, _ in names.roll_of(session, role.unit_id)]
    offices = members.offices_in(session, role.unit_id, now)
    known.sort(key=lambda one: "deputy" not in offices.get(one, []))  # who stands next to it comes first
    return [one for one in dict.fromkeys(known) if one != role.member_id]


def _offers(session: Session, role: Role) -> list[Proposal]:
    waiting = rows_of.waiting(session, [HANDOVER], role.unit_id)
    return [row for row in waiting if row.by_id == role.member_id and row.detail == role.name]


def _offer(session: Session, member_id: int, proposal_id: int, now: datetime) -> Proposal:
    row = rows_of.find_proposal(session, proposal_id)
    mine = row is not None and row.kind == HANDOVER and member_id in (row.subject_id, row.by_id)
    if row is None or not mine or row.until_at <= now:
        raise FlowError("choice-unknown", place="offices")
    return row


def _is_offered(role: Role, row: Proposal) -> bool:
    return (role.unit_id, role.name, role.acting) == (row.unit_id, row.detail, False)


def named(session: Session, role: Role) -> dict[str, str | Text]:
    """An office in words."""
    return {"office": Text(f"office-{role.name}"), "unit": units.get_unit(session, role.unit_id).name}


def back() -> Choice:
    """To one's own offices."""
    return choice("offices", "roll-back", zero=True)
