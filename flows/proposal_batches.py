"""Several proposals of one cell, confirmed together after one look at all of them."""

from datetime import datetime

from sqlmodel import Session

from flows import access, proposals
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, choice, reply, stack, text
from storage import proposals as rows_of
from storage import units
from storage.accounts import Actor
from storage.proposals import Proposal

MOST = 30
"""So many at a time: all of them stand on one card, and are done in one turn."""


def choices(session: Session, actor: Actor, waiting: list[Proposal]) -> list[Choice]:
    """For each cell of which he may confirm several: all of these at once."""
    found: dict[int, list[Proposal]] = {}
    for row in waiting:
        if proposals.may_confirm(session, actor, row):
            found.setdefault(row.unit_id, []).append(row)
    made = []
    for unit_id, rows in found.items():
        if len(rows) > 1:
            label = text("proposal-all", count=len(rows[:MOST]), cell=units.get_unit(session, unit_id).name)
            made.append(choice(f"proposalall:{unit_id}:{_newest(rows)}", label))
    return made


def ask(session: Session, actor: Actor, unit_id: int, newest: int, now: datetime) -> Reply:
    """All of them, with one question; what comes later is not meant.

    Raises `not-joined`, `choice-unknown`, `proposals-none`.
    """
    rows = _meant(session, actor, unit_id, newest)
    lines: list[Line] = [text("proposal-all-ask", cell=units.get_unit(session, unit_id).name)]
    for row in rows:
        lines += [GAP, proposals.label(session, actor, row), *proposals.written(session, actor, row)]
    yes = choice(f"proposalallyes:{unit_id}:{newest}", text("proposal-all-yes", count=len(rows)), main=True)
    here = f"proposalall:{unit_id}:{newest}"
    return reply(*lines, rows=stack(yes, choice("proposals", "roll-back", zero=True)), here=here)


def confirm(session: Session, actor: Actor, unit_id: int, newest: int, now: datetime) -> Answer:
    """All or none of it. Raises as `proposals.confirm`."""
    for row in _meant(session, actor, unit_id, newest):
        proposals.check_other(session, actor, row, now)
        proposals.carry_out(session, row, now)
    return Show("proposals", text("proposal-done"))


def _meant(session: Session, actor: Actor, unit_id: int, newest: int) -> list[Proposal]:
    access.check(session, actor, access.CONFIRM, unit_id, place="proposals")
    waiting = rows_of.waiting(session, proposals.KINDS, unit_id)
    known = [row for row in waiting if row.detail != proposals.DRAFT and (row.id or 0) <= newest]
    found = [row for row in known if proposals.may_confirm(session, actor, row)][:MOST]
    if not found:
        raise FlowError("proposals-none", place="proposals")
    return found


def _newest(rows: list[Proposal]) -> int:
    return max(row.id or 0 for row in rows)
