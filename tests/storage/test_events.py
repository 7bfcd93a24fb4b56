"""Events: each is taken once."""

from datetime import datetime

from sqlmodel import select

from storage import events
from storage.engines import FlowSession


def test_an_event_is_taken_once(session: FlowSession, now: datetime) -> None:
    assert events.record(session, "web", "1", now)
    assert not events.record(session, "web", "1", now)
    assert events.record(session, "web", "2", now)
    assert events.record(session, "plain", "1", now)
    events.mark_failed(session, "web", "1", "AB12")
    rows = session.exec(select(events.Event)).all()
    assert {(row.bot, row.event_id): row.failed for row in rows} == {
        ("web", "1"): "AB12",
        ("web", "2"): None,
        ("plain", "1"): None,
    }
