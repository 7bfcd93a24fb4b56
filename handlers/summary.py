"""Summaries for officers, and the results that come back to members."""

from typing import Any

from aiogram import Router

from flows import collective, results, summary
from handlers.events import Event, Run, awaiting, natural, on_choice, on_command


def create_router() -> Router:
    """The commands, the views, the secretary's covering sentence, the committee's collective review."""
    router = Router(name="summary")
    on_command(router, ("summary", "tonghop"), summary.show)
    on_command(router, ("ketqua", "results"), results.show)
    on_choice(router, "summary", summary.show)
    on_choice(router, "summary", summary.unit, natural)
    on_choice(router, "figures", summary.view, natural, natural, str)
    on_choice(router, "results", results.show)
    on_choice(router, "results", results.view, natural, str)
    on_choice(router, "cover", summary.ask_cover, natural, natural)
    on_choice(router, "uncover", summary.uncover, natural, natural)
    on_choice(router, "body", collective.show, natural, natural, natural)
    on_choice(router, "bodytick", collective.tick, natural, natural, natural, str)
    on_choice(router, "bodydone", collective.submit, natural, natural)
    router.message(awaiting("cover", natural, natural))(write_cover)
    return router


async def write_cover(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the covering sentence."""
    return await run(summary.cover, *parts, event.text)
