"""``tusoi``: the command line. Only typer is imported here, so that help comes at once."""

import gc
import os
import sys

import typer

from bot.commands import (
    audit,
    cycles,
    doctor,
    meetings,
    members,
    outbox,
    roster,
    serving,
    slips,
    units,
    upkeep,
)
from bot.commands import transfers as transfers  # adds to `member`
from bot.commands import unit_changes as unit_changes  # adds to `unit`

app = typer.Typer(
    name="tusoi",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Tự soi: a private self-review chatbot for Party cells.",
    epilog="Example: tusoi run",
)
app.command("run", epilog="Example: tusoi run")(serving.run)
app.command("demo", epilog="Example: tusoi demo --members 100000 --seed 1")(serving.demo)
app.command("migrate", epilog="Example: tusoi migrate")(upkeep.migrate)
app.add_typer(units.unit, name="unit")
app.add_typer(members.member, name="member")
app.add_typer(roster.roster, name="roster")
app.command("codes", epilog="Example: tusoi codes --unit KP3 --days 14")(members.codes)
app.command("slips", epilog="Example: tusoi slips --unit KP3 --out phieu-moi.pdf")(slips.slips)
app.add_typer(units.role, name="role")
app.add_typer(cycles.cycle, name="cycle")
app.add_typer(meetings.meeting, name="meeting")
app.add_typer(outbox.outbox, name="outbox")
app.add_typer(audit.audit, name="audit")
app.command("backup", epilog="Example: tusoi backup /mnt/backups")(upkeep.backup)
app.command("restore", epilog="Example: tusoi restore data/backups/tusoi-20261122T020000Z.zip")(
    upkeep.restore
)
app.command("doctor", epilog="Example: tusoi doctor --json")(doctor.doctor)
app.command("retention", epilog="Example: tusoi retention --dry-run")(upkeep.retention)


def main() -> None:
    """The console script. What is made is its owner's alone; the end is quick, for nothing is left open."""
    os.umask(0o077)
    gc.disable()  # while modules are loaded there is nothing to collect; `sessions.settings` enables it
    status: object = 0
    try:
        app()
    except SystemExit as end:
        status = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    main()
