"""Reminders: what is behind their button, later again, and of what to be reminded."""

from aiogram import Router

from flows import reminding
from handlers.events import on_choice, on_command


def create_router() -> Router:
    """`/viec` and `/nhacviec`."""
    router = Router(name="reminding")
    on_command(router, ("viec", "tasks"), reminding.tasks)
    on_command(router, ("nhacviec", "reminders"), reminding.show)
    on_choice(router, "tasks", reminding.tasks)
    on_choice(router, "snooze", reminding.snooze, str)
    on_choice(router, "reminding", reminding.show)
    on_choice(router, "remind", reminding.choose, str)
    return router
