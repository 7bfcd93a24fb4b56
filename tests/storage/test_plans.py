"""Plans and commitments as they are kept: under keys of their own, erased with them, joined with a vault."""

from datetime import datetime, timedelta

import pytest

from flows import plan_books, plan_lines, privacy
from flows.plan_lines import Change, Line, Plan
from storage import commitments, keys, plans
from storage.encryption import KeyGone, keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Vault
from storage.plans import Plan as Row
from tests.conftest import Cell
from tests.organisations import joins

YEAR = timedelta(days=365)


def kept(session: FlowSession, vault: int, now: datetime, *words: str, until: timedelta = YEAR) -> int:
    """A plan of these lines."""
    lines = [Line(number, [], text, now) for number, text in enumerate(words, 1)]
    plan = Plan(lines, [Change(9, now, "made", [(1, None)])], 9)
    return plans.save_content(
        session, None, vault, plan_lines.dump(plan), plan_lines.trim_at(plan), now + until
    )


def words_of(session: FlowSession, vault: int) -> list[str]:
    """What its lines say."""
    return [line.words for line in plan_lines.load(plans.find_content(session, vault)[1]).lines]


def test_a_plan_has_a_key_of_its_own(session: FlowSession, cell: Cell, now: datetime) -> None:
    vault = joins(session, now, cell.members[0])
    plan_id = kept(session, vault, now, "Đọc sách")
    row = session.get_one(Row, plan_id)
    assert "Đọc sách".encode() not in row.content
    plans.erase(session, [plan_id], now)
    assert plans.find_content(session, vault) == (None, None)
    assert keys.find(keyring_of(session).store, plan_id) is None
    with pytest.raises(KeyGone):
        keyring_of(session).decrypt(plan_id, plans.PLACE, row.content)


def test_plans_are_read_by_vault(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second, third = (joins(session, now, member) for member in cell.members[:3])
    kept(session, first, now, "Một")
    kept(session, third, now, "Ba")
    found = plans.contents_of(session, [first, second])
    assert list(found) == [first]


def test_at_night_what_cannot_be_undone_any_more_is_forgotten(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    vault = joins(session, now, cell.members[0])
    kept(session, vault, now, "Đọc sách")
    hours = timedelta(hours=1)
    assert privacy.retain(session, now + 23 * hours)["plans with something to forget"] == 0
    assert privacy.retain(session, now + 25 * hours, dry_run=True)["plans with something to forget"] == 1
    assert privacy.retain(session, now + 25 * hours)["plans with something to forget"] == 1
    plan = plan_lines.load(plans.find_content(session, vault)[1])
    assert (plan.changes, len(plan.lines)) == ([], 1)
    assert privacy.retain(session, now + 26 * hours)["plans with something to forget"] == 0


def test_a_plan_nobody_opens_goes(session: FlowSession, cell: Cell, now: datetime) -> None:
    vault = joins(session, now, cell.members[0])
    plan_id = kept(session, vault, now, "Đọc sách")
    assert privacy.retain(session, now + YEAR - timedelta(days=1))["plans nobody opened for long"] == 0
    assert privacy.retain(session, now + YEAR + timedelta(days=1))["plans nobody opened for long"] == 1
    assert plans.find_content(session, vault) == (None, None)
    assert keys.find(keyring_of(session).store, plan_id) is None


def older_and_newer(session: FlowSession, cell: Cell, now: datetime) -> tuple[int, int]:
    """Two vaults of one member."""
    older = joins(session, now, cell.members[0])
    newer = new_id()
    keyring_of(session).create(newer)
    later = now + timedelta(days=1)
    session.add(
        Vault(id=newer, member_id=cell.members[0], recovery_salt="", recovery_hash="", created_at=later)
    )
    session.flush()
    return older, newer


def test_two_vaults_become_one_plan(session: FlowSession, cell: Cell, now: datetime) -> None:
    older, newer = older_and_newer(session, cell, now)
    plan_books.merge(session, newer, older, now)
    assert words_of(session, older) == []
    kept(session, newer, now, "Mới")
    plan_books.merge(session, newer, older, now)
    assert words_of(session, older) == ["Mới"]
    plan_books.merge(session, newer, older, now)
    plan = plan_lines.load(plans.find_content(session, older)[1])
    assert [line.words for line in plan.lines] == ["Mới", "Mới"]
    assert len({line.id for line in plan.lines}) == 2, "no number twice"


def test_a_commitment_moves_with_the_vault_and_a_sealed_one_is_not_shown(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    older, newer = older_and_newer(session, cell, now)
    commitments.put(session, older, cell.unit_id, "Đến đúng giờ", now + YEAR, now)
    assert commitments.of_cell(session, cell.unit_id, now) == [], "nobody could take it back"
    commitments.move(session, older, newer)
    [(_, words)] = commitments.of_cell(session, cell.unit_id, now)
    assert words == "Đến đúng giờ"
    commitments.put(session, newer, cell.unit_id, "Góp ý thẳng", now + YEAR, now)
    commitments.put(session, older, cell.unit_id, "Cũ", now + YEAR, now)
    commitments.move(session, older, newer)
    [(_, words)] = commitments.of_cell(session, cell.unit_id, now)
    assert words == "Góp ý thẳng"


def test_a_commitment_taken_back_is_unreadable(session: FlowSession, cell: Cell, now: datetime) -> None:
    vault = joins(session, now, cell.members[0])
    commitments.put(session, vault, cell.unit_id, "Đến đúng giờ", now + YEAR, now)
    [owner] = commitments.ids_of(session, [vault])
    commitments.erase(session, [owner], now)
    assert keys.find(keyring_of(session).store, owner) is None
    assert commitments.find_commitment(session, vault) is None
    assert commitments.of_cell(session, cell.unit_id, now) == []
