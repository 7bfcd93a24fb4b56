"""What the columns of a roster mean, however they are headed: with or without diacritics, in a row or two."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

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


@dataclass(slots=True)
class Headings:
    """Which column holds what, counted from 0.

    `wide`: how many columns the name takes; 0 as long as the rows have not shown it. `unknown`: headings of
    columns that are left out.
    """

    columns: dict[str, int]
    wide: int
    unknown: tuple[str, ...] = ()
    last: int = 0
    texts: dict[int, str] = field(default_factory=dict)

    def add(self, line: Line) -> bool:
        """Take in a second row of headings, if this is one."""
        named = self.columns.get("name", self.columns.get("given", 0))
        if line.number != self.last + 1 or (named not in line.carried and value(line, named)):
            return False
        below = {
            place: cell for place, cell in enumerate(line.cells) if cell.strip() and place not in line.carried
        }
        if not any(plain(cell) in MEANING for cell in below.values()):
            return False
        self.texts |= below
        self._read()
        return True

    def is_numbering(self, line: Line) -> bool:
        """A row below the headings that only counts the columns."""
        filled = [cell.strip() for cell in line.cells if cell.strip()]
        named = value(line, self.columns.get("name", self.columns.get("given", -1))).strip()
        return line.number <= self.last + 2 and bool(named) and all(map(NUMBERING.fullmatch, filled))

    def is_again(self, line: Line) -> bool:
        """The headings once more, at the top of another page."""
        place = self.columns.get("name", self.columns.get("given", -1))
        return value(line, place) == self.texts[place]

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
