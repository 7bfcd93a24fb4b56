"""Processes that share one database: the name of this one, and whether another one is known to be gone."""

import hashlib
import os
import secrets
import socket
from functools import cache
from pathlib import Path

BOOT, NAMESPACE = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/self/ns/pid")


def name() -> str:
    """A name for this process: where process ids are counted as here, its id, and some chance."""
    return f"{_place()}-{os.getpid()}-{secrets.token_hex(3)}"


def is_gone(other: str) -> bool:
    """Whether the process of that name has ended for certain: it was on this machine, and its id is free.

    Of other machines nothing is known, nor where the system does not tell one from the other.
    """
    place, _, rest = other.partition("-")
    pid = rest.partition("-")[0]
    if not _place() or place != _place() or not pid.isdigit():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False


@cache
def _place() -> str:
    """This machine since its start, and the space in which its process ids count; empty if unknown."""
    try:
        parts = (socket.gethostname(), BOOT.read_text().strip(), os.readlink(NAMESPACE))
    except OSError:
        return ""
    return hashlib.sha256("/".join(parts).encode()).hexdigest()[:12]
