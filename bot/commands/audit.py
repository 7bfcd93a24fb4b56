"""``tusoi audit``: what officers and the operator did, and whether somebody has meddled with the log."""

from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.commands import output, sessions

audit = typer.Typer(no_args_is_help=True, help="What officers and the operator did.")

COLUMNS = {
    "id": "No.",
    "at": "At",
    "office": "Office",
    "member": "Member",
    "unit": "Unit",
    "act": "Act",
    "subject": "About",
    "detail": "Detail",
}
SAID = {
    "changed": "Act {id} was changed.",
    "missing": "Acts are missing from {id} on.",
    "end": "The end is not where it was: acts after {id} were removed, or added from outside.",
}
BROKEN = 3
"""The exit code of a log that was meddled with."""


@audit.command("verify", epilog="Example: tusoi audit verify --noted 1204:9f86d081884c7d65")
def verify(
    noted: Annotated[
        str | None,
        typer.Option(metavar="NUMBER:SEAL", help="What an earlier check ended in, as you wrote it down."),
    ] = None,
    as_json: output.Json = False,
) -> None:
    """Follow the whole log. Write down how it ends, away from this machine, and compare it the next time."""
    number, seal = _noted(noted)
    with sessions.working(read_only=True) as work:
        from storage import audit as log

        found = log.verify(work.session)
        other = number is not None and not (log.find_seal(work.session, number) or "").startswith(seal)
    faults = [{"id": fault.id, "kind": fault.kind} for fault in found.faults]
    for fault in found.faults:
        output.note(SAID[fault.kind].format(id=fault.id))
    if other:
        output.note(f"Act {number} is not the one that was written down.")
    end = f"{found.length}:{found.last[:16]}"
    whole = not faults and not other
    sentence = f"{found.length} acts. Somebody has meddled with them."
    if whole:
        sentence = f"{found.length} acts, nothing changed, removed or reordered. It ends in {end}."
    done = {"acts": found.length, "end": end, "faults": faults, "as_noted": not other, "whole": whole}
    output.value(done, as_json, sentence)
    if not whole:
        raise typer.Exit(BROKEN)


@audit.command("list", epilog="Example: tusoi audit list --unit KP3 --most 50")
def list_acts(
    unit_code: Annotated[
        str | None, typer.Option("--unit", metavar="CODE", help="Of this unit and below.")
    ] = None,
    most: Annotated[int, typer.Option(min=1, max=100_000, help="So many of the newest.")] = 50,
    as_json: output.Json = False,
) -> None:
    """List the newest acts: who, where, what, and about whom; ids, no content."""
    with sessions.working(read_only=True) as work:
        from flows import audit as rules
        from flows import units as unit_rules
        from storage import audit as log
        from storage import units

        below = None
        if unit_code is not None:
            unit_id = unit_rules.find_known(work.session, unit_code).id
            below = units.subtree_of(work.session, unit_id or 0)
        zone = ZoneInfo(work.settings.timezone)
        acts = log.newest(work.session, below, most)
        codes = units.codes_of(work.session, [act.unit_id for act in acts if act.unit_id])
        items = [
            {
                "id": act.id,
                "at": act.at if as_json else act.at.astimezone(zone),
                "office": act.office,
                "member": act.member_id,
                "unit": codes.get(act.unit_id or 0),
                "act": act.name,
                "subject": act.subject_id,
                "detail": rules.detail_of(work.session, act),
            }
            for act in acts
        ]
    output.rows(items, COLUMNS, as_json)


def _noted(noted: str | None) -> tuple[int | None, str]:
    if noted is None:
        return None, ""
    number, _, seal = noted.partition(":")
    if not (number.isascii() and number.isdigit() and len(seal) >= 8):
        raise typer.BadParameter("Write it as it was shown, 1204:9f86d081884c7d65.", param_hint="--noted")
    return int(number), seal
