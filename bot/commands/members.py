"""``tusoi member``, ``tusoi roster`` and ``tusoi codes``: who is on the roster, and how each one joins."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import output, sessions

if TYPE_CHECKING:
    from flows.roster import Doubt, Plan
    from flows.roster_files import Row

member = typer.Typer(no_args_is_help=True, help="Members of a cell.")
roster = typer.Typer(no_args_is_help=True, help="A cell's roster from a file.")

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


@roster.command("import", epilog="Example: tusoi roster import danh-sach.xlsx --unit KP3 --dry-run")
def import_roster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with a row of headings.")],
    unit_code: UnitCode,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    same_name: Annotated[
        str,
        typer.Option(help="Of a row whose name is known: new (another person), same (that person), or ask."),
    ] = "ask",
    as_json: output.Json = False,
) -> None:
    """Take a cell's roster from a file: all of it or nothing. The same file twice changes nothing.

    Headings: Họ và tên (or name); if you like Mã, Chức vụ, Đảng viên chính thức/dự bị.
    """
    if same_name not in ("new", "same", "ask"):
        raise typer.BadParameter("Write new, same or ask.", param_hint="--same-name")
    with sessions.ready(real=True, read_only=True) as reading:
        from flows import roster as rules

        rows = _read(file)
        plan = _planned(reading, unit_code, rows, same_name)
        if plan.doubts and not dry_run:
            plan = _planned(reading, unit_code, rows, same_name, _decide(plan))
        if not dry_run:
            sealed = rules.seal(reading.keyring, plan, sessions.breathe)
            with sessions.ready(real=True, found=reading.settings) as writing:
                for start in range(0, len(sealed.added), rules.BATCH):
                    with sessions.transaction(writing) as work:
                        rules.stage(work.session, sealed, start, work.now)
                    sessions.breathe()
                with sessions.transaction(writing) as work:
                    rules.apply(work.session, sealed, work.now)
    _report(plan, dry_run, as_json)


def _planned(
    reading: sessions.Opened, unit_code: str, rows: "list[Row]", same_name: str, decisions: Any = None
) -> "Plan":
    from flows import roster as rules

    with sessions.transaction(reading, keep=False) as work:
        return rules.plan(work.session, unit_code, rows, same_name=same_name, decisions=decisions)


def _read(file: Path) -> "list[Row]":
    from flows import roster_files
    from locales import texts

    try:
        return roster_files.read(file.read_bytes(), file.name)
    except roster_files.RosterProblems as error:
        for problem in error.problems:
            output.note(f"Row {problem.line}, column {problem.column}: {texts.plain('en', problem.text)}.")
        number = len(error.problems)
        output.fail(f"Nothing was imported: {number} problem{'s' if number > 1 else ''}.")


def _decide(plan: "Plan") -> dict[int, int]:
    """Ask about every row whose name somebody bears already; who cannot be asked is told how to say it."""
    if not output.interactive():
        for doubt in plan.doubts:
            output.note(_doubt(doubt))
        output.fail(
            "Nothing was imported. Say with --same-name new that these are other persons, with"
            " --same-name same that they are the members named, or give each an own id in a column Mã."
        )
    decisions: dict[int, int] = {}
    for doubt in plan.doubts:
        decisions[doubt.row.line] = _ask(doubt, taken=set(decisions.values()))
    return decisions


def _ask(doubt: "Doubt", taken: set[int]) -> int:
    from flows.roster import NEW

    output.note(_doubt(doubt))
    seats = [seat for seat in doubt.seats if seat.id not in taken]
    if not seats:
        if not typer.confirm("Is this another person?", err=True):
            output.fail(f"Nothing was imported. Take row {doubt.row.line} out of the file and start again.")
        return NEW
    for number, seat in enumerate(seats, 1):
        output.note(f"  {number}: the same person as member {seat.id} ({seat.profile.post or 'no post'})")
    output.note("  0: another person")
    answer: int = typer.prompt("Which", type=int, err=True)
    while not 0 <= answer <= len(seats):
        answer = typer.prompt("Which", type=int, err=True)
    return seats[answer - 1].id if answer else NEW


def _doubt(doubt: "Doubt") -> str:
    bearers = [f"member {seat.id}" for seat in doubt.seats] + [f"row {line}" for line in doubt.lines]
    return f"Row {doubt.row.line}: {doubt.row.profile.name} is also the name of {', '.join(bearers)}."


def _report(plan: "Plan", dry_run: bool, as_json: bool) -> None:
    counts: dict[str, Any] = {
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "absent": len(plan.absent),
        "doubts": len(plan.doubts),
        "dry_run": dry_run,
    }
    sentence = "{added} added, {changed} changed, {unchanged} unchanged.".format(**counts)
    if dry_run:
        for doubt in plan.doubts:
            output.note(_doubt(doubt))
        sentence = f"Nothing was done. It would be: {sentence}"
    if plan.absent:
        output.note(f"{len(plan.absent)} members of {plan.unit} are not in the file; they stay as they are.")
    output.value(counts, as_json, sentence)


def codes(
    unit_code: UnitCode,
    again: Annotated[
        int | None, typer.Option(metavar="MEMBER_ID", help="A new code for this member, joined or not.")
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
    shown = CODE_COLUMNS if as_json or any(item["link"] for item in items) else _without_link()
    output.rows(items, shown, as_json)
    if items:
        output.note(f"Shown once. They can be used for {days} days, once each.")


def _without_link() -> dict[str, str]:
    return {key: heading for key, heading in CODE_COLUMNS.items() if key != "link"}
