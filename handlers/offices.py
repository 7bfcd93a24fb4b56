"""Offices: one's own, and those of a cell."""

from aiogram import Router

from flows import offices
from handlers.days import owner
from handlers.events import natural, on_choice, on_command


def create_router() -> Router:
    """`/chucvu`; giving and ending an office of a cell, each confirmed."""
    router = Router(name="offices")
    on_command(router, ("chucvu", "offices"), offices.show)
    on_choice(router, "offices", offices.show)
    on_choice(router, "offices", offices.of_member, natural, owner)
    on_choice(router, "office", offices.ask, natural, owner, str)
    on_choice(router, "officeyes", offices.give, natural, owner, str)
    on_choice(router, "officeend", offices.ask_end, natural, owner, str)
    on_choice(router, "officeendyes", offices.end, natural, owner, str)
    return router
