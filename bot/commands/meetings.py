"""``tusoi meeting``: when cells meet."""

from dataclasses import asdict
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import output, sessions

meeting = typer.Typer(no_args_is_help=True, help="When cells meet.")

COLUMNS = {
    "unit": "Unit",
    "rule": "Rule",
    "at": "At",
    "minutes": "Minutes",
    "place": "Place",
    "next_at": "Next",
}


@meeting.command(
    "set", epilog="Example: tusoi meeting set --unit KP3 --rule 'FREQ=MONTHLY;BYDAY=1TU' --at 19:30"
)
def set_rule(
    unit_code: Annotated[str, typer.Option("--unit", metavar="CODE", help="The cell.")],
    rule: Annotated[str, typer.Option(metavar="RRULE", help="Days by RFC 5545, without hours or an end.")],
    at: Annotated[str, typer.Option(metavar="HH:MM", help="When it begins, where the cell is.")],
    minutes: Annotated[int, typer.Option(help="How long it lasts.")] = 90,
    place: Annotated[str | None, typer.Option(help="Where; left as it is if left out.")] = None,
    as_json: output.Json = False,
) -> None:
    """Set or change a cell's rule. In chat its secretary does this by tapping."""
    with sessions.working() as work:
        from flows import meeting_rules

        line = meeting_rules.set_rule(work.session, unit_code, rule, at, minutes, place, work.now)
        zone = ZoneInfo(work.settings.timezone)
    begins = line.next_at.astimezone(zone).strftime("%Y-%m-%d %H:%M") if line.next_at else "never"
    output.value(asdict(line), as_json, f"{line.unit} meets by this rule; next: {begins}.")


@meeting.command("remind", epilog="Example: tusoi meeting remind --unit KP3 --before 7d,1d")
def set_reminders(
    unit_code: Annotated[str, typer.Option("--unit", metavar="CODE", help="The cell.")],
    before: Annotated[str, typer.Option(metavar="CODES", help="Of 14d,7d,3d,1d,2h; '' for none.")],
    as_json: output.Json = False,
) -> None:
    """Say how long before its meetings a cell is reminded. In chat its secretary ticks it."""
    with sessions.working() as work:
        from flows import meeting_offsets

        codes = meeting_offsets.choose(work.session, unit_code, before, work.now)
    told = ", ".join(codes) or "never"
    code = unit_code.strip().upper()
    output.value({"unit": code, "reminders": codes}, as_json, f"{code} is reminded before a meeting: {told}.")


@meeting.command("list", epilog="Example: tusoi meeting list --json")
def list_rules(as_json: output.Json = False) -> None:
    """List all cells' rules."""
    with sessions.working(read_only=True) as work:
        from flows import meeting_rules

        items = [asdict(line) for line in meeting_rules.listing(work.session, work.now)]
        zone = ZoneInfo(work.settings.timezone)
    if not as_json:
        for item in items:
            item["next_at"] = item["next_at"].astimezone(zone) if item["next_at"] else None
    output.rows(items, COLUMNS, as_json)
