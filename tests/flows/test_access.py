"""The gates: membership, consent, the PIN; and what a forged event may carry."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows import access
from flows.replies import FlowError
from handlers.events import natural
from storage import attempts
from storage.accounts import Actor, State
from storage.engines import FlowSession
from tests.conftest import make_cell
from tests.organisations import make_unit

STRANGER = Actor(1, "web", "vi", None, None, None, "UTC", frozenset(), frozenset(), State())
MEMBER = replace(STRANGER, vault_id=7, member_id=5, unit_id=3)


def test_a_stranger_is_no_member() -> None:
    with pytest.raises(FlowError, match="not-joined") as refused:
        access.member_of(STRANGER)
    assert refused.value.place == "welcome"
    with pytest.raises(FlowError, match="not-joined"):
        access.reviewer_of(STRANGER)
    assert access.member_of(MEMBER) == (5, 7)


@pytest.mark.parametrize(
    ("bot", "needed"),
    [
        ("web", ["review"]),
        ("plain", ["review"]),
        ("telegram:1", ["review", "platform-telegram"]),
        ("zalo:9", ["review", "platform-zalo"]),
    ],
)
def test_every_foreign_platform_needs_its_own_consent(bot: str, needed: list[str]) -> None:
    actor = replace(MEMBER, bot=bot)
    assert access.missing_consents(actor) == needed
    with pytest.raises(FlowError, match="consent-needed"):
        access.reviewer_of(actor)
    agreed = replace(actor, consents=frozenset(f"{purpose}/{access.CONSENTS[purpose]}" for purpose in needed))
    assert access.missing_consents(agreed) == []
    assert access.reviewer_of(agreed) == 7


def test_an_older_wording_does_not_count() -> None:
    assert access.missing_consents(replace(MEMBER, consents=frozenset({"review/0"}))) == ["review"]


def test_a_pin_locks_until_it_is_entered(now: datetime) -> None:
    assert not access.locked(MEMBER, now)
    locked = replace(MEMBER, pin=("salt", "hash"))
    assert access.locked(locked, now)
    assert access.locked(replace(locked, open_until=now), now)
    assert not access.locked(replace(locked, open_until=now + timedelta(seconds=1)), now)


@pytest.mark.parametrize("forged", ["", "-1", "1.0", "1e3", "٣", "²", " 1", "x", "9" * 16, "+1"])
def test_a_number_is_a_number_a_database_can_hold(forged: str) -> None:
    with pytest.raises(ValueError):
        natural(forged)
    assert natural("0") == 0
    assert natural("9" * 15) == 10**15 - 1


def test_five_wrong_tries_within_an_hour_are_enough(session: FlowSession, now: datetime) -> None:
    def wrong(at: datetime) -> None:
        refusal = access.wrong_try(session, "recovery", "5", "recovery-wrong")
        assert refusal.text.key == "recovery-wrong"
        for purpose, subject in refusal.tries:
            attempts.count_try(session, purpose, subject, at, access.WINDOW)

    for _ in range(access.TRIES - 1):
        wrong(now)
    access.check_tries(session, "recovery", "5", now)
    wrong(now)
    with pytest.raises(FlowError) as found:
        access.check_tries(session, "recovery", "5", now + timedelta(minutes=59))
    assert found.value.text.key == "too-many-tries"
    access.check_tries(session, "recovery", "6", now)
    access.check_tries(session, "pin", "5", now)
    access.check_tries(session, "recovery", "5", now + timedelta(hours=1))


@pytest.mark.parametrize(
    ("office", "of_cell", "reads", "leads"),
    [
        ("secretary", True, "secretary", True),
        ("deputy", True, "deputy", False),
        ("committee", True, "committee", False),
        ("clerk", True, None, False),
        ("officer", True, None, False),
        ("secretary", False, "secretary", True),
        ("officer", False, "officer", True),
        ("clerk", False, None, False),
    ],
)
def test_who_reads_figures_and_who_opens_cycles(
    session: FlowSession, now: datetime, office: str, of_cell: bool, reads: str | None, leads: bool
) -> None:
    top = make_unit(session, now, "DU")
    cell = make_cell(session, now, "CB1", top)
    unit = cell.unit_id if of_cell else top
    actor = replace(MEMBER, roles=frozenset({(office, unit)}))
    assert access.held(session, actor, access.FIGURES) == ({unit: reads} if reads else {})
    assert list(access.held(session, actor, access.CYCLES)) == ([unit] if leads else [])


def test_the_first_of_several_offices_counts(session: FlowSession, now: datetime) -> None:
    top = make_unit(session, now, "DU")
    cell = make_cell(session, now, "CB1", top)
    held = {("committee", cell.unit_id), ("secretary", cell.unit_id), ("officer", top), ("deputy", top)}
    actor = replace(MEMBER, roles=frozenset(held))
    assert access.held(session, actor, access.FIGURES) == {cell.unit_id: "secretary", top: "deputy"}
    assert list(access.held(session, actor, access.CYCLES)) == sorted([top, cell.unit_id])


def test_units_come_in_their_own_order_whatever_the_office(session: FlowSession, now: datetime) -> None:
    cell, other = make_cell(session, now, "CB1"), make_unit(session, now, "DU")
    make_cell(session, now, "CB2", other)
    actor = replace(MEMBER, roles=frozenset({("officer", other), ("secretary", cell.unit_id)}))
    assert list(access.held(session, actor, access.CYCLES)) == [cell.unit_id, other]
