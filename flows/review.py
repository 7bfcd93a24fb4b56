"""The self-review: a member answers the checklist, stops, goes on, corrects, submits.

Every step is `(desk, input) → change the answers → show what comes next`; what comes next is derived from the
answers (`position`), so an old button, a second device and a month's pause need nothing of their own. The
cards are drawn in `flows.review_cards`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import access, answers, review_cards, secrecy
from flows.answers import Answers
from flows.dates import hour
from flows.replies import Answer, FlowError, Reply, Show, text
from locales import checklists
from locales.checklists import Checklist, Page, Sign
from storage import cycles, reviews, units
from storage.accounts import Actor
from storage.cycles import Cycle
from storage.reviews import Sheet

LONGEST = 1000
"""Characters of one free text; what is longer is not a line about one sign any more."""


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


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The way in: where this member stands with the review, whatever that is.

    Raises `not-joined`, `consent-needed`.
    """
    member_id, vault_id = access.member_of(actor)
    current, closed, coming = _cycles(session, actor, now)
    if current is None:
        last = _desk_of(session, actor, vault_id, closed) if closed else None
        return review_cards.between(actor, last, coming)
    desk = _desk_of(session, actor, vault_id, current)
    if desk.sheet.paper_at:
        return review_cards.on_paper(desk)
    if access.missing_consents(actor):
        raise FlowError("consent-needed", place="consent")
    if desk.sheet.submitted_at:
        return review_cards.submitted(desk)
    if not desk.answers.signs:
        expected = cycles.cell_of(session, current.id or 0, member_id) is not None
        last = _desk_of(session, actor, vault_id, closed) if closed else None
        return review_cards.opening(desk, _pool(session, actor), last, expected)
    return position(desk)


def position(desk: Desk) -> Reply:
    """The card that comes next: the first thing that is missing, else the summary."""
    if desk.answers.way == "group":
        page = answers.next_page(desk.answers, desk.pages)
        if page:
            return review_cards.page(desk, page)
    sign = answers.next_ticked(desk.answers, desk.signs)
    if sign and desk.answers.way == "group":
        return review_cards.detail(desk, sign)
    sign = answers.next_sign(desk.answers, desk.signs)
    if sign and desk.answers.of(sign.id).degree == answers.TICKED:
        return review_cards.detail(desk, sign)
    return review_cards.question(desk, sign) if sign else review_cards.summary(desk)


def go_on(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """What comes next in this cycle."""
    return position(_open_desk(session, actor, cycle_id, now))


def begin(session: Session, actor: Actor, cycle_id: int, way: str, now: datetime) -> Reply:
    """Choose a way, at the start or in the middle; nothing answered is lost. Raises `review-unknown`."""
    vault_id = access.reviewer_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet and sheet.review_id is None:
        current, _, _ = _cycles(session, actor, now)
        if current is None or current.id != cycle_id:
            raise FlowError("review-unknown", place="review")
        reviews.start_review(session, cycle_id, vault_id, now)
    desk = _open_desk(session, actor, cycle_id, now)
    desk.answers.way = "group" if way == "group" else "sign"
    if not desk.answers.signs:
        desk.answers.roles = tuple(sorted(actor.role_names))
        desk = _desk(session, actor, vault_id, desk.sheet, desk.answers)
    return _saved(session, desk, position(desk))


def ask(session: Session, actor: Actor, cycle_id: int, sign_id: str, now: datetime) -> Reply:
    """Show one sign, answered or not. Raises `review-unknown`."""
    desk = _open_desk(session, actor, cycle_id, now)
    return review_cards.question(desk, _sign(desk, sign_id))


def detail(session: Session, actor: Actor, cycle_id: int, sign_id: str, now: datetime) -> Reply:
    """Show what was said about a marked sign; a sign not marked (any more) is asked about instead."""
    desk = _open_desk(session, actor, cycle_id, now)
    return _sign_card(desk, _sign(desk, sign_id))


def rate(session: Session, actor: Actor, cycle_id: int, sign_id: str, degree: str, now: datetime) -> Reply:
    """Answer one sign. A mark leads to cause and note, "none" to what comes next."""
    desk = _open_desk(session, actor, cycle_id, now)
    sign = _sign(desk, sign_id)
    if not answers.rate(desk.answers, sign, degree):
        raise FlowError("review-unknown", place="review")
    marked = desk.answers.of(sign_id).marked and not sign.in_person
    return _saved(session, desk, review_cards.detail(desk, sign) if marked else position(desk))


def tick(session: Session, actor: Actor, cycle_id: int, ticks: str, now: datetime) -> Reply:
    """Set or take off ticks on a page: ``1.2+,1.5-``. Shows the page of the last one."""
    desk = _open_desk(session, actor, cycle_id, now)
    for part in ticks.split(","):
        sign = _sign(desk, part[:-1])
        answers.tick(desk.answers, sign, part.endswith("+"))
    page = next(page for page in desk.pages if sign in page.signs)
    return _saved(session, desk, review_cards.page(desk, page))


def show_page(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """Show one page of ticks."""
    desk = _open_desk(session, actor, cycle_id, now)
    return review_cards.page(desk, _page(desk, number))


def show_list(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """The list of all signs with their answers, a page at a time, to look and to jump."""
    desk = _open_desk(session, actor, cycle_id, now)
    return review_cards.listing(desk, _page(desk, number))


def finish_page(
    session: Session, actor: Actor, cycle_id: int, number: int, now: datetime, *, blank: bool = False
) -> Reply:
    """A page is done: the rest of it is "none" (or left blank where that is offered)."""
    desk = _open_desk(session, actor, cycle_id, now)
    answers.finish_page(desk.answers, _page(desk, number).signs, blank=blank)
    return _saved(session, desk, position(desk))


def cause(session: Session, actor: Actor, cycle_id: int, sign_id: str, causes: str, now: datetime) -> Reply:
    """Set or take off causes of a marked sign: ``busy+,habit-``."""
    desk = _open_desk(session, actor, cycle_id, now)
    sign = _marked(desk, sign_id)
    chosen = desk.answers.edit(sign_id).causes
    known = {item.id for item in sign.causes}
    for part in causes.split(","):
        name, add = part[:-1], part.endswith("+")
        if add and name in known and name not in chosen:
            chosen.append(name)
        elif not add and name in chosen:
            chosen.remove(name)
    return _saved(session, desk, review_cards.detail(desk, sign))


def ask_words(
    session: Session, actor: Actor, cycle_id: int, field: str, sign_id: str, now: datetime
) -> Reply:
    """Ask for free text: ``note`` or ``other`` about a sign, or the line of ``strengths``."""
    desk = _open_desk(session, actor, cycle_id, now)
    sign = _marked(desk, sign_id) if field != "strengths" else None
    return review_cards.words(desk, field, sign)


def write(
    session: Session, actor: Actor, cycle_id: int, field: str, sign_id: str, words: str, now: datetime
) -> Reply:
    """Take free text. Raises `secrecy-refused` and `text-too-long` before anything is stored."""
    words = check_words(words)
    desk = _open_desk(session, actor, cycle_id, now)
    if field == "strengths":
        desk.answers.strengths = words
        return _saved(session, desk, review_cards.summary(desk))
    sign = _marked(desk, sign_id)
    answer = desk.answers.edit(sign_id)
    if field == "other":
        answer.other = words
    else:
        answer.note = words
    return _saved(session, desk, review_cards.detail(desk, sign))


def check_words(words: str) -> str:
    """Free text, tidied. Raises `secrecy-refused` (Law 117/2025/QH15) and `text-too-long`."""
    if secrecy.marked(words):
        raise FlowError("secrecy-refused")
    words = words.strip()
    if len(words) > LONGEST:
        raise FlowError("text-too-long", longest=LONGEST, length=len(words))
    return words


def show_summary(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """What is marked, what is missing."""
    return review_cards.summary(_open_desk(session, actor, cycle_id, now))


def submit(session: Session, actor: Actor, cycle_id: int, keep: bool, now: datetime) -> Answer:
    """Submit, once all that must be answered is. A second tap shows the same receipt."""
    vault_id = access.reviewer_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet and sheet.submitted_at and sheet.closes_at > now:
        return Show("review")
    desk = _open_desk(session, actor, cycle_id, now)
    missing = answers.missing(desk.answers, desk.signs)
    if missing:
        raise FlowError("review-missing", count=len(missing), place=f"next:{cycle_id}")
    final = answers.prune(desk.answers, desk.checklist)
    reviews.save_answers(
        session, _review_id(desk), vault_id, answers.dump(final), keep_copy=keep, submitted_at=now
    )
    return Show("review", text("review-submitted-now"))


def reopen(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """Take a submitted review (or the word "on paper") back, to change it, until the cycle closes."""
    vault_id = access.reviewer_of(actor)
    desk = _in_time(session, actor, vault_id, cycle_id, now)
    value = answers.dump(desk.answers)
    reviews.save_answers(session, _review_id(desk), vault_id, value, submitted_at=None, paper_at=None)
    return position(desk) if desk.answers.signs else review_cards.ways(desk)


def ask_paper(session: Session, actor: Actor, now: datetime) -> Answer:
    """Before a review is handed in on paper: what that means, and a confirmation. Needs no consent."""
    _, vault_id = access.member_of(actor)
    current, _, _ = _cycles(session, actor, now)
    if current is None:
        return Show("review")
    return review_cards.ask_paper(_in_time(session, actor, vault_id, current.id or 0, now, started=False))


def hand_in_paper(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Answer:
    """He hands it in on paper: that is all that is noted; what he typed here is erased. Needs no consent."""
    _, vault_id = access.member_of(actor)
    desk = _in_time(session, actor, vault_id, cycle_id, now, started=False)
    review_id = desk.sheet.review_id
    if review_id is None:
        current, _, _ = _cycles(session, actor, now)
        if current is None or current.id != cycle_id:
            raise FlowError("review-unknown", place="review")
        review_id = reviews.start_review(session, cycle_id, vault_id, now)
    reviews.save_answers(session, review_id, vault_id, None, submitted_at=None, paper_at=now)
    return Show("review")


def last(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """An earlier review, read-only, where the member kept his copy."""
    vault_id = access.reviewer_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet is None or sheet.answers is None:
        raise FlowError("review-no-copy", place="review")
    return review_cards.copy(_desk(session, actor, vault_id, sheet, answers.load(sheet.answers)))


def _cycles(session: Session, actor: Actor, now: datetime) -> tuple[Cycle | None, Cycle | None, Cycle | None]:
    """The member's open cycle, the last closed one, the next one that is planned."""
    known = cycles.cycles_over(session, units.lineage_of(session, actor.unit_id or 0))
    current = [c for c in known if c.frozen_at and c.opens_at <= now < c.closes_at]
    closed = [c for c in known if c.frozen_at and c.closes_at <= now]
    coming = [c for c in known if c.opens_at > now]
    return (
        current[0] if current else None,
        closed[0] if closed else None,
        coming[-1] if coming else None,
    )


def _pool(session: Session, actor: Actor) -> list[str]:
    """The names of cells that may be pooled with this member's: the other cells of the same parent."""
    return [unit.name for unit in units.siblings_of(session, actor.unit_id or 0)]


def _desk_of(session: Session, actor: Actor, vault_id: int, cycle: Cycle) -> Desk:
    sheet = reviews.find_sheet(session, cycle.id or 0, vault_id)
    assert sheet is not None
    return _desk(session, actor, vault_id, sheet, answers.load(sheet.answers))


def _desk(session: Session, actor: Actor, vault_id: int, sheet: Sheet, given: Answers) -> Desk:
    checklist = checklists.load(sheet.checklist, session.info.get("checklists"))
    signs, pages = checklist.signs_for(given.roles), checklist.pages_for(given.roles)
    return Desk(actor, vault_id, sheet, given, checklist, signs, pages)


def _in_time(
    session: Session, actor: Actor, vault_id: int, cycle_id: int, now: datetime, *, started: bool = True
) -> Desk:
    """The desk of a cycle that is open. Raises `review-unknown` and `review-closed`."""
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet is None or not sheet.frozen or (started and sheet.review_id is None):
        raise FlowError("review-unknown", place="review")
    if sheet.closes_at <= now:
        raise FlowError("review-closed", place="review", at=hour(sheet.closes_at, actor.timezone))
    return _desk(session, actor, vault_id, sheet, answers.load(sheet.answers))


def _open_desk(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Desk:
    """The desk for a change: open, begun, not submitted. Raises also `review-already-submitted`."""
    desk = _in_time(session, actor, access.reviewer_of(actor), cycle_id, now)
    if desk.sheet.submitted_at or desk.sheet.paper_at:
        raise FlowError("review-already-submitted", place="review")
    return desk


def _saved(session: Session, desk: Desk, shown: Reply) -> Reply:
    reviews.save_answers(session, _review_id(desk), desk.vault_id, answers.dump(desk.answers))
    return shown


def _review_id(desk: Desk) -> int:
    assert desk.sheet.review_id is not None
    return desk.sheet.review_id


def _sign(desk: Desk, sign_id: str) -> Sign:
    try:
        sign = desk.checklist.sign(sign_id)
    except KeyError:
        raise FlowError("review-unknown", place="review") from None
    if sign not in desk.signs:
        raise FlowError("review-unknown", place="review")
    return sign


def _marked(desk: Desk, sign_id: str) -> Sign:
    sign = _sign(desk, sign_id)
    if sign.in_person or not desk.answers.of(sign_id).marked:
        raise FlowError("review-not-marked", place=f"sign:{desk.sheet.cycle_id}:{sign_id}")
    return sign


def _page(desk: Desk, number: int) -> Page:
    if not 0 <= number < len(desk.pages):
        raise FlowError("review-unknown", place="review")
    return desk.pages[number]


def _sign_card(desk: Desk, sign: Sign) -> Reply:
    if desk.answers.of(sign.id).marked and not sign.in_person:
        return review_cards.detail(desk, sign)
    return review_cards.question(desk, sign)
