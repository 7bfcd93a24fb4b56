"""Joining by a code, claims to a seat, the recovery word."""

from typing import Any

from aiogram import Router

from flows import claims, menu, onboarding
from flows.onboarding import Recovery
from handlers import hashing
from handlers.events import Event, Run, awaiting, choice, command, natural, on_choice


def create_router() -> Router:
    """Codes wherever they are typed, and what follows from them."""
    router = Router(name="onboarding")
    router.message(command("start"))(start)
    router.message(awaiting("code"))(join)
    router.message(awaiting("recovery", str))(recover)
    router.callback_query(choice("claim", natural, str))(decide)
    on_choice(router, "welcome", onboarding.welcome)
    on_choice(router, "entered", claims.entered)
    return router


async def start(event: Event, run: Run, words: str) -> Any:
    """``/start`` shows where he is; ``/start CODE`` (a deep link) joins."""
    return await _join(event, run, words) if words else await run(menu.here)


async def join(event: Event, run: Run) -> Any:
    """A code typed by a chat that belongs to nobody yet."""
    return await _join(event, run, event.text or "")


async def recover(event: Event, run: Run, parts: list[str]) -> Any:
    """The recovery word, hashed slowly outside the transaction."""
    digest = await hashing.slow(hashing.normalise(event.text or ""), parts[0])
    return await run(claims.recover, digest, event.address)


async def decide(event: Event, run: Run, parts: list[Any]) -> Any:
    """A linked chat says whether a new device is his."""
    claim_id, answer = parts
    return await run(claims.decide, claim_id, answer == "yes")


async def _join(event: Event, run: Run, typed: str) -> Any:
    """A recovery word is made ready (slowly) only for what can be a code at all."""
    likely = onboarding.tidy_code(typed) is not None
    recovery = await hashing.fresh_recovery() if likely else Recovery("", "", "")
    return await run(onboarding.join, typed, event.address, recovery)
