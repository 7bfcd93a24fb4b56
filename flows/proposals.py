"""What one officer proposes about a cell's roll and the committee confirms: nobody alone makes members.

Who may confirm himself does it at once. Where no committee has an officer the operator confirms
(`tusoi member proposals`).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, audit, messages, screens, transfers
from flows import units as unit_rules
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, Text, choice, reply, stack, text
from storage import members, proposals, units
from storage.accounts import Actor
from storage.encryption import keyring_of
from storage.members import Member
from storage.proposals import ADDITION, LEAVING, TRANSFER, Proposal

KINDS = (ADDITION, TRANSFER, LEAVING)
LASTS = timedelta(days=30)
DRAFT = "draft"
"""Of an addition that is still being written."""
PAGE = 8


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """What waits to be confirmed in his cells. Raises `not-joined`, `choice-unknown`."""
    return page(session, actor, 0, now)


def page(session: Session, actor: Actor, number: int, now: datetime) -> Reply:
    """A page of it. Raises `not-joined`, `choice-unknown`."""
    access.member_of(actor)
    scope = _scope(session, actor)
    if not scope:
        raise FlowError("choice-unknown", place="menu")
    waiting = proposals.waiting(session, KINDS)
    found = [row for row in waiting if row.unit_id in scope and row.detail != DRAFT]
    shown = found[number * PAGE : (number + 1) * PAGE]
    from flows import proposal_batches

    rows = [choice(f"proposal:{row.unit_id}:{row.id}", label(session, actor, row)) for row in shown]
    rows += proposal_batches.choices(session, actor, found)
    turns = screens.pages("proposals", number, (number + 1) * PAGE < len(found))
    title: Line = text("proposals-title", count=len(found)) if found else Text("proposals-none")
    return reply(title, rows=stack(*rows, *turns, _home()), here=f"proposals:{number}")


def count(session: Session, actor: Actor) -> int:
    """How many wait for him."""
    waiting = [row for row in proposals.waiting(session, KINDS) if row.detail != DRAFT]
    return sum(may_confirm(session, actor, row) for row in waiting)


def one(session: Session, actor: Actor, unit_id: int, proposal_id: int, now: datetime) -> Reply:
    """One of them, to confirm, decline, or (his own) take back. Raises `not-joined`, `choice-unknown`."""
    row = _found(session, actor, unit_id, proposal_id)
    rows: list[Choice] = []
    if may_confirm(session, actor, row):
        rows.append(choice(f"proposalyes:{unit_id}:{row.id}", "proposal-yes", main=True))
        rows.append(choice(f"proposalno:{unit_id}:{row.id}", "proposal-no"))
    elif row.by_id == actor.member_id:
        rows.append(choice(f"proposalback:{row.id}", "proposal-back"))
    said = [label(session, actor, row), *_detail(session, actor, row)]
    back = choice("proposals", "roll-back", zero=True)
    return reply(*said, rows=stack(*rows, back), here=f"proposal:{unit_id}:{row.id}")


def confirm(session: Session, actor: Actor, unit_id: int, proposal_id: int, now: datetime) -> Answer:
    """It is so from now on.

    Raises `not-joined`, `choice-unknown`, `leave-last`, and what the change itself raises.
    """
    access.check(session, actor, access.CONFIRM, unit_id, place="proposals")
    row = _found(session, actor, unit_id, proposal_id)
    check_other(session, actor, row, now)
    if not may_confirm(session, actor, row):
        raise FlowError("proposal-both", place="proposals")
    carry_out(session, row, now)
    return Show("proposals", Text("proposal-done"))


def decline(session: Session, actor: Actor, unit_id: int, proposal_id: int, now: datetime) -> Answer:
    """It stays as it was; who proposed it is told. Raises `not-joined`, `choice-unknown`."""
    access.check(session, actor, access.CONFIRM, unit_id, place="proposals")
    settle_declined(session, _found(session, actor, unit_id, proposal_id), now)
    return Show("proposals", Text("proposal-declined"))


def take_back(session: Session, actor: Actor, proposal_id: int, now: datetime) -> Answer:
    """One's own proposal. Raises `not-joined`, `choice-unknown`."""
    member_id, _ = access.member_of(actor)
    row = proposals.find_proposal(session, proposal_id)
    if row is None or row.by_id != member_id or row.kind not in KINDS:
        raise FlowError("choice-unknown", place="menu")
    drop(session, [row], now)
    return Show("proposals", Text("proposal-taken-back"))


def put(session: Session, actor: Actor, row: Proposal, now: datetime) -> bool:
    """Propose, or do at once what he may confirm himself; whether it was done."""
    session.add(row)
    session.flush()
    if may_confirm(session, actor, row):
        check_other(session, actor, row, now)
        carry_out(session, row, now)
        return True
    _note(session, "member_proposed", row, now)
    told = reply("proposal-told", rows=stack(choice("proposals", "proposal-see")))
    messages.send(session, _officers(session, row, now), f"proposal:{row.id}", told, row.unit_id, now)
    return False


def carry_out(session: Session, row: Proposal, now: datetime) -> None:
    """Do what was proposed. Raises `member-left`, `unit-closed` and the like, when it cannot be any more."""
    if row.kind == ADDITION:
        assert row.profile is not None
        unit_rules.check_cell(session, units.get_unit(session, row.unit_id))
        seat = Member(
            id=row.subject_id,
            unit_id=row.unit_id,
            profile=row.profile,
            standing=row.standing,
            created_at=now,
        )
        session.add(seat)
        audit.note(session, "member_added", now, unit_id=row.unit_id, subject_id=row.subject_id)
    elif row.kind == TRANSFER:
        transfers.transfer(session, row.subject_id, units.get_unit(session, row.to_unit_id or 0).code, now)
    else:
        transfers.leave(session, row.subject_id, now, row.detail)
    if session.get(Proposal, row.id) is not None:  # a transfer settles all that is proposed about him
        session.delete(row)
    session.flush()


def settle_declined(session: Session, row: Proposal, now: datetime) -> None:
    """Forget it, and tell who proposed it."""
    _note(session, "member_declined", row, now)
    told = reply("proposal-declined-told", rows=stack(choice("roll", "menu-roll")))
    messages.send(session, [row.by_id], f"declined:{row.id}", told, row.unit_id, now)
    drop(session, [row], now)


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal as the operator's list shows it."""

    id: int
    what: str
    unit: str
    name: str
    since: datetime


def listing(session: Session) -> list[ProposalLine]:
    """All that waits to be confirmed."""
    found = [row for row in proposals.waiting(session, KINDS) if row.detail != DRAFT]
    codes = units.codes_of(session, [row.unit_id for row in found])
    return [
        ProposalLine(row.id or 0, row.kind, codes[row.unit_id], said(session, row), row.created_at)
        for row in found
    ]


def waiting(session: Session, proposal_id: int) -> Proposal:
    """One of them. Raises `proposal-unknown`."""
    row = proposals.find_proposal(session, proposal_id)
    if row is None or row.kind not in KINDS or row.detail == DRAFT:
        raise FlowError("proposal-unknown", id=str(proposal_id))
    return row


def drop(session: Session, rows: Sequence[Proposal], now: datetime) -> None:
    """Forget proposals; of those who do not become members nothing can be read again."""
    keyring_of(session).destroy([row.subject_id for row in rows if row.kind == ADDITION], now)
    for row in rows:
        session.delete(row)
    session.flush()


def may_confirm(session: Session, actor: Actor, row: Proposal) -> bool:
    """Whether he may: a transfer is confirmed by who is above both cells."""
    concerned = [row.unit_id, *([row.to_unit_id] if row.to_unit_id else [])]
    return all(access.find_office(session, actor, access.CONFIRM, unit_id) for unit_id in concerned)


def check_other(session: Session, actor: Actor, row: Proposal, now: datetime) -> None:
    """Nobody takes himself off a roll while nobody else could act for the cell. Raises `leave-last`."""
    himself = row.kind == LEAVING and row.subject_id == actor.member_id
    if himself and set(_officers(session, row, now)) <= {row.subject_id}:
        raise FlowError("leave-last", place=f"roll:{row.unit_id}:0")


def said(session: Session, row: Proposal) -> str:
    """Whom it is about, by name."""
    if row.kind == ADDITION:
        assert row.profile is not None
        return members.open_profile(session, row.subject_id, row.profile).name
    return members.profile_of(session, row.subject_id).name


def _note(session: Session, act: str, row: Proposal, now: datetime) -> None:
    audit.note(session, act, now, unit_id=row.unit_id, subject_id=row.subject_id, detail=row.kind)


def _officers(session: Session, row: Proposal, now: datetime) -> list[int]:
    """Who may confirm it."""
    above = set(units.lineage_of(session, row.unit_id))
    if row.to_unit_id:
        above &= set(units.lineage_of(session, row.to_unit_id))
    held = [role for unit_id in sorted(above) for role in members.roles_in(session, unit_id, now)]
    return list(dict.fromkeys(role.member_id for role in held if role.name == "officer"))


def _scope(session: Session, actor: Actor) -> set[int]:
    """The units whose proposals he sees: those he may confirm, and those of the cell he leads."""
    held = {*access.held(session, actor, access.CONFIRM), *access.held(session, actor, access.PROPOSE)}
    return {below for unit_id in held for below in units.subtree_of(session, unit_id)}


def _found(session: Session, actor: Actor, unit_id: int, proposal_id: int) -> Proposal:
    access.check(session, actor, access.PROPOSE, unit_id, place="menu")
    row = proposals.find_proposal(session, proposal_id)
    if row is None or row.unit_id != unit_id or row.kind not in KINDS or row.detail == DRAFT:
        raise FlowError("choice-unknown", place="proposals")
    return row


def label(session: Session, actor: Actor, row: Proposal) -> Line:
    """What is proposed, with a name where names may be shown."""
    kind = f"{row.kind}-{row.detail}" if row.kind == LEAVING else row.kind
    if actor.channel not in access.HOME:
        return Text(f"proposal-{kind}-unnamed")
    return text(f"proposal-{kind}", name=said(session, row))


def _detail(session: Session, actor: Actor, row: Proposal) -> list[Line]:
    lines: list[Line] = [GAP, text("proposal-cell", cell=units.get_unit(session, row.unit_id).name)]
    if row.to_unit_id:
        lines.append(text("proposal-to", cell=units.get_unit(session, row.to_unit_id).name))
    lines += written(session, actor, row)
    if row.kind == ADDITION and (same := same_names(session, row)):
        lines.append(text("proposal-same-name", count=same))
    known = actor.channel in access.HOME and members.find_present(session, row.by_id)
    if known and row.by_id != actor.member_id:
        lines.append(text("proposal-by", name=members.profile_of(session, row.by_id).name))
    return lines


def written(session: Session, actor: Actor, row: Proposal) -> list[Line]:
    """What the roll will say of who is added: his standing and, where names may be shown, his post."""
    if row.kind != ADDITION or row.profile is None:
        return []
    post = members.open_profile(session, row.subject_id, row.profile).post
    told: list[Line] = [text("roll-post", post=post)] if post and actor.channel in access.HOME else []
    return [*told, Text(f"standing-{row.standing}")]


def same_names(session: Session, row: Proposal) -> int:
    """How many of the cell bear the name already."""
    name = said(session, row)
    return sum(profile.name == name for _, profile in members.members_of(session, row.unit_id))


def _home() -> Choice:
    return choice("menu", "menu-home", zero=True)
