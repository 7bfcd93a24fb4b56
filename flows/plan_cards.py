"""The cards of a plan: all lines, one of them, measures to choose from, what was done.

A book in, a reply out. Nothing is decided or changed here.
"""

from collections.abc import Callable, Sequence

from flows import plan_lines, plan_words, screens
from flows.dates import day
from flows.plan_books import Book
from flows.plan_lines import Line
from flows.replies import GAP, Choice, Raw, Reply, Text, choice, reply, stack, text
from flows.replies import Line as Said
from flows.review_cards import threes
from locales.checklists import Sign

FIELDS = ("words", "note", "part")
"""What can be written about a line: other words, a note, a part that becomes a line of its own."""
TITLE = Text("plan-title")


def overview(book: Book, before: Sequence[Line], month: str, unchecked: Sequence[Line], screen: int) -> Reply:
    """The open lines, what is due first; and what comes next with them."""
    lines: list[Said] = [plan_words.said(book, line, number) for number, line in enumerate(book.plan.open, 1)]
    if not lines:
        lines = [Text("plan-none-open" if book.plan.lines else "plan-none"), GAP, Text("plan-seen")]
    next_up = _next_up(book, before, month, unchecked)
    shown, turns = screens.turned(
        [TITLE], lines, f"plan~{screen}", book.actor.language, _verb("planturn", "plan")
    )
    jumps = _jumps(book, book.plan.open, shown)
    ahead = [*stack(*next_up), *jumps] if book.actor.taps else [*jumps, *stack(*next_up)]
    rest = [choice("planmore", "plan-more"), choice("commitment", "commitment-open")]
    if book.plan.lines:
        rest.append(choice("planyear", "plan-year-open"))
    if book.plan.closed:
        rest.append(choice("planclosed:0", text("plan-closed-open", count=len(book.plan.closed))))
    rows = (*stack(*turns), *ahead, *stack(*_undo(book), *rest, choice("menu", "menu-home", zero=True)))
    return reply(*shown, rows=rows, here="plan")


def _next_up(book: Book, before: Sequence[Line], month: str, unchecked: Sequence[Line]) -> list[Choice]:
    found = []
    if unchecked:
        found.append(
            choice("check", text("plan-check", month=plan_words.spoken_month(month), count=len(unchecked)))
        )
    if before:
        found.append(choice("plannext", text("plan-carry", count=len(before))))
    elif book.unplanned:
        found.append(choice("plannext", text("plan-unplanned", count=len(book.unplanned))))
    return [Choice(item.verb, item.label, main=place == 0) for place, item in enumerate(found)]


def _jumps(book: Book, lines: Sequence[Line], shown: Sequence[Said]) -> list[tuple[Choice, ...]]:
    """To each line that is on this screen."""
    found = [
        choice(f"planline:{line_.id}", text("plan-jump", number=number))
        for number, line_ in enumerate(lines, 1)
        if plan_words.said(book, line_, number) in shown
    ]
    return threes(tuple(found))


def closed(book: Book, screen: int) -> Reply:
    """What is done or dropped, the latest first."""
    lines = [plan_words.said(book, line, number) for number, line in enumerate(book.plan.closed, 1)]
    title = Text("plan-closed-title")
    verb = _verb("planclosed", "planclosed:0")
    shown, turns = screens.turned([title], lines, f"closed~{screen}", book.actor.language, verb)
    jumps = _jumps(book, book.plan.closed, shown)
    return reply(*shown, rows=(*stack(*turns), *jumps, *stack(_back())), here=f"planclosed:{screen}")


def line(book: Book, line_: Line) -> Reply:
    """One line: what, about what, by when, who helps; and what he can do now."""
    lines: list[Said] = [text("plan-words", words=line_.words), *plan_words.about(book, line_)]
    lines.append(text("plan-standing", standing=plan_words.standing(book, line_)))
    if line_.helper:
        lines.append(text("plan-helped", helper=Text(f"plan-helper-{line_.helper}")))
    if book.round(line_) > 1:
        lines.append(text("plan-round", number=book.round(line_)))
    noted = next((step for step in reversed(line_.steps) if step.act == "note"), None)
    if noted:
        lines.append(text("plan-noted", words=noted.words, on=day(noted.at, book.actor.timezone)))
    acts = [choice(f"planmove:{line_.id}:{act}", f"plan-{act}") for act in _acts(line_)]
    if acts and line_.open:
        acts[-1] = Choice(acts[-1].verb, acts[-1].label, main=True)
    rows: list[tuple[Choice, ...]] = [(item,) for item in reversed(acts)]
    note = choice(f"planask:{line_.id}:note", "plan-note")
    rows.append((choice(f"plandue:{line_.id}", "plan-due-change"), note) if line_.open else (note,))
    rows.append((choice(f"planchanges:{line_.id}", "plan-changes"),))
    touched = book.plan.changes and any(key == line_.id for key, _ in book.plan.changes[-1].before)
    rows += stack(*(_undo(book) if touched else ()), _back())
    return reply(*lines, rows=tuple(rows), here=f"planline:{line_.id}")


def _acts(line_: Line) -> list[str]:
    return [act for act, (states, _) in plan_lines.MOVES.items() if line_.state in states and act != "drop"]


def changes(book: Book, line_: Line) -> Reply:
    """What can be changed about a line."""
    rows = []
    if line_.open:
        rows = [
            choice(f"planask:{line_.id}:words", "plan-change-words"),
            choice(f"plansigns:{line_.id}", "plan-change-signs"),
            choice(f"planhelp:{line_.id}", "plan-change-helper"),
            choice(f"planask:{line_.id}:part", "plan-change-part"),
            choice(f"plandrop:{line_.id}", "plan-drop"),
        ]
    rows.append(choice(f"planhistory:{line_.id}:0", "plan-history"))
    rows.append(choice(f"planerase:{line_.id}", "plan-erase"))
    rows.append(choice(f"planline:{line_.id}", "plan-back-line", zero=True))
    words = text("plan-words", words=line_.words)
    return reply(words, rows=stack(*rows), here=f"planchanges:{line_.id}")


def measures(book: Book, sign: Sign) -> Reply:
    """Measures suggested for a sign, to tap; or his own; or a line he has."""
    language = book.actor.language
    left = len([other for other in book.unplanned if other.id != sign.id])
    lines: list[Said] = [text("review-sign", id=sign.id, label=sign.named(language)), Text("plan-measures")]
    if left and sign in book.unplanned:
        lines.append(text("plan-measures-left", count=left))
    rows = [
        choice(f"plantake:{sign.id}:{number}", Raw(measure.of(language)))
        for number, measure in enumerate(sign.measures)
    ]
    rows.append(choice(f"planown:{sign.id}", "plan-own"))
    if book.plan.open:
        rows.append(choice(f"planuse:{sign.id}", "plan-use"))
    if book.marks and sign in book.unplanned:
        rows.append(choice(f"planskip:{book.marks.cycle_id}:{sign.id}", "plan-skip"))
    rows.append(choice("plan", "plan-later", zero=True))
    return reply(*lines, rows=stack(*rows), here=f"plansign:{sign.id}")


def own(sign: Sign | None) -> Reply:
    """Ask for a measure in his own words."""
    here = f"planown:{sign.id if sign else '-'}"
    back = f"plansign:{sign.id}" if sign else "plan"
    return reply(
        "plan-own-ask", rows=stack(choice(back, "plan-back", zero=True)), here=here, awaiting=f"write:{here}"
    )


def choose_line(book: Book, sign: Sign) -> Reply:
    """Which of his lines serves this sign too."""
    rows = [
        choice(f"planserve:{line_.id}:{sign.id}", Raw(plan_words.short(line_.words)))
        for line_ in book.plan.open
        if sign.id not in line_.signs
    ]
    rows.append(choice(f"plansign:{sign.id}", "plan-back", zero=True))
    title = text("plan-use-ask", id=sign.id, label=sign.named(book.actor.language))
    return reply(title, rows=stack(*rows), here=f"planuse:{sign.id}")


def more(book: Book) -> Reply:
    """Ways to a further line: his own words, a marked sign, the duties of his office."""
    language = book.actor.language
    marked = book.marks.signs if book.marks else ()
    rows = [choice("planown:-", "plan-own-free")]
    rows += [
        choice(f"plansign:{sign.id}", text("plan-for-sign", id=sign.id, label=sign.named(language)))
        for sign in marked
    ]
    known = {sign.id for sign in marked}
    rows += [
        choice(f"plansign:{sign.id}", text("plan-for-duty", label=sign.named(language)))
        for sign in book.duties
        if sign.id not in known
    ]
    rows.append(choice("plan", "plan-back", zero=True))
    return reply("plan-more-ask", rows=stack(*rows), here="planmore")


def signs(book: Book, line_: Line) -> Reply:
    """About which of the marked signs a line is, to tick."""
    known = {sign.id: sign for sign in book.marks.signs} if book.marks else {}
    known |= {found.id: found for sign_id in line_.signs if (found := book.sign(sign_id))}
    rows = [
        choice(
            f"planjoin:{line_.id}:{sign_id}{'-' if sign_id in line_.signs else '+'}",
            Raw(f"{sign_id} {sign.named(book.actor.language)}"),
            ticked=sign_id in line_.signs,
        )
        for sign_id, sign in sorted(known.items())
    ]
    rows.append(choice(f"planline:{line_.id}", "plan-signs-done", zero=True, main=True))
    key = "plan-signs-ask" if known else "plan-signs-none"
    words = text("plan-words", words=line_.words)
    return reply(words, key, rows=stack(*rows), here=f"plansigns:{line_.id}")


def helpers(line_: Line, known: Sequence[str]) -> Reply:
    """Who helps or watches; no names."""
    rows = [choice(f"planhelp:{line_.id}:{name}", f"plan-helper-{name}") for name in known]
    rows.append(choice("plan" if not line_.helper else f"planline:{line_.id}", "plan-later", zero=True))
    words = text("plan-words", words=line_.words)
    return reply(words, "plan-helper-ask", rows=stack(*rows), here=f"planhelp:{line_.id}")


def drop(line_: Line, reasons: Sequence[str]) -> Reply:
    """Why a line is dropped: tapped, or in his words."""
    here = f"plandrop:{line_.id}"
    rows = [choice(f"{here}:{reason}", f"plan-reason-{reason}") for reason in reasons]
    rows.append(choice(f"planline:{line_.id}", "plan-drop-not", zero=True))
    words = text("plan-words", words=line_.words)
    # Awaited without "write:", so that a typed number still is one of the reasons.
    return reply(words, "plan-drop-ask", rows=stack(*rows), here=here, awaiting=here)


def words(line_: Line, field: str) -> Reply:
    """Ask for words about a line."""
    here = f"planask:{line_.id}:{field}"
    rows = stack(choice(f"planline:{line_.id}", "plan-back-line", zero=True))
    now = text("plan-words", words=line_.words)
    return reply(now, f"plan-ask-{field}", rows=rows, here=here, awaiting=f"write:{here}")


def erase(line_: Line) -> Reply:
    """Before a line is erased for good."""
    rows = stack(
        choice(f"planeraseyes:{line_.id}", "plan-erase-yes"),
        choice(f"planline:{line_.id}", "plan-back-line", zero=True),
    )
    return reply(
        text("plan-words", words=line_.words), "plan-erase-ask", rows=rows, here=f"planerase:{line_.id}"
    )


def history(book: Book, line_: Line, screen: int) -> Reply:
    """What happened to a line, the latest first."""
    zone = book.actor.timezone
    told = [plan_words.step_said(step.act, step.words, day(step.at, zone)) for step in reversed(line_.steps)]
    told.append(text("plan-step-made", on=day(line_.made_at, zone)))
    here = f"planhistory:{line_.id}"
    title = text("plan-words", words=line_.words)
    shown, turns = screens.turned([title], told, f"h~{screen}", book.actor.language, _verb(here, f"{here}:0"))
    rows = stack(*turns, choice(f"planline:{line_.id}", "plan-back-line", zero=True))
    return reply(*shown, rows=rows, here=f"{here}:{screen}")


def _undo(book: Book) -> tuple[Choice, ...]:
    """The latest change of the last day, to take back."""
    latest = [change for change in book.plan.changes[-1:] if change.at > book.now - plan_lines.UNDONE]
    return tuple(
        choice(f"planundo:{change.number}", text("plan-undo", act=Text(f"plan-undo-{change.act}")))
        for change in latest
    )


def _verb(turning: str, first: str) -> Callable[[str], str]:
    """How a view's screens are named in choices."""

    def verb(what: str) -> str:
        number = screens.numbered(what)[1]
        return f"{turning}:{number}" if number else first

    return verb


def _back() -> Choice:
    return choice("plan", "plan-back", zero=True)
