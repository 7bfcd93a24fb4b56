"""Tables for spreadsheets: nothing in them is taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""With what a formula begins, for one spreadsheet or another."""


def neutral(value: str | int) -> str | int:
    """A value that no spreadsheet calculates: what looks like a formula gets an apostrophe before it."""
    if isinstance(value, str) and value.lstrip(" ").startswith(STARTS):
        return f"'{value}"
    return value


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> bytes:
    """CSV as Excel opens it with a double click: UTF-8 with its mark, semicolons."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(map(neutral, headings))
    writer.writerows(map(neutral, row) for row in rows)
    return stream.getvalue().encode("utf-8-sig")
