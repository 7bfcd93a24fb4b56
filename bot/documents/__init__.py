"""Documents: a frozen value in, bytes out; made after the commit and off the event loop."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from bot.documents import calendars, exports
from bot.documents.worker import Worker
from bot.messages import Capabilities, File, Picture
from flows.charts import Chart, YearChart, twin
from flows.replies import GAP, Attachment, Line, Reply, text
from flows.slip_pages import CellSlips, in_words
from locales import texts

if TYPE_CHECKING:  # the worker imports this package, too, and reads no database
    from storage.engines import FlowSession

Read = Callable[[Callable[["FlowSession"], File | None]], Awaitable[File | None]]
IN_WORDS = ("chart", "slips")
"""Kinds of documents that are said in words where there are no files."""
SLIPS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
"""Media types of what slips are made as."""
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_worker = Worker()


async def _nothing(work: "Callable[[FlowSession], File | None]") -> None:
    """Where no files are read."""


async def close() -> None:
    """The bot stops."""
    await _worker.close()


async def attached(
    reply: Reply, language: str, can: Capabilities, read: Read = _nothing
) -> tuple[Reply, File | Picture | None]:
    """A reply as a channel can show it, and the document that goes with it.

    `read` runs a function that only reads in a transaction of its own (`Database.read`).
    """
    match reply.attachment:
        case None:
            return reply, None
        case Attachment("chart", name, chart, said):
            picture = await _drawn(name, chart, language, can) if can.files else None
            if picture is not None:
                return reply, picture
            words = () if said else twin(chart)
            failed = (text("charts-failed"),) if can.files else ()
            return replace(reply, lines=_apart(failed, reply.lines, words)), None
        case Attachment("slips", name, value):
            return await _slips(reply, name, value, can)
        case Attachment("rosters", name):
            sheet = await _worker.make("rosters", language)
            return reply, None if sheet is None else File(name, sheet, SHEET)
        case Attachment("calendar", name, value):
            made = await asyncio.to_thread(calendars.make, value, language)
            return reply, File(name, made, calendars.KIND)
        case Attachment("stored", _, file_id):
            from bot.documents import stored

            file = await read(partial(stored.find, file_id=file_id, whole=not can.fetched))
            if file is not None:
                return reply, file
            return replace(reply, lines=_apart((text("file-gone"),), reply.lines)), None
        case Attachment(_, name, value):
            return reply, File(name, await asyncio.to_thread(exports.make, value, language))


async def _slips(
    reply: Reply, name: str, value: tuple[CellSlips, ...], can: Capabilities
) -> tuple[Reply, File | None]:
    """Slips to print; where they cannot be had, their codes in words, for those are issued."""
    form = name.rpartition(".")[2]
    made = await _worker.make("slips", value, form, keep=False) if can.files else None
    if made is not None:
        return reply, File(name, made, SLIPS[form])
    why = text("slips-failed" if can.files else "slips-listed")
    return replace(reply, lines=_apart((why,), in_words(value))), None


async def _drawn(name: str, chart: Chart, language: str, can: Capabilities) -> Picture | None:
    """A picture in the themes of a channel; None where one of them cannot be had."""
    own = isinstance(chart, YearChart)
    jobs = [_worker.make("charts", chart, language, theme, keep=not own) for theme in can.themes]
    pngs = [png for png in await asyncio.gather(*jobs) if png is not None]
    if len(pngs) < len(jobs):
        return None
    width, height = struct.unpack(">II", pngs[0][16:24])
    return Picture(
        name=name,
        pngs=tuple(pngs),
        width=width,
        height=height,
        alt=texts.plain(language, chart.title),
        twin="\n".join(texts.render(language, line) for line in twin(chart)),
        labels=(texts.plain(language, text("charts-table")), texts.plain(language, text("charts-open"))),
    )


def _apart(*parts: tuple[Line, ...]) -> tuple[Line, ...]:
    """Paragraphs with an empty line between them."""
    lines = [line for part in parts if part for line in (GAP, *part)]
    return tuple(lines[1:])
