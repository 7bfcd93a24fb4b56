"""Names of members, where they may be shown: that somebody is a member is political, and what a foreign
company's servers carry is read there. On its channels others are "a member"; one's own name is one's own.
Lists are in the order of given names, as in Vietnam.
"""

import unicodedata

from sqlmodel import Session

from flows import access
from flows.replies import FlowError, Line, Text, text
from storage import members
from storage.accounts import Actor
from storage.members import Member, Profile

LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
TONES = "\u0300\u0309\u0303\u0301\u0323"
"""The marks of the tones in their order; a syllable without any comes first."""
Order = tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]


def order(name: str) -> Order:
    """What names are sorted by: the given name, which comes last, then the family name and the others."""
    *others, given = name.casefold().split() or [""]
    return tuple(_syllable(word) for word in (given, *others))


def roll_of(session: Session, unit_id: int) -> list[tuple[Member, Profile]]:
    """The present members of a unit, in that order."""
    return sorted(members.members_of(session, unit_id), key=lambda seat: order(seat[1].name))


def _syllable(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Its letters by the alphabet, then its tones."""
    marks = unicodedata.normalize("NFD", word)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks if mark not in TONES))
    tones = tuple(TONES.index(mark) + 1 for mark in marks if mark in TONES)
    return tuple(LETTERS.find(letter) for letter in bare), tones


def of(session: Session, member_id: int) -> str | Text:
    """The name of a member, for whoever acts in this turn (there is none where the operator reads)."""
    actor: Actor | None = session.info.get("actor")
    if actor is not None and actor.channel not in access.HOME and actor.member_id != member_id:
        return Text("somebody")
    return members.profile_of(session, member_id).name


def check_home(actor: Actor, place: str) -> None:
    """Refuse what cannot be done without names. Raises `names-at-home`."""
    if actor.channel not in access.HOME:
        raise FlowError("names-at-home", place=place)


def at_home(session: Session) -> Line:
    """Where names are to be seen."""
    home = session.info.get("public_url", "")
    return text("roll-at-home", address=home) if home else Text("roll-at-home-only")
