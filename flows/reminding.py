"""What a member still has to do, when he wants to be reminded again, and of what he wants to be reminded."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, check_ins, desks, plan_books, plan_lines, plan_words, recurrences, reminders, review
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Reply,
    Show,
    Text,
    choice,
    dump,
    reply,
    stack,
    text,
)
from storage import outbox, reminding
from storage.accounts import Actor
from storage.mailings import MEETING
from storage.reminding import MODES

AFTERNOON = "17:00"
LATEST_AFTERNOON = timedelta(minutes=30)
"""So long before the afternoon's hour it is still offered."""


def tasks(session: Session, actor: Actor, now: datetime) -> Reply:
    """What is behind a reminder's button: the next meeting, and what is his alone. Raises `not-joined`."""
    access.member_of(actor)
    lines: list[Line] = [Text("tasks-title")]
    meeting = _next_meeting(session, actor, now)
    if meeting is not None:
        lines.append(text("meeting-next", moment=recurrences.spoken(*meeting[:2]), minutes=meeting[2]))
    lines += [GAP, review.standing(session, actor, now)]
    rows: list[tuple[Choice, ...]] = [(choice("review", "menu-review", main=True),)]
    said, more = _plan(session, actor, now)
    lines += said
    rows += stack(*more, choice("meetings", "menu-meetings"))
    if laters := _laters(session, actor, now):
        lines += [GAP, Text("tasks-later")]
        rows.append(tuple(choice(f"snooze:{when}", f"snooze-{when}") for when in laters))
    rows.append((choice("menu", "menu-home", zero=True),))
    return reply(*lines, rows=tuple(rows), here="tasks")


def snooze(session: Session, actor: Actor, when: str, now: datetime) -> Answer:
    """Remind him again, here: "chiều nay", "mai", "3 ngày". Raises `not-joined`, `snooze-late`."""
    _, vault_id = access.member_of(actor)
    laters = _laters(session, actor, now)
    if when not in laters:
        raise FlowError("snooze-late", place="tasks")
    at, until = laters[when], _until(session, actor, now)
    words = dump(reply("reminder-again", rows=stack(choice("tasks", "reminder-tasks"))))
    outbox.put(
        session,
        actor.account_id,
        vault_id,
        f"again:{at:%Y%m%d%H%M}",
        words,
        now,
        due_at=at,
        expires_at=until,
        rank=MEETING,
    )
    return Show("menu", text("snooze-set", moment=recurrences.spoken(at, actor.timezone)))


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """Of what he wants to be reminded; nobody else knows. Raises `not-joined`."""
    _, vault_id = access.member_of(actor)
    chosen = reminding.mode_of(session, vault_id)
    rows = [choice(f"remind:{mode}", f"reminding-{mode}", ticked=mode == chosen) for mode in MODES]
    if actor.channel == "web" and session.info.get("push"):
        rows.append(choice("push", "push-open"))
    rows.append(choice("meetings", "meeting-back", zero=True))
    return reply("reminding-title", rows=stack(*rows), here="reminding")


def choose(session: Session, actor: Actor, mode: str, now: datetime) -> Answer:
    """Keep of what he wants to be reminded. Raises `not-joined`, `choice-unknown`."""
    _, vault_id = access.member_of(actor)
    if mode not in MODES:
        raise FlowError("choice-unknown", place="reminding")
    reminding.set_mode(session, vault_id, mode)
    return Show("reminding", text("reminding-set"))


def _plan(session: Session, actor: Actor, now: datetime) -> tuple[list[Line], list[Choice]]:
    """How his plan stands, and what of it waits to be noted this month; nothing where there is none."""
    if access.missing_consents(actor):
        return [], []
    book = plan_books.open_book(session, actor, now)
    if not book.plan.open:
        return [], []
    late = sum(plan_lines.overdue(line, book.today) > 0 for line in book.plan.open)
    said: list[Line] = [GAP, text("tasks-plan", open=len(book.plan.open), late=late)]
    month = check_ins.month_of(session, actor, now)
    if unchecked := check_ins.left(book, month):
        spoken = plan_words.spoken_month(month)
        return said, [choice("check", text("plan-check", month=spoken, count=len(unchecked)))]
    return said, [choice("plan", "menu-plan")]


def _laters(session: Session, actor: Actor, now: datetime) -> dict[str, datetime]:
    """When he can be reminded again: this afternoon, tomorrow, in three days, if that is in time."""
    until = _until(session, actor, now)
    if until is None:
        return {}
    today = recurrences.today(now, actor.timezone)
    found = {
        "afternoon": recurrences.moment(today, AFTERNOON, actor.timezone),
        **{
            name: recurrences.moment(today + timedelta(days=days), reminders.MORNING, actor.timezone)
            for name, days in (("tomorrow", 1), ("days", 3))
        },
    }
    return {name: at for name, at in found.items() if now + LATEST_AFTERNOON < at < until}


def _until(session: Session, actor: Actor, now: datetime) -> datetime | None:
    """When what he would be reminded of is over: the next meeting begins, else the open cycle closes."""
    meeting = _next_meeting(session, actor, now)
    if meeting is not None:
        return meeting[0]
    current, _, _ = desks.cycles_of(session, actor, now)
    return current.closes_at if current else None


def _next_meeting(session: Session, actor: Actor, now: datetime) -> tuple[datetime, str, int] | None:
    found = plan_books.next_meeting(session, actor, now)
    return (found[0].begins_at, found[1], found[0].minutes) if found else None
