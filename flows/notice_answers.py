"""Answers to a notice that needs one: he comes, he does not and perhaps says why, somebody comes instead.

They can be changed until the moment the notice invites to, or until its sender closes it. Reasons and names
are sealed to the notice; who may send notices for the unit reads them.
"""

from datetime import datetime

from sqlmodel import Session

from flows import dates, received, secrecy
from flows.replies import Answer, Choice, FlowError, Line, Show, Text, choice, reply, stack, text
from storage import notice_copies
from storage.accounts import Actor
from storage.notices import ABSENT, ANSWERS, COMING, DEPUTY, RECALLED, Notice, NoticeCopy

LONGEST = 300


def answer(session: Session, actor: Actor, notice_id: int, said: str, now: datetime) -> Answer:
    """Keep what he says; ask why he does not come, or who comes instead.

    Raises `not-joined`, `choice-unknown`, `notanswer-recalled`, `notanswer-closed`, `notanswer-corrected`.
    """
    notice, copy = open_to(session, actor, notice_id, now)
    if said not in ANSWERS:
        raise FlowError("choice-unknown", place=f"notice:{notice_id}")
    if said == COMING:
        notice_copies.set_answer(session, notice, copy.member_id, COMING, "", now)
        return Show(f"notice:{notice_id}", Text("notanswer-coming-kept"))
    if said == ABSENT and copy.answer != ABSENT:
        notice_copies.set_answer(session, notice, copy.member_id, ABSENT, "", now)
    return ask(session, actor, notice_id, said, now)


def ask(session: Session, actor: Actor, notice_id: int, said: str, now: datetime) -> Answer:
    """Ask why, or who. Raises as `answer`."""
    open_to(session, actor, notice_id, now)
    if said not in (ABSENT, DEPUTY):
        return Show(f"notice:{notice_id}")
    left = (f"notnone:{notice_id}", "notanswer-no-reason") if said == ABSENT else _keep(notice_id)
    rows = stack(choice(*left, zero=True))
    here = f"notask:{notice_id}:{said}"
    return reply(f"notanswer-{said}-ask", rows=rows, here=here, awaiting=f"notanswer:{notice_id}:{said}")


def write(session: Session, actor: Actor, notice_id: int, said: str, words: str, now: datetime) -> Answer:
    """Take why he does not come, or the name of who comes instead.

    Raises as `answer`, and `secrecy-refused`, `text-too-long`, `notanswer-nobody`.
    """
    notice, copy = open_to(session, actor, notice_id, now)
    if said not in (ABSENT, DEPUTY):
        raise FlowError("choice-unknown", place=f"notice:{notice_id}")
    words = secrecy.check_line(words, LONGEST)
    if said == DEPUTY and not any(letter.isalpha() for letter in words):
        raise FlowError("notanswer-nobody")
    notice_copies.set_answer(session, notice, copy.member_id, said, words, now)
    return Show(f"notice:{notice_id}", Text(f"notanswer-{said}-kept"))


def no_reason(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """He does not come, and rather does not say why. Raises as `answer`."""
    return write(session, actor, notice_id, ABSENT, "", now)


def standing(session: Session, actor: Actor, notice: Notice, copy: NoticeCopy, now: datetime) -> list[Line]:
    """What he said, until when he may say otherwise, and who reads it."""
    if not notice.needs_answer:
        return []
    if not takes_answers(notice, now) and not copy.answer:
        return [Text("notanswer-over")]  # nothing is asked any more
    lines: list[Line] = [_said(notice_copies.words_of(session, notice, copy), copy.answer)]
    if not takes_answers(notice, now):
        return [*lines, Text("notanswer-over")]
    if notice.answer_by is not None:
        lines.append(text("notanswer-until", at=dates.hour(notice.answer_by, actor.timezone)))
    return [*lines, Text("notanswer-who-reads")]


def choices(session: Session, actor: Actor, notice: Notice, copy: NoticeCopy, now: datetime) -> list[Choice]:
    """The three answers, as long as they are taken."""
    if not notice.needs_answer or not takes_answers(notice, now):
        return []
    verb = f"notanswer:{notice.id}"
    return [
        choice(f"{verb}:{COMING}", "notanswer-coming", main=not copy.answer),
        choice(f"{verb}:{ABSENT}", "notanswer-absent"),
        choice(f"{verb}:{DEPUTY}", "notanswer-deputy"),
    ]


def takes_answers(notice: Notice, now: datetime) -> bool:
    """Whether it still takes answers: its moment is to come, and nobody closed or stopped it."""
    still = notice.answer_by is None or notice.answer_by > now
    return still and notice.state in notice_copies.ANSWERED


def open_to(
    session: Session, actor: Actor, notice_id: int, now: datetime, *, registers: bool = False
) -> tuple[Notice, NoticeCopy]:
    """A notice in his inbox that takes such answers: he has read the words as they are now.

    Raises as `answer`.
    """
    notice, copy = received.mine(session, actor, notice_id, now)
    here = f"notice:{notice_id}"
    if notice.state == RECALLED:
        raise FlowError("notanswer-recalled", place=here)
    if not notice.needs_answer or notice.registers is not registers:
        raise FlowError("choice-unknown", place=here)
    if not takes_answers(notice, now):
        raise FlowError("notanswer-closed", place=here)
    if copy.seen < notice.revision:
        key = "notanswer-corrected" if copy.seen else "notanswer-unread"
        raise FlowError(key, place=here)
    return notice, copy


def _said(words: str, answer: str) -> Text:
    if not answer:
        return Text("notanswer-none")
    if answer == DEPUTY:
        return text("notanswer-said-deputy", name=words)
    if answer == ABSENT and words:
        return text("notanswer-said-absent-why", reason=words)
    return Text(f"notanswer-said-{answer}")


def _keep(notice_id: int) -> tuple[str, str]:
    return f"notice:{notice_id}", "notanswer-keep"
