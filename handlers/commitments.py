"""A shared commitment: written for the cell's page, read there, taken back."""

from typing import Any

from aiogram import Router

from flows import commitments
from handlers.events import Event, Run, awaiting, natural, on_choice, on_command


def create_router() -> Router:
    """`/camket`: one's own, and the cell's page."""
    router = Router(name="commitments")
    on_command(router, ("camket", "commitment"), commitments.show)
    on_choice(router, "commitment", commitments.show)
    on_choice(router, "commitments", commitments.page, natural)
    on_choice(router, "commitmentnew", commitments.ask)
    on_choice(router, "commit", commitments.choose, natural)
    on_choice(router, "commityes", commitments.agree, natural)
    on_choice(router, "commitmentrevoke", commitments.revoke)
    router.message(awaiting("commit"))(write)
    return router


async def write(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take his own words."""
    return await run(commitments.write, event.text)
