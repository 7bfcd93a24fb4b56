"""How a notice looks to whoever gets it: the same for everybody, wherever it is shown."""

from typing import Any

from sqlmodel import Session

from flows.replies import GAP, Line, Marked, Reply, Text, choice, reply, stack, text
from storage import notices, units
from storage.notices import Notice

OPEN = "notice"
"""The choice that leads to the card in the recipient's inbox."""


def sent(session: Session, notice: Notice) -> Reply:
    """The card as every recipient gets it, with one button: it opens the notice in his inbox."""
    lines = body(session, notice, notices.content_of(session, notice))
    if notice.needs_answer:
        lines += [GAP, Text("notice-wants-answer")]
    open_ = choice(
        f"{OPEN}:{notice.id}", "notice-answer" if notice.needs_answer else "notice-open", main=True
    )
    return reply(*lines, rows=stack(open_))


def body(session: Session, notice: Notice, content: dict[str, Any]) -> list[Line]:
    """Who writes, the title, what is written."""
    unit = units.get_unit(session, notice.unit_id)
    lines: list[Line] = [text("notice-from", unit=unit.name), text("notice-title", title=content["title"])]
    if content["words"]:
        lines += [GAP, Marked(content["words"])]
    return lines
