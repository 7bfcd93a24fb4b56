"""``tusoi unit`` and ``tusoi role``: the organisation's tree and its offices."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import output, roster, roster_reports, sessions

if TYPE_CHECKING:
    from flows.unit_imports import UnitPlan

unit = typer.Typer(no_args_is_help=True, help="The organisation's tree.")
role = typer.Typer(no_args_is_help=True, help="Who holds which office.")

UNIT_COLUMNS = {"code": "Code", "name": "Name", "kind": "Kind", "parent": "Parent", "members": "Members"}
STATE_COLUMNS = {"closed_at": "Closed", "merged_into": "Merged into"}
ROLE_COLUMNS = {"unit": "Unit", "role": "Role", "member_id": "Member", "name": "Name"}
Member = Annotated[
    int,
    typer.Argument(metavar="MEMBER_ID", help="As `tusoi member list` shows it.", parser=output.MEMBER),
]
RoleName = Annotated[
    str, typer.Argument(metavar="ROLE", help="secretary, deputy, committee, clerk or officer.")
]
UnitCode = Annotated[str, typer.Option("--unit", metavar="CODE", help="The unit's code.")]


@unit.command("add", epilog="Example: tusoi unit add 'Chi bộ Khu phố 3' --code KP3 --parent DU")
def add_unit(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The unit's full name.")],
    code: Annotated[str, typer.Option(metavar="CODE", help="2 to 32 letters A–Z, digits or hyphens.")],
    parent: Annotated[str | None, typer.Option(metavar="CODE", help="The unit above it.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(help="residential, agency, public_service, enterprise, armed_forces or other."),
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Add a unit: a committee, or a cell below it."""
    with sessions.working() as work:
        from flows import units

        added = units.add(
            work.session, name, code, work.now, parent=parent, kind=kind, timezone=work.settings.timezone
        )
        done = {"code": added.code, "name": added.name, "kind": added.kind}
    output.value(done, as_json, f"Added {done['code']}: {done['name']}.")


@unit.command("list", epilog="Example: tusoi unit list --json")
def list_units(
    everything: Annotated[bool, typer.Option("--all", help="Also units that are closed.")] = False,
    as_json: output.Json = False,
) -> None:
    """List the units, parents before children."""
    with sessions.working(read_only=True) as work:
        from flows import units

        lines = units.listing(work.session)
    items = [asdict(line) for line in lines if everything or not line.closed]
    shown = UNIT_COLUMNS | STATE_COLUMNS if everything or as_json else UNIT_COLUMNS
    output.rows(items, shown, as_json)
    if hidden := len(lines) - len(items):
        output.note(f"Not shown: {hidden} closed. With --all they are.")


@unit.command("import", epilog="Example: tusoi unit import to-chuc.xlsx --dry-run")
def import_units(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with a row of headings.")],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    as_json: output.Json = False,
) -> None:
    """Make the tree from a file: all of it or nothing. The same file twice changes nothing.

    Headings: Mã, Tên; if you like Loại hình and Mã cấp trên. A unit that is there already stays as it is.
    """
    with sessions.ready(real=True) as databases:
        from flows import roster_tables, unit_files, unit_imports

        try:
            with file.open("rb") as stream, roster.progress("Reading") as tick:
                found = unit_files.read(stream, file.name, roster_tables.AT_HOME, tick)
            roster_reports.tell_sheet(found)
            with sessions.transaction(databases, keep=False) as work:
                plan = unit_imports.plan(work.session, found)
        except roster_tables.RosterProblems as error:
            roster_reports.fail(error, None)
        if not dry_run:
            _make(databases, plan)
    _tell(plan, dry_run, as_json)


def _make(databases: sessions.Opened, plan: "UnitPlan") -> None:
    """Stage in batches, show at once."""
    from flows import unit_imports

    more = True
    while more:
        with sessions.transaction(databases) as work:
            more = unit_imports.clear_some(work.session)
    mark, start = unit_imports.new_mark(), 0
    with roster.progress("Writing", len(plan.added)) as tick:
        while start < len(plan.added):
            with sessions.transaction(databases) as work:
                zone = databases.settings.timezone
                start = unit_imports.stage(work.session, plan, start, mark, work.now, zone)
            sessions.breathe()
            tick(start)
    with sessions.transaction(databases) as work:
        unit_imports.show(work.session, plan, mark, work.now)


def _tell(plan: "UnitPlan", dry_run: bool, as_json: bool) -> None:
    counts = {
        "added": len(plan.added),
        "unchanged": plan.unchanged,
        "differing": len(plan.differing),
        "dry_run": dry_run,
    }
    new = [f"Row {row.line}: new: {row.code} {row.name}." for row in plan.added if dry_run]
    roster_reports.listed(new, len(new))
    other = [f"Row {row.line}: {row.code} is there already and stays as it is." for row in plan.differing]
    roster_reports.listed(other, len(other))
    sentence = "{added} added, {unchanged} unchanged, {differing} there already otherwise.".format(**counts)
    output.value(counts, as_json, f"Nothing was done. It would be: {sentence}" if dry_run else sentence)


@role.command("give", epilog="Example: tusoi role give 4193820417 secretary --unit KP3")
def give_role(member_id: Member, name: RoleName, unit_code: UnitCode) -> None:
    """Give a member an office in his cell or above it."""
    with sessions.working() as work:
        from flows import roles

        roles.give(work.session, member_id, name, unit_code, work.now)
    typer.echo(f"{member_id} is now {name} of {unit_code.upper()}.")


@role.command("take", epilog="Example: tusoi role take 4193820417 secretary --unit KP3")
def take_role(member_id: Member, name: RoleName, unit_code: UnitCode) -> None:
    """Take an office back."""
    with sessions.working() as work:
        from flows import roles

        roles.take(work.session, member_id, name, unit_code, work.now)
    typer.echo(f"{member_id} is no longer {name} of {unit_code.upper()}.")


@role.command("list", epilog="Example: tusoi role list --unit KP3 --json")
def list_roles(unit_code: UnitCode, as_json: output.Json = False) -> None:
    """List the offices held in a unit."""
    with sessions.working(read_only=True) as work:
        from flows import roles

        items = [asdict(line) for line in roles.listing(work.session, unit_code, work.now)]
    output.rows(items, ROLE_COLUMNS, as_json)
