"""One meeting is cancelled, brought back, given a theme or an agenda line; who is concerned is told once.

A choice carries the revision of the meeting it was made for: tapped again it changes nothing, tapped when
something else has changed since it says so. Moving is in `flows.meeting_moves`.
"""

from datetime import date, datetime

from sqlmodel import Session

from flows import (
    access,
    attendances,
    meeting_cards,
    meeting_dates,
    meeting_news,
    meeting_notes,
    recurrences,
    screens,
    secrecy,
)
from flows.meeting_cards import Found
from flows.meeting_dates import Occurrence
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
from storage.accounts import Actor

LONGEST = {"theme": 200, "agenda": 300}


def choose(session: Session, actor: Actor, cell_id: int, now: datetime) -> Reply:
    """Which of the next meetings. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.MEETINGS, cell_id)
    rule, timezone = meeting_cards.ruled(session, cell_id)
    ahead = meeting_dates.upcoming(session, rule, timezone, now, meeting_cards.SHOWN, cancelled=True)
    rows = [choice(f"meetone:{meeting_cards.place_of(one)}", _label(one, timezone)) for one in ahead]
    back = choice(f"meeting:{cell_id}", "meeting-back", zero=True)
    return reply("meeting-which", rows=stack(*rows, back), here=f"meetchange:{cell_id}")


def show(session: Session, actor: Actor, cell_id: int, planned_on: date, screen: int, now: datetime) -> Reply:
    """A meeting for who leads its cell: what can be changed, who comes; once it has begun, its numbers.

    Raises `not-joined`, `choice-unknown`, `meeting-gone`.
    """
    found = meeting_cards.led(session, actor, cell_id, planned_on, now)
    if found.meeting.begins_at <= now:
        return meeting_notes.card(session, actor, found, screen, now)
    said = meeting_cards.content(found.meeting) + attendances.listing(session, found.meeting, now)
    lines, turns = screens.turned([_state(found)], said, f"one~{screen}", actor.language, found.screen)
    rows = stack(*turns, *_choices(found), _back(cell_id))
    return reply(*lines, rows=rows, here=f"meetone:{found.place}")


def ask_cancel(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Answer:
    """What cancelling means, before it is done. Raises `not-joined`, `choice-unknown`, `meeting-gone`,
    `meeting-begun`.
    """
    found = ahead_of(session, actor, cell_id, planned_on, now)
    rows = stack(
        choice(
            f"meetcancelyes:{found.place}:{meeting_news.revision_of(session, found.meeting)}",
            "meeting-cancel-yes",
        ),
        choice(f"meetone:{found.place}", "meeting-keep", zero=True),
    )
    here = f"meetone:{found.place}"
    return reply(text("meeting-cancel-ask", moment=found.moment), rows=rows, here=here)


def cancel(
    session: Session, actor: Actor, cell_id: int, planned_on: date, revision: int, now: datetime
) -> Answer:
    """Cancel it, once. Raises as `ask_cancel`, and `meeting-changed-since`."""
    found = ahead_of(session, actor, cell_id, planned_on, now)
    if not found.meeting.cancelled:
        meeting_news.check_revision(session, found, revision)
        before = meeting_news.was(found)
        meeting_news.row_of(session, found, now).cancelled_at = now
        meeting_news.tell(session, found, before, now)
    return Show(f"meetone:{found.place}", Text("meeting-cancelled-now"))


def ask_back(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Answer:
    """Bring back a cancelled meeting, or a moved one to its day. Raises as `ask_cancel`, and
    `meeting-past`, `meeting-taken`.
    """
    found = ahead_of(session, actor, cell_id, planned_on, now)
    new = recurrences.spoken(_returns(session, found, now), found.timezone)
    rows = stack(
        choice(
            f"meetbackyes:{found.place}:{meeting_news.revision_of(session, found.meeting)}",
            "meeting-back-yes",
        ),
        choice(f"meetone:{found.place}", "meeting-keep", zero=True),
    )
    return reply(text("meeting-back-ask", new=new), rows=rows, here=f"meetone:{found.place}")


def bring_back(
    session: Session, actor: Actor, cell_id: int, planned_on: date, revision: int, now: datetime
) -> Answer:
    """Do so, once. Raises as `ask_back`, and `meeting-changed-since`."""
    found = ahead_of(session, actor, cell_id, planned_on, now)
    meeting = found.meeting
    if meeting.cancelled or meeting.moved:
        meeting_news.check_revision(session, found, revision)
        _returns(session, found, now)
        before, row = meeting_news.was(found), meeting_news.row_of(session, found, now)
        if row.cancelled_at:
            row.cancelled_at = None
        else:
            row.begins_at = None
            attendances.forget(session, meeting)
        meeting_news.tell(session, found, before, now)
    return Show(f"meetone:{found.place}", Text("meeting-back-now"))


def ask_line(
    session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, now: datetime
) -> Answer:
    """Ask for a meeting's theme, or its agenda line. Raises as `ask_cancel`."""
    found = ahead_of(session, actor, cell_id, planned_on, now)
    if field not in LONGEST:
        raise FlowError("choice-unknown", place=f"meetone:{found.place}")
    ask = text("meeting-theme-ask" if field == "theme" else "meeting-agenda-ask", moment=found.moment)
    rows = stack(choice(f"meetone:{found.place}", "meeting-back", zero=True))
    here = f"meetline:{found.place}:{field}"
    return reply(ask, rows=rows, here=here, awaiting=f"write:meeting:{found.place}:{field}")


def write_line(
    session: Session, actor: Actor, cell_id: int, planned_on: date, field: str, words: str, now: datetime
) -> Answer:
    """Keep it; a dash takes it away. Raises also `secrecy-refused`, `text-too-long`."""
    found = ahead_of(session, actor, cell_id, planned_on, now)
    words = "" if words.strip() == meeting_cards.CLEARED else secrecy.check_line(words, LONGEST[field])
    special = found.meeting.special
    if words != (getattr(special, field) if special else ""):
        before, row = meeting_news.was(found), meeting_news.row_of(session, found, now)
        setattr(row, field, words)
        meeting_news.tell(session, found, before, now, content=True)
    return Show(f"meetone:{found.place}", Text("meeting-line-kept"))


def ahead_of(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Found:
    """A meeting that may still be changed. Raises also `meeting-begun`."""
    found = meeting_cards.led(session, actor, cell_id, planned_on, now)
    if found.meeting.begins_at <= now:
        raise FlowError("meeting-begun", place=f"meetone:{found.place}")
    return found


def _returns(session: Session, found: Found, now: datetime) -> datetime:
    """When it will be once it is brought back. Raises `meeting-past`, `meeting-taken`."""
    meeting = found.meeting
    begins_at = meeting.begins_at
    if not meeting.cancelled:
        begins_at = recurrences.moment(meeting.planned_on, found.rule.at, found.timezone)
    check_moment(session, found, begins_at, now)
    return begins_at


def check_moment(session: Session, found: Found, begins_at: datetime, now: datetime) -> None:
    """Raise `meeting-past`, or `meeting-taken` where the cell meets already."""
    place = f"meetone:{found.place}"
    if begins_at <= now:
        raise FlowError("meeting-past", place=place)
    ahead = meeting_dates.upcoming(session, found.rule, found.timezone, now, meeting_cards.NEAR)
    ends_at = begins_at + (found.meeting.ends_at - found.meeting.begins_at)
    for other in ahead:
        apart = other.ends_at <= begins_at or ends_at <= other.begins_at
        if other.planned_on != found.meeting.planned_on and not apart:
            raise FlowError("meeting-taken", place=place)


def _state(found: Found) -> Line:
    if found.meeting.cancelled:
        return text("meeting-is-cancelled", moment=found.moment)
    planned = recurrences.moment(found.meeting.planned_on, found.rule.at, found.timezone)
    if planned != found.meeting.begins_at:
        was_ = recurrences.spoken(planned, found.timezone)
        return text("meeting-is-moved", moment=found.moment, planned=was_)
    return text("meeting-is-planned", moment=found.moment)


def _choices(found: Found) -> list[Choice]:
    place = found.place
    if found.meeting.cancelled:
        return [choice(f"meetback:{place}", "meeting-uncancel")]
    moves = [choice(f"meetmove:{place}", "meeting-move")]
    if found.meeting.moved:
        moves.append(choice(f"meetback:{place}", "meeting-unmove"))
    return [
        *moves,
        choice(f"meetcancel:{place}", "meeting-cancel"),
        choice(f"meetline:{place}:theme", "meeting-theme-set"),
        choice(f"meetline:{place}:agenda", "meeting-agenda-set"),
    ]


def _label(meeting: Occurrence, timezone: str) -> Text:
    moment = recurrences.spoken(meeting.begins_at, timezone)
    return text("meeting-cancelled-label", moment=moment) if meeting.cancelled else moment


def _back(cell_id: int) -> Choice:
    return choice(f"meeting:{cell_id}", "meeting-back", zero=True)
