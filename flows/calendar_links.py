"""A member's private address of his cell's calendar: his phone reads it again and again.

Whoever has the address sees when and where the cell meets, and nothing about anybody. The member may change
it or take it back at any time.
"""

import secrets
from dataclasses import replace
from datetime import UTC, datetime

from sqlmodel import Session

from flows import access, meeting_dates, recurrences
from flows import meetings as meeting_cards
from flows import units as unit_rules
from flows.calendars import Calendar
from flows.replies import GAP, Answer, FlowError, Raw, Reply, Show, Text, choice, reply, stack, text
from storage import accounts, meetings, members, reminding
from storage.accounts import Actor
from storage.encryption import keyring_of
from storage.members import Vault

BYTES = 32
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The member's address, made when he asks for the first time. Raises `not-joined`, `choice-unknown`."""
    vault_id, home = _may(session, actor)
    token = reminding.calendar_token_of(session, vault_id)
    if token is None:
        token = _renew(session, vault_id, now)
    rows = stack(
        choice(f"calendarnew:{_mark(session, token)}", "calendar-link-new"),
        choice("calendarstop", "calendar-link-stop"),
        choice("meetings", "meeting-back", zero=True),
    )
    lines = (Text("calendar-link"), Raw(f"{home}/lich/{token}.ics"))
    return reply(*lines, GAP, Text("calendar-link-seen"), rows=rows, here="calendarlink")


def renew(session: Session, actor: Actor, mark: str, now: datetime) -> Answer:
    """Another address instead of the one shown: that one is dead at once; an old button changes nothing more.

    Raises `not-joined`, `choice-unknown`.
    """
    vault_id, _ = _may(session, actor)
    token = reminding.calendar_token_of(session, vault_id)
    if token is None or _mark(session, token) != mark:
        return Show("calendarlink")
    _renew(session, vault_id, now)
    return Show("calendarlink", text("calendar-link-renewed"))


def stop(session: Session, actor: Actor, now: datetime) -> Answer:
    """No address any more. Raises `not-joined`."""
    _, vault_id = access.member_of(actor)
    reminding.drop_calendar(session, vault_id)
    return Show("meetings", text("calendar-link-stopped"))


def feed(session: Session, token: str, now: datetime) -> tuple[Calendar, str] | None:
    """What a calendar that asks with this token is given, and in which language; None for nobody's token.

    It is the calendar of the cell he is in now. The same meetings give the same value: its stamp is that of
    their last change.
    """
    vault_id = reminding.find_calendar(session, token)
    if vault_id is None:
        return None
    member = members.find_present(session, session.get_one(Vault, vault_id).member_id)
    if member is None:
        return None
    chats = accounts.accounts_of(session, vault_id)
    language = chats[-1].language if chats else "vi"
    rule = meetings.rule_of(session, member.unit_id)
    if rule is None:
        return Calendar(Text("meeting-calendar-title"), "", NEVER, ()), language
    timezone = unit_rules.timezone_of(session, member.unit_id)
    value = meeting_cards.calendar_value(session, rule, timezone, now, meeting_cards.TAKEN)
    since = recurrences.today(now, timezone) - meeting_dates.FARTHEST
    special = meetings.specials(session, member.unit_id, since).values()
    return replace(value, made_at=max([rule.changed_at, *(row.changed_at for row in special)])), language


def _may(session: Session, actor: Actor) -> tuple[int, str]:
    """His vault and where the web server is, if there is a calendar to be had."""
    _, vault_id = access.member_of(actor)
    home = session.info.get("public_url")
    if not home or meetings.rule_of(session, actor.unit_id or 0) is None:
        raise FlowError("choice-unknown", place="meetings")
    return vault_id, str(home)


def _renew(session: Session, vault_id: int, now: datetime) -> str:
    token = secrets.token_urlsafe(BYTES)
    reminding.set_calendar_token(session, vault_id, token, now)
    return token


def _mark(session: Session, token: str) -> str:
    """Which address a button speaks of, without telling it."""
    return keyring_of(session).index("calendarmark", token)[:12]
