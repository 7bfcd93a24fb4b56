"""The member's own words in a review: about a marked sign, or what he does well.

Elsewhere they are asked for first; where messages are sold they may be typed at once, under the card
itself, and cost one message (`at_once`).
"""

import re
import unicodedata
from datetime import datetime

from sqlmodel import Session

from flows import desks, menu, review_cards, review_overviews, secrecy
from flows.desks import Desk
from flows.replies import Answer, FlowError, Reply, Show, Text, text
from locales import texts
from locales.checklists import Sign
from storage.accounts import Actor

FIELDS = ("note", "other")
LONGEST = 1000
"""Characters of one free text; what is longer is not a line about one sign any more."""
AT_ONCE = re.compile(r"(\+|\d+\.\d+)[\s:.,–-]*(\S.*)", re.DOTALL)
"""``+ words`` for what he does well, ``1.2 words`` about a sign, ``1.2 because words`` a cause of it."""


def ask(session: Session, actor: Actor, cycle_id: int, field: str, sign_id: str, now: datetime) -> Reply:
    """Ask for free text: ``note`` or ``other`` about a sign, or the line of ``strengths``."""
    desk = desks.at_work(session, actor, cycle_id, now)
    return review_cards.words(desk, field, _subject(desk, field, sign_id))


def write(
    session: Session, actor: Actor, cycle_id: int, field: str, sign_id: str, words: str, now: datetime
) -> Reply:
    """Take free text. Raises `secrecy-refused` and `text-too-long` before anything is stored."""
    words = secrecy.check(words, LONGEST)
    desk = desks.at_work(session, actor, cycle_id, now)
    sign = _subject(desk, field, sign_id)
    _put(desk, field, sign, words)
    desks.save(session, desk)
    return review_overviews.summary(desk) if sign is None else review_cards.detail(desk, sign)


def at_once(session: Session, actor: Actor, cycle_id: int, words: str, now: datetime) -> Answer:
    """Take free text that nobody asked for, and show the card again on which it was typed.

    Words that do not say what they are about are not understood. Raises `secrecy-refused`, `text-too-long`,
    and `review-not-marked` for a sign that is not.
    """
    found = AT_ONCE.fullmatch(words.strip())
    about, said = found.groups() if found else ("", "")
    if not any(letter.isalpha() for letter in said):  # numbers alone are choices, and these were none
        return menu.not_understood(session, actor, now)
    desk = desks.at_work(session, actor, cycle_id, now)
    if about == "+":
        sign = None
    elif any(one.id == about for one in desk.signs):
        sign = desks.marked_sign_of(desk, about)
    else:
        return menu.not_understood(session, actor, now)
    because, field = _because(actor, said), "note"
    if sign is not None and because:
        field, said = "other", because
    said = secrecy.check(said, LONGEST)
    _put(desk, field, sign, said)
    desks.save(session, desk)
    if sign is None:
        noted = Text("review-noted-strengths")
    else:
        noted = text("review-noted" if field == "note" else "review-noted-cause", id=sign.id, words=said)
    return Show(actor.state.here or "review", noted)


def _because(actor: Actor, said: str) -> str:
    """The cause in a text that begins with "because"; nothing where it does not."""
    first, _, rest = said.partition(" ")
    known = texts.render(actor.language, text("review-because")).split("|")
    return rest.strip() if unicodedata.normalize("NFC", first).casefold() in known else ""


def _put(desk: Desk, field: str, sign: Sign | None, words: str) -> None:
    if sign is None:
        desk.answers.strengths = words
    else:
        setattr(desk.answers.edit(sign.id), field, words)


def _subject(desk: Desk, field: str, sign_id: str) -> Sign | None:
    """The marked sign that free text is about; None for the line of strengths."""
    if field == "strengths":
        return None
    if field not in FIELDS:
        raise FlowError("review-unknown", place="review")
    return desks.marked_sign_of(desk, sign_id)
