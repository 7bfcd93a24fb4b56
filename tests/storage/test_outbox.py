"""The outbox: one message a person and occasion, sealed, sent when it is due, settled once."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from flows.onboarding import Recovery, open_vault
from storage import accounts, outbox
from storage.engines import FlowSession
from storage.mailings import CORRECTION
from storage.outbox import Outbox
from tests.conftest import Cell


@pytest.fixture
def chat(session: FlowSession, cell: Cell, now: datetime) -> tuple[int, int]:
    """A linked chat and its vault."""
    vault = open_vault(session, cell.members[0], Recovery("", "", ""), now)
    account = accounts.add_account(session, "web", "a", "vi", now)
    accounts.link(session, account, vault, "a")
    return account, vault


def due(session: FlowSession, now: datetime, **more: Any) -> list[str]:
    """The occasions that are to be told now."""
    found = outbox.due(session, "web", now, 9, **more)
    return [session.get_one(Outbox, row_id).occasion for row_id in found]


def test_an_occasion_is_told_once(session: FlowSession, chat: tuple[int, int], now: datetime) -> None:
    for words in ("first", "second"):
        outbox.put(session, *chat, "claim:1", {"words": words}, now)
    (row,) = session.exec(select(Outbox)).all()
    assert outbox.content_of(session, row)["words"] == "first"
    assert b"first" not in (row.content or b"")


def test_a_chat_gets_one_after_the_other(session: FlowSession, chat: tuple[int, int], now: datetime) -> None:
    for name in ("a", "b"):
        outbox.put(session, *chat, name, {}, now)
    outbox.put(session, *chat, "later", {}, now, due_at=now + timedelta(hours=1))
    outbox.put(session, *chat, "first of all", {}, now, rank=CORRECTION - 1)
    assert due(session, now) == ["first of all"]
    assert due(session, now, but=[chat[0]]) == []
    assert due(session, now, among=["another page"]) == []
    for expected in ("first of all", "a", "b"):
        assert due(session, now) == [expected]
        outbox.settle(session, outbox.due(session, "web", now, 9)[0], "sent", now)
    assert due(session, now) == []
    assert due(session, now + timedelta(hours=2)) == ["later"]


def test_while_one_waits_to_be_tried_again_no_later_one_overtakes_it(
    session: FlowSession, chat: tuple[int, int], now: datetime
) -> None:
    for name in ("a", "b"):
        outbox.put(session, *chat, name, {}, now)
    (row_id,) = outbox.due(session, "web", now, 9)
    outbox.retry(session, row_id, 1, now + timedelta(seconds=20))
    assert due(session, now + timedelta(seconds=19)) == []
    assert due(session, now + timedelta(seconds=20)) == ["a"]


def test_what_is_too_late_is_ended_and_counted(
    session: FlowSession, chat: tuple[int, int], now: datetime
) -> None:
    outbox.put(session, *chat, "a", {}, now, expires_at=now + timedelta(hours=1))
    outbox.put(session, *chat, "b", {}, now)
    assert due(session, now + timedelta(hours=1)) == ["b"]
    assert outbox.expire(session, now + timedelta(hours=1)) == 1
    assert outbox.expire(session, now + timedelta(days=8)) == 0
    session.expire_all()
    found = session.exec(select(Outbox).order_by(Outbox.id)).all()  # type: ignore[arg-type]
    assert [row.outcome for row in found] == ["expired", "given up"]
