"""The roster: members added one by one or from a file; equal names are asked about, never merged.

An import has steps, so that neither a question nor many names hold the writer: `plan` reads, `seal` encrypts,
`stage` writes some where nobody sees them, `apply` shows all after checking that the roster is still as read.
"""

import secrets
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, insert, select, update

from flows import audit
from flows import units as unit_rules
from flows.replies import FlowError
from flows.roster_files import LENGTHS, NAME, Row, plain
from storage import members
from storage.encryption import Keyring, keyring_of, new_id
from storage.members import Member, Profile, open_profile

STAGED = datetime(1970, 1, 1, tzinfo=UTC)
"""Seats that left around this day were never there: an import has not shown them yet."""
BATCH = 200
NEW = 0
"""The decision that a row is a person who is not on the roster yet."""
ASK, SAME, FRESH = "ask", "same", "new"
SAME_NAME = (FRESH, SAME, ASK)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as a list shows him."""

    id: int
    unit: str
    profile: Profile
    standing: str
    joined: bool
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seat:
    """A member who is on the roster now, as an import compares him."""

    id: int
    profile: Profile
    standing: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A row whose name somebody bears already: on the roster (`seats`), or in earlier lines of the file."""

    row: Row
    seats: tuple[Seat, ...]
    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What an import would do. It can be applied when no doubts are left."""

    unit_id: int
    unit: str
    added: tuple[Row, ...]
    changed: tuple[tuple[Seat, Row], ...]
    unchanged: int
    absent: tuple[Seat, ...]
    doubts: tuple[Doubt, ...]
    seen: frozenset[int]


@dataclass(frozen=True, slots=True)
class Sealed:
    """A plan with its names encrypted, ready to be written."""

    plan: Plan
    added: tuple[tuple[int, bytes, str], ...]
    changed: tuple[tuple[int, bytes, str], ...]
    mark: datetime
    """The moment that staged seats bear as the day they left: no other import's."""


def add(
    session: Session,
    name: str,
    unit_code: str,
    now: datetime,
    *,
    post: str = "",
    own_id: str = "",
    standing: str = "official",
    same_name: bool = False,
) -> int:
    """A new member; his id. A name that is on the cell's roster already must be meant (`same_name`)."""
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    profile = profile_of(name, post, own_id)
    for seat in _seats(session, unit.id):
        if profile.own_id and seat.profile.own_id == profile.own_id:
            raise FlowError("member-id-taken", id=str(seat.id))
        if plain(seat.profile.name) == plain(profile.name) and not same_name:
            raise FlowError("member-same-name", unit=unit.name, id=str(seat.id))
    member_id = new_id()
    keyring_of(session).create(member_id)
    sealed = members.seal_profile(session, member_id, profile)
    session.add(Member(id=member_id, unit_id=unit.id, profile=sealed, standing=standing, created_at=now))
    audit.note(session, "member_added", now, unit_id=unit.id, subject_id=member_id)
    return member_id


def listing(session: Session, unit_code: str, now: datetime) -> list[MemberLine]:
    """The present members of a unit."""
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    present = members.members_of(session, unit.id)
    ids = [member.id for member, _ in present]
    joined = members.joined_of(session, ids)
    return [
        MemberLine(
            member.id,
            unit.code,
            profile,
            member.standing,
            member.id in joined,
            tuple(role.name for role in members.roles_of(session, member.id, now)),
        )
        for member, profile in present
    ]


def plan(
    session: Session,
    unit_code: str,
    rows: Iterable[Row],
    *,
    same_name: str = ASK,
    decisions: Mapping[int, int] | None = None,
) -> Plan:
    """Compare a file with the unit's roster. `decisions`: by line, a member's id or `NEW`."""
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    seats = _seats(session, unit.id)
    matching = _Matching(seats, same_name, decisions or {})
    for row in sorted(rows, key=lambda row: row.profile.own_id not in matching.by_own_id):
        matching.take(row)
    return Plan(
        unit_id=unit.id,
        unit=unit.name,
        added=tuple(matching.added),
        changed=tuple(matching.changed),
        unchanged=matching.unchanged,
        absent=tuple(seat for seat in seats if seat.id in matching.free),
        doubts=tuple(matching.doubts),
        seen=frozenset(seat.id for seat in seats),
    )


class _Matching:
    """Who is who, row by row: by own id, else by a decision, else by a name that nobody else bears."""

    def __init__(self, seats: list[Seat], same_name: str, decisions: Mapping[int, int]) -> None:
        self.free = {seat.id: seat for seat in seats}
        self.by_own_id = {seat.profile.own_id: seat for seat in seats if seat.profile.own_id}
        self.by_name: dict[str, list[Seat]] = {}
        for seat in seats:
            self.by_name.setdefault(plain(seat.profile.name), []).append(seat)
        self.same_name, self.decisions = same_name, decisions
        self.lines: dict[str, list[Row]] = {}
        self.added: list[Row] = []
        self.changed: list[tuple[Seat, Row]] = []
        self.doubts: list[Doubt] = []
        self.unchanged = 0

    def take(self, row: Row) -> None:
        name, own_id = plain(row.profile.name), row.profile.own_id
        earlier = [other for other in self.lines.get(name, ()) if not _told_apart(other.profile, row.profile)]
        self.lines.setdefault(name, []).append(row)
        if own_id and own_id in self.by_own_id:
            self._settle(row, self.by_own_id[own_id])
            return
        bearers = [
            seat
            for seat in self.by_name.get(name, ())
            if seat.id in self.free and not _told_apart(seat.profile, row.profile)
        ]
        if row.line in self.decisions:
            decided = self.decisions[row.line]
            if decided != NEW and decided not in self.free:
                raise FlowError("roster-decided-twice", row=row.line)
            self._settle(row, self.free.get(decided))
        elif self.same_name == FRESH or not (bearers or earlier):
            self._settle(row, None)
        elif self.same_name == SAME and bearers:
            self._settle(row, bearers[0])
        else:
            self.doubts.append(Doubt(row, tuple(bearers), tuple(other.line for other in earlier)))

    def _settle(self, row: Row, seat: Seat | None) -> None:
        if seat is None:
            self.added.append(row)
            return
        self.free.pop(seat.id, None)
        merged = _merged(seat.profile, row.profile)
        if (merged, row.standing) == (seat.profile, seat.standing):
            self.unchanged += 1
        else:
            self.changed.append((seat, Row(row.line, merged, row.standing)))


def seal(keyring: Keyring, plan_: Plan, breathe: Callable[[], None] = lambda: None) -> Sealed:
    """Encrypt the names of a plan, under new keys for those who are new. Touches no roster.

    `breathe` is called between transactions: whoever else waits for the key store comes in then.
    """
    added = [(new_id(), row) for row in plan_.added]
    keyring.create_all([member_id for member_id, _ in added], breathe)
    return Sealed(
        plan_,
        tuple(_sealed(keyring, member_id, row) for member_id, row in added),
        tuple(_sealed(keyring, seat.id, row) for seat, row in plan_.changed),
        STAGED + timedelta(microseconds=secrets.randbelow(10**12)),
    )


def stage(session: Session, sealed: Sealed, start: int, now: datetime) -> None:
    """Write some of the new seats, from `start` on, where nobody sees them yet.

    A long import must not hold the writer: it is staged in transactions of `BATCH`, and `apply` shows it.
    """
    rows: list[dict[str, Any]] = [
        {
            "id": owner,
            "unit_id": sealed.plan.unit_id,
            "profile": blob,
            "standing": standing,
            "created_at": now,
            "left_at": sealed.mark,
        }
        for owner, blob, standing in sealed.added[start : start + BATCH]
    ]
    if rows:
        session.connection().execute(insert(Member), rows)


def apply(session: Session, sealed: Sealed, now: datetime) -> None:
    """Show what was staged (and stage what is not yet), and change who has changed: all or nothing.

    Refused when doubts are left or the roster has changed meanwhile.
    """
    if sealed.plan.doubts:
        raise FlowError("roster-doubts", number=len(sealed.plan.doubts))
    unit_id = sealed.plan.unit_id
    present = select(Member.id).where(Member.unit_id == unit_id, members.is_present())
    if frozenset(session.exec(present).all()) != sealed.plan.seen:
        raise FlowError("roster-moved")
    staged = (col(Member.unit_id) == unit_id, col(Member.left_at) == sealed.mark)
    done = session.exec(select(sa.func.count()).select_from(Member).where(*staged)).one()
    for start in range(done, len(sealed.added), BATCH):
        stage(session, sealed, start, now)
    session.exec(update(Member).where(*staged).values(left_at=None))
    for owner, blob, standing in sealed.changed:
        session.exec(update(Member).where(col(Member.id) == owner).values(profile=blob, standing=standing))
    numbers = f"{len(sealed.added)} added, {len(sealed.changed)} changed"
    audit.note(session, "roster_imported", now, unit_id=unit_id, detail=numbers)


def _seats(session: Session, unit_id: int) -> list[Seat]:
    query = (
        sa.select(col(Member.id), col(Member.profile), col(Member.standing))
        .where(col(Member.unit_id) == unit_id, members.is_present())
        .order_by(col(Member.created_at), col(Member.id))
    )
    return [
        Seat(owner, open_profile(session, owner, blob), standing)
        for owner, blob, standing in session.connection().execute(query)
    ]


def _sealed(keyring: Keyring, owner: int, row: Row) -> tuple[int, bytes, str]:
    return owner, members.seal(keyring, owner, row.profile), row.standing


def _told_apart(one: Profile, other: Profile) -> bool:
    """Two own ids that differ are two persons, whatever their names."""
    return bool(one.own_id and other.own_id and one.own_id != other.own_id)


def _merged(old: Profile, new: Profile) -> Profile:
    """What the file says; where it says nothing, what was known stays."""
    return Profile(new.name, new.post or old.post, new.own_id or old.own_id)


def profile_of(name: str, post: str, own_id: str) -> Profile:
    """What a roster keeps of a person. Raises `roster-name-form`, `roster-too-many-letters`."""
    profile = Profile(unit_rules.tidy(name), unit_rules.tidy(post), unit_rules.tidy(own_id))
    if not NAME.fullmatch(profile.name):
        raise FlowError("roster-name-form")
    for value, longest in zip((profile.name, profile.post, profile.own_id), LENGTHS.values(), strict=True):
        if len(value) > longest:
            raise FlowError("roster-too-many-letters", max=longest)
    return profile
