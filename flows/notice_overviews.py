"""The one card from which every part of a notice can be gone back to ("Xem lại")."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from flows import notice_audiences, notice_cards, notice_drafts, notice_files, notice_times
from flows.notice_drafts import Draft
from flows.replies import GAP, Choice, Line, Marked, Raw, Reply, Text, choice, reply, text
from storage import units
from storage.accounts import Actor

SHOWN = 200
"""Letters of its words that the overview shows."""


def show(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """All that is said so far; each part can be changed.

    Raises `not-joined`, `choice-unknown`, `notice-not-draft`.
    """
    draft = notice_drafts.own(session, actor, notice_id)
    lines: list[Line] = [text("notice-overview", unit=units.get_unit(session, draft.notice.unit_id).name)]
    if line := draft.content.get("returned"):
        lines.append(text("notice-returned", line=line))
    lines += [GAP, *_said(session, draft, now)]
    rest = draft.open
    rows: list[tuple[Choice, ...]] = []
    if rest:
        rows.append((choice(f"noticeask:{draft.id}:{rest[0]}", "notice-go-on", main=True),))
    else:
        rows.append((choice(f"noticesee:{draft.id}", "notice-see", main=True),))
    parts = [choice(f"noticeask:{draft.id}:{step}", _name(draft, step)) for step in _editable(draft)]
    rows += [tuple(parts[n : n + 2]) for n in range(0, len(parts), 2)]
    rows += [(file,) for file in notice_files.choices(session, draft.id)]
    rows.append((choice(f"noticedrop:{draft.id}", "notice-drop"),))
    rows.append((choice("notices", "notice-back", zero=True),))
    return reply(*lines, rows=tuple(rows), here=f"noticedraft:{draft.id}")


def _editable(draft: Draft) -> list[str]:
    """The steps in the overview: those that were answered, and the title a template brought."""
    done = [step for step in draft.order if step not in draft.open]
    if draft.notice.needs_answer and "official" in done:
        done.remove("official")
    return ["title", *done] if draft.template.fields and done else done


def _beginning(words: str) -> str:
    """What is written, or how it begins: all of it is in the last look."""
    first = words[:SHOWN].rpartition(" ")[0] or words[:SHOWN]
    return words if len(words) <= SHOWN else f"{first} …"


def _name(draft: Draft, step: str) -> Text:
    field = draft.template.field(step)
    return text(
        "notice-change", what=field.label.of(draft.language) if field else Text(f"notice-step-{step}")
    )


def _said(session: Session, draft: Draft, now: datetime) -> list[Line]:
    content, notice = draft.content, draft.notice
    lines: list[Line] = [text("notice-title", title=notice_drafts.title_of(content))]
    lines += notice_cards.fields(session, notice.unit_id, content, draft.language, short=True)
    if content["words"]:
        lines.append(Marked(_beginning(content["words"])))
    lines += [Raw(f"• {name}") for _, name in notice_files.named(session, draft.id)]
    done = content["steps"]
    tell: dict[str, Callable[[], list[Line]]] = {
        "people": lambda: notice_audiences.told(session, notice, now),
        "time": lambda: [text("notice-goes", when=notice_times.when(session, notice, now))],
        "answer": lambda: [Text(notice_cards.needs(notice))],
        "official": lambda: [Text(notice_cards.standing(notice))],
    }
    said = [line for step, lines_ in tell.items() if step in done for line in lines_()]
    return [*lines, GAP, *said] if said else lines
