"""The cards of assigning that a conversation in one cell does not meet; who is told."""

from datetime import datetime

import pytest
from sqlmodel import select

from flows import assignments, attendants, meetings, roles
from flows.replies import FlowError
from storage import accounts
from storage import meetings as rows
from storage.accounts import Actor
from storage.attendance import Attendant
from storage.engines import FlowSession
from storage.members import Member, Vault
from storage.outbox import Outbox
from tests.conftest import Cell
from tests.flows.test_summary import officer, words
from tests.meetings import DAY, meets
from tests.organisations import cell_of, make_unit


def committee(session: FlowSession, now: datetime) -> tuple[int, Cell, Actor]:
    """A committee, a cell below it, and the cell's first member as its officer."""
    top = make_unit(session, now, "DU")
    cell = cell_of(session, now, "CB1", 4, top)
    roles.give(session, cell.members[0], "officer", "DU", now)
    return top, cell, officer(cell, ("officer", top))


def test_who_assigns_for_several_units_chooses_one(session: FlowSession, now: datetime) -> None:
    top, cell, _ = committee(session, now)
    above = make_unit(session, now, "TU")
    cell_of(session, now, "CB9", 1, above)
    actor = officer(cell, ("officer", top), ("deputy", above))
    said = words(attendants.show(session, actor, now))
    assert "[Đảng ủy DU]" in said
    assert "[Đảng ủy TU]" in said


def test_the_way_in_is_on_the_card_of_who_assigns(session: FlowSession, now: datetime) -> None:
    top, cell, _ = committee(session, now)
    for role in ("officer", "secretary", "deputy"):
        assert "Phân công dự chi bộ" in words(meetings.show(session, officer(cell, (role, top)), now))
    for role, unit_id in (("committee", top), ("clerk", top), ("secretary", cell.unit_id)):
        actor = officer(cell, (role, unit_id))
        assert "Phân công dự chi bộ" not in words(meetings.show(session, actor, now))
        with pytest.raises(FlowError, match="choice-unknown"):
            attendants.show(session, actor, now)


def test_a_cell_without_meetings_is_attended_always(session: FlowSession, now: datetime) -> None:
    top, cell, actor = committee(session, now)
    said = words(attendants.times(session, actor, top, cell.unit_id, cell.members[0], now))
    assert "[Dự thường xuyên]" in said
    assert "2026" not in said
    with pytest.raises(FlowError, match="choice-unknown"):
        assignments.assign(session, actor, top, cell.unit_id, cell.members[0], DAY, now)


def test_secretary_and_deputy_are_told_and_who_left_attends_no_more(
    session: FlowSession, now: datetime
) -> None:
    top, cell, actor = committee(session, now)
    meets(session, cell.unit_id, now)
    for member, role in zip(cell.members[1:3], ("secretary", "deputy"), strict=True):
        roles.give(session, member, role, "CB1", now)
    for number, member in enumerate(cell.members):
        vault = session.exec(select(Vault.id).where(Vault.member_id == member)).one()
        account = accounts.add_account(session, "plain", f"a{number}", "vi", now)
        accounts.link(session, account, vault, f"a{number}")
    night = now.replace(hour=23)
    assignments.assign(session, actor, top, cell.unit_id, cell.members[0], None, night)
    rows = session.exec(select(Outbox, Vault.member_id).join(Vault)).all()
    assert {member for _, member in rows} == set(cell.members[:3])
    assert {f"{row.due_at:%d %H:%M}" for row, _ in rows} == {"22 23:30"}  # nobody is woken
    assert "Đảng viên CB1 0" in words(attendants.cell(session, actor, top, cell.unit_id, night))
    session.get_one(Member, cell.members[0]).left_at = night
    session.flush()
    assert "Chưa phân công ai" in words(attendants.cell(session, actor, top, cell.unit_id, night))


def test_a_meeting_assigned_to_keeps_its_name_when_it_is_moved(session: FlowSession, now: datetime) -> None:
    top, cell, actor = committee(session, now)
    meets(session, cell.unit_id, now)
    assignments.assign(session, actor, top, cell.unit_id, cell.members[0], DAY, now)
    rows.special(session, cell.unit_id, DAY, now).begins_at = now.replace(day=28)
    session.flush()
    assert session.exec(select(Attendant.member_id)).all() == [cell.members[0]]
    assert "28/11/2026" in words(attendants.cell(session, actor, top, cell.unit_id, now))


def test_the_calendar_link_is_offered_where_there_is_an_address(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    meets(session, cell.unit_id, now)
    actor = officer(cell)
    assert "Thêm vào lịch" in words(meetings.show(session, actor, now))
    assert "lịch tự cập nhật" not in words(meetings.show(session, actor, now))
    session.info["public_url"] = "https://tusoi.test"
    assert "lịch tự cập nhật" in words(meetings.show(session, actor, now))
