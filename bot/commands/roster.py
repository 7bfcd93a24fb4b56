"""``tusoi roster``: the members of one cell or of many from a file."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands import output, roster_reports, sessions

if TYPE_CHECKING:
    from flows.roster_files import RosterFile
    from flows.roster_imports import Plan

roster = typer.Typer(no_args_is_help=True, help="The rosters of cells from a file.")
Report = Annotated[
    Path | None,
    typer.Option("--report", metavar="FILE", help="Write every row and what becomes of it to a CSV file."),
]


@roster.command("import", epilog="Example: tusoi roster import danh-sach.xlsx --unit KP3 --dry-run")
def import_roster(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV or XLSX with a row of headings.")],
    unit_code: Annotated[
        str | None,
        typer.Option("--unit", metavar="CODE", help="One cell; or a committee: only cells below it."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
    ] = False,
    same_name: Annotated[
        str,
        typer.Option(help="Of a row whose name is known: new (another person), same (that person), or ask."),
    ] = "ask",
    report: Report = None,
    as_json: output.Json = False,
) -> None:
    """Take rosters from a file: all of it or nothing. The same file twice changes nothing.

    Headings: Họ và tên (or name); if you like Mã, Chức vụ, Đảng viên chính thức/dự bị, Ngày chính thức. Many
    cells in one file: a column Mã chi bộ or Chi bộ, or a line with the cell's name above its rows.
    """
    if same_name not in ("new", "same", "ask"):
        raise typer.BadParameter("Write new, same or ask.", param_hint="--same-name")
    if report is not None and report.suffix.lower() != ".csv":
        raise typer.BadParameter("It is written as CSV: the name must end in .csv.", param_hint="--report")
    with sessions.ready(real=True, read_only=True) as reading:
        found = _read(reading, file, unit_code, report)
        plan = _planned(reading, found, same_name, report)
        if plan.doubts and not dry_run:
            decided = roster_reports.decide(plan)
            plan = _planned(reading, found, same_name, report, decided)
        if report is not None:
            roster_reports.write(reading, found, plan, report)
        if not dry_run:
            with sessions.ready(real=True, found=reading.settings) as writing:
                _write(writing, plan)
        roster_reports.tell(reading, found, plan, dry_run, as_json)


@roster.command("template", epilog="Example: tusoi roster template danh-sach.xlsx")
def template(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it (XLSX).")],
) -> None:
    """Write an empty roster to be filled in, with two example rows that the import leaves out."""
    with output.refusals():
        from bot.documents import rosters

        with file.open("xb") as stream:
            stream.write(rosters.make("vi"))
    typer.echo(f"Wrote {file}.")


def _read(reading: sessions.Opened, file: Path, unit_code: str | None, report: Path | None) -> "RosterFile":
    from zoneinfo import ZoneInfo

    from flows import roster_cells, roster_files, roster_tables

    with sessions.transaction(reading, keep=False) as work:
        cells = roster_cells.load(work.session, unit_code)
        today = work.now.astimezone(ZoneInfo(reading.settings.timezone)).date()
    with file.open("rb") as stream, progress("Reading") as tick:
        try:
            return roster_files.read(stream, file.name, today, cells, roster_tables.AT_HOME, tick)
        except roster_tables.RosterProblems as error:
            roster_reports.fail(error, report)


def _planned(
    reading: sessions.Opened, found: "RosterFile", same_name: str, report: Path | None, decided: Any = None
) -> "Plan":
    from flows import roster_imports

    shown = roster_imports.SHOWN if report is None else roster_imports.ALL
    with (
        sessions.transaction(reading, keep=False) as work,
        progress("Comparing", len(found.rows)) as tick,
    ):
        return roster_imports.plan(
            work.session, found.rows, same_name=same_name, decisions=decided, shown=shown, tick=tick
        )


def _write(writing: sessions.Opened, plan: "Plan") -> None:
    """Stage, show at once, settle; then what is new about those who were there."""
    from flows import roster_imports as rules
    from storage import engines

    mark = rules.new_mark()
    try:
        with progress("Writing", len(plan.added)) as tick, engines.waiting_less(writing.engine):
            for start in range(0, len(plan.added), rules.AHEAD):
                prepared = rules.prepare(writing.keyring, plan, start, mark, sessions.clock())
                for at in range(0, len(prepared), rules.BATCH):
                    with sessions.transaction(writing) as work:
                        rules.stage(work.session, prepared[at : at + rules.BATCH])
                    sessions.breathe()
                tick(start + len(prepared))
        with sessions.transaction(writing) as work:
            rules.show(work.session, plan, mark, work.now)
    except BaseException:
        with suppress(Exception):  # what is left of it is erased by the daily retention
            _discard(writing, mark)
        raise
    _finish(writing, plan, mark)


def _finish(writing: sessions.Opened, plan: "Plan", mark: Any) -> None:
    """What is lost of this when the power fails is done again by the jobs."""
    from flows import roster_imports as rules
    from storage import engines

    with progress("Settling", len(plan.added)) as tick, engines.waiting_less(writing.engine):
        more, done = bool(plan.added), 0
        while more:
            with sessions.transaction(writing) as work:
                more = rules.settle_some(work.session, mark, work.now)
            sessions.breathe()
            tick(done := done + rules.BATCH)
    with progress("Changing", len(plan.changed)) as tick:
        start = 0
        while start < len(plan.changed):
            with sessions.transaction(writing) as work:
                start = rules.change_some(work.session, plan, start, work.now)
            sessions.breathe()
            tick(start)


def _discard(writing: sessions.Opened, mark: Any) -> None:
    from flows import roster_imports as rules

    more = True
    while more:
        with sessions.transaction(writing) as work:
            more = rules.discard_some(work.session, mark, work.now)
        sessions.breathe()


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal; nothing otherwise. What it gives is called with how many are done."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task(what, total=total)

        def tick(done: int) -> None:
            bar.update(task, completed=done if total is None else min(done, total))

        yield tick
