"""A notice that went out is corrected or taken back, for those who had it, or is closed to answers."""

from datetime import datetime
from hashlib import sha256

from sqlmodel import Session

from flows import audit, notice_answers, notice_cards, secrecy, sent_notices
from flows.replies import GAP, Answer, Choice, FlowError, Raw, Reply, Show, Text, choice, reply, stack, text
from storage import notice_tallies, notices
from storage.accounts import Actor
from storage.notices import DONE, RECALLED, SENDING, Notice

LONGEST = 3000


def ask_words(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """Ask for the new words, the present ones before his eyes.

    Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    lines = [*sent_notices.heading(session, actor, notice), GAP, Text("notcorrect-ask"), GAP]
    now_words = Raw(notices.content_of(session, notice)["words"])
    rows = stack(choice(f"notresult:{notice_id}", "notresult-keep", zero=True))
    here = f"notcorrect:{notice_id}"
    return reply(*lines, now_words, rows=rows, here=here, awaiting=here)


def write(session: Session, actor: Actor, notice_id: int, words: str, now: datetime) -> Answer:
    """Take the new words and show the notice with them, before anybody gets it.

    Raises as `ask_words`, and what writing a notice raises.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    content = notices.content_of(session, notice)
    words = secrecy.check(words, LONGEST)
    if words == content["words"]:
        raise FlowError("notcorrect-same")
    notice.correction = notices.seal_content(session, notice.owner_id, {**content, "words": words})
    session.flush()
    return Show(f"notcheck:{notice_id}")


def preview(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """The notice with its new words, and who gets them. Raises as `ask_words`."""
    notice = sent_notices.open_(session, actor, notice_id)
    if notice.correction is None:
        return Show(f"notresult:{notice_id}")
    content = notices.open_content(session, notice.owner_id, notice.correction)
    tally = notice_tallies.total(session, notice)
    asked = text("notcorrect-check", people=tally.people, seen=tally.seen)
    yes = f"notcorrectyes:{notice_id}:{notice.revision}:{_mark(notice.correction)}"
    rows = stack(
        choice(yes, "notcorrect-yes", main=True),
        choice(f"notcorrect:{notice_id}", "notcorrect-again"),
        choice(f"notresult:{notice_id}", "notresult-keep", zero=True),
    )
    lines = [*notice_cards.body(session, notice, content), GAP, asked]
    return reply(*lines, rows=rows, here=f"notcheck:{notice_id}")


def correct(
    session: Session, actor: Actor, notice_id: int, revision: int, mark: str, now: datetime
) -> Answer:
    """The new words take the place of the old ones: they go to all who are on the list, and nobody has seen
    them yet. A notice that is stopped for now stays so. Raises as `ask_words`, and `notcorrect-outdated`.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    if notice.revision != revision or notice.correction is None or _mark(notice.correction) != mark:
        raise FlowError("notcorrect-outdated", place=f"notresult:{notice_id}")
    notice.content, notice.correction = notice.correction, None
    notice.revision, notice.changed_at, notice.nudging = revision + 1, now, ""
    if notice.state == DONE:
        notice.state, notice.done_at = SENDING, None
    session.flush()
    audit.note(session, "notice_corrected", now, unit_id=notice.unit_id, detail=notice_id)
    return Show(f"notresult:{notice_id}", Text("notcorrect-done"))


def _mark(sealed: bytes) -> str:
    """Which writing it was: sealed, the same words are never the same again."""
    return sha256(sealed).hexdigest()[:10]


def ask_recall(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """What taking it back does, before it is done.

    Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    lines = [*sent_notices.heading(session, actor, notice), GAP]
    asked = text("notrecall-ask", people=notice_tallies.total(session, notice).laid)
    rows = _sure(notice_id, f"notrecallyes:{notice_id}", "notrecall-yes")
    return reply(*lines, asked, rows=rows, here=f"notrecall:{notice_id}")


def recall(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Take it back: nothing of it goes out or is read from now on. Raises as `ask_recall`."""
    notice = sent_notices.open_(session, actor, notice_id)
    notice.state, notice.changed_at = RECALLED, now
    notice.correction, notice.nudging = None, ""
    session.flush()
    audit.note(session, "notice_recalled", now, unit_id=notice.unit_id, detail=notice_id)
    return Show(f"notresult:{notice_id}", Text("notrecall-done"))


def ask_close(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """Before no more answers are taken. Raises as `ask_recall`, and `notclose-already`."""
    notice = _answered(session, actor, notice_id, now)
    lines = [*sent_notices.heading(session, actor, notice), GAP, Text("notclose-ask")]
    rows = _sure(notice_id, f"notcloseyes:{notice_id}", "notclose-yes")
    return reply(*lines, rows=rows, here=f"notclose:{notice_id}")


def close(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Take no more answers; those that were given stay. Raises as `ask_close`."""
    notice = _answered(session, actor, notice_id, now)
    notice.answer_by = now
    session.flush()
    audit.note(session, "notice_closed", now, unit_id=notice.unit_id, detail=notice_id)
    return Show(f"notresult:{notice_id}", Text("notclose-done"))


def _answered(session: Session, actor: Actor, notice_id: int, now: datetime) -> Notice:
    notice = sent_notices.open_(session, actor, notice_id)
    if not notice.needs_answer:
        raise FlowError("choice-unknown", place=f"notresult:{notice_id}")
    if not notice_answers.takes_answers(notice, now):
        raise FlowError("notclose-already", place=f"notresult:{notice_id}")
    return notice


def _sure(notice_id: int, yes: str, label: str) -> tuple[tuple[Choice, ...], ...]:
    return stack(choice(yes, label, main=True), choice(f"notresult:{notice_id}", "notresult-keep", zero=True))
