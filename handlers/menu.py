"""Menu, help, language; and, last of all routers, what nobody else understood."""

from typing import Any

from aiogram import Router

from flows import menu, uploads
from handlers.events import Event, Run, on_choice, on_command


def create_router() -> Router:
    """The commands that work everywhere."""
    router = Router(name="menu")
    on_command(router, ("menu",), menu.show)
    on_command(router, ("trogiup", "help"), menu.assist)
    on_command(router, ("huy", "cancel"), menu.cancel)
    on_command(router, ("ngonngu", "language"), menu.languages)
    on_choice(router, "menu", menu.show)
    on_choice(router, "help", menu.assist)
    on_choice(router, "pause", menu.pause)
    on_choice(router, "language", menu.languages)
    on_choice(router, "speak", menu.speak, str)
    on_choice(router, "here", menu.here)
    return router


def create_fallback_router() -> Router:
    """Included last: anything that is left."""
    router = Router(name="fallback")
    router.message()(not_understood)
    router.callback_query()(outdated)
    return router


async def not_understood(event: Event, run: Run) -> Any:
    """Words nobody waits for; or no words at all."""
    if event.trouble is not None:
        return await run(uploads.refuse, event.trouble)
    if event.kind == "edited":
        return await run(menu.edited)
    return await run(menu.words_only if event.text is None else menu.not_understood)


async def outdated(event: Event, run: Run) -> Any:
    """A choice this product does not know (any more)."""
    return await run(menu.outdated)
