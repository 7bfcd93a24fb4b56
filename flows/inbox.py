"""`/thongbao`: everybody's inbox. What waits for his answer comes first; opening a notice is having seen it.

It works on every channel, with no consent but having joined: a notice says nothing about who reads it.
"""

from datetime import datetime

from sqlmodel import Session

from flows import (
    access,
    dates,
    notice_answers,
    notice_cards,
    notice_files,
    notice_nudges,
    notice_registrations,
    received,
    screens,
)
from flows.replies import GAP, Choice, Line, Reply, Text, choice, reply, stack, text
from storage import notice_copies, notices, units
from storage.accounts import Actor
from storage.notice_copies import Received
from storage.notices import RECALLED, Notice, NoticeCopy

PAGE = 8
LABEL, NARROW = 80, {"telegram": 26}
"""Letters of a title on a button: where it may take several rows, and where what is too long is cut off."""


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The first page. Raises `not-joined`."""
    return page(session, actor, 0, now)


def page(session: Session, actor: Actor, number: int, now: datetime) -> Reply:
    """A page of what he got. Raises `not-joined`."""
    member_id, vault_id = access.owner_of(actor)
    found = notice_copies.inbox(session, member_id, vault_id, now, number * PAGE, PAGE + 1)
    waiting = 0 if actor.left_at else notice_copies.waiting(session, member_id, vault_id, now)
    lines: list[Line] = [Text("inbox-title")]
    if waiting:
        lines.append(text("inbox-waiting", count=waiting))
    if not found:
        lines.append(Text("inbox-empty"))
    elif not all(one.seen for one in found[:PAGE]):
        lines.append(Text("inbox-marks"))
    rows = [choice(f"notice:{one.notice.id}", _label(session, actor, one)) for one in found[:PAGE]]
    turns = screens.pages("inbox", number, len(found) > PAGE)
    home = choice("menu", "menu-home", zero=True)
    return reply(*lines, rows=stack(*rows, *turns, home), here=f"inbox:{number}")


def open_(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """A notice in full; it counts as seen from now on. Raises `not-joined`, `choice-unknown`."""
    notice, copy = received.mine(session, actor, notice_id, now, reading=True)
    if notice.state == RECALLED:
        return _recalled(session, actor, notice)
    if actor.left_at is None and notice_copies.mark_seen(
        session, notice_id, copy.member_id, notice.revision, now
    ):
        notice_nudges.drop(session, notice, actor.vault_id or 0, now)
    lines = notice_cards.body(session, notice, notices.content_of(session, notice))
    asks = notice_registrations if notice.registers else notice_answers
    lines += [GAP, *_dates(actor, notice, copy)]
    rows = notice_files.choices(session, notice_id)
    if actor.left_at is None:
        lines += asks.standing(session, actor, notice, copy, now)
        rows = [*asks.choices(session, actor, notice, copy, now), *rows]
    if access.find_office(session, actor, access.NOTICES, notice.unit_id):
        rows.append(choice(f"notresult:{notice_id}", "notresult-button"))
    return reply(*lines, rows=stack(*rows, _back()), here=f"notice:{notice_id}")


def _recalled(session: Session, actor: Actor, notice: Notice) -> Reply:
    """Nothing of it is shown any more but that it was taken back, and when."""
    unit, at = units.get_unit(session, notice.unit_id).name, _changed(actor, notice)
    return reply(text("inbox-recalled", unit=unit, at=at), rows=stack(_back()), here=f"notice:{notice.id}")


def _dates(actor: Actor, notice: Notice, copy: NoticeCopy) -> list[Line]:
    sent, seen = received.sent_at(notice), copy.seen_at or received.sent_at(notice)
    lines: list[Line] = [text("inbox-sent", day=dates.day(sent, actor.timezone))]
    if notice.revision > 1:
        lines.append(text("inbox-corrected", at=_changed(actor, notice)))
    lines.append(text("inbox-seen", at=dates.hour(seen, actor.timezone)))
    return lines


def _changed(actor: Actor, notice: Notice) -> str:
    return dates.hour(notice.changed_at or received.sent_at(notice), actor.timezone)


def _label(session: Session, actor: Actor, one: Received) -> Text:
    day = dates.short(received.sent_at(one.notice), actor.timezone)
    if one.notice.state == RECALLED:
        return text("inbox-label-recalled", day=day)
    subject = notice_cards.subject(notices.content_of(session, one.notice))
    title = shortened(subject, NARROW.get(actor.channel, LABEL))
    key = ("inbox-label-waits", "inbox-label") if one.seen else ("inbox-label-waits-new", "inbox-label-new")
    return text(key[0 if one.waits else 1], title=title, day=day)


def shortened(title: str, longest: int) -> str:
    """A title as it fits on a button: whole words, as long as there is more than one."""
    if len(title) <= longest:
        return title
    words = title[:longest].rpartition(" ")[0] or title[: longest - 1]
    return words.rstrip(" ,;:-–") + "…"


def _back() -> Choice:
    return choice("inbox", "inbox-back", zero=True)
