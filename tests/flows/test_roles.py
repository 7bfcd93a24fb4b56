"""Roles: where an office may be held, one secretary a unit, and its end."""

from datetime import datetime, timedelta

import pytest

from flows import audit, roles, transfers, units
from flows.replies import FlowError
from flows.roles import Holder
from locales import texts
from storage import audit as log
from storage import members
from storage.engines import FlowSession
from storage.members import Role
from tests.conftest import Cell, make_cell


def names(session: FlowSession, member_id: int, now: datetime) -> list[str]:
    """The offices a member holds."""
    return [role.name for role in members.roles_of(session, member_id, now)]


def test_an_office_is_given_and_taken_back(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second = cell.members[:2]
    roles.give(session, first, "deputy", "cb1", now)
    roles.give(session, second, "secretary", "CB1", now)
    assert roles.listing(session, "CB1", now) == [
        Holder("secretary", "CB1", second, "Trần Thị Bình"),
        Holder("deputy", "CB1", first, "Nguyễn Văn An"),
    ]
    later = now + timedelta(days=1)
    roles.take(session, second, "secretary", "CB1", later)
    assert names(session, second, later) == []
    assert names(session, first, later) == ["deputy"]
    assert len(members.roles_of(session, second, now)) == 1
    roles.give(session, first, "secretary", "CB1", later)


def test_an_office_above_the_own_cell(session: FlowSession, now: datetime) -> None:
    top = units.add(session, "Đảng ủy", "DU", now)
    own = make_cell(session, now, "CB1", top.id)
    make_cell(session, now, "CB2", top.id)
    roles.give(session, own.members[0], "officer", "DU", now)
    with pytest.raises(FlowError, match="role-elsewhere"):
        roles.give(session, own.members[0], "clerk", "CB2", now)


def test_what_is_refused(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second = cell.members[:2]
    roles.give(session, first, "secretary", "CB1", now)
    with pytest.raises(FlowError, match="role-secretary-taken"):
        roles.give(session, second, "secretary", "CB1", now)
    with pytest.raises(FlowError, match="role-held-already"):
        roles.give(session, first, "secretary", "CB1", now)
    with pytest.raises(FlowError, match="role-unknown"):
        roles.give(session, first, "king", "CB1", now)
    with pytest.raises(FlowError, match="role-not-held"):
        roles.take(session, second, "secretary", "CB1", now)
    with pytest.raises(FlowError, match="role-not-held"):
        roles.take(session, first, "deputy", "CB1", now)
    with pytest.raises(FlowError, match="unit-unknown"):
        roles.give(session, first, "deputy", "CB9", now)
    with pytest.raises(FlowError, match="member-unknown"):
        roles.give(session, 1, "deputy", "CB1", now)


def test_two_deputies_are_no_fault(session: FlowSession, cell: Cell, now: datetime) -> None:
    for member in cell.members[:2]:
        roles.give(session, member, "deputy", "CB1", now)
    assert [holder.role for holder in roles.listing(session, "CB1", now)] == ["deputy", "deputy"]


def test_who_leaves_holds_nothing(session: FlowSession, cell: Cell, now: datetime) -> None:
    first = cell.members[0]
    roles.give(session, first, "secretary", "CB1", now)
    later = now + timedelta(hours=1)
    transfers.leave(session, first, later)
    assert roles.listing(session, "CB1", later) == []
    with pytest.raises(FlowError, match="member-left"):
        roles.give(session, first, "deputy", "CB1", later)
    with pytest.raises(FlowError, match="member-left"):
        transfers.leave(session, first, later)


def test_a_secretary_is_of_the_committee_already(session: FlowSession, cell: Cell, now: datetime) -> None:
    """By whatever way he comes to it."""
    first = cell.members[0]
    for office in ("deputy", "committee", "clerk"):
        roles.give(session, first, office, "CB1", now)
    later = now + timedelta(days=1)
    roles.give(session, first, "secretary", "CB1", later)
    assert names(session, first, later) == ["clerk", "secretary"]


def test_deputising_is_logged_as_what_it_is(session: FlowSession, cell: Cell, now: datetime) -> None:
    until = now.replace(hour=0) + timedelta(days=9)
    row = Role(
        member_id=cell.members[0],
        unit_id=cell.unit_id,
        name="secretary",
        from_at=now,
        until_at=until,
        acting=True,
    )
    roles.begin(session, row, now)
    roles.end(session, row, now)
    ended, begun = log.newest(session, [cell.unit_id], 2)
    assert (begun.name, begun.detail) == ("role_acting", "secretary:2026-11-30")
    assert ended.name == "role_acting_end"
    said = texts.plain("vi", audit.did(session, begun, None))
    assert said == "nhờ Nguyễn Văn An làm thay chức vụ Bí thư đến hết 30/11/2026"
