"""How long anything is kept: a dry run counts what is then erased, rule by rule, no day too early."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlmodel import select, update

from flows import privacy
from flows.onboarding import Recovery, open_vault
from flows.roster_imports import STAGED
from storage import accounts, attendance, codes, files, keys, notices, outbox, reviews
from storage.accounts import Account
from storage.attempts import Attempt
from storage.codes import Claim
from storage.cycles import Cycle
from storage.encryption import keyring_of
from storage.engines import FlowSession
from storage.events import Event
from storage.mailings import Mailing
from storage.members import Member, Vault
from storage.notices import Notice
from storage.outbox import Outbox
from storage.reviews import Review
from tests.conftest import Cell
from tests.notices import make_notice

DAY = timedelta(days=1)
NOTHING = Recovery("", "", "")
Plant = Callable[[FlowSession, Cell, datetime], None]


def event(session: FlowSession, cell: Cell, at: datetime) -> None:
    session.add(Event(bot="web", event_id="1", at=at))


def attempt(session: FlowSession, cell: Cell, at: datetime) -> None:
    session.add(Attempt(purpose="code", subject="x", count=1, since=at))


def code(session: FlowSession, cell: Cell, at: datetime) -> None:
    codes.add_code(session, "ACDEFGHJ", "seat", cell.members[0], None, at)


def message(session: FlowSession, cell: Cell, at: datetime) -> None:
    vault = open_vault(session, cell.members[0], NOTHING, at)
    chat = accounts.add_account(session, "web", "member", "vi", at)
    accounts.link(session, chat, vault, "member")
    outbox.put(session, chat, vault, "greeting", {}, at)
    outbox.settle(session, outbox.due(session, "web", at, 1)[0], "sent", at)


def claim(session: FlowSession, cell: Cell, at: datetime) -> None:
    chat = accounts.add_account(session, "web", "claimant", "vi", at + DAY)
    session.add(
        Claim(member_id=cell.members[0], account_id=chat, created_at=at, effective_at=at, settled_at=at)
    )


def stranger(session: FlowSession, cell: Cell, at: datetime) -> None:
    accounts.add_account(session, "web", "stranger", "vi", at)


def closes(session: FlowSession, cell: Cell, at: datetime) -> tuple[int, int]:
    """A cycle that closes then, and a member's vault."""
    cycle = Cycle(
        unit_id=cell.unit_id, checklist="nq04_2016", version="1", opens_at=at - 14 * DAY, closes_at=at
    )
    session.add(cycle)
    session.flush()
    return cycle.id or 0, open_vault(session, cell.members[0], NOTHING, at)


def draft(session: FlowSession, cell: Cell, at: datetime) -> None:
    reviews.save_answers(session, reviews.start_review(session, *closes(session, cell, at), at), "words")


def not_to_be_kept(session: FlowSession, cell: Cell, at: datetime) -> None:
    review = reviews.start_review(session, *closes(session, cell, at), at)
    reviews.save_answers(session, review, "words", submitted_at=at, keep_copy=False)


def mailing(session: FlowSession, cell: Cell, at: datetime) -> None:
    row = Mailing(
        unit_id=cell.unit_id,
        occasion="m",
        code="1d",
        rank=2,
        lane=1,
        content="",
        created_at=at,
        due_at=at,
        expires_at=at,
    )
    session.add(row)


def attending(session: FlowSession, cell: Cell, at: datetime) -> None:
    vault = open_vault(session, cell.members[0], NOTHING, at)
    attendance.set_attendance(session, vault, cell.unit_id, at.date(), True, "", at, at)


def leaver(session: FlowSession, cell: Cell, at: datetime) -> None:
    open_vault(session, cell.members[0], NOTHING, at)
    session.get_one(Member, cell.members[0]).left_at = at


def sealed_vault(session: FlowSession, cell: Cell, at: datetime) -> None:
    open_vault(session, cell.members[0], NOTHING, at - DAY)
    newer = open_vault(session, cell.members[0], NOTHING, at)
    accounts.link(session, accounts.add_account(session, "web", "new", "vi", at), newer, "new")


def staged_seat(session: FlowSession, cell: Cell, at: datetime) -> None:
    member = session.get_one(Member, cell.members[0])
    member.left_at, member.created_at = STAGED + timedelta(minutes=3), at


def told(session: FlowSession, cell: Cell, at: datetime) -> None:
    make_notice(session, at - 365 * DAY, cell.unit_id, cell.members[:1])


RULES: list[tuple[str, Plant, int]] = [
    ("events", event, 7),
    ("attempts", attempt, 1),
    ("codes", code, 30),
    ("outbox", message, 30),
    ("mailings", mailing, 60),
    ("words about attendance", attending, 0),
    ("copies of notices", told, 0),
    ("notices", told, 0),
    ("claims", claim, 30),
    ("strangers' chats", stranger, 30),
    ("answers nobody asked to keep", draft, 30),
    ("answers nobody asked to keep", not_to_be_kept, 30),
    ("seats of unfinished imports", staged_seat, 1),
    ("vaults", leaver, 30),
    ("vaults", sealed_vault, 90),
]


@pytest.mark.parametrize(("name", "plant", "days"), RULES, ids=[plant.__name__ for _, plant, _ in RULES])
def test_a_rule_erases_on_its_day_what_the_dry_run_counted(
    session: FlowSession, cell: Cell, now: datetime, name: str, plant: Plant, days: int
) -> None:
    plant(session, cell, now)
    session.flush()
    due = now + days * DAY
    assert privacy.retain(session, due, dry_run=False)[name] == 0, "not a moment too early"
    late = due + timedelta(seconds=1)
    counted = privacy.retain(session, late, dry_run=True)
    assert counted[name] == 1
    assert privacy.retain(session, late, dry_run=True) == counted, "a dry run changes nothing"
    assert privacy.retain(session, late, dry_run=False) == counted
    assert set(privacy.retain(session, late, dry_run=False).values()) == {0}


def test_everything_at_once_is_counted_as_it_is_erased(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    for plant in (event, attempt, code, claim, stranger, draft, leaver):
        plant(session, cell, now)
    session.flush()
    late = now + 32 * DAY
    counted = privacy.retain(session, late, dry_run=True)
    assert {name for name, count in counted.items() if not count} == {
        "outbox",
        "mailings",
        "copies of notices",
        "messages of notices",
        "notices",
        "words about attendance",
        "links to files",
        "messages nobody answered",
        "seats of unfinished imports",
        "proposals nobody settled",
        "plans nobody opened for long",
        "plans with something to forget",
        "shared commitments",
        "files sent in",
    }
    assert privacy.retain(session, late, dry_run=False) == counted


def test_what_a_member_asked_to_keep_stays(session: FlowSession, cell: Cell, now: datetime) -> None:
    review = reviews.start_review(session, *closes(session, cell, now), now)
    reviews.save_answers(session, review, "words", submitted_at=now, keep_copy=True)
    privacy.retain(session, now + 300 * DAY)
    session.expire_all()
    assert reviews.answers_of(session, session.get_one(Review, review)) == "words"


def test_dropped_answers_lose_their_key(session: FlowSession, cell: Cell, now: datetime) -> None:
    draft(session, cell, now)
    [review] = session.exec(select(Review.id)).all()
    privacy.retain(session, now + 31 * DAY)
    assert keys.find(keyring_of(session).store, review) is None


def test_a_notice_goes_with_its_key_its_messages_and_its_files(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    """A file that goes with another notice too, stays."""
    message(session, cell, now)
    old = make_notice(session, now - 365 * DAY, cell.unit_id, cell.members[:3])
    other = make_notice(session, now, cell.unit_id, ())
    ids = [files.begin(session, cell.members[0], name, now) for name in ("a.pdf", "b.pdf")]
    for file_id in ids:
        files.complete(session, file_id)
        notices.add_file(session, old.id or 0, file_id)
    other.series_id = old.id
    notices.add_file(session, other.id or 0, ids[1])
    notices.keep_files(session, other)
    session.exec(update(Outbox).values(notice_id=old.id))
    owner = old.owner_id
    privacy.retain(session, now + timedelta(seconds=1))
    session.expire_all()
    assert session.exec(select(Notice.id)).all() == [other.id]
    assert session.exec(select(Outbox.id)).all() == []
    assert {owner, ids[0]} <= set(keys.destroyed(keyring_of(session).store))
    assert [file.name for file in map(partial(files.find, session), ids) if file] == ["b.pdf"]


def test_a_strangers_chat_waits_for_its_claim(session: FlowSession, cell: Cell, now: datetime) -> None:
    chat = accounts.add_account(session, "web", "waiting", "vi", now - 40 * DAY)
    settled = Claim(member_id=cell.members[0], account_id=chat, created_at=now, effective_at=now)
    session.add(settled)
    session.flush()
    assert privacy.retain(session, now)["strangers' chats"] == 0
    settled.settled_at = now
    session.flush()
    assert privacy.retain(session, now + DAY)["strangers' chats"] == 0, "denied, and still known for a month"
    assert privacy.retain(session, now + 31 * DAY)["strangers' chats"] == 1
    assert session.exec(select(Account)).all() == []


def test_a_sealed_vault_with_a_chat_still_linked_stays(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    older = open_vault(session, cell.members[0], NOTHING, now - DAY)
    open_vault(session, cell.members[0], NOTHING, now)
    accounts.link(session, accounts.add_account(session, "web", "old", "vi", now), older, "old")
    assert privacy.retain(session, now + 400 * DAY)["vaults"] == 0
    assert len(session.exec(select(Vault)).all()) == 2
