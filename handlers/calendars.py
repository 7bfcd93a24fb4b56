"""The private address of a cell's calendar."""

from aiogram import Router

from flows import calendar_links
from handlers.events import on_choice


def create_router() -> Router:
    """Showing it, changing it, taking it back."""
    router = Router(name="calendars")
    on_choice(router, "calendarlink", calendar_links.show)
    on_choice(router, "calendarnew", calendar_links.renew, str)
    on_choice(router, "calendarstop", calendar_links.stop)
    return router
