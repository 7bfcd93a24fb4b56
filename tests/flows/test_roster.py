"""The roster: from a file, all of it or nothing, the same file twice nothing; equal names never merged."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import col, select, update

from flows import retention, roster, roster_imports, roster_matching, transfers
from flows.replies import FlowError
from flows.roster_imports import Plan
from flows.roster_matching import NEW
from flows.roster_rows import Row, Rows
from storage import erasure, members
from storage.audit import Act
from storage.encryption import Keyring, keyring_of
from storage.engines import FlowSession
from storage.members import Arrival, Member, Profile
from storage.units import Unit
from tests.conftest import Cell, make_cell, make_member


def row(
    line: int, name: str, post: str = "", own_id: str = "", standing: str = "official", unit: str = "CB1"
) -> tuple[Row, str]:
    """A row as it is read, and the code of its cell."""
    return Row(line, Profile(name, post, own_id), standing), unit


def planned(session: FlowSession, rows: list[tuple[Row, str]], **how: object) -> Plan:
    """What these rows would do."""
    found = Rows()
    for item, code in rows:
        unit_id = session.exec(select(Unit.id).where(Unit.code == code)).one() or 0
        found.append(Row(item.line, item.profile, item.standing, unit_id))
    return roster_imports.plan(session, found, **how)  # type: ignore[arg-type]


def take(session: FlowSession, rows: list[tuple[Row, str]], now: datetime, **how: object) -> Plan:
    """Import rows."""
    plan = planned(session, rows, **how)
    roster_imports.apply(session, plan, now)
    return plan


def staged(session: FlowSession, plan: Plan, now: datetime) -> datetime:
    """All that is new of a plan where nobody sees it."""
    mark = roster_imports.new_mark()
    for start in range(0, len(plan.added), roster_imports.AHEAD):
        roster_imports.stage(session, roster_imports.prepare(keyring_of(session), plan, start, mark, now))
    return mark


def people(session: FlowSession, code: str, now: datetime) -> list[tuple[str, str, str, str]]:
    """Who is on a roster."""
    return sorted(
        (line.profile.name, line.profile.post, line.profile.own_id, line.standing)
        for line in roster.listing(session, code, now)
    )


# Importing


@pytest.mark.parametrize("how", roster_matching.SAME_NAME)
def test_the_same_file_twice_changes_nothing(session: FlowSession, now: datetime, how: str) -> None:
    make_cell(session, now, "CB1", names=())
    rows = [row(2, "Lê An", "Bí thư", "1"), row(3, "Lê An", own_id="2"), row(4, "Vũ Bình")]
    first = take(session, rows, now)
    assert (len(first.added), first.unchanged, first.doubts) == (3, 0, [])
    before = session.exec(select(Member)).all()
    second = take(session, rows, now, same_name=how)
    assert (len(second.added), len(second.changed), second.unchanged, second.absent) == (0, 0, 3, 0)
    assert session.exec(select(Member)).all() == before
    assert people(session, "CB1", now) == [
        ("Lê An", "", "2", "official"),
        ("Lê An", "Bí thư", "1", "official"),
        ("Vũ Bình", "", "", "official"),
    ]


def test_an_own_id_tells_who_it_is(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", "Thư ký", "7"), row(3, "Vũ Bình")], now)
    plan = take(session, [row(2, "Lê Văn An", "", "7", "probationary")], now)
    assert [(seat.profile.name, new.profile.name) for seat, new in plan.shown_changed] == [
        ("Lê An", "Lê Văn An")
    ]
    assert [seat.profile.name for seat in plan.shown_absent] == ["Vũ Bình"]
    assert ("Lê Văn An", "Thư ký", "7", "probationary") in people(session, "CB1", now)


def test_other_own_ids_are_other_persons(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", own_id="1")], now)
    plan = take(session, [row(2, "Lê An", own_id="2")], now)
    assert (len(plan.added), plan.absent) == (1, 1)


def test_a_known_name_is_asked_about(session: FlowSession, cell: Cell, now: datetime) -> None:
    rows = [row(2, "nguyen van  an", "Bí thư"), row(3, "Hoàn Toàn Mới")]
    plan = planned(session, rows)
    assert [(doubt.row.line, [seat.id for seat in doubt.seats], doubt.lines) for doubt in plan.doubts] == [
        (2, [cell.members[0]], ())
    ]
    assert [plan.rows[place].line for place in plan.added] == [3]
    with pytest.raises(FlowError, match="roster-doubts"):
        roster_imports.apply(session, plan, now)
    assert len(people(session, "CB1", now)) == 5


@pytest.mark.parametrize(
    ("how", "number", "post"),
    [
        ({"same_name": "new"}, 6, ""),
        ({"same_name": "same"}, 5, "Bí thư"),
        ({"decisions": {2: NEW}}, 6, ""),
    ],
)
def test_the_answer_decides(
    session: FlowSession, cell: Cell, now: datetime, how: dict[str, object], number: int, post: str
) -> None:
    take(session, [row(2, "Nguyễn Văn An", "Bí thư")], now, **how)
    assert len(people(session, "CB1", now)) == number
    assert members.profile_of(session, cell.members[0]).post == post


def test_a_decision_names_one_of_several(session: FlowSession, cell: Cell, now: datetime) -> None:
    second = make_member(session, cell.unit_id, "Nguyễn Văn An", now)
    rows = [row(2, "Nguyễn Văn An", "Bí thư")]
    (doubt,) = planned(session, rows).doubts
    assert [seat.id for seat in doubt.seats] == sorted([cell.members[0], second])
    take(session, rows, now, decisions={2: second})
    assert members.profile_of(session, second).post == "Bí thư"
    assert members.profile_of(session, cell.members[0]).post == ""


def test_one_member_is_not_given_two_rows(session: FlowSession, cell: Cell) -> None:
    first = cell.members[0]
    rows = [row(2, "Nguyễn Văn An"), row(3, "Nguyễn Văn An")]
    with pytest.raises(FlowError, match="roster-decided-twice"):
        planned(session, rows, decisions={2: first, 3: first})


def test_equal_names_within_a_file_are_two_persons_only_when_it_is_said(
    session: FlowSession, now: datetime
) -> None:
    make_cell(session, now, "CB1", names=())
    rows = [row(2, "Lê An"), row(3, "Lê An", "Bí thư")]
    for how in ("ask", "same"):
        (doubt,) = planned(session, rows, same_name=how).doubts
        assert (doubt.row.line, doubt.seats, doubt.lines) == (3, (), (2,))
    take(session, rows, now, same_name="new")
    again = take(session, rows, now, same_name="same")
    assert (len(again.added), len(again.doubts)) == (0, 0)
    assert len(people(session, "CB1", now)) == 2


def test_an_own_id_goes_before_the_order_of_the_rows(session: FlowSession, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An", own_id="7")], now)
    plan = planned(session, [row(2, "Lê An"), row(3, "Lê An", own_id="7")], same_name="same")
    assert plan.unchanged == 1
    assert [(doubt.row.line, doubt.seats, doubt.lines) for doubt in plan.doubts] == [(2, (), (3,))]


def test_a_roster_that_changed_meanwhile_is_not_written_over(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    plan = planned(session, [row(2, "Hoàn Toàn Mới")])
    transfers.leave(session, cell.members[0], now)
    with pytest.raises(FlowError, match="roster-moved"):
        roster_imports.apply(session, plan, now)
    with pytest.raises(FlowError, match="roster-moved"):
        roster_imports.show(session, plan, roster_imports.new_mark(), now)


def test_what_changed_in_another_cell_is_no_matter(session: FlowSession, cell: Cell, now: datetime) -> None:
    other = make_cell(session, now, "CB2")
    plan = planned(session, [row(2, "Hoàn Toàn Mới")])
    transfers.leave(session, other.members[0], now)
    roster_imports.apply(session, plan, now)
    assert len(people(session, "CB1", now)) == 6


def test_two_imports_at_once_do_not_mix(session: FlowSession, cell: Cell, now: datetime) -> None:
    one, other = (planned(session, [row(2, "Hoàn Toàn Mới")]) for _ in range(2))
    roster_imports.show(session, one, staged(session, one, now), now)
    with pytest.raises(FlowError, match="roster-moved"):
        roster_imports.show(session, other, staged(session, other, now), now)


def test_many_cells_in_one_file(session: FlowSession, cell: Cell, now: datetime) -> None:
    make_cell(session, now, "CB2", names=())
    plan = take(
        session,
        [row(2, "Lê Mới"), row(3, "Vũ Mới", unit="CB2"), row(4, "Nguyễn Văn An", unit="CB2")],
        now,
    )
    assert (len(plan.units), len(plan.added), plan.absent, plan.doubts) == (2, 3, 5, [])
    assert [name for name, *_ in people(session, "CB2", now)] == ["Nguyễn Văn An", "Vũ Mới"]
    acts = session.exec(select(Act.detail).where(Act.name == "roster_imported").order_by(col(Act.id))).all()
    assert acts == ["1 added", "2 added"]


def test_somebody_of_another_cell_is_told_and_not_doubled(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    make_cell(session, now, "CB2", names=())
    take(session, [row(2, "Lê An", own_id="7")], now)
    plan = take(session, [row(2, "Lê An", own_id="7", unit="CB2"), row(3, "Vũ Mới", unit="CB2")], now)
    assert [(item.line, seat.unit_id) for item, seat in plan.elsewhere] == [(2, cell.unit_id)]
    assert [name for name, *_ in people(session, "CB2", now)] == ["Vũ Mới"]


def test_the_names_are_ciphertext(session: FlowSession, keyring: Keyring, now: datetime) -> None:
    make_cell(session, now, "CB1", names=())
    take(session, [row(2, "Lê An")], now)
    (member,) = session.exec(select(Member)).all()
    assert "Lê An".encode() not in member.profile
    assert members.open_profile(session, member.id, member.profile) == Profile("Lê An")


# One by one


def test_a_roll_is_listed_by_given_names(session: FlowSession, cell: Cell, now: datetime) -> None:
    roster.add(session, "Vũ Ánh", "CB1", now)
    given = [line.profile.name.split()[-1] for line in roster.listing(session, "CB1", now)]
    assert given == ["An", "Ánh", "Bình", "Cường", "Dung", "Em"]


def test_a_member_is_added(session: FlowSession, cell: Cell, now: datetime) -> None:
    added = roster.add(session, " Lê   An ", "cb1", now, post="Thư ký", own_id="9", standing="probationary")
    line = next(line for line in roster.listing(session, "CB1", now) if line.id == added)
    assert line.profile == Profile("Lê An", "Thư ký", "9")
    assert (line.standing, line.joined, line.roles, line.unit) == ("probationary", False, (), "CB1")


@pytest.mark.parametrize(
    ("name", "more", "key"),
    [
        ("Nguyen Van An", {}, "member-same-name"),
        ("Lê An", {"own_id": "9"}, "member-id-taken"),
        ("", {}, "member-name-form"),
        ("@cmd", {}, "member-name-form"),
        ("A" * 101, {}, "member-too-many-letters"),
        ("Lê An", {"post": "x" * 121}, "member-too-many-letters"),
    ],
)
def test_who_is_not_added(
    session: FlowSession, cell: Cell, now: datetime, name: str, more: dict[str, str], key: str
) -> None:
    roster.add(session, "Có Mã", "CB1", now, own_id="9")
    with pytest.raises(FlowError, match=key):
        roster.add(session, name, "CB1", now, **more)  # type: ignore[arg-type]


def test_another_person_of_the_same_name_when_it_is_said(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    roster.add(session, "Nguyễn Văn An", "CB1", now, same_name=True)
    assert len(people(session, "CB1", now)) == 6


# Many at once


def test_a_long_import_is_seen_all_at_once(
    session: FlowSession, cell: Cell, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster_imports, "BATCH", 10)
    rows = [row(number + 2, f"Người {chr(65 + number)}") for number in range(25)]
    plan = planned(session, [*rows, row(40, "Nguyễn Văn An", "Bí thư")], same_name="same")
    mark = staged(session, plan, now)
    assert len(members.members_of(session, cell.unit_id)) == 5
    roster_imports.show(session, plan, mark, now)
    for left in (15, 5, 0):
        assert len(members.members_of(session, cell.unit_id)) == 30
        assert roster_imports.finish_some(session, now)
        assert len(session.exec(select(Member.id).where(Member.left_at == mark)).all()) == left
    assert roster_imports.finish_some(session, now)
    assert not roster_imports.finish_some(session, now)
    assert session.exec(select(Arrival)).all() == []
    assert len(members.members_of(session, cell.unit_id)) == 30
    again = take(session, [*rows, row(40, "Nguyễn Văn An", "Bí thư")], now, same_name="same")
    assert (len(again.added), len(again.changed)) == (0, 1), "what the first one did not come to"
    assert members.profile_of(session, cell.members[0]).post == "Bí thư"


def test_who_is_shown_and_not_settled_is_not_taken_for_gone(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    plan = planned(session, [row(2, "Lê Mới")])
    roster_imports.show(session, plan, staged(session, plan, now), now)
    counts = retention.run(session, now + timedelta(days=60), dry_run=True)
    assert counts["seats of unfinished imports"] == 0
    abandoned = planned(session, [row(2, "Bỏ Dở")])
    staged(session, abandoned, now)
    assert retention.run(session, now + timedelta(hours=23), dry_run=True)["seats of unfinished imports"] == 0
    counts = retention.run(session, now + timedelta(days=2), dry_run=False)
    assert counts["seats of unfinished imports"] == 1
    names = [profile.name for _, profile in members.members_of(session, cell.unit_id)]
    assert ("Lê Mới" in names, "Bỏ Dở" in names) == (True, False)


def test_what_is_not_shown_is_discarded(session: FlowSession, cell: Cell, now: datetime) -> None:
    plan = planned(session, [row(2, "Lê Mới")])
    mark = staged(session, plan, now)
    assert roster_imports.discard_some(session, mark, now)
    assert not roster_imports.discard_some(session, mark, now)
    assert len(session.exec(select(Member)).all()) == 5


def test_who_left_meanwhile_is_left_alone(session: FlowSession, cell: Cell, now: datetime) -> None:
    plan = planned(session, [row(2, "Nguyễn Văn An", "Bí thư")], same_name="same")
    transfers.leave(session, cell.members[0], now)
    assert roster_imports.change_some(session, plan, 0, now) == 1
    assert members.profile_of(session, cell.members[0]).post == ""


def test_who_went_to_another_cell_meanwhile_is_left_alone(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    other = make_cell(session, now, "CB2", names=())
    plan = planned(session, [row(2, "Nguyễn Văn An", "Bí thư")], same_name="same")
    mine = col(Member.id) == cell.members[0]
    session.exec(update(Member).where(mine).values(unit_id=other.unit_id))
    roster_imports.change_some(session, plan, 0, now)
    assert members.profile_of(session, cell.members[0]).post == ""


def test_erasing_members_knows_those_of_an_import(session: FlowSession, cell: Cell, now: datetime) -> None:
    plan = planned(session, [row(2, "Lê Mới")])
    mark = staged(session, plan, now)
    roster_imports.show(session, plan, mark, now)
    (fresh,) = session.exec(select(Member.id).where(Member.left_at == mark)).all()
    erasure.erase_members(session, [fresh], now)
    assert roster_imports.finish_some(session, now)
    assert session.exec(select(Arrival)).all() == []
