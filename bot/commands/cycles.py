"""``tusoi cycle``: opening the periods of self-review."""

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import output, sessions

cycle = typer.Typer(no_args_is_help=True, help="The periods of self-review.")

COLUMNS = {
    "id": "Id",
    "unit": "Unit",
    "checklist": "Checklist",
    "opens_at": "Opens",
    "closes_at": "Closes",
    "status": "Status",
    "expected": "Expected",
}


@cycle.command("open", epilog="Example: tusoi cycle open --unit KP3 --closes 2026-12-15")
def open_cycle(
    unit_code: Annotated[str, typer.Option("--unit", metavar="CODE", help="A cell, or a unit above cells.")],
    closes: Annotated[str, typer.Option(metavar="DATE", help="The last day (or 2026-12-15T17:00).")],
    opens: Annotated[
        str | None, typer.Option(metavar="DATE", help="The first day; at once if left out.")
    ] = None,
    checklist: Annotated[str, typer.Option(help="The checklist's name.")] = "nq04_2016",
    step: Annotated[
        int | None,
        typer.Option(
            help="Counts are rounded to multiples of this (4, or what the unit has set); figures need twice"
            " as many reviews."
        ),
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Open a cycle for a unit and all cells below it; the roster is fixed when it opens."""
    with sessions.working() as work:
        from flows import cycles

        made = cycles.open_cycle(
            work.session,
            unit_code,
            closes,
            work.now,
            opens=opens,
            checklist=checklist,
            folder=work.settings.checklists,
            step=step,
        )
        line = next(line for line in cycles.listing(work.session, work.now) if line.id == made.id)
    sentence = f"Cycle {line.id} is {line.status}; {line.expected} members are expected."
    output.value(asdict(line), as_json, sentence)


@cycle.command("extend", epilog="Example: tusoi cycle extend 3 --closes 2026-12-22")
def extend_cycle(
    cycle_id: Annotated[
        int,
        typer.Argument(
            metavar="CYCLE_ID",
            help="As `tusoi cycle list` shows it.",
            parser=output.id_of("a cycle", "tusoi cycle list"),
        ),
    ],
    closes: Annotated[str, typer.Option(metavar="DATE", help="The new last day (or 2026-12-22T17:00).")],
) -> None:
    """Give an open cycle a later closing time; the bot tells everybody in it."""
    with sessions.working() as work:
        from flows import closings

        made = closings.extend(work.session, cycle_id, closes, work.now)
        until = made.closes_at.astimezone(ZoneInfo(work.settings.timezone))
    typer.echo(f"Cycle {cycle_id} closes at {until:%Y-%m-%d %H:%M}.")


@cycle.command("close", epilog="Example: tusoi cycle close 3")
def close_cycle(
    cycle_id: Annotated[
        int,
        typer.Argument(
            metavar="CYCLE_ID",
            help="As `tusoi cycle list` shows it.",
            parser=output.id_of("a cycle", "tusoi cycle list"),
        ),
    ],
) -> None:
    """Close an open cycle early, once everybody has handed in; the bot then publishes its figures."""
    with sessions.working() as work:
        from flows import closings

        closings.close(work.session, cycle_id, work.now)
    typer.echo(f"Cycle {cycle_id} is closed.")


@cycle.command("list", epilog="Example: tusoi cycle list --json")
def list_cycles(as_json: output.Json = False) -> None:
    """List all cycles, newest first."""
    with sessions.working(read_only=True) as work:
        from flows import cycles

        items = [asdict(line) for line in cycles.listing(work.session, work.now)]
        zone = work.settings.timezone
    if not as_json:
        for item in items:
            item["opens_at"] = item["opens_at"].astimezone(ZoneInfo(zone))
            item["closes_at"] = item["closes_at"].astimezone(ZoneInfo(zone))
    output.rows(items, COLUMNS, as_json)
