"""Units register a day and an hour for what a notice asks of them, a forum for instance.

Who leads the cell does it, for all of it: what one of them registers stands on the others' copies as well. It
can be changed until the notice takes no more answers. Who may send notices for the unit that asks sees which
cells have registered, and for when.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import access, dates, notice_times, recurrences, screens, sent_notices
from flows.notice_answers import open_to, takes_answers
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import notice_copies, notice_tallies, units
from storage.accounts import Actor
from storage.notices import Notice, NoticeCopy, audience_of, set_audience

PAGE = 8


def start(session: Session, notice: Notice) -> None:
    """Ask the cells below to register: those alone are meant who lead them.

    Raises `choice-unknown` where there are none below.
    """
    if not units.has_children(session, notice.unit_id):
        raise FlowError("choice-unknown", place="notices")
    notice.needs_answer = notice.registers = True
    if not _leaders_alone(notice):
        set_audience(notice, {**audience_of(notice), "offices": list(access.LEADERS)})


def check_audience(notice: Notice) -> None:
    """Raises `notice-registers-leaders` when others are meant too, who could only wait."""
    if notice.registers and not _leaders_alone(notice):
        raise FlowError("notice-registers-leaders", place=f"noticeoffices:{notice.id}")


def ask(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """Ask for the day and the hour.

    Raises `not-joined`, `choice-unknown`, `notanswer-recalled`, `notanswer-closed`, `notanswer-corrected`,
    `notanswer-unread`, `notregister-leaders`.
    """
    _open(session, actor, notice_id, now)
    keep = choice(f"notice:{notice_id}", "notanswer-keep", zero=True)
    here = f"notregister:{notice_id}"
    return reply("notregister-ask", rows=stack(keep), here=here, awaiting=here)


def write(session: Session, actor: Actor, notice_id: int, words: str, now: datetime) -> Answer:
    """Register what was typed for the whole cell. Raises as `ask`, and `notice-moment-unclear`,
    `notice-hour-missing`, `notice-past`, `notice-too-far`.
    """
    notice, copy = _open(session, actor, notice_id, now)
    at = notice_times.moment(words, now.astimezone(ZoneInfo(actor.timezone)), actor.language)
    if at > now + notice_times.FARTHEST:
        raise FlowError("notice-too-far")
    notice_copies.register(session, notice, copy.unit_id, at, now)
    return Show(f"notice:{notice_id}", Text("notregister-kept"))


def standing(session: Session, actor: Actor, notice: Notice, copy: NoticeCopy, now: datetime) -> list[Line]:
    """What his cell has registered, until when that can be changed, and who reads it."""
    lines: list[Line] = [Text("notregister-none")]
    if at := notice_copies.registered(session, notice, copy):
        lines = [text("notregister-said", at=recurrences.spoken(at, actor.timezone))]
    if not takes_answers(notice, now):
        return [*lines, Text("notanswer-over")]
    if not _leads(session, actor, copy):
        return [*lines, Text("notregister-leaders")]
    if notice.answer_by is not None:
        lines.append(text("notregister-until", at=dates.hour(notice.answer_by, actor.timezone)))
    return [*lines, Text("notanswer-who-reads")]


def choices(session: Session, actor: Actor, notice: Notice, copy: NoticeCopy, now: datetime) -> list[Choice]:
    """To register, or to change it."""
    if not takes_answers(notice, now) or not _leads(session, actor, copy):
        return []
    label = "notregister-change" if copy.answer else "notregister-button"
    return [choice(f"notregister:{notice.id}", label, main=not copy.answer)]


def listing(
    session: Session, actor: Actor, notice_id: int, unit_id: int, number: int, now: datetime
) -> Reply:
    """A page of cells that have registered, each with its day and hour.

    Raises `not-joined`, `choice-unknown`.
    """
    notice = sent_notices.below(session, actor, notice_id, unit_id)
    if not notice.registers:
        raise FlowError("choice-unknown", place=f"notresult:{notice_id}")
    verb = f"notregistered:{notice_id}:{unit_id}"
    found = notice_tallies.registrations(session, notice, unit_id, number * PAGE, PAGE + 1)
    names = units.names_of(session, [copy.unit_id for copy in found])
    lines: list[Line] = []
    for copy in found[:PAGE]:
        if at := notice_copies.registered(session, notice, copy):
            when = recurrences.spoken(at, actor.timezone)
            lines.append(text("notregister-line", unit=names[copy.unit_id], at=when))
    back = choice(f"notresult:{notice_id}", "notresult-back", zero=True)
    rows = stack(*screens.pages(verb, number, len(found) > PAGE), back)
    said = lines or [Text("notregister-nobody")]
    return reply("notregister-title", GAP, *said, rows=rows, here=f"{verb}:{number}")


def _open(session: Session, actor: Actor, notice_id: int, now: datetime) -> tuple[Notice, NoticeCopy]:
    notice, copy = open_to(session, actor, notice_id, now, registers=True)
    if not _leads(session, actor, copy):
        raise FlowError("notregister-leaders", place=f"notice:{notice_id}")
    return notice, copy


def _leads(session: Session, actor: Actor, copy: NoticeCopy) -> bool:
    """Whether he leads the cell for which he got it, now."""
    return access.find_office(session, actor, access.MEETINGS, copy.unit_id) is not None


def _leaders_alone(notice: Notice) -> bool:
    offices = set(audience_of(notice)["offices"])
    return bool(offices) and offices <= set(access.LEADERS)
