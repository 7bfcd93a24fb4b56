"""A reminder of an official notice to those alone who have not seen it, or not answered: once a day.

What is sent is the same for all of them and says only that there is a notice. Who sees or answers it in the
meantime gets none.
"""

from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from flows import audit, notice_answers, recurrences, reminders, sent_notices
from flows import units as unit_rules
from flows.replies import Answer, FlowError, Reply, Show, Text, choice, dump, reply, stack, text
from storage import attendance, notice_tallies, outbox, units
from storage.accounts import Actor
from storage.mailings import FAR, NOTICE
from storage.notice_tallies import UNANSWERED, UNSEEN
from storage.notices import NUDGING, Notice

AT_ONCE = 50
"""Members in one transaction."""
FEW = 3000
"""Up to so many recipients it is counted who of those can be written to: it takes a moment for each."""
NOBODY = ("notnudge-none", "notnudge-unreached")
KEPT = timedelta(days=3)
"""A reminder that could not be sent until then goes to nobody."""


def ask(session: Session, actor: Actor, notice_id: int, what: str, now: datetime) -> Answer:
    """How many would be reminded, before they are.

    Raises `not-joined`, `choice-unknown`, `notnudge-today`, `notnudge-closed`.
    """
    notice = _may(session, actor, notice_id, what, now)
    asked = _asked(session, notice, what)
    if asked.key in NOBODY:
        return Show(f"notresult:{notice_id}", asked)
    yes = f"notnudgeyes:{notice_id}:{what}:{_today(session, notice, now):%Y%m%d}"
    rows = stack(
        choice(yes, "notnudge-yes", main=True),
        choice(f"notresult:{notice_id}", "notresult-keep", zero=True),
    )
    return reply(asked, rows=rows, here=f"notnudge:{notice_id}:{what}")


def begin(session: Session, actor: Actor, notice_id: int, what: str, day: date, now: datetime) -> Answer:
    """Remind them: the first at once, the rest by the clock. Raises as `ask`. `day`: when he was asked."""
    notice = _may(session, actor, notice_id, what, now)
    if day != _today(session, notice, now):
        return ask(session, actor, notice_id, what, now)
    notice.nudged_at, notice.nudging, notice.nudged_to = now, what, 0
    session.flush()
    audit.note(session, "notice_nudged", now, unit_id=notice.unit_id, detail=notice_id)
    _lay(session, notice, now)
    return Show(f"notresult:{notice_id}", Text("notnudge-begun"))


def lay_some(session: Session, now: datetime) -> bool:
    """Lay out some more reminders; False when there are none."""
    query = select(Notice).where(NUDGING).order_by(col(Notice.id)).limit(1)
    notice = session.exec(query.with_for_update(skip_locked=True)).first()
    if notice is None:
        return False
    if notice.state in sent_notices.CHANGED:
        _lay(session, notice, now)
    else:
        notice.nudging = ""
    session.flush()
    return True


def drop(session: Session, notice: Notice, vault_id: int, now: datetime) -> None:
    """He has it before him now: a reminder that waits for him is not needed any more."""
    if notice.nudged_at is not None:
        outbox.end_occasions(session, [vault_id], [_occasion(session, notice)], "not needed", now)


def needed(session: Session, occasion: str) -> bool:
    """Whether a message may still go out, as far as it is such a reminder: its notice was not taken back."""
    if not occasion.startswith("nn"):
        return True
    notice_id = int(occasion.removeprefix("nn").partition(".")[0])
    state = session.exec(select(Notice.state).where(Notice.id == notice_id)).first()
    return state in sent_notices.CHANGED


def words(session: Session, notice: Notice) -> Reply:
    """What is sent: the same to all of them, and nothing of what is written in it."""
    unit = units.get_unit(session, notice.unit_id).name
    return reply(text("notnudge-said", unit=unit), rows=stack(choice(f"notice:{notice.id}", "notice-open")))


def _lay(session: Session, notice: Notice, now: datetime) -> None:
    """The next who did not do it, and where to go on."""
    found, after = notice_tallies.next_missing(session, notice, notice.nudging, notice.nudged_to, AT_ONCE)
    if after is None:
        notice.nudging = ""
        return
    due_at = reminders.waking(session, notice.unit_id, now)
    outbox.put_all(
        session,
        attendance.chats_of(session, found),
        _occasion(session, notice),
        dump(words(session, notice)),
        now,
        due_at=due_at,
        expires_at=due_at + KEPT,
        rank=NOTICE,
        lane=FAR,
    )
    notice_tallies.mark_nudged(session, notice.id or 0, found, now)
    notice.nudged_to = after


def _asked(session: Session, notice: Notice, what: str) -> Text:
    """How many there are, exactly; and whether anybody can be reminded."""
    left = sent_notices.undone(notice, what)
    if notice.people > FEW:
        tally = notice_tallies.total(session, notice)
        people = tally.people - (tally.answered if what == UNANSWERED else tally.seen)
        return text(f"notnudge-{left}-many", people=people) if people else Text("notnudge-none")
    people, reached = notice_tallies.count_missing(session, notice, what)
    if not reached:
        return Text("notnudge-unreached" if people else "notnudge-none")
    return text(f"notnudge-{left}-ask", people=people, reached=reached)


def _may(session: Session, actor: Actor, notice_id: int, what: str, now: datetime) -> Notice:
    notice = sent_notices.own(session, actor, notice_id)
    place = f"notresult:{notice_id}"
    wanted = what == UNSEEN or (what == UNANSWERED and notice.needs_answer)
    if not wanted or not sent_notices.is_official(notice) or notice.state not in sent_notices.CHANGED:
        raise FlowError("choice-unknown", place=place)
    if what == UNANSWERED and not notice_answers.takes_answers(notice, now):
        raise FlowError("notnudge-closed", place=place)
    today = _today(session, notice, now)
    if notice.nudged_at is not None and _today(session, notice, notice.nudged_at) == today:
        raise FlowError("notnudge-today", place=place)
    return notice


def _occasion(session: Session, notice: Notice) -> str:
    assert notice.nudged_at is not None
    return f"nn{notice.id}.{_today(session, notice, notice.nudged_at):%Y%m%d}"


def _today(session: Session, notice: Notice, now: datetime) -> date:
    return recurrences.today(now, unit_rules.timezone_of(session, notice.unit_id))
