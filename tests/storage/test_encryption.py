"""Encryption: sealed to its owner and its place, under a key that can be destroyed."""

import base64
from datetime import datetime

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import Engine

from storage import encryption
from storage.encryption import (
    NOBODY,
    STRETCH,
    KeyGone,
    Keyring,
    WrongMasterKey,
    new_id,
    new_ids,
    parse_master_key,
)
from tests.conftest import MASTER

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.text(),
    lambda inner: some.lists(inner) | some.dictionaries(some.text(), inner),
    max_leaves=8,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(value=VALUES)
def test_what_is_sealed_is_opened(keyring: Keyring, value: object) -> None:
    sealed = keyring.encrypt(NOBODY, "place", value)
    assert keyring.decrypt(NOBODY, "place", sealed) == value


def test_it_is_sealed_to_its_owner_and_its_place(keyring: Keyring) -> None:
    keyring.create_all([1, 2])
    sealed = keyring.encrypt(1, "review.answers", "secret")
    assert b"secret" not in sealed
    assert sealed != keyring.encrypt(1, "review.answers", "secret")
    for owner, place in ((2, "review.answers"), (1, "outbox.content")):
        with pytest.raises(InvalidTag):
            keyring.decrypt(owner, place, sealed)
    with pytest.raises(InvalidTag):
        keyring.decrypt(1, "review.answers", sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_a_destroyed_key_is_gone_at_once_and_for_good(keyring: Keyring, store: Engine, now: datetime) -> None:
    keyring.create(1)
    sealed = keyring.encrypt(1, "place", "text")
    keyring.destroy([1], now)
    keyring.destroy([1], now)
    for ring in (keyring, Keyring(MASTER, store)):
        with pytest.raises(KeyGone):
            ring.decrypt(1, "place", sealed)
        with pytest.raises(KeyGone):
            ring.encrypt(1, "place", "more")


def test_another_master_key_opens_nothing(keyring: Keyring, store: Engine) -> None:
    keyring.create(1)
    wrong = Keyring(bytes(32), store)
    with pytest.raises(WrongMasterKey):
        wrong.decrypt(1, "place", keyring.encrypt(1, "place", "text"))
    assert wrong.fingerprint != keyring.fingerprint
    assert wrong.index("address", "a") != keyring.index("address", "a")


def test_nobody_has_a_key_without_the_store(keyring: Keyring, store: Engine) -> None:
    sealed = keyring.encrypt(NOBODY, "account.state", [1])
    assert Keyring(MASTER, store).decrypt(NOBODY, "account.state", sealed) == [1]


def test_an_index_tells_purposes_apart(keyring: Keyring, store: Engine) -> None:
    assert keyring.index("code", "A") == Keyring(MASTER, store).index("code", "A")
    assert len({keyring.index("code", "A"), keyring.index("code", "B"), keyring.index("address", "A")}) == 3
    assert len(keyring.index("code", "A")) == 64


def test_few_keys_are_remembered(keyring: Keyring, store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encryption, "CACHED_KEYS", 2)
    keyring.create_all([1, 2, 3])
    sealed = {owner: keyring.encrypt(owner, "place", owner) for owner in (1, 2, 3)}
    assert [keyring.decrypt(owner, "place", sealed[owner]) for owner in (1, 2, 3, 1)] == [1, 2, 3, 1]
    assert len(keyring._cache) == 2


def test_ids_are_never_handed_out_twice() -> None:
    ids = {new_id() for _ in range(1000)} | set(new_ids(1000)) | set(new_ids(1000))
    assert len(ids) == 3000
    assert all(0 < owner < 2**63 for owner in ids)


def test_ids_of_owners_who_come_together_are_close_and_in_no_order() -> None:
    ids = new_ids(1000)
    assert max(ids) - min(ids) < 2**STRETCH
    assert ids != sorted(ids)


@pytest.mark.parametrize("text", ["", "abc", base64.b64encode(bytes(31)).decode(), "!" * 44])
def test_what_is_no_master_key(text: str) -> None:
    with pytest.raises(ValueError):
        parse_master_key(text)


def test_a_master_key_in_base64() -> None:
    assert parse_master_key(f" {base64.b64encode(MASTER).decode()}\n") == MASTER
