"""Everybody's inbox of notices, and his answers."""

from typing import Any

from aiogram import Router

from flows import inbox, notice_answers, notice_registrations
from handlers.events import Event, Run, awaiting, natural, on_choice, on_command


def create_router() -> Router:
    """`/thongbao`: what came, each notice, and the answer it needs."""
    router = Router(name="inbox")
    on_command(router, ("thongbao", "notices"), inbox.show)
    on_choice(router, "inbox", inbox.show)
    on_choice(router, "inbox", inbox.page, natural)
    on_choice(router, "notice", inbox.open_, natural)
    on_choice(router, "notanswer", notice_answers.answer, natural, str)
    on_choice(router, "notask", notice_answers.ask, natural, str)
    on_choice(router, "notnone", notice_answers.no_reason, natural)
    router.message(awaiting("notanswer", natural, str))(write)
    on_choice(router, "notregister", notice_registrations.ask, natural)
    router.message(awaiting("notregister", natural))(register)
    return router


async def write(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take why he does not come, or who comes instead."""
    return await run(notice_answers.write, *parts, event.text)


async def register(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the day and the hour his cell registers."""
    return await run(notice_registrations.write, *parts, event.text)
