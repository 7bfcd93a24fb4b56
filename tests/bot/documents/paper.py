"""Reads slips back: which words stand where on a PDF's pages, which boxes are drawn; the words of a DOCX.

It knows no more of PDF than fpdf2 writes: streams, fonts with their tables of signs, words on lines, boxes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

from PIL import Image, ImageFont

from bot.documents import slips_pdf

MM = 25.4 / 72
HIGH = 297.0
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STREAM = re.compile(rb"(\d+) 0 obj\n(<<(?:(?!endobj).)*?>>)\nstream\n", re.DOTALL)
MARKS = re.compile(
    rb"(?P<size>/F(\d+) ([\d.]+) Tf)|(?P<tz>([\d.]+) Tz)|(?P<turn>^q$)|(?P<back>^Q$)"
    rb"|(?P<words>([-\d.]+) ([-\d.]+) Td \(((?:\\.|[^\\)])*)\) Tj)"
    rb"|(?P<box>([-\d.]+) ([-\d.]+) ([-\d.]+) ([-\d.]+) re f)",
    re.DOTALL | re.MULTILINE,
)
ESCAPED = {b"r": b"\r", b"n": b"\n"}
Box = tuple[float, float, float, float]
Modules = list[list[bool]]


@dataclass(frozen=True)
class Words:
    """Words on a line: where they begin (millimetres from the top left), where they end, how large."""

    x: float
    y: float
    end: float
    said: str
    size: float
    font: str


@dataclass(frozen=True)
class Sheet:
    """A page, or a quarter of it. `boxes` are those that are filled: left, top, width, height."""

    words: list[Words]
    boxes: list[Box]

    @property
    def said(self) -> str:
        """All of it, lines put together."""
        return " ".join(each.said for each in self.words)


@dataclass(frozen=True)
class Square:
    """A QR code as it is drawn: without its quiet zone."""

    left: float
    top: float
    wide: float
    dark: Modules


@dataclass(frozen=True)
class Written:
    """A DOCX: the paragraphs of each slip, its tables, how wide each picture is and what it shows."""

    slips: list[list[str]]
    tables: int
    pictures: list[tuple[float, Modules]]
    sizes: dict[str, float]


def read(pdf: bytes) -> list[Sheet]:
    """Every page of a PDF."""
    objects = dict(re.findall(rb"(\d+) 0 obj\n(.*?)endobj", pdf, re.DOTALL))
    streams = {}
    for found in STREAM.finditer(pdf):
        raw = pdf[found.end() : found.end() + int(_only(rb"/Length (\d+)", found[2]))]
        streams[found[1]] = zlib.decompress(raw) if b"FlateDecode" in found[2] else raw
    fonts = {}
    for number, at in re.findall(rb"/F(\d+) (\d+) 0 R", _only(rb"/Font <<(.*?)>>", pdf)):
        table = streams[_only(rb"/ToUnicode (\d+) 0 R", objects[at])]
        signs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]{4,})>\n", table)
        fonts[number] = {int(code, 16): bytes.fromhex(sign.decode()) for code, sign in signs}
    pages = re.findall(rb"(\d+) 0 R", _only(rb"/Kids \[(.*?)\]", pdf))
    return [_sheet(streams[_only(rb"/Contents (\d+) 0 R", objects[page])], fonts) for page in pages]


def quarters(sheet: Sheet) -> list[Sheet]:
    """The parts into which a page is cut, without the empty ones."""
    found = []
    for place in range(4):
        left, top = place % 2 * 105.0, place // 2 * 148.5
        words = [each for each in sheet.words if left < each.x < left + 105 and top < each.y < top + 148.5]
        boxes = [each for each in sheet.boxes if left < each[0] < left + 105 and top < each[1] < top + 148.5]
        if words := [each for each in words if each.said != slips_pdf.SCISSORS]:
            found.append(Sheet(words, boxes))
    return found


def squares(boxes: Sequence[Box]) -> list[Square]:
    """The QR codes that boxes draw, from left to right."""
    columns = sorted({left for left, *_ in boxes})
    parts = [[left] for left in columns[:1]]
    for before, left in pairwise(columns):
        if left - before > 8:
            parts.append([])
        parts[-1].append(left)
    return [_square([box for box in boxes if part[0] <= box[0] <= part[-1]]) for part in parts]


def opened(docx: bytes) -> Written:
    """What a DOCX says."""
    with zipfile.ZipFile(io.BytesIO(docx)) as archive:
        body = ElementTree.fromstring(archive.read("word/document.xml"))
        links = ElementTree.fromstring(archive.read("word/_rels/document.xml.rels"))
        targets = {link.get("Id"): link.get("Target") for link in links}
        pictures = []
        for place in body.iter(
            "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}inline"
        ):
            [blip] = place.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}blip")
            embed = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
            png = archive.read(f"word/{targets[blip.get(embed)]}")
            pictures.append((int(place[0].get("cx", "0")) / 36_000, _modules(png)))
    slips = [[words for part in cell if (words := _words(part))] for cell in body.iter(f"{W}tc")]
    sizes: dict[str, float] = {}
    for run in body.iter(f"{W}r"):
        for size in run.iter(f"{W}sz"):
            sizes[_words(run)] = int(size.get(f"{W}val", "0")) / 2
    return Written(list(filter(None, slips)), len(list(body.iter(f"{W}tbl"))), pictures, sizes)


def _only(pattern: bytes, text: bytes) -> bytes:
    found = re.search(pattern, text, re.DOTALL)
    assert found, pattern
    return found[1]


def _sheet(content: bytes, fonts: dict[bytes, dict[int, bytes]]) -> Sheet:
    sheet, number, size, stretch, turned = Sheet([], []), b"", 0.0, 1.0, False
    for mark in MARKS.finditer(content):
        if mark["size"]:
            number, size = mark[2], float(mark[3])
        elif mark["tz"]:
            stretch = float(mark[5]) / 100
        elif mark["turn"] or mark["back"]:
            turned = bool(mark["turn"])
        elif mark["words"] and not turned:
            raw = re.sub(rb"(?s)\\(.)", lambda found: ESCAPED.get(found[1], found[1]), mark[11])
            codes = [high << 8 | low for high, low in zip(raw[::2], raw[1::2], strict=True)]
            said = b"".join(fonts[number][code] for code in codes).decode("utf-16-be")
            x, font = float(mark[9]) * MM, list(slips_pdf.FONTS)[int(number) - 1]
            end = x + _width(said, font) * size * stretch
            sheet.words.append(Words(x, HIGH - float(mark[10]) * MM, end, said, size, font))
        elif mark["box"]:
            left, top, wide, high = (float(mark[part]) * MM for part in range(13, 17))
            sheet.boxes.append((left, HIGH - top, wide, -high))
    return sheet


def _width(said: str, font: str) -> float:
    """As another library measures it, of one point."""
    file = Path(slips_pdf._fonts(), slips_pdf.FONTS[font])
    drawn = ImageFont.truetype(file, 1000, layout_engine=ImageFont.Layout.BASIC)
    return drawn.getlength(said) * MM / 1000


def _square(boxes: Sequence[Box]) -> Square:
    left, top, module = min(box[0] for box in boxes), min(box[1] for box in boxes), boxes[0][3]
    wide = max(box[0] + box[2] for box in boxes) - left
    number = round(wide / module)
    dark = [[False] * number for _ in range(number)]
    for x, y, w, _ in boxes:
        for column in range(round((x - left) / module), round((x - left + w) / module)):
            dark[round((y - top) / module)][column] = True
    return Square(left, top, wide, dark)


def _words(part: ElementTree.Element) -> str:
    """What its runs say; a tabulator is a blank."""
    said = [each for run in part.iter(f"{W}r") for each in run if each.tag in (f"{W}t", f"{W}tab")]
    return "".join(" " if each.tag == f"{W}tab" else each.text or "" for each in said).strip()


def _modules(png: bytes) -> Modules:
    """The modules of a picture inside its quiet zone, which must be there and white."""
    image = Image.open(io.BytesIO(png)).convert("L")
    box = image.point([255 - value for value in range(256)]).getbbox()
    assert box
    step = box[0] // 4
    assert box[0] == box[1] == image.width - box[2] == image.height - box[3] == 4 * step
    middles = range(box[0] + step // 2, box[2], step)
    return [[image.getpixel((x, y)) == 0 for x in middles] for y in middles]
