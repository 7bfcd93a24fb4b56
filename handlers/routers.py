"""All routers in the order they are asked."""

from aiogram import Dispatcher

from handlers import (
    attendants,
    audit,
    calendars,
    commitments,
    departures,
    handovers,
    inbox,
    links,
    meetings,
    menu,
    notice_results,
    notices,
    offices,
    onboarding,
    periods,
    plan,
    privacy,
    proposals,
    pushes,
    reminding,
    review,
    rolls,
    rosters,
    slips,
    summary,
    units,
)


def create_dispatcher() -> Dispatcher:
    """A dispatcher with every capability's router; a router attaches only once, hence the factories."""
    dispatcher = Dispatcher(disable_fsm=True)
    dispatcher.include_routers(
        review.create_router(),
        summary.create_router(),
        periods.create_router(),
        plan.create_router(),
        commitments.create_router(),
        inbox.create_router(),
        notice_results.create_router(),
        rolls.create_router(),
        units.create_router(),
        rosters.create_router(),
        proposals.create_router(),
        slips.create_router(),
        offices.create_router(),
        handovers.create_router(),
        meetings.create_router(),
        notices.create_router(),
        attendants.create_router(),
        reminding.create_router(),
        calendars.create_router(),
        pushes.create_router(),
        menu.create_router(),
        departures.create_router(),
        onboarding.create_router(),
        privacy.create_router(),
        audit.create_router(),
        links.create_router(),
        menu.create_fallback_router(),
    )
    return dispatcher
