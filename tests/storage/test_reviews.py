"""Reviews: one a member and cycle, sealed under a key of its own."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from flows.onboarding import Recovery, open_vault
from storage import keys, reviews
from storage.cycles import Cycle
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.reviews import Review
from tests.conftest import Cell


@pytest.fixture
def vault(session: FlowSession, cell: Cell, now: datetime) -> int:
    """The first member's vault."""
    return open_vault(session, cell.members[0], Recovery("", "", ""), now)


@pytest.fixture
def cycle(session: FlowSession, cell: Cell, now: datetime) -> int:
    """An open cycle."""
    end = now + timedelta(days=14)
    made = Cycle(
        unit_id=cell.unit_id, checklist="nq04_2016", version="1", opens_at=now, closes_at=end, frozen_at=now
    )
    session.add(made)
    session.flush()
    return made.id or 0


def test_a_sheet_is_read_before_and_after_it_is_begun(
    session: FlowSession, cycle: int, vault: int, now: datetime
) -> None:
    assert reviews.find_sheet(session, cycle + 7, vault) is None
    empty = reviews.find_sheet(session, cycle, vault)
    assert empty is not None
    assert (empty.review_id, empty.answers, empty.keep_copy, empty.frozen) == (None, None, False, True)
    review = reviews.start_review(session, cycle, vault, now)
    reviews.save_answers(session, review, {"m": {"1.1": ["1"]}}, keep_copy=True, submitted_at=now)
    sheet = reviews.find_sheet(session, cycle, vault)
    assert sheet is not None
    assert (sheet.review_id, sheet.answers) == (review, {"m": {"1.1": ["1"]}})
    assert (sheet.keep_copy, sheet.submitted_at, sheet.paper_at) == (True, now, None)


def test_there_is_one_review_a_cycle(session: FlowSession, cycle: int, vault: int, now: datetime) -> None:
    reviews.start_review(session, cycle, vault, now, paper_at=now)
    with pytest.raises(IntegrityError):
        reviews.start_review(session, cycle, vault, now)


def test_dropped_answers_are_gone_with_their_key_and_the_row_stays(
    session: FlowSession, cycle: int, vault: int, now: datetime
) -> None:
    review = reviews.start_review(session, cycle, vault, now)
    reviews.save_answers(session, review, "words")
    reviews.drop_answers(session, [review], now)
    session.expire_all()
    assert reviews.answers_of(session, session.get_one(Review, review)) is None
    assert keys.find(keyring_of(session).store, review) is None
    assert reviews.ids_of(session, [vault]) == [review]
    reviews.erase(session, [review], now)
    assert reviews.ids_of(session, [vault]) == []
