"""Changes of a cell's roll: members added, moved, gone; what was proposed, confirmed or declined."""

from typing import Any

from aiogram import Router

from flows import additions, leavings, proposal_batches, proposals
from handlers.days import owner
from handlers.events import Event, Run, awaiting, natural, on_choice


def create_router() -> Router:
    """From the roll: add, transfer, take off; and what waits to be confirmed."""
    router = Router(name="proposals")
    on_choice(router, "proposals", proposals.show)
    on_choice(router, "proposals", proposals.page, natural)
    on_choice(router, "proposal", proposals.one, natural, natural)
    on_choice(router, "proposalyes", proposals.confirm, natural, natural)
    on_choice(router, "proposalno", proposals.decline, natural, natural)
    on_choice(router, "proposalall", proposal_batches.ask, natural, natural)
    on_choice(router, "proposalallyes", proposal_batches.confirm, natural, natural)
    on_choice(router, "proposalback", proposals.take_back, natural)
    on_choice(router, "rolladd", additions.ask_name, natural)
    on_choice(router, "addseat", additions.seat, natural)
    on_choice(router, "addstanding", additions.standing, natural, str)
    on_choice(router, "addpost", additions.ask_post, natural)
    on_choice(router, "addsend", additions.send, natural)
    on_choice(router, "adddrop", additions.drop, natural)
    on_choice(router, "rollleave", leavings.ask, natural, owner)
    on_choice(router, "rollleavewhy", leavings.sure, natural, owner, str)
    on_choice(router, "rollundo", leavings.restore, natural, owner)
    on_choice(router, "rollleaveyes", leavings.leave, natural, owner, str)
    on_choice(router, "rollmove", leavings.where, natural, owner)
    on_choice(router, "rollmove", leavings.page, natural, owner, natural)
    on_choice(router, "rollmoveto", leavings.ask_move, natural, owner, natural)
    on_choice(router, "rollmoveyes", leavings.move, natural, owner, natural)
    router.message(awaiting("addname", natural))(write_name)
    router.message(awaiting("addpost", natural))(write_post)
    router.message(awaiting("moveto", natural, owner))(write_cell)
    return router


async def write_name(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the name of a new member."""
    return await run(additions.name, *parts, event.text)


async def write_post(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take his post."""
    return await run(additions.post, *parts, event.text)


async def write_cell(event: Event, run: Run, parts: list[Any]) -> Any:
    """Take the cell somebody is to be transferred to."""
    return await run(leavings.typed, *parts, event.text)
