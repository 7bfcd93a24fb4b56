"""What came of a notice that went out, and what its sender may do with it then."""

from typing import Any

from aiogram import Router

from flows import notice_corrections, notice_names, notice_nudges, notice_registrations, notice_results
from handlers.days import day
from handlers.events import Event, Run, awaiting, natural, on_choice


def create_router() -> Router:
    """Results, names, reminders; correcting, recalling, closing."""
    router = Router(name="notice_results")
    on_choice(router, "notresult", notice_results.show, natural)
    on_choice(router, "notdo", notice_results.deeds, natural)
    on_choice(router, "notunits", notice_results.by_unit, natural, natural, natural)
    on_choice(router, "notmissing", notice_names.missing, natural, natural, str, natural)
    on_choice(router, "notsaid", notice_names.said, natural, natural, str, natural)
    on_choice(router, "notregistered", notice_registrations.listing, natural, natural, natural)
    on_choice(router, "notnudge", notice_nudges.ask, natural, str)
    on_choice(router, "notnudgeyes", notice_nudges.begin, natural, str, day)
    on_choice(router, "notcorrect", notice_corrections.choose, natural)
    on_choice(router, "notpart", notice_corrections.ask, natural, str)
    on_choice(router, "notcorrectno", notice_corrections.drop, natural)
    on_choice(router, "notcheck", notice_corrections.preview, natural)
    on_choice(router, "notcorrectyes", notice_corrections.correct, natural, natural, str)
    router.message(awaiting("notcorrect", natural, str))(write)
    on_choice(router, "notrecall", notice_corrections.ask_recall, natural)
    on_choice(router, "notrecallyes", notice_corrections.recall, natural)
    on_choice(router, "notclose", notice_corrections.ask_close, natural)
    on_choice(router, "notcloseyes", notice_corrections.close, natural)
    return router


async def write(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the new words."""
    return await run(notice_corrections.write, *parts, event.text)
