"""A notice on its way: how far it has come; who may send for its unit stops it, lets it go on, ends it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows import (
    access,
    audit,
    notice_approvals,
    notice_cards,
    notice_times,
    sent_notices,
)
from flows.replies import Answer, Choice, FlowError, Line, Show, Text, choice, reply, stack, text
from storage import notice_progress, notices, units
from storage.accounts import Actor
from storage.notice_progress import Progress
from storage.notices import (
    APPROVAL,
    CANCELLED,
    DONE,
    DRAFT,
    FIXING,
    PAUSED,
    SENDING,
    SERIES,
    WAITING,
    Notice,
)

GOING = (FIXING, WAITING, SENDING)
STOPPABLE = (*GOING, PAUSED, SERIES)
LOOKED_AT = timedelta(hours=1)
PACE = timedelta(minutes=1)
"""The pace is what went out within this time."""


def show(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """How far it has come. Raises `not-joined`, `choice-unknown`."""
    notice = led(session, actor, notice_id)
    if notice.state == DRAFT:
        return Show(f"noticedraft:{notice_id}")
    if notice.state == APPROVAL:
        return notice_approvals.card(session, actor, notice, now)
    title = notice_cards.subject(notices.content_of(session, notice))
    unit = units.get_unit(session, notice.unit_id).name
    lines: list[Line] = [text("notice-from", unit=unit), text("notice-title", title=title)]
    out = False
    if notice.monthly:
        lines += [Text(f"notice-is-{notice.state}"), *_series(session, notice, now)]
    else:
        found = notice_progress.progress_of(session, notice, now - PACE)
        night = notice_times.night(session, notice, now) if notice.state in GOING else []
        out = _is_out(notice, found, bool(night))
        stands = Text("notice-is-done") if out else _stands(notice, now)
        lines += [stands, *_counts(session, notice, found, night, now)]
    rows = [*_choices(notice, out), choice("notices", "notice-back", zero=True)]
    return reply(*lines, rows=stack(*rows), here=f"noticerun:{notice_id}", live=_moves(notice, now))


def pause(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Send no more of it for now. Raises `not-joined`, `choice-unknown`."""
    notice = led(session, actor, notice_id)
    if notice.state in GOING:
        _set(session, notice, PAUSED, "notice_paused", now)
        return Show(f"noticerun:{notice_id}", Text("notice-paused-now"))
    return Show(f"noticerun:{notice_id}")


def go_on(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Go on with it. Raises `not-joined`, `choice-unknown`."""
    notice = led(session, actor, notice_id)
    if notice.state == PAUSED:
        _set(session, notice, FIXING if notice.laid < 0 else WAITING, "notice_resumed", now)
        return Show(f"noticerun:{notice_id}", Text("notice-goes-on"))
    return Show(f"noticerun:{notice_id}")


def ask_stop(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Before it is ended for good. Raises `not-joined`, `choice-unknown`."""
    notice = led(session, actor, notice_id)
    if notice.state not in STOPPABLE:
        return Show(f"noticerun:{notice_id}")
    asked = "notice-stop-series" if notice.monthly else "notice-stop-ask"
    rows = (
        choice(f"noticestopyes:{notice_id}", "notice-stop-yes"),
        choice(f"noticerun:{notice_id}", "notice-back-step", zero=True),
    )
    return reply(asked, rows=stack(*rows), here=f"noticestop:{notice_id}")


def stop(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """End it: what waits is not sent; of a series nothing more is made.

    Raises `not-joined`, `choice-unknown`.
    """
    notice = led(session, actor, notice_id)
    if notice.state in STOPPABLE:
        _set(session, notice, CANCELLED, "notice_cancelled", now)
        return Show(f"noticerun:{notice_id}", Text("notice-stopped-now"))
    return Show(f"noticerun:{notice_id}")


def led(session: Session, actor: Actor, notice_id: int) -> Notice:
    """A notice of a unit he may send for; a draft is its author's alone.

    Raises `not-joined`, `choice-unknown`, `notice-being-mended`.
    """
    member_id, _ = access.member_of(actor)
    notice = notices.find(session, notice_id)
    notice_approvals.check_there(session, actor, notice)
    if notice is None or (notice.state == DRAFT and notice.author_id != member_id):
        raise FlowError("choice-unknown", place="menu")
    access.check(session, actor, access.NOTICES, notice.unit_id)
    return notice


def _set(session: Session, notice: Notice, state: str, act: str, now: datetime) -> None:
    notice.state = state
    session.flush()
    audit.note(session, act, now, unit_id=notice.unit_id, detail=notice.id or 0)


def _counts(
    session: Session, notice: Notice, found: Progress, night: list[Line], now: datetime
) -> list[Line]:
    lines: list[Line] = []
    if notice.state in (*GOING, PAUSED) and notice.due_at and notice.due_at > now:
        lines.append(text("notice-goes", when=notice_times.when(session, notice, now)))
    if found.waiting or found.away or notice.laid < 0:
        lines += night
    if notice.laid < 0 and notice.state in GOING:
        return [*lines, text("notice-fixing", people=found.people)]
    lines.append(text("notice-people", people=found.people))
    lines.append(text("notice-numbers", sent=found.sent, waiting=found.waiting, seen=found.seen))
    if found.away:
        lines.append(text("notice-away", count=found.away))
    if found.nowhere and found.unlaid == 0:
        lines.append(text("notice-nowhere", count=found.nowhere))
    if found.stopped:
        lines.append(text("notice-stopped", count=found.stopped))
    if found.failed:
        lines.append(text("notice-failed", failed=found.failed))
    if notice.state == SENDING and (minutes := minutes_left(found)):
        lines.append(text("notice-left", minutes=minutes))
    return lines


def _is_out(notice: Notice, found: Progress, night: bool) -> bool:
    """Whether only pages that are closed are still to get it: by night those that are open are, too."""
    all_told = notice.state == SENDING and found.waiting == 0 and bool(found.sent + found.away)
    return all_told and not (found.away and night)


def _stands(notice: Notice, now: datetime) -> Text:
    """Where it stands, in a sentence."""
    if notice.state == WAITING and (notice.due_at is None or notice.due_at <= now):
        return Text("notice-is-sending")
    return Text(f"notice-is-{notice.state}")


def _moves(notice: Notice, now: datetime) -> bool:
    """Whether the card is drawn anew by itself: while it is on its way, and while people open it."""
    if notice.state in GOING:
        return True
    return notice.state in (PAUSED, DONE) and notice.confirmed_at is not None and now < _over(notice)


def _over(notice: Notice) -> datetime:
    """When it is looked at by itself no more: an hour after it went out."""
    return (notice.done_at or notice.due_at or notice.confirmed_at or notice.created_at) + LOOKED_AT


def minutes_left(found: Progress) -> int:
    """In how many minutes the rest is out at the pace of the last one; 0 where that cannot be told."""
    return -(-found.waiting * int(PACE.total_seconds()) // (60 * found.lately)) if found.lately else 0


def _series(session: Session, notice: Notice, now: datetime) -> list[Line]:
    lines: list[Line] = [text("notice-goes", when=notice_times.when(session, notice, now))]
    return [*lines, *(notice_times.dates(session, notice, now) if notice.state == SERIES else ())]


def _choices(notice: Notice, out: bool) -> list[Choice]:
    """`out`: only pages that are closed are still to get it."""
    ways = []
    if notice.state in sent_notices.AFTER and not notice.monthly:
        ways.append(choice(f"notresult:{notice.id}", "notice-results"))
    if notice.state in GOING and not out:
        ways.append(choice(f"noticepause:{notice.id}", "notice-pause"))
    if notice.state == PAUSED:
        ways.append(choice(f"noticego:{notice.id}", "notice-resume", main=True))
    if notice.state in STOPPABLE:
        ways.append(choice(f"noticestop:{notice.id}", "notice-end" if notice.monthly else "notice-stop"))
    return ways
