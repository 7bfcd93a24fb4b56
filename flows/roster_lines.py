"""Which lines of a roster are no persons, and why: each is told, so that nobody is lost among them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from flows.roster_headings import OF_MEMBERS, Headings, plain, value
from flows.workbooks import Line

EXAMPLES = ("(ví dụ)", "(example)")
"""How the template's example rows begin: they are left out."""
SUM = re.compile(r"(?:tổng\s+(?:cộng|số)|cộng)\b|(?:tong\s+(?:cong|so)|cong)\s*(?:[:(\d].*)?$")
END = re.compile(r"người lập|nguoi lap|t\.?/m|tm\.|nơi nhận|noi nhan|xác nhận|.*\bngày\b.*\btháng\b.*\bnăm\b")
SIGNERS = ("bi thu", "pho bi thu", "chi uy vien", "thu ky")
ABOVE, HEADINGS, EXAMPLE, SUMS, CONTINUED, ENDING, SAME = WHY = (
    *("above", "headings", "example", "sum", "continued", "end", "same"),
)
"""Why a line is left out: above the headings, headings again, an example, a sum, a cell that is continued,
the signatures, the same person as in another line."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A line that is no person of his own. `why`: one of `WHY`."""

    line: int
    why: str


def by_reason(left: Iterable[LeftOut], most: int) -> list[tuple[str, str]]:
    """Which lines were left out for each reason, in short: ``3–5, 7``; no more than `most` such parts."""
    found = []
    for why, some in groupby(
        sorted(left, key=lambda each: (WHY.index(each.why), each.line)), lambda each: each.why
    ):
        lines = [each.line for each in some]
        starts = [line for at, line in enumerate(lines) if not at or lines[at - 1] < line - 1]
        ends = [line for at, line in enumerate(lines) if lines[at + 1 : at + 2] != [line + 1]]
        parts = [f"{a}–{b}" if b > a else str(a) for a, b in zip(starts, ends, strict=True)]
        found.append((why, ", ".join([*parts[:most], *("…" for _ in parts[most : most + 1])])))
    return found


Cells = Sequence[tuple[int, str]]


def why_no_person(line: Line, cells: Cells, headings: Headings) -> str | None:
    """Why a line within the list is left out; None for all others."""
    first = _composed(cells[0][1]) if cells else ""
    if any(_composed(said).startswith(EXAMPLES) for _, said in cells):
        return EXAMPLE
    if SUM.match(first):
        return SUMS
    named = headings.named
    if named in line.carried:
        return CONTINUED
    is_heading = plain(value(line, named)) == plain(headings.texts[named]) != ""
    return HEADINGS if is_heading or headings.is_again(line) else None


def ends(cells: Cells, headings: Headings) -> bool:
    """Whether the signatures begin here. "Bí thư" as a post is a post, unless it is written as one signs."""
    if not 0 < len(cells) < 3:
        return False
    post = headings.columns.get("post")
    signers = all(plain(said) in SIGNERS and (place != post or said.isupper()) for place, said in cells)
    return signers or END.match(_composed(cells[0][1])) is not None


def may_be_person(line: Line, cells: Cells, headings: Headings) -> bool:
    """Whether a line below the signatures looks like one of the list."""
    if len(cells) > 2 or any(said.isdigit() for _, said in cells):
        return True
    post, standing = (plain(value(line, headings.columns.get(what, -1))) for what in ("post", "standing"))
    known = {*SIGNERS, *OF_MEMBERS}
    return bool(value(line, headings.named).strip()) and not known.isdisjoint((post, standing))


def _composed(said: str) -> str:
    return unicodedata.normalize("NFC", said).lower()
