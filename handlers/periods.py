"""The cycles of a unit in chat."""

from aiogram import Router

from flows import periods
from handlers.events import natural, on_choice, on_command


def create_router() -> Router:
    """`/dot`, and each change with its confirmation."""
    router = Router(name="periods")
    on_command(router, ("dot", "cycle"), periods.show)
    on_choice(router, "cycle", periods.show)
    on_choice(router, "cycle", periods.unit, natural)
    on_choice(router, "cycleopen", periods.ask_open, natural, natural)
    on_choice(router, "cycleopenyes", periods.open_now, natural, natural)
    on_choice(router, "cycleextend", periods.ask_extend, natural, natural)
    on_choice(router, "cycleextendyes", periods.extend, natural, str, natural)
    on_choice(router, "cycleclose", periods.ask_close, natural)
    on_choice(router, "cyclecloseyes", periods.close, natural, natural)
    return router
