"""The persons of a roster file: a hundred thousand of them in ten megabytes."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from storage.members import Profile


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file, with the line he stands in, and his cell (0: the file names none)."""

    line: int
    profile: Profile
    standing: str
    unit_id: int = 0


class Rows(Sequence[Row]):
    """Rows one after the other in one piece of memory: a hundred thousand take about ten megabytes."""

    def __init__(self, rows: Sequence[Row] = ()) -> None:
        self._all, self._ends = bytearray(), array("Q", [0])
        self.lines, self.units, self.ids = array("L"), array("q"), array("q")
        for row in rows:
            self.append(row)

    def append(self, row: Row) -> None:
        """Add a row."""
        parts = (row.profile.name, row.profile.post, row.profile.own_id, row.standing)
        self._all += "\t".join(parts).encode()
        self._ends.append(len(self._all))
        self.lines.append(row.line)
        self.units.append(row.unit_id)
        self.ids.append(hash(row.profile.own_id))

    def by_own_id(self) -> "array[int]":
        """The places of the rows that have an own id, in the order of `ids`."""
        return array("L", sorted((at for at, own in enumerate(self.ids) if own), key=self.ids.__getitem__))

    def __len__(self) -> int:
        return len(self.lines)

    def __getitem__(self, place: int) -> Row:  # type: ignore[override]
        place = range(len(self))[place]
        said = self._all[self._ends[place] : self._ends[place + 1]].decode()
        name, post, own_id, standing = said.split("\t")
        return Row(self.lines[place], Profile(name, post, own_id), standing, self.units[place])

    def __iter__(self) -> Iterator[Row]:
        return (self[place] for place in range(len(self)))
