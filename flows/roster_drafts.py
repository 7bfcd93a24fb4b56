"""A roster that was sent in by chat, between its reading and its confirmation: only what an import needs.

The file itself is erased once it is read (birthdays and addresses with it); the rows are kept like a file,
sealed and for an hour.
"""

import io
import json
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, delete, select, update

from flows import roster_files
from flows.replies import FlowError
from flows.roster_cells import Cells, NoCell
from flows.roster_rows import Row, Rows
from flows.roster_tables import IN_CHAT, RosterProblems
from storage import files
from storage.encryption import KeyGone
from storage.files import FilePiece, StoredFile
from storage.members import Profile

KIND = "application/x-tusoi-roster"
Place = tuple[int, int, str, dict[str, Any]]
"""What is wrong, and where: line, column, the text's key and arguments."""


@dataclass(slots=True)
class Draft:
    """What a file says, as far as it is kept. `named`: line, place, how it calls a cell, by code?"""

    cell_id: int = 0
    rows: list[tuple[int, str, str, str, str]] = field(default_factory=list)
    named: list[tuple[int, int, str, bool]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    left_out: list[tuple[int, str]] = field(default_factory=list)
    problems: list[Place] = field(default_factory=list)
    more: bool = False
    sheet: str = ""
    others: int = 0
    decisions: dict[str, int] = field(default_factory=dict)


class _Named(Cells):
    """Takes down how a file calls its cells: which they are is found out where the tree can be read."""

    def __init__(self) -> None:
        super().__init__((), only=0)
        self.said: list[tuple[int, int, str, bool]] = []

    def cell(self, said: str, by_code: bool, above: int | None = None, at: tuple[int, int] = (0, -1)) -> int:
        self.said.append((*at, said, by_code))
        return len(self.said)


def parse(data: bytes, today: date) -> Draft:
    """Read a file, outside of any transaction. Raises what `roster_files.read` raises but its problems."""
    named = _Named()
    try:
        found = roster_files.read(io.BytesIO(data), "", today, named, IN_CHAT)
    except RosterProblems as error:
        places = [(item.line, item.column, item.text.key, dict(item.text.args)) for item in error.problems]
        return Draft(problems=places, named=named.said, more=error.more)
    rows = [
        (row.line, row.profile.name, row.profile.post, row.profile.own_id, row.standing) for row in found.rows
    ]
    return Draft(
        rows=rows,
        named=named.said,
        unknown=list(found.unknown),
        left_out=[(item.line, item.why) for item in found.left_out],
        sheet=found.sheet,
        others=found.others,
    )


def settle(draft: Draft, cells: Cells) -> None:
    """Which rows belong to the one cell that `cells` knows; the others are problems."""
    for line, place, said, by_code in draft.named:
        try:
            cells.cell(said, by_code)
        except NoCell as trouble:
            draft.problems.append((line, place + 1, trouble.key, trouble.args_))
    draft.problems.sort(key=lambda item: item[:2])


def rows_of(draft: Draft) -> Rows:
    """The rows, all of the draft's cell."""
    return Rows(
        [
            Row(line, Profile(name, post, own_id), standing, draft.cell_id)
            for line, name, post, own_id, standing in draft.rows
        ]
    )


def save(session: Session, member_id: int, draft: Draft, now: datetime) -> int:
    """Keep it for an hour, instead of any before it; its id."""
    mine = select(StoredFile.id).where(StoredFile.member_id == member_id, StoredFile.kind == KIND)
    if before := session.exec(mine).all():
        files.erase(session, before, now)
    file_id = files.begin(session, member_id, "", now)
    _write(session, file_id, draft)
    files.end(session, file_id, KIND)
    files.complete(session, file_id)
    return file_id


def save_again(session: Session, file_id: int, draft: Draft) -> None:
    """Keep it with what was decided."""
    session.exec(delete(FilePiece).where(col(FilePiece.file_id) == file_id))
    session.exec(update(StoredFile).where(col(StoredFile.id) == file_id).values(size=0))
    _write(session, file_id, draft)


def _write(session: Session, file_id: int, draft: Draft) -> None:
    data = json.dumps(asdict(draft), ensure_ascii=False).encode()
    for number, start in enumerate(range(0, len(data), files.PIECE)):
        files.add(session, file_id, number, data[start : start + files.PIECE])


def find(session: Session, member_id: int, file_id: int) -> Draft:
    """One's own. Raises `roster-in-gone`."""
    kind = select(StoredFile.kind).where(StoredFile.id == file_id, StoredFile.member_id == member_id)
    try:
        if session.exec(kind).first() != KIND:
            raise FlowError("roster-in-gone", place="roll")
        said: dict[str, Any] = json.loads(files.open_file(session, file_id))
    except KeyGone:
        raise FlowError("roster-in-gone", place="roll") from None
    return Draft(**said)
