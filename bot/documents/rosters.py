"""An empty roster to be filled in: headings, two examples that an import leaves out, words to choose."""

import io
from typing import Any

from bot.documents import tables
from flows.replies import Text
from locales import texts

COLUMNS = {"name": 32, "id": 14, "post": 22, "standing": 16, "unit": 16}
"""The columns, and how wide each is."""
WORDS = ("official", "probationary")
ROWS = 500
"""So many rows offer the list of words."""
INK, PALE, EXAMPLE = "FFFFFF", "9B1C1C", "8A8A8A"


def make(language: str) -> bytes:
    """The XLSX's bytes."""
    import openpyxl

    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.title = _said(Text("roster-template-sheet"), language)
    sheet.append([tables.neutral(_said(Text(f"roster-template-{name}"), language)) for name in COLUMNS])
    for number in (1, 2):
        places = [f"{name}-{number}" for name in COLUMNS]
        sheet.append([tables.neutral(_said(Text(f"roster-example-{place}"), language)) for place in places])
    _dress(sheet)
    _offer(sheet, language)
    _explain(book, language)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _dress(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(COLUMNS.values(), 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    side = Side("thin", color="C9C9C9")
    line = Border(left=side, right=side, top=side, bottom=side)
    for cell in sheet[1]:
        cell.font, cell.border = Font(name="Times New Roman", size=13, bold=True, color=INK), line
        cell.fill = PatternFill("solid", fgColor=PALE)
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    sheet.row_dimensions[1].height = 36
    for row in sheet.iter_rows(min_row=2, max_row=ROWS + 1, max_col=len(COLUMNS)):
        sheet.row_dimensions[row[0].row].height = 22
        for cell in row:
            cell.alignment = Alignment(vertical="center")
            example = cell.row < 4
            cell.font = Font(
                name="Times New Roman", size=13, italic=example, color=EXAMPLE if example else "000000"
            )
            cell.border = line
            cell.number_format = "@"  # ids keep their noughts
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    _fit(sheet)


def _fit(sheet: Any) -> None:
    """On paper it is as wide as the page."""
    sheet.page_setup.paperSize, sheet.page_setup.orientation = sheet.PAPERSIZE_A4, "landscape"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _offer(sheet: Any, language: str) -> None:
    from openpyxl.worksheet.datavalidation import DataValidation

    words = ",".join(_said(Text(f"roster-template-{name}"), language) for name in WORDS)
    offered = DataValidation("list", formula1=f'"{words}"', allow_blank=True, showErrorMessage=True)
    offered.errorTitle = _said(Text("roster-template-standing"), language)
    offered.error = _said(Text("roster-template-only"), language)
    sheet.add_data_validation(offered)
    offered.add(f"D2:D{ROWS + 1}")


def _explain(book: Any, language: str) -> None:
    """What may be written, on a sheet of its own."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(_said(Text("roster-template-help"), language))
    sheet.column_dimensions["A"].width = 96
    for number in range(1, 7):
        sheet.append([_said(Text(f"roster-template-help-{number}"), language)])
        cell = sheet.cell(number, 1)
        cell.font = Font(name="Times New Roman", size=13)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.row_dimensions[number].height = 40
    _fit(sheet)


def _said(line: Text, language: str) -> str:
    return texts.plain(language, line)
