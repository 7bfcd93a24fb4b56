"""Wrong tries: counted by purpose and subject, and forgotten after an hour."""

from datetime import datetime, timedelta

from storage import attempts
from storage.engines import FlowSession

HOUR = timedelta(hours=1)


def test_tries_are_counted_within_an_hour_of_the_first(session: FlowSession, now: datetime) -> None:
    for minute in (0, 20, 59):
        attempts.count_try(session, "code", "x", now + timedelta(minutes=minute), HOUR)
    assert attempts.tries_of(session, "code", "x", now + timedelta(minutes=59) - HOUR) == 3
    assert attempts.tries_of(session, "code", "y", now - HOUR) == 0
    assert attempts.tries_of(session, "pin", "x", now - HOUR) == 0
    assert attempts.tries_of(session, "code", "x", now) == 0, "an hour later"
    attempts.count_try(session, "code", "x", now + HOUR, HOUR)
    assert attempts.tries_of(session, "code", "x", now) == 1
