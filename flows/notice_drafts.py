"""A notice that is being written: whose it is, what is asked next.

A step that was answered is noted in the draft (`steps`), so what comes next is the same after a week, on
another device, after going back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from flows import access, notice_cards
from flows.replies import Answer, Choice, FlowError, Reply, Show, Text, choice, reply, stack, text
from locales import notice_templates
from locales.notice_templates import Template
from storage import notices, units
from storage.accounts import Actor
from storage.notices import DRAFT, Notice

KEPT = timedelta(days=90)
"""How long a draft is kept after it was last touched."""
AFTER = ("words", "files", "people", "time", "answer", "official")
"""What is asked after the template's own fields."""
STEPS = ("title", *AFTER)


@dataclass(slots=True)
class Draft:
    """A notice that is being written, opened."""

    notice: Notice
    content: dict[str, Any]
    template: Template
    language: str

    @property
    def id(self) -> int:
        """The notice's id."""
        return self.notice.id or 0

    @property
    def order(self) -> tuple[str, ...]:
        """The steps in the order they are asked; a template brings its title along."""
        own = tuple(field.id for field in self.template.fields)
        return (*own, *AFTER) if own else ("title", *AFTER)

    @property
    def open(self) -> list[str]:
        """The steps nobody has answered yet."""
        return [step for step in self.order if step not in self.content["steps"]]


def start(template: Template, language: str) -> dict[str, Any]:
    """What a new draft says."""
    return {
        "title": template.title.of(language),
        "words": "",
        "template": template.id,
        "fields": {},
        "steps": [],
    }


def own(session: Session, actor: Actor, notice_id: int) -> Draft:
    """His draft, its row locked, while he may send for its unit.

    Raises `not-joined`, `choice-unknown`, and `notice-not-draft` once it is on its way.
    """
    member_id, _ = access.member_of(actor)
    notice = notices.find(session, notice_id)
    if notice is None or notice.author_id != member_id:
        raise FlowError("choice-unknown", place="notices")
    access.check(session, actor, access.NOTICES, notice.unit_id)
    if notice.state != DRAFT:
        raise FlowError("notice-not-draft", place=f"noticerun:{notice_id}")
    content = notices.content_of(session, notice)
    language = units.get_unit(session, notice.unit_id).language or "vi"
    return Draft(notice, content, notice_templates.find(content["template"]), language)


def save(session: Session, draft: Draft, now: datetime, step: str = "") -> None:
    """Keep what was changed; that step is answered."""
    if step and step not in draft.content["steps"]:
        draft.content["steps"].append(step)
    draft.notice.content = notices.seal_content(session, draft.notice.owner_id, draft.content)
    draft.notice.until_at = now + KEPT
    notices.keep_files(session, draft.notice)
    session.flush()


def after(draft: Draft, note: Text | None = None) -> Show:
    """What is asked next; once everything was, the overview."""
    rest = draft.open
    return Show(f"noticeask:{draft.id}:{rest[0]}" if rest else f"noticedraft:{draft.id}", note)


def progress(draft: Draft) -> tuple[int, int]:
    """How many steps are answered, of how many."""
    return len(draft.order) - len(draft.open), len(draft.order)


def back(draft: Draft) -> Choice:
    """To the overview."""
    return choice(f"noticedraft:{draft.id}", "notice-overview-back", zero=True)


def ask_drop(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """Before a draft is thrown away. Raises as `own`."""
    draft = own(session, actor, notice_id)
    rows = (choice(f"noticedropyes:{draft.id}", "notice-drop-yes"), back(draft))
    asked = text("notice-drop-ask", title=notice_cards.subject(draft.content) or Text("notice-untitled"))
    return reply(asked, rows=stack(*rows), here=f"noticedrop:{draft.id}")


def drop(session: Session, actor: Actor, notice_id: int, now: datetime) -> Answer:
    """Throw it away, its key with it. Raises as `own`."""
    draft = own(session, actor, notice_id)
    notices.erase(session, [draft.id], now)
    session.expire_all()
    return Show("notices", Text("notice-dropped"))


def title_of(content: dict[str, Any]) -> str | Text:
    """Its title; one that has none yet says so."""
    title: str = content["title"]
    return title or Text("notice-untitled")
