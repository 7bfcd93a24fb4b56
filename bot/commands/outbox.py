"""``tusoi outbox``: what the bot has to send, how far it has come, and stopping it."""

from dataclasses import asdict
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from bot.commands import output, sessions

outbox = typer.Typer(no_args_is_help=True, help="What the bot has to send unasked.")

STATES = {"bot": "Bot", "lane": "Lane", "state": "State", "messages": "Messages", "sender": "Sender"}
RUNS = {
    "run": "Run",
    "first_at": "From",
    "cells": "Cells",
    "unplanned": "Unplanned",
    "late": "Late",
    "people": "Members",
    "waiting": "Waiting",
    "sent": "Sent",
    "ended": "Otherwise",
}
LANES = ("near", "far")
AT_ONCE = 50


@outbox.command("list", epilog="Example: tusoi outbox list --json")
def list_states(as_json: output.Json = False) -> None:
    """What waits and what became of the rest, by bot, lane and state; which bots are paused."""
    with sessions.working(read_only=True) as work:
        from storage import mailings, runs

        senders = mailings.senders(work.session)
        items = [asdict(one) for one in runs.standings(work.session, work.now)]
    for item in items:
        item["lane"] = LANES[item["lane"]]
        item["sender"] = _standing(senders.get(item["bot"]), work.now)
    output.rows(items, STATES, as_json)


def _standing(sender: Any, now: Any) -> str:
    if sender is None:
        return ""
    if sender.paused_at is not None:
        return "paused"
    return "sending" if sender.until > now else "nobody"


@outbox.command("runs", epilog="Example: tusoi outbox runs --days 7")
def list_runs(
    days: Annotated[int, typer.Option(min=1, max=60, help="How many days back.")] = 3,
    as_json: output.Json = False,
) -> None:
    """How far the reminders of all cells have come: a run is one kind on one day."""
    with sessions.working(read_only=True) as work:
        from flows import mailings

        zone = work.settings.timezone
        items = [asdict(one) for one in mailings.runs(work.session, zone, work.now, days)]
    if not as_json:
        for item in items:
            item["first_at"] = item["first_at"].astimezone(ZoneInfo(zone))
    output.rows(items, RUNS, as_json)


Bot = Annotated[str, typer.Argument(metavar="BOT", help="As `tusoi outbox list` shows it.")]


@outbox.command("pause", epilog="Example: tusoi outbox pause telegram:123456")
def pause(bot: Bot) -> None:
    """Stop sending for a bot, within some seconds. Members' taps are answered as ever."""
    with sessions.working() as work:
        from flows import audit
        from storage import mailings

        mailings.pause(work.session, bot, work.now, work.now)
        audit.note(work.session, "sending_paused", work.now, detail=bot)
    typer.echo(f"{bot} is paused. `tusoi outbox resume {bot}` lets it go on.")


@outbox.command("resume", epilog="Example: tusoi outbox resume telegram:123456")
def resume(bot: Bot) -> None:
    """Let a bot go on sending."""
    with sessions.working() as work:
        from flows import audit
        from storage import mailings

        mailings.pause(work.session, bot, None, work.now)
        audit.note(work.session, "sending_resumed", work.now, detail=bot)
    typer.echo(f"{bot} goes on.")


@outbox.command("cancel", epilog="Example: tusoi outbox cancel 7d/2026-11-26")
def cancel(
    run: Annotated[str, typer.Argument(metavar="RUN", help="As `tusoi outbox runs` shows it.")],
) -> None:
    """Take back what of a run did not go out yet."""
    ended = 0
    with sessions.ready() as databases:
        from flows import audit, mailings

        with sessions.transaction(databases) as work:
            ids = mailings.in_run(work.session, run, work.settings.timezone)
            audit.note(work.session, "mailing_cancelled", work.now, detail=run)
        for start in range(0, len(ids), AT_ONCE):
            with sessions.transaction(databases) as work:
                ended += mailings.cancel(work.session, ids[start : start + AT_ONCE], work.now)
            sessions.breathe()
    typer.echo(f"{run} is cancelled: {ended} messages do not go out.")
