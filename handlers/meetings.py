"""Meetings: when the cell meets, the secretary's rule for it, and what becomes of single meetings."""

from typing import Any

from aiogram import Router

from flows import (
    attendances,
    meeting_changes,
    meeting_moves,
    meeting_notes,
    meeting_offsets,
    meeting_rules,
    meetings,
    remarks,
)
from handlers.days import day, stamp
from handlers.events import Event, Run, awaiting, choice, natural, on_choice, on_command

WRITERS = {
    **dict.fromkeys(meeting_changes.LONGEST, meeting_changes.write_line),
    **dict.fromkeys(meeting_notes.FIELDS, meeting_notes.write),
    **dict.fromkeys(remarks.FIELDS, remarks.write),
}
"""Who takes a line about a meeting: by what it is."""


def create_router() -> Router:
    """`/lichhop`, and setting the rule by tapping."""
    router = Router(name="meetings")
    on_command(router, ("lichhop", "meetings"), meetings.show)
    on_choice(router, "meetings", meetings.show)
    on_choice(router, "meetings", meetings.go_on, natural)
    on_choice(router, "calendar", meetings.calendar)
    on_choice(router, "meeting", meetings.cell, natural)
    on_choice(router, "meeting", meetings.cell_on, natural, natural)
    on_choice(router, "meetset", meeting_rules.kinds, natural)
    on_choice(router, "meetday", meeting_rules.days, natural)
    on_choice(router, "meetweek", meeting_rules.ordinals, natural)
    on_choice(router, "meetweekday", meeting_rules.weekdays, natural, str)
    on_choice(router, "meethour", meeting_rules.hours, natural, str)
    on_choice(router, "meetlong", meeting_rules.lengths, natural, str, str)
    on_choice(router, "meetplan", meeting_rules.plan, natural, str, str, natural)
    on_choice(router, "meetsave", meeting_rules.save, natural, str, str, natural)
    on_choice(router, "meetplace", meetings.ask_place, natural)
    on_choice(router, "meetremind", meeting_offsets.show, natural)
    on_choice(router, "meetremindset", meeting_offsets.tick, natural, str)
    _single(router)
    router.message(awaiting("meethour", natural, str))(write_hour)
    router.message(awaiting("meetplace", natural))(write_place)
    router.message(awaiting("meetmove", natural, day))(write_day)
    router.message(awaiting("write", str, natural, day, str))(write_line)
    return router


def _single(router: Router) -> None:
    """One meeting: named by its cell and the day it was planned for."""
    on_choice(router, "meetchange", meeting_changes.choose, natural)
    for parts in ((natural, day), (natural, day, natural)):
        router.callback_query(choice("meetone", *parts))(one)
    on_choice(router, "meetmove", meeting_moves.ask, natural, day)
    on_choice(router, "meetmoveto", meeting_moves.check, natural, day, stamp)
    on_choice(router, "meetmoveyes", meeting_moves.move, natural, day, natural, stamp)
    on_choice(router, "meetcancel", meeting_changes.ask_cancel, natural, day)
    on_choice(router, "meetcancelyes", meeting_changes.cancel, natural, day, natural)
    on_choice(router, "meetback", meeting_changes.ask_back, natural, day)
    on_choice(router, "meetbackyes", meeting_changes.bring_back, natural, day, natural)
    on_choice(router, "meetline", meeting_changes.ask_line, natural, day, str)
    on_choice(router, "meetpast", meeting_notes.choose, natural)
    on_choice(router, "meetheld", meeting_notes.hold, natural, day, natural)
    on_choice(router, "meetnote", meeting_notes.ask, natural, day, str)
    on_choice(router, "meetnumber", meeting_notes.number, natural, day, str, natural)
    on_choice(router, "attend", attendances.answer, natural, day, natural)
    on_choice(router, "attendwhy", attendances.ask_reason, natural, day)
    on_choice(router, "attendnone", attendances.no_reason, natural, day)


async def one(event: Event, run: Run, parts: list[Any]) -> Any:
    """One meeting for who leads its cell, or a further screen of it."""
    cell_id, planned_on, *screen = parts
    return await run(meeting_changes.show, cell_id, planned_on, screen[0] if screen else 0)


async def write_hour(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the hour he typed."""
    return await run(meeting_rules.hour, *parts, event.text)


async def write_place(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the place."""
    return await run(meetings.place, *parts, event.text)


async def write_day(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the day a meeting is moved to."""
    return await run(meeting_moves.typed, *parts, event.text)


async def write_line(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take a line about one meeting: its theme, a number, a remark, why he does not come."""
    _, cell_id, planned_on, field = parts
    if field == "reason":
        return await run(attendances.give_reason, cell_id, planned_on, event.text)
    return await run(WRITERS[field], cell_id, planned_on, field, event.text)
