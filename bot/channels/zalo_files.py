"""Pictures that come over Zalo: they lie for a while at an address of Zalo's, and are fetched from there.

Whoever writes to us says where that is: so only hosts of Zalo's are asked, over https, and no redirect is
followed. https://docs.zaloplatforms.com/docs/BOT
"""

from collections.abc import AsyncGenerator, Sequence
from urllib.parse import urlsplit

import aiohttp

from flows.replies import FlowError

HOSTS = ("*.zdn.vn", "*.zadn.vn")
NAME = "anh.jpg"
"""Pictures have no names."""
CHUNK = 64 * 1024
WITHIN = 120.0
"""Seconds in which a picture must have come."""


def is_allowed(url: str, hosts: Sequence[str] = HOSTS) -> bool:
    """Whether a picture may be fetched from there: from these hosts alone (``*.zdn.vn``: any below it)."""
    try:
        parts = urlsplit(url)
        name, port = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme != "https" or parts.username or parts.password:
        return False
    place = name if port in (None, 443) else f"{name}:{port}"
    return any(_matches(place, host) for host in hosts)


def _matches(place: str, host: str) -> bool:
    return place.endswith(host[1:]) and len(place) >= len(host) if host.startswith("*.") else place == host


async def fetch(
    session: aiohttp.ClientSession, url: str, hosts: Sequence[str] = HOSTS
) -> AsyncGenerator[bytes, None]:
    """Its bytes. Raises `file-not-received`."""
    broken = not is_allowed(url, hosts)
    if not broken:
        try:
            timeout = aiohttp.ClientTimeout(total=WITHIN)
            async with session.get(url, timeout=timeout, allow_redirects=False) as response:
                broken = response.status != 200
                while not broken and (data := await response.content.read(CHUNK)):
                    yield data
        except (aiohttp.ClientError, OSError, ValueError):  # OSError: TimeoutError too
            broken = True
    if broken:  # out of the handler: the address is not to go along
        raise FlowError("file-not-received")
