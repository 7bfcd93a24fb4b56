"""Something new for single members: through the outbox, each in one chat, when they are awake."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session

from flows import reminders
from flows.replies import Reply, dump
from storage import attendance, outbox
from storage.mailings import NOTICE


def send(
    session: Session, member_ids: Iterable[int], occasion: str, said: Reply, unit_id: int, now: datetime
) -> None:
    """Lay it out for each of them who has a chat, once an occasion; the unit tells what time it is there."""
    due_at = reminders.waking(session, unit_id, now)
    for account_id, vault_id in attendance.chats_of(session, list(member_ids)):
        outbox.put(session, account_id, vault_id, occasion, dump(said), now, due_at=due_at, rank=NOTICE)
