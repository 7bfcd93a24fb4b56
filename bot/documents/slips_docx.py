"""Invitation slips as a DOCX: a table of two by two cells a page, its dashed lines to cut along.

A slip whose name is long grows, and the page takes fewer: nothing is cut off. Fonts are those of every office
programme, as none travel in the file.
"""

import io
from collections.abc import Sequence

import segno
from docx import Document
from docx.document import Document as Opened
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.table import CT_TblPr
from docx.shared import Length, Mm, Pt
from docx.table import _Cell, _Row
from docx.text.paragraph import Paragraph

from bot.documents.slips import A_PAGE, Square, Worded

WIDE, HIGH = 99.0, 136.0
"""A slip, in millimetres: a quarter of what is inside the page's margins, with 5 to spare."""
MARGIN, TOP = 6.0, 6.0
PADDING, ABOVE = 3.5, 1.5
"""What is free in a cell beside the words, and above and below them."""
SQUARE = 26.0
QUIET = 4
PIXELS = 8
"""Of a module in the picture of a square."""
TITLE, CODE, STEP, SMALL, LABEL = 10, 24, 16, 9.5, 14
LEADING = 17.5
"""From line to line of the steps, in points."""
NAMES = ((25, 18), (50, 16), (1000, 14))
CELLS = ((40, 12), (80, 10.5), (1000, 9))
"""Names of so many letters are set in so many points."""
SANS, MONO = "Arial", "Courier New"
SCISSORS = "\N{BLACK SCISSORS}"


def make(cells: Sequence[Sequence[Worded]]) -> bytes:
    """The DOCX; each cell of the organisation begins a new page."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(MARGIN)
    section.top_margin = section.bottom_margin = Mm(TOP)
    section.header_distance = section.footer_distance = Mm(3)
    style = document.styles["Normal"]
    style.font.name, style.font.size = SANS, Pt(SMALL)
    style.element.rPr.rFonts.set(qn("w:cs"), SANS)
    style.paragraph_format.space_after, style.paragraph_format.line_spacing = Pt(0), 1.0
    pages = [slips[start : start + A_PAGE] for slips in cells for start in range(0, len(slips), A_PAGE)]
    for number, page in enumerate(pages):
        _scissors(document.add_paragraph(), new_page=number > 0)
        _page(document, page)
    _run(document.add_paragraph(), "", 1)  # Word wants one after a table
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _scissors(paragraph: Paragraph, *, new_page: bool) -> None:
    """A line above the table: it says what the dashes are for, and parts the pages."""
    paragraph.paragraph_format.page_break_before = new_page
    paragraph.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE), WD_TAB_ALIGNMENT.CENTER)
    _run(paragraph, f"{SCISSORS}\t{SCISSORS}", 10)


def _page(document: Opened, page: Sequence[Worded]) -> None:
    """Up to four slips."""
    table = document.add_table(rows=(len(page) + 1) // 2, cols=2)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _lines(table._tbl.tblPr)
    for row in table.rows:
        _fixed(row)
        for cell in row.cells:
            cell.width = Mm(WIDE)
    cells = [cell for row in table.rows for cell in row.cells]
    for cell, slip in zip(cells, page, strict=False):
        _slip(cell, slip)


def _fixed(row: _Row) -> None:
    """At least so high, and never parted by the end of a page."""
    row.height_rule, row.height = WD_ROW_HEIGHT_RULE.AT_LEAST, Mm(HIGH)
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _lines(properties: CT_TblPr) -> None:
    """Dashes inside the table, nothing around it; room on all sides of what a cell holds."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        inside = side.startswith("inside")
        line.set(qn("w:val"), "dashed" if inside else "nil")
        if inside:
            line.set(qn("w:sz"), "6")
            line.set(qn("w:color"), "5A5A5A")
        borders.append(line)
    margins = OxmlElement("w:tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        room = OxmlElement(f"w:{side}")
        room.set(qn("w:w"), str(Mm(PADDING if side in ("left", "right") else ABOVE).twips))
        room.set(qn("w:type"), "dxa")
        margins.append(room)
    properties.append(borders)
    properties.append(margins)


def _slip(cell: _Cell, slip: Worded) -> None:
    """A slip, from the top down."""
    _run(cell.paragraphs[0], slip.title, TITLE, bold=True)
    _run(_below(cell, 2), slip.name, _size(slip.name, NAMES), bold=True)
    _run(_below(cell, 0), slip.cell, _size(slip.cell, CELLS))
    code = _below(cell, 3)
    code.paragraph_format.tab_stops.add_tab_stop(Mm(WIDE - 2 * PADDING), WD_TAB_ALIGNMENT.RIGHT)
    _run(code, f"{slip.code_label}\t", LABEL)
    _run(code, slip.code, CODE, bold=True, font=MONO)
    _squares(cell, slip.squares)
    for step in slip.steps:
        paragraph = _below(cell, 1)
        paragraph.paragraph_format.line_spacing = Pt(LEADING)
        _run(paragraph, step, STEP)
    if slip.otherwise:
        _run(_below(cell, 2), slip.otherwise, SMALL)
    _run(_below(cell, 3), slip.until, SMALL, bold=True)
    _run(_below(cell, 0), slip.help, SMALL)
    _run(_below(cell, 2), slip.private, SMALL)


def _size(words: str, sizes: Sequence[tuple[int, float]]) -> float:
    return next(size for letters, size in sizes if len(words) <= letters)


def _squares(cell: _Cell, squares: Sequence[Square]) -> None:
    """The QR codes side by side, each under its label."""
    if not squares:
        return
    labels, pictures = _below(cell, 2), _below(cell, 0)
    part = (WIDE - 2 * PADDING) / len(squares)
    for place, square in enumerate(squares):
        for paragraph in (labels, pictures):
            stop = Mm(part * (place + 0.5))
            paragraph.paragraph_format.tab_stops.add_tab_stop(stop, WD_TAB_ALIGNMENT.CENTER)
            _run(paragraph, "\t", LABEL)
        _run(labels, square.label, LABEL, bold=True)
        picture, width = _picture(square)
        pictures.add_run().add_picture(picture, width=width)


def _picture(square: Square) -> tuple[io.BytesIO, Length]:
    """A square as a PNG with its quiet zone, and how wide it has to be."""
    code, made = segno.make_qr(square.link, error="m"), io.BytesIO()
    code.save(made, kind="png", scale=PIXELS, border=QUIET)
    made.seek(0)
    modules = code.symbol_size(border=0)[0]
    return made, Mm(SQUARE * (modules + 2 * QUIET) / modules)


def _below(cell: _Cell, space: float) -> Paragraph:
    paragraph: Paragraph = cell.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(space)
    return paragraph


def _run(paragraph: Paragraph, words: str, size: float, *, bold: bool = False, font: str = SANS) -> None:
    run = paragraph.add_run(words)
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, font
