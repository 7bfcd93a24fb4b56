"""The gates: membership, consent, the PIN; and what a forged event may carry."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import access
from flows.replies import FlowError
from handlers.events import natural
from storage.accounts import Actor, State

STRANGER = Actor(1, "web", "vi", None, None, None, "UTC", frozenset(), frozenset(), State())
MEMBER = replace(STRANGER, vault_id=7, member_id=5, unit_id=3)


def test_a_stranger_is_no_member() -> None:
    with pytest.raises(FlowError, match="not-joined"):
        access.member_of(STRANGER)
    with pytest.raises(FlowError, match="not-joined"):
        access.reviewer_of(STRANGER)
    assert access.member_of(MEMBER) == (5, 7)


@pytest.mark.parametrize(
    ("bot", "needed"),
    [
        ("web", ["review"]),
        ("plain", ["review"]),
        ("telegram:1", ["review", "platform-telegram"]),
        ("zalo:9", ["review", "platform-zalo"]),
    ],
)
def test_every_foreign_platform_needs_its_own_consent(bot: str, needed: list[str]) -> None:
    actor = replace(MEMBER, bot=bot)
    assert access.missing_consents(actor) == needed
    with pytest.raises(FlowError, match="consent-needed"):
        access.reviewer_of(actor)
    agreed = replace(actor, consents=frozenset(f"{purpose}/{access.CONSENTS[purpose]}" for purpose in needed))
    assert access.missing_consents(agreed) == []
    assert access.reviewer_of(agreed) == 7


def test_an_older_wording_does_not_count() -> None:
    assert access.missing_consents(replace(MEMBER, consents=frozenset({"review/0"}))) == ["review"]


def test_a_pin_locks_until_it_is_entered(now: datetime) -> None:
    assert not access.locked(MEMBER, now)
    locked = replace(MEMBER, pin=("salt", "hash"))
    assert access.locked(locked, now)
    assert access.locked(replace(locked, open_until=now), now)
    assert not access.locked(replace(locked, open_until=now + timedelta(seconds=1)), now)


@pytest.mark.parametrize("forged", ["", "-1", "1.0", "1e3", "٣", "²", " 1", "x", "9" * 16, "+1"])
def test_a_number_is_a_number_a_database_can_hold(forged: str) -> None:
    with pytest.raises(ValueError):
        natural(forged)
    assert natural("0") == 0
    assert natural("9" * 15) == 10**15 - 1
