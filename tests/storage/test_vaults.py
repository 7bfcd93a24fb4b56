"""Two vaults of one member become one: which review stays, and nothing of the other is left."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from flows.onboarding import Recovery, open_vault
from storage import accounts, consents, keys, outbox, reviews, vaults
from storage.cycles import Cycle
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.members import Vault
from storage.reviews import Review
from tests.conftest import Cell


@pytest.fixture
def pair(session: FlowSession, cell: Cell, now: datetime) -> tuple[int, int]:
    """An older vault with a recovery word, and a newer one without."""
    older = open_vault(session, cell.members[0], Recovery("", "salt", "digest"), now)
    newer = open_vault(session, cell.members[0], Recovery("", "salt", ""), now + timedelta(days=1))
    return older, newer


def opens(session: FlowSession, cell: Cell, now: datetime) -> int:
    """A cycle of the cell."""
    end = now + timedelta(days=14)
    cycle = Cycle(unit_id=cell.unit_id, checklist="nq04_2016", version="1", opens_at=now, closes_at=end)
    session.add(cycle)
    session.flush()
    return cycle.id or 0


def writes(session: FlowSession, cycle: int, vault: int, words: str, at: datetime, submitted: bool) -> int:
    """A review with these words; its id."""
    review = reviews.start_review(session, cycle, vault, at)
    reviews.save_answers(session, review, words, submitted_at=at if submitted else None)
    return review


def kept(session: FlowSession, vault: int) -> dict[int, str]:
    """What can be read in a vault, by cycle."""
    session.expire_all()
    return {
        cycle.id or 0: reviews.answers_of(session, row) for row, cycle in reviews.reviews_of(session, vault)
    }


@pytest.mark.parametrize(
    ("older_submitted", "newer_submitted", "stays"),
    [(True, False, "older"), (False, True, "newer"), (True, True, "newer"), (False, False, "newer")],
)
def test_of_two_reviews_of_one_cycle_the_submitted_or_later_one_stays(
    session: FlowSession,
    cell: Cell,
    now: datetime,
    pair: tuple[int, int],
    older_submitted: bool,
    newer_submitted: bool,
    stays: str,
) -> None:
    older, newer = pair
    cycle = opens(session, cell, now)
    ids = {
        "older": writes(session, cycle, older, "older", now, older_submitted),
        "newer": writes(session, cycle, newer, "newer", now + timedelta(days=1), newer_submitted),
    }
    vaults.merge(session, newer, older, now + timedelta(days=2))
    assert kept(session, older) == {cycle: stays}
    gone = ids["older" if stays == "newer" else "newer"]
    assert keys.find(keyring_of(session).store, gone) is None


def test_everything_else_moves_and_the_emptied_vault_is_destroyed(
    session: FlowSession, cell: Cell, now: datetime, pair: tuple[int, int]
) -> None:
    older, newer = pair
    first, second = opens(session, cell, now), opens(session, cell, now + timedelta(days=200))
    writes(session, first, older, "then", now, True)
    writes(session, second, newer, "now", now, False)
    chat = accounts.add_account(session, "web", "new", "vi", now)
    accounts.link(session, chat, newer, "new")
    outbox.put(session, chat, newer, "greeting", {}, now)
    consents.give(session, newer, "review", "1", "web", now)
    vaults.merge(session, newer, older, now)
    assert kept(session, older) == {first: "then", second: "now"}
    [account] = accounts.accounts_of(session, older)
    assert accounts.address_of(session, account) == "new"
    assert account.state is None
    assert [row.id for row in session.exec(select(Vault)).all()] == [older]
    assert outbox.due(session, "web", now, 9) == []
    assert keys.find(keyring_of(session).store, newer) is None
    assert [row.recovery_salt for row in session.exec(select(Vault)).all()] == ["salt"]
    assert {row.vault_id for row in session.exec(select(Review)).all()} == {older}
