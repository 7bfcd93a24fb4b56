"""The collective self-review: the cell committee goes through the checklist once, for the cell as a body.

Attributed, not secret: its members read it beside their figures. Signs to be talked over in person are not
on it. Once handed in it stays as it is.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import access, audit, names
from flows.dates import day
from flows.replies import Answer as Answered
from flows.replies import Choice, FlowError, Raw, Reply, Show, Text, choice, reply, stack, text
from locales import checklists
from locales.checklists import Checklist, Page, Sign
from storage import covers, cycles, units
from storage.accounts import Actor
from storage.covers import Collective
from storage.cycles import Cycle

MARKED = "1"


@dataclass(frozen=True, slots=True)
class Body:
    """A collective review that was handed in: what is said of it, by whom; the signs it names."""

    line: Text
    signs: frozenset[str]


def show(session: Session, actor: Actor, cell_id: int, cycle_id: int, page: int, now: datetime) -> Reply:
    """A page of ticks; when it is handed in, what it says. Raises `choice-unknown`."""
    cycle, checklist = _at_work(session, actor, cell_id, cycle_id)
    row = covers.collective_of(session, cycle_id, cell_id)
    if row and row.submitted_at:
        return _read(cycle, cell_id, _body(session, row, row.submitted_at, actor.timezone))
    return _card(actor, cell_id, cycle, checklist, set(row.degrees) if row else set(), page)


def tick(
    session: Session, actor: Actor, cell_id: int, cycle_id: int, page: int, ticks: str, now: datetime
) -> Reply:
    """Set or take off ticks: ``1.2+,1.5-``. Raises `choice-unknown`."""
    cycle, checklist = _at_work(session, actor, cell_id, cycle_id)
    row = covers.collective_of(session, cycle_id, cell_id)
    if row and row.submitted_at:
        return _read(cycle, cell_id, _body(session, row, row.submitted_at, actor.timezone))
    ticked = set(row.degrees) if row else set()
    known = {sign.id for page_ in _pages(checklist) for sign in _signs(page_)}
    for part in ticks.split(","):
        sign, on = part[:-1], part.endswith("+")
        if sign not in known:
            raise FlowError("choice-unknown", place="summary")
        ticked = ticked | {sign} if on else ticked - {sign}
    degrees = dict.fromkeys(sorted(ticked), MARKED)
    covers.save_collective(session, cycle_id, cell_id, actor.member_id or 0, degrees, now)
    return _card(actor, cell_id, cycle, checklist, ticked, page)


def submit(session: Session, actor: Actor, cell_id: int, cycle_id: int, now: datetime) -> Answered:
    """Hand it in: from now on the cell's members read it. A second tap changes nothing."""
    _at_work(session, actor, cell_id, cycle_id)
    row = covers.collective_of(session, cycle_id, cell_id)
    if row is None or row.submitted_at is None:
        degrees = dict(row.degrees) if row else {}
        covers.save_collective(session, cycle_id, cell_id, actor.member_id or 0, degrees, now, submitted=True)
        audit.note(session, "collective_written", now, unit_id=cell_id, detail=cycle_id)
    return Show(f"body:{cell_id}:{cycle_id}:0", text("body-done"))


def handed_in(session: Session, cycle: Cycle, cell_id: int, timezone: str) -> Body | None:
    """What the committee found in its cell, for everybody of it to read; None before it is handed in."""
    row = covers.collective_of(session, cycle.id or 0, cell_id)
    if row is None or row.submitted_at is None:
        return None
    return _body(session, row, row.submitted_at, timezone)


def _body(session: Session, row: Collective, submitted_at: datetime, timezone: str) -> Body:
    by, on = names.of(session, row.member_id), day(submitted_at, timezone)
    said = ", ".join(row.degrees) or text("body-none")
    return Body(text("body-line", said=said, name=by, on=on), frozenset(row.degrees))


def _card(
    actor: Actor, cell_id: int, cycle: Cycle, checklist: Checklist, ticked: set[str], number: int
) -> Reply:
    pages = _pages(checklist)
    page = pages[min(number, len(pages) - 1)]
    place = f"{cell_id}:{cycle.id}"
    rows: list[Choice] = []
    for sign in _signs(page):
        on = sign.id in ticked
        label = Raw(f"{sign.id} {sign.label.of(actor.language)}")
        verb = f"bodytick:{place}:{page.number}:{sign.id}{'-' if on else '+'}"
        rows.append(choice(verb, label, ticked=on))
    after = [other for other in pages if other.number > page.number]
    if after:
        rows.append(choice(f"body:{place}:{after[0].number}", "body-next", zero=True, main=True))
    else:
        rows.append(choice(f"bodydone:{place}", "body-submit", main=True))
        rows.append(choice(f"summary:{cell_id}", "summary-back", zero=True))
    title = text("body-title", group=page.group.short.of(actor.language))
    return reply(title, "body-how", rows=stack(*rows), here=f"body:{place}:{page.number}")


def _read(cycle: Cycle, cell_id: int, said: Body) -> Reply:
    rows = stack(choice(f"summary:{cell_id}", "summary-back", zero=True))
    return reply(said.line, rows=rows, here=f"body:{cell_id}:{cycle.id}:0")


def _pages(checklist: Checklist) -> list[Page]:
    """The pages with something to tick."""
    return [page for page in checklist.pages_for(()) if _signs(page)]


def _signs(page: Page) -> list[Sign]:
    return [sign for sign in page.signs if not sign.in_person]


def _at_work(session: Session, actor: Actor, cell_id: int, cycle_id: int) -> tuple[Cycle, Checklist]:
    access.check(session, actor, access.COLLECTIVE, cell_id)
    over = cycles.cycles_over(session, units.lineage_of(session, cell_id))
    cycle = next((one for one in over if one.id == cycle_id and one.frozen_at), None)
    if cycle is None:
        raise FlowError("choice-unknown", place="menu")
    return cycle, checklists.load(cycle.checklist, session.info.get("checklists"))
