"""A member says whether he comes to his cell's next meeting, or that he cannot and perhaps why.

It helps the secretary to prepare. It is no attendance list: who leads the cell sees it, and it is deleted
two days after the meeting.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import access, meeting_cards, names, secrecy
from flows.meeting_cards import Found
from flows.meeting_dates import Occurrence
from flows.replies import Answer, Choice, FlowError, Line, Show, Text, choice, reply, stack, text
from storage import attendance
from storage.accounts import Actor
from storage.attendance import Attendance

KEPT = timedelta(days=2)
LONGEST = 200


def answer(
    session: Session, actor: Actor, cell_id: int, planned_on: date, coming: int, now: datetime
) -> Answer:
    """Keep whether he comes; who does not is asked why. He may change his mind until it begins.

    Raises `not-joined`, `choice-unknown`, `meeting-gone`, `meeting-begun`, `meeting-not-held`.
    """
    found = _open(session, actor, cell_id, planned_on, now)
    if coming not in (0, 1):
        raise FlowError("choice-unknown", place="meetings")
    known = _own(session, actor, found.meeting)
    reason = attendance.reason_of(session, known) if known and not coming else ""
    _keep(session, actor, found, bool(coming), reason, now)
    if coming:
        return Show("meetings", Text("attendance-coming-kept"))
    return ask_reason(session, actor, cell_id, planned_on, now)


def ask_reason(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Answer:
    """Ask why he does not come, if he likes to say. Raises as `answer`."""
    found = _open(session, actor, cell_id, planned_on, now)
    known = _own(session, actor, found.meeting)
    if known is None or known.coming:
        return Show("meetings")
    rows = stack(choice(f"attendnone:{found.place}", "attendance-no-reason", zero=True))
    awaiting = f"write:meeting:{found.place}:reason"
    return reply("attendance-reason-ask", rows=rows, here=f"attendwhy:{found.place}", awaiting=awaiting)


def give_reason(
    session: Session, actor: Actor, cell_id: int, planned_on: date, words: str, now: datetime
) -> Answer:
    """Keep why, or nothing. Raises as `answer`, and `secrecy-refused`, `text-too-long`."""
    found = _open(session, actor, cell_id, planned_on, now)
    _keep(session, actor, found, False, secrecy.check_line(words, LONGEST), now)
    return Show("meetings", Text("attendance-absent-kept"))


def no_reason(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Answer:
    """He rather does not say why. Raises as `answer`."""
    return give_reason(session, actor, cell_id, planned_on, "", now)


def standing(session: Session, actor: Actor, meeting: Occurrence) -> tuple[list[Line], list[Choice]]:
    """What he said about his cell's next meeting, who sees it, and the two answers."""
    known = _own(session, actor, meeting)
    place = meeting_cards.place_of(meeting)
    answers = [choice(f"attend:{place}:1", "attendance-yes"), choice(f"attend:{place}:0", "attendance-no")]
    return [_said(session, known), Text("attendance-who-sees")], answers


def listing(session: Session, meeting: Occurrence, now: datetime) -> list[Line]:
    """For who leads the cell: how many come, how many do not, and those with their reasons."""
    latest = {member_id: row for row, member_id in _answers(session, meeting, now)}
    absent = {member_id: row for member_id, row in latest.items() if not row.coming}
    if not latest:
        return [Text("attendance-nobody")]
    counts = text("attendance-counts", coming=len(latest) - len(absent), absent=len(absent))
    return [counts, *(_absent(session, member_id, row) for member_id, row in absent.items())]


def any_kept(session: Session, meeting: Occurrence, now: datetime) -> bool:
    """Whether anybody's answer is still there."""
    return bool(_answers(session, meeting, now))


def forget(session: Session, meeting: Occurrence) -> None:
    """The meeting is at another time: what was said about it counts no more."""
    attendance.forget_attendances(session, meeting.unit_id, meeting.planned_on)


def _answers(session: Session, meeting: Occurrence, now: datetime) -> list[tuple[Attendance, int]]:
    return attendance.answers_of(session, meeting.unit_id, meeting.planned_on, now)


def _absent(session: Session, member_id: int, row: Attendance) -> Text:
    name, reason = names.of(session, member_id), attendance.reason_of(session, row)
    if reason:
        return text("attendance-absent-why", name=name, reason=reason)
    return text("attendance-absent", name=name)


def _said(session: Session, known: Attendance | None) -> Text:
    if known is None:
        return Text("attendance-none")
    if known.coming:
        return Text("attendance-coming")
    reason = attendance.reason_of(session, known)
    return text("attendance-away-why", reason=reason) if reason else Text("attendance-away")


def _own(session: Session, actor: Actor, meeting: Occurrence) -> Attendance | None:
    _, vault_id = access.member_of(actor)
    return attendance.find_attendance(session, vault_id, meeting.unit_id, meeting.planned_on)


def _keep(session: Session, actor: Actor, found: Found, coming: bool, reason: str, now: datetime) -> None:
    _, vault_id = access.member_of(actor)
    meeting = found.meeting
    until_at = meeting.ends_at + KEPT
    attendance.set_attendance(
        session, vault_id, meeting.unit_id, meeting.planned_on, coming, reason, now, until_at
    )


def _open(session: Session, actor: Actor, cell_id: int, planned_on: date, now: datetime) -> Found:
    """A meeting of his own cell that has not begun and is held."""
    access.member_of(actor)
    if cell_id != actor.unit_id:
        raise FlowError("choice-unknown", place="meetings")
    found = meeting_cards.find(session, cell_id, planned_on, now)
    if found.meeting.begins_at <= now:
        raise FlowError("meeting-begun", place="meetings")
    if found.meeting.cancelled:
        raise FlowError("meeting-not-held", place="meetings")
    return found
