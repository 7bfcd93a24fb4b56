"""Roster files, CSV or XLSX as cells really keep them: read into rows, or refused with every problem."""

import csv
import io
import re
import unicodedata
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flows.replies import FlowError, Text, text
from flows.units import tidy
from storage.members import Profile

LARGEST = 10_000_000
MOST_ROWS = 20_000
HEADER_WITHIN = 15
"""The header may come after a title and the unit's name, but not later than this."""
LENGTHS = {"name": 100, "post": 120, "own_id": 40}
NAME = re.compile(r"[^\W\d_][\w .,'’()/-]*")

HEADERS = {
    "name": (
        "ho va ten",
        "ho ten",
        "ho va ten dang vien",
        "ho ten dang vien",
        "ten dang vien",
        "name",
        "full name",
    ),
    "family": ("ho", "ho dem", "ho va dem", "ho va ten dem", "ho va chu dem", "ho ten dem"),
    "given": ("ten", "given name"),
    "own_id": (
        "ma",
        "ma so",
        "ma dang vien",
        "ma so dang vien",
        "ma dv",
        "so the",
        "so the dang",
        "own id",
        "id",
    ),
    "post": ("chuc vu", "chuc vu dang", "chuc danh", "nhiem vu", "post", "position"),
    "standing": (
        "loai",
        "loai dang vien",
        "dang vien",
        "dang vien chinh thuc du bi",
        "chinh thuc du bi",
        "tu cach",
        "tu cach dang vien",
        "tinh trang",
        "standing",
    ),
    "official": ("chinh thuc", "dang vien chinh thuc", "official"),
    "probationary": ("du bi", "dang vien du bi", "probationary"),
}
STANDINGS = {
    "official": ("", "chinh thuc", "ct", "dvct", "dang vien chinh thuc", "official"),
    "probationary": ("du bi", "db", "dvdb", "dang vien du bi", "probationary"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file, with the line he stands in."""

    line: int
    profile: Profile
    standing: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one place of the file; column 0 means the whole line."""

    line: int
    column: int
    text: Text


class RosterProblems(Exception):
    """The file cannot be taken in: every problem, with its row and column."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} problems")
        self.problems = tuple(problems)


def read(data: bytes, name: str) -> list[Row]:
    """The rows of a CSV or XLSX file."""
    if len(data) > LARGEST:
        raise FlowError("roster-too-large", megabytes=LARGEST // 1_000_000)
    if data.startswith(b"PK"):
        table = _xlsx(data)
    elif name.lower().endswith((".xls", ".xlsx", ".ods", ".doc", ".docx", ".pdf")):
        raise FlowError("roster-format", name=name)
    else:
        table = _csv(data)
    return _rows(table)


def plain(text_: str) -> str:
    """For comparing: no diacritics, no case, no punctuation."""
    bare = unicodedata.normalize("NFD", text_.lower().replace("đ", "d"))
    kept = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[a-z0-9]+", kept))


def _xlsx(data: bytes) -> list[list[str]]:
    import openpyxl

    try:
        with warnings.catch_warnings():  # about decorations that are no business of ours
            warnings.simplefilter("ignore")
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            sheet: Any = book.worksheets[0]
            rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS + HEADER_WITHIN + 1, max_col=60)
            return [[_cell(value) for value in row] for row in rows]
    except Exception as error:  # openpyxl stumbles over a broken file in a dozen ways
        raise FlowError("roster-unreadable") from error


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def _csv(data: bytes) -> list[list[str]]:
    try:
        utf16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        content = data.decode("utf-16" if utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise FlowError("roster-encoding") from error
    if "\0" in content:
        raise FlowError("roster-unreadable")
    head = "\n".join(content.splitlines()[:HEADER_WITHIN])
    delimiter = max(";\t,", key=head.count)
    try:
        return list(csv.reader(io.StringIO(content), delimiter=delimiter, strict=True))
    except csv.Error as error:
        raise FlowError("roster-unreadable") from error


def _rows(table: list[list[str]]) -> list[Row]:
    start, columns = _header(table)
    body = [
        (line, values)
        for line, values in enumerate(table[start:], start + 1)
        if any(value.strip() for value in values)
    ]
    if not body:
        raise FlowError("roster-empty")
    if len(body) > MOST_ROWS:
        raise FlowError("roster-too-long", rows=MOST_ROWS)
    problems: list[Problem] = []
    rows = [_row(line, values, columns, problems) for line, values in body]
    problems.extend(_equal_ids(rows, columns))
    if problems:
        raise RosterProblems(problems)
    return rows


def _header(table: list[list[str]]) -> tuple[int, dict[str, int]]:
    """How many lines come before the first person, and which column holds what."""
    for number, values in enumerate(table[:HEADER_WITHIN]):
        columns: dict[str, int] = {}
        for place, value in enumerate(values):
            meaning = next((name for name, known in HEADERS.items() if plain(value) in known), None)
            if meaning is not None:
                columns.setdefault(meaning, place)
        if "name" in columns or {"family", "given"} <= columns.keys() or (number == 0 and "given" in columns):
            return number + 1, columns
    raise FlowError("roster-no-header")


def _row(line: int, values: list[str], columns: dict[str, int], problems: list[Problem]) -> Row:
    fields = {
        meaning: tidy(values[place]) if place < len(values) else "" for meaning, place in columns.items()
    }
    if "name" not in fields:
        fields["name"] = tidy(f"{fields.get('family', '')} {fields['given']}")
    for meaning, longest in LENGTHS.items():
        if len(fields.get(meaning, "")) > longest:
            problems.append(_problem(line, columns, meaning, "roster-too-many-letters", max=longest))
    if not fields["name"]:
        problems.append(_problem(line, columns, "name", "roster-name-missing"))
    elif not NAME.fullmatch(fields["name"]):
        problems.append(_problem(line, columns, "name", "roster-name-form"))
    standing = _standing(fields)
    if standing is None:
        problems.append(_problem(line, columns, "standing", "roster-standing", value=fields["standing"]))
    profile = Profile(fields["name"], fields.get("post", ""), fields.get("own_id", ""))
    return Row(line, profile, standing or "official")


def _standing(fields: dict[str, str]) -> str | None:
    """One column with a word; or a column each, with a cross or the date of admission."""
    if "standing" in fields:
        said = plain(fields["standing"])
        return next((standing for standing, words in STANDINGS.items() if said in words), None)
    if fields.get("official") or not fields.get("probationary"):
        return "official"
    return "probationary"


def _equal_ids(rows: Iterable[Row], columns: dict[str, int]) -> list[Problem]:
    first: dict[str, int] = {}
    problems = []
    for row in rows:
        own_id = row.profile.own_id
        if own_id and own_id in first:
            problems.append(_problem(row.line, columns, "own_id", "roster-id-twice", first=first[own_id]))
        first.setdefault(own_id, row.line)
    return problems


def _problem(line: int, columns: dict[str, int], meaning: str, key: str, **args: str | int) -> Problem:
    place = columns.get(meaning, columns.get("given", -1))
    return Problem(line, place + 1, text(key, **args))
