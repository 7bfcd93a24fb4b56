"""Consents: one standing row a purpose and version; taken back, never deleted."""

from datetime import datetime, timedelta

from flows.onboarding import Recovery, open_vault
from storage import consents
from storage.engines import FlowSession
from tests.conftest import Cell


def test_given_once_taken_back_given_again(session: FlowSession, cell: Cell, now: datetime) -> None:
    vault, other = (open_vault(session, member, Recovery("", "", ""), now) for member in cell.members[:2])
    later = now + timedelta(hours=1)
    for version in ("1", "1", "2"):
        consents.give(session, vault, "review", version, "web", now)
    consents.give(session, vault, "platform-zalo", "1", "zalo", now)
    consents.give(session, other, "review", "2", "web", now)
    consents.withdraw(session, vault, "review", later)
    consents.give(session, vault, "review", "2", "plain", later)
    session.expire_all()
    rows = consents.consents_of(session, vault)
    assert [(row.purpose, row.version, row.channel, row.withdrawn_at) for row in rows] == [
        ("review", "1", "web", later),
        ("review", "2", "web", later),
        ("platform-zalo", "1", "zalo", None),
        ("review", "2", "plain", None),
    ]
    assert [row.withdrawn_at for row in consents.consents_of(session, other)] == [None]
