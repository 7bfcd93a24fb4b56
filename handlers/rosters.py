"""A cell's roster from a file."""

from datetime import UTC, datetime, timedelta

from aiogram import Router

from flows import roster_chats, roster_drafts
from handlers.days import owner
from handlers.events import natural, on_choice, on_file

HERE = timedelta(hours=7)
"""The country's clock: whether a day is still to come."""


def create_router() -> Router:
    """From `/chibo`: the template, the file, what it would do, and that it is done."""
    router = Router(name="rosters")
    on_choice(router, "rosterin", roster_chats.ask, natural)
    on_choice(router, "rosterform", roster_chats.form, natural)
    on_file(router, "roster", roster_chats.receive, natural, parse=_parsed)
    on_choice(router, "rosterfile", roster_chats.page, owner, natural)
    on_choice(router, "rostersame", roster_chats.decide, owner, natural, owner)
    on_choice(router, "rosterleave", roster_chats.leave, owner, natural)
    on_choice(router, "rosteryes", roster_chats.confirm, owner, natural, natural)
    on_choice(router, "rosterdrop", roster_chats.drop, owner)
    return router


def _parsed(data: bytes) -> roster_drafts.Draft:
    """What a file says, today."""
    return roster_drafts.parse(data, (datetime.now(UTC) + HERE).date())
