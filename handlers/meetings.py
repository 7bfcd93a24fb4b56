"""Meetings: when the cell meets, and the secretary's rule for it."""

from typing import Any

from aiogram import Router

from flows import meeting_rules, meetings
from handlers.events import Event, Run, awaiting, natural, on_choice, on_command


def create_router() -> Router:
    """`/lichhop`, and setting the rule by tapping."""
    router = Router(name="meetings")
    on_command(router, ("lichhop", "meetings"), meetings.show)
    on_choice(router, "meetings", meetings.show)
    on_choice(router, "calendar", meetings.calendar)
    on_choice(router, "meeting", meetings.cell, natural)
    on_choice(router, "meetset", meeting_rules.kinds, natural)
    on_choice(router, "meetday", meeting_rules.days, natural)
    on_choice(router, "meetweek", meeting_rules.ordinals, natural)
    on_choice(router, "meetweekday", meeting_rules.weekdays, natural, str)
    on_choice(router, "meethour", meeting_rules.hours, natural, str)
    on_choice(router, "meetlong", meeting_rules.lengths, natural, str, str)
    on_choice(router, "meetplan", meeting_rules.plan, natural, str, str, natural)
    on_choice(router, "meetsave", meeting_rules.save, natural, str, str, natural)
    on_choice(router, "meetplace", meetings.ask_place, natural)
    router.message(awaiting("meethour", natural, str))(write_hour)
    router.message(awaiting("meetplace", natural))(write_place)
    return router


async def write_hour(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the hour he typed."""
    return await run(meeting_rules.hour, *parts, event.text)


async def write_place(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the place."""
    return await run(meetings.place, *parts, event.text)
