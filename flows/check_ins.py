"""Each month, before the cell meets: how it goes, a line at a time; or all lines in one message of numbers.

What is noted counts at once, so half of it is half of it; a month that was skipped is simply not there.
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlmodel import Session

from flows import meeting_dates, plan_books, plan_changes, plan_dates, plan_lines, plan_words, recurrences
from flows import units as unit_rules
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import GAP, Answer, FlowError, Reply, Show, Text, choice, reply, stack, text
from flows.replies import Line as Said
from storage import meetings
from storage.accounts import Actor

WAYS = ("done", "going", "none")
"""How a line went this month: it is done, he is at it, he did not get to it."""
MOVE = {"done": "finish", "going": "begin"}
AFTERWARDS = timedelta(days=3)
"""So long after a meeting what is noted still counts for it."""
YOUNG = timedelta(days=7)
"""A line made so lately is not asked about yet."""
AT_ONCE = 20
"""Lines in one message of numbers."""


def month_of(session: Session, actor: Actor, now: datetime) -> str:
    """The month whose meeting a check-in is for now: ``2026-12``; without a rule the calendar's."""
    rule = meetings.rule_of(session, actor.unit_id or 0)
    if rule is not None:
        timezone = unit_rules.timezone_of(session, rule.unit_id)
        ahead = meeting_dates.upcoming(session, rule, timezone, now - AFTERWARDS, 1)
        if ahead:
            return f"{ahead[0].planned_on:%Y-%m}"
    return f"{recurrences.today(now, actor.timezone):%Y-%m}"


def left(book: Book, month: str) -> list[Line]:
    """The lines nothing is noted about for this month yet."""
    old = (line for line in book.plan.open if line.made_at <= book.now - YOUNG)
    return [line for line in old if not line.checked(month)]


def show(session: Session, actor: Actor, now: datetime) -> Answer:
    """The first line that nothing is noted about yet; where there are no buttons, all of them."""
    book = plan_books.open_book(session, actor, now)
    month = month_of(session, actor, now)
    unchecked = left(book, month)
    if not unchecked:
        return _over(book, month)
    return _card(book, unchecked[0], month) if actor.taps else _all(book, unchecked[:AT_ONCE], month)


def skip(session: Session, actor: Actor, line_id: int, now: datetime) -> Answer:
    """Leave this line for later: the next one, or the plan."""
    book = plan_books.open_book(session, actor, now)
    month = month_of(session, actor, now)
    places = [line.id for line in book.plan.open]
    after = places.index(line_id) + 1 if line_id in places else 0
    rest = [line for line in left(book, month) if line.id in places[after:]]
    return _card(book, rest[0], month) if rest else Show("plan")


def answer(session: Session, actor: Actor, line_id: int, month: str, way: str, now: datetime) -> Answer:
    """Note how a line went in a month; a late one is asked for another day. Raises `plan-line-gone` …"""
    if way not in WAYS or not re.fullmatch(r"20\d\d-[01]\d", month):
        raise FlowError("plan-unknown", place="plan")
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    if not line.checked(month):
        _note(line, month, way, now)
        plan_books.keep(session, book, "check")
        if plan_lines.overdue(line, book.today):
            return _ask_due(session, book, line)
    return Show("check")


def keep_day(session: Session, actor: Actor, line_id: int, day: date, now: datetime) -> Answer:
    """Another day for a line that is late, and on to the next. Raises `plan-line-gone`, `plan-day-past` …"""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    plan_dates.due(book, line, day, f"checkdue:{line_id}")
    plan_books.keep(session, book, "due")
    return Show("check")


def ask_day(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """To when a late line is put off. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return _ask_due(session, book, plan_books.line_of(book, line_id))


def type_day(session: Session, actor: Actor, line_id: int, words: str, now: datetime) -> Answer:
    """The same, typed. Raises also `plan-day-unclear`."""
    today = recurrences.today(now, actor.timezone)
    day = plan_dates.typed(words, today, actor.language, f"checkdue:{line_id}")
    return keep_day(session, actor, line_id, day, now)


def ask_note(session: Session, actor: Actor, line_id: int, now: datetime) -> Reply:
    """Ask for a note beside it. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    here = f"checknote:{line_id}"
    rows = stack(choice(f"checkline:{line_id}", "plan-back-line", zero=True))
    words = text("plan-words", words=line.words)
    return reply(words, "plan-ask-note", rows=rows, here=here, awaiting=f"write:{here}")


def write_note(session: Session, actor: Actor, line_id: int, words: str, now: datetime) -> Answer:
    """Take a note, then ask about the line again. Raises `plan-line-gone`, `plan-empty` …"""
    book = plan_books.open_book(session, actor, now)
    line = plan_books.line_of(book, line_id)
    line.note(now, "note", plan_changes.line_of_words(words, f"checknote:{line_id}"))
    plan_books.keep(session, book, "note")
    return Show(f"checkline:{line_id}", Text("plan-changed"))


def see(session: Session, actor: Actor, line_id: int, now: datetime) -> Answer:
    """One line's card of this month again. Raises `plan-line-gone`."""
    book = plan_books.open_book(session, actor, now)
    return _card(book, plan_books.line_of(book, line_id), month_of(session, actor, now))


def write_all(session: Session, actor: Actor, month: str, ids: str, words: str, now: datetime) -> Answer:
    """One number a line, in order; 0 leaves it for later. All or nothing. Raises `check-numbers`."""
    book = plan_books.open_book(session, actor, now)
    lines = [book.plan.find(int(part)) for part in ids.split(".") if part.isdecimal()]
    given = re.findall(r"\d", words)
    if len(given) != len(lines) or re.sub(r"[\s,;.]", "", words) != "".join(given) or max(given) > "3":
        raise FlowError("check-numbers", count=len(lines), place="check")
    for line, number in zip(lines, map(int, given), strict=True):
        if line is not None and line.open and number and not line.checked(month):
            _note(line, month, WAYS[number - 1], now)
    plan_books.keep(session, book, "check")
    if set(given) == {"0"}:
        return Show("plan")
    return Show("check") if left(book, month) and "0" not in given else _over(book, month)


def _note(line: Line, month: str, way: str, now: datetime) -> None:
    if way in MOVE:
        line.move(MOVE[way], now)
    line.note(now, "check", f"{month} {way}")


def _card(book: Book, line: Line, month: str) -> Reply:
    """One line: how did it go?"""
    unchecked = left(book, month)
    number = unchecked.index(line) + 1 if line in unchecked else 1
    lines: list[Said] = [
        text("check-title", month=plan_words.spoken_month(month), number=number, total=len(unchecked)),
        GAP,
        text("plan-words", words=line.words),
        text("plan-standing", standing=plan_words.standing(book, line)),
        *_last_time(line, month),
    ]
    rows = [choice(f"checked:{line.id}:{month}:{way}", f"check-{way}") for way in WAYS]
    side = (choice(f"checknote:{line.id}", "check-note"), choice(f"checkskip:{line.id}", "check-skip"))
    end = choice("plan", "check-stop", zero=True)
    return reply(*lines, rows=(*stack(*rows), side, (end,)), here=f"checkline:{line.id}")


def _last_time(line: Line, month: str) -> list[Text]:
    """What was noted the last time; nothing about months in between."""
    found = [step for step in line.steps if step.act == "check" and step.words[:7] < month]
    if not found:
        return []
    words = found[-1].words
    return [text("check-before", month=plan_words.spoken_month(words[:7]), way=Text(f"check-{words[8:]}"))]


def _all(book: Book, lines: Sequence[Line], month: str) -> Reply:
    """All lines in one message, to be answered with a number for each."""
    said = [plan_words.said(book, line, number) for number, line in enumerate(lines, 1)]
    example = " ".join(str(number % 3 + 1) for number in range(len(lines)))
    how = text("check-all", count=len(lines), example=example)
    title = text("check-all-title", month=plan_words.spoken_month(month))
    rows = stack(choice("plan", "check-stop", zero=True))
    ids = ".".join(str(line.id) for line in lines)
    return reply(
        title, GAP, *said, GAP, how, rows=rows, here="check", awaiting=f"write:checkall:{month}:{ids}"
    )


def _ask_due(session: Session, book: Book, line: Line) -> Reply:
    """To when a late line is put off; or not."""
    here = f"checkdue:{line.id}"
    rows = plan_dates.offered(session, book, f"{here}:".__add__)
    rows.append(choice("check", "check-due-keep", zero=True))
    words = text("plan-words", words=line.words)
    late = text("check-due-ask", due=plan_words.due(line, book.today))
    return reply(words, late, rows=stack(*rows), here=here, awaiting=here)


def _over(book: Book, month: str) -> Answer:
    """All is noted, or as much as he wanted."""
    noted = [way for line in book.plan.lines if (way := line.checked(month))]
    counts = {way: noted.count(way) for way in WAYS}
    spoken = plan_words.spoken_month(month)
    return Show("plan", text("check-over", month=spoken, **counts) if noted else Text("check-none-left"))
