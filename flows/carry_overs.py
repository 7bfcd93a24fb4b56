"""A new cycle: lines whose signs he does not mark any more are proposed as done; the others simply go on."""

from datetime import datetime

from sqlmodel import Session

from flows import plan_books, plan_words
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import Answer, FlowError, Reply, Show, Text, choice, reply, stack, text
from storage.accounts import Actor

WAYS = ("done", "keep")


def proposed(book: Book) -> list[Line]:
    """Open lines of before this cycle none of whose signs is marked in it, not decided on yet.

    The duties of an office are kept up whether marked or not.
    """
    if book.marks is None:
        return []
    marked = {sign.id for sign in book.marks.signs}
    return [
        line
        for line in book.plan.open
        if line.signs
        and line.made_at < book.marks.opened_at
        and not marked & set(line.signs)
        and not any((sign := book.sign(sign_id)) and sign.roles for sign_id in line.signs)
        and not _kept(line, book.marks.cycle_id)
    ]


def card(book: Book, line: Line) -> Reply:
    """One of them: is it done?"""
    cycle = book.marks.cycle_id if book.marks else 0
    rows = [choice(f"carry:{line.id}:{cycle}:{way}", f"carry-{way}") for way in WAYS]
    rows += [choice(f"plandrop:{line.id}", "plan-drop"), choice("plan", "plan-later", zero=True)]
    return reply(
        text("plan-words", words=line.words),
        *plan_words.about(book, line),
        text("plan-standing", standing=plan_words.standing(book, line)),
        "carry-ask",
        rows=stack(*rows),
        here="plannext",
    )


def settle(session: Session, actor: Actor, line_id: int, cycle_id: int, way: str, now: datetime) -> Answer:
    """Done, or carried on. Raises `plan-line-gone`, `plan-unknown`."""
    if way not in WAYS:
        raise FlowError("plan-unknown", place="plan")
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    if way == "done":
        line.move("finish", now)
    elif not _kept(line, cycle_id):
        line.note(now, "keep", str(cycle_id))
    plan_books.keep(session, book, "finish" if way == "done" else "keep")
    return Show("plannext", Text("plan-did-finish") if way == "done" else Text("carry-kept"))


def _kept(line: Line, cycle_id: int) -> bool:
    return any(step.act == "keep" and step.words == str(cycle_id) for step in line.steps)
