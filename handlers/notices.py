"""`/guithongbao`: writing a notice step by step, confirming it, and what becomes of it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from aiogram import Router

from flows import (
    notice_approvals,
    notice_audiences,
    notice_drafts,
    notice_files,
    notice_flags,
    notice_overviews,
    notice_progress,
    notice_sending,
    notice_times,
    notice_words,
    notices,
)
from handlers.events import Event, Run, awaiting, choice, exactly, natural, on_choice, on_command, on_file


def create_router() -> Router:
    """Everything about a notice before it is in its recipients' inboxes."""
    router = Router(name="notices")
    on_command(router, ("guithongbao", "broadcast"), notices.show)
    on_choice(router, "notices", notices.show)
    on_choice(router, "notices", notices.page, natural)
    on_choice(router, "noticenew", notices.new)
    on_choice(router, "noticein", notices.choose, natural)
    on_choice(router, "noticefrom", notices.begin, natural, str, natural)
    on_choice(router, "noticedraft", notice_overviews.show, natural)
    on_choice(router, "noticedrop", notice_drafts.ask_drop, natural)
    on_choice(router, "noticedropyes", notice_drafts.drop, natural)
    _steps(router)
    _recipients(router)
    _sending(router)
    return router


def _steps(router: Router) -> None:
    on_choice(router, "noticeask", notice_words.ask, natural, str)
    on_choice(router, "noticeskip", notice_words.skip, natural, str)
    on_choice(router, "noticeset", notice_flags.choose, natural, str, natural)
    on_choice(router, "noticesigns", notice_words.signs, natural, natural)
    on_choice(router, "noticesign", notice_words.tick, natural, natural, str)
    on_choice(router, "noticedone", notice_words.done, natural, str)
    on_choice(router, "noticefile", notice_files.show, natural, natural)
    on_choice(router, "noticefileout", notice_files.take_out, natural, natural)
    on_file(router, "notice", notice_files.take, natural)
    on_choice(router, "noticewhen", notice_times.choose, natural, str)
    router.message(awaiting("write", exactly("notice"), natural, str))(partial(_take, notice_words.write))
    router.message(awaiting("notice", natural, str))(write)  # where a number or a word may be a choice


def _recipients(router: Router) -> None:
    on_choice(router, "noticeunits", notice_audiences.browse, natural, natural, natural)
    on_choice(router, "noticeunit", notice_audiences.tick_units, natural, natural, natural, str)
    for name in notice_audiences.LISTS:
        router.callback_query(choice(f"notice{name}s", natural))(partial(_listing, name))
        router.callback_query(choice(f"notice{name}", natural, str))(partial(_tick, name))
    on_choice(router, "noticesilents", notice_audiences.silents, natural, natural)
    on_choice(router, "noticesilent", notice_audiences.silent, natural, natural)


def _sending(router: Router) -> None:
    on_choice(router, "noticesee", notice_sending.see, natural)
    on_choice(router, "noticesend", notice_sending.ask, natural)
    on_choice(router, "noticeyes", notice_sending.confirm, natural, natural, natural, natural, str)
    on_choice(router, "noticeapprove", notice_approvals.approve, natural, natural, natural, str)
    on_choice(router, "noticereturn", notice_approvals.ask_return, natural)
    on_choice(router, "noticeretake", notice_approvals.retake, natural)
    on_choice(router, "noticerun", notice_progress.show, natural)
    on_choice(router, "noticepause", notice_progress.pause, natural)
    on_choice(router, "noticego", notice_progress.go_on, natural)
    on_choice(router, "noticestop", notice_progress.ask_stop, natural)
    on_choice(router, "noticestopyes", notice_progress.stop, natural)
    returned = awaiting("write", exactly("noticereturn"), natural)
    router.message(returned)(partial(_take, notice_approvals.give_back))


async def _take(flow: Callable[..., Any], event: Event, run: Run, parts: list[Any]) -> Any:
    """Hand what was written to its flow, after what it is about."""
    return await run(flow, *parts[1:], event.text)


async def write(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take what may also be left out."""
    return await run(notice_words.write, *parts, event.text)


async def _listing(name: str, event: Event, run: Run, parts: list[Any]) -> Any:
    """Kinds of units, or offices."""
    return await run(notice_audiences.listing, parts[0], name)


async def _tick(name: str, event: Event, run: Run, parts: list[Any]) -> Any:
    """One of them is ticked."""
    notice_id, ticks = parts
    return await run(notice_audiences.tick, notice_id, name, ticks)
