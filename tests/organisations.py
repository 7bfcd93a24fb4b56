"""Organisations for tests: cells with members who have joined, and what they hand in."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlmodel import select

from flows import answers, cycles, disclosure, publications
from flows.answers import Answer, Answers
from storage import reviews
from storage.cycles import Cycle
from storage.encryption import keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Vault
from storage.units import Unit
from tests.conftest import Cell, make_cell

LASTS = timedelta(days=14)


def make_unit(session: FlowSession, now: datetime, code: str, parent_id: int | None = None) -> int:
    """A unit above cells."""
    unit = Unit(code=code, name=f"Đảng ủy {code}", kind="residential", parent_id=parent_id, created_at=now)
    session.add(unit)
    session.flush()
    assert unit.id is not None
    return unit.id


def cell_of(session: FlowSession, now: datetime, code: str, size: int, parent_id: int | None = None) -> Cell:
    """A cell with so many members, all of whom have joined."""
    cell = make_cell(session, now, code, parent_id, tuple(f"Đảng viên {code} {n}" for n in range(size)))
    for member_id in cell.members:
        joins(session, now, member_id)
    return cell


def joins(session: FlowSession, now: datetime, member_id: int) -> int:
    """The vault of a member who has joined."""
    vault_id = new_id()
    keyring_of(session).create(vault_id)
    row = Vault(id=vault_id, member_id=member_id, recovery_salt="", recovery_hash="", created_at=now)
    session.add(row)
    session.flush()
    return vault_id


def opens(session: FlowSession, now: datetime, code: str, step: int = disclosure.STEP) -> Cycle:
    """An open cycle of a fortnight, beyond any budget."""
    closes = (now + LASTS).isoformat()
    return cycles.open_cycle(session, code, closes, now, step=step, within_budget=False)


def hands_in(
    session: FlowSession,
    now: datetime,
    cycle: Cycle,
    member_id: int,
    marks: Iterable[str] = (),
    *,
    causes: Mapping[str, list[str]] | None = None,
    keep: bool = False,
) -> int:
    """A member's review, submitted: these signs marked, all others not."""
    vault_id = session.exec(select(Vault.id).where(Vault.member_id == member_id)).one()
    review_id = reviews.start_review(session, cycle.id or 0, vault_id, now)
    signs = {sign: Answer("1", (causes or {}).get(sign, [])) for sign in marks}
    value = answers.dump(Answers(signs))
    reviews.save_answers(session, review_id, value, submitted_at=now, keep_copy=keep)
    return review_id


def all_hand_in(
    session: FlowSession, now: datetime, cycle: Cycle, cells: Iterable[Cell], marks: Iterable[str] = ()
) -> None:
    """Everybody in these cells submits the same."""
    for cell in cells:
        for member in cell.members:
            hands_in(session, now, cycle, member, marks)


def publish(session: FlowSession, now: datetime) -> int:
    """All that is due; in how many steps."""
    steps = 0
    while publications.publish_some(session, now):
        steps += 1
    return steps
