"""A push service on loopback that believes nothing: it reads each request as RFC 8030 and 8292 have it."""

import asyncio
import base64
import ipaddress
import json
import ssl
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


@dataclass
class Signal:
    """What was posted."""

    name: str
    headers: dict[str, str]
    body: bytes
    claims: dict[str, Any]
    key: str


@dataclass
class PushService:
    """Takes signals. `answers`: what it says instead of 201 to the browser of a name, one after the other."""

    origin: str = ""
    slow: bool = False
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    signals: list[Signal] = field(default_factory=list)
    answers: dict[str, list[web.Response]] = field(default_factory=lambda: defaultdict(list))

    @property
    def host(self) -> str:
        """As it stands on the list of hosts."""
        return self.origin.removeprefix("https://")

    @property
    def told(self) -> list[str]:
        """The browsers that were signalled, in their order."""
        return sorted(signal.name for signal in self.signals)

    def endpoint(self, name: str) -> str:
        """A browser's address here."""
        return f"{self.origin}/push/{name}"

    async def take(self, request: web.Request) -> web.Response:
        """One signal."""
        name, headers = request.match_info["name"], dict(request.headers)
        claims, key = verified(headers["Authorization"])
        self.signals.append(Signal(name, headers, await request.read(), claims, key))
        self.arrived.set()
        if self.slow:
            await asyncio.sleep(1)
        waiting = self.answers[name]
        return waiting.pop(0) if waiting else web.Response(status=201)


def verified(authorization: str) -> tuple[dict[str, Any], str]:
    """The claims of a signature that holds, and the public key."""
    scheme, _, rest = authorization.partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    assert parts.keys() == {"t", "k"}
    head, claims, signature = parts["t"].split(".")
    assert "=" not in parts["t"] + parts["k"]
    assert json.loads(bytes_of(head)) == {"typ": "JWT", "alg": "ES256"}
    raw = bytes_of(signature)
    assert len(raw) == 64
    der = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes_of(parts["k"]))
    public.verify(der, f"{head}.{claims}".encode(), ec.ECDSA(SHA256()))
    return json.loads(bytes_of(claims)), parts["k"]


def bytes_of(text: str) -> bytes:
    """Base64 for addresses, without its end."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A fresh certificate for this machine: who serves with it, who trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "push")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    day = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(day).not_valid_after(day + timedelta(days=2))
    made = made.add_extension(address, critical=False)
    pem = made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    file = folder / "push.pem"
    file.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + pem)
    serving, trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    serving.load_cert_chain(file)
    trusting.load_verify_locations(cadata=pem.decode())
    return serving, trusting


@asynccontextmanager
async def push_service(serving: ssl.SSLContext) -> AsyncIterator[PushService]:
    """It listens on a free port, over TLS."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/push/{name}", service.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=serving)
    await site.start()
    service.origin = f"https://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
