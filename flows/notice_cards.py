"""How a notice looks to whoever gets it: the same for everybody, wherever it is shown."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlmodel import Session

from flows import recurrences
from flows import units as unit_rules
from flows.cycles import CHECKLIST
from flows.replies import GAP, Line, Marked, Raw, Reply, Text, choice, reply, stack, text
from locales import checklists, notice_templates
from locales.checklists import Checklist
from locales.notice_templates import Field
from storage import files, notices, units
from storage.notices import Notice

OPEN = "notice"
"""The choice that leads to the card in the recipient's inbox."""


def sent(session: Session, notice: Notice) -> Reply:
    """The card as every recipient gets it, with one button: it opens the notice in his inbox."""
    lines = body(session, notice, notices.content_of(session, notice))
    if notice.needs_answer:
        lines += [GAP, Text("notice-wants-day" if notice.registers else "notice-wants-answer")]
    open_ = choice(f"{OPEN}:{notice.id}", open_label(notice), main=True)
    return reply(*lines, rows=stack(open_))


def open_label(notice: Notice) -> str:
    """What the button under a notice says."""
    if notice.registers:
        return "notice-register"
    return "notice-answer" if notice.needs_answer else "notice-open"


def body(session: Session, notice: Notice, content: Mapping[str, Any]) -> list[Line]:
    """Who writes, the title, the template's fields, what is written.

    In the language of the unit that writes, whoever reads it: it is one notice.
    """
    unit = units.get_unit(session, notice.unit_id)
    files_ = notices.files_of(session, notice.id or 0).values()
    lines: list[Line] = [text("notice-from", unit=unit.name), text("notice-title", title=content["title"])]
    said = fields(session, notice.unit_id, content, unit.language or "vi")
    if said:
        lines += [GAP, *said]
    if content["words"]:
        lines += [GAP, Marked(content["words"])]
    names = [found.name for found in map(partial(files.find, session), files_) if found]
    if names:
        lines += [GAP, text("notice-files", names="; ".join(names))]
    return lines


def asked(notice: Notice) -> list[Line]:
    """What is asked of its recipients, and whether it is official: for who writes or approves it."""
    return [Text(needs(notice)), Text(standing(notice))]


def standing(notice: Notice) -> str:
    """Whether it is official, and why."""
    if notice.needs_answer:
        return "notice-official-day" if notice.registers else "notice-official-answer"
    return "notice-is-official" if notice.official else "notice-is-news"


def needs(notice: Notice) -> str:
    """What its recipients need to answer."""
    if notice.registers:
        return "notice-needs-day"
    return "notice-needs-answer" if notice.needs_answer else "notice-needs-none"


def subject(content: Mapping[str, Any]) -> str:
    """What it is about, for lists: all invitations are called that, so what stands in its first line."""
    lines = [field for field in notice_templates.find(content["template"]).fields if field.kind == "line"]
    filled = [content["fields"].get(field.id) for field in lines if not field.optional]
    return str(next((value for value in filled if value), content["title"]))


def fields(
    session: Session, unit_id: int, content: Mapping[str, Any], language: str, *, short: bool = False
) -> list[Line]:
    """What was filled in, field by field; `short`: signs by their numbers alone."""
    lines: list[Line] = []
    timezone = unit_rules.timezone_of(session, unit_id)
    for field in notice_templates.find(content["template"]).fields:
        value, label = content["fields"].get(field.id), field.label.of(language)
        if not value:
            continue
        if field.kind == "signs" and short:
            lines.append(text("notice-field", label=label, value=", ".join(value)))
        elif field.kind == "signs":
            lines.append(text("notice-field-list", label=label))
            lines += [Raw(f"• {name}") for name in _named(checklist_of(session, content), value, language)]
        else:
            lines.append(text("notice-field", label=label, value=shown(field, value, timezone)))
    return lines


def shown(field: Field, value: str, timezone: str) -> str | Text:
    """A field's value as it is read."""
    if field.kind == "moment":
        return recurrences.spoken(datetime.fromisoformat(value), timezone)
    if field.kind == "day":
        return recurrences.spoken_day(date.fromisoformat(value))
    return value


def checklist_of(session: Session, content: Mapping[str, Any]) -> Checklist:
    """The checklist of the signs a notice names."""
    return checklists.load(content.get("checklist") or CHECKLIST, session.info.get("checklists"))


def _named(checklist: Checklist, ids: list[str], language: str) -> list[str]:
    names = {sign.id: sign.named(language) for sign in checklist.signs_for(checklists.ROLES)}
    return [f"{sign_id}. {names[sign_id]}" for sign_id in ids if sign_id in names]
