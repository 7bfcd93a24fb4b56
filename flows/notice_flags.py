"""What a notice asks of its recipients, and whether it is official: each chosen with one button."""

from datetime import datetime

from sqlmodel import Session

from flows import notice_drafts, notice_registrations
from flows.notice_drafts import Draft
from flows.replies import Answer, FlowError, choice, reply, stack
from storage import units
from storage.accounts import Actor

REGISTERS = 2
"""The place of what asks cells to register, among the answers a notice may need."""
FLAGS = {
    "answer": ("notice-answer-no", "notice-answer-yes", "notice-answer-register"),
    "official": ("notice-official-no", "notice-official-yes"),
}
"""What can be chosen there; by its place."""


def ask(session: Session, draft: Draft, step: str) -> Answer:
    """What can be chosen; of what needs an answer it is not asked whether it is official."""
    notice = draft.notice
    if step == "official" and notice.needs_answer:
        return notice_drafts.after(draft)
    now = int(notice.official) if step == "official" else notice.needs_answer + notice.registers
    ways = [
        choice(f"noticeset:{draft.id}:{step}:{value}", label, main=now == value)
        for value, label in enumerate(FLAGS[step])
        if value != REGISTERS or units.has_children(session, notice.unit_id)
    ]
    no, yes, *more = ways
    return reply(
        f"notice-ask-{step}",
        rows=stack(yes, *more, no, notice_drafts.back(draft)),
        here=f"noticeask:{draft.id}:{step}",
        progress=notice_drafts.progress(draft),
    )


def choose(session: Session, actor: Actor, notice_id: int, step: str, value: int, now: datetime) -> Answer:
    """Needs an answer, of each or of the cells below, or none; official or not, where it needs none.

    Raises `not-joined`, `choice-unknown`, `notice-not-draft`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    if value not in range(len(FLAGS.get(step, ()))):
        raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")
    if step == "answer":
        _set_answer(session, draft, value)
    elif not draft.notice.needs_answer:
        draft.notice.official = bool(value)
    notice_drafts.save(session, draft, now, step)
    return notice_drafts.after(draft)


def _set_answer(session: Session, draft: Draft, value: int) -> None:
    """Who needs an answer sees who has not given one: that is official; without one it is asked again."""
    notice, steps = draft.notice, draft.content["steps"]
    before = notice.needs_answer
    if value == REGISTERS:
        notice_registrations.start(session, notice)
    else:
        notice.needs_answer, notice.registers = bool(value), False
    if value:
        notice.official = True
    if value and "official" not in steps:
        steps.append("official")
    if not value and before and "official" in steps:
        steps.remove("official")
