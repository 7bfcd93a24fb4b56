"""Offices handed over, with the successor's word, or deputised until a day."""

from typing import Any

from aiogram import Router

from flows import deputising, handovers
from handlers.days import day, owner
from handlers.events import Event, Run, awaiting, natural, on_choice


def create_router() -> Router:
    """From `/chucvu`."""
    router = Router(name="handovers")
    on_choice(router, "hand", handovers.persons, natural)
    on_choice(router, "hand", handovers.page, natural, natural)
    on_choice(router, "handask", handovers.ask, natural, owner)
    on_choice(router, "handyes", handovers.offer, natural, owner)
    on_choice(router, "handact", deputising.ask, natural, owner, day)
    on_choice(router, "handactyes", deputising.act, natural, owner, day)
    on_choice(router, "handover", handovers.show, natural)
    on_choice(router, "handoveryes", handovers.accept, natural)
    on_choice(router, "handoverno", handovers.decline, natural)
    on_choice(router, "handoverback", handovers.take_back, natural)
    on_choice(router, "actend", deputising.end, natural)
    router.message(awaiting("handday", natural, owner))(write_day)
    return router


async def write_day(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the last day of deputising."""
    return await run(deputising.typed, *parts, event.text)
