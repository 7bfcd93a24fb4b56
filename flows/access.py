"""Who may do what: the gates every flow passes first. Membership, consent, and the PIN of a shared phone."""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows.replies import FlowError
from storage import accounts, units
from storage.accounts import Actor
from storage.encryption import keyring_of

CONSENTS = {"review": "2", "platform-telegram": "2", "platform-zalo": "2"}
"""The version of each consent's wording that is asked for now; an older one is asked again."""
HOME = ("web", "plain")
"""Channels that keep every word on the organisation's own server and need no consent of their own."""
READERS = ("secretary", "deputy", "committee", "officer")
LEADERS = ("secretary", "deputy")
ASSIGNERS = ("secretary", "deputy", "officer")
WINDOW = timedelta(hours=1)
TRIES = 5


def member_of(actor: Actor) -> tuple[int, int]:
    """The acting member and his vault. Raises `not-joined`."""
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

    Raises `not-joined` and `consent-needed`.
    """
    _, vault_id = member_of(actor)
    if missing_consents(actor):
        raise FlowError("consent-needed", place="consent")
    return vault_id


def reading_offices(session: Session, actor: Actor) -> dict[int, str]:
    """The units whose figures he may read, each with the office by which he may (disclosure.md, rule 9).

    In a cell its secretary, deputy and committee; above cells also the officers of that committee.
    """
    found: dict[int, str] = {}
    for office in READERS:
        for name, unit_id in sorted(actor.roles):
            if name == office and (name != "officer" or units.has_children(session, unit_id)):
                found.setdefault(unit_id, office)
    return found


def led_units(session: Session, actor: Actor) -> list[int]:
    """The units whose cycles he opens and ends: as their secretary, or as an officer of a committee."""
    return [
        unit_id
        for name, unit_id in sorted(actor.roles, key=lambda role: role[1])
        if name == "secretary" or (name == "officer" and units.has_children(session, unit_id))
    ]


def led_cells(session: Session, actor: Actor) -> list[int]:
    """The cells he leads: as their secretary or deputy."""
    led = sorted({unit_id for name, unit_id in actor.roles if name in LEADERS})
    return [unit_id for unit_id in led if not units.has_children(session, unit_id)]


def lead_cell(session: Session, actor: Actor, cell_id: int) -> None:
    """Pass who leads this cell. Raises `not-joined`, `choice-unknown`."""
    member_of(actor)
    if cell_id not in led_cells(session, actor):
        raise FlowError("choice-unknown", place="menu")


def locked(actor: Actor, now: datetime) -> bool:
    """Whether this chat must ask for its PIN first."""
    return actor.pin is not None and (actor.open_until is None or actor.open_until <= now)


def check_tries(session: Session, purpose: str, subject: str, now: datetime) -> None:
    """Raise `too-many-tries` after five wrong tries within an hour, before anything is compared."""
    digest = keyring_of(session).index(purpose, subject)
    if accounts.tries_of(session, purpose, digest, now - WINDOW) >= TRIES:
        raise FlowError("too-many-tries")


def wrong_try(session: Session, purpose: str, subject: str, key: str) -> FlowError:
    """A wrong try: it is counted although the flow is undone (the turn sees to that)."""
    refusal = FlowError(key)
    refusal.tries.append((purpose, keyring_of(session).index(purpose, subject)))
    return refusal


def assigning_units(session: Session, actor: Actor) -> list[int]:
    """The units above cells whose people he assigns to cells: as their officer, secretary or deputy."""
    held = sorted({unit_id for name, unit_id in actor.roles if name in ASSIGNERS})
    return [unit_id for unit_id in held if units.has_children(session, unit_id)]
