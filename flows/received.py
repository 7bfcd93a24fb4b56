"""A notice as it lies in somebody's inbox: the gate to all he may do with it."""

from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.replies import FlowError
from storage import notice_copies
from storage.accounts import Actor
from storage.notices import Notice, NoticeCopy


def mine(
    session: Session, actor: Actor, notice_id: int, now: datetime, *, reading: bool = False
) -> tuple[Notice, NoticeCopy]:
    """A notice in his inbox, with his copy; who is on no roll any more may still be `reading` it.

    Raises `not-joined`, `off-roll`, `choice-unknown`.
    """
    member_id, vault_id = access.owner_of(actor) if reading else access.member_of(actor)
    found = notice_copies.find(session, notice_id, member_id, vault_id, now)
    if found is None:
        raise FlowError("choice-unknown", place="inbox")
    return found


def sent_at(notice: Notice) -> datetime:
    """When it was sent."""
    return notice.due_at or notice.confirmed_at or notice.created_at
