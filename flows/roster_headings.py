"""What the columns of a roster mean, however they are headed: with or without diacritics, in a row or two."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flows.workbooks import MOST_COLUMNS as MOST
from flows.workbooks import Line

NAMES = (
    *("ho va ten", "ho ten", "ho va ten dang vien", "ho ten dang vien", "ten dang vien"),
    *("ho va ten khai sinh", "ho va ten dang dung", "name", "full name"),
)
HEADINGS = {
    "name": NAMES,
    "family": ("ho", "ho dem", "ho va dem", "ho va ten dem", "ho va chu dem", "ho ten dem", "ho lot"),
    "given": ("ten", "given name"),
    "own_id": (
        *("ma", "ma so", "ma dang vien", "ma so dang vien", "ma dv", "so the", "so the dang"),
        *("so the dang vien", "own id", "id"),
    ),
    "post": ("chuc vu", "chuc vu dang", "chuc vu trong dang", "chuc danh", "nhiem vu", "post", "position"),
    "standing": (
        *("loai", "loai dang vien", "dang vien", "dang vien chinh thuc du bi", "chinh thuc du bi", "tu cach"),
        *("tu cach dang vien", "tinh trang", "standing"),
    ),
    "official": (
        *("chinh thuc", "dang vien chinh thuc", "ngay chinh thuc", "ngay vao dang chinh thuc"),
        *("ngay cong nhan chinh thuc", "ngay vao chinh thuc", "ngay thang chinh thuc", "official"),
    ),
    "probationary": ("du bi", "dang vien du bi", "ngay du bi", "ngay vao dang du bi", "probationary"),
    "admitted": (
        *("ngay vao dang", "ngay ket nap", "ngay ket nap dang", "ngay thang vao dang", "vao dang"),
        *("ngay thang nam vao dang", "ngay ket nap vao dang", "admitted"),
    ),
    "unit_code": ("ma chi bo", "ma to chuc", "ma to chuc dang", "ma don vi", "unit code", "unit"),
    "unit": (
        *("chi bo", "don vi", "to chuc dang", "ten chi bo", "chi bo sinh hoat", "thuoc chi bo"),
        *("sinh hoat tai chi bo", "ten to chuc", "ten to chuc dang", "ten don vi", "cell"),
    ),
}
MEANING = {heading: meaning for meaning, known in HEADINGS.items() for heading in known}
NUMBERS = ("stt", "tt", "so tt", "so thu tu", "no", "")
MARKS = re.compile("[\u0300-\u036f]")
WORDS = re.compile("[a-z0-9]+")
NUMBERING = re.compile(r"\(?(\d{1,2}|[A-Za-z])\)?")
STANDINGS = {
    "official": ("chinh thuc", "ct", "dvct", "dang vien chinh thuc", "official"),
    "probationary": ("du bi", "db", "dvdb", "dang vien du bi", "probationary"),
}
OF_MEMBERS = {"dang vien", *(word for words in STANDINGS.values() for word in words)}
"""What a member's row may say, though it heads columns, too."""
SEXES = {"nam", "nu"}
"""Below "Ngày sinh" or "Giới tính" these are columns."""


@dataclass(slots=True)
class Headings:
    """Which column holds what, counted from 0.

    `wide`: how many columns the name takes; 0 as long as the rows have not shown it. `unknown`: headings of
    columns that are left out. `above`: the first row, where there are two. `said`: what both say in a column.
    """

    columns: dict[str, int]
    wide: int
    unknown: tuple[str, ...] = ()
    last: int = 0
    texts: dict[int, str] = field(default_factory=dict)
    above: dict[int, str] = field(default_factory=dict)
    said: dict[int, set[str]] = field(default_factory=dict)

    @property
    def named(self) -> int:
        """Where the name is, or its last part."""
        return self.columns.get("name", self.columns.get("given", -1))

    def add(self, line: Line) -> bool:
        """Take in a second row of headings, if this is one. A member whose name is missing is none."""
        below = _own(line)
        if line.number != self.last + 1 or not self._may_stand_below(below):
            return False
        above, self.texts = self.texts, self.texts | below
        self._read()
        if self.named < 0:
            self.texts = above
            self._read()
            return False
        self.above = above
        self._note()
        return True

    def has_other_words(self, line: Line) -> bool:
        """Whether a row of headings says anything that is none of those that are known."""
        return any(plain(cell) not in MEANING and plain(cell) not in NUMBERS for cell in _own(line).values())

    def _may_stand_below(self, below: Mapping[int, str]) -> bool:
        """Headings only: no digit, under merged cells, and what no row of a member says together."""
        if any(map(str.isdigit, "".join(below.values()))):
            return False
        if self.named in below and MEANING.get(plain(below[self.named])) not in ("name", "family", "given"):
            return False
        words = {plain(cell) for cell in below.values()}
        meanings = {MEANING[word] for word in words if word in MEANING}
        sure = {"official", "probationary"} <= meanings or words >= SEXES
        if not sure and not any(word in MEANING and word not in OF_MEMBERS for word in words):
            return False
        return all(self._fits(place, below) for place in below)

    def _fits(self, place: int, below: Mapping[int, str]) -> bool:
        """Whether a heading can stand here: it parts what is above it or says the same, or nothing is."""
        tops = [at for at, cell in self.texts.items() if cell.strip()]
        left = max((at for at in tops if at <= place), default=-1)
        right = min((at for at in tops if at > place), default=MOST)
        if left < 0:
            return plain(below[place]) in MEANING or plain(below[place]) in NUMBERS
        parts = sum(left <= at < right for at in below)
        return parts > 1 or (place == left and plain(below[place]) == plain(self.texts[left]))

    def is_numbering(self, line: Line) -> bool:
        """A row below the headings that only counts the columns: 1, 2, 3, or A, B, 1, 2."""
        if line.number > self.last + 2:
            return False
        said = [NUMBERING.fullmatch(cell.strip()) for cell in line.cells if cell.strip()]
        signs = [each[1].lower() for each in said if each is not None]
        letters = sum(map(str.isalpha, signs))
        counted = [chr(97 + at) for at in range(letters)] + [
            str(at + 1) for at in range(len(signs) - letters)
        ]
        named = value(line, self.named).strip()
        return bool(named) and len(said) > 1 and signs == counted and all(said)

    def is_only_again(self, line: Line) -> bool:
        """The headings once more, at the top of another page: with the name's, or such as are known."""
        if not self.is_again(line):
            return False
        return bool(value(line, self.named).strip()) or not self.has_other_words(line)

    def is_again(self, line: Line) -> bool:
        """Nothing but what a row of headings says in the same place."""
        cells = filled(line)
        same = all(plain(cell) in self.said.get(place, ()) for place, cell in cells)
        return same and (len(cells) > 1 or bool(value(line, self.named).strip()))

    def _read(self) -> None:
        self.columns = {}
        unknown = []
        for place in sorted(self.texts):
            meaning = MEANING.get(plain(self.texts[place]))
            if meaning is not None and meaning not in self.columns:
                self.columns[meaning] = place
            elif plain(self.texts[place]) not in NUMBERS:
                unknown.append(" ".join(self.texts[place].split()))
        self.unknown = tuple(unknown)
        self._note()

    def _note(self) -> None:
        """What is looked for in every line is made plain once."""
        self.said = {}
        for row in (self.above, self.texts):
            for place, cell in row.items():
                self.said.setdefault(place, set()).update({plain(cell)} - {""})


def find(line: Line, first: bool) -> Headings | None:
    """The headings, if this is their row."""
    found = Headings({}, 0, last=line.number, texts=dict(enumerate(line.cells)))
    found._read()
    columns = found.columns
    if not ("name" in columns or {"family", "given"} <= columns.keys() or (first and "given" in columns)):
        return None
    if "name" in columns:
        place = columns["name"]
        found.wide = line.wide.get(place, 0)
        beside = line.cells[place + 1] if place + 1 < len(line.cells) else "-"
        if not found.wide and beside.strip():
            found.wide = 1
    return found


def count(line: Line, first: bool) -> int:
    """How many headings are in a line; 0 if it is no row of them."""
    found = find(line, first)
    return len(found.columns) if found is not None else 0


def _own(line: Line) -> dict[int, str]:
    """What stands in a line itself, and not in a merged cell that began above it."""
    return {place: cell for place, cell in filled(line) if place not in line.carried}


def value(line: Line, place: int) -> str:
    """A cell of a line; empty where the line is shorter."""
    return line.cells[place] if 0 <= place < len(line.cells) else ""


def plain(text: str) -> str:
    """A text without diacritics, case and punctuation: how headings and names are compared."""
    if not text.isascii():
        text = MARKS.sub("", unicodedata.normalize("NFD", text.lower().replace("đ", "d")))
    return " ".join(WORDS.findall(text.lower()))


def filled(line: Line) -> Sequence[tuple[int, str]]:
    """The cells of a line in which something is."""
    return [(place, cell.strip()) for place, cell in enumerate(line.cells) if cell.strip()]
