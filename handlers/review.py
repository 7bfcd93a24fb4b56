"""The self-review: which event means which step of it."""

from functools import partial
from typing import Any

from aiogram import Router

from flows import review, review_words
from handlers.events import Event, Run, awaiting, choice, natural, on_choice, on_command


def create_router() -> Router:
    """Commands, choices and free text of the review."""
    router = Router(name="review")
    on_command(router, ("tusoi", "review"), review.show)
    on_choice(router, "rate", review.rate, natural, str, str)  # asked in this order: the most frequent first
    on_choice(router, "tick", review.tick, natural, str)
    on_choice(router, "next", review.go_on, natural)
    on_choice(router, "review", review.show)
    on_choice(router, "way", review.begin, natural, str)
    on_choice(router, "sign", review.ask, natural, str)
    on_choice(router, "detail", review.detail, natural, str)
    on_choice(router, "page", review.show_page, natural, natural)
    on_choice(router, "list", review.show_list, natural, natural)
    on_choice(router, "done", review.finish_page, natural, natural)
    on_choice(router, "skip", partial(review.finish_page, blank=True), natural, natural)
    on_choice(router, "degrees", review.degrees, natural, str)
    on_choice(router, "degreesof", review.show_degrees, natural, natural)
    on_choice(router, "settle", review.settle, natural, natural)
    on_choice(router, "cause", review.cause, natural, str, str)
    on_choice(router, "sum", review.show_summary, natural)
    on_choice(router, "reopen", review.reopen, natural)
    on_choice(router, "paper", review.ask_paper)
    on_choice(router, "paperyes", review.hand_in_paper, natural)
    on_choice(router, "last", review.last, natural)
    router.callback_query(choice("submit", natural, str))(submit)
    for fields in ((natural, str), (natural, str, str)):
        router.callback_query(choice("write", *fields))(ask_words)
        router.callback_query(choice("clear", *fields))(clear)
        router.message(awaiting("write", *fields))(write)
    router.message(awaiting("words", natural))(write_at_once)
    return router


async def submit(event: Event, run: Run, parts: list[Any]) -> Any:
    """Submit, keeping the copy or not."""
    cycle_id, keep = parts
    return await run(review.submit, cycle_id, keep == "keep")


async def ask_words(event: Event, run: Run, parts: list[Any]) -> Any:
    """Ask for free text about a sign, or for the line of strengths."""
    return await run(review_words.ask, *_place(parts))


async def clear(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take free text away."""
    return await run(review_words.write, *_place(parts), "")


async def write(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take free text."""
    return await run(review_words.write, *_place(parts), event.text)


async def write_at_once(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take free text that says itself what it is about."""
    return await run(review_words.at_once, *parts, event.text)


def _place(parts: list[Any]) -> tuple[int, str, str]:
    cycle_id, field, *sign = parts
    return cycle_id, field, sign[0] if sign else ""
