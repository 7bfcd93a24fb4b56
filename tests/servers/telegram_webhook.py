"""Pushing updates to the bot's webhook: https://core.telegram.org/bots/api#setwebhook.

As on the real server an answer other than 2xx means "again, later", updates of one chat wait for each other,
and those of other chats do not. It only ever connects to this machine.
"""

import asyncio
import json
import re
import time
from collections import deque
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from .telegram_updates import UpdateQueue, UpdateRecord

ANSWER_SECONDS = 10.0
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 1.0
_METHOD = re.compile(rb"name=\"?method\"?|\"method\"\s*:")


class Webhook:
    """One webhook while it is set. Updates stay pending until the bot has taken them."""

    def __init__(
        self, updates: UpdateQueue, url: str, secret: str, connections: int, violations: deque[str]
    ) -> None:
        self.url, self.secret, self.connections = url, secret, connections
        self.error: tuple[int, str] | None = None
        self._updates, self._violations = updates, violations
        self._busy: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        if urlsplit(url).hostname in {"127.0.0.1", "localhost"}:
            self._start(self._run())

    def info(self) -> dict[str, Any]:
        info: dict[str, Any] = {"url": self.url, "max_connections": self.connections}
        if self.error is not None:
            info["last_error_date"], info["last_error_message"] = self.error
        return info

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def stopped(self) -> None:
        """Stop, and wait until no request is under way."""
        self.stop()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _start(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            while True:
                self._updates.pushed.clear()
                for record in list(self._updates.pending.values()):
                    if len(self._busy) >= self.connections:
                        break
                    if record.chat_id not in self._busy:
                        self._busy.add(record.chat_id)
                        self._start(self._push(session, record))
                await self._updates.pushed.wait()

    async def _push(self, session: aiohttp.ClientSession, record: UpdateRecord) -> None:
        pause = FIRST_PAUSE
        try:
            while not await self._taken(session, record):
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
            self._updates.confirm(record)
        finally:
            self._busy.discard(record.chat_id)
            self._updates.pushed.set()

    async def _taken(self, session: aiohttp.ClientSession, record: UpdateRecord) -> bool:
        """One attempt. True when the bot has answered 2xx."""
        headers = {"Content-Type": "application/json"}
        if self.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.secret
        record.deliveries += 1
        try:
            async with session.post(self.url, data=json.dumps(record.body), headers=headers) as answer:
                body = await answer.read()
                if not 200 <= answer.status < 300:
                    return self._failed(f"Wrong response from the webhook: {answer.status} {answer.reason}")
        except TimeoutError:
            return self._failed("Read timeout expired")
        except aiohttp.ClientError as error:
            return self._failed(f"Connection failed: {error}")
        if _METHOD.search(body):
            self._violations.append("webhook: the test server does not simulate a method in the answer")
        return True

    def _failed(self, why: str) -> bool:
        self.error = (int(time.time()), why)
        return False
