"""Accounts: who is behind a chat, events taken once, wrong tries counted within an hour."""

from datetime import datetime, timedelta

import pytest
from cryptography.exceptions import InvalidTag

from flows.onboarding import Recovery, open_vault
from storage import accounts, consents, erasure, outbox
from storage.accounts import Account, State
from storage.engines import FlowSession
from storage.members import Role
from tests.conftest import Cell

HOUR = timedelta(hours=1)


@pytest.fixture
def vault(session: FlowSession, cell: Cell, now: datetime) -> int:
    """The first member's vault."""
    return open_vault(session, cell.members[0], Recovery("", "", ""), now)


def test_a_chat_never_seen_before_is_nobody(session: FlowSession, now: datetime) -> None:
    assert accounts.find_actor(session, "web", "a", now, "UTC") is None
    assert accounts.language_of(session, "web", "a") is None


def test_a_stranger_has_a_language_and_a_state_but_no_address(session: FlowSession, now: datetime) -> None:
    chat = accounts.add_account(session, "web", "a", "en", now)
    accounts.save_state(session, chat, None, State("welcome", "code", [["1", "language", "x"]], True))
    actor = accounts.find_actor(session, "web", "a", now, "UTC")
    assert actor is not None
    assert (actor.member_id, actor.vault_id, actor.unit_id, actor.timezone) == (None, None, None, "UTC")
    assert actor.state == State("welcome", "code", [["1", "language", "x"]], True)
    assert (actor.channel, actor.consents, actor.roles, actor.pin) == ("web", frozenset(), frozenset(), None)
    assert accounts.address_of(session, session.get_one(Account, chat)) is None
    assert accounts.find_actor(session, "telegram:1", "a", now, "UTC") is None
    assert accounts.language_of(session, "web", "a") == "en"


def test_a_member_is_read_with_his_consents_and_the_offices_he_holds_now(
    session: FlowSession, cell: Cell, vault: int, now: datetime
) -> None:
    chat = accounts.add_account(session, "telegram:7", "9", "vi", now)
    accounts.link(session, chat, vault, "9")
    for purpose in ("review", "platform-telegram", "platform-zalo"):
        consents.give(session, vault, purpose, "1", "telegram", now)
    consents.withdraw(session, vault, "platform-zalo", now)
    days = timedelta(days=1)
    for name, start, end in (
        ("secretary", now - days, None),
        ("clerk", now, now + days),
        ("deputy", now - days, now),
        ("officer", now + days, None),
    ):
        role = Role(member_id=cell.members[0], unit_id=cell.unit_id, name=name, from_at=start, until_at=end)
        session.add(role)
    session.flush()
    actor = accounts.find_actor(session, "telegram:7", "9", now, "UTC")
    assert actor is not None
    assert (actor.member_id, actor.vault_id, actor.unit_id) == (cell.members[0], vault, cell.unit_id)
    assert actor.consents == {"review/1", "platform-telegram/1"}
    assert actor.roles == {("secretary", cell.unit_id), ("clerk", cell.unit_id)}
    assert actor.role_names == {"secretary", "clerk"}
    assert (actor.timezone, actor.channel) == ("Asia/Ho_Chi_Minh", "telegram")


def test_linking_seals_the_address_and_forgets_the_strangers_state(
    session: FlowSession, vault: int, now: datetime
) -> None:
    chat = accounts.add_account(session, "web", "secret-address", "vi", now)
    accounts.save_state(session, chat, None, State("welcome"))
    accounts.link(session, chat, vault, "secret-address")
    session.expire_all()
    row = session.get_one(Account, chat)
    assert row.state is None
    assert row.address is not None
    assert b"secret-address" not in row.address
    assert accounts.address_of(session, row) == "secret-address"
    assert session.info.pop("relinked") is True
    accounts.link(session, chat, vault, None)
    session.expire_all()
    assert accounts.address_of(session, session.get_one(Account, chat)) is None


def test_a_state_is_sealed_to_whoever_it_was_written_for(
    session: FlowSession, vault: int, now: datetime
) -> None:
    chat = accounts.add_account(session, "web", "a", "vi", now)
    accounts.save_state(session, chat, vault, State("review"))
    session.expire_all()
    sealed = session.get_one(Account, chat).state
    assert accounts.open_state(session, vault, sealed) == State("review")
    with pytest.raises(InvalidTag):
        accounts.open_state(session, None, sealed)
    assert accounts.open_state(session, None, None) == State()


def test_a_language_is_the_members_on_all_his_chats(session: FlowSession, vault: int, now: datetime) -> None:
    for address in ("a", "b", "stranger"):
        chat = accounts.add_account(session, "web", address, "vi", now)
        if address != "stranger":
            accounts.link(session, chat, vault, address)
    for address, languages in (("a", ["en", "en", "vi"]), ("stranger", ["en", "en", "en"])):
        actor = accounts.find_actor(session, "web", address, now, "UTC")
        assert actor is not None
        accounts.set_language(session, actor, "en")
        assert [accounts.language_of(session, "web", name) for name in ("a", "b", "stranger")] == languages


def test_a_pin_belongs_to_one_chat(session: FlowSession, vault: int, now: datetime) -> None:
    for address in ("a", "b"):
        accounts.link(session, accounts.add_account(session, "web", address, "vi", now), vault, address)
    first, second = accounts.accounts_of(session, vault)
    accounts.set_pin(session, first.id or 0, "salt", "hash")
    accounts.keep_open(session, first.id or 0, now)
    one, two = (accounts.find_actor(session, "web", name, now, "UTC") for name in ("a", "b"))
    assert one is not None
    assert two is not None
    assert (one.pin, one.open_until) == (("salt", "hash"), now)
    assert (two.pin, two.open_until, second.id) == (None, None, two.account_id)


def test_a_chat_goes_with_what_waits_for_it_and_no_other(
    session: FlowSession, vault: int, now: datetime
) -> None:
    for address in ("a", "b"):
        chat = accounts.add_account(session, "web", address, "vi", now)
        accounts.link(session, chat, vault, address)
        outbox.put(session, chat, vault, f"greeting:{chat}", {}, now)
    first, second = accounts.accounts_of(session, vault)
    erasure.erase_account(session, first.id or 0)
    assert [row.id for row in accounts.accounts_of(session, vault)] == [second.id]
    [waiting] = outbox.due(session, "web", now, 9)
    assert session.get_one(outbox.Outbox, waiting).account_id == second.id
