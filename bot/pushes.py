"""Signals to closed browsers (RFC 8030): empty, signed (RFC 8292), one however much is waiting.

A browser's address at its maker's push service is a secret: whoever knows it can make that browser ring. It
is never logged, and no other server than the listed ones is ever called, whatever a page claims.
"""

import asyncio
import base64
import json
import logging
import random
import re
import ssl
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import aiohttp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from yarl import URL

from bot.database import Database
from bot.turn import describe
from storage import pushes
from storage.encryption import Keyring
from storage.engines import FlowSession
from storage.pushes import Signal

log = logging.getLogger("tusoi.pushes")
ENDPOINT = re.compile(r"https://(?P<host>[a-z0-9.-]+)(?P<port>:\d{1,5})?/[!-\"$-\[\]-~]*")
LONGEST = 500
WAITED = timedelta(minutes=1)
"""So long something waits for an open page before a closed one is signalled."""
LIVES = timedelta(hours=24)
"""So long a push service keeps a signal for a browser that is off."""
SIGNED_FOR = timedelta(hours=10)
AT_ONCE = 50
TOGETHER = 4
PER_SECOND = 20.0
TIMEOUT = 10.0
FIRST_WAIT, LONGEST_WAIT = 60.0, 3600.0
"""Seconds until a signal is tried again: twice as long each time, with jitter."""
HELD = 2000
"""Browsers waiting to be tried again; with so many a push service is down, and all wait."""
BETWEEN = 0.2
"""Seconds between looking at some browsers and looking at the next ones."""


def allowed(endpoint: str, hosts: Sequence[str]) -> bool:
    """Whether this is an address at one of these servers (``*.`` before a name: any below it)."""
    found = ENDPOINT.fullmatch(endpoint) if len(endpoint) <= LONGEST else None
    if found is None:
        return False
    name = found["host"] + ("" if found["port"] in (None, ":443") else found["port"])
    return any(name.endswith(host[1:]) if host.startswith("*.") else name == host for host in hosts)


class Vapid:
    """Who signals: the key that a browser was given when it subscribed, and its signatures.

    The key is made from the master key, so that there is no further file to keep: the same for as long as
    the master key is the same, and of no use for anything else.
    """

    def __init__(self, keyring: Keyring, subject: str = "") -> None:
        order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
        secret = 1 + int.from_bytes(keyring.push_seed) % (order - 1)
        self._key = ec.derive_private_key(secret, ec.SECP256R1())
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        self.public, self.subject = _base64(point), subject

    def authorization(self, origin: str, now: datetime) -> str:
        """The header by which a push service knows us."""
        claims = {"aud": origin, "exp": int((now + SIGNED_FOR).timestamp()), "sub": self.subject}
        token = ".".join(
            _base64(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims)
        )
        r, s = decode_dss_signature(self._key.sign(token.encode(), ec.ECDSA(SHA256())))
        signature = _base64(r.to_bytes(32) + s.to_bytes(32))
        return f"vapid t={token}.{signature}, k={self.public}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a signal. `after`: seconds that the service asks for before the next try."""

    status: int
    after: float = 0.0

    @property
    def gone(self) -> bool:
        """The browser has taken it back."""
        return self.status in (404, 410)

    @property
    def passing(self) -> bool:
        """It may go through later (0: there was no answer)."""
        return self.status in (0, 408, 429) or self.status >= 500


class Pusher:
    """Signals browsers for which something waits. `leads`: whether this process is the one that does.

    Two that run by mistake signal once all the same: who is told is noted in the transaction that picks.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        leads: Callable[[], bool] = lambda: True,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.database, self.clock, self.leads, self._tls = database, clock, leads, tls
        self.vapid = Vapid(database.keyring, str(database.info.get("public_url") or ""))
        self._held: dict[int, tuple[datetime, int]] = {}
        self._after = 0

    async def run(self, every: float = 10.0) -> None:
        """Signal until cancelled; trouble is waited out."""
        while True:
            try:
                await self.tick()
            except Exception as trouble:
                log.warning("signals: %s", describe(trouble))
                self._after = 0
            await asyncio.sleep(BETWEEN if self._after else every)

    async def tick(self) -> int:
        """Look at some browsers, signal those for which something waits; how many were tried."""
        now = self.clock()
        hosts = self.database.info.get("push") or ()
        held = self._held_at(now)
        if not hosts or not self.leads() or len(held) >= HELD:
            return 0
        pick = partial(pushes.take_signals, now=now, due_before=now - WAITED, limit=AT_ONCE, but=held)
        signals, self._after = await self.database.run(partial(pick, after=self._after))
        answers: dict[int, Answer] = {}
        try:
            if signals:
                await self._tell(signals, hosts, answers, now)
        finally:  # what was not sent when the bot stops is sent later
            if signals:
                await self.database.run(partial(self._record, signals=signals, answers=answers, now=now))
        return len(signals)

    async def _tell(
        self, signals: Sequence[Signal], hosts: Sequence[str], answers: dict[int, Answer], now: datetime
    ) -> None:
        room = asyncio.Semaphore(TOGETHER)
        connector = aiohttp.TCPConnector(limit=TOGETHER, ssl=self._tls or True)
        waits = aiohttp.ClientTimeout(total=TIMEOUT)
        jar = aiohttp.DummyCookieJar()
        async with (
            aiohttp.ClientSession(connector=connector, timeout=waits, cookie_jar=jar) as client,
            asyncio.TaskGroup() as group,
        ):
            for signal in signals:
                if not allowed(signal.endpoint, hosts):  # the list has changed since
                    answers[signal.row_id] = Answer(410)
                    continue
                await room.acquire()
                task = group.create_task(self._tell_one(client, signal, answers, now))
                task.add_done_callback(lambda _: room.release())
                await asyncio.sleep(1 / PER_SECOND)

    async def _tell_one(
        self, client: aiohttp.ClientSession, signal: Signal, answers: dict[int, Answer], now: datetime
    ) -> None:
        url = URL(signal.endpoint, encoded=True)
        headers = {
            "TTL": str(int(LIVES.total_seconds())),
            "Urgency": "normal",
            "Authorization": self.vapid.authorization(str(url.origin()), now),
        }
        try:
            async with client.post(url, data=b"", headers=headers, allow_redirects=False) as response:
                answers[signal.row_id] = Answer(
                    response.status, _seconds(response.headers.get("Retry-After"))
                )
        except (aiohttp.ClientError, OSError, TimeoutError, ValueError):
            answers[signal.row_id] = Answer(0)

    def _record(
        self, session: FlowSession, signals: Sequence[Signal], answers: dict[int, Answer], now: datetime
    ) -> None:
        none = Answer(0)
        late = [signal for signal in signals if answers.get(signal.row_id, none).passing]
        pushes.give_back(session, late, now)
        pushes.drop_subscriptions(session, [row_id for row_id, answer in answers.items() if answer.gone])
        for signal in signals:
            answer = answers.get(signal.row_id)
            if answer and answer.passing:
                self._hold(signal.row_id, answer.after, now)
            else:
                self._held.pop(signal.row_id, None)
        odd = Counter(a.status for a in answers.values() if a.passing or (a.status >= 300 and not a.gone))
        for status, times in sorted(odd.items()):
            log.warning("a push service answered %s: %s times", status or "nothing", times)

    def _hold(self, row_id: int, after: float, now: datetime) -> None:
        tries = self._held.get(row_id, (now, 0))[1]
        wait = min(FIRST_WAIT * 2.0**tries, LONGEST_WAIT) * random.uniform(0.5, 1.5)
        self._held[row_id] = now + timedelta(seconds=max(wait, min(after, LONGEST_WAIT))), min(tries + 1, 10)

    def _held_at(self, now: datetime) -> list[int]:
        """Who is not to be tried yet; who was not tried for long is forgotten."""
        long = timedelta(seconds=2 * LONGEST_WAIT)
        self._held = {row_id: held for row_id, held in self._held.items() if now - held[0] < long}
        return [row_id for row_id, (until, _) in self._held.items() if until > now]


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdigit() else 0.0


def _base64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
