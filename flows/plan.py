"""The plan: what a member will do about the signs he found, by when; and how that goes.

Every step is `(book, input) → change a line → show what comes next`. What may be done with a line is the
table `plan_lines.MOVES`; where he stands (`position`) is derived from the plan and his marks; dates come from
`now`. The cards are drawn in `flows.plan_cards`. Lines are made in `flows.plan_making` and changed in
`flows.plan_changes`, their days asked for in `flows.plan_dates`; each month is `flows.check_ins`, a new cycle
`flows.carry_overs`.
"""

from datetime import datetime

from sqlmodel import Session

from flows import access, carry_overs, check_ins, plan_books, plan_cards, plan_changes, plan_lines
from flows.replies import Answer, FlowError, Reply, Show, Text, text
from storage.accounts import Actor

REASONS = ("needless", "unfit", "replaced")
"""Why a line is dropped, to tap; or in his own words."""


def show(session: Session, actor: Actor, now: datetime, screen: int = 0) -> Answer:
    """All of it, what is due first. Raises `not-joined`."""
    access.member_of(actor)
    if access.missing_consents(actor):
        return Show("consent:plan")
    book = plan_books.open_book(session, actor, now)
    month = check_ins.month_of(session, actor, now)
    return plan_cards.overview(book, carry_overs.proposed(book), month, check_ins.left(book, month), screen)


def turn(session: Session, actor: Actor, screen: int, now: datetime) -> Answer:
    """A further screen of it. Raises `not-joined`."""
    return show(session, actor, now, screen)


def position(session: Session, actor: Actor, now: datetime) -> Answer:
    """What comes next: a line of before to decide on, a marked sign without a line, else the plan."""
    book = plan_books.open_book(session, actor, now)
    if found := carry_overs.proposed(book):
        return carry_overs.card(book, found[0])
    if book.unplanned:
        return plan_cards.measures(book, book.unplanned[0])
    return Show("plan")


def closed(session: Session, actor: Actor, screen: int, now: datetime) -> Reply:
    """What is done or dropped."""
    return plan_cards.closed(plan_books.open_book(session, actor, now), screen)


def see(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """One line. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.line(book, plan_books.line_of(book, line_id))


def history(session: Session, actor: Actor, line_id: int, screen: int, now: datetime) -> Reply:
    """What happened to a line. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.history(book, plan_books.line_of(book, line_id), screen)


def move(session: Session, actor: Actor, line_id: int, act: str, now: datetime) -> Answer:
    """Begin, finish or take up again. Done twice it is done once. Raises `plan-line-gone`, `plan-unknown`."""
    if act not in plan_lines.MOVES or act == "drop":
        raise FlowError("plan-unknown", place="plan")
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    if not line.move(act, now):
        return Show(f"planline:{line_id}")
    plan_books.keep(session, book, act)
    return Show(f"planline:{line_id}", text(f"plan-did-{act}"))


def ask_drop(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """Why he drops a line. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return plan_cards.drop(plan_books.line_of(book, line_id), REASONS)


def drop(session: Session, actor: Actor, line_id: int, reason: str, now: datetime) -> Answer:
    """Drop a line, with a reason tapped. Raises `plan-line-gone`, `plan-unknown`."""
    if reason not in REASONS:
        raise FlowError("plan-unknown", place="plan")
    return _dropped(session, actor, line_id, reason, now)


def drop_because(session: Session, actor: Actor, line_id: int, words: str, now: datetime) -> Answer:
    """Drop a line, with a reason in his words. Raises `plan-line-gone`, `plan-empty`, `secrecy-refused` …"""
    return _dropped(
        session, actor, line_id, f"“{plan_changes.line_of_words(words, f'plandrop:{line_id}')}”", now
    )


def undo(session: Session, actor: Actor, number: int, now: datetime) -> Answer:
    """Take back the latest change, for a day. Raises `plan-undo-late` when it is not the latest any more."""
    book = plan_books.open_book(session, actor, now)
    plan = book.plan
    plan_lines.trim(plan, now)
    if not plan.changes or plan.changes[-1].number != number:
        raise FlowError("plan-undo-late", place="plan")
    for line_id, before in plan.changes.pop().before:
        plan.lines = [line for line in plan.lines if line.id != line_id]
        if before is not None:
            plan.lines.append(plan_lines.load_line(before))
    plan.lines.sort(key=lambda line: line.id)
    plan_books.save(session, book)
    return Show("plan", Text("plan-undone"))


def _dropped(session: Session, actor: Actor, line_id: int, reason: str, now: datetime) -> Answer:
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    if not line.move("drop", now, reason):
        return Show(f"planline:{line_id}")
    plan_books.keep(session, book, "drop")
    return Show(f"planline:{line_id}", Text("plan-did-drop"))
