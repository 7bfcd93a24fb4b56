"""Notices as they are once they are confirmed, for whoever tests what becomes of them."""

from datetime import datetime, timedelta
from typing import Any

from storage import audiences, notices
from storage.engines import FlowSession
from storage.notices import FIXING, Notice


def announce(
    session: FlowSession,
    unit_id: int,
    author_id: int,
    now: datetime,
    words: str = "Họp lúc **19:30**.",
    **more: Any,
) -> Notice:
    """A confirmed notice to all of a unit; its recipients are not fixed yet."""
    content = {"title": "Giấy mời", "words": words, "template": "", "fields": {}}
    meant = audiences.audience([unit_id])
    notice = notices.create(session, unit_id, author_id, content, now, now + timedelta(days=365), meant)
    for name, value in {"state": FIXING, "revision": 1, "confirmed_at": now, "due_at": now, **more}.items():
        setattr(notice, name, value)
    session.flush()
    return notice


def correct(session: FlowSession, notice: Notice, words: str) -> None:
    """New words, confirmed: they are laid out from now on."""
    content = {**notices.content_of(session, notice), "words": words}
    notice.content = notices.seal_content(session, notice.owner_id, content)
    notice.revision += 1
    notice.state = "sending"
    session.add(notice)
    session.flush()
