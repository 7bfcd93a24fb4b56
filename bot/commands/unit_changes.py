"""``tusoi unit move|rename|merge|split|close|history|set|settings``: the organisation changes."""

from dataclasses import asdict
from typing import Annotated

import typer

from bot.commands import output, sessions
from bot.commands.units import unit

Code = Annotated[str, typer.Argument(metavar="CODE", help="The unit's code.")]
HISTORY_COLUMNS = {"at": "At", "what": "What", "name": "Name", "parent": "Under", "other": "Unit"}
SETTING_COLUMNS = {"name": "Setting", "value": "Value", "own": "Its own"}


@unit.command("move", epilog="Example: tusoi unit move KP3 --under XA2")
def move(
    code: Code,
    under: Annotated[
        str | None, typer.Option(metavar="CODE", help="The unit above it from now on; none if left out.")
    ] = None,
) -> None:
    """Put a unit, with all below it, under another one."""
    with sessions.working() as work:
        from flows import unit_changes

        unit_changes.move(work.session, code, under, work.now)
    where = f"under {under.upper()}" if under else "under no other unit"
    typer.echo(f"{code.upper()} is {where} from now on.")


@unit.command("rename", epilog="Example: tusoi unit rename KP3 'Chi bộ Tổ dân phố 3'")
def rename(
    code: Code, name: Annotated[str, typer.Argument(metavar="NAME", help="The new full name.")]
) -> None:
    """Give a unit another name; figures of the past keep the old one."""
    with sessions.working() as work:
        from flows import unit_changes

        unit_changes.rename(work.session, code, name, work.now)
    typer.echo(f"{code.upper()} has its new name from now on.")


@unit.command("merge", epilog="Example: tusoi unit merge KP3 KP4 --into KP5")
def merge(
    codes: Annotated[list[str], typer.Argument(metavar="CODE…", help="The units that end.")],
    into: Annotated[str, typer.Option(metavar="CODE", help="The unit their people, or units below, go to.")],
) -> None:
    """Merge cells into a cell, or units above into such a unit (a tier that goes: into the one above)."""
    with sessions.working() as work:
        from flows import unit_changes

        moved = unit_changes.merge(work.session, codes, into, work.now)
    merged = ", ".join(code.upper() for code in codes)
    typer.echo(f"{merged} merged into {into.upper()}: {moved} members went along.")


@unit.command("split", epilog="Example: tusoi unit split KP3 --new KP3B --name 'Chi bộ 3B' --member 41938")
def split(
    code: Code,
    new: Annotated[str, typer.Option("--new", metavar="CODE", help="The new cell's code.")],
    name: Annotated[str, typer.Option(help="The new cell's full name.")],
    member: Annotated[list[int], typer.Option(metavar="MEMBER_ID", help="Who goes there; once for each.")],
) -> None:
    """Split a new cell off a cell, with some of its members."""
    with sessions.working() as work:
        from flows import unit_changes

        made = unit_changes.split(work.session, code, new, name, member, work.now)
        done = made.code
    typer.echo(f"{done} split off {code.upper()} with {len(set(member))} members.")


@unit.command("close", epilog="Example: tusoi unit close KP3")
def close(code: Code) -> None:
    """Note that an empty unit works no more."""
    with sessions.working() as work:
        from flows import unit_changes

        unit_changes.close(work.session, code, work.now)
    typer.echo(f"{code.upper()} is closed.")


@unit.command("history", epilog="Example: tusoi unit history KP3")
def history(code: Code, as_json: output.Json = False) -> None:
    """Show what became of a unit: its names, its places in the tree, mergers and splits."""
    with sessions.working(read_only=True) as work:
        from flows import unit_histories

        items = [asdict(event) for event in unit_histories.history(work.session, code)]
    output.rows(items, HISTORY_COLUMNS, as_json)


@unit.command("set", epilog="Example: tusoi unit set XA2 approval_from 200")
def set_(
    code: Code,
    name: Annotated[
        str, typer.Argument(metavar="SETTING", help="timezone, language, step or approval_from.")
    ],
    value: Annotated[
        str, typer.Argument(metavar="VALUE", help="The value; '' to have that of the unit above again.")
    ],
) -> None:
    """Set something for a unit and all units below it that have not set it themselves."""
    with sessions.working() as work:
        from flows import unit_settings

        unit_settings.set_value(work.session, code, name, value, work.now)
    typer.echo(f"{name} of {code.upper()} is set.")


@unit.command("settings", epilog="Example: tusoi unit settings KP3")
def settings(code: Code, as_json: output.Json = False) -> None:
    """Show what holds in a unit, and what of it is its own."""
    with sessions.working(read_only=True) as work:
        from flows import unit_settings, units

        found = unit_settings.listing(work.session, units.find_known(work.session, code))
    items = [{"name": name, "value": value, "own": own} for name, value, own in found]
    output.rows(items, SETTING_COLUMNS, as_json)
