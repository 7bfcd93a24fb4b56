"""What the choices of a review mean, in ten lines, written from the issue and not from the code."""

from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from sqlmodel import select

from flows import answers
from locales import checklists
from storage import reviews
from storage.engines import FlowSession
from storage.reviews import Review

CHECKLIST = checklists.load("nq04_2016")
SIGNS = {sign.id: sign for sign in CHECKLIST.signs_for(())}
PAGES = CHECKLIST.pages_for(())
MARKS = ("t", "1", "2", "y")
SAID = ("", frozenset[str](), "", "")
"""What is said about a sign nobody asked about: degree, causes, other cause, note."""


@dataclass(slots=True)
class Sheet:
    """One member's review of one cycle. `over`: submitted, or handed in on paper."""

    signs: dict[str, list[Any]] = field(default_factory=dict)
    strengths: str = ""
    begun: bool = False
    over: str = ""

    def of(self, sign: str) -> list[Any]:
        """What is said about a sign, to be changed."""
        return self.signs.setdefault(sign, list(SAID))

    @property
    def value(self) -> tuple[dict[str, tuple[Any, ...]], str]:
        """What is compared."""
        return {sign: tuple(said) for sign, said in self.signs.items() if tuple(said) != SAID}, self.strengths


def after(sheet: Sheet, verb: str, words: str = "") -> Sheet:
    """The sheet after this choice (`write` with the words that were typed then)."""
    made, (name, *rest) = deepcopy(sheet), verb.split(":")
    if name == "paperyes":
        return Sheet(begun=True, over="paper")
    if name == "reopen":
        made.over = ""
    elif name == "way" and not made.over:
        made.begun = True
    elif name == "write" and not words:
        pass  # the card that asks for them
    elif made.begun and not made.over and name in CHANGES:
        CHANGES[name](made, *rest[1:], **({"words": words} if name == "write" else {}))
    return made


def _rate(sheet: Sheet, sign: str, degree: str) -> None:
    if degree in ("0yb" if SIGNS[sign].in_person else "012"):
        sheet.of(sign)[0] = degree


def _tick(sheet: Sheet, ticks: str) -> None:
    for sign, on in ((tick[:-1], tick[-1] == "+") for tick in ticks.split(",")):
        if on != (sheet.of(sign)[0] in MARKS):
            sheet.of(sign)[0] = ("y" if SIGNS[sign].in_person else "t") if on else ""


def _done(sheet: Sheet, page: str, private: str = "0") -> None:
    for sign in PAGES[int(page)].signs:
        sheet.of(sign.id)[0] = sheet.of(sign.id)[0] or (private if sign.in_person else "0")


def _cause(sheet: Sheet, sign: str, causes: str) -> None:
    for cause, on in ((cause[:-1], cause[-1] == "+") for cause in causes.split(",")):
        if marked(sheet, sign):
            sheet.of(sign)[1] = sheet.of(sign)[1] | {cause} if on else sheet.of(sign)[1] - {cause}


def _write(sheet: Sheet, what: str, sign: str = "", words: str = "") -> None:
    if what == "strengths":
        sheet.strengths = words
    elif marked(sheet, sign):
        sheet.of(sign)[3 if what == "note" else 2] = words


def _submit(sheet: Sheet, keep: str) -> None:
    if all(sheet.of(sign)[0] not in ("", "t") for sign in SIGNS):
        sheet.over = "submitted"
        sheet.signs = {
            s: said if marked(sheet, s) else [said[0], *SAID[1:]] for s, said in sheet.signs.items()
        }


CHANGES: dict[str, Any] = {
    "rate": _rate,
    "tick": _tick,
    "done": _done,
    "skip": lambda sheet, page: _done(sheet, page, "b"),
    "cause": _cause,
    "write": _write,
    "clear": _write,
    "submit": _submit,
}


def cycle_of(verb: str) -> int | None:
    """The cycle that a choice of the review, or the words it asks for, are about; None of other choices."""
    name, *rest = verb.split(":")
    of_review = name in (*CHANGES, "way", "reopen", "paperyes")
    return int(rest[0]) if of_review and rest and rest[0].isdigit() else None


def marked(sheet: Sheet, sign: str) -> bool:
    """Whether causes and words may be said about this sign."""
    return sheet.of(sign)[0] in MARKS and not SIGNS[sign].in_person


def kept(session: FlowSession, vault_id: int) -> dict[int, Sheet]:
    """What the database holds, decrypted, by cycle, in the model's shape; nothing for a review not begun."""
    rows = session.exec(select(Review).where(Review.vault_id == vault_id)).all()
    return {review.cycle_id: _sheet(session, review) for review in rows}


def _sheet(session: FlowSession, review: Review) -> Sheet:
    read = answers.load(reviews.answers_of(session, review))
    over = "submitted" if review.submitted_at else "paper" if review.paper_at else ""
    signs = {
        key: [said.degree, frozenset(said.causes), said.other, said.note] for key, said in read.signs.items()
    }
    return Sheet(signs, read.strengths, True, over)
