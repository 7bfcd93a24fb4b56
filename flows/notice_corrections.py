"""A notice that went out is corrected or taken back, for those who had it, or is closed to answers."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlmodel import Session

from flows import audit, notice_answers, notice_cards, notice_sending, notice_words, sent_notices
from flows import units as unit_rules
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Raw,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from locales import notice_templates
from storage import notice_progress, notice_tallies, notices
from storage.accounts import Actor
from storage.notices import DONE, RECALLED, SENDING, Notice


def choose(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """What of it is to be corrected. Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`."""
    notice = sent_notices.open_(session, actor, notice_id)
    lines = [*sent_notices.heading(session, actor, notice), GAP, Text("notcorrect-which")]
    rows = [
        choice(f"notpart:{notice_id}:{part}", Raw(label) if isinstance(label, str) else label)
        for part, label in _parts(notices.content_of(session, notice), actor.language).items()
    ]
    if notice.correction is not None:
        rows.append(choice(f"notcheck:{notice_id}", "notcorrect-begun"))
    rows.append(choice(f"notdo:{notice_id}", "notresult-keep", zero=True))
    return reply(*lines, rows=stack(*rows), here=f"notcorrect:{notice_id}")


def ask(session: Session, actor: Actor, notice_id: int, part: str, now: datetime) -> Reply:
    """Ask for one part anew, with what it says now as it would be typed. Raises as `choose`."""
    notice, content, label = _part(session, actor, notice_id, part)
    value = content[part] if part in notice_words.PLAIN else content["fields"].get(part, "")
    field = notice_templates.find(content["template"]).field(part)
    said: Line = Raw(value)
    if field and value:
        shown = notice_cards.shown(field, value, unit_rules.timezone_of(session, notice.unit_id))
        said = Raw(shown) if isinstance(shown, str) else shown
    lines: list[Line] = [text("notcorrect-ask", part=label)]
    lines += [GAP, Text("notice-is-now"), said] if value else []
    rows = stack(choice(f"notcorrect:{notice_id}", "notresult-keep", zero=True))
    awaiting = f"notcorrect:{notice_id}:{part}"
    return reply(*lines, rows=rows, here=f"notpart:{notice_id}:{part}", awaiting=awaiting)


def write(session: Session, actor: Actor, notice_id: int, part: str, words: str, now: datetime) -> Answer:
    """Take it, by the same rules as when it was written; then the whole is shown before anybody gets it.

    Raises as `choose`, `notcorrect-same`, and what `notice_words.write` raises.
    """
    notice, content, _ = _part(session, actor, notice_id, part)
    before = json.dumps(content)
    notice_words.fill(session, notice, content, part, words, actor.language, now)
    if json.dumps(content) == before:
        raise FlowError("notcorrect-same")
    notice.correction = notices.seal_content(session, notice.owner_id, content)
    session.flush()
    return Show(f"notcheck:{notice_id}")


def preview(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """The notice as it would be, and who gets it. Raises as `choose`."""
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
        choice(f"notcorrectno:{notice_id}", "notcorrect-no", zero=True),
    )
    lines = [*notice_cards.body(session, notice, content), GAP, asked]
    return reply(*lines, rows=rows, here=f"notcheck:{notice_id}")


def drop(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Leave it as it is: what was written anew is forgotten. Raises as `choose`."""
    notice = sent_notices.open_(session, actor, notice_id)
    notice.correction = None
    session.flush()
    return Show(f"notresult:{notice_id}", Text("notcorrect-dropped"))


def correct(
    session: Session, actor: Actor, notice_id: int, revision: int, mark: str, now: datetime
) -> Answer:
    """The new words take the place of the old ones: they go to all who are on the list, and nobody has seen
    them yet. A notice that is stopped for now stays so; a new moment takes answers again.

    Raises as `choose`, and `notcorrect-outdated`.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    if notice.revision != revision or notice.correction is None or _mark(notice.correction) != mark:
        raise FlowError("notcorrect-outdated", place=f"notresult:{notice_id}")
    before = notice_sending.moment_of(notices.content_of(session, notice))
    notice.content, notice.correction = notice.correction, None
    content = notices.content_of(session, notice)
    notice.digest, moment = notice_sending.digest_of(session, content), notice_sending.moment_of(content)
    notice.answer_by = moment if moment != before else notice.answer_by
    notice.revision, notice.changed_at, notice.nudging = revision + 1, now, ""
    if notice.state == DONE:
        notice.state, notice.done_at = SENDING, None
    session.flush()
    audit.note(session, "notice_corrected", now, unit_id=notice.unit_id, detail=notice_id)
    return Show(f"notresult:{notice_id}", Text("notcorrect-done"))


def _part(
    session: Session, actor: Actor, notice_id: int, part: str
) -> tuple[Notice, dict[str, Any], str | Text]:
    """The notice, what it says with what was corrected already, and what the part is called."""
    notice = sent_notices.open_(session, actor, notice_id)
    content = notices.open_content(session, notice.owner_id, notice.correction or notice.content)
    parts = _parts(content, actor.language)
    if part not in parts:
        raise FlowError("choice-unknown", place=f"notcorrect:{notice_id}")
    return notice, content, parts[part]


def _parts(content: Mapping[str, Any], language: str) -> dict[str, str | Text]:
    """The parts that can be typed anew, each with its name; a template brings its title along."""
    fields = notice_templates.find(content["template"]).fields
    parts: dict[str, str | Text] = {} if fields else {"title": Text("notcorrect-title")}
    for field in fields:
        if field.kind in notice_words.TYPED:
            parts[field.id] = field.label.of(language)
    return {**parts, "words": Text("notcorrect-words")}


def _mark(sealed: bytes) -> str:
    """Which writing it was: sealed, the same words are never the same again."""
    return sha256(sealed).hexdigest()[:10]


def ask_recall(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """What taking it back does, before it is done.

    Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`.
    """
    notice = sent_notices.to_recall(session, actor, notice_id)
    lines = [*sent_notices.heading(session, actor, notice), GAP]
    asked = text("notrecall-ask", people=notice_progress.progress_of(session, notice, now).sent)
    rows = _sure(notice_id, f"notrecallyes:{notice_id}", "notrecall-yes")
    return reply(*lines, asked, rows=rows, here=f"notrecall:{notice_id}")


def recall(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Take it back: nothing of it goes out or is read from now on. Raises as `ask_recall`."""
    notice = sent_notices.to_recall(session, actor, notice_id)
    notice.laid = min(notice.laid, notice.revision)  # of one that was stopped all is ended already
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
