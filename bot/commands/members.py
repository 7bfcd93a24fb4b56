"""``tusoi member`` and ``tusoi codes``: who is on the roster, and how each one joins."""

from typing import Annotated, Any

import typer

from bot.commands import output, sessions

member = typer.Typer(no_args_is_help=True, help="Members of a cell.")

COLUMNS = {
    "id": "Id",
    "name": "Name",
    "own_id": "Own id",
    "post": "Post",
    "standing": "Standing",
    "joined": "Joined",
    "roles": "Roles",
}
CODE_COLUMNS = {"id": "Id", "name": "Name", "code": "Code", "link": "Link"}
UnitCode = Annotated[str, typer.Option("--unit", metavar="CODE", help="The cell's code.")]


@member.command("add", epilog="Example: tusoi member add 'Nguyễn Văn An' --unit KP3 --post 'Bí thư'")
def add_member(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Full name.")],
    unit_code: UnitCode,
    post: Annotated[str, typer.Option(help="Post or office, in words.")] = "",
    own_id: Annotated[str, typer.Option(help="The organisation's own id of the member.")] = "",
    probationary: Annotated[bool, typer.Option("--probationary", help="Not an official member yet.")] = False,
    same_name: Annotated[bool, typer.Option("--same-name", help="Another person of the same name.")] = False,
    as_json: output.Json = False,
) -> None:
    """Add one member to a cell."""
    with sessions.working(real=True) as work:
        from flows import roster as rules

        member_id = rules.add(
            work.session,
            name,
            unit_code,
            work.now,
            post=post,
            own_id=own_id,
            standing="probationary" if probationary else "official",
            same_name=same_name,
        )
    output.value({"id": member_id, "unit": unit_code.upper()}, as_json, f"Added with the id {member_id}.")


@member.command("list", epilog="Example: tusoi member list --unit KP3 --json")
def list_members(unit_code: UnitCode, as_json: output.Json = False) -> None:
    """List the members of a cell."""
    with sessions.working(read_only=True) as work:
        from flows import roster as rules

        items = [
            {
                "id": line.id,
                "name": line.profile.name,
                "own_id": line.profile.own_id,
                "post": line.profile.post,
                "standing": line.standing,
                "joined": line.joined,
                "roles": list(line.roles),
            }
            for line in rules.listing(work.session, unit_code, work.now)
        ]
    output.rows(items, COLUMNS, as_json)


def codes(
    unit_code: UnitCode,
    again: Annotated[
        int | None,
        typer.Option(
            metavar="MEMBER_ID", help="A new code for this member, joined or not.", parser=output.MEMBER
        ),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the codes can be used.")] = 30,
    as_json: output.Json = False,
) -> None:
    """Make a join code for every member who has not joined. Older codes of theirs stop working.

    A code is shown once: only its hash is kept. Hand each to its member alone.
    """
    with sessions.working() as work:
        from flows import onboarding
        from flows import roster as rules

        items: list[dict[str, Any]] = []
        for line in rules.listing(work.session, unit_code, work.now):
            if line.id == again or (again is None and not line.joined):
                code = onboarding.issue_code(work.session, line.id, work.now, days)
                link = f"{work.settings.public_url}/#{code}" if work.settings.public_url else None
                items.append({"id": line.id, "name": line.profile.name, "code": code, "link": link})
        if again is not None and not items:
            output.fail(f"The member {again} is not in {unit_code.upper()}.")
        if not as_json:  # as slips and chat show it; programmes get what links carry
            items = [{**item, "code": onboarding.shown_code(item["code"])} for item in items]
    shown = CODE_COLUMNS if as_json or any(item["link"] for item in items) else _without_link()
    output.rows(items, shown, as_json)
    if items:
        output.note(f"Shown once. They can be used for {days} days, once each.")


def _without_link() -> dict[str, str]:
    return {key: heading for key, heading in CODE_COLUMNS.items() if key != "link"}
