"""Which cell a row of a roster belongs to: by code, by name, or by a line above its rows."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from flows import units as unit_rules
from flows.roster_headings import plain
from storage import units
from storage.units import Unit

NUMBERED = re.compile(r"\s*(?:[IVXLCDM]+|[A-Z]|\d+)\s*[./)\-:]+\s*")
COUNTED = re.compile(r"\s*[:(–-]\s*\d+\s*(?:đảng viên|đồng chí|đ/c|đv|người)?\s*\)?\s*$", re.IGNORECASE)
COUNTER = re.compile(r"(?:[IVXLCDM]+|[A-Z]|\d+)[./)]?")
BODIES = ("chi bo", "dang bo", "dang uy", "chi uy", "to chuc dang", "don vi")


@dataclass(frozen=True, slots=True)
class Known:
    """A unit as rows may name it."""

    id: int
    code: str
    name: str
    parent_id: int | None
    closed: bool
    is_cell: bool


class NoCell(Exception):
    """A cell that cannot be meant: the key of the reason, and its arguments."""

    def __init__(self, key: str, **args: str | int) -> None:
        super().__init__(key)
        self.key, self.args_ = key, args


class Cells:
    """The units that a file may name: all of them, or those below one. Needs no session once it is made.

    `only`: the cell of every row that names none.
    """

    def __init__(self, known: Iterable[Known], only: int | None = None) -> None:
        self.units = {unit.id: unit for unit in known}
        self.only = only
        self._by_code = {unit.code: unit for unit in self.units.values()}
        self._by_name: dict[str, list[Known]] = {}
        for unit in self.units.values():
            for name in {plain(unit.name), _short(unit.name)}:
                self._by_name.setdefault(name, []).append(unit)

    def cell(self, said: str, by_code: bool, above: int | None = None, at: tuple[int, int] = (0, -1)) -> int:
        """The id of the open cell that is meant, in the line and place `at`. Raises `NoCell`."""
        found = self._find(said, by_code, above)
        if found.closed:
            raise NoCell("roster-unit-closed", unit=said)
        if not found.is_cell:
            raise NoCell("roster-unit-no-cell", unit=said)
        return found.id

    def section(self, filled: Sequence[tuple[int, str]]) -> str | None:
        """The unit that a line names which holds nothing else, as it is written there; else None."""
        words = [said for _, said in filled if not COUNTER.fullmatch(said)]
        if len(words) != 1:
            return None
        said = COUNTED.sub("", NUMBERED.sub("", words[0], count=1) or words[0]).strip(" :.")
        name = plain(said)
        known = self._by_code.get(said.upper()) if any(map(str.isdigit, said)) else None
        named = any(plain(unit.name) == name for unit in self._by_name.get(name, ()))
        return said if known or named or name.startswith(BODIES) else None

    def committee(self, said: str) -> int | None:
        """The open unit with cells below it that is meant, or None."""
        try:
            found = self._find(said, False, None)
        except NoCell:
            return None
        return None if found.closed or found.is_cell else found.id

    def _find(self, said: str, by_code: bool, above: int | None) -> Known:
        known = self._by_code.get(said.strip().upper())
        if known is not None:
            return known
        named = [] if by_code else self._by_name.get(plain(said)) or self._by_name.get(_short(said), [])
        if above is not None:
            named = [unit for unit in named if above in self._lineage(unit)] or named
        cells = [unit for unit in named if unit.is_cell and not unit.closed]
        named = cells or named
        if not named:
            raise NoCell("roster-unit-unknown", unit=said)
        if len(named) > 1 and cells:
            raise NoCell("roster-unit-ambiguous", unit=said, number=len(named))
        return named[0]

    def _lineage(self, unit: Known) -> Iterable[int]:
        current: Known | None = unit
        while current is not None:
            yield current.id
            current = self.units.get(current.parent_id or 0)


def load(session: Session, unit_code: str | None) -> Cells:
    """The units that a file may name, below this one if it is given.

    Raises `unit-unknown`, `unit-closed`.
    """
    top = unit_rules.find_open(session, unit_code) if unit_code else None
    below = set(units.subtree_of(session, top.id or 0)) if top is not None else None
    query = sa.select(col(Unit.id), col(Unit.code), col(Unit.name), col(Unit.parent_id), col(Unit.closed_at))
    rows = session.connection().execute(query.order_by(col(Unit.id))).all()
    parents = {parent for _, _, _, parent, _ in rows}
    known = [
        Known(unit_id or 0, code, name, parent, closed is not None, unit_id not in parents)
        for unit_id, code, name, parent, closed in rows
        if below is None or unit_id in below
    ]
    return Cells(known, top.id if top is not None and top.id not in parents else None)


def _short(name: str) -> str:
    """A name without what most of them begin with: "Chi bộ Khu phố 3" is also "Khu phố 3"."""
    return plain(name).removeprefix("chi bo ").removeprefix("so ")
