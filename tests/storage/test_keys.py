"""The key store: keys, the ledger of destroyed ones, and nothing left of them on the disk."""

from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import Engine

from storage import engines, keys
from storage.encryption import Keyring
from tests.conftest import MASTER


def test_keys_are_kept_and_destroyed(store: Engine, now: datetime) -> None:
    keys.put_all(store, [(1, b"one"), (2, b"two")])
    assert (keys.find(store, 1), keys.find(store, 3)) == (b"one", None)
    assert keys.owners(store) == {1, 2}
    keys.destroy(store, [1, 7], now)
    keys.destroy(store, [1], now)
    assert keys.find(store, 1) is None
    assert sorted(keys.destroyed(store)) == [1, 7]
    assert keys.owners(store) == {2}
    assert keys.count(store) == 3


def test_a_key_is_made_once(store: Engine) -> None:
    keys.put_all(store, [(1, b"one")])
    with pytest.raises(sa.exc.IntegrityError):
        keys.put_all(store, [(2, b"two"), (1, b"other")])
    assert keys.find(store, 1) == b"one"
    assert keys.find(store, 2) is None


def test_dump_and_load(store: Engine, now: datetime, tmp_path: Path) -> None:
    keys.put_all(store, [(1, b"\x00\xff"), (2**62, b"two")])
    keys.destroy(store, [1], now)
    empty = engines.open_key_store(f"sqlite:///{tmp_path}/other.db")
    keys.create_tables(empty)
    keys.load(empty, keys.dump(store))
    assert keys.dump(empty) == keys.dump(store)
    assert keys.dump(empty)["destroyed"] == [(1, now.isoformat())]
    empty.dispose()


def test_loading_nothing_is_no_fault(store: Engine) -> None:
    keys.load(store, {"keys": [], "destroyed": []})
    assert keys.count(store) == 0


def test_a_destroyed_key_is_gone_from_the_disk(store: Engine, now: datetime, tmp_path: Path) -> None:
    keyring = Keyring(MASTER, store)
    keyring.create_all(list(range(1, 200)))
    wrapped = keys.find(store, 77)
    assert wrapped is not None
    assert any(wrapped in file.read_bytes() for file in tmp_path.glob("keys.db*"))
    keyring.destroy([77], now)
    assert not any(wrapped in file.read_bytes() for file in tmp_path.glob("keys.db*"))


def test_the_store_knows_its_master_key(store: Engine, tmp_path: Path) -> None:
    assert keys.fingerprint_of(store) == Keyring(MASTER, store).fingerprint
    empty = engines.open_key_store(f"sqlite:///{tmp_path}/other.db")
    keys.create_tables(empty)
    assert keys.fingerprint_of(empty) is None
    keys.set_fingerprint(empty, "abc")
    assert keys.fingerprint_of(empty) == "abc"
    empty.dispose()


def test_a_key_store_on_postgresql(postgres_url: str, now: datetime) -> None:
    store = engines.open_key_store(postgres_url)
    keys.create_tables(store)
    keyring = Keyring(MASTER, store)
    keyring.create(2**61)
    sealed = keyring.encrypt(2**61, "place", "text")
    assert Keyring(MASTER, store).decrypt(2**61, "place", sealed) == "text"
    keyring.destroy([2**61], now)
    assert keys.destroyed(store) == [2**61]
    store.dispose()
