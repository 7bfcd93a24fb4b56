"""Names of members, where they may be shown: that somebody is a member is political, and what a foreign
company's servers carry is read there. On its channels others are "a member"; one's own name is one's own.
"""

from sqlmodel import Session

from flows import access
from flows.replies import FlowError, Line, Text, text
from storage import members
from storage.accounts import Actor


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
