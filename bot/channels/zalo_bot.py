"""Zalo's Bot Platform: a bot that can send words, and nothing that changes afterwards.

There are no buttons (`bot.messages` numbers the choices), no edits, no files: pictures and documents go as
private links (`bot.file_links`), where members can reach the web server. The token is part of every address,
so no error of aiohttp's is passed on or logged as it is. https://docs.zaloplatforms.com/docs/BOT
"""

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace
from html import escape
from typing import Any

import aiohttp

from bot.channels import zalo_files, zalo_wire
from bot.channels.outcomes import (
    Outcome,
    Rejected,
    Sent,
    Throttled,
    Unknown,
    Unreachable,
    Wanted,
    Withheld,
    always,
)
from bot.file_links import Links
from bot.messages import ADDRESS, Capabilities, File, Message
from bot.turn import Busy

log = logging.getLogger("tusoi.zalo")
API_BASE = "https://bot-api.zaloplatforms.com"
CAPABILITIES = Capabilities(
    name="zalo",
    buttons=False,
    edits=False,
    files=False,
    pictures_only=True,
    longest=2000,
    monthly=3000,
)
LINKED = replace(CAPABILITIES, files=True, fetched=True, linked=True)
"""The same where files can be fetched from the web server."""
CALL_WITHIN = 15.0
"""Seconds in which a call must be answered."""
CONNECT_WITHIN = 10.0
"""Seconds in which a connection must be there: without one nothing can have arrived."""
POLL_MARGIN = 15.0
"""Seconds by which the answer to a poll may be late."""
FIRST_WAIT, LONGEST_WAIT = 0.2, 15.0
"""Seconds between tries to make a reply's links while the database is in trouble."""
TOKEN_REFUSED = 3600.0
"""Seconds until a token that was refused is tried again: it may have been the platform."""
SATURATED = 600.0
"""Seconds to wait after a 429: it may be the month's quota, and nothing says when it ends."""
IDLE, INTERNAL, UNAUTHORISED, NOT_FOUND, QUOTA = 408, 403, 401, 404, 429


class Trouble(Exception):
    """A call failed. `code`: what the platform says, 0 if it said nothing; `reached`: it may have acted."""

    def __init__(self, code: int, reason: str = "", *, reached: bool = True) -> None:
        super().__init__(f"{code} {reason}".strip())
        self.code, self.reason, self.reached = code, reason, reached


class ZaloBot:
    """A bot on Zalo: sends messages, asks for what people did. `links`: to what goes with a message."""

    def __init__(self, token: str, api_base: str | None = None, links: Links | None = None) -> None:
        self.links = links
        self.name = f"zalo:{token.partition(':')[0]}"
        self._methods = f"{api_base or API_BASE}/bot{token}/"
        self._secret = token.rpartition(":")[2].encode()
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close connections."""
        if self._session is not None:
            await self._session.close()

    def present(self) -> None:
        """Everybody who ever wrote can be written to."""

    def needs(self, file: File) -> bool:
        """Files are not sent: a link leads to where they lie."""
        return False

    async def send(
        self, address: str, message: Message, *, patient: bool = False, wanted: Wanted = always
    ) -> Outcome:
        """A message of its own; one that may have arrived is `Unknown`."""
        try:
            message = await self._addressed(address, message)
        except Busy:
            return Unreachable()
        if not await wanted():
            return Withheld()
        text, styles = zalo_wire.styled(message.html)
        parameters: dict[str, Any] = {"chat_id": address, "text": text}
        if styles:
            parameters["text_styles"] = styles
        try:
            result = await self.call("sendMessage", parameters)
        except Trouble as trouble:
            return _outcome(trouble)
        name = str(result.get("message_id", "")) if isinstance(result, dict) else ""
        return Sent(name, zalo_wire.milliseconds(result))

    async def change(self, address: str, name: str, message: Message, *, wanted: Wanted = always) -> Outcome:
        """Nothing can be changed here."""
        return Rejected("messages cannot be changed")

    async def delete(self, address: str, name: str) -> Outcome:
        """Nor taken back."""
        return Rejected("messages cannot be deleted")

    async def answer(self, address: str, messages: Sequence[Message]) -> tuple[int, Outcome]:
        """Send prepared messages: how many left, and what became of the last one that was tried."""
        sent = 0
        outcome: Outcome = Sent()
        for message in messages:
            outcome = await self.send(address, message)
            if not isinstance(outcome, Sent | Unknown):
                log.warning("an answer could not be sent: %s", type(outcome).__name__)
                break
            sent += 1
        return sent, outcome

    async def _addressed(self, address: str, message: Message) -> Message:
        """A message with its links in it. Raises `Busy`: nothing was sent."""
        html = message.html
        for made in message.linked:
            link = await self.links.link(self.name, address, made) if self.links else ""
            html = html.replace(ADDRESS, escape(link), 1)
        return replace(message, html=html, linked=())

    async def prepared(self, address: str, message: Message) -> Message:
        """A reply with its links in it, made once however often it is tried then.

        Passing trouble with the database is waited out, as the reply would be lost.
        """
        wait = FIRST_WAIT
        while True:
            try:
                return await self._addressed(address, message)
            except Busy:
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)

    async def fetch(self, patience: int, longest: int = 0) -> list[dict[str, Any]]:
        """What people did, waited for so many seconds; each is given out once. Raises Trouble.

        Should Zalo wait up to `longest` all the same, nothing is lost.
        """
        within = max(patience, longest) + POLL_MARGIN
        try:
            result = await self.call("getUpdates", {"timeout": str(patience)}, within)
        except Trouble as trouble:
            if trouble.code == IDLE:
                return []
            raise
        return zalo_wire.updates_of(result)

    async def fetch_photo(self, url: str, hosts: Sequence[str]) -> AsyncGenerator[bytes, None]:
        """A picture that somebody sent. Raises `file-not-received`."""
        pieces = zalo_files.fetch(self._connected(), url, hosts)
        async with aclosing(pieces):
            async for data in pieces:
                yield data

    def _connected(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        return self._session

    async def call(self, method: str, parameters: dict[str, Any], within: float = CALL_WITHIN) -> Any:
        """A method's result. Raises Trouble, which names neither token nor address."""
        trouble: Trouble | None = None
        body, status = b"", 0
        try:
            timeout = aiohttp.ClientTimeout(total=within, sock_connect=CONNECT_WITHIN)
            call = self._connected().post(self._methods + method, json=parameters, timeout=timeout)
            async with call as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            trouble = Trouble(0, "no connection", reached=False)
        except (aiohttp.ClientError, OSError) as error:  # a TimeoutError is an OSError
            trouble = Trouble(0, type(error).__name__)
        if trouble is not None:  # out of the handler: not even as its context may that error go along
            raise trouble
        return _result(status, body.replace(self._secret, b"..."))


def wait_after(trouble: Trouble, wait: float) -> float:
    """Seconds until a bot asks again: `wait`, unless its token is refused. Then the operator is told, and it
    rests, while the other bots and the web chat go on.
    """
    if trouble.code not in (UNAUTHORISED, NOT_FOUND):
        return wait
    log.error("Zalo refuses a token (TUSOI_ZALO_BOTS): take the present one from Bot Creator")
    return TOKEN_REFUSED


def _result(status: int, body: bytes) -> Any:
    """By ``ok``, not by the status: refusals come with either."""
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if not isinstance(answer, dict):
        raise Trouble(status if status >= 400 else 0, "no JSON")
    if answer.get("ok") is True:
        return answer.get("result")
    code = answer.get("error_code", answer.get("errorCode"))
    raise Trouble(code if isinstance(code, int) else status, str(answer.get("description", ""))[:200])


def _outcome(trouble: Trouble) -> Outcome:
    """What became of a message. A refusal was not sent; without an answer nobody knows."""
    if not trouble.reached:
        return Unreachable()
    match trouble.code:
        case 429:
            return Throttled(SATURATED)
        case 401 | 403:  # 403 is "internal server error" here
            return Unreachable(refused=True)
        case 400 | 404:
            return Rejected(trouble.reason)
        case _:
            return Unknown()
