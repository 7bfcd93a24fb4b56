"""Notices for tests: written, and with the members who got them."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from storage import audiences, notices
from storage.engines import FlowSession
from storage.members import unit_of
from storage.notices import DONE, Notice, NoticeCopy

TITLE, WORDS = "Mời họp", "Kính mời đồng chí dự **hội nghị** ngày 5/12."
KEPT = timedelta(days=365)


def make_notice(
    session: FlowSession,
    now: datetime,
    unit_id: int,
    members: Iterable[int],
    *,
    title: str = TITLE,
    words: str = WORDS,
    author_id: int = 1,
    **columns: Any,
) -> Notice:
    """A notice of a unit that went out to these members just now."""
    content = {"title": title, "words": words, "template": "", "fields": {}}
    made = notices.create(
        session, unit_id, author_id, content, now, now + KEPT, audiences.audience([unit_id])
    )
    made.state, made.revision, made.confirmed_at, made.due_at = DONE, 1, now, now
    for name, value in columns.items():
        setattr(made, name, value)
    cells = {member_id: unit_of(session, member_id) for member_id in members}
    made.people = len(cells)
    session.add_all(
        NoticeCopy(notice_id=made.id or 0, member_id=member_id, unit_id=cell_id, laid=made.revision)
        for member_id, cell_id in cells.items()
    )
    session.flush()
    return made
