"""Files that members send in: who may, when, how many. What becomes of one, the flow that awaits it says."""

from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.file_kinds import PROGRAMS
from flows.file_names import ending_of
from flows.replies import FILE, FlowError, Reply, Text, reply
from storage import files
from storage.accounts import Actor

MEGABYTES = 10
LARGEST = MEGABYTES * 1024 * 1024
COMING = 10
"""So many files of a member may be on their way in at a time."""
HOURLY = 100 * 1024 * 1024
"""So many bytes a member may send in within an hour."""


def awaits(actor: Actor, now: datetime) -> bool:
    """Whether a file that comes now would be taken: from a member, in an open chat, where one is awaited."""
    if actor.member_id is None or actor.left_at is not None or access.locked(actor, now):
        return False
    return actor.state.awaiting.startswith(FILE)


def begin(session: Session, actor: Actor, name: str, now: datetime) -> int:
    """A file begins to come in; its id.

    Raises `not-joined`, `words-only`, `file-program`, `file-many` and `file-hour`.
    """
    member_id, _ = access.member_of(actor)
    if not awaits(actor, now):
        raise FlowError("words-only")
    if ending_of(name) in PROGRAMS:
        raise FlowError("file-program")
    if files.coming(session, member_id) >= COMING:
        raise FlowError("file-many")
    if files.bytes_since(session, member_id, now - access.WINDOW) >= HOURLY:
        raise FlowError("file-hour")
    return files.begin(session, member_id, name, now)


def refuse(session: Session, actor: Actor, why: Text, now: datetime) -> Reply:
    """A file did not come in, for this reason; he stays where he is."""
    return reply(why, aside=True)
