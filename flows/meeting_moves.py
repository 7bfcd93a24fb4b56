"""One meeting is moved: to a day that is tapped, or to a day and an hour that are typed."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import attendances, meeting_changes, meeting_news, recurrences, typed_moments
from flows.meeting_cards import Found
from flows.meeting_dates import FARTHEST
from flows.replies import Answer, FlowError, Line, Show, Text, choice, reply, stack, text
from storage.accounts import Actor

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
STAMP = "%Y%m%d%H%M"


def ask(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Answer:
    """Other days to tap; any other is typed. Raises `not-joined`, `choice-unknown`, `meeting-gone`,
    `meeting-begun`.
    """
    found = meeting_changes.ahead_of(session, actor, cell_id, planned_on, now)
    rows = [
        choice(
            f"meetmoveto:{found.place}:{_stamp(found, moment)}",
            recurrences.spoken_day(recurrences.today(moment, found.timezone)),
        )
        for moment in _offers(session, found, now)
    ]
    back = choice(f"meetone:{found.place}", "meeting-back", zero=True)
    here = f"meetmove:{found.place}"
    asked = text("meeting-move-ask", moment=found.moment)
    return reply(asked, rows=stack(*rows, back), here=here, awaiting=here)


def typed(
    session: Session, actor: Actor, cell_id: int, planned_on: date, words: str, now: datetime
) -> Answer:
    """What he typed: ``15/3``, ``15/3 19h30``, ``thứ Sáu``. Raises as `ask`, and `meeting-move-unclear`."""
    found = meeting_changes.ahead_of(session, actor, cell_id, planned_on, now)
    local = found.meeting.begins_at.astimezone(ZoneInfo(found.timezone))
    read = typed_moments.read(words, local, now, actor.language)
    if read is None:
        raise FlowError("meeting-move-unclear")
    return Show(f"meetmoveto:{found.place}:{read:{STAMP}}")


def check(
    session: Session, actor: Actor, cell_id: int, planned_on: date, stamp: datetime, now: datetime
) -> Answer:
    """From when to when, and that the members will be told, before it is done. Raises as `ask`, and
    `meeting-past`, `meeting-far`, `meeting-taken`, `meeting-same`.
    """
    found = meeting_changes.ahead_of(session, actor, cell_id, planned_on, now)
    begins_at = _target(session, found, stamp, now)
    if begins_at == found.meeting.begins_at and not found.meeting.cancelled:
        raise FlowError("meeting-same", place=f"meetmove:{found.place}")
    new = recurrences.spoken(begins_at, found.timezone)
    lines: list[Line] = [text("meeting-move-check", old=found.moment, new=new)]
    if name := recurrences.holiday(stamp.date(), actor.language):
        other = recurrences.spoken_day(recurrences.instead(stamp.date()))
        lines.append(text("meeting-move-holiday", name=name, other=other))
    revision = meeting_news.revision_of(session, found.meeting)
    rows = stack(
        choice(f"meetmoveyes:{found.place}:{revision}:{stamp:{STAMP}}", "meeting-move-yes"),
        choice(f"meetmove:{found.place}", "meeting-move-other"),
        choice(f"meetone:{found.place}", "meeting-keep", zero=True),
    )
    return reply(*lines, rows=rows, here=f"meetmoveto:{found.place}:{stamp:{STAMP}}")


def move(
    session: Session,
    actor: Actor,
    cell_id: int,
    planned_on: date,
    revision: int,
    stamp: datetime,
    now: datetime,
) -> Answer:
    """Move it, once; a cancelled one is held again. Raises as `check`, and `meeting-changed-since`."""
    found = meeting_changes.ahead_of(session, actor, cell_id, planned_on, now)
    begins_at = _target(session, found, stamp, now)
    if begins_at != found.meeting.begins_at or found.meeting.cancelled:
        meeting_news.check_revision(session, found, revision)
        before, row = meeting_news.was(found), meeting_news.row_of(session, found, now)
        usual = recurrences.moment(planned_on, found.rule.at, found.timezone)
        row.begins_at, row.cancelled_at = (None if begins_at == usual else begins_at), None
        attendances.forget(session, found.meeting)
        meeting_news.tell(session, found, before, now)
    return Show(f"meetone:{found.place}", Text("meeting-moved-now"))


def _offers(session: Session, found: Found, now: datetime) -> list[datetime]:
    """The day before and after, the next working day, the same day a week later: what is free of them."""
    local = found.meeting.begins_at.astimezone(ZoneInfo(found.timezone))
    day = local.date()
    days = {day - DAY, day + DAY, recurrences.instead(day + DAY), day + WEEK}
    moments = [recurrences.moment(other, f"{local:%H:%M}", found.timezone) for other in sorted(days)]
    return [moment for moment in moments if _free(session, found, moment, now)]


def _free(session: Session, found: Found, moment: datetime, now: datetime) -> bool:
    try:
        meeting_changes.check_moment(session, found, moment, now)
        _check_distance(found, recurrences.today(moment, found.timezone))
    except FlowError:
        return False
    return True


def _target(session: Session, found: Found, stamp: datetime, now: datetime) -> datetime:
    """The moment of a stamp. Raises `meeting-past`, `meeting-far`, `meeting-taken`."""
    _check_distance(found, stamp.date())
    begins_at = recurrences.moment(stamp.date(), f"{stamp:%H:%M}", found.timezone)
    meeting_changes.check_moment(session, found, begins_at, now)
    return begins_at


def _check_distance(found: Found, day: date) -> None:
    if abs(day - found.meeting.planned_on) > FARTHEST:
        raise FlowError("meeting-far", place=f"meetmove:{found.place}", days=FARTHEST.days)


def _stamp(found: Found, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(found.timezone)):{STAMP}}"
