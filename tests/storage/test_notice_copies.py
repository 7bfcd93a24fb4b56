"""Copies of notices and their tallies, on each kind of database."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from sqlmodel import col, select

from storage import keys, notice_copies, notice_tallies, notices, outbox
from storage.accounts import Account
from storage.encryption import KeyGone, keyring_of
from storage.engines import FlowSession
from storage.members import Member, Vault
from storage.notice_tallies import UNANSWERED, UNSEEN, Tally
from storage.notices import Notice, NoticeCopy
from storage.outbox import Outbox
from storage.units import Unit
from tests.conftest import Cell, make_member
from tests.notices import make_notice
from tests.organisations import cell_of, joins, make_unit
from tests.robustness.seats import seat

HOUR = timedelta(hours=1)


def titles(session: FlowSession, member: int, vault: int, now: datetime) -> list[str]:
    """What is in somebody's inbox, in its order."""
    found = notice_copies.inbox(session, member, vault, now, 0, 9)
    return [notices.content_of(session, one.notice)["title"] for one in found]


def test_what_waits_comes_first_then_the_newest(session: FlowSession, cell: Cell, now: datetime) -> None:
    member, vault = cell.members[0], joins(session, now, cell.members[0])
    each: list[dict[str, Any]] = [
        {"needs_answer": True},
        {},
        {"needs_answer": True, "answer_by": now},
        {"needs_answer": True, "answer_by": now + HOUR},
        {"until_at": now},
    ]
    for number, columns in enumerate(each):
        at = now + timedelta(minutes=number - 9)
        make_notice(session, at, cell.unit_id, cell.members, title=str(number), **columns)
    assert titles(session, member, vault, now) == ["3", "0", "2", "1"]
    assert notice_copies.waiting(session, member, vault, now) == 2
    assert notice_copies.waiting(session, member, vault, now + HOUR) == 1
    assert titles(session, cell.members[1] + 1, vault, now) == []


def test_whose_inbox_it_is_in_by_its_state(session: FlowSession, cell: Cell, now: datetime) -> None:
    """Laid out, sent, seen, none of them: what is held up or taken back only who had it still has."""
    laid, sent, seen, none, _ = cell.members
    vaults = {member: seat(session, member, [("web", str(member))], now) for member in cell.members}
    account = session.exec(select(Account.id).where(Account.vault_id == vaults[sent])).one()
    for state in notices.STATES:
        made = make_notice(session, now, cell.unit_id, cell.members, state=state, needs_answer=True)
        notice_copies.mark_seen(session, made.id or 0, seen, 1, now)
        session.get_one(NoticeCopy, (made.id, none)).laid = 0
        outbox.put(session, account or 0, vaults[sent], f"n{made.id}.1", {}, now)
        row = session.exec(select(Outbox).order_by(col(Outbox.id).desc())).first()
        assert row is not None
        row.notice_id, row.done_at, row.outcome = made.id, now, "sent"
        session.flush()
        found = {
            member: notice_copies.find(session, made.id or 0, member, vaults[member], now) is not None
            for member in (laid, sent, seen, none)
        }
        out = state in ("sending", "done")
        assert found == {laid: out, sent: True, seen: True, none: False}, state
        made.until_at = now
    made.until_at = now + HOUR
    for state in notices.STATES:
        made.state = state
        session.flush()
        counts = [notice_copies.waiting(session, member, vaults[member], now) for member in (laid, seen)]
        assert counts == [state in ("sending", "done"), state in ("sending", "done", "paused")], state


def test_seen_is_the_words_as_they_are_now(session: FlowSession, cell: Cell, now: datetime) -> None:
    member = cell.members[0]
    made = make_notice(session, now, cell.unit_id, cell.members)
    assert notice_copies.mark_seen(session, made.id or 0, member, 1, now)
    assert not notice_copies.mark_seen(session, made.id or 0, member, 1, now + HOUR)
    copy = session.get_one(NoticeCopy, (made.id, member))
    assert copy.seen_at == now
    assert notice_tallies.total(session, made).seen == 1
    made.revision = 2
    assert notice_tallies.total(session, made) == Tally(people=5, laid=5, cells=1)
    assert notice_copies.mark_seen(session, made.id or 0, member, 2, now + HOUR)
    assert notice_tallies.total(session, made).seen == 1


def test_reasons_are_sealed_to_the_notice_and_to_who_gave_them(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    first, second = cell.members[:2]
    made = make_notice(session, now, cell.unit_id, cell.members, needs_answer=True)
    assert notice_copies.set_answer(session, made, first, "absent", "Con ốm", now)
    assert not notice_copies.set_answer(session, made, first, "absent", "Con ốm", now + HOUR)
    mine, other = (session.get_one(NoticeCopy, (made.id, member)) for member in (first, second))
    assert mine.answered_at == now
    assert notice_copies.words_of(session, made, mine) == "Con ốm"
    other.reason = mine.reason
    with pytest.raises(InvalidTag):
        notice_copies.words_of(session, made, other)
    keyring_of(session).destroy([made.owner_id], now)
    assert keys.find(keyring_of(session).store, made.owner_id) is None
    with pytest.raises(KeyGone):
        notice_copies.words_of(session, made, mine)


@pytest.fixture
def tree(session: FlowSession, now: datetime) -> tuple[Notice, tuple[int, int, int], tuple[Cell, ...]]:
    """A committee's notice to two wards with three cells, one of them right below it."""
    top = make_unit(session, now, "DU")
    wards = make_unit(session, now, "W1", top), make_unit(session, now, "W2", top)
    cells = (
        cell_of(session, now, "C1", 3, wards[0]),
        cell_of(session, now, "C2", 4, wards[1]),
        cell_of(session, now, "C3", 2, top),
    )
    everybody = [member for one in cells for member in one.members]
    made = make_notice(session, now, top, everybody, needs_answer=True)
    return made, (top, *wards), cells


Tree = tuple[Notice, tuple[int, int, int], tuple[Cell, ...]]


def test_counts_are_summed_by_child(session: FlowSession, tree: Tree, now: datetime) -> None:
    made, (top, first, second), cells = tree
    for answer, one in zip(("coming", "absent", "deputy"), cells, strict=True):
        notice_copies.set_answer(session, made, one.members[0], answer, "", now)
    notice_copies.mark_seen(session, made.id or 0, cells[0].members[1], 1, now)
    found = notice_tallies.results(session, made, top)
    assert found.whole == Tally(people=9, laid=9, seen=1, coming=1, absent=1, deputy=1, cells=3)
    assert found.whole == notice_tallies.total(session, made)
    assert found.whole.answered == 3
    assert {unit: tally for unit, _, tally in found.children} == {
        first: Tally(people=3, laid=3, seen=1, coming=1, cells=1),
        second: Tally(people=4, laid=4, absent=1, cells=1),
        cells[2].unit_id: Tally(people=2, laid=2, deputy=1, cells=1),
    }
    assert [name for _, name, _ in found.children] == ["Chi bộ C3", "Đảng ủy W1", "Đảng ủy W2"]
    below = notice_tallies.results(session, made, first)
    assert below.whole == Tally(people=3, laid=3, seen=1, coming=1, cells=1)
    assert [unit for unit, *_ in below.children] == [cells[0].unit_id]
    alone = notice_tallies.results(session, made, cells[0].unit_id)
    assert (alone.whole, alone.children) == (below.whole, [])


def test_units_that_went_elsewhere_count_in_the_whole_alone(
    session: FlowSession, tree: Tree, now: datetime
) -> None:
    made, (top, _, second), cells = tree
    session.get_one(Unit, second).parent_id = make_unit(session, now, "XU")
    session.flush()
    found = notice_tallies.results(session, made, top)
    assert found.whole.people == 9
    assert sum(tally.people for *_, tally in found.children) == 5
    named = notice_tallies.missing(session, made, top, UNSEEN, 0, 99)
    assert {member for member, _ in named} == {*cells[0].members, *cells[2].members}
    gone = cells[0].members[0]
    session.get_one(Member, gone).unit_id = cells[1].unit_id  # transferred to where the ward is now
    session.flush()
    named = notice_tallies.missing(session, made, top, UNSEEN, 0, 99)
    assert {member for member, _ in named} == {*cells[0].members[1:], *cells[2].members}


def test_who_did_not(session: FlowSession, tree: Tree, now: datetime) -> None:
    made, (top, first, _), cells = tree
    notice_copies.mark_seen(session, made.id or 0, cells[0].members[0], 1, now)
    notice_copies.set_answer(session, made, cells[0].members[1], "absent", "", now)
    session.get_one(Member, cells[0].members[2]).left_at = now
    session.flush()
    for what, done in ((UNSEEN, 0), (UNANSWERED, 1)):
        wanted = {*cells[0].members[:2], *cells[1].members, *cells[2].members} - {cells[0].members[done]}
        assert {m for m, _ in notice_tallies.missing(session, made, top, what, 0, 99)} == wanted
        assert notice_tallies.count_missing(session, made, what) == (7, 0)
        assert notice_tallies.missing(session, made, first, what, 0, 99) == [
            (cells[0].members[1 - done], cells[0].unit_id)
        ]
    pages = [notice_tallies.missing(session, made, top, UNSEEN, at, 3) for at in (0, 3, 6)]
    assert [*pages[0], *pages[1], *pages[2]] == notice_tallies.missing(session, made, top, UNSEEN, 0, 99)
    seat(session, make_member(session, cells[0].unit_id, "X", now), [("web", "x")], now)
    session.delete(session.exec(select(Vault).where(Vault.member_id == cells[1].members[0])).one())
    session.flush()
    seat(session, cells[1].members[0], [("web", "y")], now)
    assert notice_tallies.count_missing(session, made, UNSEEN) == (7, 1), "who has a chat"


def test_who_is_reminded_next(
    session: FlowSession, tree: Tree, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Window by window, never somebody twice, never who did it."""
    monkeypatch.setattr(notice_tallies, "WINDOW", 4)
    made, _, cells = tree
    everybody = sorted(member for one in cells for member in one.members)
    notice_copies.mark_seen(session, made.id or 0, everybody[1], 1, now)
    found: list[int] = []
    after: int | None = 0
    steps = 0
    while after is not None:
        some, after = notice_tallies.next_missing(session, made, UNSEEN, after, 2)
        found += some
        steps += 1
        assert len(some) <= 2
        assert steps < 20
    assert found == [everybody[0], *everybody[2:]]
