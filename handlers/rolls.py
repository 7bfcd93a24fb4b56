"""A cell's roll."""

from aiogram import Router

from flows import rolls
from handlers.days import owner
from handlers.events import natural, on_choice, on_command


def create_router() -> Router:
    """`/chibo`: the roll; for who leads the cell each member, and join codes."""
    router = Router(name="rolls")
    on_command(router, ("chibo", "cell"), rolls.show)
    on_choice(router, "roll", rolls.show)
    on_choice(router, "roll", rolls.page, natural, natural)
    on_choice(router, "rollseat", rolls.seat, natural, owner)
    on_choice(router, "rollcode", rolls.ask_code, natural, owner)
    on_choice(router, "rollcodeyes", rolls.issue_code, natural, owner, natural)
    return router
