"""The outbox: one message a chat and occasion, sealed, sent when it is due, settled once."""

from datetime import datetime, timedelta

import pytest

from flows.onboarding import Recovery, open_vault
from storage import accounts, outbox
from storage.engines import FlowSession
from tests.conftest import Cell


@pytest.fixture
def chat(session: FlowSession, cell: Cell, now: datetime) -> tuple[int, int]:
    """A linked chat and its vault."""
    vault = open_vault(session, cell.members[0], Recovery("", "", ""), now)
    account = accounts.add_account(session, "web", "a", "vi", now)
    accounts.link(session, account, vault, "a")
    return account, vault


def test_an_occasion_is_told_once(session: FlowSession, chat: tuple[int, int], now: datetime) -> None:
    for words in ("first", "second"):
        outbox.put(session, *chat, "claim:1", {"words": words}, now)
    outbox.put(session, *chat, "claim:2", {"words": "third"}, now + timedelta(minutes=1))
    rows = outbox.due(session, now + timedelta(hours=1), 9)
    assert [outbox.content_of(session, row)["words"] for row in rows] == ["first", "third"]
    assert b"first" not in rows[0].content
    assert [row.occasion for row in outbox.due(session, now, 9)] == ["claim:1"]
    assert len(outbox.due(session, now + timedelta(hours=1), 1)) == 1


def test_settled_is_settled_and_postponed_comes_back(
    session: FlowSession, chat: tuple[int, int], now: datetime
) -> None:
    outbox.put(session, *chat, "a", {}, now)
    outbox.put(session, *chat, "b", {}, now)
    first, second = outbox.due(session, now, 9)
    outbox.settle(session, first.id or 0, "sent", now)
    outbox.postpone(session, second.id or 0, 1, now + timedelta(seconds=20))
    session.expire_all()
    assert outbox.due(session, now, 9) == []
    [again] = outbox.due(session, now + timedelta(seconds=20), 9)
    assert (again.occasion, again.tries) == ("b", 1)
    assert (first.outcome, first.done_at) == ("sent", now)
