"""Invitation slips."""

from aiogram import Router

from flows import slips
from handlers.days import owner
from handlers.events import exactly, natural, on_choice


def create_router() -> Router:
    """Slips of a cell, or of one member: asked about first, then made in the form that was chosen."""
    router = Router(name="slips")
    on_choice(router, "slips", slips.ask, natural)
    on_choice(router, "slip", slips.ask_one, natural, owner)
    for form in slips.FORMATS:
        on_choice(router, "slipsyes", slips.make, natural, natural, exactly(form))
        on_choice(router, "slipyes", slips.make_one, natural, owner, natural, exactly(form))
    return router
