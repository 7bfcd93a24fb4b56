"""The plan: making it, living with it, looking at it each month."""

from collections.abc import Callable
from functools import partial
from typing import Any

from aiogram import Router

from flows import carry_overs, check_ins, plan, plan_changes, plan_dates, plan_making, plan_years
from handlers.days import day, month
from handlers.events import Event, Run, awaiting, exactly, natural, on_choice, on_command


def create_router() -> Router:
    """`/kehoach`, its lines, and the monthly look at them."""
    router = Router(name="plan")
    on_command(router, ("kehoach", "plan"), plan.show)
    on_choice(router, "plan", plan.show)
    on_choice(router, "planturn", plan.turn, natural)
    on_choice(router, "plannext", plan.position)
    on_choice(router, "planclosed", plan.closed, natural)
    on_choice(router, "planline", plan.see, natural)
    on_choice(router, "planhistory", plan.history, natural, natural)
    on_choice(router, "planmove", plan.move, natural, str)
    on_choice(router, "plandrop", plan.ask_drop, natural)
    on_choice(router, "plandrop", plan.drop, natural, str)
    on_choice(router, "planundo", plan.undo, natural)
    on_choice(router, "carry", carry_overs.settle, natural, natural, str)
    on_choice(router, "planyear", plan_years.choose)
    on_choice(router, "planyear", plan_years.show, natural)
    on_choice(router, "planyear", plan_years.turn, natural, natural)
    router.message(awaiting("plandrop", natural))(partial(_take, plan.drop_because, 0))
    _making(router)
    _changes(router)
    _check_ins(router)
    return router


def _making(router: Router) -> None:
    on_choice(router, "planmore", plan_making.more)
    on_choice(router, "plansign", plan_making.suggest, str)
    on_choice(router, "plantake", plan_making.take, str, natural)
    on_choice(router, "planown", plan_making.ask_own, str)
    on_choice(router, "planskip", plan_making.skip, natural, str)
    on_choice(router, "planuse", plan_making.choose_line, str)
    on_choice(router, "planserve", plan_making.serve, natural, str)
    _takes(router, plan_making.write_own, exactly("planown"), str)


def _changes(router: Router) -> None:
    on_choice(router, "planchanges", plan_changes.changes, natural)
    on_choice(router, "plansigns", plan_changes.ask_signs, natural)
    on_choice(router, "planjoin", plan_changes.join, natural, str)
    on_choice(router, "planhelp", plan_changes.ask_helper, natural)
    on_choice(router, "planhelp", plan_changes.help_by, natural, str)
    on_choice(router, "planask", plan_changes.ask_words, natural, str)
    on_choice(router, "planerase", plan_changes.ask_erase, natural)
    on_choice(router, "planeraseyes", plan_changes.erase, natural)
    on_choice(router, "plandue", plan_dates.ask, natural)
    on_choice(router, "plandue", plan_dates.choose, natural, day)
    on_choice(router, "planmonth", plan_dates.calendar, natural, month)
    router.message(awaiting("plandue", natural))(partial(_take, plan_dates.type_day, 0))
    _takes(router, plan_changes.write, exactly("planask"), natural, str)


def _check_ins(router: Router) -> None:
    on_command(router, ("kiemdiem", "checkin"), check_ins.show)
    on_choice(router, "check", check_ins.show)
    on_choice(router, "checkline", check_ins.see, natural)
    on_choice(router, "checked", check_ins.answer, natural, str, str)
    on_choice(router, "checkskip", check_ins.skip, natural)
    on_choice(router, "checknote", check_ins.ask_note, natural)
    on_choice(router, "checkdue", check_ins.ask_day, natural)
    on_choice(router, "checkdue", check_ins.keep_day, natural, day)
    router.message(awaiting("checkdue", natural))(partial(_take, check_ins.type_day, 0))
    _takes(router, check_ins.write_note, exactly("checknote"), natural)
    _takes(router, check_ins.write_all, exactly("checkall"), str, str)


def _takes(router: Router, flow: Callable[..., Any], *types: Callable[[str], Any]) -> None:
    """Words that are awaited about something: ``write:planask:3:note``."""
    router.message(awaiting("write", *types))(partial(_take, flow, 1))


async def _take(flow: Callable[..., Any], named: int, event: Event, run: Run, parts: list[Any]) -> Any:
    """Hand what was written to its flow, after what it is about."""
    return await run(flow, *parts[named:], event.text)
