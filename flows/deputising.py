"""Deputising: somebody does another's office until a day, and sees what that office sees."""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import access, handovers, recurrences, roles, typed_days
from flows import units as unit_rules
from flows.replies import Answer, FlowError, Reply, Show, Text, choice, reply, stack, text
from storage import members
from storage.accounts import Actor
from storage.members import Role

LONGEST = timedelta(days=366)


def typed(session: Session, actor: Actor, role_id: int, member_id: int, words: str, now: datetime) -> Answer:
    """The last day of deputising, as it is typed. Raises `hand-day`, `not-joined`, `choice-unknown`."""
    role, _ = handovers.to(session, actor, role_id, member_id, now)
    today = recurrences.today(now, unit_rules.timezone_of(session, role.unit_id))
    day = typed_days.read(words, today, actor.language)
    if day is None or not today <= day <= today + LONGEST:
        raise FlowError("hand-day", place=f"handask:{role_id}:{member_id}")
    return Show(f"handact:{role_id}:{member_id}:{day:%Y%m%d}")


def ask(session: Session, actor: Actor, role_id: int, member_id: int, until_on: date, now: datetime) -> Reply:
    """Before somebody deputises. Raises `not-joined`, `choice-unknown`."""
    role, name = handovers.to(session, actor, role_id, member_id, now)
    args = {"name": name, "until": f"{until_on:%d/%m/%Y}", **handovers.named(session, role)}
    yes = choice(f"handactyes:{role_id}:{member_id}:{until_on:%Y%m%d}", "offices-yes", main=True)
    here = f"handact:{role_id}:{member_id}:{until_on:%Y%m%d}"
    back = choice(f"handask:{role_id}:{member_id}", "roll-back", zero=True)
    awaiting = f"handday:{role_id}:{member_id}"  # another day, after all
    return reply(text("hand-act-ask", **args), rows=stack(yes, back), here=here, awaiting=awaiting)


def act(
    session: Session, actor: Actor, role_id: int, member_id: int, until_on: date, now: datetime
) -> Answer:
    """He deputises until the end of that day, and is told.

    Raises `not-joined`, `choice-unknown`, `hand-day`.
    """
    role, _ = handovers.to(session, actor, role_id, member_id, now)
    timezone = unit_rules.timezone_of(session, role.unit_id)
    today = recurrences.today(now, timezone)
    if not today <= until_on <= today + LONGEST:
        raise FlowError("hand-day", place=f"handask:{role_id}:{member_id}")
    for other in members.roles_in(session, role.unit_id, now):
        if other.acting and other.name == role.name:
            if other.member_id == member_id and last_day(other, timezone) == until_on:
                return Show("offices", Text("hand-acting"))
            roles.end(session, other, now)
    until = recurrences.moment(until_on + timedelta(days=1), "00:00", timezone)
    made = Role(
        member_id=member_id, unit_id=role.unit_id, name=role.name, from_at=now, until_at=until, acting=True
    )
    roles.begin(session, made, now)
    return Show("offices", Text("hand-acting"))


def end(session: Session, actor: Actor, role_id: int, now: datetime) -> Answer:
    """He who deputises, or he for whom, ends it. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = session.get(Role, role_id)
    if row is None or not row.acting or member_id not in (row.member_id, _holder(session, row, now)):
        raise FlowError("choice-unknown", place="offices")
    if row.until_at is None or row.until_at > now:
        roles.end(session, row, now)
    return Show("offices", Text("hand-act-ended"))


def _holder(session: Session, acting: Role, now: datetime) -> int | None:
    held = members.roles_in(session, acting.unit_id, now)
    return next((one.member_id for one in held if one.name == acting.name and not one.acting), None)


def last_day(role: Role, timezone: str) -> date:
    """The last day on which somebody deputises."""
    assert role.until_at is not None
    return recurrences.today(role.until_at - timedelta(seconds=1), timezone)
