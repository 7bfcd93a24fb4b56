"""A claim by the clock, on each kind of database: once, and only for a chat that still waits."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows import claims
from flows.onboarding import Recovery, open_vault
from storage import accounts, members
from storage.codes import Claim
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.outbox import Outbox
from tests.conftest import Cell

DAY = timedelta(hours=24)


@pytest.fixture
def waiting(session: FlowSession, cell: Cell, now: datetime) -> int:
    """A chat that waits for a seat on which another chat sits."""
    member = cell.members[0]
    owner, chat = (accounts.add_account(session, "web", name, "vi", now) for name in ("owner", "chat"))
    accounts.link(session, owner, open_vault(session, member, Recovery("", "", ""), now), "owner")
    sealed = keyring_of(session).encrypt(member, "claim.address", "chat")
    claim = Claim(member_id=member, account_id=chat, address=sealed, created_at=now, effective_at=now + DAY)
    session.add(claim)
    session.flush()
    return chat


def test_two_runs_tell_once(session: FlowSession, cell: Cell, now: datetime, waiting: int) -> None:
    for moment in (now + DAY - timedelta(seconds=1), now + DAY, now + DAY):
        claims.take_effect(session, waiting, moment)
    newest, *_ = members.vaults_of(session, cell.members[0])
    told = session.exec(select(Outbox.occasion, Outbox.account_id).order_by(Outbox.occasion)).all()
    assert [occasion.partition(":")[0] for occasion, _ in told] == ["effective", "entered"]
    assert told[1][1] == waiting
    assert not newest.recovery_hash
    [chat] = accounts.accounts_of(session, newest.id)
    assert accounts.address_of(session, chat) == "chat"
    assert session.exec(select(Claim.address)).all() == [None]


def test_a_chat_that_is_gone_or_sits_elsewhere_is_left_alone(
    session: FlowSession, cell: Cell, now: datetime, waiting: int
) -> None:
    seat = open_vault(session, cell.members[1], Recovery("", "", ""), now)
    accounts.link(session, waiting, seat, "chat")
    claims.take_effect(session, waiting, now + DAY)
    claims.take_effect(session, waiting + 100, now + DAY)
    assert len(members.vaults_of(session, cell.members[0])) == 1
    assert session.exec(select(Outbox)).all() == []
