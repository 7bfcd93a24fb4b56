"""What a roster's import tells and asks: problems with their places, equal names, what is done."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import typer

from bot.commands import output, sessions

if TYPE_CHECKING:
    from flows.roster_files import RosterFile
    from flows.roster_imports import Plan
    from flows.roster_matching import Doubt, Seat
    from flows.roster_rows import Row
    from flows.roster_tables import RosterProblems
    from flows.unit_files import UnitFile

LISTED = 20
"""So many of a kind are told by name; a report tells all."""
ELSEWHERE = "elsewhere"
KINDS = ("added", "changed", "doubts", ELSEWHERE, "absent")
WORDS = {
    "added": "new:",
    "changed": "changed:",
    "doubts": "in doubt:",
    ELSEWHERE: "left alone:",
    "absent": "not in the file:",
}


def fail(error: "RosterProblems", report: Path | None) -> NoReturn:
    """Every problem with its row and column, and the end."""
    from bot.documents import tables
    from locales import texts

    lines = [(item.line, item.column, texts.plain("en", item.text)) for item in error.problems]
    for line, column, what in lines:
        output.note(f"Row {line}{f', column {column}' if column else ''}: {what}.")
    if report is not None:
        report.write_bytes(tables.as_csv(("Row", "Column", "Problem"), lines))
    number = f"{len(lines)} problem{'s' if len(lines) > 1 else ''}"
    output.fail(f"Nothing was imported: {number}{', and reading ended there' if error.more else ''}.")


def decide(plan: "Plan") -> dict[int, int]:
    """Ask about every row whose name somebody bears already; who cannot be asked is told how to say it."""
    if not output.interactive():
        listed([_doubt(doubt) for doubt in plan.doubts[:LISTED]], len(plan.doubts))
        output.fail(_how_to_say(plan.doubts))
    decisions: dict[int, int] = {}
    for doubt in plan.doubts:
        decisions[doubt.row.line] = _ask(doubt, taken=set(decisions.values()))
    return decisions


def _how_to_say(doubts: "Sequence[Doubt]") -> str:
    """What can be done, for namesakes on the roster and for those in the file."""
    said = "Nothing was imported. Say with --same-name new that these are other persons"
    if any(doubt.seats for doubt in doubts):
        said += ", with --same-name same that they are the members named"
    said += ", or give each an own id in a column Mã."
    if any(doubt.lines for doubt in doubts):
        said += " Rows with equal names: if they are the same person, delete all but one of them in the file."
    return said


def _ask(doubt: "Doubt", taken: set[int]) -> int:
    from flows.roster_matching import LEFT, NEW

    output.note(_doubt(doubt))
    offers = {
        seat.id: f"the same person as member {seat.id} ({seat.profile.post or 'no post'})"
        for seat in doubt.seats
        if seat.id not in taken
    }
    if doubt.lines:
        rows = ", ".join(map(str, doubt.lines))
        offers[LEFT] = f"the same person as in row {rows}; leave this row out"
    for number, offer in enumerate(offers.values(), 1):
        output.note(f"  {number}: {offer}")
    output.note("  0: another person")
    answer: int = typer.prompt("Which", type=int, err=True)
    while not 0 <= answer <= len(offers):
        answer = typer.prompt("Which", type=int, err=True)
    return [NEW, *offers][answer]


def _doubt(doubt: "Doubt") -> str:
    return f"Row {doubt.row.line}: {doubt.row.profile.name} is also the name of {_bearers(doubt)}."


def tell(reading: sessions.Opened, found: "RosterFile", plan: "Plan", dry_run: bool, as_json: bool) -> None:
    """What was done, or in a dry run would be, by name as far as it fits on a screen."""
    from flows import roster_lines

    left = found.left_out + plan.left
    counts: dict[str, Any] = {
        "units": len(plan.units),
        "added": len(plan.added),
        "changed": len(plan.changed),
        "unchanged": plan.unchanged,
        "absent": plan.absent,
        "elsewhere": len(plan.elsewhere),
        "doubts": len(plan.doubts),
        "left_out": len(left),
        "dry_run": dry_run,
    }
    tell_sheet(found)
    if found.unknown:
        output.note(f"Columns that were left out: {', '.join(found.unknown)}.")
    if left:
        said = ", ".join(f"{rows} ({_why(why)})" for why, rows in roster_lines.by_reason(left, LISTED))
        output.note(f"{'Rows that were' if len(left) > 1 else 'Row that was'} left out: {said}.")
    known = _units(reading, plan)
    for kind in filter(counts.get, KINDS if dry_run else (ELSEWHERE,)):
        some = islice((item for item in outcomes(plan, known) if item[0] == kind), LISTED)
        listed([_line(*item) for item in some], counts[kind])
    if plan.absent:
        where = f" of {known[next(iter(plan.units))][1]}" if len(plan.units) == 1 else ""
        output.note(f"{plan.absent} members{where} are not in the file; they stay as they are.")
    sentence = "{added} added, {changed} changed, {unchanged} unchanged.".format(**counts)
    output.value(counts, as_json, f"Nothing was done. It would be: {sentence}" if dry_run else sentence)


def _why(reason: str) -> str:
    from flows.replies import Text
    from locales import texts

    return texts.plain("en", Text(f"roster-left-{reason}"))


def write(reading: sessions.Opened, found: "RosterFile", plan: "Plan", file: Path) -> None:
    """What becomes of every row: changed, left out and why, not in the file; as a table."""
    from bot.documents import tables

    headings = ("What", "Row", "Name", "Unit", "Detail")
    left = (("left out", item.line, "", "", _why(item.why)) for item in found.left_out + plan.left)
    file.write_bytes(tables.as_csv(headings, chain(outcomes(plan, _units(reading, plan)), left)))


def outcomes(
    plan: "Plan", known: Mapping[int, tuple[str, str]]
) -> Iterator[tuple[str, int | str, str, str, str]]:
    """What becomes of a row: the kind, its line, the name, the cell's code, what there is to say."""
    for place in plan.added:
        row = plan.rows[place]
        yield "added", row.line, row.profile.name, known[row.unit_id][0], row.profile.post
    for seat, row in plan.shown_changed:
        yield "changed", row.line, row.profile.name, known[row.unit_id][0], _difference(seat, row)
    for doubt in plan.doubts:
        name, code = doubt.row.profile.name, known[doubt.row.unit_id][0]
        yield "doubts", doubt.row.line, name, code, f"is also the name of {_bearers(doubt)}"
    for row, seat in plan.elsewhere:
        what = f"chuyển sinh hoạt: member {seat.id} of {known[seat.unit_id][0]} has this own id"
        yield ELSEWHERE, row.line, row.profile.name, known[row.unit_id][0], what
    for seat in plan.shown_absent:
        yield "absent", "", seat.profile.name, known[seat.unit_id][0], f"member {seat.id} is not in the file"


def _line(kind: str, line: int | str, name: str, unit: str, detail: str) -> str:
    where = f"Row {line}" if line else "No row"
    return f"{where}: {WORDS[kind]} {name} ({unit}){': ' if detail else ''}{detail}."


def _difference(seat: "Seat", row: "Row") -> str:
    from flows.roster_matching import merged

    new = merged(seat.profile, row.profile)
    pairs = (
        ("name", seat.profile.name, new.name),
        ("post", seat.profile.post, new.post),
        ("own id", seat.profile.own_id, new.own_id),
        ("standing", seat.standing, row.standing),
    )
    return ", ".join(f"{what}: {old or '–'} → {now or '–'}" for what, old, now in pairs if old != now)


def _bearers(doubt: "Doubt") -> str:
    seats = [f"member {seat.id}" for seat in doubt.seats]
    return ", ".join(seats + [f"row {line}" for line in doubt.lines])


def _units(reading: sessions.Opened, plan: "Plan") -> dict[int, tuple[str, str]]:
    """Codes and names of the units that are spoken of."""
    from storage import units

    spoken = {*plan.units, *(seat.unit_id for _, seat in plan.elsewhere)}
    with sessions.transaction(reading, keep=False) as work:
        return units.labels_of(work.session, list(spoken))


def tell_sheet(found: "RosterFile | UnitFile") -> None:
    """Which sheet was read, where there are several."""
    if found.others:
        output.note(f"Read from the sheet “{found.sheet}”; other sheets that were not read: {found.others}.")


def listed(sentences: list[str], number: int) -> None:
    """The first ones, and how many more there are."""
    for sentence in sentences[:LISTED]:
        output.note(sentence)
    if number > LISTED:
        output.note(f"… and {number - LISTED} more.")
