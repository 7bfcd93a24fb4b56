"""The roster, one member at a time; a file brings many (`flows.roster_imports`)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from flows import audit, names
from flows import units as unit_rules
from flows.replies import FlowError
from flows.roster_files import LENGTHS, NAME
from flows.roster_headings import plain
from storage import members
from storage.encryption import keyring_of, new_id
from storage.members import Member, Profile


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A member as a list shows him."""

    id: int
    unit: str
    profile: Profile
    standing: str
    joined: bool
    roles: tuple[str, ...]


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
    """A new member; his id. A name that is on the cell's roster already must be meant (`same_name`).

    Raises `unit-unknown`, `unit-closed`, `transfer-no-cell`, `member-id-taken`, `member-same-name` and what
    `profile_of` raises.
    """
    unit = unit_rules.find_cell(session, unit_code)
    assert unit.id is not None
    profile = profile_of(name, post, own_id)
    for seat, known in members.members_of(session, unit.id):
        if profile.own_id and known.own_id == profile.own_id:
            raise FlowError("member-id-taken", id=str(seat.id))
        if plain(known.name) == plain(profile.name) and not same_name:
            raise FlowError("member-same-name", unit=unit.name, id=str(seat.id))
    member_id = new_id()
    keyring_of(session).create(member_id)
    sealed = members.seal_profile(session, member_id, profile)
    session.add(Member(id=member_id, unit_id=unit.id, profile=sealed, standing=standing, created_at=now))
    audit.note(session, "member_added", now, unit_id=unit.id, subject_id=member_id)
    return member_id


def listing(session: Session, unit_code: str, now: datetime) -> list[MemberLine]:
    """The present members of a unit, by given names."""
    unit = unit_rules.find_open(session, unit_code)
    assert unit.id is not None
    present = names.roll_of(session, unit.id)
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


def profile_of(name: str, post: str, own_id: str) -> Profile:
    """What a roster keeps of a person. Raises `member-name-form`, `member-too-many-letters`."""
    profile = Profile(unit_rules.tidy(name), unit_rules.tidy(post), unit_rules.tidy(own_id))
    if not NAME.fullmatch(profile.name):
        raise FlowError("member-name-form")
    for value, longest in zip((profile.name, profile.post, profile.own_id), LENGTHS.values(), strict=True):
        if len(value) > longest:
            raise FlowError("member-too-many-letters", max=longest)
    return profile
