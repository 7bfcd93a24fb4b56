"""Encryption of personal content: AES-256-GCM, one key per owner, wrapped by the master key.

An *owner* is whatever is erased as one: a seat (`member.id`: name and post, the organisation's roster) or a
vault (`vault.id`: everything the member wrote, his addresses and consents). The wrapped keys live in a store
of their own (`storage.keys`); destroying an owner's key makes his content unreadable in every copy of it.
"""

import base64
import hmac
import json
import secrets
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine
from sqlmodel import Session

from storage import keys

NONCE_BYTES = 12
CACHED_KEYS = 20_000
AT_ONCE = 1000
STRETCH = 28
"""Bits in which the ids of owners that come together differ."""
to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
NOBODY = 0
"""The owner of what belongs to no member yet: the conversation state of a stranger's chat."""


class KeyGone(LookupError):
    """The owner's key was destroyed: what he wrote cannot be read any more, by anybody."""


class WrongMasterKey(Exception):
    """The master key is not the one this database was made with."""


def new_id() -> int:
    """A random id for an owner: never handed out twice, not even after an old backup was restored."""
    return secrets.randbits(62) + 1


def new_ids(number: int) -> list[int]:
    """As many for owners that come together, up to some thousands: at random within a random stretch.

    So close together they fall on a few pages of every table, instead of each on one of its own: what writes
    them holds the writer, and readers of the key store wait, a fraction of the time.
    """
    start = secrets.randbits(62 - STRETCH) << STRETCH
    found: dict[int, None] = {}
    while len(found) < number:
        found[start + secrets.randbits(STRETCH) + 1] = None
    return list(found)


def parse_master_key(text: str) -> bytes:
    """The 32 bytes of a master key written in base64. Raises ValueError when it is not that."""
    key = base64.b64decode(text.strip(), validate=True)
    if len(key) != 32:
        raise ValueError("a master key has 32 bytes")
    return key


class Keyring:
    """All that encrypts: the master key's derived keys and the owners' keys, unwrapped and cached."""

    def __init__(self, master: bytes, store: Engine) -> None:
        self.store = store
        self._wrapping = AESGCM(_derive(master, b"wrap"))
        self._index = _derive(master, b"index")
        self._nobody = AESGCM(_derive(master, b"nobody"))
        self._fingerprint = _derive(master, b"fingerprint").hex()
        self._push_seed = _derive(master, b"push")
        self._cache: OrderedDict[int, AESGCM] = OrderedDict()
        self._lock = Lock()

    @property
    def fingerprint(self) -> str:
        """A value that tells whether two master keys are the same, without telling either."""
        return self._fingerprint

    @property
    def push_seed(self) -> bytes:
        """What the key that signs signals to browsers is made from; being derived it needs no file."""
        return self._push_seed

    def index(self, purpose: str, text: str) -> str:
        """A keyed hash by which a value can be found again without being stored (HMAC-SHA256)."""
        return hmac.digest(self._index, f"{purpose}\0{text}".encode(), "sha256").hex()

    def create(self, owner: int) -> None:
        """Make the owner's key. It is durable before anything is encrypted under it."""
        self.create_all([owner])

    def create_all(self, owners: list[int], breathe: Callable[[], None] = lambda: None) -> None:
        """Make the keys of many owners (an import), in short transactions; `breathe` is called after each."""
        for start in range(0, len(owners), AT_ONCE):
            self._create(owners[start : start + AT_ONCE])
            breathe()

    def _create(self, owners: list[int]) -> None:
        fresh = [(owner, AESGCM.generate_key(256)) for owner in owners]
        keys.put_all(
            self.store, [(owner, self._seal(self._wrapping, b"key:%d" % owner, key)) for owner, key in fresh]
        )
        for owner, key in fresh:
            self._remember(owner, AESGCM(key))

    def load(self, owners: list[int]) -> None:
        """Fetch the keys of many owners at once, for who reads a long list."""
        with self._lock:
            missing = [owner for owner in owners if owner not in self._cache]
        for owner, wrapped in keys.find_all(self.store, missing):
            self._remember(owner, self._unwrapped(owner, wrapped))

    def forget(self, owners: list[int]) -> None:
        """Keep these keys in memory no longer: who goes through many needs each only once."""
        with self._lock:
            for owner in owners:
                self._cache.pop(owner, None)

    def encrypt(self, owner: int, place: str, value: Any) -> bytes:
        """The value as JSON, sealed to its owner and to the place it is kept in."""
        return self.encrypt_bytes(owner, place, to_json(value).encode())

    def decrypt(self, owner: int, place: str, blob: bytes) -> Any:
        """What `encrypt` sealed. Raises KeyGone, or InvalidTag when the value was moved or changed."""
        return json.loads(self.decrypt_bytes(owner, place, blob))

    def encrypt_bytes(self, owner: int, place: str, data: bytes) -> bytes:
        """The same for what is bytes already."""
        return self._seal(self._key(owner), f"{place}:{owner}".encode(), data)

    def decrypt_bytes(self, owner: int, place: str, blob: bytes) -> bytes:
        """What `encrypt_bytes` sealed."""
        cipher = self._key(owner)
        return cipher.decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], f"{place}:{owner}".encode())

    def destroy(self, owners: list[int], now: Any) -> None:
        """Destroy keys at once and note the ids in the ledger; doing it twice is no fault."""
        keys.destroy(self.store, owners, now)
        self.forget(owners)

    def _seal(self, cipher: AESGCM, place: bytes, data: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return nonce + cipher.encrypt(nonce, data, place)

    def _key(self, owner: int) -> AESGCM:
        if owner == NOBODY:
            return self._nobody
        with self._lock:
            cipher = self._cache.get(owner)
            if cipher is not None:
                self._cache.move_to_end(owner)
                return cipher
        wrapped = keys.find(self.store, owner)
        if wrapped is None:
            raise KeyGone(owner)
        cipher = self._unwrapped(owner, wrapped)
        self._remember(owner, cipher)
        return cipher

    def _unwrapped(self, owner: int, wrapped: bytes) -> AESGCM:
        try:
            key = self._wrapping.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], b"key:%d" % owner)
        except InvalidTag:
            raise WrongMasterKey from None
        return AESGCM(key)

    def _remember(self, owner: int, cipher: AESGCM) -> None:
        with self._lock:
            self._cache[owner] = cipher
            if len(self._cache) > CACHED_KEYS:
                self._cache.popitem(last=False)


def keyring_of(session: Session) -> Keyring:
    """The keyring that travels with the session."""
    keyring = session.info["keyring"]
    assert isinstance(keyring, Keyring)
    return keyring


def _derive(master: bytes, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"tusoi/1/" + purpose).derive(master)
