"""The cards around the answering: the opening, the summary, the receipt, what was and what comes.

A desk in, a reply out. Nothing is decided or changed here.
"""

from flows import access, answers, review_cards
from flows.dates import day, hour
from flows.desks import Desk
from flows.replies import GAP, Choice, Line, Reply, Text, choice, reply, stack, text
from locales.checklists import Sign
from storage.accounts import Actor
from storage.cycles import Cycle

NAMED = 4
"""So many cells that may be pooled with his are named; the others are counted."""


def opening(desk: Desk, pool: list[str], last: Desk | None, expected: bool, open_lines: int) -> Reply:
    """The first card: what it is, how long, who sees what, with an example in invented figures."""
    lines: list[Line] = [*_extent(desk), GAP, Text("review-opening-seen"), Text("review-opening-example")]
    if pool:
        lines.append(_pooled(pool))
    lines += [GAP, Text("review-opening-unseen")]
    if not expected:
        lines += [GAP, Text("review-opening-joiner")]
    if last and last.answers.signs:
        found = len(answers.marked(last.answers, last.signs))
        lines += [GAP, text("review-opening-last", on=day(last.sheet.closes_at, _zone(desk)), count=found)]
    if open_lines:
        lines += [GAP, text("review-opening-plan", count=open_lines)]
    rows = list(_way_choices(desk))
    if last and last.answers.signs:
        rows.append(choice(f"last:{last.sheet.cycle_id}", "review-see-last"))
    if open_lines:
        rows.append(choice("plan", "review-see-plan"))
    rows += [choice("paper", "review-paper"), choice("menu", "menu-later", zero=True)]
    return reply(*lines, rows=stack(*rows), here="review")


def _extent(desk: Desk) -> list[Line]:
    """How many signs and until when; the optional items of his office are counted apart."""
    total, more = len(desk.signs), sum(bool(sign.roles) for sign in desk.signs)
    closes = hour(desk.sheet.closes_at, _zone(desk))
    office = [text("review-opening-office", more=more, total=total)] if more else []
    return [text("review-opening", signs=total - more, closes=closes), *office]


def _pooled(pool: list[str]) -> Text:
    """With which cells his own may be put together."""
    names, more = ", ".join(pool[:NAMED]), len(pool) - NAMED
    if more > 0:
        return text("review-opening-pool-more", cells=names, more=more)
    return text("review-opening-pool", cells=names)


def ways(desk: Desk) -> Reply:
    """Only the question which way to go."""
    return reply("review-ways", rows=stack(*_way_choices(desk)), here="review")


def _way_choices(desk: Desk) -> tuple[Choice, ...]:
    cycle = desk.sheet.cycle_id
    return (
        choice(f"way:{cycle}:group", "review-by-group", main=True),
        choice(f"way:{cycle}:sign", "review-by-sign"),
    )


def summary(desk: Desk) -> Reply:
    """What is marked by group, what is missing, and the two ways to submit."""
    cycle = desk.sheet.cycle_id
    missing = answers.missing(desk.answers, desk.signs)
    changes = tuple(
        choice(f"detail:{cycle}:{sign.id}", text("review-change", id=sign.id))
        for sign in answers.listed(desk.answers, desk.signs)
    )
    rows = review_cards.threes(changes)
    rows.append((choice(f"list:{cycle}:0", "review-list-all"),))
    if desk.answers.strengths:
        rows.append((choice(f"write:{cycle}:strengths", "review-strengths-change"),))
    elif not desk.actor.sparing:
        rows.append((choice(f"write:{cycle}:strengths", "review-strengths-add"),))
    if missing:
        rows.append((choice(f"next:{cycle}", text("review-fill-missing", count=len(missing)), main=True),))
    else:
        rows.append((choice(f"submit:{cycle}:keep", "review-submit-keep", main=True),))
        rows.append((choice(f"submit:{cycle}:drop", "review-submit-drop"),))
    rows.append((choice("pause", "review-pause", zero=True),))
    lines = [Text("review-summary"), *_findings(desk)]
    if missing:
        lines += [GAP, text("review-summary-missing", count=len(missing), signs=review_cards.ids(missing))]
    else:
        lines += [GAP, Text("review-summary-submit")]
    if desk.actor.sparing:
        lines += [GAP, *_words_at_once(desk)]
    progress, awaiting = review_cards.progress(desk), review_cards.words_at_once(desk)
    return reply(*lines, rows=tuple(rows), here=f"sum:{cycle}", awaiting=awaiting, progress=progress)


def _words_at_once(desk: Desk) -> list[Line]:
    """How words are added in the same message, where messages are sold."""
    marked = answers.listed(desk.answers, desk.signs)
    about = [text("review-words-sign", id=marked[0].id)] if marked else []
    return [*about, *([] if desk.answers.strengths else [Text("review-words-strengths")])]


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
    parts = {"id": sign.id, "label": review_cards.label_of(desk, sign)}
    degree = review_cards.degree(desk, given.degree)
    if causes:
        return text("review-finding-causes", degree=degree, causes=", ".join(causes), **parts)
    return text("review-finding", degree=degree, **parts)


def submitted(desk: Desk, more: tuple[Choice, ...] = ()) -> Reply:
    """Submitted: the receipt, and that it can still be changed; `more` is offered beside."""
    cycle, sheet = desk.sheet.cycle_id, desk.sheet
    assert sheet.submitted_at is not None
    lines: list[Line] = [
        text("review-receipt", at=hour(sheet.submitted_at, _zone(desk))),
        Text("review-receipt-keep" if sheet.keep_copy else "review-receipt-drop"),
        text("review-receipt-change", closes=hour(sheet.closes_at, _zone(desk))),
    ]
    if answers.listed(desk.answers, desk.signs):
        lines += [GAP, Text("review-to-plan-why")]
    rows = stack(
        choice("plannext", "review-to-plan", main=True),
        choice(f"last:{cycle}", "review-see"),
        choice(f"reopen:{cycle}", "review-reopen"),
        *more,
        choice("menu", "menu-home", zero=True),
    )
    return reply(*lines, rows=rows, here="review")


def copy(desk: Desk) -> Reply:
    """A review to look at, not to change."""
    title = text("review-copy", opened=day(desk.sheet.opens_at, _zone(desk)))
    back = "review" if desk.actor.left_at is None else "menu"
    rows = stack(choice(back, "review-back", zero=True))
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


def _zone(desk: Desk) -> str:
    return desk.actor.timezone
