"""Who is on no roll any more."""

from aiogram import Router

from flows import departures
from handlers.events import natural, on_choice


def create_router() -> Router:
    """His plan, to look at; everything else of his is asked for as ever."""
    router = Router(name="departures")
    on_choice(router, "leftplan", departures.plan, natural)
    return router
