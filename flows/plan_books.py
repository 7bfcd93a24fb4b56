"""The book a plan is kept in: whose it is, the plan, his marks of the last cycle, what day it is for him.

Opening it checks what every step must; closing it keeps what changed, so that it can be undone for a day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from flows import access, answers, cycles, meeting_dates, plan_lines, recurrences
from flows import units as unit_rules
from flows.meeting_dates import Occurrence
from flows.plan_lines import Change, Line, Plan
from flows.replies import FlowError
from locales import checklists
from locales.checklists import Checklist, Sign
from storage import cycles as stored_cycles
from storage import meetings, plans, reviews, units
from storage.accounts import Actor
from storage.cycles import Cycle
from storage.reviews import Review

MADE = "made"
MOST = 30
"""Lines to do at one time; more is no plan."""


@dataclass(frozen=True, slots=True)
class Marks:
    """What he marked in the newest review whose answers are still here; never a sign to be talked over.

    `opened_at`: when its cycle began; what was made or closed since belongs to it.
    """

    cycle_id: int
    opened_at: datetime
    signs: tuple[Sign, ...]


@dataclass(slots=True)
class Book:
    """What a step works on."""

    actor: Actor
    vault_id: int
    plan_id: int | None
    plan: Plan
    now: datetime
    today: date
    checklist: Checklist
    marks: Marks | None
    reviewed: tuple[datetime, ...]
    before: dict[int, Any]

    @property
    def zone(self) -> ZoneInfo:
        """Where he is."""
        return ZoneInfo(self.actor.timezone)

    @property
    def unplanned(self) -> list[Sign]:
        """Marked signs for which there is no line of this cycle yet, and that he has not put aside."""
        if self.marks is None:
            return []
        lines = [line for line in self.plan.lines if line.open or _since(line, self.marks.opened_at)]
        known = plan_lines.signs_of(lines)
        if self.plan.skipped_in == self.marks.cycle_id:
            known |= set(self.plan.skipped)
        return [sign for sign in self.marks.signs if sign.id not in known]

    @property
    def duties(self) -> list[Sign]:
        """What the checklist asks of those who hold his offices, whether he marked it or not."""
        signs = self.checklist.signs_for(self.actor.role_names)
        return [sign for sign in signs if sign.roles and not sign.in_person]

    def sign(self, sign_id: str) -> Sign | None:
        """A sign that may stand in his plan; None for any other, and for one to be talked over in person."""
        try:
            found = self.checklist.sign(sign_id)
        except KeyError:
            return None
        return None if found.in_person else found

    def round(self, line: Line) -> int:
        """In which cycle of his a line is: the first one, the second …"""
        return 1 + sum(opened > line.made_at for opened in self.reviewed)


def open_book(session: Session, actor: Actor, now: datetime, *, vault_id: int = 0) -> Book:
    """His plan, to look at or to change; of a vault that another gate let him look at.

    Raises `not-joined`, `off-roll`, `consent-needed`.
    """
    vault_id = vault_id or access.reviewer_of(actor)
    plan_id, content = plans.find_content(session, vault_id)
    plan = plan_lines.load(content)
    known = reviews.reviews_of(session, vault_id)
    return Book(
        actor,
        vault_id,
        plan_id,
        plan,
        now,
        recurrences.today(now, actor.timezone),
        checklist_of(session, actor),
        _marks(session, known),
        tuple(cycle.opens_at for review, cycle in known if review.submitted_at),
        {line.id: plan_lines.dump_line(line) for line in plan.lines},
    )


def keep(session: Session, book: Book, act: str) -> None:
    """Keep what was changed; nothing is written where nothing was."""
    plan = book.plan
    now = {line.id: plan_lines.dump_line(line) for line in plan.lines}
    changed = [
        (line_id, book.before.get(line_id))
        for line_id, line in now.items()
        if line != book.before.get(line_id)
    ]
    if not changed:
        return
    plan_lines.trim(plan, book.now)  # nothing is added to what cannot be undone any more
    last = plan.changes[-1] if plan.changes else None
    if last and last.act == act == MADE and [key for key, _ in last.before] == [key for key, _ in changed]:
        changed = []  # its day and its helper belong to making it: one step back undoes all of it
    if changed:
        plan.changes.append(Change(plan.count(), book.now, act, changed))
    save(session, book)


def save(session: Session, book: Book) -> None:
    """Keep the plan as it is now."""
    plan_lines.trim(book.plan, book.now)
    content, trim_at = plan_lines.dump(book.plan), plan_lines.trim_at(book.plan)
    until = book.now + plan_lines.KEPT
    book.plan_id = plans.save_content(session, book.plan_id, book.vault_id, content, trim_at, until)
    book.before = {line.id: plan_lines.dump_line(line) for line in book.plan.lines}


def forget_old(session: Session, vault_id: int, now: datetime) -> None:
    """Forget what can no longer be undone, and what was closed long ago, in a plan nobody is opening."""
    plan_id, content = plans.find_content(session, vault_id)
    plan = plan_lines.load(content)
    plan_lines.trim(plan, now)
    plans.save_content(session, plan_id, vault_id, plan_lines.dump(plan), plan_lines.trim_at(plan))


def merge(session: Session, source: int, target: int, now: datetime) -> None:
    """A vault is joined to another of the same member: the lines of both stand in one plan."""
    _, more = plans.find_content(session, source)
    if more is None:
        return
    plan_id, content = plans.find_content(session, target)
    plan = plan_lines.load(content)
    for line in plan_lines.load(more).lines:
        line.id = plan.count()
        plan.lines.append(line)
    plan.changes = []
    until = now + plan_lines.KEPT
    plans.save_content(session, plan_id, target, plan_lines.dump(plan), plan_lines.trim_at(plan), until)


def line_of(book: Book, line_id: int) -> Line:
    """A line of his. Raises `plan-line-gone`."""
    line = book.plan.find(line_id)
    if line is None:
        raise FlowError("plan-line-gone", place="plan")
    return line


def sign_of(book: Book, sign_id: str) -> Sign:
    """A sign that may stand in his plan. Raises `plan-unknown`."""
    sign = book.sign(sign_id)
    if sign is None or (sign.roles and not set(sign.roles) & book.actor.role_names):
        raise FlowError("plan-unknown", place="plan")
    return sign


def add(book: Book, signs: list[str], words: str) -> Line:
    """A new line. Raises `plan-full`."""
    if len(book.plan.open) >= MOST:
        raise FlowError("plan-full", most=MOST, place="plan")
    line = Line(book.plan.count(), signs, words, book.now)
    book.plan.lines.append(line)
    return line


def checklist_of(session: Session, actor: Actor) -> Checklist:
    """The checklist of the newest cycle over his cell; before there was one, the usual one."""
    known = stored_cycles.cycles_over(session, units.lineage_of(session, actor.unit_id or 0))
    name = known[0].checklist if known else cycles.CHECKLIST
    return checklists.load(name, session.info.get("checklists"))


def next_meeting(session: Session, actor: Actor, now: datetime) -> tuple[Occurrence, str] | None:
    """The next meeting of his cell, and the time zone it is in."""
    rule = meetings.rule_of(session, actor.unit_id or 0)
    if rule is None:
        return None
    timezone = unit_rules.timezone_of(session, rule.unit_id)
    ahead = meeting_dates.upcoming(session, rule, timezone, now, 1)
    return (ahead[0], timezone) if ahead else None


def _marks(session: Session, known: list[tuple[Review, Cycle]]) -> Marks | None:
    for review, cycle in known:
        if review.submitted_at is None or review.answers is None:
            continue
        given = answers.load(reviews.answers_of(session, review))
        checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
        marked = answers.listed(given, checklist.signs_for(given.roles))
        return Marks(cycle.id or 0, cycle.opens_at, tuple(marked))
    return None


def _since(line: Line, moment: datetime) -> bool:
    """Whether a line that is closed was still open then, or made later."""
    return line.closed_at is not None and line.closed_at >= moment
