"""What a notice says: each field asked in its turn and typed, the signs of a forum ticked."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import (
    notice_audiences,
    notice_cards,
    notice_drafts,
    notice_files,
    notice_flags,
    notice_times,
    secrecy,
    typed_days,
)
from flows import units as unit_rules
from flows.notice_drafts import Draft
from flows.replies import (
    GAP,
    Answer,
    Choice,
    FlowError,
    Line,
    Marked,
    Raw,
    Reply,
    Text,
    choice,
    reply,
    stack,
    text,
)
from locales import notice_templates
from locales.checklists import Page, Sign
from locales.notice_templates import Field
from storage import cycles, units
from storage.accounts import Actor
from storage.notices import Notice

LONGEST = {"title": 120, "words": 3000, "line": 300, "text": 1000, "place": 200}
MOST_SIGNS = 10
PLAIN = ("title", "words")
TYPED = ("line", "text", "place", "day", "moment")


def ask(session: Session, actor: Actor, notice_id: int, step: str, now: datetime) -> Answer:
    """Ask for one part. Raises `not-joined`, `choice-unknown`, `notice-not-draft`."""
    draft = notice_drafts.own(session, actor, notice_id)
    field = draft.template.field(step)
    if field and field.kind == "signs":
        return signs(session, actor, notice_id, 0, now)
    if field:
        return _ask(
            draft, step, Raw(field.ask.of(actor.language)), field.optional, _value(session, draft, field)
        )
    if step == "title":
        return _ask(draft, step, Text("notice-ask-title"), False, _kept(draft.content["title"]))
    if step == "words":
        optional = bool(draft.template.fields)
        asked = Text("notice-ask-more" if optional else "notice-ask-words")
        return _ask(draft, step, asked, optional, _kept(draft.content["words"]))
    if step == "files":
        return notice_files.card(session, draft)
    if step == "people":
        return notice_audiences.card(session, actor, draft, now)
    if step == "time":
        return notice_times.card(session, draft, now)
    if step in notice_flags.FLAGS:
        return notice_flags.ask(session, draft, step)
    raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")


def write(session: Session, actor: Actor, notice_id: int, step: str, words: str, now: datetime) -> Answer:
    """Take what was typed for a part. Raises as `ask`, and `secrecy-refused`, `text-too-long`,
    `notice-empty`, `notice-day-unclear`, `notice-moment-unclear`, `notice-hour-missing`, `notice-past`,
    `notice-monthly-day`, `notice-monthly-optional`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    field = draft.template.field(step)
    if step in notice_times.TYPED:
        return notice_times.write(session, draft, step, words, actor.language, now)
    if step not in PLAIN and (field is None or field.kind not in TYPED):
        raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")
    fill(session, draft.notice, draft.content, step, words, actor.language, now)
    notice_drafts.save(session, draft, now, step)
    return notice_drafts.after(draft)


def fill(
    session: Session,
    notice: Notice,
    content: dict[str, Any],
    step: str,
    words: str,
    language: str,
    now: datetime,
) -> None:
    """Put what was typed for a part where it belongs, once it passes. Raises as `write`."""
    field = notice_templates.find(content["template"]).field(step)
    if field:
        notice_times.check(session, notice, content, field)
        content["fields"][step] = _read(session, notice, field, words, language, now)
    else:
        check = secrecy.check if step == "words" else secrecy.check_line
        content[step] = _filled(check(words, LONGEST[step]))


def skip(session: Session, actor: Actor, notice_id: int, step: str, now: datetime) -> Answer:
    """Leave a part out that may be left out. Raises as `ask`."""
    draft = notice_drafts.own(session, actor, notice_id)
    field = draft.template.field(step)
    if field and field.optional:
        draft.content["fields"].pop(step, None)
    elif step == "words" and draft.template.fields:
        draft.content["words"] = ""
    else:
        raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")
    notice_drafts.save(session, draft, now, step)
    return notice_drafts.after(draft)


def signs(session: Session, actor: Actor, notice_id: int, number: int, now: datetime) -> Reply:
    """A page of the checklist's signs to tick. Raises as `ask`."""
    draft, field = _of_signs(session, actor, notice_id)
    pages = _pages(session, draft)
    page = pages[min(number, len(pages) - 1)]
    chosen = draft.content["fields"].get(field.id) or []
    rows: list[Choice] = []
    for sign in _discussed(page):
        on = sign.id in chosen
        verb = f"noticesign:{draft.id}:{page.number}:{sign.id}{'-' if on else '+'}"
        rows.append(choice(verb, Raw(f"{sign.id} {sign.label.of(actor.language)}"), ticked=on))
    place = pages.index(page)
    turns = [choice(f"noticesigns:{draft.id}:{place + 1}", "assign-after")] if place + 1 < len(pages) else []
    turns += [choice(f"noticesigns:{draft.id}:{place - 1}", "assign-before")] if place else []
    if chosen:
        turns.append(
            choice(
                f"noticedone:{draft.id}:{field.id}", text("notice-signs-done", count=len(chosen)), main=True
            )
        )
    lines: list[Line] = [Raw(field.ask.of(actor.language))]
    lines.append(text("notice-signs-chosen", signs=", ".join(chosen) or Text("notice-signs-none")))
    rows += [*turns, notice_drafts.back(draft)]
    here = f"noticesigns:{draft.id}:{place}"
    return reply(*lines, rows=stack(*rows), here=here, progress=notice_drafts.progress(draft))


def tick(session: Session, actor: Actor, notice_id: int, number: int, ticks: str, now: datetime) -> Reply:
    """Choose signs, or take them out again: ``1.2+,1.5-``. Raises as `ask`, and `notice-many-signs`."""
    draft, field = _of_signs(session, actor, notice_id)
    pages = _pages(session, draft)
    known = [sign.id for page in pages for sign in _discussed(page)]
    chosen = set(draft.content["fields"].get(field.id) or [])
    for part in ticks.split(","):
        sign, on = part[:-1], part.endswith("+")
        if sign not in known or part[-1:] not in ("+", "-"):
            raise FlowError("choice-unknown", place=f"noticesigns:{notice_id}:0")
        chosen = chosen | {sign} if on else chosen - {sign}
    if len(chosen) > MOST_SIGNS:
        raise FlowError("notice-many-signs", most=MOST_SIGNS)
    draft.content["fields"][field.id] = [sign for sign in known if sign in chosen]
    notice_drafts.save(session, draft, now)
    place = next((n for n, page in enumerate(pages) if page.number == number), 0)
    return signs(session, actor, notice_id, place, now)


def done(session: Session, actor: Actor, notice_id: int, step: str, now: datetime) -> Answer:
    """What was ticked is all: go on. Raises as `ask`, and `notice-nobody`."""
    draft = notice_drafts.own(session, actor, notice_id)
    field = draft.template.field(step)
    if step == "people":
        notice_audiences.check(session, draft.notice, now)
    elif step == "files":
        pass  # none is also an answer
    elif field is None or field.kind != "signs" or not draft.content["fields"].get(step):
        raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")
    notice_drafts.save(session, draft, now, step)
    return notice_drafts.after(draft)


def _ask(draft: Draft, step: str, asked: Line, optional: bool, value: Line | None) -> Reply:
    lines = [asked]
    if value is not None:
        lines += [GAP, Text("notice-is-now"), value]
    rows = [choice(f"noticeskip:{draft.id}:{step}", "notice-skip")] if optional else []
    return reply(
        *lines,
        rows=stack(*rows, notice_drafts.back(draft)),
        here=f"noticeask:{draft.id}:{step}",
        awaiting=f"{'notice' if optional else 'write:notice'}:{draft.id}:{step}",
        progress=notice_drafts.progress(draft),
    )


def _kept(words: str) -> Line | None:
    return Marked(words) if words else None


def _value(session: Session, draft: Draft, field: Field) -> Line | None:
    value = draft.content["fields"].get(field.id)
    if not value:
        return None
    said = notice_cards.shown(field, value, unit_rules.timezone_of(session, draft.notice.unit_id))
    return Raw(said) if isinstance(said, str) else said


def _filled(words: str) -> str:
    if not words:
        raise FlowError("notice-empty")
    return words


def _read(session: Session, notice: Notice, field: Field, words: str, language: str, now: datetime) -> str:
    """What was typed, as it is kept: an ISO date or moment, or the words."""
    local = now.astimezone(ZoneInfo(unit_rules.timezone_of(session, notice.unit_id)))
    if field.kind == "day":
        day = typed_days.read(words, local.date(), language)
        if day is None:
            raise FlowError("notice-day-unclear")
        if day < local.date():
            raise FlowError("notice-past")
        return day.isoformat()
    if field.kind == "moment":
        return notice_times.moment(words, local, language).isoformat()
    check = secrecy.check if field.kind == "text" else secrecy.check_line
    return _filled(check(words, LONGEST[field.kind]))


def _of_signs(session: Session, actor: Actor, notice_id: int) -> tuple[Draft, Field]:
    draft = notice_drafts.own(session, actor, notice_id)
    for field in draft.template.fields:
        if field.kind == "signs":
            return draft, field
    raise FlowError("choice-unknown", place=f"noticedraft:{notice_id}")


def _pages(session: Session, draft: Draft) -> list[Page]:
    """The pages of the unit's checklist with something to discuss openly."""
    if "checklist" not in draft.content:
        over = cycles.cycles_over(session, units.lineage_of(session, draft.notice.unit_id))
        draft.content["checklist"] = over[0].checklist if over else ""
    checklist = notice_cards.checklist_of(session, draft.content)
    return [page for page in checklist.pages_for(()) if _discussed(page)]


def _discussed(page: Page) -> list[Sign]:
    return [sign for sign in page.signs if not sign.in_person]
