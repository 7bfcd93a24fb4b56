"""Writing a notice: the way in, whose it is, from which template; what he has written and sent."""

from datetime import datetime

from sqlmodel import Session

from flows import access, dates, notice_cards, notice_drafts, notice_registrations, screens
from flows.replies import (
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
from storage import audiences, notices, units
from storage.accounts import Actor
from storage.notices import DRAFT, Notice

PAGE = 8
MOST_DRAFTS = 20
"""So many drafts a person may have at a time: more are only forgotten."""


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """What he wrote and what went out from his units. Raises `not-joined`, `choice-unknown`."""
    return page(session, actor, 0, now)


def page(session: Session, actor: Actor, number: int, now: datetime) -> Reply:
    """A page of it, drafts first, then what was confirmed last. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    held = held_of(session, actor)
    found = notices.listed(session, member_id, held, number * PAGE, PAGE + 1)
    rows = [choice("noticenew", "notice-new", main=True)]
    rows += [_item(session, actor, notice) for notice in found[:PAGE]]
    turns = screens.pages("notices", number, len(found) > PAGE)
    lines: list[Line] = [Text("notices-title"), Text("notices-how" if found else "notices-none")]
    home = choice("menu", "menu-home", zero=True)
    return reply(*lines, rows=stack(*rows, *turns, home), here=f"notices:{number}" if number else "notices")


def new(session: Session, actor: Actor, now: datetime) -> Reply:
    """For which unit; who has only one office is asked for the template at once.

    Raises `not-joined`, `choice-unknown`.
    """
    access.member_of(actor)
    held = held_of(session, actor)
    if len(held) == 1:
        return choose(session, actor, held[0], now)
    rows = [choice(f"noticein:{unit_id}", Raw(units.get_unit(session, unit_id).name)) for unit_id in held]
    return reply("notice-which-unit", rows=stack(*rows, _back()), here="noticenew")


def choose(session: Session, actor: Actor, unit_id: int, now: datetime) -> Reply:
    """Free text or a template. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.NOTICES, unit_id)
    newest = notices.newest_of(session, actor.member_id or 0)
    verb = f"noticefrom:{unit_id}"
    rows = [
        choice(f"{verb}:{template.id}:{newest}", Raw(template.name.of(actor.language)))
        for template in notice_templates.all_().values()
        if not template.registers or units.has_children(session, unit_id)
    ]
    rows.insert(0, choice(f"{verb}:free:{newest}", "notice-free"))
    asked = text("notice-which-template", unit=units.get_unit(session, unit_id).name)
    return reply(asked, rows=stack(*rows, _back()), here=f"noticein:{unit_id}")


def begin(
    session: Session, actor: Actor, unit_id: int, template_id: str, newest: int, now: datetime
) -> Answer:
    """Begin a draft, once: `newest` is the last he had when he was asked.

    Raises `not-joined`, `choice-unknown`, `notice-many-drafts`.
    """
    access.check(session, actor, access.NOTICES, unit_id)
    template = notice_templates.find(template_id)
    if not template.id and template_id != "free":
        raise FlowError("choice-unknown", place="notices")
    member_id = actor.member_id or 0
    latest = notices.newest_of(session, member_id)
    if latest != newest:
        return Show(f"noticedraft:{latest}" if latest else "notices")
    if notices.drafts_of(session, member_id) >= MOST_DRAFTS:
        raise FlowError("notice-many-drafts", place="notices", most=MOST_DRAFTS)
    language = units.get_unit(session, unit_id).language or "vi"
    content, until = notice_drafts.start(template, language), now + notice_drafts.KEPT
    notice = notices.create(session, unit_id, member_id, content, now, until, audiences.audience([unit_id]))
    notice.official, notice.needs_answer = template.official, template.needs_answer
    if template.registers:
        notice_registrations.start(session, notice)
    session.flush()
    return notice_drafts.after(notice_drafts.own(session, actor, notice.id or 0))


def held_of(session: Session, actor: Actor) -> list[int]:
    """The units he sends for. Raises `choice-unknown` who sends for none."""
    held = list(access.held(session, actor, access.NOTICES))
    if not held:
        raise FlowError("choice-unknown", place="menu")
    return held


def _item(session: Session, actor: Actor, notice: Notice) -> Choice:
    verb = "noticedraft" if notice.state == DRAFT else "noticerun"
    title = notice_cards.subject(notices.content_of(session, notice)) or Text("notice-untitled")
    day = dates.day(notice.confirmed_at or notice.created_at, actor.timezone)
    label = text("notice-item", state=Text(f"notice-state-{notice.state}"), title=title, day=day)
    return choice(f"{verb}:{notice.id}", label)


def _back() -> Choice:
    return choice("notices", "notice-back", zero=True)
