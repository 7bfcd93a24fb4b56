"""Off a cell's roll in chat, to another cell or for good: proposed by who leads it, confirmed above it."""

from datetime import datetime

from sqlmodel import Session

from flows import access, proposals, rolls, screens, transfers
from flows.replies import Answer, Choice, FlowError, Line, Raw, Reply, Show, Text, choice, reply, stack, text
from flows.rolls import UNDONE
from flows.roster_headings import plain
from flows.transfers import REASONS
from storage import members, units
from storage import proposals as rows_of
from storage.accounts import Actor
from storage.proposals import LEAVING, TRANSFER, Proposal
from storage.units import Unit

PAGE = 6
MOST = 12
"""Cells shown that fit what was typed."""


def ask(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """Why somebody is on the roll no more. Raises `not-joined`, `choice-unknown`."""
    _, profile = rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    rows = [choice(f"rollleavewhy:{cell_id}:{member_id}:{reason}", f"leave-{reason}") for reason in REASONS]
    asked = text("leave-ask", name=profile.name)
    return reply(asked, rows=stack(*rows, _back(cell_id, member_id)), here=f"rollleave:{cell_id}:{member_id}")


def sure(session: Session, actor: Actor, cell_id: int, member_id: int, reason: str, now: datetime) -> Reply:
    """Before it is done, or proposed. Raises `not-joined`, `choice-unknown`."""
    _, profile = rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    _check_reason(cell_id, member_id, reason)
    key = "leave-sure" if _may(session, actor, [cell_id]) else "leave-sure-committee"
    asked = text(key, name=profile.name, why=Text(f"leave-{reason}"))
    yes = choice(f"rollleaveyes:{cell_id}:{member_id}:{reason}", "offices-yes", main=True)
    here = f"rollleavewhy:{cell_id}:{member_id}:{reason}"
    return reply(asked, rows=stack(yes, _back(cell_id, member_id)), here=here)


def leave(session: Session, actor: Actor, cell_id: int, member_id: int, reason: str, now: datetime) -> Answer:
    """Propose it, or do it where he may.

    Raises `not-joined`, `choice-unknown`, `proposal-there`, `leave-last`.
    """
    rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    _check_reason(cell_id, member_id, reason)
    row = _proposal(session, actor, LEAVING, cell_id, member_id, now)
    row.detail = reason
    return _put(session, actor, row, now)


def restore(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Answer:
    """It was a mistake, said within a day by who may take members off. Raises as `transfers.restore`."""
    access.check(session, actor, access.CONFIRM, cell_id)
    known = [seat.id for seat, _ in members.left_since(session, cell_id, now - UNDONE)]
    if actor.channel not in access.HOME or member_id not in known:
        raise FlowError("restore-late-here", place=f"roll:{cell_id}:0")
    transfers.restore(session, member_id, now, UNDONE)
    return Show(f"roll:{cell_id}:0", Text("restore-done"))


def where(session: Session, actor: Actor, cell_id: int, member_id: int, now: datetime) -> Reply:
    """To which cell: those beside it first. Raises `not-joined`, `choice-unknown`."""
    return page(session, actor, cell_id, member_id, 0, now)


def page(session: Session, actor: Actor, cell_id: int, member_id: int, number: int, now: datetime) -> Reply:
    """A page of the cells beside it; any other may be typed. Raises `not-joined`, `choice-unknown`."""
    _, profile = rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    beside = units.open_cells(session, [unit.id or 0 for unit in units.siblings_of(session, cell_id)])
    shown = beside[number * PAGE : (number + 1) * PAGE]
    turns = screens.pages(f"rollmove:{cell_id}:{member_id}", number, (number + 1) * PAGE < len(beside))
    return _cells([text("move-where", name=profile.name)], shown, cell_id, member_id, turns)


def typed(session: Session, actor: Actor, cell_id: int, member_id: int, words: str, now: datetime) -> Answer:
    """A cell by its code, or by a part of its name. Raises `not-joined`, `choice-unknown`, `move-nothing`."""
    rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    wanted = plain(words)
    exact = units.find_unit(session, words.strip())
    if exact is not None and _target(session, cell_id, exact.id or 0):
        return Show(f"rollmoveto:{cell_id}:{member_id}:{exact.id}")
    root = units.lineage_of(session, cell_id)[-1]
    fits = [
        unit
        for unit in units.open_cells(session, units.subtree_of(session, root))
        if unit.id != cell_id and wanted and wanted in plain(f"{unit.code} {unit.name}")
    ]
    if not fits:
        raise FlowError("move-nothing", place=f"rollmove:{cell_id}:{member_id}")
    if len(fits) == 1:
        return Show(f"rollmoveto:{cell_id}:{member_id}:{fits[0].id}")
    title = text("move-fits" if len(fits) <= MOST else "move-too-many", count=len(fits))
    return _cells([title], fits[:MOST], cell_id, member_id, [])


def ask_move(
    session: Session, actor: Actor, cell_id: int, member_id: int, to_id: int, now: datetime
) -> Reply:
    """What a transfer does. Raises `not-joined`, `choice-unknown`."""
    _, profile = rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    to = _checked(session, cell_id, member_id, to_id)
    key = "move-ask" if _may(session, actor, [cell_id, to_id]) else "move-ask-committee"
    asked = text(key, name=profile.name, cell=to.name)
    yes = choice(f"rollmoveyes:{cell_id}:{member_id}:{to_id}", "offices-yes", main=True)
    rows = stack(yes, _back(cell_id, member_id))
    return reply(asked, rows=rows, here=f"rollmoveto:{cell_id}:{member_id}:{to_id}")


def move(session: Session, actor: Actor, cell_id: int, member_id: int, to_id: int, now: datetime) -> Answer:
    """Propose it, or do it where he may. Raises `not-joined`, `choice-unknown`, `proposal-there`."""
    rolls.seat_of(session, actor, access.PROPOSE, cell_id, member_id)
    _checked(session, cell_id, member_id, to_id)
    row = _proposal(session, actor, TRANSFER, cell_id, member_id, now)
    row.to_unit_id = to_id
    return _put(session, actor, row, now)


def _put(session: Session, actor: Actor, row: Proposal, now: datetime) -> Answer:
    cell_id = row.unit_id
    done = proposals.put(session, actor, row, now)
    return Show(f"roll:{cell_id}:0", Text("proposal-done" if done else "add-sent"))


def _proposal(
    session: Session, actor: Actor, kind: str, cell_id: int, member_id: int, now: datetime
) -> Proposal:
    """One at a time about a person: two could not both come true."""
    if any(row.kind in proposals.KINDS for row in rows_of.about(session, member_id)):
        raise FlowError("proposal-there", place=f"roll:{cell_id}:0")
    return Proposal(
        kind=kind,
        unit_id=cell_id,
        subject_id=member_id,
        by_id=actor.member_id or 0,
        created_at=now,
        until_at=now + proposals.LASTS,
    )


def _check_reason(cell_id: int, member_id: int, reason: str) -> None:
    if reason not in REASONS:
        raise FlowError("choice-unknown", place=f"rollseat:{cell_id}:{member_id}")


def _may(session: Session, actor: Actor, unit_ids: list[int]) -> bool:
    """Whether he may do it himself; else the committee is asked."""
    return all(access.find_office(session, actor, access.CONFIRM, unit_id) for unit_id in unit_ids)


def _checked(session: Session, cell_id: int, member_id: int, to_id: int) -> Unit:
    if not _target(session, cell_id, to_id):
        raise FlowError("choice-unknown", place=f"rollmove:{cell_id}:{member_id}")
    return units.get_unit(session, to_id)


def _target(session: Session, cell_id: int, to_id: int) -> bool:
    """An open cell of the same organisation."""
    lineage = units.lineage_of(session, to_id)
    same = bool(lineage) and lineage[-1] == units.lineage_of(session, cell_id)[-1]
    return same and to_id != cell_id and bool(units.open_cells(session, [to_id]))


def _cells(title: list[Line], found: list[Unit], cell_id: int, member_id: int, turns: list[Choice]) -> Reply:
    rows = [choice(f"rollmoveto:{cell_id}:{member_id}:{unit.id}", Raw(unit.name)) for unit in found]
    return reply(
        *title,
        Text("move-type"),
        rows=stack(*rows, *turns, _back(cell_id, member_id)),
        here=f"rollmove:{cell_id}:{member_id}",
        awaiting=f"moveto:{cell_id}:{member_id}",
    )


def _back(cell_id: int, member_id: int) -> Choice:
    return choice(f"rollseat:{cell_id}:{member_id}", "roll-back", zero=True)
