"""A year summary for the member alone: signs by cycle, measures, results; for his own annual review."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from flows import answers, plan_books, plan_words, screens
from flows.charts import YearChart, YearRow
from flows.dates import day
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import (
    GAP,
    Answer,
    Attachment,
    FlowError,
    Raw,
    Reply,
    Show,
    Text,
    choice,
    reply,
    stack,
    text,
)
from flows.replies import Line as Said
from locales import checklists
from storage import reviews
from storage.accounts import Actor
from storage.cycles import Cycle
from storage.reviews import Review

DRAWN, LABEL = 6, 46
"""So many lines are drawn, those with most to show; the words name all. Letters of a label: one row."""
MONTHS = 12


def choose(session: Session, actor: Actor, now: datetime) -> Answer:
    """Which year; where there is but one, that one. Raises `consent-needed`."""
    book = plan_books.open_book(session, actor, now)
    years = sorted({year for line in book.plan.lines for year in _years_of(book, line)}, reverse=True)
    if len(years) < 2:
        return Show(f"planyear:{years[0] if years else book.today.year}")
    rows = [choice(f"planyear:{year}", text("year-choice", year=str(year))) for year in years]
    return reply("year-ask", rows=stack(*rows, choice("plan", "plan-back", zero=True)), here="planyear")


def show(session: Session, actor: Actor, year: int, now: datetime, screen: int = 0) -> Reply:
    """One year. Raises `consent-needed`, `plan-unknown`."""
    book = plan_books.open_book(session, actor, now)
    if not 2000 <= year <= book.today.year:
        raise FlowError("plan-unknown", place="plan")
    lines = [line for line in book.plan.lines if year in _years_of(book, line)]
    told = [*_cycles(session, book, year), GAP, *_measures(book, lines)]
    title = text("year-title", year=str(year))

    def verb(what: str) -> str:
        return f"planyear:{year}:{screens.numbered(what)[1]}"

    shown, turns = screens.turned([title, Text("year-note")], told, f"year~{screen}", actor.language, verb)
    rows = stack(*turns, choice("plan", "plan-back", zero=True))
    picture = _picture(book, lines, year) if lines and not screen else None
    return reply(*shown, rows=rows, here=f"planyear:{year}:{screen}", attachment=picture)


def turn(session: Session, actor: Actor, year: int, screen: int, now: datetime) -> Reply:
    """A further screen of it. Raises `consent-needed`, `plan-unknown`."""
    return show(session, actor, year, now, screen)


def _cycles(session: Session, book: Book, year: int) -> list[Said]:
    """The signs of each cycle of that year, as far as he kept them; the latest first."""
    told: list[Said] = []
    for review, cycle in reviews.reviews_of(session, book.vault_id):
        handed = review.submitted_at or review.paper_at
        if handed is not None and handed.year == year:
            told += _cycle(session, book, review, cycle)
    return told or [Text("year-no-cycle")]


def _cycle(session: Session, book: Book, review: Review, cycle: Cycle) -> list[Text]:
    on = day(cycle.closes_at, book.actor.timezone)
    if review.paper_at is not None:
        return [text("year-cycle-paper", on=on)]
    if review.answers is None:
        return [text("year-cycle-gone", on=on)]
    given = answers.load(reviews.answers_of(session, review))
    checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
    found = answers.listed(given, checklist.signs_for(given.roles))
    signs = [text("year-sign", id=sign.id, label=sign.named(book.actor.language)) for sign in found]
    return [text("year-cycle", on=on, count=len(found)), *signs]


def _measures(book: Book, lines: Sequence[Line]) -> list[Said]:
    """How many measures came to what, then each."""
    if not lines:
        return [Text("year-no-lines")]
    counts = {name: sum(line.state == name for line in lines) for name in ("done", "dropped")}
    left = len(lines) - sum(counts.values())
    told: list[Said] = [text("year-counts", total=len(lines), left=left, **counts)]
    for line in lines:
        standing = plan_words.standing(book, line)
        signs = ", ".join(line.signs)
        if signs:
            told.append(text("year-line-signs", words=line.words, signs=signs, standing=standing))
        else:
            told.append(text("year-line", words=line.words, standing=standing))
    return told


def _picture(book: Book, lines: Sequence[Line], year: int) -> Attachment:
    """Lines over the months of the year."""
    drawn = sorted(lines, key=lambda line: -sum(map(bool, _months(book, line, year))))[:DRAWN]
    rows = tuple(
        YearRow(Raw(plan_words.short(line.words, LABEL)), _months(book, line, year)) for line in drawn
    )
    note = Text("year-note-plain")
    if len(lines) > DRAWN:
        note = text("year-note-some", drawn=DRAWN, total=len(lines))
    chart = YearChart(text("year-title-plain", year=str(year)), note, rows)
    return Attachment("chart", f"tu-sua-{year}.png", chart, said=True)


def _months(book: Book, line: Line, year: int) -> tuple[str, ...]:
    """How a line went in each month: what was noted, else that it was begun, done or dropped then."""
    found = [""] * MONTHS
    named = {"begin": "going", "resume": "going", "finish": "done", "drop": "dropped"}
    for step in line.steps:
        on = step.at.astimezone(book.zone)
        if step.act in named and on.year == year:
            found[on.month - 1] = named[step.act]
        if step.act == "check" and step.words[:4] == str(year) and found[int(step.words[5:7]) - 1] != "done":
            found[int(step.words[5:7]) - 1] = step.words[8:]
    return tuple(found)


def _years_of(book: Book, line: Line) -> range:
    """The years a line was on the plan in."""
    end = line.closed_at or book.now
    return range(line.made_at.astimezone(book.zone).year, end.astimezone(book.zone).year + 1)
