"""`/donvi`: the units below an officer's."""

from typing import Any

from aiogram import Router

from flows import unit_cards
from handlers.events import Event, Run, awaiting, natural, on_choice, on_command


def create_router() -> Router:
    """Walking through the tree; a unit is also found by typing."""
    router = Router(name="units")
    on_command(router, ("donvi", "units"), unit_cards.show)
    on_choice(router, "units", unit_cards.show)
    on_choice(router, "unit", unit_cards.page, natural, natural)
    router.message(awaiting("unitfind", natural))(find)
    return router


async def find(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take a code or a part of a name."""
    return await run(unit_cards.find, *parts, event.text)
