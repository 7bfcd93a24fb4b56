"""``tusoi member transfer|remove|restore|history`` and the proposals of secretaries."""

from typing import Annotated, Any

import typer

from bot.commands import output, sessions
from bot.commands.members import UnitCode, member

Id = Annotated[
    int,
    typer.Argument(metavar="MEMBER_ID", help="As `tusoi member list` shows it.", parser=output.MEMBER),
]
Proposal = Annotated[
    int,
    typer.Argument(
        metavar="PROPOSAL",
        help="As `tusoi member proposals` shows it.",
        parser=output.id_of("a proposal", "tusoi member proposals"),
    ),
]
PROPOSAL_COLUMNS = {"id": "Id", "what": "What", "unit": "Unit", "name": "Name", "since": "Since"}
COLUMNS = {"unit": "Unit", "from": "From", "until": "Until", "ended": "Ended"}


@member.command("transfer", epilog="Example: tusoi member transfer 4193820417 --unit KP4")
def transfer(member_id: Id, unit_code: UnitCode) -> None:
    """Move a member to another cell: what he wrote goes with him, offices he cannot hold there end."""
    with sessions.working() as work:
        from flows import transfers

        transfers.transfer(work.session, member_id, unit_code, work.now)
    typer.echo(f"{member_id} is in {unit_code.upper()} from now on.")


@member.command("remove", epilog="Example: tusoi member remove 4193820417")
def remove(
    member_id: Id,
    deceased: Annotated[bool, typer.Option("--deceased", help="The member has died.")] = False,
) -> None:
    """Note that a member has left: he is expected no more and holds no office."""
    with sessions.working() as work:
        from flows import transfers

        reason = transfers.DECEASED if deceased else transfers.LEFT
        transfers.leave(work.session, member_id, work.now, reason)
    typer.echo(f"{member_id} has left.")


@member.command("restore", epilog="Example: tusoi member restore 4193820417")
def restore(member_id: Id) -> None:
    """Put a member back who was removed by mistake, within 30 days, while what he wrote is kept."""
    with sessions.working() as work:
        from flows import transfers

        transfers.restore(work.session, member_id, work.now)
    typer.echo(f"{member_id} is on the roll again.")


@member.command("history", epilog="Example: tusoi member history 4193820417")
def history(member_id: Id, as_json: output.Json = False) -> None:
    """Show the cells a member has been in."""
    with sessions.working(read_only=True) as work:
        from flows import transfers

        items: list[dict[str, Any]] = [
            {"unit": stay.unit, "from": stay.from_at, "until": stay.until_at, "ended": stay.ended}
            for stay in transfers.history(work.session, member_id)
        ]
    output.rows(items, COLUMNS, as_json)


@member.command("proposals", epilog="Example: tusoi member proposals")
def list_proposals(as_json: output.Json = False) -> None:
    """List what secretaries proposed about their rolls and nobody confirmed yet."""
    with sessions.working(read_only=True) as work:
        from flows import proposals

        items = [
            {"id": line.id, "what": line.what, "unit": line.unit, "name": line.name, "since": line.since}
            for line in proposals.listing(work.session)
        ]
    output.rows(items, PROPOSAL_COLUMNS, as_json)


@member.command("confirm", epilog="Example: tusoi member confirm 12")
def confirm(proposal: Proposal) -> None:
    """Do what was proposed."""
    with sessions.working() as work:
        from flows import proposals

        proposals.carry_out(work.session, proposals.waiting(work.session, proposal), work.now)
    typer.echo(f"Proposal {proposal} is confirmed.")


@member.command("decline", epilog="Example: tusoi member decline 12")
def decline(proposal: Proposal) -> None:
    """Leave everything as it was; who proposed it is told."""
    with sessions.working() as work:
        from flows import proposals

        proposals.settle_declined(work.session, proposals.waiting(work.session, proposal), work.now)
    typer.echo(f"Proposal {proposal} is declined.")
