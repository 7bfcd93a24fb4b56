"""Codes are kept hashed, used once, and replaced by the next one; claims wait for their day."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from storage import accounts, codes
from storage.codes import Claim, Code
from storage.engines import FlowSession
from tests.conftest import Cell

DAY = timedelta(days=1)


@pytest.fixture
def member(cell: Cell) -> int:
    """The first of the cell."""
    return cell.members[0]


def test_a_code_is_used_once_and_never_stored(session: FlowSession, member: int, now: datetime) -> None:
    codes.add_code(session, "ACDEFGHJ", "seat", member, None, now + DAY)
    assert [row.digest for row in session.exec(select(Code)).all() if "ACDE" in row.digest] == []
    found = codes.use_code(session, "ACDEFGHJ", now)
    assert found is not None
    assert (found.purpose, found.member_id) == ("seat", member)
    assert codes.use_code(session, "ACDEFGHJ", now) is None


def test_a_code_ends_at_its_hour(session: FlowSession, member: int, now: datetime) -> None:
    codes.add_code(session, "ACDEFGHJ", "seat", member, None, now + DAY)
    assert codes.use_code(session, "ACDEFGHJ", now + DAY) is None
    assert codes.use_code(session, "XXXXXXXX", now) is None
    assert codes.use_code(session, "ACDEFGHJ", now + DAY - timedelta(seconds=1)) is not None


def test_the_next_code_replaces_the_last_of_its_kind_and_member(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    first, second = cell.members[:2]
    codes.add_code(session, "OLDSEAT1", "seat", first, None, now + DAY)
    codes.add_code(session, "LINKCODE", "link", first, None, now + DAY)
    codes.add_code(session, "OTHERONE", "seat", second, None, now + DAY)
    codes.add_code(session, "NEWSEAT1", "seat", first, None, now + DAY)
    worked = [
        code
        for code in ("OLDSEAT1", "LINKCODE", "OTHERONE", "NEWSEAT1")
        if codes.use_code(session, code, now)
    ]
    assert worked == ["LINKCODE", "OTHERONE", "NEWSEAT1"]
    assert len(session.exec(select(Code)).all()) == 3, "used codes are kept until they are long expired"


def test_open_claims_of_a_chat_and_on_a_seat(session: FlowSession, member: int, now: datetime) -> None:
    chat = accounts.add_account(session, "web", "a", "vi", now)
    assert codes.open_claim_of(session, chat) is None
    for settled in (now, None, None):
        session.add(
            Claim(
                member_id=member, account_id=chat, created_at=now, effective_at=now + DAY, settled_at=settled
            )
        )
        session.flush()
    newest = codes.open_claim_of(session, chat)
    waiting = codes.open_claims_on(session, member)
    assert newest is not None
    assert len(waiting) == 2
    assert newest.id == waiting[-1].id


def test_who_has_waited_long_enough_and_who_waits_no_more(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    chats = [accounts.add_account(session, "web", name, "vi", now) for name in "abc"]
    for chat in chats:
        for member in cell.members[:2]:
            claim = Claim(member_id=member, account_id=chat, created_at=now, effective_at=now + DAY)
            session.add(claim)
    session.flush()
    assert codes.due_claimants(session, now + DAY - timedelta(seconds=1)) == []
    assert codes.due_claimants(session, now + DAY) == chats
    codes.end_claims(session, chats[0], now, cell.members[0])
    codes.end_claims(session, chats[1], now)
    assert codes.due_claimants(session, now + DAY) == [chats[0], chats[2]]
    assert [claim.account_id for claim in codes.open_claims_on(session, cell.members[0])] == [chats[2]]
