"""Who of a committee attends which cell, and the remarks he leaves."""

from aiogram import Router

from flows import assignments, attendants, remarks
from handlers.days import any_day, day, owner
from handlers.events import natural, on_choice


def create_router() -> Router:
    """Assigning by tapping, each change with its confirmation; remarks after a meeting."""
    router = Router(name="attendants")
    on_choice(router, "assign", attendants.show)
    on_choice(router, "assign", attendants.first_cells, natural)
    on_choice(router, "assign", attendants.cells, natural, natural)
    on_choice(router, "assigncell", attendants.cell, natural, natural)
    on_choice(router, "assignwho", attendants.first_persons, natural, natural)
    on_choice(router, "assignwho", attendants.persons, natural, natural, natural)
    on_choice(router, "assignwhen", attendants.times, natural, natural, owner)
    on_choice(router, "assignask", attendants.ask, natural, natural, owner, any_day)
    on_choice(router, "assignyes", assignments.assign, natural, natural, owner, any_day)
    on_choice(router, "assignend", attendants.ask_end, natural, natural)
    on_choice(router, "assignendyes", assignments.end, natural, natural)
    on_choice(router, "attended", remarks.attended)
    on_choice(router, "attended", remarks.go_on, natural)
    on_choice(router, "remark", remarks.show, natural, day)
    on_choice(router, "remarkask", remarks.ask, natural, day, str)
    return router
