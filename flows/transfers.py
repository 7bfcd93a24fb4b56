"""A member moves to another cell, or leaves for good; where he was stays known (`Stay`).

What he wrote goes with him; who leads the old cell and who leads the new one see as little of it as ever. In
a cycle that is open he stays where its roster has him (disclosure.md, rule 1).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import audit, departures, messages, roles
from flows import units as unit_rules
from flows.replies import FlowError, choice, reply, stack, text
from storage import members, proposals, stays, units
from storage.members import Member
from storage.units import Unit

TRANSFERRED, LEFT, DECEASED = "transferred", "left", "deceased"
REASONS = (LEFT, DECEASED)
"""Why somebody is on no roll any more."""


def transfer(session: Session, member_id: int, to_code: str, now: datetime) -> None:
    """Move a member to another cell; he is told.

    Raises `member-unknown`, `member-left`, `unit-unknown`, `unit-closed`, `transfer-no-cell`,
    `transfer-same-cell`.
    """
    member = roles.find_present(session, member_id)
    to = unit_rules.find_cell(session, to_code)
    assert to.id is not None
    if to.id == member.unit_id:
        raise FlowError("transfer-same-cell", unit=to.name)
    move(session, member, to, now)
    told = reply(text("transfer-told", cell=to.name), rows=stack(choice("menu", "menu-home")))
    messages.send(session, [member_id], f"transfer:{now:%Y%m%d%H%M%S}", told, to.id, now)


def move(session: Session, member: Member, to: Unit, now: datetime) -> None:
    """The same without a word to him: a merger moves whole cells. Offices he cannot hold there end."""
    assert to.id is not None
    old = member.unit_id
    _end_stay(session, member, TRANSFERRED, now)
    member.unit_id = to.id
    session.add(member)
    session.flush()
    above = set(units.lineage_of(session, to.id))
    for role in members.roles_of(session, member.id, now):
        if role.unit_id not in above:
            roles.end(session, role, now)
    for unit_id in (old, to.id):
        audit.note(session, "member_transferred", now, unit_id=unit_id, subject_id=member.id)


def leave(session: Session, member_id: int, now: datetime, reason: str = LEFT) -> None:
    """A member has left or died: he is expected no more, and holds no office. What he wrote stays his.

    Raises `member-unknown`, `member-left`.
    """
    member = roles.find_present(session, member_id)
    _end_stay(session, member, reason, now)
    member.left_at = now
    session.add(member)
    for role in members.roles_of(session, member_id, now):
        role.until_at = now
    session.flush()
    if reason == DECEASED:  # his family has his phone now: nothing is sent there unasked
        departures.stop(session, member_id, now)
    else:
        departures.tell(session, member, now)
    audit.note(session, "member_left", now, unit_id=member.unit_id, subject_id=member_id, detail=reason)


def restore(session: Session, member_id: int, now: datetime, within: timedelta = departures.KEPT) -> None:
    """It was a mistake: he is on the roll as before, with the offices he held that nobody else holds now.

    Raises `member-unknown`, `member-there`, `unit-closed`, `transfer-no-cell`, `restore-late`.
    """
    member = session.get(Member, member_id)
    if member is None:
        raise FlowError("member-unknown", id=str(member_id))
    left_at = member.left_at
    if left_at is None or members.find_present(session, member_id):
        raise FlowError("member-there", id=str(member_id))
    if left_at <= now - within:
        raise FlowError("restore-late", id=str(member_id))
    unit_rules.find_cell(session, units.get_unit(session, member.unit_id).code)
    stays.drop(session, member_id, left_at)
    member.left_at = None
    session.add(member)
    session.flush()
    audit.note(session, "member_restored", now, unit_id=member.unit_id, subject_id=member_id)
    for role in members.roles_ended(session, member_id, left_at):
        roles.begin_again(session, role, now)
    told = reply("restore-told", rows=stack(choice("menu", "menu-home")))
    messages.send(session, [member_id], f"restored:{now:%Y%m%d%H%M%S}", told, member.unit_id, now)


def since(session: Session, member: Member) -> datetime:
    """Since when he is in his present cell."""
    before = stays.stays_of(session, member.id)
    return before[-1].until_at if before else member.created_at


@dataclass(frozen=True, slots=True)
class StayLine:
    """A time in a cell, as a list shows it; of the present one nothing has ended."""

    unit: str
    from_at: datetime
    until_at: datetime | None
    ended: str


def history(session: Session, member_id: int) -> list[StayLine]:
    """The cells a member has been in, in their order. Raises `member-unknown`."""
    member = session.get(Member, member_id)
    if member is None:
        raise FlowError("member-unknown", id=str(member_id))
    rows = stays.stays_of(session, member_id)
    codes = units.codes_of(session, [member.unit_id, *(row.unit_id for row in rows)])
    lines = [StayLine(codes[row.unit_id], row.from_at, row.until_at, row.ended) for row in rows]
    if members.find_present(session, member_id):
        lines.append(StayLine(codes[member.unit_id], since(session, member), None, ""))
    return lines


def _end_stay(session: Session, member: Member, ended: str, now: datetime) -> None:
    stays.add(session, member, since(session, member), now, ended)
    for row in proposals.about(session, member.id):
        session.delete(row)
    session.flush()
