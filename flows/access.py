"""Who may do what: the gates every flow passes first. Membership, offices, consent, and a shared phone's PIN.

What officers may do is one table, `TABLE`: a capability, the offices that give it, and where. What is not
in it is refused with the same words as a thing that does not exist.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows.replies import FlowError
from storage import attempts, units
from storage.accounts import Actor
from storage.encryption import keyring_of

CONSENTS = {"review": "2", "platform-telegram": "2", "platform-zalo": "2"}
"""The version of each consent's wording that is asked for now; an older one is asked again."""
HOME = ("web", "plain")
"""Channels that keep every word on the organisation's own server and need no consent of their own."""
OWN, CELL, ABOVE, BELOW = "own", "cell", "above", "below"
"""Where an office gives a capability: in its unit; if that is a cell; if it is above; in it and all below."""
FIGURES, COVER, COLLECTIVE, CYCLES = "figures", "cover", "collective", "cycles"
MEETINGS, ATTENDANTS, ROLL, CODES = "meetings", "attendants", "roll", "codes"
BODY, SECRETARY, NOTICES, TURNOUT = "body", "secretary", "notices", "turnout"
PROPOSE, CONFIRM, UNITS = "propose", "confirm", "units"
TABLE: dict[str, dict[str, str]] = {
    # read a unit's published figures (disclosure.md, rule 9)
    FIGURES: {"secretary": OWN, "deputy": OWN, "committee": OWN, "officer": ABOVE},
    # see how many of a unit, and of those below it, have handed in (not what)
    TURNOUT: {"secretary": OWN, "deputy": OWN, "committee": OWN, "officer": BELOW},
    # write the sentence that goes with the figures
    COVER: {"secretary": OWN},
    # the review of the cell as a body
    COLLECTIVE: {"secretary": CELL, "deputy": CELL, "committee": CELL},
    # open, extend and close cycles
    CYCLES: {"secretary": OWN, "officer": ABOVE},
    # set when the cell meets, change a meeting, note what came of it
    MEETINGS: {"secretary": CELL, "deputy": CELL},
    # assign the committee's people to the cells below
    ATTENDANTS: {"secretary": ABOVE, "deputy": ABOVE, "officer": ABOVE},
    # see who of a cell has joined, issue join codes
    ROLL: {"secretary": CELL, "deputy": CELL, "officer": BELOW},
    # issue them again and again
    CODES: {"officer": BELOW},
    # give the offices of deputy, committee member and clerk of a cell
    BODY: {"secretary": CELL, "officer": BELOW},
    # appoint its secretary
    SECRETARY: {"officer": BELOW},
    # add members to a cell, move them to another, take them off its roll
    PROPOSE: {"secretary": CELL, "deputy": CELL, "officer": BELOW},
    # without being asked whether that is so, and when others propose it
    CONFIRM: {"officer": BELOW},
    # walk through the units below: what there is, how many members, how many have joined
    UNITS: {"officer": BELOW},
    # send notices to the unit's members and those below, approve them, stop them
    NOTICES: {"secretary": BELOW, "deputy": BELOW, "officer": BELOW},
}
LEADERS = tuple(TABLE[MEETINGS])
"""Who leads a cell."""
WINDOW = timedelta(hours=1)
TRIES = 5


def member_of(actor: Actor) -> tuple[int, int]:
    """The acting member and his vault. Raises `not-joined`; `off-roll` for who is on no roll any more."""
    found = owner_of(actor)
    if actor.left_at is not None:
        raise FlowError("off-roll", place="menu")
    return found


def owner_of(actor: Actor) -> tuple[int, int]:
    """The same of whoever has joined, on a roll or not any more: for his own things, nothing of a cell's.

    Raises `not-joined`.
    """
    if actor.member_id is None or actor.vault_id is None:
        raise FlowError("not-joined", place="welcome")
    return actor.member_id, actor.vault_id


def missing_consents(actor: Actor) -> list[str]:
    """The purposes to be agreed to before anything of opinion may be kept or shown in this chat."""
    needed = ["review"]
    if actor.channel not in HOME:
        needed.append(f"platform-{actor.channel}")
    return [purpose for purpose in needed if f"{purpose}/{CONSENTS[purpose]}" not in actor.consents]


def reviewer_of(actor: Actor) -> int:
    """The vault of a member who has agreed to all that a review needs here.

    Raises `not-joined`, `off-roll` and `consent-needed`.
    """
    _, vault_id = member_of(actor)
    if missing_consents(actor):
        raise FlowError("consent-needed", place="consent")
    return vault_id


def reader_of(actor: Actor) -> int:
    """The vault of somebody who looks at what he wrote, on a roll or not any more.

    Raises `not-joined`, `consent-needed`; `off-roll-at-home`, as he can be asked for no consent any more.
    """
    if actor.left_at is None:
        return reviewer_of(actor)
    _, vault_id = owner_of(actor)
    if missing_consents(actor):
        raise FlowError("off-roll-at-home", place="menu")
    return vault_id


def held(session: Session, actor: Actor, capability: str) -> dict[int, str]:
    """The units in which he may do this, in their order, each with the first office by which he may."""
    found: dict[int, str] = {}
    for office, where in TABLE[capability].items():
        for name, unit_id in actor.roles:
            if name == office and unit_id not in found and _is(session, unit_id, where):
                found[unit_id] = office
    return dict(sorted(found.items()))


def check(session: Session, actor: Actor, capability: str, unit_id: int, place: str = "menu") -> str:
    """Pass who may do this there; the office by which he may. Raises `not-joined`, `choice-unknown`."""
    member_of(actor)
    office = find_office(session, actor, capability, unit_id)
    if office is None:
        raise FlowError("choice-unknown", place=place)
    return office


def find_office(session: Session, actor: Actor, capability: str, unit_id: int) -> str | None:
    """The office by which he may do this there, or None."""
    for office, where in TABLE[capability].items():
        scopes = {scope for name, scope in actor.roles if name == office}
        if scopes and where == BELOW and scopes.intersection(units.lineage_of(session, unit_id)):
            return office
        if unit_id in scopes and where != BELOW and _is(session, unit_id, where):
            return office
    return None


def _is(session: Session, unit_id: int, where: str) -> bool:
    return where in (OWN, BELOW) or units.has_children(session, unit_id) == (where == ABOVE)


def locked(actor: Actor, now: datetime) -> bool:
    """Whether this chat must ask for its PIN first."""
    return actor.pin is not None and (actor.open_until is None or actor.open_until <= now)


def check_tries(session: Session, purpose: str, subject: str, now: datetime) -> None:
    """Raise `too-many-tries` after five wrong tries within an hour, before anything is compared."""
    digest = keyring_of(session).index(purpose, subject)
    if attempts.tries_of(session, purpose, digest, now - WINDOW) >= TRIES:
        raise FlowError("too-many-tries")


def wrong_try(session: Session, purpose: str, subject: str, key: str) -> FlowError:
    """A wrong try: it is counted although the flow is undone (the turn sees to that)."""
    refusal = FlowError(key)
    refusal.tries.append((purpose, keyring_of(session).index(purpose, subject)))
    return refusal
