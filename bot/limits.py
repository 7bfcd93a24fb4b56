"""What keeps the web server up: token buckets, who asks, how many files may be open."""

import ipaddress
import resource
from collections import OrderedDict
from time import monotonic

from aiohttp import web

KEYS = 50_000
FILES = 10_240
"""Every open page holds a file; many systems allow a process 1,024 unless it asks for more."""


class Bucket:
    """A token bucket per key, bounded in number."""

    def __init__(self, rate: float, burst: float) -> None:
        self.rate, self.burst = rate, burst
        self._levels: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> float:
        """0 when there is room, else the seconds to wait."""
        now = monotonic()
        level, at = self._levels.pop(key, (self.burst, now))
        level = min(self.burst, level + (now - at) * self.rate)
        wait = 0.0 if level >= 1 else (1 - level) / self.rate
        self._levels[key] = (level - 1 if wait == 0 else level, now)
        if len(self._levels) > KEYS:
            self._levels.popitem(last=False)
        return wait


def refuse_above(bucket: Bucket, key: str | None) -> None:
    """Raise 429 with the time to wait, in whole seconds."""
    wait = bucket.take(key) if key else 0
    if wait:
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(int(wait) + 1)})


def host_of(request: web.Request) -> str | None:
    """Who asks; behind a proxy on this machine, whom the proxy names, or None when it names nobody.

    Only a proxy on this machine is believed, and only the last name: the ones before it came from outside.
    """
    remote = _address(request.remote or "")
    if remote is None or not remote.is_loopback:
        return _group(remote)
    named = ",".join(request.headers.getall("X-Forwarded-For", [])).rpartition(",")[2]
    return _group(_address(named.strip()))


def is_loopback(name: str) -> bool:
    """Whether a host's name or number means this machine."""
    address = _address(name)
    return name == "localhost" or (address is not None and address.is_loopback)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def _group(address: ipaddress.IPv4Address | ipaddress.IPv6Address | None) -> str | None:
    """An IPv6 household has a whole network of addresses."""
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address) if address else None


def allow_open_files() -> None:
    """Raise the soft limit of open files as far as is sensible and allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
