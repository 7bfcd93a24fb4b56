"""How much of the web chat one page and one host may ask for."""

from typing import Any

import pytest
from aiohttp.test_utils import make_mocked_request

from bot.limits import Bucket, host_of
from bot.web import Site
from tests.bot.surfers import Surfer, event_id


async def test_too_many_events_of_one_page_are_told_to_wait(surfer: Surfer, site: Site) -> None:
    site._pages = Bucket(0.5, 3)
    await surfer.get("/")
    found = [await surfer.post({"id": event_id(), "choice": "here"}) for _ in range(4)]
    assert [response.status for response in found] == [200, 200, 200, 429]
    assert 1 <= int(found[-1].headers["Retry-After"]) <= 3
    assert found[-1].headers["Content-Security-Policy"]


async def test_hosts_are_told_apart_by_what_our_own_proxy_adds(surfer: Surfer, site: Site) -> None:
    site._hosts = Bucket(0.1, 1)

    async def status(*named: str) -> int:
        headers = [("X-Forwarded-For", name) for name in named]
        async with surfer.client.get("/", headers=headers) as response:
            return response.status

    assert await status("203.0.113.5") == 200
    assert await status("203.0.113.5") == 429
    assert await status("1.2.3.4, 203.0.113.5") == 429  # what came from outside changes nothing
    assert await status("1.2.3.4", "203.0.113.5") == 429
    assert await status("203.0.113.6") == 200
    assert await status("2001:db8::1") == 200
    assert await status("2001:db8::2") == 429  # one household
    assert await status("nonsense") == await status("nonsense") == 200  # nobody is named
    async with surfer.client.get("/static/chat.js", headers={"X-Forwarded-For": "203.0.113.5"}) as response:
        assert response.status == 200


async def test_x_forwarded_for_counts_from_this_machine_only() -> None:
    class Far:
        def get_extra_info(self, name: str, default: Any = None) -> Any:
            return ("198.51.100.7", 5000) if name == "peername" else default

    request = make_mocked_request("GET", "/", {"X-Forwarded-For": "1.1.1.1"}, transport=Far())
    assert host_of(request) == "198.51.100.7"


def test_a_bucket_fills_again_and_remembers_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [0.0]
    monkeypatch.setattr("bot.limits.monotonic", lambda: clock[0])
    monkeypatch.setattr("bot.limits.KEYS", 2)
    bucket = Bucket(2, 1)
    assert bucket.take("a") == 0
    assert bucket.take("a") == 0.5
    clock[0] = 0.5
    assert bucket.take("a") == 0
    for key in "bc":
        bucket.take(key)
    assert bucket.take("a") == 0  # forgotten: the oldest goes
