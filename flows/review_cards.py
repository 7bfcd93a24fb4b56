"""The cards of the self-review: a desk in, a reply out. Nothing is decided or changed here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flows import access, answers
from flows.dates import day, hour
from flows.replies import GAP, Choice, Line, Raw, Reply, Text, choice, reply, stack, text
from locales.checklists import Page, Sign
from storage.accounts import Actor
from storage.cycles import Cycle

if TYPE_CHECKING:
    from flows.review import Desk

NAMED = 4
"""So many cells that may be pooled with his are named; the others are counted."""
SHORT = 46
"""Characters of a sign's name on a button."""


def opening(desk: Desk, pool: list[str], last: Desk | None, expected: bool) -> Reply:
    """The first card: what it is, how long, who sees what, with an example in invented figures."""
    lines: list[Line] = [
        text("review-opening", signs=len(desk.signs), closes=hour(desk.sheet.closes_at, _zone(desk))),
        GAP,
        Text("review-opening-seen"),
        Text("review-opening-example"),
    ]
    if pool:
        more = len(pool) - NAMED
        names = ", ".join(pool[:NAMED])
        lines.append(
            text("review-opening-pool-more", cells=names, more=more)
            if more > 0
            else text("review-opening-pool", cells=names)
        )
    lines.append(Text("review-opening-unseen"))
    if not expected:
        lines += [GAP, Text("review-opening-joiner")]
    if last and last.answers.signs:
        found = len(answers.marked(last.answers, last.signs))
        lines += [GAP, text("review-opening-last", on=day(last.sheet.closes_at, _zone(desk)), count=found)]
    rows = list(_way_choices(desk))
    if last and last.answers.signs:
        rows.append(choice(f"last:{last.sheet.cycle_id}", "review-see-last"))
    rows += [choice("paper", "review-paper"), choice("menu", "menu-later", zero=True)]
    return reply(*lines, rows=stack(*rows), here="review")


def ways(desk: Desk) -> Reply:
    """Only the question which way to go."""
    return reply("review-ways", rows=stack(*_way_choices(desk)), here="review")


def _way_choices(desk: Desk) -> tuple[Choice, ...]:
    cycle = desk.sheet.cycle_id
    return (
        choice(f"way:{cycle}:group", "review-by-group"),
        choice(f"way:{cycle}:sign", "review-by-sign"),
    )


def question(desk: Desk, sign: Sign) -> Reply:
    """One sign: where he is, what it means, a question to himself, the degrees."""
    language, cycle = desk.actor.language, desk.sheet.cycle_id
    given = desk.answers.of(sign.id).degree
    lines: list[Line] = [
        text(
            "review-progress",
            number=desk.signs.index(sign) + 1,
            total=len(desk.signs),
            group=desk.checklist.group(sign.group).title.of(language),
        ),
        GAP,
        text("review-sign", id=sign.id, label=_label(desk, sign)),
        Raw(sign.plain.of(language)),
    ]
    if sign.official_text:
        lines.append(text("review-official", text=sign.official_text))
    lines += [GAP, text("review-question", question=sign.question.of(language))]
    if sign.in_person:
        lines.append(Text("review-in-person"))
    if given and given != answers.TICKED:
        lines.append(text("review-now", degree=_degree(desk, given)))
    rows: list[tuple[Choice, ...]] = [(item,) for item in _degree_choices(desk, sign)]
    rows.append((*_back(desk, sign), choice(f"list:{cycle}:{_page_of(desk, sign).number}", "review-list")))
    if not answers.missing(desk.answers, desk.signs):
        rows.append((choice(f"sum:{cycle}", "review-to-summary"),))
    rows.append(
        (
            choice(f"way:{cycle}:group", "review-switch-group"),
            choice("pause", "review-pause", zero=True),
        )
    )
    return reply(*lines, rows=tuple(rows), here=f"sign:{cycle}:{sign.id}", progress=_progress(desk))


def page(desk: Desk, page_: Page) -> Reply:
    """A page of ticks: at most nine signs of one group."""
    cycle, number = desk.sheet.cycle_id, page_.number
    count = len(answers.marked(desk.answers, page_.signs))
    private = [sign for sign in page_.signs if sign.in_person]
    lines: list[Line] = [
        text(
            "review-page",
            number=number + 1,
            total=len(desk.pages),
            group=page_.group.title.of(desk.actor.language),
        ),
        Text("review-page-how"),
    ]
    if private:
        all_of_them = len(private) == len(page_.signs)
        lines.append(
            Text("review-page-private") if all_of_them else text("review-page-private-some", ids=_ids(private))
        )
    rows: list[tuple[Choice, ...]] = [(_tick(desk, sign),) for sign in page_.signs]
    rows.append((choice(f"done:{cycle}:{number}", _done_label(count), zero=True),))
    if private:
        rows.append((choice(f"skip:{cycle}:{number}", "review-page-blank"),))
    rows.append(
        (choice(f"way:{cycle}:sign", "review-switch-sign"), choice("pause", "review-pause")),
    )
    return reply(*lines, rows=tuple(rows), here=f"page:{cycle}:{number}", progress=_progress(desk))


def _done_label(count: int) -> Text:
    return text("review-page-done-some", count=count) if count else Text("review-page-done")


def _tick(desk: Desk, sign: Sign) -> Choice:
    ticked = desk.answers.of(sign.id).marked
    verb = f"tick:{desk.sheet.cycle_id}:{sign.id}{'-' if ticked else '+'}"
    return choice(verb, Raw(f"{sign.id} {sign.label.of(desk.actor.language)}"), ticked=ticked)


def listing(desk: Desk, page_: Page) -> Reply:
    """All signs with what is answered, to look and to jump; a page at a time."""
    cycle, number = desk.sheet.cycle_id, page_.number
    lines: list[Line] = [
        text(
            "review-list-title",
            number=number + 1,
            total=len(desk.pages),
            group=page_.group.title.of(desk.actor.language),
        ),
        GAP,
    ]
    for sign in page_.signs:
        given = desk.answers.of(sign.id).degree
        lines.append(
            text(
                "review-list-line",
                id=sign.id,
                label=_label(desk, sign),
                degree=_degree(desk, given) if given else Text("review-open"),
            )
        )
    jumps = tuple(choice(f"detail:{cycle}:{sign.id}", Raw(sign.id)) for sign in page_.signs)
    rows: list[tuple[Choice, ...]] = [jumps[start : start + 3] for start in range(0, len(jumps), 3)]
    turns = []
    if number > 0:
        turns.append(choice(f"list:{cycle}:{number - 1}", "review-list-before"))
    if number + 1 < len(desk.pages):
        turns.append(choice(f"list:{cycle}:{number + 1}", "review-list-after"))
    if turns:
        rows.append(tuple(turns))
    rows.append((choice(f"next:{cycle}", "review-go-on", zero=True),))
    return reply(*lines, rows=tuple(rows), here=f"list:{cycle}:{number}", progress=_progress(desk))


def detail(desk: Desk, sign: Sign) -> Reply:
    """A marked sign: its degree, its causes, the member's own words; all but the degree optional."""
    language, cycle, given = desk.actor.language, desk.sheet.cycle_id, desk.answers.of(sign.id)
    chosen = given.degree != answers.TICKED
    lines: list[Line] = [
        text("review-sign", id=sign.id, label=_label(desk, sign)),
        Raw(sign.plain.of(language)),
        GAP,
        Text("review-detail" if chosen else "review-detail-degree"),
    ]
    if given.other:
        lines.append(text("review-other-now", words=given.other))
    if given.note:
        lines.append(text("review-note-now", words=given.note))
    rows: list[tuple[Choice, ...]] = [
        (
            choice(
                f"rate:{cycle}:{sign.id}:{degree.id}",
                Raw(degree.label.of(language)),
                ticked=given.degree == degree.id,
                words=_words(desk, degree.id),
            ),
        )
        for degree in desk.checklist.degrees[1:]
    ]
    for item in sign.causes:
        ticked = item.id in given.causes
        verb = f"cause:{cycle}:{sign.id}:{item.id}{'-' if ticked else '+'}"
        rows.append((choice(verb, text("review-cause", cause=item.label.of(language)), ticked=ticked),))
    rows.append(
        (
            choice(f"write:{cycle}:other:{sign.id}", "review-cause-other"),
            choice(f"write:{cycle}:note:{sign.id}", "review-note"),
        )
    )
    rows.append((choice(f"rate:{cycle}:{sign.id}:0", "review-not-after-all"),))
    if chosen:
        rows.append((choice(f"next:{cycle}", "review-go-on", zero=True),))
    return reply(*lines, rows=tuple(rows), here=f"detail:{cycle}:{sign.id}", progress=_progress(desk))


def words(desk: Desk, field: str, sign: Sign | None) -> Reply:
    """Ask for the member's own words."""
    cycle = desk.sheet.cycle_id
    if sign is None:
        back, here = f"sum:{cycle}", f"write:{cycle}:strengths"
        lines = (Text("review-ask-strengths"),)
    else:
        back, here = f"detail:{cycle}:{sign.id}", f"write:{cycle}:{field}:{sign.id}"
        lines = (text(f"review-ask-{field}", id=sign.id, label=_label(desk, sign)),)
    rows: list[Choice] = []
    given = desk.answers.strengths if sign is None else getattr(desk.answers.of(sign.id), field)
    if given:
        rows.append(choice(f"clear{here.removeprefix('write')}", "review-words-clear"))
    rows.append(choice(back, "review-words-skip", zero=True))
    now = [text("review-words-now", words=given)] if given else []
    return reply(*lines, *now, rows=stack(*rows), here=here, awaiting=here)


def summary(desk: Desk) -> Reply:
    """What is marked by group, what is missing, and the two ways to submit."""
    cycle = desk.sheet.cycle_id
    missing = answers.missing(desk.answers, desk.signs)
    rows: list[tuple[Choice, ...]] = [
        (choice(f"detail:{cycle}:{sign.id}", Raw(_short(f"{sign.id} {_label(desk, sign)}"))),)
        for sign in answers.listed(desk.answers, desk.signs)
    ]
    rows.append((choice(f"list:{cycle}:0", "review-list-all"),))
    strengths = "review-strengths-change" if desk.answers.strengths else "review-strengths-add"
    rows.append((choice(f"write:{cycle}:strengths", strengths),))
    if missing:
        rows.append((choice(f"next:{cycle}", text("review-fill-missing", count=len(missing))),))
    else:
        rows.append((choice(f"submit:{cycle}:keep", "review-submit-keep"),))
        rows.append((choice(f"submit:{cycle}:drop", "review-submit-drop"),))
    rows.append((choice("pause", "review-pause", zero=True),))
    lines = [Text("review-summary"), *_findings(desk)]
    if missing:
        lines += [GAP, text("review-summary-missing", count=len(missing), signs=_ids(missing))]
    else:
        lines += [GAP, Text("review-summary-submit")]
    return reply(*lines, rows=tuple(rows), here=f"sum:{cycle}", progress=_progress(desk))


def _findings(desk: Desk) -> list[Line]:
    """The marked signs by group, as far as they may be named on a card."""
    lines: list[Line] = []
    for group in desk.checklist.groups:
        found = answers.listed(desk.answers, [sign for sign in desk.signs if sign.group == group.id])
        if found:
            lines += [GAP, text("review-summary-group", group=group.title.of(desk.actor.language))]
            lines += [_finding(desk, sign) for sign in found]
    if not lines:
        lines.append(Text("review-summary-none"))
    if any(sign.in_person for sign in desk.signs):
        lines += [GAP, Text("review-summary-private")]
    if desk.answers.strengths:
        lines += [GAP, text("review-strengths-now", words=desk.answers.strengths)]
    return lines


def _finding(desk: Desk, sign: Sign) -> Text:
    given, language = desk.answers.of(sign.id), desk.actor.language
    causes = [item.label.of(language) for item in sign.causes if item.id in given.causes]
    causes += [given.other] if given.other else []
    parts = {"id": sign.id, "label": _label(desk, sign)}
    degree = _degree(desk, given.degree)
    if causes:
        return text("review-finding-causes", degree=degree, causes=", ".join(causes), **parts)
    return text("review-finding", degree=degree, **parts)


def submitted(desk: Desk) -> Reply:
    """Submitted: the receipt, and that it can still be changed."""
    cycle, sheet = desk.sheet.cycle_id, desk.sheet
    assert sheet.submitted_at is not None
    lines: list[Line] = [
        text("review-receipt", at=hour(sheet.submitted_at, _zone(desk))),
        Text("review-receipt-keep" if sheet.keep_copy else "review-receipt-drop"),
        text("review-receipt-change", closes=hour(sheet.closes_at, _zone(desk))),
    ]
    rows = stack(
        choice(f"last:{cycle}", "review-see"),
        choice(f"reopen:{cycle}", "review-reopen"),
        choice("menu", "menu-home", zero=True),
    )
    return reply(*lines, rows=rows, here="review")


def copy(desk: Desk) -> Reply:
    """A review to look at, not to change."""
    title = text("review-copy", opened=day(desk.sheet.opens_at, _zone(desk)))
    rows = stack(choice("review", "review-back", zero=True))
    return reply(title, *_findings(desk), rows=rows, here=f"last:{desk.sheet.cycle_id}")


def ask_paper(desk: Desk) -> Reply:
    """What handing in on paper means, before it is noted."""
    rows = stack(
        choice(f"paperyes:{desk.sheet.cycle_id}", "review-paper-yes"),
        choice("review", "review-back", zero=True),
    )
    key = "review-paper-ask-erase" if desk.answers.signs else "review-paper-ask"
    return reply(key, rows=rows, here="paper")


def on_paper(desk: Desk) -> Reply:
    """Noted: on paper. That is all that is kept."""
    rows = stack(
        choice(f"reopen:{desk.sheet.cycle_id}", "review-paper-back"),
        choice("menu", "menu-home", zero=True),
    )
    return reply(
        text("review-on-paper", closes=hour(desk.sheet.closes_at, _zone(desk))), rows=rows, here="review"
    )


def between(actor: Actor, last: Desk | None, coming: Cycle | None) -> Reply:
    """No cycle is open: what was, and when the next one opens."""
    lines: list[Line] = []
    rows: list[Choice] = []
    if last:
        lines.append(text("review-between-closed", at=hour(last.sheet.closes_at, actor.timezone)))
        if last.answers.signs and not access.missing_consents(actor):
            rows.append(choice(f"last:{last.sheet.cycle_id}", "review-see-last"))
    if coming:
        lines.append(text("review-between-coming", at=day(coming.opens_at, actor.timezone)))
    else:
        lines.append(Text("review-between-nothing"))
    rows.append(choice("menu", "menu-home", zero=True))
    return reply(*lines, rows=stack(*rows), here="review")


def _degree_choices(desk: Desk, sign: Sign) -> list[Choice]:
    cycle, language = desk.sheet.cycle_id, desk.actor.language
    if sign.in_person:
        return [
            choice(f"rate:{cycle}:{sign.id}:0", "review-person-no", words=_words(desk, "0")),
            choice(f"rate:{cycle}:{sign.id}:b", "review-person-blank"),
            choice(f"rate:{cycle}:{sign.id}:y", "review-person-yes"),
        ]
    return [
        choice(
            f"rate:{cycle}:{sign.id}:{degree.id}",
            Raw(degree.label.of(language)),
            words=_words(desk, degree.id),
        )
        for degree in desk.checklist.degrees
    ]


def _words(desk: Desk, degree: str) -> tuple[str, ...]:
    found = next(item for item in desk.checklist.degrees if item.id == degree)
    return tuple(found.words.of(desk.actor.language).split("|"))


def _degree(desk: Desk, given: str) -> Text:
    for degree in desk.checklist.degrees:
        if degree.id == given:
            return text("review-degree", degree=degree.label.of(desk.actor.language))
    return Text(
        {answers.YES: "review-person-yes", answers.BLANK: "review-person-blank"}.get(given, "review-ticked")
    )


def _back(desk: Desk, sign: Sign) -> tuple[Choice, ...]:
    place = desk.signs.index(sign)
    if place == 0:
        return ()
    return (choice(f"sign:{desk.sheet.cycle_id}:{desk.signs[place - 1].id}", "review-back-sign"),)


def _page_of(desk: Desk, sign: Sign) -> Page:
    return next(page_ for page_ in desk.pages if sign in page_.signs)


def _progress(desk: Desk) -> tuple[int, int]:
    return answers.answered(desk.answers, desk.signs), len(desk.signs)


def _label(desk: Desk, sign: Sign) -> str:
    language = desk.actor.language
    label = sign.label.of(language)
    return f"{sign.heading.of(language)}: {label}" if sign.heading else label


def _short(label: str) -> str:
    return label if len(label) <= SHORT else label[: SHORT - 1].rstrip() + "…"


def _ids(signs: list[Sign]) -> str:
    return ", ".join(sign.id for sign in signs)


def _zone(desk: Desk) -> str:
    return desk.actor.timezone
