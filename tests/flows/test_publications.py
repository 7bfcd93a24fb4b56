"""Publication: once, by the clock, the same after a crash; what stays, and what is gone afterwards."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import delete, select

from flows import disclosure, joiners, plan_lines, publications
from flows.plan_lines import Line, Plan, Step
from storage import accounts
from storage import cycles as cycle_rows
from storage import plans as stored_plans
from storage import publications as rows
from storage.cycles import Cycle
from storage.encryption import KeyGone, keyring_of
from storage.engines import FlowSession
from storage.mailings import Mailing
from storage.members import Member, Vault
from storage.outbox import Outbox
from storage.publications import Pool, Total
from storage.reviews import Review
from storage.turnouts import Turnout
from tests.conftest import Cell, make_member, on_one_database
from tests.organisations import LASTS, all_hand_in, cell_of, hands_in, joins, make_unit, opens, publish


def figures(session: FlowSession, cycle: Cycle, cell_id: int) -> dict[str, int]:
    """What is published for a cell."""
    found = rows.pool_of(session, cycle.id or 0, cell_id)
    assert found
    return found[0].figures


def _counted(session: FlowSession, cycle: Cycle, cell_id: int) -> set[int]:
    place = cycle.id or 0, cell_id
    return cycle_rows.counted_in(session, [place])[place]


def test_nothing_happens_before_the_hour(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 9)
    cycle = opens(session, now, "CB1")
    hands_in(session, now, cycle, cell.members[0], ["1.1"])
    assert publish(session, now + LASTS - timedelta(seconds=1)) == 0
    assert publish(session, now + LASTS) > 0
    assert publish(session, now + LASTS) == 0


def test_figures_count_members_once_each(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 8)
    cycle = opens(session, now, "CB1")
    for number, member in enumerate(cell.members):
        marks = ["1.1", "1.2", "1.5"] if number < 4 else ["1.1"]
        hands_in(session, now, cycle, member, marks, causes={sign: ["busy"] for sign in marks})
    publish(session, now + LASTS)
    found = figures(session, cycle, cell.unit_id)
    assert (found["sign:1.1"], found["sign:1.2"], found["sign:1.4"]) == (8, 4, 0)
    assert all(name.startswith(("sign:", "cause:", "plan:")) for name in found)
    assert "sign:4.1" not in found


def test_a_repeat_gives_the_same_numbers(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 11)
    cycle = opens(session, now, "CB1")
    for number, member in enumerate(cell.members):
        hands_in(session, now, cycle, member, [f"1.{1 + n % 9}" for n in range(number)])
    seen = []
    for _ in range(2):
        with session.begin_nested() as crash:
            for _ in ("formed", "counted"):
                publications.publish_some(session, now + LASTS)
            seen.append(figures(session, cycle, cell.unit_id))
            crash.rollback()
    session.expire_all()
    publish(session, now + LASTS)
    seen.append(figures(session, cycle, cell.unit_id))
    assert seen[0] == seen[1] == seen[2]


def test_only_what_was_asked_for_stays(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 9)
    cycle = opens(session, now, "CB1")
    kept = hands_in(session, now, cycle, cell.members[0], ["1.1"], keep=True)
    dropped = hands_in(session, now, cycle, cell.members[1], ["1.1"])
    sealed = session.get_one(Review, dropped).answers
    owner, noise = cycle.noise_owner, cycle.noise
    publish(session, now + LASTS)
    session.expire_all()
    assert session.get_one(Review, kept).answers
    assert session.get_one(Review, dropped).answers is None
    keyring = keyring_of(session)
    for place, who, blob in (("review.answers", dropped, sealed), ("cycle.noise", owner, noise)):
        with pytest.raises(KeyGone):
            keyring.decrypt(who or 0, place, blob or b"")


def test_a_cycle_that_an_old_backup_brings_back_is_not_published_again(
    session: FlowSession, now: datetime
) -> None:
    cell = cell_of(session, now, "CB1", 9)
    cycle = opens(session, now, "CB1")
    for member in cell.members:
        hands_in(session, now, cycle, member, ["1.1"], keep=True)
    noise = cycle.noise
    publish(session, now + LASTS)
    for table in (rows.PoolCell, Pool, Turnout):
        session.exec(delete(table))
    cycle.noise, cycle.published_at, cycle.forgotten_at = noise, None, None
    session.flush()
    publish(session, now + LASTS)
    assert cycle.published_at
    assert rows.pool_of(session, cycle.id or 0, cell.unit_id) is None


def test_small_cells_are_published_together_and_added_up(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", size, top) for n, size in enumerate((4, 5, 10, 9))]
    cycle = opens(session, now, "DU")
    all_hand_in(session, now, cycle, cells, ["1.1"])
    publish(session, now + LASTS)
    pools = session.exec(select(Pool)).all()
    assert sorted(pool.n for pool in pools) == [9, 9, 10]
    first, second = (rows.pool_of(session, cycle.id or 0, cell.unit_id) for cell in cells[:2])
    assert first
    assert second
    assert first[0].id == second[0].id
    assert first[1] == sorted(cell.unit_id for cell in cells[:2])
    total = session.exec(select(Total).where(Total.kind == "")).one()
    assert (total.pools, total.cells, total.n) == (3, 4, 28)
    assert total.figures["sign:1.1"][0] == 28 == sum(pool.figures["sign:1.1"] for pool in pools)


def test_too_few_all_together_have_no_figures_only_turnout(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 3, top) for n in range(2)]
    cycle = opens(session, now, "DU")
    all_hand_in(session, now, cycle, cells, ["1.1"])
    publish(session, now + LASTS)
    assert session.exec(select(Pool)).all() == []
    turnout = session.exec(select(Turnout)).all()
    assert [(row.expected, row.submitted, row.final) for row in turnout] == [(3, 3, True)] * 2


def joined_later(session: FlowSession, now: datetime, first: int, more: int) -> tuple[int, int]:
    """The respondents counted in two cycles of a cell that so many joined in between.

    The last of them is told whether he counts, as it then turns out.
    """
    cell = cell_of(session, now, "CB1", first)
    members, counts = list(cell.members), []
    for round_ in range(2):
        cycle = opens(session, now, "CB1")
        for member in members:
            hands_in(session, now, cycle, member, ["1.1"])
        told = joiners.counts(session, cycle, members[-1])
        now += LASTS
        publish(session, now)
        assert told == (members[-1] in _counted(session, cycle, cell.unit_id))
        counts.append(rows.pool_of(session, cycle.id or 0, cell.unit_id)[0].n)  # type: ignore[index]
        for number in range(more if round_ == 0 else 0):
            members.append(make_member(session, cell.unit_id, f"Người mới {number}", now))
            joins(session, now, members[-1])
    return counts[0], counts[1]


@pytest.mark.parametrize(("more", "counted"), [(1, 9), (4, 9), (5, 14)])
def test_joiners_enter_together(session: FlowSession, now: datetime, more: int, counted: int) -> None:
    assert joined_later(session, now, 9, more) == (9, counted)


def test_a_pool_stays_until_each_part_has_stood_twice(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cells = [cell_of(session, now, f"CB{n}", 9, top) for n in range(2)]
    shapes: list[Any] = []
    for answering in (5, 9, 9, 9):
        cycle = opens(session, now, "DU")
        for cell in cells:
            for member in cell.members[:answering]:
                hands_in(session, now, cycle, member)
        now += LASTS
        publish(session, now)
        pools = session.exec(select(Pool).where(Pool.cycle_id == cycle.id)).all()
        shapes.append(sorted(pool.n for pool in pools))
    assert shapes == [[10], [18], [18], [9, 9]]


def test_those_on_the_roster_are_told_once_that_figures_are_out(session: FlowSession, now: datetime) -> None:
    """Whoever moved since is told too, whoever came since is not."""
    parent = make_unit(session, now, "DB1")
    cells = [cell_of(session, now, f"CB{number}", 9, parent) for number in range(2)]
    opens(session, now, "DB1")
    moved = session.get_one(Member, cells[0].members[0])
    moved.unit_id = make_unit(session, now, "CB9")
    fresh = make_member(session, cells[1].unit_id, "Mới", now)
    chats = {member: joins(session, now, member) for member in (moved.id or 0, cells[1].members[0], fresh)}
    for member, vault in chats.items():
        account = accounts.add_account(session, "web", f"page-{member}", "vi", now)
        accounts.link(session, account, vault, "page")
    publish(session, now + LASTS)
    told = session.exec(select(Outbox.vault_id, Mailing.unit_id).join(Mailing)).all()
    assert sorted(told) == sorted(
        zip(list(chats.values())[:2], (cell.unit_id for cell in cells), strict=True)
    )
    assert session.exec(select(Mailing.code, Mailing.people).distinct()).all() == [("figures", 1)]


def test_what_officers_see_is_as_of_the_morning_and_never_less(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 9)
    cycle = opens(session, now, "CB1")

    def count(at: datetime) -> int | None:
        six = publications.morning(at, "Asia/Ho_Chi_Minh")
        while publications.count_some(session, at, six):
            pass
        row = session.get(Turnout, (cycle.id, cell.unit_id))
        return row.submitted if row else None

    assert count(now) is None
    review = hands_in(session, now, cycle, cell.members[0])
    assert count(now + timedelta(hours=1)) is None
    tomorrow = now + timedelta(days=1)
    assert count(tomorrow) == 1
    session.get_one(Review, review).submitted_at = None
    hands_in(session, tomorrow, cycle, cell.members[1])
    hands_in(session, tomorrow, cycle, cell.members[2])
    assert count(tomorrow + timedelta(hours=3)) == 1
    assert count(tomorrow + timedelta(days=1)) == 2
    assert disclosure.threshold(cycle.step) == 8


@on_one_database
@pytest.mark.parametrize(("new", "counted"), [(0, 9), (2, 9), (4, 9), (5, 14)])
def test_of_a_new_cell_a_few_new_members_wait(
    session: FlowSession, now: datetime, new: int, counted: int
) -> None:
    """Nine moved there from a cell that had figures: compared with those, nobody new or five are counted."""
    top = make_unit(session, now, "DU")
    old = cell_of(session, now, "CB1", 20, top)
    cycle = opens(session, now, "DU")
    for member in old.members:
        hands_in(session, now, cycle, member, ["1.1"])
    now += LASTS
    publish(session, now)
    young = cell_of(session, now, "CB2", new, top)
    for member in old.members[:9]:
        session.get_one(Member, member).unit_id = young.unit_id
    session.flush()
    cycle = opens(session, now, "DU")
    for member in (*old.members, *young.members):
        hands_in(session, now, cycle, member, ["1.1"])
    told = [joiners.counts(session, cycle, member) for member in young.members]
    publish(session, now + LASTS)
    entered = _counted(session, cycle, young.unit_id)
    assert entered == {*old.members[:9], *(young.members if counted > 9 else ())}
    assert told == [counted > 9] * new
    assert [rows.pool_of(session, cycle.id or 0, cell.unit_id)[0].n for cell in (old, young)] == [11, counted]  # type: ignore[index]


def plans_for(session: FlowSession, cell: Cell, now: datetime, states: Sequence[str]) -> None:
    """Members' plans: `open`, `done` or `overdue` lines, a letter each; nothing for an empty text."""
    for member, letters in zip(cell.members, states, strict=True):
        lines = [Line(1, [], "Mở", now)] if "o" in letters else []
        lines += [Line(2, [], "Muộn", now, now.date())] if "l" in letters else []
        lines += [Line(3, [], "Xong", now, steps=[Step(now, "finish")])] if "d" in letters else []
        vault = session.exec(select(Vault.id).where(Vault.member_id == member)).one()
        content = plan_lines.dump(Plan(lines))
        stored_plans.save_content(session, None, vault, content, None, now + timedelta(days=700))


def test_plans_are_counted_once_each_by_the_same_rule(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 8)
    cycle = opens(session, now, "CB1")
    plans_for(session, cell, now, ["ol", "ol", "ol", "ol", "", "", "", ""])
    for member in cell.members:
        hands_in(session, now, cycle, member, [])
    publish(session, now + LASTS)
    found = figures(session, cycle, cell.unit_id)
    assert {name: found[name] for name in plan_lines.FIGURES} == {
        "plan:open": 4,
        "plan:done": 0,
        "plan:overdue": 4,
    }


def test_the_plans_of_those_who_did_not_hand_in_are_not_counted(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 16)
    cycle = opens(session, now, "CB1")
    plans_for(session, cell, now, ["od"] * 16)
    for member in cell.members[:8]:
        hands_in(session, now, cycle, member, [])
    publish(session, now + LASTS)
    found = figures(session, cycle, cell.unit_id)
    assert (found["plan:open"], found["plan:done"], found["plan:overdue"]) == (8, 8, 0)


def test_what_was_done_counts_since_the_cycle_before(session: FlowSession, now: datetime) -> None:
    cell = cell_of(session, now, "CB1", 8)
    plans_for(session, cell, now, ["d"] * 8)
    seen = []
    for days in (0, 200):
        cycle = opens(session, now + timedelta(days=days), "CB1")
        for member in cell.members:
            hands_in(session, now + timedelta(days=days), cycle, member, [])
        publish(session, now + timedelta(days=days) + LASTS)
        seen.append(figures(session, cycle, cell.unit_id)["plan:done"])
    assert seen == [8, 0]


def test_each_cell_counts_from_its_own_cycle_before(session: FlowSession, now: datetime) -> None:
    """The first of two cells had a cycle of its own in between: the other's figures do not begin with it."""
    top = make_unit(session, now, "DU")
    first, second = (cell_of(session, now, code, 9, top) for code in ("CB1", "CB2"))
    plans_for(session, second, now + timedelta(days=20), ["d"] * 9)
    opens(session, now, "DU")
    publish(session, now + LASTS)
    between = now + timedelta(days=40)
    opens(session, between, "CB1")
    publish(session, between + LASTS)
    cycle = opens(session, now + timedelta(days=100), "DU")
    all_hand_in(session, now + timedelta(days=100), cycle, (first, second))
    publish(session, now + timedelta(days=100) + LASTS)
    assert figures(session, cycle, second.unit_id)["plan:done"] == 9
