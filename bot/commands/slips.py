"""``tusoi slips``: invitation slips to print, a join code on each."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands import output, sessions

if TYPE_CHECKING:
    from flows.slips import Drawn, Invited


def slips(
    unit_code: Annotated[str, typer.Option("--unit", metavar="CODE", help="A cell, or a unit above cells.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="A file ending in .pdf or .docx.")],
    again: Annotated[
        int | None,
        typer.Option(metavar="MEMBER_ID", help="Only this member, joined or not.", parser=output.MEMBER),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=365, help="How long the codes can be used.")] = 30,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the file if there is one.")] = False,
    as_json: output.Json = False,
) -> None:
    """Make slips to print for all who have not joined: name, code, QR codes, what to do.

    Each slip has a new join code; older ones of the same member stop working. Each cell begins a new page.
    Print the file, cut along the dashes, hand the slips over, delete the file.
    """
    form = out.suffix.lower().removeprefix(".")
    if form not in ("pdf", "docx"):
        raise typer.BadParameter("The name must end in .pdf or .docx.", param_hint="--out")
    with sessions.ready(read_only=True) as reading:
        from flows import slips as rules

        with sessions.transaction(reading, keep=False) as work:
            found = rules.below(work.session, unit_code, again)
        number = sum(len(each.seats) for each in found)
        if number:
            with _room(out, force) as room:
                _ask(found, again, yes)
                drawn, now = _written(reading, found, days, form, room)
                _issue(reading, drawn, now, days)
    done = {"file": str(out) if number else None, "slips": number, "cells": sum(bool(e.seats) for e in found)}
    output.value(done, as_json, f"{number} slips in {out}." if number else "Nobody needs a slip.")
    if number:
        output.note(f"The codes can be used for {days} days, once each. Delete the file when it is printed.")


def _ask(found: "list[Invited]", again: int | None, yes: bool) -> None:
    """Say what is going to be done, and go on only if that is wanted."""
    number, joined = sum(len(each.seats) for each in found), sum(each.joined for each in found)
    codes = f"{number} new join code{'s' if number > 1 else ''}"
    output.note(f"This issues {codes}; older ones of the same members stop working.")
    if again is None and joined:
        output.note(f"{joined} have joined already and get no slip.")
    if any(seat.joined for each in found for seat in each.seats):
        output.note("This member has joined: the code is for another device, and he is told and may refuse.")
    if yes:
        return
    if not output.interactive():
        output.fail("Nothing was done. Say --yes to go on without being asked.")
    if not typer.confirm("Go on?", err=True):
        output.fail("Nothing was done.")


def _written(
    reading: sessions.Opened, found: "list[Invited]", days: int, form: str, room: Path
) -> "tuple[list[Drawn], datetime]":
    """The document, written before its codes are issued: none is lost if it cannot be made."""
    from bot import settings
    from bot.documents import slips as document
    from flows import slips as rules
    from flows.slip_pages import Links

    links = Links(reading.settings.public_url or "", settings.telegram_name(reading.settings))
    if not links.home:
        output.note("TUSOI_PUBLIC_URL is not set: the slips have no QR code for the web chat.")
    if not links.bot and reading.settings.telegram_token:
        output.note("TUSOI_TELEGRAM_NAME is not set: the slips have no QR code for Telegram.")
    with sessions.transaction(reading, keep=False) as work:
        drawn = [rules.draw(work.session, each, links, work.now, days) for each in found if each.seats]
    room.write_bytes(document.make(tuple(each.page for each in drawn), form))
    sessions.durable(room)
    return drawn, work.now


def _issue(reading: sessions.Opened, drawn: "list[Drawn]", now: datetime, days: int) -> None:
    from flows import slips as rules

    with sessions.ready(found=reading.settings) as writing:
        for each in drawn:
            for start in range(0, len(each.codes), rules.BATCH):
                with sessions.transaction(writing) as work:
                    rules.issue(work.session, each, start, now, days)
                sessions.breathe()


@contextmanager
def _room(out: Path, force: bool) -> Iterator[Path]:
    """A file beside the one to come, for its owner alone; it takes that name when all is done."""
    if out.exists() and not force:
        output.fail(f"{out} exists already. Name another file, or say --force to replace it.")
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{out.stem}-", suffix=out.suffix, dir=out.parent)
    except OSError as error:  # it names a file nobody asked for
        reason = f"There is no folder {out.parent}." if not out.parent.is_dir() else f"{error.strerror}."
        output.fail(f"{out} cannot be written. {reason}")
    os.close(descriptor)
    try:
        yield Path(name)
        Path(name).replace(out)
        sessions.durable(out.parent)
    finally:
        Path(name).unlink(missing_ok=True)
