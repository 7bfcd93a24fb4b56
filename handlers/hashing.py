"""Slow hashes of short secrets (PINs, recovery words), made in a thread and outside the transaction."""

import asyncio
import hashlib
import secrets
import unicodedata
from functools import cache
from importlib import resources

from flows.onboarding import Recovery

COST = 2**15
"""scrypt's N: about 0.1 s and 32 MiB a try."""


async def slow(secret: str, salt: str) -> str:
    """The slow hash of a normalised secret (scrypt, RFC 7914)."""
    return await asyncio.to_thread(_scrypt, secret, salt)


def _scrypt(secret: str, salt: str) -> str:
    return hashlib.scrypt(secret.encode(), salt=salt.encode(), n=COST, r=8, p=1, maxmem=2**26, dklen=32).hex()


def normalise(typed: str) -> str:
    """A secret however it is typed: case, diacritics, blanks and commas do not matter."""
    bare = unicodedata.normalize("NFD", typed.lower().replace("đ", "d"))
    letters = "".join(c if c.isalnum() else " " for c in bare if not unicodedata.combining(c))
    return " ".join(letters.split())


@cache
def recovery_words() -> tuple[str, ...]:
    """The short everyday words a recovery word is made of; each is unlike the others without diacritics."""
    file = resources.files("locales") / "recovery_words.txt"
    return tuple(file.read_text("utf-8").split("\n"))


async def fresh_recovery() -> Recovery:
    """Three words by chance, with their slow hash."""
    chosen = " – ".join(secrets.choice(recovery_words()) for _ in range(3))
    salt = secrets.token_hex(8)
    return Recovery(chosen, salt, await slow(normalise(chosen), salt))
