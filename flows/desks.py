"""The desk a review is worked on: whose it is, which cycle, his answers so far, the checklist.

Opening one checks what every step must: membership, consent, an open cycle, nothing submitted yet.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import access, answers
from flows.answers import Answers
from flows.dates import hour
from flows.replies import FlowError
from locales import checklists
from locales.checklists import Checklist, Page, Sign
from storage import cycles, reviews, units
from storage.accounts import Actor
from storage.cycles import Cycle
from storage.reviews import Sheet


@dataclass(slots=True)
class Desk:
    """What a step works on: who, which cycle, his answers so far, and the checklist as it applies to him."""

    actor: Actor
    vault_id: int
    sheet: Sheet
    answers: Answers
    checklist: Checklist
    signs: tuple[Sign, ...]
    pages: tuple[Page, ...]


def cycles_of(
    session: Session, actor: Actor, now: datetime
) -> tuple[Cycle | None, Cycle | None, Cycle | None]:
    """The member's open cycle, the last closed one, the next one that is planned."""
    lineage = units.lineage_of(session, actor.unit_id or 0)
    known = cycles.cycles_of_member(session, actor.member_id or 0, lineage)
    here = [(c, mine) for c, mine in known if c.frozen_at and c.opens_at <= now < c.closes_at]
    current = [c for c, _ in sorted(here, key=lambda one: not one[1])]  # first where he is expected
    closed = [c for c, _ in known if c.frozen_at and c.closes_at <= now]
    coming = [c for c, _ in known if c.opens_at > now]
    return (
        current[0] if current else None,
        closed[0] if closed else None,
        coming[-1] if coming else None,
    )


def desk_of(session: Session, actor: Actor, vault_id: int, cycle: Cycle) -> Desk:
    """The desk of a cycle, whatever its state."""
    sheet = reviews.find_sheet(session, cycle.id or 0, vault_id)
    assert sheet is not None
    return lay(session, actor, vault_id, sheet, _given(actor, sheet))


def _given(actor: Actor, sheet: Sheet) -> Answers:
    """His answers so far. His offices count as they were at the start; before the first answer, as now."""
    given = answers.load(sheet.answers)
    if not given.signs:
        given.roles = tuple(sorted(actor.role_names))
    return given


def lay(session: Session, actor: Actor, vault_id: int, sheet: Sheet, given: Answers) -> Desk:
    """A desk with these answers on it."""
    checklist = checklists.load(sheet.checklist, session.info.get("checklists"))
    signs, pages = checklist.signs_for(given.roles), checklist.pages_for(given.roles)
    return Desk(actor, vault_id, sheet, given, checklist, signs, pages)


def in_time(
    session: Session, actor: Actor, vault_id: int, cycle_id: int, now: datetime, *, started: bool = True
) -> Desk:
    """The desk of a cycle that is open. Raises `review-unknown` and `review-closed`."""
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet is None or not sheet.frozen or (started and sheet.review_id is None):
        raise FlowError("review-unknown", place="review")
    if sheet.closes_at <= now:
        raise FlowError("review-closed", place="review", at=hour(sheet.closes_at, actor.timezone))
    return lay(session, actor, vault_id, sheet, _given(actor, sheet))


def at_work(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Desk:
    """The desk for a change: open, begun, not submitted. Raises also `review-already-submitted`."""
    desk = in_time(session, actor, access.reviewer_of(actor), cycle_id, now)
    if desk.sheet.submitted_at or desk.sheet.paper_at:
        raise FlowError("review-already-submitted", place="review")
    return desk


def sign_of(desk: Desk, sign_id: str) -> Sign:
    """A sign that applies to him. Raises `review-unknown`."""
    try:
        sign = desk.checklist.sign(sign_id)
    except KeyError:
        raise FlowError("review-unknown", place="review") from None
    if sign.roles and not set(sign.roles) & set(desk.answers.roles):
        raise FlowError("review-unknown", place="review")
    return sign


def marked_sign_of(desk: Desk, sign_id: str) -> Sign:
    """A sign he marked and may write about. Raises `review-unknown` and `review-not-marked`."""
    sign = sign_of(desk, sign_id)
    if sign.in_person or not desk.answers.of(sign_id).marked:
        raise FlowError("review-not-marked", place=f"sign:{desk.sheet.cycle_id}:{sign_id}")
    return sign


def page_of(desk: Desk, number: int) -> Page:
    """A page of the checklist. Raises `review-unknown`."""
    if not 0 <= number < len(desk.pages):
        raise FlowError("review-unknown", place="review")
    return desk.pages[number]


def save(session: Session, desk: Desk) -> None:
    """Keep the answers as they are now."""
    reviews.save_answers(session, review_id(desk), answers.dump(desk.answers))


def review_id(desk: Desk) -> int:
    """The row of a review that was begun."""
    assert desk.sheet.review_id is not None
    return desk.sheet.review_id
