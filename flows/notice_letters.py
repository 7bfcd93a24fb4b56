"""What a notice's messages say when they go out, and what follows when they have arrived.

They say what the notice says by then. It is asked once more just before a message leaves: what is stopped,
corrected or taken back by then does not leave. What had left is corrected, or taken back, when it arrives.
"""

from datetime import datetime

from sqlmodel import Session, col, select

from flows import notice_cards, reminders
from flows.replies import GAP, Raw, Reply, reply, text
from storage import outbox, sendings
from storage.notices import CANCELLED, PAUSED, RECALLED, Notice, NoticeFile
from storage.outbox import AMEND, DELETE, RECALL, SEND, Outbox
from storage.sendings import TELLING, Told
from storage.units import Unit


def may_go(session: Session, row: Outbox, notice: Notice, now: datetime) -> bool:
    """Whether a message of it may go out now; of one that is stopped for good it is ended here."""
    if row.act not in TELLING:
        return True
    if notice.state not in (CANCELLED, RECALLED):
        return notice.state != PAUSED
    sendings.end(session, col(Outbox.id) == row.id, now)
    if notice.state == RECALLED and row.id is not None:
        waking = reminders.waking(session, notice.unit_id, now)
        sendings.withdraw(session, notice.id or 0, sendings.member_of(row.id), now, waking)
    return False


def words(session: Session, row: Outbox, notice: Notice) -> Reply:
    """What a message says. Of what was taken back nothing is said again, not even its title."""
    if row.act == DELETE:
        return reply(Raw(""))
    if row.act == RECALL:
        unit = session.exec(select(Unit.name).where(Unit.id == notice.unit_id)).one()
        return reply(text("letter-recalled", unit=unit))
    said = notice_cards.sent(session, notice)
    if row.act == AMEND:
        return Reply((text("letter-amended"), GAP, *said.lines), said.rows)
    return said


def files_of(session: Session, row: Outbox, notice: Notice) -> tuple[int, ...]:
    """What goes with it, in its order; who had it before is not sent it again."""
    if row.act != SEND:
        return ()
    query = select(NoticeFile.file_id).where(NoticeFile.notice_id == notice.id)
    return tuple(session.exec(query.order_by(col(NoticeFile.place))))


def wanted(session: Session, notice_id: int, revision: int, act: str) -> bool:
    """Whether these words may still leave: asked just before they do."""
    state, present = _now(session, notice_id)
    return act not in TELLING or (state not in (PAUSED, CANCELLED, RECALLED) and present == revision)


def arrived(
    session: Session, row_id: int, notice_id: int, revision: int, told: Told | None, done: bool, now: datetime
) -> None:
    """A message, or a part of it, is there; `revision`: of the words it says. If they were corrected or taken
    back while they were on their way, that follows at once.
    """
    over = _now(session, notice_id)[0] in (CANCELLED, RECALLED)
    sendings.arrived(session, row_id, told, done or over, now)
    _follow(session, row_id, notice_id, revision, now)


def doubtful(session: Session, row_id: int, notice_id: int, revision: int, now: datetime) -> None:
    """A message may be there, and is not tried again: it is treated as if it were."""
    outbox.settle(session, row_id, "unknown", now)
    _follow(session, row_id, notice_id, revision, now)


def _follow(session: Session, row_id: int, notice_id: int, revision: int, now: datetime) -> None:
    state, present = _now(session, notice_id)
    changed = state != CANCELLED and present != revision
    if state != RECALLED and not changed:
        return
    unit_id = session.exec(select(Notice.unit_id).where(Notice.id == notice_id)).one()
    member, waking = sendings.member_of(row_id), reminders.waking(session, unit_id, now)
    if state == RECALLED:
        sendings.withdraw(session, notice_id, member, now, waking)
    else:
        sendings.change(session, notice_id, present, member, now, waking)


def _now(session: Session, notice_id: int) -> tuple[str, int]:
    return session.exec(select(Notice.state, Notice.revision).where(Notice.id == notice_id)).one()
