"""The test server's faults and limits."""

from collections.abc import Callable
from typing import Any

import aiogram
import aiogram.exceptions
import pytest
import telegram.error

from .telegram import RateLimits, TelegramServer, User, drop, flood, hang, http_error
from .telegram_clients import Client, refusal


async def test_flood_fault(client: Client, server: TelegramServer, lan: User) -> None:
    server.fails("sendMessage", flood(7))
    kind: Any = (
        aiogram.exceptions.TelegramRetryAfter if client.name == "aiogram" else telegram.error.RetryAfter
    )
    with pytest.raises(kind) as caught:
        await client.bot.send_message(lan.id, "x")
    after = caught.value._retry_after.total_seconds() if client.name == "ptb" else caught.value.retry_after
    assert after == 7
    assert server.calls[-1].description == "Too Many Requests: retry after 7"
    await client.bot.send_message(lan.id, "x")
    assert len(server.chat(lan.id).from_bot) == 1


@pytest.mark.parametrize("status", [500, 502])
async def test_gateway_errors_are_not_json(
    client: Client, server: TelegramServer, lan: User, status: int
) -> None:
    server.fails("*", http_error(status), times=2)
    for _ in range(2):
        with pytest.raises((*client.errors, aiogram.exceptions.ClientDecodeError)):
            await client.bot.send_message(lan.id, "x")
    assert [call.status for call in server.calls] == [status] * 2
    assert not server.chat(lan.id).from_bot
    await client.bot.send_message(lan.id, "x")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("make", [hang, drop])
async def test_lost_answers(
    client: Client, server: TelegramServer, lan: User, make: Callable[[bool], Any], after: bool
) -> None:
    await client.bot.get_me()  # what a first call sets up is not part of the short wait
    server.fails("sendMessage", make(after))
    kind = (
        aiogram.exceptions.TelegramNetworkError if client.name == "aiogram" else telegram.error.NetworkError
    )
    with pytest.raises(kind):
        await client.bot.send_message(lan.id, "x", **client.within(1 if make is hang else 20))
    await server.until(lambda: server.calls[-1].method == "sendMessage")
    assert len(server.chat(lan.id).from_bot) == after
    assert server.calls[-1].status is None
    await client.bot.send_message(lan.id, "y")
    assert server.chat(lan.id).from_bot[-1].text == "y"


async def test_fault_of_another_method_waits(client: Client, server: TelegramServer, lan: User) -> None:
    server.fails("editMessageText", http_error())
    server.fails("*", http_error())
    await client.bot.get_updates()
    assert server.faults.left == 2
    with pytest.raises((*client.errors, aiogram.exceptions.ClientDecodeError)):
        await client.bot.send_message(lan.id, "x")
    await client.bot.send_message(lan.id, "x")
    assert server.faults.left == 1


async def test_rate_limit_of_a_private_chat(client: Client, server: TelegramServer, lan: User) -> None:
    server.rate_limits = RateLimits(burst=2)
    await client.bot.send_message(lan.id, "1")
    await client.bot.send_message(lan.id, "2")
    call = client.bot.send_message(lan.id, "3")
    assert await refusal(client, server, call) == (429, "Too Many Requests: retry after 1")
    assert len(server.chat(lan.id).from_bot) == 2
    server.rate_limits = None
    await client.bot.send_message(lan.id, "3")


def refused_at(limits: RateLimits, chat_id: int, now: float) -> int | None:
    """Seconds to wait, None when the message may go."""
    try:
        limits.check(chat_id, now)
    except Exception as error:
        return int(getattr(error, "retry_after", -1))
    return None


def test_rate_limits_over_time() -> None:
    limits = RateLimits()
    assert [refused_at(limits, chat_id, 0.0) for chat_id in range(1, 32)] == [None] * 30 + [1]
    assert refused_at(limits, 99, 1.0) is None
    limits = RateLimits()
    assert [refused_at(limits, 1, 0.0) for _ in range(4)] == [None, None, None, 1]
    assert [refused_at(limits, 1, now) for now in (0.5, 1.0, 1.5)] == [1, None, 1]
    limits = RateLimits()
    assert [refused_at(limits, -1, float(second)) for second in range(21)] == [None] * 20 + [40]
    assert refused_at(limits, -1, 60.0) is None
