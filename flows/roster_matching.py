"""Who is who, when a file is compared with a cell's roster: nobody is merged with another because of a name.

By own id; else two that are alike in all that is known, if there are as many in the file as on the roster
(the same file twice changes nothing); else by a decision, else by a name that nobody else bears.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows import roster_lines
from flows.replies import FlowError
from flows.roster_headings import plain
from flows.roster_lines import LeftOut
from flows.roster_rows import Row
from storage.members import Profile

NEW, LEFT = 0, -1
"""The decisions that a row is a person who is not on the roster yet; or one of an earlier row."""
ASK, SAME, FRESH = "ask", "same", "new"
SAME_NAME = (FRESH, SAME, ASK)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member who is on the roster now, as an import compares him."""

    id: int
    unit_id: int
    profile: Profile
    standing: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row whose name somebody bears already: on the roster (`seats`), or in `earlier` rows of the file."""

    row: Row
    seats: tuple[Seat, ...]
    earlier: tuple[Row, ...]

    @property
    def lines(self) -> tuple[int, ...]:
        """The lines of the earlier rows."""
        return tuple(row.line for row in self.earlier)


class Matching:
    """The rows of one cell and its seats. Places are those of the file's rows."""

    def __init__(self, seats: Sequence[Seat], same_name: str, decisions: Mapping[int, int]) -> None:
        self.free = {seat.id: seat for seat in seats}
        self.by_own_id = {seat.profile.own_id: seat for seat in seats if seat.profile.own_id}
        self.by_name: dict[str, list[Seat]] = {}
        for seat in seats:
            self.by_name.setdefault(plain(seat.profile.name), []).append(seat)
        self.same_name, self.decisions = same_name, decisions
        self.lines: dict[str, list[Row]] = {}
        self.added: list[int] = []
        self.changed: list[tuple[Seat, int, Row]] = []
        self.doubts: list[Doubt] = []
        self.left: list[LeftOut] = []
        self.unchanged = 0

    def take_all(self, rows: Sequence[tuple[int, Row]]) -> None:
        """The rows of the cell. Raises `roster-decided-twice`."""
        left = []
        for place, row in rows:
            seat = self.by_own_id.get(row.profile.own_id) if row.profile.own_id else None
            if seat is not None:
                self.lines.setdefault(plain(row.profile.name), []).append(row)
                self._settle(place, row, seat)
            else:
                left.append((place, row))
        alike = self._alike(left)
        for place, row in left:
            if place in alike:
                self.lines.setdefault(plain(row.profile.name), []).append(row)
                self._settle(place, row, alike[place])
        for place, row in left:
            if place not in alike:
                self._take(place, row)

    def _alike(self, rows: Sequence[tuple[int, Row]]) -> dict[int, Seat]:
        """Whose rows say just what the roster says, where file and roster have as many of the name."""
        named: dict[str, list[tuple[int, Row]]] = {}
        for place, row in rows:
            named.setdefault(plain(row.profile.name), []).append((place, row))
        found: dict[int, Seat] = {}
        for name, group in named.items():
            seats = [seat for seat in self.by_name.get(name, ()) if seat.id in self.free]
            pairs = {}
            for place, row in group if len(seats) == len(group) else ():
                seat = next((seat for seat in seats if says_the_same(seat, row)), None)
                if seat is not None:
                    pairs[place] = seat
                    seats.remove(seat)
            if len(pairs) == len(group):
                found |= pairs
        return found

    def _take(self, place: int, row: Row) -> None:
        if self.decisions.get(row.line) == LEFT:
            self.left.append(LeftOut(row.line, roster_lines.SAME))
            return
        name = plain(row.profile.name)
        earlier = [other for other in self.lines.get(name, ()) if not _told_apart(other.profile, row.profile)]
        self.lines.setdefault(name, []).append(row)
        bearers = [
            seat
            for seat in self.by_name.get(name, ())
            if seat.id in self.free and not _told_apart(seat.profile, row.profile)
        ]
        if row.line in self.decisions:
            decided = self.decisions[row.line]
            if decided != NEW and decided not in self.free:
                raise FlowError("roster-decided-twice", row=row.line)
            self._settle(place, row, self.free.get(decided))
        elif self.same_name == FRESH or not (bearers or earlier):
            self._settle(place, row, None)
        elif self.same_name == SAME and bearers:
            self._settle(place, row, bearers[0])
        else:
            self.doubts.append(Doubt(row, tuple(bearers), tuple(earlier)))

    def _settle(self, place: int, row: Row, seat: Seat | None) -> None:
        if seat is None:
            self.added.append(place)
            return
        self.free.pop(seat.id, None)
        if says_the_same(seat, row):
            self.unchanged += 1
        else:
            self.changed.append((seat, place, row))


def says_the_same(seat: Seat, row: Row) -> bool:
    """Whether a row brings nothing that the roster does not say."""
    return (merged(seat.profile, row.profile), row.standing) == (seat.profile, seat.standing)


def merged(old: Profile, new: Profile) -> Profile:
    """What the file says; where it says nothing, what was known stays."""
    return Profile(new.name, new.post or old.post, new.own_id or old.own_id)


def _told_apart(one: Profile, other: Profile) -> bool:
    """Two own ids that differ are two persons, whatever their names."""
    return bool(one.own_id and other.own_id and one.own_id != other.own_id)
