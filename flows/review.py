"""The self-review: a member answers the checklist, stops, goes on, corrects, submits.

Every step is `(desk, input) → change the answers → show what comes next`; what comes next is derived from the
answers (`position`), so an old button, a second device and a month's pause need nothing of their own. The
cards are drawn in `flows.review_cards` and `flows.review_overviews`; `flows.review_words` takes free text.
"""

from datetime import datetime

from sqlmodel import Session

from flows import (
    access,
    answers,
    desks,
    joiners,
    plan_books,
    pushes,
    review_cards,
    review_degrees,
    review_overviews,
)
from flows.dates import hour
from flows.desks import Desk
from flows.replies import Answer, FlowError, Reply, Show, Text, text
from locales.checklists import Sign
from storage import accounts, reviews, units
from storage.accounts import Actor


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The way in: where this member stands with the review, whatever that is. Raises `not-joined`."""
    member_id, vault_id = access.member_of(actor)
    current, closed, coming = desks.cycles_of(session, actor, now)
    if current is None:
        last = desks.desk_of(session, actor, vault_id, closed) if closed else None
        return review_overviews.between(actor, last, coming)
    desk = desks.desk_of(session, actor, vault_id, current)
    if desk.sheet.paper_at:
        return review_overviews.on_paper(desk)
    if access.missing_consents(actor):
        return Show("consent")
    if desk.sheet.submitted_at:
        return review_overviews.submitted(desk, pushes.offer(session, actor))
    if not desk.answers.signs:
        expected = joiners.counts(session, current, member_id)
        last = desks.desk_of(session, actor, vault_id, closed) if closed else None
        open_lines = len(plan_books.open_book(session, actor, now).plan.open)
        return review_overviews.opening(desk, _pool(session, actor), last, expected, open_lines)
    return position(desk)


def standing(session: Session, actor: Actor, now: datetime) -> Text:
    """In one line: whether a cycle is open, and how far he is."""
    _, vault_id = access.member_of(actor)
    current, _, _ = desks.cycles_of(session, actor, now)
    if current is None:
        return text("menu-no-cycle")
    desk = desks.desk_of(session, actor, vault_id, current)
    closes = hour(current.closes_at, actor.timezone)
    if desk.sheet.paper_at or desk.sheet.submitted_at:
        return text("menu-handed-in", closes=closes)
    done = answers.answered(desk.answers, desk.signs)
    return text("menu-cycle-open", done=done, total=len(desk.signs), closes=closes)


def position(desk: Desk) -> Reply:
    """The card that comes next: the first thing that is missing, else the summary."""
    if desk.answers.way == "group":
        page = answers.next_page(desk.answers, desk.pages)
        if page:
            return review_cards.page(desk, page)
    sign = answers.next_sign(desk.answers, desk.signs)
    if sign and desk.answers.of(sign.id).degree == answers.TICKED:
        at_once = desk.answers.way == "group" and review_degrees.fits(desk)
        return review_degrees.card(desk, sign) if at_once else review_cards.detail(desk, sign)
    return review_cards.question(desk, sign) if sign else review_overviews.summary(desk)


def go_on(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """What comes next in this cycle."""
    return position(desks.at_work(session, actor, cycle_id, now))


def begin(session: Session, actor: Actor, cycle_id: int, way: str, now: datetime) -> Reply:
    """Choose a way, at the start or in the middle; nothing answered is lost. Raises `review-unknown`."""
    vault_id = access.reviewer_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet and sheet.review_id is None:
        current, _, _ = desks.cycles_of(session, actor, now)
        if current is None or current.id != cycle_id:
            raise FlowError("review-unknown", place="review")
        reviews.start_review(session, cycle_id, vault_id, now)
    desk = desks.at_work(session, actor, cycle_id, now)
    desk.answers.way = "group" if way == "group" else "sign"
    desks.save(session, desk)
    return position(desk)


def ask(session: Session, actor: Actor, cycle_id: int, sign_id: str, now: datetime) -> Reply:
    """Show one sign, answered or not. Raises `review-unknown`."""
    desk = desks.at_work(session, actor, cycle_id, now)
    return review_cards.question(desk, desks.sign_of(desk, sign_id))


def detail(session: Session, actor: Actor, cycle_id: int, sign_id: str, now: datetime) -> Reply:
    """Show what was said about a marked sign; a sign not marked (any more) is asked about instead."""
    desk = desks.at_work(session, actor, cycle_id, now)
    return _sign_card(desk, desks.sign_of(desk, sign_id))


def rate(session: Session, actor: Actor, cycle_id: int, sign_id: str, degree: str, now: datetime) -> Reply:
    """Answer one sign. A mark leads to cause and note, "none" to what comes next."""
    desk = desks.at_work(session, actor, cycle_id, now)
    sign = desks.sign_of(desk, sign_id)
    if not answers.rate(desk.answers, desk.checklist, sign, degree):
        raise FlowError("review-unknown", place="review")
    marked = desk.answers.of(sign_id).marked and not sign.in_person
    desks.save(session, desk)
    return review_cards.detail(desk, sign) if marked else position(desk)


def tick(session: Session, actor: Actor, cycle_id: int, ticks: str, now: datetime) -> Reply:
    """Set or take off ticks on a page: ``1.2+,1.5-``. Shows the page of the last one."""
    desk = desks.at_work(session, actor, cycle_id, now)
    for part in ticks.split(","):
        sign = desks.sign_of(desk, part[:-1])
        answers.tick(desk.answers, sign, part.endswith("+"))
    page = next(page for page in desk.pages if sign in page.signs)
    ticked = next((one for one in page.signs if desk.answers.degree_of(one.id) == answers.TICKED), None)
    if ticked is not None and review_degrees.fits(desk):
        answers.finish_page(desk.answers, page.signs, blank=False)
        desks.save(session, desk)
        return review_degrees.card(desk, ticked)
    desks.save(session, desk)
    return review_cards.page(desk, page)


def show_page(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """Show one page of ticks."""
    desk = desks.at_work(session, actor, cycle_id, now)
    return review_cards.page(desk, desks.page_of(desk, number))


def show_list(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """The list of all signs with their answers, a page at a time, to look and to jump."""
    desk = desks.at_work(session, actor, cycle_id, now)
    return review_cards.listing(desk, desks.page_of(desk, number))


def finish_page(
    session: Session, actor: Actor, cycle_id: int, number: int, now: datetime, *, blank: bool = False
) -> Reply:
    """A page is done: the rest of it is "none" (or left blank where that is offered)."""
    desk = desks.at_work(session, actor, cycle_id, now)
    answers.finish_page(desk.answers, desks.page_of(desk, number).signs, blank=blank)
    desks.save(session, desk)
    return position(desk)


def degrees(session: Session, actor: Actor, cycle_id: int, ticks: str, now: datetime) -> Reply:
    """Of a page's ticked signs those that are more than signs (``1.2+,1.5-``); then it goes on."""
    desk = desks.at_work(session, actor, cycle_id, now)
    for part in ticks.split(","):
        sign = desks.marked_sign_of(desk, part[:-1])
        review_degrees.choose(desk, sign, grave=part.endswith("+"))
    review_degrees.settle(desk, sign)
    desks.save(session, desk)
    return position(desk)


def show_degrees(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """The ticked signs of a page with their degrees; where there are none any more, what comes next."""
    desk = desks.at_work(session, actor, cycle_id, now)
    ticked = answers.listed(desk.answers, desks.page_of(desk, number).signs)
    return review_degrees.card(desk, ticked[0]) if ticked and review_degrees.fits(desk) else position(desk)


def settle(session: Session, actor: Actor, cycle_id: int, number: int, now: datetime) -> Reply:
    """The ticked signs of a page are what they seem; it goes on."""
    desk = desks.at_work(session, actor, cycle_id, now)
    review_degrees.settle(desk, desks.page_of(desk, number).signs[0])
    desks.save(session, desk)
    return position(desk)


def cause(session: Session, actor: Actor, cycle_id: int, sign_id: str, causes: str, now: datetime) -> Reply:
    """Set or take off causes of a marked sign: ``busy+,habit-``."""
    desk = desks.at_work(session, actor, cycle_id, now)
    sign = desks.marked_sign_of(desk, sign_id)
    chosen = desk.answers.edit(sign_id).causes
    known = {item.id for item in sign.causes}
    for part in causes.split(","):
        name, add = part[:-1], part.endswith("+")
        if add and name in known and name not in chosen:
            chosen.append(name)
        elif not add and name in chosen:
            chosen.remove(name)
    desks.save(session, desk)
    return review_cards.detail(desk, sign)


def show_summary(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """What is marked, what is missing."""
    return review_overviews.summary(desks.at_work(session, actor, cycle_id, now))


def submit(session: Session, actor: Actor, cycle_id: int, keep: bool, now: datetime) -> Answer:
    """Submit, once all that must be answered is. A second tap shows the same receipt."""
    vault_id = access.reviewer_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet and sheet.submitted_at and sheet.closes_at > now:
        return Show("review")
    desk = desks.at_work(session, actor, cycle_id, now)
    missing = answers.missing(desk.answers, desk.signs)
    if missing:
        raise FlowError("review-missing", count=len(missing), place=f"next:{cycle_id}")
    final = answers.prune(desk.answers, desk.checklist)
    reviews.save_answers(
        session, desks.review_id(desk), answers.dump(final), keep_copy=keep, submitted_at=now
    )
    return Show("review", text("review-submitted-now"))


def reopen(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """Take a submitted review (or the word "on paper") back, to change it, until the cycle closes."""
    vault_id = access.reviewer_of(actor)
    desk = desks.in_time(session, actor, vault_id, cycle_id, now)
    value = answers.dump(desk.answers)
    reviews.save_answers(session, desks.review_id(desk), value, submitted_at=None, paper_at=None)
    return position(desk) if desk.answers.signs else review_overviews.ways(desk)


def ask_paper(session: Session, actor: Actor, now: datetime) -> Answer:
    """Before a review is handed in on paper: what that means, and a confirmation. Needs no consent."""
    _, vault_id = access.member_of(actor)
    current, _, _ = desks.cycles_of(session, actor, now)
    if current is None:
        return Show("review")
    return review_overviews.ask_paper(
        desks.in_time(session, actor, vault_id, current.id or 0, now, started=False)
    )


def hand_in_paper(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Answer:
    """He hands it in on paper: that is all that is noted; what he typed here is erased. Needs no consent."""
    _, vault_id = access.member_of(actor)
    desk = desks.in_time(session, actor, vault_id, cycle_id, now, started=False)
    if desk.sheet.review_id is not None:
        reviews.erase(session, [desk.sheet.review_id], now)
    else:
        current, _, _ = desks.cycles_of(session, actor, now)
        if current is None or current.id != cycle_id:
            raise FlowError("review-unknown", place="review")
    reviews.start_review(session, cycle_id, vault_id, now, paper_at=now)
    accounts.forget_states(session, vault_id)
    return Show("review")


def last(session: Session, actor: Actor, cycle_id: int, now: datetime) -> Reply:
    """An earlier review, read-only, where the member kept his copy."""
    vault_id = access.reader_of(actor)
    sheet = reviews.find_sheet(session, cycle_id, vault_id)
    if sheet is None or sheet.answers is None:
        raise FlowError("review-no-copy", place="review" if actor.left_at is None else "menu")
    return review_overviews.copy(desks.lay(session, actor, vault_id, sheet, answers.load(sheet.answers)))


def _pool(session: Session, actor: Actor) -> list[str]:
    """The names of cells that may be pooled with this member's: the other cells of the same parent."""
    return [unit.name for unit in units.siblings_of(session, actor.unit_id or 0)]


def _sign_card(desk: Desk, sign: Sign) -> Reply:
    if desk.answers.of(sign.id).marked and not sign.in_person:
        return review_cards.detail(desk, sign)
    return review_cards.question(desk, sign)
