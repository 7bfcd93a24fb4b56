"""The cards on which a member answers: one sign, a page of ticks, the list, a mark's details, free text.

A desk in, a reply out. Nothing is decided or changed here.
"""

from flows import answers
from flows.desks import Desk
from flows.replies import GAP, Choice, Line, Raw, Reply, Text, choice, reply, stack, text
from locales.checklists import Page, Sign


def question(desk: Desk, sign: Sign) -> Reply:
    """One sign: where he is, what it means, a question to himself, the degrees."""
    language, cycle = desk.actor.language, desk.sheet.cycle_id
    given = desk.answers.of(sign.id).degree
    lines: list[Line] = [
        text(
            "review-progress",
            number=desk.signs.index(sign) + 1,
            total=len(desk.signs),
            group=desk.checklist.group(sign.group).short.of(language),
        ),
        GAP,
        text("review-sign", id=sign.id, label=label_of(desk, sign)),
        Raw(sign.plain.of(language)),
    ]
    if sign.official_text:
        lines.append(text("review-official", text=sign.official_text))
    lines += [GAP, text("review-question", question=sign.question.of(language))]
    if sign.in_person:
        lines.append(Text("review-in-person"))
    if given and given != answers.TICKED:
        lines.append(text("review-now", degree=degree(desk, given)))
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
    return reply(*lines, rows=tuple(rows), here=f"sign:{cycle}:{sign.id}", progress=progress(desk))


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
            group=page_.group.short.of(desk.actor.language),
        ),
        Text("review-page-how" if desk.actor.taps else "review-page-how-typed"),
    ]
    if private:
        all_of_them = len(private) == len(page_.signs)
        lines.append(
            Text("review-page-private") if all_of_them else text("review-page-private-some", ids=ids(private))
        )
    rows: list[tuple[Choice, ...]] = [(_tick(desk, sign),) for sign in page_.signs]
    rows.append((choice(f"done:{cycle}:{number}", _done_label(count), zero=True, main=True),))
    if private:
        rows.append((choice(f"skip:{cycle}:{number}", "review-page-blank"),))
    rows.append(
        (choice(f"way:{cycle}:sign", "review-switch-sign"), choice("pause", "review-pause")),
    )
    return reply(*lines, rows=tuple(rows), here=f"page:{cycle}:{number}", progress=progress(desk))


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
            group=page_.group.short.of(desk.actor.language),
        ),
        GAP,
    ]
    for sign in page_.signs:
        given = desk.answers.of(sign.id).degree
        lines.append(
            text(
                "review-list-line",
                id=sign.id,
                label=label_of(desk, sign),
                degree=degree(desk, given) if given else Text("review-open"),
            )
        )
    jumps = tuple(choice(f"detail:{cycle}:{sign.id}", Raw(sign.id)) for sign in page_.signs)
    rows = threes(jumps)
    turns = []
    if number > 0:
        turns.append(choice(f"list:{cycle}:{number - 1}", "review-list-before"))
    if number + 1 < len(desk.pages):
        turns.append(choice(f"list:{cycle}:{number + 1}", "review-list-after"))
    if turns:
        rows.append(tuple(turns))
    rows.append((choice(f"next:{cycle}", "review-go-on", zero=True),))
    return reply(*lines, rows=tuple(rows), here=f"list:{cycle}:{number}", progress=progress(desk))


def detail(desk: Desk, sign: Sign) -> Reply:
    """A marked sign: its degree, its causes, the member's own words; all but the degree optional."""
    language, cycle, given = desk.actor.language, desk.sheet.cycle_id, desk.answers.of(sign.id)
    chosen = given.degree != answers.TICKED
    lines: list[Line] = [
        text("review-sign", id=sign.id, label=label_of(desk, sign)),
        Raw(sign.plain.of(language)),
        GAP,
        Text("review-detail" if chosen else "review-detail-degree"),
    ]
    if given.other:
        lines.append(text("review-other-now", words=given.other))
    if given.note:
        lines.append(text("review-note-now", words=given.note))
    if desk.actor.sparing:
        lines += [GAP, text("review-words-sign", id=sign.id)]
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
        rows.append((choice(f"next:{cycle}", "review-go-on", zero=True, main=True),))
    here, awaiting = f"detail:{cycle}:{sign.id}", words_at_once(desk)
    return reply(*lines, rows=tuple(rows), here=here, awaiting=awaiting, progress=progress(desk))


def words(desk: Desk, field: str, sign: Sign | None) -> Reply:
    """Ask for the member's own words."""
    cycle = desk.sheet.cycle_id
    if sign is None:
        back, here = f"sum:{cycle}", f"write:{cycle}:strengths"
        lines = (Text("review-ask-strengths"),)
    else:
        back, here = f"detail:{cycle}:{sign.id}", f"write:{cycle}:{field}:{sign.id}"
        lines = (text(f"review-ask-{field}", id=sign.id, label=label_of(desk, sign)),)
    rows: list[Choice] = []
    given = desk.answers.strengths if sign is None else getattr(desk.answers.of(sign.id), field)
    if given:
        rows.append(choice(f"clear{here.removeprefix('write')}", "review-words-clear"))
    rows.append(choice(back, "review-words-skip", zero=True))
    now = [text("review-words-now", words=given)] if given else []
    return reply(*lines, *now, rows=stack(*rows), here=here, awaiting=here)


def words_at_once(desk: Desk) -> str:
    """What a card awaits where words need not be asked for: see `review_words.at_once`."""
    return f"words:{desk.sheet.cycle_id}" if desk.actor.sparing else ""


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


def degree(desk: Desk, given: str) -> Text:
    """A degree, or what stands for one, in words."""
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


def progress(desk: Desk) -> tuple[int, int]:
    """Answered and total."""
    return answers.answered(desk.answers, desk.signs), len(desk.signs)


def label_of(desk: Desk, sign: Sign) -> str:
    """A sign's name, with its heading where it has one."""
    return sign.named(desk.actor.language)


def threes(choices: tuple[Choice, ...]) -> list[tuple[Choice, ...]]:
    """Short choices, three in a row."""
    return [choices[start : start + 3] for start in range(0, len(choices), 3)]


def ids(signs: list[Sign]) -> str:
    """Sign ids in a line."""
    return ", ".join(sign.id for sign in signs)
