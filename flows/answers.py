"""A member's answers in one cycle as a value: what is marked, what is missing, what comes next.

Everything here is a pure function of the answers and the checklist; the position in a review is derived,
never stored. Kept as small JSON (one encrypted value in one row), so the names of its fields are short.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from locales.checklists import Checklist, Page, Sign

NONE = "0"
"""The first degree of every scale; the others, however many, are the checklist's own."""
TICKED = "t"
"""Ticked on a page; its degree is still to be chosen."""
YES, BLANK = "y", "b"
"""A sign to be talked over in person: marked without a degree, or left blank (counts as not marked)."""
UNMARKED = ("", NONE, BLANK)
OPEN = ("", TICKED)
"""Not answered yet."""
OTHER = "other"
"""The cause "khác": the member's own words."""

Way = Literal["", "sign", "group"]


@dataclass(slots=True)
class Answer:
    """What was answered about one sign."""

    degree: str = ""
    causes: list[str] = field(default_factory=list)
    other: str = ""
    note: str = ""

    @property
    def marked(self) -> bool:
        """Whether the member found this sign in himself, whatever its degree."""
        return self.degree not in UNMARKED


@dataclass(slots=True)
class Answers:
    """All a member answered: by sign, one line of strengths, the way he chose, his offices at the start."""

    signs: dict[str, Answer] = field(default_factory=dict)
    strengths: str = ""
    way: Way = ""
    roles: tuple[str, ...] = ()

    def of(self, sign_id: str) -> Answer:
        """The answer about a sign; an empty one where there is none yet."""
        return self.signs.get(sign_id) or Answer()

    def degree_of(self, sign_id: str) -> str:
        """The degree alone: what most questions about the answers need."""
        found = self.signs.get(sign_id)
        return found.degree if found else ""

    def edit(self, sign_id: str) -> Answer:
        """The answer about a sign, to be changed."""
        return self.signs.setdefault(sign_id, Answer())


def load(value: Any) -> Answers:
    """Answers from their JSON; empty ones from None."""
    if value is None:
        return Answers()
    signs = {
        key: Answer(part[0], list(part[1]) if len(part) > 1 else [], *part[2:])
        for key, part in value["m"].items()
    }
    return Answers(signs, value.get("s", ""), value.get("w", ""), tuple(value.get("r", ())))


def dump(answers: Answers) -> dict[str, Any]:
    """Answers as JSON; what is empty is left out."""
    value: dict[str, Any] = {"m": {key: _dump(part) for key, part in answers.signs.items()}}
    rest = {"s": answers.strengths, "w": answers.way, "r": list(answers.roles)}
    return value | {name: item for name, item in rest.items() if item}


def _dump(answer: Answer) -> list[Any]:
    parts: list[Any] = [answer.degree, answer.causes, answer.other, answer.note]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return parts


def rate(answers: Answers, checklist: Checklist, sign: Sign, degree: str) -> bool:
    """Answer one sign by the checklist's scale; False when this degree does not fit the sign."""
    scale = tuple(item.id for item in checklist.degrees)
    if degree not in ((NONE, YES, BLANK) if sign.in_person else scale):
        return False
    answers.edit(sign.id).degree = degree
    return True


def tick(answers: Answers, sign: Sign, ticked: bool) -> None:
    """Tick a sign on a page, or take the tick off. Setting what is set already changes nothing."""
    answer = answers.edit(sign.id)
    if ticked and not answer.marked:
        answer.degree = YES if sign.in_person else TICKED
    elif not ticked and answer.marked:
        answer.degree = ""


def finish_page(answers: Answers, signs: Iterable[Sign], *, blank: bool) -> None:
    """The page is done: what is not answered is "none", or left blank where it may be and he wants so."""
    for sign in signs:
        answer = answers.edit(sign.id)
        if not answer.degree:
            answer.degree = BLANK if blank and sign.in_person else NONE


def marked(answers: Answers, signs: Iterable[Sign]) -> list[Sign]:
    """The signs he marked, in the checklist's order."""
    return [sign for sign in signs if answers.degree_of(sign.id) not in UNMARKED]


def listed(answers: Answers, signs: Iterable[Sign]) -> list[Sign]:
    """The marked signs that may be named on a card: never one to be talked over in person."""
    return [sign for sign in marked(answers, signs) if not sign.in_person]


def missing(answers: Answers, signs: Iterable[Sign]) -> list[Sign]:
    """What must still be answered before submitting; an office-holder's extra items need not be."""
    return [sign for sign in signs if not sign.roles and answers.degree_of(sign.id) in OPEN]


def answered(answers: Answers, signs: Iterable[Sign]) -> int:
    """How many signs are answered, degree and all."""
    return sum(answers.degree_of(sign.id) not in OPEN for sign in signs)


def next_sign(answers: Answers, signs: Sequence[Sign]) -> Sign | None:
    """The first sign not answered yet."""
    return next((sign for sign in signs if answers.degree_of(sign.id) in OPEN), None)


def next_page(answers: Answers, pages: Sequence[Page]) -> Page | None:
    """The first page on which something was not looked at yet."""
    return next((page for page in pages if any(not answers.degree_of(sign.id) for sign in page.signs)), None)


def prune(answers: Answers, checklist: Checklist) -> Answers:
    """The answers as they are submitted: words about a sign that is not marked, or must carry none, go."""
    signs = {}
    for sign in checklist.signs_for(answers.roles):
        answer = answers.of(sign.id)
        if not answer.degree:
            continue
        bare = sign.in_person or not answer.marked
        signs[sign.id] = Answer(answer.degree) if bare else answer
    return Answers(signs, answers.strengths, answers.way, answers.roles)
