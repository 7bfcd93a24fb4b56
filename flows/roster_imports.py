"""The roster from a file: compared, staged where nobody sees it, shown by one small row, settled.

An import has steps, so that neither a question nor many names hold the writer. `plan` reads. `prepare` makes
keys and encrypts, `stage` writes some seats that bear a mark as the day they left. `show` makes all of them
visible at once; from then on it is done, whatever happens: `settle_some` makes them ordinary seats (a job
does, where the command was cut short). `change_some` then writes what is new about those who were there, and
the same file again completes it.
"""

import secrets
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby, islice
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, insert, update

from flows import audit
from flows.replies import FlowError
from flows.roster_lines import LeftOut
from flows.roster_matching import ASK, Doubt, Matching, Seat, merged
from flows.roster_rows import Row, Rows
from storage import audit as acts
from storage import erasure, members
from storage.encryption import Keyring, keyring_of, new_ids
from storage.members import Arrival, Member, open_profile

STAGED = datetime(1970, 1, 1, tzinfo=UTC)
"""Seats that left around this day were never there: an import has not shown them yet."""
BATCH = 100
"""Seats written in one transaction: for so long a tap may have to wait."""
AHEAD = 1000
"""Seats whose keys are made and names sealed at a time, before they are written."""
AT_ONCE = 1000
"""Seats read at a time."""
UNITS = 100
"""Cells compared at a time."""
SHOWN = 200
"""So many changed and missing members are kept with their names."""
MANY = 400
"""Whose names are read once, and their keys not needed again soon."""
ALL = 1_000_000_000
HERE = ("member_added", "member_left", "roster_imported")
ANYWHERE = ("member_transferred", "unit_moved", "unit_merged", "unit_split", "unit_closed")
"""Acts after which a plan is to be made again: in its cells, or wherever they are."""


@dataclass(slots=True)
class Plan:
    """What an import would do, by places of the file's rows. It can be done when no doubts are left.

    `left`: lines that were decided to say what others say. `elsewhere`: rows of persons whose own id is in
    another cell, with that seat. `since`: the last act until then.
    """

    rows: Rows
    since: int
    units: frozenset[int]
    added: "array[int]" = field(default_factory=lambda: array("L"))
    changed: "array[int]" = field(default_factory=lambda: array("L"))
    changed_seats: "array[int]" = field(default_factory=lambda: array("q"))
    unchanged: int = 0
    absent: int = 0
    doubts: list[Doubt] = field(default_factory=list)
    left: list[LeftOut] = field(default_factory=list)
    elsewhere: list[tuple[Row, Seat]] = field(default_factory=list)
    shown_changed: list[tuple[Seat, Row]] = field(default_factory=list)
    shown_absent: list[Seat] = field(default_factory=list)


def plan(
    session: Session,
    rows: Rows,
    *,
    same_name: str = ASK,
    decisions: Mapping[int, int] | None = None,
    shown: int = SHOWN,
    near: Sequence[int] | None = None,
    tick: Callable[[int], None] = lambda _: None,
) -> Plan:
    """Compare a file with the rosters of its cells. `decisions`: by line, a member's id, `NEW` or `LEFT`.

    Own ids are looked for everywhere, or only in the units `near`.

    Raises `roster-decided-twice`.
    """
    made = Plan(rows, acts.newest_id(session), frozenset(rows.units))
    made.elsewhere = _elsewhere(session, rows, near)
    gone = {row.line for row, _ in made.elsewhere}
    order = sorted(range(len(rows)), key=rows.units.__getitem__)
    cells = groupby(order, key=rows.units.__getitem__)
    done = 0
    while some := {unit: list(places) for unit, places in islice(cells, UNITS)}:
        seats = _seats(session, list(some))
        for unit_id, places in some.items():
            matching = Matching(seats.get(unit_id, ()), same_name, decisions or {})
            matching.take_all([(at, rows[at]) for at in places if rows.lines[at] not in gone])
            _note(made, matching, shown)
            done += len(places)
        tick(done)
    return made


def _note(made: Plan, matching: Matching, shown: int) -> None:
    """Put what came of one cell to the rest."""
    made.added.extend(matching.added)
    made.changed.extend(place for _, place, _ in matching.changed)
    made.changed_seats.extend(seat.id for seat, _, _ in matching.changed)
    made.unchanged += matching.unchanged
    made.absent += len(matching.free)
    made.doubts += matching.doubts
    made.left += matching.left
    room = max(0, shown - len(made.shown_changed))
    made.shown_changed += [(seat, row) for seat, _, row in matching.changed[:room]]
    made.shown_absent += list(matching.free.values())[: max(0, shown - len(made.shown_absent))]


def _seats(session: Session, unit_ids: Sequence[int]) -> dict[int, list[Seat]]:
    """Who is on the rosters of these cells, in the order they were entered."""
    query = (
        _select()
        .where(col(Member.unit_id).in_(unit_ids), members.is_present())
        .order_by(col(Member.created_at), col(Member.id))
    )
    found: dict[int, list[Seat]] = {}
    for seat in _opened(session, session.connection().execute(query).all()):
        found.setdefault(seat.unit_id, []).append(seat)
    return found


def _elsewhere(session: Session, rows: Rows, near: Sequence[int] | None) -> list[tuple[Row, Seat]]:
    """Rows whose own id a member of another cell has. Looks at everybody, if there are own ids at all."""
    order, found, after = rows.by_own_id(), [], 0
    hashes = array("q", (rows.ids[at] for at in order))
    while hashes:
        query = _select().where(col(Member.id) > after, members.is_present())
        if near is not None:
            query = query.where(col(Member.unit_id).in_(near))
        some = session.connection().execute(query.order_by(col(Member.id)).limit(AT_ONCE)).all()
        for seat in _opened(session, some):
            own_id = seat.profile.own_id
            nearest = bisect_left(hashes, hash(own_id)) if own_id else len(hashes)
            row = rows[order[nearest]] if nearest < len(hashes) else None
            if row is not None and row.profile.own_id == own_id and row.unit_id != seat.unit_id:
                found.append((row, seat))
        if len(some) < AT_ONCE:
            break
        after = some[-1].id
    return found


def _select() -> sa.Select[int, int, bytes, str]:
    return sa.select(col(Member.id), col(Member.unit_id), col(Member.profile), col(Member.standing))


def _opened(session: Session, rows: Sequence[Any]) -> Iterator[Seat]:
    owners = [owner for owner, *_ in rows]
    keyring_of(session).load(owners)
    for owner, unit_id, blob, standing in rows:
        yield Seat(owner, unit_id, open_profile(session, owner, blob), standing)
    if len(owners) > MANY:
        keyring_of(session).forget(owners)


def new_mark() -> datetime:
    """The moment that staged seats bear as the day they left: no other import's."""
    return STAGED + timedelta(microseconds=secrets.randbelow(10**12))


def prepare(
    keyring: Keyring, made: Plan, start: int, mark: datetime | None, now: datetime
) -> list[dict[str, Any]]:
    """Make keys for some of the new members, from `start` on, and encrypt their names. Touches no roster."""
    places = made.added[start : start + AHEAD]
    ids = new_ids(len(places))
    keyring.create_all(ids)
    found = []
    for owner, place in zip(ids, places, strict=True):
        row = made.rows[place]
        sealed = members.seal(keyring, owner, row.profile)
        seat = {"id": owner, "unit_id": row.unit_id, "profile": sealed, "standing": row.standing}
        found.append({**seat, "created_at": now, "left_at": mark})
    keyring.forget(ids)
    return found


def stage(session: Session, prepared: Sequence[Mapping[str, Any]]) -> None:
    """Write seats where nobody sees them yet: a long import must not hold the writer."""
    if prepared:
        session.connection().execute(insert(Member), list(prepared))


def show(session: Session, made: Plan, mark: datetime, now: datetime) -> None:
    """Make all that bears the mark visible at once, by one row. Raises `roster-doubts`, `roster-moved`."""
    check(session, made)
    if made.added:
        session.add(Arrival(mark=mark, shown_at=now))


def check(session: Session, made: Plan) -> None:
    """Whether a plan still fits. Raises `roster-doubts`, `roster-moved`.

    Whoever changes a roster notes it; nobody can while the end of the log is held here.
    """
    if made.doubts:
        raise FlowError("roster-doubts", number=len(made.doubts))
    acts.hold(session)
    since = acts.since(session, made.since, (*HERE, *ANYWHERE))
    if members.arrivals(session) or any(name in ANYWHERE or unit in made.units for name, unit in since):
        raise FlowError("roster-moved")


def settle_some(session: Session, mark: datetime, now: datetime) -> bool:
    """Make some seats that are shown ordinary ones, and note it in their cells. False: all are."""
    counts = members.settle(session, mark, BATCH)
    audit.note_all(session, "roster_imported", now, {unit: f"{n} added" for unit, n in counts.items()})
    return bool(counts)


def finish_some(session: Session, now: datetime) -> bool:
    """Go on where an import that is shown was cut short. False: there is nothing left to do."""
    for mark in members.arrivals(session):
        settle_some(session, mark, now)
        return True
    return False


def discard_some(session: Session, mark: datetime, now: datetime) -> bool:
    """Erase some seats that were staged and will not be shown. False: none are left."""
    query = sa.select(col(Member.id)).where(col(Member.left_at) == mark).limit(BATCH)
    doomed = list(session.connection().scalars(query))
    if doomed:
        erasure.erase_members(session, doomed, now)
    return bool(doomed)


def change_some(session: Session, made: Plan, start: int, now: datetime) -> int:
    """Write what is new about members, some cells from `start` on; where to go on.

    Who has left or moved meanwhile is left alone.
    """
    places, units = made.changed, made.rows.units
    end = min(start + BATCH // 4, len(places))
    while end < len(places) and units[places[end]] == units[places[end - 1]] and end < start + BATCH:
        end += 1
    rows = {
        seat: made.rows[at] for seat, at in zip(made.changed_seats[start:end], places[start:end], strict=True)
    }
    query = _select().where(col(Member.id).in_(list(rows)), members.is_present())
    counts: Counter[int] = Counter()
    values = []
    for seat in _opened(session, session.connection().execute(query).all()):
        row = rows[seat.id]
        if seat.unit_id == row.unit_id:
            sealed = members.seal(keyring_of(session), seat.id, merged(seat.profile, row.profile))
            values.append({"seat": seat.id, "profile": sealed, "standing": row.standing})
            counts[seat.unit_id] += 1
    if values:
        session.connection().execute(update(Member).where(col(Member.id) == sa.bindparam("seat")), values)
    audit.note_all(session, "roster_imported", now, {unit: f"{n} changed" for unit, n in counts.items()})
    return end


def apply(session: Session, made: Plan, now: datetime) -> None:
    """All of a small import in one transaction. Raises `roster-doubts`, `roster-moved`."""
    check(session, made)
    counts: Counter[int] = Counter()
    for start in range(0, len(made.added), AHEAD):
        prepared = prepare(keyring_of(session), made, start, None, now)
        counts.update(row["unit_id"] for row in prepared)
        stage(session, prepared)
    audit.note_all(session, "roster_imported", now, {unit: f"{n} added" for unit, n in counts.items()})
    start = 0
    while start < len(made.changed):
        start = change_some(session, made, start, now)
