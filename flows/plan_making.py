"""Making a line: a suggested measure, or his own words; one line may serve several signs."""

from datetime import datetime

from sqlmodel import Session

from flows import plan_books, plan_cards, plan_changes
from flows.plan_books import Book
from flows.replies import Answer, FlowError, Reply, Show, Text
from storage.accounts import Actor

NO_SIGN = "-"


def more(session: Session, actor: Actor, now: datetime) -> Reply:
    """Ways to a further line."""
    return plan_cards.more(plan_books.open_book(session, actor, now))


def suggest(session: Session, actor: Actor, sign_id: str, now: datetime) -> Reply:
    """Measures for a sign, to tap. Raises `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.measures(book, plan_books.sign_of(book, sign_id))


def take(session: Session, actor: Actor, sign_id: str, number: int, now: datetime) -> Answer:
    """A suggested measure becomes a line; its day is asked for next. Raises `plan-unknown`, `plan-full`."""
    book = plan_books.open_book(session, actor, now)
    sign = plan_books.sign_of(book, sign_id)
    if number >= len(sign.measures):
        raise FlowError("plan-unknown", place="plan")
    return _made(session, book, [sign_id], sign.measures[number].of(actor.language))


def ask_own(session: Session, actor: Actor, sign_id: str, now: datetime) -> Reply:
    """Ask for a measure in his own words, for a sign or for none. Raises `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.own(None if sign_id == NO_SIGN else plan_books.sign_of(book, sign_id))


def write_own(session: Session, actor: Actor, sign_id: str, words: str, now: datetime) -> Answer:
    """His own measure becomes a line. Raises `plan-unknown`, `plan-empty`, `secrecy-refused` …"""
    book = plan_books.open_book(session, actor, now)
    signs = [] if sign_id == NO_SIGN else [plan_books.sign_of(book, sign_id).id]
    return _made(session, book, signs, plan_changes.line_of_words(words, f"planown:{sign_id}"))


def skip(session: Session, actor: Actor, cycle_id: int, sign_id: str, now: datetime) -> Answer:
    """No line for this sign, this time. A button of an earlier cycle puts nothing aside."""
    book = plan_books.open_book(session, actor, now)
    plan = book.plan
    if book.marks and book.marks.cycle_id == cycle_id:
        if plan.skipped_in != cycle_id:
            plan.skipped_in, plan.skipped = cycle_id, []
        if sign_id not in plan.skipped:
            plan.skipped.append(plan_books.sign_of(book, sign_id).id)
            plan_books.save(session, book)
    return Show("plannext")


def choose_line(session: Session, actor: Actor, sign_id: str, now: datetime) -> Reply:
    """Which line of his serves this sign too. Raises `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.choose_line(book, plan_books.sign_of(book, sign_id))


def serve(session: Session, actor: Actor, line_id: int, sign_id: str, now: datetime) -> Answer:
    """A line serves a further sign. Raises `plan-line-gone`, `plan-unknown`."""
    plan_changes.join(session, actor, line_id, f"{sign_id}+", now)
    return Show("plannext", Text("plan-served"))


def _made(session: Session, book: Book, signs: list[str], words: str) -> Answer:
    same = (line for line in book.plan.open if line.words == words and set(signs) <= set(line.signs))
    line = next(same, None)  # a second tap on the same measure
    if line is None:
        line = plan_books.add(book, signs, words)
        plan_books.keep(session, book, plan_books.MADE)
    return Show(f"plandue:{line.id}")
