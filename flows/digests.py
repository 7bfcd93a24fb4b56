"""What the secretary gets at each occasion in place of the reminder: one message, never one a member.

The same reminder, the numbers he needs before the meeting, and a text for the cell's own Zalo group: the same
for all, with a link where each sees his own.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.replies import GAP, Line, Raw, Reply, Text, text
from storage import attendance, chats, members
from storage.mailings import Mailing


def reads(session: Session, member_id: int, unit_id: int, now: datetime) -> bool:
    """Whether a member leads this cell: it is he who gets the digest."""
    held = members.roles_of(session, member_id, now)
    return any(role.unit_id == unit_id and role.name in access.LEADERS for role in held)


def write(session: Session, mailing: Mailing, said: Reply) -> Reply:
    """The reminder `said` to everybody, with what its secretary needs."""
    lines: list[Line] = [*said.lines, GAP]
    if mailing.planned_on:
        coming, absent = attendance.counts_of(session, mailing.unit_id, mailing.planned_on)
        lines.append(text("digest-attendance", coming=coming, absent=absent))
    if lost := chats.unreached(session, mailing.unit_id):
        lines.append(text("digest-unreached", count=lost))
    home = str(session.info.get("public_url") or "")
    lines += [text("digest-forward"), GAP, *said.lines]
    lines.append(Raw(home) if home else Text("digest-own"))
    return replace(said, lines=tuple(lines))
