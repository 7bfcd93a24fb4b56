"""``tusoi unit`` and ``tusoi role``: the organisation's tree and its offices."""

from dataclasses import asdict
from typing import Annotated

import typer

from bot.commands import output, sessions

unit = typer.Typer(no_args_is_help=True, help="The organisation's tree.")
role = typer.Typer(no_args_is_help=True, help="Who holds which office.")

UNIT_COLUMNS = {"code": "Code", "name": "Name", "kind": "Kind", "parent": "Parent", "members": "Members"}
ROLE_COLUMNS = {"unit": "Unit", "role": "Role", "member_id": "Member", "name": "Name"}
Member = Annotated[int, typer.Argument(metavar="MEMBER_ID", help="As `tusoi member list` shows it.")]
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
def list_units(as_json: output.Json = False) -> None:
    """List all units, parents before children."""
    with sessions.working(read_only=True) as work:
        from flows import units

        items = [asdict(line) for line in units.listing(work.session)]
    output.rows(items, UNIT_COLUMNS, as_json)


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
