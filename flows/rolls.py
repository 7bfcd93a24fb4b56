"""A cell's roll: its members read it; who leads the cell sees who has joined and issues join codes.

That somebody is a member is political: names of others go over no foreign company's servers.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, dates, names, onboarding, screens
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import audit, members, proposals, units
from storage.accounts import Actor
from storage.members import ROLES, Member, Profile
from storage.proposals import ADDITION, LEAVING, TRANSFER

PAGE = 8
WINDOW = timedelta(days=30)
"""Within it a cell issues one code again; after that the committee above has to (or the operator)."""
CODE_DAYS = 30
UNDONE = timedelta(days=1)
"""So long somebody taken off by mistake is put back here; the operator can for longer."""
Seats = Sequence[tuple[Member, Profile]]


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The roll of his own cell. Raises `not-joined`."""
    access.member_of(actor)
    return page(session, actor, actor.unit_id or 0, 0, now)


def page(session: Session, actor: Actor, cell_id: int, number: int, now: datetime) -> Reply:
    """A page of a cell's roll, offices first. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    leads = access.find_office(session, actor, access.ROLL, cell_id) is not None
    if (not leads and cell_id != actor.unit_id) or units.has_children(session, cell_id):
        raise FlowError("choice-unknown", place="menu")
    cell, here = units.get_unit(session, cell_id).name, f"roll:{cell_id}:{number}"
    offices = members.offices_in(session, cell_id, now)
    seats = sorted(names.roll_of(session, cell_id), key=lambda seat: _rank(offices.get(seat[0].id)))
    joined = members.joined_of(session, [seat.id for seat, _ in seats]) if leads else set()
    lines: list[Line] = [text("roll-title", cell=cell, count=len(seats))]
    if leads:
        lines.append(text("roll-joined", count=len(joined)))
    if actor.channel not in access.HOME:
        lines.append(names.at_home(session))
        return reply(*lines, rows=stack(_home()), here=here)
    shown = seats[number * PAGE : (number + 1) * PAGE]
    rows: list[Choice] = []
    if leads:
        for seat_, profile in shown:
            said = label(profile, offices.get(seat_.id), seat_.id in joined)
            rows.append(choice(f"rollseat:{cell_id}:{seat_.id}", said))
        if len(joined) < len(seats):
            rows.append(choice(f"slips:{cell_id}", "slips-button"))
    else:
        lines += [GAP, *(_line(profile.name, offices.get(seat.id)) for seat, profile in shown)]
    rows += [*_changes(session, actor, cell_id), *_gone(session, actor, cell_id, now)]
    turns = screens.pages(f"roll:{cell_id}", number, (number + 1) * PAGE < len(seats))
    return reply(*lines, rows=stack(*rows, *turns, _home()), here=here)


def seat(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """A member, for who leads the cell. Raises `not-joined`, `choice-unknown`."""
    found, profile = seat_of(session, actor, access.ROLL, cell_id, member_id)
    joined = bool(members.joined_of(session, [member_id]))
    lines: list[Line] = [text("roll-seat", name=profile.name)]
    if profile.post:
        lines.append(text("roll-post", post=profile.post))
    lines.append(Text(f"standing-{found.standing}"))
    lines.append(Text("roll-has-joined" if joined else "roll-not-joined"))
    rows = [choice(f"rollcode:{cell_id}:{member_id}", "roll-code")]
    rows.append(choice(f"slip:{cell_id}:{member_id}", "slips-button"))
    if access.find_office(session, actor, access.BODY, cell_id):
        rows.append(choice(f"offices:{cell_id}:{member_id}", "offices-button"))
    if access.find_office(session, actor, access.PROPOSE, cell_id):
        rows.append(choice(f"rollmove:{cell_id}:{member_id}", "roll-move"))
        rows.append(choice(f"rollleave:{cell_id}:{member_id}", "roll-leave"))
    return reply(*lines, rows=stack(*rows, _back(cell_id)), here=f"rollseat:{cell_id}:{member_id}")


def ask_code(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """What a new code does, before it is made.

    Raises `not-joined`, `choice-unknown`, `roll-code-committee`.
    """
    _, profile = seat_of(session, actor, access.ROLL, cell_id, member_id)
    before = issued(session, actor, cell_id, member_id, now)
    joined = bool(members.joined_of(session, [member_id]))
    asked = text("roll-code-ask-joined" if joined else "roll-code-ask", name=profile.name)
    rows = (
        choice(f"rollcodeyes:{cell_id}:{member_id}:{before}", "roll-code-yes", main=True),
        choice(f"rollseat:{cell_id}:{member_id}", "roll-back", zero=True),
    )
    return reply(asked, rows=stack(*rows), here=f"rollcode:{cell_id}:{member_id}")


def issue_code(
    session: Session, actor: Actor, cell_id: int, member_id: int, before: int, now: datetime
) -> Answer:
    """Make the code and show it, once. `before`: so many were made when he was asked.

    Raises `not-joined`, `choice-unknown`, `roll-code-committee`.
    """
    _, profile = seat_of(session, actor, access.ROLL, cell_id, member_id)
    if len(audit.times_of(session, onboarding.ISSUED, member_id)) != before:
        return Show(f"rollseat:{cell_id}:{member_id}", Text("roll-code-made"))
    issued(session, actor, cell_id, member_id, now)
    code = onboarding.issue_code(session, member_id, now, CODE_DAYS)
    until = dates.day(now + timedelta(days=CODE_DAYS), actor.timezone)
    shown = onboarding.shown_code(code)
    lines: list[Line] = [text("roll-code-new", name=profile.name, code=shown, until=until)]
    if home := session.info.get("public_url", ""):
        lines.append(text("roll-code-link", address=f"{home}/#{code}"))
    return reply(*lines, rows=stack(_back(cell_id)), here=f"rollseat:{cell_id}:{member_id}", keep=True)


def issued(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> int:
    """How many codes he was given until now. Raises `roll-code-committee`."""
    times = audit.times_of(session, onboarding.ISSUED, member_id)
    if reissued(times, now) and access.find_office(session, actor, access.CODES, cell_id) is None:
        raise FlowError("roll-code-committee", place=f"rollseat:{cell_id}:{member_id}")
    return len(times)


def reissued(times: Sequence[datetime], now: datetime) -> bool:
    """Whether a code that is not the first was issued lately."""
    return any(at > now - WINDOW for at in times[1:])


def seat_of(
    session: Session, actor: Actor, capability: str, cell_id: int, member_id: int
) -> tuple[Member, Profile]:
    """A present member of a cell in which he may do this, on a channel that may show it.

    Raises `not-joined`, `choice-unknown`.
    """
    access.check(session, actor, capability, cell_id)
    found = members.find_present(session, member_id)
    if found is None or found.unit_id != cell_id or actor.channel not in access.HOME:
        raise FlowError("choice-unknown", place=f"roll:{cell_id}:0")
    return found, members.profile_of(session, member_id)


def _changes(session: Session, actor: Actor, cell_id: int) -> list[Choice]:
    """For who may change the roll: add somebody; what waits to be confirmed."""
    if access.find_office(session, actor, access.PROPOSE, cell_id) is None:
        return []
    waiting = proposals.waiting(session, (ADDITION, TRANSFER, LEAVING), cell_id)
    count = sum(row.detail != "draft" for row in waiting)
    see = [choice("proposals", text("roll-waiting", count=count))] if count else []
    return [choice(f"rolladd:{cell_id}", "roll-add"), choice(f"rosterin:{cell_id}", "roster-in-button"), *see]


def _gone(session: Session, actor: Actor, cell_id: int, now: datetime) -> list[Choice]:
    """Who was taken off just now, to be put back, for who may do that."""
    if access.find_office(session, actor, access.CONFIRM, cell_id) is None:
        return []
    found = members.left_since(session, cell_id, now - UNDONE)
    return [
        choice(f"rollundo:{cell_id}:{gone.id}", text("restore-button", name=who.name)) for gone, who in found
    ]


def _rank(offices: Sequence[str] | None) -> int:
    return ROLES.index(offices[0]) if offices else len(ROLES)


def _line(name: str, offices: Sequence[str] | None) -> Text:
    if not offices:
        return text("roll-line", name=name)
    return text("roll-line-office", name=name, office=Text(f"office-{offices[0]}"))


def label(profile: Profile, offices: Sequence[str] | None, joined: bool) -> Text:
    """A member on a button, for who may know whether he has joined."""
    if not offices:
        return text("roll-label" if joined else "roll-label-not-joined", name=profile.name)
    key = "roll-label-office" if joined else "roll-label-office-not-joined"
    return text(key, name=profile.name, office=Text(f"office-{offices[0]}"))


def _back(cell_id: int) -> Choice:
    return choice(f"roll:{cell_id}:0", "roll-back", zero=True)


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
