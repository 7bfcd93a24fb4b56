"""By when: days to tap, a small calendar, days as they are typed."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, datetime

from dateutil.relativedelta import relativedelta
from sqlmodel import Session

from flows import plan_books, recurrences, typed_days
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import BLANK, Answer, Choice, FlowError, Raw, Reply, Show, Text, choice, reply, stack, text
from storage.accounts import Actor

FARTHEST = relativedelta(years=2)
WEEK = 7


def ask(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """By when. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    here = f"plandue:{line_id}"
    rows = [*offered(session, book, f"{here}:".__add__)]
    if actor.taps:
        rows.append(choice(f"planmonth:{line_id}:{book.today:%Y%m}", "plan-due-calendar"))
    back = f"planline:{line_id}" if line.helper else "plan"
    rows += [choice(back, "plan-later", zero=True)]
    key = "plan-due-ask" if actor.taps else "plan-due-ask-typed"
    words = text("plan-words", words=line.words)
    return reply(words, key, rows=stack(*rows), here=here, awaiting=here)


def offered(session: Session, book: Book, verb: Callable[[str], str]) -> list[Choice]:
    """The days most people mean, each once, the nearest first."""
    found: dict[date, Text] = {}
    for day, label in _usual(session, book):
        found.setdefault(day, label)
    return [choice(verb(f"{day:%Y%m%d}"), found[day]) for day in sorted(found) if day > book.today]


def _usual(session: Session, book: Book) -> list[tuple[date, Text]]:
    today = book.today
    days = [
        ("year", date(today.year, 12, 31)),
        ("month", today + relativedelta(months=1)),
        ("quarter", today + relativedelta(months=3)),
    ]
    found = [(day, text(f"plan-due-{name}", on=f"{day:%d/%m}")) for name, day in days]
    if meeting := plan_books.next_meeting(session, book.actor, book.now):
        at, timezone = meeting[0].begins_at, meeting[1]
        day = recurrences.today(at, timezone)
        found.insert(0, (day, text("plan-due-meeting", on=f"{day:%d/%m}")))
    return found


def calendar(session: Session, actor: Actor, line_id: int, first: date, now: datetime) -> Reply:
    """A month to tap a day of. Raises `plan-line-gone`, `plan-day-wrong`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    month = max(first, book.today.replace(day=1))
    if month > book.today + FARTHEST:
        raise FlowError("plan-day-far", place=f"plandue:{line_id}")
    headings = tuple(Choice("", text("plan-weekday", number=number)) for number in range(WEEK))
    days = [BLANK] * month.weekday()
    for number in range(1, monthrange(month.year, month.month)[1] + 1):
        day = month.replace(day=number)
        verb = f"plandue:{line_id}:{day:%Y%m%d}"
        days.append(choice(verb, Raw(str(number))) if day >= book.today else BLANK)
    days += [BLANK] * (-len(days) % WEEK)
    weeks = [tuple(days[start : start + WEEK]) for start in range(0, len(days), WEEK)]
    weeks = [week for week in weeks if any(item.verb for item in week)]
    turns = []
    if month > book.today:
        turns.append(
            choice(f"planmonth:{line_id}:{month - relativedelta(months=1):%Y%m}", "plan-month-before")
        )
    turns.append(choice(f"planmonth:{line_id}:{month + relativedelta(months=1):%Y%m}", "plan-month-after"))
    back = choice(f"plandue:{line_id}", "plan-back", zero=True)
    words = text("plan-words", words=line.words)
    title = text("plan-month", month=f"{month:%m/%Y}", weekday=recurrences.weekday_of(month.weekday()))
    rows = (headings, *weeks, tuple(turns), (back,))
    return reply(words, title, rows=rows, here=f"planmonth:{line_id}:{month:%Y%m}")


def choose(session: Session, actor: Actor, line_id: int, day: date, now: datetime) -> Answer:
    """Keep the day. Raises `plan-line-gone`, `plan-day-past`, `plan-day-far`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    place = f"plandue:{line_id}"
    due(book, line, day, place)
    plan_books.keep(session, book, "due" if line.helper else plan_books.MADE)
    if not line.helper:
        return Show(f"planhelp:{line_id}")
    return Show(f"planline:{line_id}", text("plan-due-set", on=f"{day:%d/%m/%Y}"))


def type_day(session: Session, actor: Actor, line_id: int, words: str, now: datetime) -> Answer:
    """Keep the day he typed. Raises `plan-line-gone`, `plan-day-unclear`, `plan-day-past`, `plan-day-far`."""
    today = recurrences.today(now, actor.timezone)
    return choose(session, actor, line_id, typed(words, today, actor.language, f"plandue:{line_id}"), now)


def typed(words: str, today: date, language: str, place: str) -> date:
    """The day that is meant. Raises `plan-day-unclear`."""
    day = typed_days.read(words, today, language)
    if day is None:
        raise FlowError("plan-day-unclear", place=place)
    return day


def due(book: Book, line: Line, day: date, place: str) -> None:
    """Give a line its day; its history keeps the one before. Raises `plan-day-past`, `plan-day-far`."""
    if day < book.today:
        raise FlowError("plan-day-past", on=f"{day:%d/%m/%Y}", place=place)
    if day > book.today + FARTHEST:
        raise FlowError("plan-day-far", place=place)
    if day != line.due_on:
        if line.due_on:
            line.note(book.now, "due", f"{line.due_on:%d/%m/%Y}")
        line.due_on = day
