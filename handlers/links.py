"""A member's channels: link, unlink, PIN, recovery word."""

from typing import Any

from aiogram import Router

from flows import links
from flows.replies import FlowError
from handlers import hashing
from handlers.events import Event, Run, awaiting, choice, natural, on_choice, on_command


def create_router() -> Router:
    """Commands and choices of one's own channels."""
    router = Router(name="links")
    on_command(router, ("lienket", "link"), links.show)
    on_choice(router, "links", links.show)
    on_choice(router, "linkcode", links.new_link_code)
    on_choice(router, "unlinks", links.ask_unlink)
    on_choice(router, "unlink", links.unlink, natural)
    on_choice(router, "pinnew", links.ask_new_pin)
    on_choice(router, "pinoff", links.drop_pin)
    on_choice(router, "pinforgot", links.forgot_pin)
    on_choice(router, "forgethere", links.forget_here)
    on_choice(router, "openrecovery", links.ask_recovery)
    router.callback_query(choice("newrecovery"))(renew_recovery)
    router.message(awaiting("newpin", str))(set_pin)
    router.message(awaiting("pin", str))(enter_pin)
    return router


async def renew_recovery(event: Event, run: Run) -> Any:
    """A fresh recovery word, hashed before the transaction."""
    return await run(links.renew_recovery, await hashing.fresh_recovery())


async def set_pin(event: Event, run: Run, parts: list[str]) -> Any:
    """A new PIN: four to eight digits."""
    pin = "".join((event.text or "").split())
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 8):
        return await run(_refuse_pin)
    return await run(links.set_pin, parts[0], await hashing.slow(pin, parts[0]))


def _refuse_pin(session: Any, actor: Any, now: Any) -> Any:
    raise FlowError("pin-unfit")


async def enter_pin(event: Event, run: Run, parts: list[str]) -> Any:
    """The PIN of a locked chat."""
    pin = "".join((event.text or "").split())
    return await run(links.enter_pin, await hashing.slow(pin, parts[0]))
