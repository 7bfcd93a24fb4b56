"""What is told when a meeting is not what it was: one text that says all that changed since the last one."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from flows import audit, meeting_dates, recurrences, reminders
from flows.meeting_cards import Found
from flows.meeting_dates import Occurrence
from flows.replies import FlowError, Text, parse, text
from storage import attendance, mailings, meetings, outbox
from storage.mailings import Mailing
from storage.meetings import Meeting


def check_revision(session: Session, found: Found, revision: int) -> None:
    """Raise `meeting-changed-since` where the choice was made for what the meeting is no more."""
    if revision != revision_of(session, found.meeting):
        raise FlowError("meeting-changed-since", place=f"meetone:{found.place}")


def revision_of(session: Session, meeting: Occurrence) -> int:
    """How often it was changed. A row that went with an older rule is counted on from: it was told."""
    if meeting.special and meeting.special.revision:
        return meeting.special.revision
    told = _told(session, meeting.unit_id, meeting.planned_on)
    return max((int(one.occasion.rpartition(":")[2]) for one in told), default=0)


def row_of(session: Session, found: Found, now: datetime) -> Meeting:
    """Its row, to be changed."""
    revision = revision_of(session, found.meeting)
    row = meetings.special(session, found.meeting.unit_id, found.meeting.planned_on, now)
    row.revision = revision
    session.flush()
    return row


def was(found: Found) -> Occurrence:
    """What it is until now, whatever becomes of its row."""
    meeting = found.meeting
    return Occurrence(meeting.unit_id, meeting.planned_on, meeting.begins_at, meeting.minutes, meeting.place)


def tell(session: Session, found: Found, before: Occurrence, now: datetime, *, content: bool = False) -> None:
    """Say what has changed since the members were last told, with what they were not told yet."""
    audit.note(session, "meeting_changed", now, unit_id=found.meeting.unit_id, detail=str(before.planned_on))
    session.flush()
    meeting = meeting_dates.one(session, found.rule, found.timezone, before.planned_on)
    untold = _untold(session, before)
    old = untold.get("old") or recurrences.spoken(before.begins_at, found.timezone)
    new = recurrences.spoken(meeting.begins_at, found.timezone)
    more = _content(meeting) if content else untold.get("more", "")
    words: Text | None
    if meeting.cancelled:
        words = text("meeting-told-cancelled", old=old, more=more)
    elif old != new:
        key = "meeting-told-moved-more" if more else "meeting-told-moved"
        words = text(key, old=old, new=new, more=more)
    elif content or more:
        words = text("meeting-told-theme" if more else "meeting-told-cleared", old=old, new=new, more=more)
    elif untold:
        words = None  # it is as they know it: what they were to be told was undone
    else:
        words = text("meeting-told-back", old=old, new=new)
    reminders.changed(session, found.rule, before, words, now)


def take_back(session: Session, cell_id: int, planned_on: date, now: datetime) -> None:
    """Nobody is told any more of what became of a meeting that is none: its day went with the old rule."""
    waiting = [one for one in _told(session, cell_id, planned_on) if one.laid_at is None]
    guests = attendance.chats_of_attendants(session, cell_id, planned_on, now)
    vaults, occasions = [vault_id for _, vault_id in guests], [one.occasion for one in waiting]
    outbox.end_occasions(session, vaults, occasions, "cancelled", now)
    for one in waiting:
        one.laid_at, one.missed = now, True
    session.flush()


def _content(meeting: Occurrence) -> Text | str:
    """Theme and agenda in one text; empty when there is neither."""
    theme, agenda = (meeting.special.theme, meeting.special.agenda) if meeting.special else ("", "")
    if theme and agenda:
        return text("meeting-told-both", theme=theme, agenda=agenda)
    if theme:
        return text("meeting-theme", theme=theme)
    return text("meeting-agenda", agenda=agenda) if agenda else ""


def _told(session: Session, cell_id: int, planned_on: date) -> list[Mailing]:
    return mailings.beginning(session, cell_id, f"change:{cell_id}:{planned_on:%Y%m%d}:")


def _untold(session: Session, meeting: Occurrence) -> Mapping[str, Any]:
    """What the last change said, where nobody was told yet."""
    waiting = [one for one in _told(session, meeting.unit_id, meeting.planned_on) if one.laid_at is None]
    if not waiting:
        return {}
    line = parse(mailings.words_of(waiting[-1])).lines[0]
    return dict(line.args) if isinstance(line, Text) else {}
