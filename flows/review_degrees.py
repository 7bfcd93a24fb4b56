"""The degrees of all that was ticked on a page, in one card: for channels that sell their messages.

Elsewhere each marked sign has a card of its own (`review_cards.detail`), with its causes; here those are
found in the list afterwards.
"""

from flows import answers, review_cards
from flows.desks import Desk
from flows.replies import Choice, Line, Raw, Reply, choice, reply, stack, text
from locales.checklists import Page, Sign

SCALE = 3
"""None, a sign, more than a sign: only such a scale can be asked for at once."""


def fits(desk: Desk) -> bool:
    """Whether it is asked for here."""
    return desk.actor.sparing and len(desk.checklist.degrees) == SCALE


def card(desk: Desk, ticked: Sign) -> Reply:
    """The marked signs of a page: which are more than signs; the rest are taken as such."""
    page, cycle = _page_of(desk, ticked), desk.sheet.cycle_id
    _, mild, grave = (degree.label.of(desk.actor.language) for degree in desk.checklist.degrees)
    listed = answers.listed(desk.answers, page.signs)
    lines: list[Line] = [
        text("review-degrees", count=len(listed), mild=mild),
        text("review-degrees-how", grave=grave),
        text("review-words-sign", id=listed[0].id),
    ]
    rows: list[Choice] = [_choice(desk, sign) for sign in listed]
    rows.append(choice(f"page:{cycle}:{page.number}", "review-degrees-again"))
    rows.append(choice(f"settle:{cycle}:{page.number}", "review-degrees-done", zero=True, main=True))
    here = f"degreesof:{cycle}:{page.number}"
    progress, awaiting = review_cards.progress(desk), review_cards.words_at_once(desk)
    return reply(*lines, rows=stack(*rows), here=here, awaiting=awaiting, progress=progress)


def choose(desk: Desk, sign: Sign, *, grave: bool) -> None:
    """A marked sign is more than a sign, or is not."""
    if not sign.in_person:
        desk.answers.edit(sign.id).degree = desk.checklist.degrees[2 if grave else 1].id


def settle(desk: Desk, on_page: Sign) -> None:
    """All that is ticked on a sign's page and has no degree is a sign, no more."""
    for sign in _page_of(desk, on_page).signs:
        if desk.answers.degree_of(sign.id) == answers.TICKED:
            choose(desk, sign, grave=False)


def _choice(desk: Desk, sign: Sign) -> Choice:
    grave = desk.answers.degree_of(sign.id) == desk.checklist.degrees[2].id
    verb = f"degrees:{desk.sheet.cycle_id}:{sign.id}{'-' if grave else '+'}"
    return choice(verb, Raw(f"{sign.id} {sign.label.of(desk.actor.language)}"), ticked=grave)


def _page_of(desk: Desk, sign: Sign) -> Page:
    return next(page for page in desk.pages if sign in page.signs)
