"""A line of a plan in words: what, about what, how it stands, what happened to it."""

from datetime import date

from flows import plan_lines
from flows.dates import day
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import Text, text


def step_said(act: str, words: str, on: str) -> Text:
    """One act of a history in words."""
    if act == "check":
        return text(f"plan-step-check-{words[8:]}", on=on, month=spoken_month(words[:7]))
    if act == "drop" and not words.startswith("“"):
        return text("plan-step-drop", on=on, words=Text(f"plan-reason-{words}"))
    return text(f"plan-step-{act}", on=on, words=words or "–")


def said(book: Book, line: Line, number: int) -> Text:
    """A line in a list: its number, what, how it stands."""
    return text("plan-line", number=number, words=line.words, standing=standing(book, line))


def about(book: Book, line: Line) -> list[Text]:
    """About which signs a line is."""
    names = [
        f"{sign_id} {found.named(book.actor.language)}" if (found := book.sign(sign_id)) else sign_id
        for sign_id in line.signs
    ]
    return [text("plan-about", signs="; ".join(names))] if names else []


def standing(book: Book, line: Line) -> Text:
    """How a line stands, and its day."""
    state = Text(f"plan-state-{line.state}")
    if closed_at := line.closed_at:
        return text("plan-stands-closed", state=state, on=day(closed_at, book.actor.timezone))
    return text("plan-stands", state=state, due=due(line, book.today))


def due(line: Line, today: date) -> Text:
    """A line's day, in words: how far off where it is near, how late where it is past."""
    if line.due_on is None:
        return Text("plan-due-none")
    on = f"{line.due_on:%d/%m/%Y}"
    if late := plan_lines.overdue(line, today):
        return text("plan-due-over", on=on, days=late)
    if plan_lines.due_soon(line, today):
        return text("plan-due-soon", on=on, days=(line.due_on - today).days)
    return text("plan-due", on=on)


def spoken_month(month: str) -> str:
    """``2026-12`` as it is read: ``12/2026``"""
    return f"{month[5:]}/{month[:4]}"


def short(words: str, most: int = 60) -> str:
    """The beginning of a line's words, for a choice."""
    return words if len(words) <= most else f"{words[: most - 1].rstrip()}…"
