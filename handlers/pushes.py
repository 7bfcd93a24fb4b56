"""A browser that says "there is something new"."""

from aiogram import Router

from flows import pushes
from handlers.events import on_choice


def create_router() -> Router:
    """What it is, on, not on and why, off."""
    router = Router(name="pushes")
    on_choice(router, "push", pushes.show)
    on_choice(router, "pushon", pushes.turned_on)
    on_choice(router, "pushon", pushes.not_on, str)
    on_choice(router, "pushoff", pushes.turn_off)
    return router
