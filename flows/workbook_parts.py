"""The parts of an XLSX workbook around its rows: shared strings, styles, merged cells, the sheets' places."""

import re
import zipfile
from array import array
from collections.abc import Callable
from typing import Any
from xml.parsers import expat

from flows import encodings

CHUNK = 1 << 16
WIDE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d{1,7}):\$?([A-Z]{1,3})\$?(\d{1,7})"'
)
DATES = {*range(14, 18), 22, *range(27, 37), *range(50, 59)}
"""Excel's own number formats that show a day."""
QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
MONTHS_AND_YEARS = re.compile("[dy]", re.IGNORECASE)


class Strings:
    """The strings a workbook shares, one after the other in one piece of memory."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.all, self.ends = bytearray(), array("Q", [0])
        self.words: list[str] = []
        self.reading = self.spoken = False
        path = next((name for name in packed.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        if path is not None:
            parse(packed, path, self.start, self.end, self.text)

    def __getitem__(self, place: int) -> str:
        if not 0 <= place < len(self.ends) - 1:
            raise ValueError(place)
        return self.all[self.ends[place] : self.ends[place + 1]].decode()

    def start(self, name: str, _given: dict[str, str]) -> None:
        if name == "t":
            self.reading = not self.spoken
        elif name == "rPh":
            self.spoken = True

    def text(self, words: str) -> None:
        if self.reading:
            self.words.append(words)

    def end(self, name: str) -> None:
        if name == "t":
            self.reading = False
        elif name == "si":
            self.all += "".join(self.words).encode("utf-8", "replace")
            self.ends.append(len(self.all))
            self.words = []
        elif name == "rPh":
            self.spoken = False


def sheets(packed: zipfile.ZipFile) -> tuple[bool, list[tuple[str, str]]]:
    """Whether days are counted from 1904; the names and places of the sheets to be seen (or of all)."""
    old_dates, found, targets = False, [], {}

    def workbook(name: str, given: dict[str, str]) -> None:
        nonlocal old_dates
        if name == "workbookPr":
            old_dates = given.get("date1904", "") in ("1", "true")
        elif name == "sheet":
            number = next((value for key, value in given.items() if key.rpartition(":")[2] == "id"), "")
            found.append((given.get("state", "visible") == "visible", given.get("name", ""), number))

    def relation(name: str, given: dict[str, str]) -> None:
        if name == "Relationship":
            targets[given.get("Id", "")] = given.get("Target", "")

    parse(packed, "xl/workbook.xml", workbook)
    parse(packed, "xl/_rels/workbook.xml.rels", relation)
    places = [(seen, name, _path(targets[number])) for seen, name, number in found]
    places = [place for place in places if "worksheets" in place[2]]
    if not places:
        raise ValueError("no sheet")
    visible = [(name, path) for seen, name, path in places if seen]
    return old_dates, visible or [(name, path) for _, name, path in places]


def _path(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def styles(packed: zipfile.ZipFile) -> tuple[set[int], dict[int, str]]:
    """Which styles show days, and which have a font for an old encoding."""
    formats, fonts, styles = {}, [], []
    inside = ""

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal inside
        if name in ("cellXfs", "fonts", "cellStyleXfs", "dxfs"):
            inside = name
        elif name == "numFmt":
            formats[int(given["numFmtId"])] = QUOTED.sub("", given.get("formatCode", ""))
        elif name == "font" and inside == "fonts":
            fonts.append("")
        elif name == "name" and inside == "fonts" and fonts:
            fonts[-1] = given.get("val", "")
        elif name == "xf" and inside == "cellXfs":
            styles.append((int(given.get("numFmtId", 0)), int(given.get("fontId", 0))))

    if "xl/styles.xml" in packed.namelist():
        parse(packed, "xl/styles.xml", start)
    dates, old = set(), {}
    for number, (shown, font) in enumerate(styles):
        if shown in DATES or MONTHS_AND_YEARS.search(formats.get(shown, "")):
            dates.add(number)
        if font < len(fonts) and (encoding := encodings.of_font(fonts[font])):
            old[number] = encoding
    return dates, old


def merged(
    packed: zipfile.ZipFile, path: str
) -> tuple[dict[int, list[tuple[int, int]]], dict[int, dict[int, int]]]:
    """Merged cells by their first row: (column, last row) of those that go down, columns of the wide ones.

    They are written after all rows, hence looked for before.
    """
    down: dict[int, list[tuple[int, int]]] = {}
    wide: dict[int, dict[int, int]] = {}
    with packed.open(path) as part:
        before = b""
        while chunk := part.read(CHUNK * 4):
            text = before + chunk
            end = 0
            if b"mergeCell" in text:
                for found in WIDE.finditer(text):
                    left, top, right, bottom = found.groups()
                    place, first, last = column(left.decode()), int(top), int(bottom)
                    if last > first:
                        down.setdefault(first, []).append((place, last))
                    if right != left:
                        wide.setdefault(first, {})[place] = column(right.decode()) - place + 1
                    end = found.end()
            before = text[max(end, len(text) - 200) :]
    return down, wide


def column(letters: str) -> int:
    """The place of a column, counted from 0."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


Start = Callable[[str, dict[str, str]], None]


def parse(packed: zipfile.ZipFile, path: str, start: Start, end: Any = None, text: Any = None) -> None:
    """Go through one part."""
    with packed.open(path) as part:
        made = parser(start, end, text)
        while chunk := part.read(CHUNK):
            made.Parse(chunk, False)
        made.Parse(b"", True)


def parser(start: Start, end: Any, text: Any) -> Any:
    """A parser that takes no declarations: no spreadsheet has any. Prefixes are taken off where there are."""
    made = expat.ParserCreate()
    made.buffer_text = True
    made.EndElementHandler = end
    made.CharacterDataHandler = text

    def first(name: str, given: dict[str, str]) -> None:
        made.StartElementHandler = start
        if ":" in name:
            made.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
            if end is not None:
                made.EndElementHandler = lambda name: end(name.rpartition(":")[2])
        made.StartElementHandler(name, given)

    made.StartElementHandler = first

    def refuse(*_: Any) -> None:
        raise ValueError("a declaration")

    made.StartDoctypeDeclHandler = refuse
    return made
