"""What came of a notice, for who may send notices for its unit: counts in all, and by unit below.

Counts name nobody. Who has not seen or answered is named in `flows.notice_names`.
"""

from datetime import datetime

from sqlmodel import Session

from flows import dates, notice_answers, screens, sent_notices
from flows.replies import GAP, Choice, Line, Raw, Reply, Text, choice, reply, stack, text
from storage import notice_tallies, units
from storage.accounts import Actor
from storage.notice_tallies import UNANSWERED, UNSEEN, Tally
from storage.notices import ABSENT, CANCELLED, DEPUTY, RECALLED, Notice

PAGE = 8


def show(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """A notice's results in all, and what can be done with it. Raises `not-joined`, `choice-unknown`."""
    notice = sent_notices.own(session, actor, notice_id)
    tally = notice_tallies.total(session, notice)
    lines = [
        *sent_notices.heading(session, actor, notice),
        GAP,
        *_counts(notice, tally),
        *_standing(actor, notice, now),
    ]
    rows = _lists(session, notice, tally)
    if notice.state in sent_notices.CHANGED:
        rows.append(choice(f"notdo:{notice_id}", "notresult-do"))
    if notice.state == CANCELLED:
        rows.append(choice(f"notrecall:{notice_id}", "notrecall-button"))
    rows += [choice("notices", "notice-back"), choice("menu", "menu-home", zero=True)]
    return reply(*lines, rows=stack(*rows), here=f"notresult:{notice_id}")


def by_unit(
    session: Session, actor: Actor, notice_id: int, unit_id: int, number: int, now: datetime
) -> Reply:
    """Its results in a unit, and a page of the units right below. Raises `not-joined`, `choice-unknown`."""
    notice = sent_notices.below(session, actor, notice_id, unit_id)
    found = notice_tallies.results(session, notice, unit_id)
    shown = found.children[number * PAGE : (number + 1) * PAGE]
    unit = units.get_unit(session, unit_id)
    lines: list[Line] = [text("notresult-unit", unit=unit.name), *_counts(notice, found.whole)]
    lines += [GAP] if shown else []
    lines += [_line(notice, name, tally) for _, name, tally in shown]
    rows = [choice(f"notunits:{notice_id}:{child_id}:0", Raw(name)) for child_id, name, _ in shown]
    rows += screens.pages(
        f"notunits:{notice_id}:{unit_id}", number, (number + 1) * PAGE < len(found.children)
    )
    if sent_notices.is_official(notice) and unit_id != notice.unit_id:
        rows += [_missing(notice, unit_id, what, found.whole) for what in _asked(notice, found.whole)]
    up = f"notunits:{notice_id}:{unit.parent_id}:0" if unit_id != notice.unit_id else f"notresult:{notice_id}"
    rows.append(choice(up, "notresult-back", zero=True))
    return reply(*lines, rows=stack(*rows), here=f"notunits:{notice_id}:{unit_id}:{number}")


def _counts(notice: Notice, tally: Tally) -> list[Line]:
    lines: list[Line] = [
        text("notresult-seen", people=tally.people, seen=tally.seen, unseen=tally.people - tally.seen)
    ]
    if tally.laid < tally.people:
        lines.append(text("notresult-laid", laid=tally.laid, people=tally.people))
    if notice.registers:
        counts = {"cells": tally.cells, "done": tally.done, "open": tally.cells - tally.done}
        lines.append(text("notresult-registered", **counts))
    elif notice.needs_answer:
        counts = {"coming": tally.coming, "absent": tally.absent, "deputy": tally.deputy}
        lines.append(text("notresult-answers", **counts, silent=tally.people - tally.answered))
    return lines


def _standing(actor: Actor, notice: Notice, now: datetime) -> list[Line]:
    """What was done with it since it was sent."""
    lines: list[Line] = []
    if notice.state == RECALLED:
        lines.append(text("notresult-recalled", at=sent_notices.last_changed(actor, notice)))
    elif notice.revision > 1:
        lines.append(text("notresult-corrected", at=sent_notices.last_changed(actor, notice)))
    if notice.needs_answer and notice.state != RECALLED and not notice_answers.takes_answers(notice, now):
        lines.append(Text("notresult-closed"))
    if notice.nudged_at is not None:
        lines.append(text("notresult-nudged", day=dates.day(notice.nudged_at, actor.timezone)))
    return [GAP, *lines] if lines else []


def _lists(session: Session, notice: Notice, tally: Tally) -> list[Choice]:
    """What can be looked at more closely."""
    rows: list[Choice] = []
    if units.has_children(session, notice.unit_id):
        rows.append(choice(f"notunits:{notice.id}:{notice.unit_id}:0", "notresult-units"))
    if sent_notices.is_official(notice):
        rows += [_missing(notice, notice.unit_id, what, tally) for what in _asked(notice, tally)]
    if tally.done:
        label = text("notregistered-button", count=tally.done)
        rows.append(choice(f"notregistered:{notice.id}:{notice.unit_id}:0", label))
    for answer, count in ((ABSENT, tally.absent), (DEPUTY, tally.deputy)):
        if count:
            label = text(f"notresult-{answer}", count=count)
            rows.append(choice(f"notsaid:{notice.id}:{notice.unit_id}:{answer}:0", label))
    return rows


def deeds(session: Session, actor: Actor, notice_id: int, now: datetime) -> Reply:
    """What can be done with a notice that went out.

    Raises `not-joined`, `choice-unknown`, `notresult-is-recalled`.
    """
    notice = sent_notices.open_(session, actor, notice_id)
    rows = [choice(f"notcorrect:{notice_id}", "notcorrect-button")]
    if notice.needs_answer and notice_answers.takes_answers(notice, now):
        rows.append(choice(f"notclose:{notice_id}", "notclose-button"))
    rows.append(choice(f"notrecall:{notice_id}", "notrecall-button"))
    rows.append(choice(f"notresult:{notice_id}", "notresult-back", zero=True))
    lines = sent_notices.heading(session, actor, notice)
    return reply(*lines, rows=stack(*rows), here=f"notdo:{notice_id}")


def _asked(notice: Notice, tally: Tally) -> list[str]:
    """What somebody has left undone."""
    undone = [UNSEEN] if tally.seen < tally.people else []
    if notice.needs_answer and tally.answered < tally.people:
        undone.append(UNANSWERED)
    return undone


def _missing(notice: Notice, unit_id: int, what: str, tally: Tally) -> Choice:
    count = tally.people - (tally.seen if what == UNSEEN else tally.answered)
    label = text(f"notmissing-{sent_notices.undone(notice, what)}", count=count)
    return choice(f"notmissing:{notice.id}:{unit_id}:{what}:0", label)


def _line(notice: Notice, name: str, tally: Tally) -> Text:
    if notice.registers:
        return text("notresult-line-registered", unit=name, cells=tally.cells, done=tally.done)
    if notice.needs_answer:
        counts = {"people": tally.people, "seen": tally.seen, "answered": tally.answered}
        return text("notresult-line-answers", unit=name, **counts)
    return text("notresult-line", unit=name, people=tally.people, seen=tally.seen)
