"""What officers did in the member's cell."""

from aiogram import Router

from flows import audit
from handlers.events import natural, on_choice, on_command


def create_router() -> Router:
    """`/nhatky`: page by page."""
    router = Router(name="audit")
    on_command(router, ("nhatky", "log"), audit.show)
    on_choice(router, "audit", audit.show)
    on_choice(router, "audit", audit.page, natural)
    return router
