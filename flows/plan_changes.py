"""Changing a line: its words, its signs, who helps; two lines of one; erasing it."""

from datetime import datetime

from sqlmodel import Session

from flows import plan_books, plan_cards, secrecy
from flows.plan_lines import HELPERS
from flows.replies import Answer, FlowError, Reply, Show, Text
from storage.accounts import Actor

LONGEST = 300
"""Characters of a line, a note, a reason."""


def changes(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """What can be changed about a line. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.changes(book, plan_books.line_of(book, line_id))


def ask_signs(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """About which signs a line is, to tick. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.signs(book, plan_books.line_of(book, line_id))


def join(session: Session, actor: Actor, line_id: int, ticks: str, now: datetime) -> Reply:
    """Set or take off signs of a line: ``2.4+,2.5-``. Raises `plan-line-gone`, `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    before = ", ".join(line.signs)
    for part in ticks.split(","):
        sign_id, add = plan_books.sign_of(book, part[:-1]).id, part.endswith("+")
        if add and sign_id not in line.signs:
            line.signs.append(sign_id)
        elif not add and sign_id in line.signs:
            line.signs.remove(sign_id)
    if before != ", ".join(line.signs):
        line.note(now, "signs", before)
    plan_books.keep(session, book, "signs")
    return plan_cards.signs(book, line)


def ask_helper(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """Who helps or watches. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.helpers(plan_books.line_of(book, line_id), HELPERS)


def help_by(session: Session, actor: Actor, line_id: int, helper: str, now: datetime) -> Answer:
    """Keep who helps; of a new line that was the last question. Raises `plan-line-gone`, `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    if helper not in HELPERS:
        raise FlowError("plan-unknown", place="plan")
    new = not line.helper
    if helper != line.helper:
        line.helper = helper
        if not new:
            line.note(now, "helper")
    plan_books.keep(session, book, plan_books.MADE if new else "helper")
    return Show("plannext" if new else f"planline:{line_id}", Text("plan-made" if new else "plan-changed"))


def ask_words(session: Session, actor: Actor, line_id: int, field: str, now: datetime) -> Reply:
    """Ask for words about a line: other ``words``, a ``note``, a ``part`` of it. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    if field not in plan_cards.FIELDS:
        raise FlowError("plan-unknown", place="plan")
    return plan_cards.words(plan_books.line_of(book, line_id), field)


def write(session: Session, actor: Actor, line_id: int, field: str, words: str, now: datetime) -> Answer:
    """Take words about a line. Raises `plan-line-gone`, `plan-empty`, `secrecy-refused`, `text-too-long`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    words = line_of_words(words, f"planask:{line_id}:{field}")
    if field == "part":
        split = plan_books.add(book, list(line.signs), words)
        split.due_on, split.helper = line.due_on, line.helper
        split.note(now, "split", line.words)
        line.note(now, "parted", words)
        plan_books.keep(session, book, "split")
        return Show(f"planline:{split.id}", Text("plan-split"))
    if field == "note":
        line.note(now, "note", words)
    elif words != line.words:
        line.note(now, "words", line.words)
        line.words = words
    plan_books.keep(session, book, field)
    return Show(f"planline:{line_id}", Text("plan-changed"))


def ask_erase(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """Before a line is erased for good. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.erase(plan_books.line_of(book, line_id))


def erase(session: Session, actor: Actor, line_id: int, now: datetime) -> Answer:
    """Erase a line with its history and with what could bring it back. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    plan = book.plan
    plan.lines.remove(plan_books.line_of(book, line_id))
    for change in plan.changes:
        change.before = [(key, before) for key, before in change.before if key != line_id]
    plan.changes = [change for change in plan.changes if change.before]
    plan_books.save(session, book)
    return Show("plan", Text("plan-erased"))


def line_of_words(words: str, place: str) -> str:
    """What he wrote, as one line. Raises `plan-empty`, `secrecy-refused`, `text-too-long`."""
    words = secrecy.check_line(words, LONGEST)
    if not any(map(str.isalnum, words)):
        raise FlowError("plan-empty", place=place)
    return words
