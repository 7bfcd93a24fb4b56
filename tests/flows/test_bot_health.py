"""What the doctor says of a bot with a monthly number of messages."""

from datetime import date, datetime

import pytest

from flows import bot_health, meeting_offsets
from flows.bot_health import Plan
from flows.health import Finding
from flows.replies import FlowError
from storage import accounts, mailings, meetings, units
from storage.encryption import keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Vault
from storage.units import Unit
from tests.conftest import Cell, make_cell

BOT, ZONE = "zalo:1", "Asia/Ho_Chi_Minh"


def look(session: FlowSession, now: datetime, *codes: str, monthly: int = 3000, both: bool = True) -> Finding:
    """The finding on the bot that serves these units."""
    return bot_health.finding(session, Plan(BOT, codes, monthly, both), now, ZONE)


def joins(session: FlowSession, member_id: int, now: datetime, *bots: str) -> None:
    """A member has a chat with each of these bots."""
    vault_id = new_id()
    keyring_of(session).create(vault_id)
    session.add(Vault(id=vault_id, member_id=member_id, recovery_salt="s", recovery_hash="h", created_at=now))
    session.flush()
    for bot in bots:
        account_id = accounts.add_account(session, bot, f"{bot}{member_id}", "vi", now)
        accounts.link(session, account_id, vault_id, "address")


def meets(session: FlowSession, cell: Cell, now: datetime, rrule: str = "FREQ=MONTHLY;BYMONTHDAY=3") -> None:
    """The cell has a rule, with all four usual reminders."""
    meetings.set_rule(session, cell.unit_id, rrule, date(2026, 11, 1), "19:30", 90, now)


def spends(session: FlowSession, messages: int) -> None:
    """So many messages of November are used."""
    mailings.spend(session, BOT, "2026-11", messages)


def test_members_chats_and_the_month(session: FlowSession, cell: Cell, now: datetime) -> None:
    joins(session, cell.members[0], now, BOT, "web")
    joins(session, cell.members[1], now, "web", "telegram:2")
    joins(session, cell.members[2], now, "zalo:9")
    meets(session, cell, now)
    spends(session, 412)
    assert look(session, now, "CB1") == Finding(
        BOT,
        True,
        "units CB1: 5 members, 1 joined on it, 2 elsewhere only; 412 of 3000 messages of this month used"
        " (13 %); carries 50 members (limit: people)",
    )


def test_units_below_count_once_and_others_do_not(session: FlowSession, cell: Cell, now: datetime) -> None:
    parent = Unit(code="DU", name="Đảng ủy", kind="agency", created_at=now)
    session.add(parent)
    session.flush()
    units.get_unit(session, cell.unit_id).parent_id = parent.id
    make_cell(session, now, "CB2")
    session.flush()
    for codes in (("DU",), ("DU", "CB1")):
        assert ": 5 members" in look(session, now, *codes).detail
    assert look(session, now).detail.startswith("all units: 10 members")


@pytest.mark.parametrize("closed", [False, True])
def test_a_unit_that_is_not_there(session: FlowSession, cell: Cell, now: datetime, closed: bool) -> None:
    if closed:
        make_cell(session, now, "CB9", names=())
        units.find_unit(session, "CB9").closed_at = now  # type: ignore[union-attr]
        session.flush()
    found = look(session, now, "CB1", "CB9")
    assert (found.ok, found.detail) == (False, "there is no open unit CB9: correct TUSOI_ZALO_BOTS")


@pytest.mark.parametrize(
    ("spent", "words"),
    [
        (2099, ""),
        (
            2100,
            "Reminders may be left out before the month ends: fewer reminders (`tusoi meeting remind`), or",
        ),
        (2699, "Reminders may be left out"),
        (2700, "Only corrections and official notices go out until the month ends: fewer reminders"),
    ],
)
def test_how_much_of_the_month_is_used(
    session: FlowSession, cell: Cell, now: datetime, spent: int, words: str
) -> None:
    spends(session, spent)
    found = look(session, now, "CB1")
    assert found.ok is (not words)
    assert words in found.detail


def test_more_members_than_are_carried(session: FlowSession, now: datetime) -> None:
    big = make_cell(session, now, "CB3", names=tuple(f"Người {number}" for number in range(51)))
    found = look(session, now, "CB3")
    assert not found.ok
    assert found.detail.endswith(
        "More members may come than it carries: another bot for some of the units (TUSOI_ZALO_BOTS), or more"
        " members on the web chat or Telegram."
    )
    joins(session, big.members[0], now, "web")
    assert look(session, now, "CB3").ok


def test_reminders_that_cost_too_much(session: FlowSession, cell: Cell, now: datetime) -> None:
    meets(session, cell, now, "FREQ=DAILY")
    found = look(session, now, "CB1", monthly=800, both=False)
    assert "carries 3 members (limit: reminders)" in found.detail
    assert "fewer reminders (`tusoi meeting remind`), another bot" in found.detail
    assert meeting_offsets.choose(session, "cb1", "1D, 7d", now) == ["7d", "1d"]
    assert look(session, now, "CB1", monthly=800, both=False).ok
    assert meeting_offsets.choose(session, "cb1", "", now) == []


def test_reminders_that_nobody_knows(session: FlowSession, cell: Cell, now: datetime) -> None:
    with pytest.raises(FlowError, match="meeting-none"):
        meeting_offsets.choose(session, "CB1", "7d", now)
    meets(session, cell, now)
    with pytest.raises(FlowError, match="offset-unknown"):
        meeting_offsets.choose(session, "CB1", "5d", now)
