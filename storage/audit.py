"""Acts of officers and of the operator: who did what in which office, with ids and without content.

Only ever added to. Each act is sealed together with the seal of the one before it, under a key that the
database does not hold, and the end of the chain is sealed apart: whoever changes, removes or reorders rows
without that key is found out (`verify`). There are no references to members: an act outlives a seat.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import BigInteger, Index, func, insert
from sqlmodel import Field, Session, SQLModel, col, or_, select

from storage.encryption import Keyring, keyring_of
from storage.engines import Moment

OPERATOR = "operator"
AT_ONCE = 1000
MOST_FAULTS = 20
"""So many faults are named; who finds more looks for another reason than a single row."""


class Act(SQLModel, table=True):
    """What somebody did in an office. The ids count on without a gap."""

    __table_args__ = (Index("ix_act_unit_id_id", "unit_id", "id"),)
    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=Moment)
    office: str = Field(max_length=12)
    member_id: int | None = Field(default=None, index=True, sa_type=BigInteger)
    unit_id: int | None = Field(default=None)
    name: str = Field(max_length=24)
    subject_id: int | None = Field(default=None, index=True, sa_type=BigInteger)
    detail: str = Field(default="", max_length=60)
    seal: str = Field(default="", max_length=64)


class Chain(SQLModel, table=True):
    """Where the acts end: one row a database."""

    id: int = Field(default=1, primary_key=True)
    length: int
    last: str = Field(max_length=64)
    seal: str = Field(max_length=64)


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the acts: `changed`, `missing` (from this one on), or `end` (the last ones)."""

    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found."""

    length: int
    first_at: datetime | None
    last_at: datetime | None
    last: str
    faults: tuple[Fault, ...]


def begin(session: Session) -> None:
    """Begin the chain, once a database: what was noted before there was one is sealed now."""
    if session.get(Chain, 1) is None:
        keyring, last, length = keyring_of(session), "", 0
        for act in session.exec(select(Act).order_by(col(Act.id))).all():
            last, length = _seal(keyring, last, act), act.id
            act.seal = last
        session.add(Chain(length=length, last=last, seal=_end(keyring, length, last)))
        session.flush()


def append(session: Session, act: Act) -> None:
    """Add an act at the end; its id and seal are given here. One at a time: the end is locked."""
    chain = session.exec(select(Chain).with_for_update()).one()
    keyring = keyring_of(session)
    act.id = chain.length + 1
    act.seal = _seal(keyring, chain.last, act)
    session.add(act)
    chain.length, chain.last, chain.seal = act.id, act.seal, _end(keyring, act.id, act.seal)
    session.flush()


def append_all(session: Session, acts: Sequence[Act]) -> None:
    """Add many acts, in their order: one update of the chain's end, one insert."""
    if not acts:
        return
    chain = session.exec(select(Chain).with_for_update()).one()
    keyring, length, last = keyring_of(session), chain.length, chain.last
    for act in acts:
        length += 1
        act.id = length
        act.seal = last = _seal(keyring, last, act)
    session.connection().execute(insert(Act), [act.model_dump() for act in acts])
    chain.length, chain.last, chain.seal = length, last, _end(keyring, length, last)
    session.flush()


def hold(session: Session) -> None:
    """Let nobody else add an act until this transaction ends."""
    session.exec(select(Chain.length).with_for_update()).one()


def since(session: Session, act_id: int, names: Sequence[str]) -> list[tuple[str, int | None]]:
    """Which of these acts came after that one, and where."""
    query = select(Act.name, Act.unit_id).where(Act.id > act_id, col(Act.name).in_(names))
    return list(session.exec(query).all())


def newest_id(session: Session) -> int:
    """The id of the newest act; 0 before the first."""
    return session.exec(select(func.max(Act.id))).one() or 0


def verify(session: Session) -> Verdict:
    """Follow the whole chain; every place where it is broken."""
    keyring = keyring_of(session)
    faults: list[Fault] = []
    before, last = 0, ""
    first_at = last_at = None
    for act in _all(session):
        if act.id > before + 1:
            faults.append(Fault(before + 1, "missing"))
        elif act.seal != _seal(keyring, last, act):
            faults.append(Fault(act.id, "changed"))
        first_at, last_at = first_at or act.at, act.at
        before, last = act.id, act.seal
    chain = session.get(Chain, 1)
    if chain is None or (chain.length, chain.seal) != (before, _end(keyring, before, last)):
        faults.append(Fault(before, "end"))
    return Verdict(before, first_at, last_at, last, tuple(faults[:MOST_FAULTS]))


def find_seal(session: Session, act_id: int) -> str | None:
    """The seal of an act, to be compared with one that was written down."""
    return session.exec(select(Act.seal).where(Act.id == act_id)).first()


def acts_of(
    session: Session, unit_id: int, above: Sequence[int], shared: Sequence[str], skip: int, most: int
) -> list[Act]:
    """The acts in a unit, and of the units above it those that are `shared`; newest first."""
    theirs = col(Act.unit_id).in_(above) & col(Act.name).in_(shared)
    query = select(Act).where(or_(col(Act.unit_id) == unit_id, theirs))
    return list(session.exec(query.order_by(col(Act.id).desc()).offset(skip).limit(most)).all())


def newest(session: Session, unit_ids: Sequence[int] | None, most: int) -> list[Act]:
    """The newest acts, of these units or of all."""
    query = select(Act).order_by(col(Act.id).desc()).limit(most)
    if unit_ids is not None:
        query = query.where(col(Act.unit_id).in_(unit_ids))
    return list(session.exec(query).all())


def concerning(session: Session, member_id: int) -> list[Act]:
    """What a member did in his offices, and what was done about him."""
    query = select(Act).where((col(Act.member_id) == member_id) | (col(Act.subject_id) == member_id))
    return list(session.exec(query.order_by(col(Act.id))).all())


def lately(session: Session, act: Act, since: datetime) -> bool:
    """Whether the same person did the same thing there since."""
    query = select(Act.id).where(
        Act.unit_id == act.unit_id,
        Act.name == act.name,
        Act.member_id == act.member_id,
        Act.detail == act.detail,
        Act.at > since,
    )
    return session.exec(query.limit(1)).first() is not None


def times_of(session: Session, name: str, subject_id: int) -> list[datetime]:
    """When something was done about a member, in that order."""
    query = select(Act.at).where(Act.name == name, Act.subject_id == subject_id)
    return list(session.exec(query.order_by(col(Act.id))).all())


def all_times_of(session: Session, name: str, subject_ids: Sequence[int]) -> dict[int, list[datetime]]:
    """When something was done about each of these members, in that order."""
    query = select(Act.subject_id, Act.at).where(Act.name == name, col(Act.subject_id).in_(subject_ids))
    found: dict[int, list[datetime]] = {}
    for subject_id, at in session.exec(query.order_by(col(Act.id))).all():
        found.setdefault(subject_id or 0, []).append(at)
    return found


def counts_of(
    session: Session, name: str, unit_ids: Sequence[int], since: datetime
) -> dict[tuple[int, str], int]:
    """How often something was done in these units, by unit and office."""
    query = (
        select(Act.unit_id, Act.office, func.count())
        .where(col(Act.unit_id).in_(unit_ids), Act.name == name, Act.at > since)
        .group_by(col(Act.unit_id), col(Act.office))
    )
    return {(unit or 0, office): count for unit, office, count in session.exec(query).all()}


def _all(session: Session) -> Iterator[Act]:
    after = 0
    while some := session.exec(select(Act).where(Act.id > after).order_by(col(Act.id)).limit(AT_ONCE)).all():
        yield from some
        after = some[-1].id
        for act in some:
            session.expunge(act)


def _seal(keyring: Keyring, before: str, act: Act) -> str:
    moment = act.at.astimezone(UTC).isoformat()
    parts = (act.id, moment, act.office, act.member_id, act.unit_id, act.name, act.subject_id, act.detail)
    return keyring.index("act", "\0".join([before, *map(str, parts)]))


def _end(keyring: Keyring, length: int, last: str) -> str:
    return keyring.index("acts", f"{length}\0{last}")
