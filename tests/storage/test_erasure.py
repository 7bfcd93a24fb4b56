"""Erasing: everything of a vault or a seat goes, whatever the table; others' rows stay."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from storage import (
    accounts,
    attendance,
    codes,
    commitments,
    consents,
    erasure,
    file_links,
    files,
    incoming,
    keys,
    outbox,
    plans,
    reminding,
    reviews,
    tables,
)
from storage.audit import Act
from storage.cycles import Cycle, Participant
from storage.encryption import keyring_of, new_id
from storage.engines import FlowSession
from storage.members import Role, Vault
from tests.conftest import Cell

OWNED = {"vault_id": "vault", "member_id": "member", "account_id": "account"}


def join(session: FlowSession, cell: Cell, member_id: int, now: datetime) -> int:
    """The member joins and leaves a row in every table that can hold one of his; his vault's id."""
    vault_id = new_id()
    keyring_of(session).create(vault_id)
    session.add(Vault(id=vault_id, member_id=member_id, recovery_salt="s", recovery_hash="h", created_at=now))
    session.flush()
    account_id = accounts.add_account(session, "web", str(vault_id), "vi", now)
    accounts.link(session, account_id, vault_id, "address")
    consents.give(session, vault_id, "review", "1", "web", now)
    outbox.put(session, account_id, vault_id, "hello", {"lines": []}, now)
    codes.add_code(session, f"LINK{vault_id}", "link", member_id, vault_id, now + timedelta(days=1))
    claim = codes.Claim(member_id=member_id, account_id=account_id, created_at=now, effective_at=now)
    session.add(claim)
    session.add(Role(member_id=member_id, unit_id=cell.unit_id, name="secretary", from_at=now))
    cycle = Cycle(
        unit_id=cell.unit_id,
        checklist="nq04_2016",
        version="1",
        opens_at=now,
        closes_at=now + timedelta(days=14),
    )
    session.add(cycle)
    session.flush()
    assert cycle.id is not None
    session.add(Participant(cycle_id=cycle.id, member_id=member_id, cell_id=cell.unit_id))
    review_id = reviews.start_review(session, cycle.id, vault_id, now)
    reviews.save_answers(session, review_id, ["a"])
    attendance.set_attendance(session, vault_id, cell.unit_id, now.date(), False, "ốm", now, now)
    plans.save_content(session, None, vault_id, {"l": []}, None, now)
    commitments.put(session, vault_id, cell.unit_id, "đến đúng giờ", now, now)
    reminding.set_mode(session, vault_id, "meetings")
    reminding.set_calendar_token(session, vault_id, f"token {vault_id}", now)
    push = reminding.PushSubscription(
        account_id=account_id, vault_id=vault_id, endpoint_index=str(vault_id), endpoint=b"", created_at=now
    )
    session.add_all([push, incoming.Presence(account_id=account_id, at=now)])
    incoming.keep(session, "web", f"event {vault_id}", str(vault_id), ["chào"], now)
    made = files.begin(session, member_id, "tu-soi.png", now, made=True)
    file_links.add(session, f"token {vault_id}", made, account_id, now)
    session.flush()
    return vault_id


def rows(session: FlowSession) -> dict[str, int]:
    """How many rows each table has."""
    connection = session.connection()
    return {
        table.name: connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0
        for table in tables.metadata.sorted_tables
    }


def test_a_vault_goes_with_all_that_refers_to_it(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second = (join(session, cell, member, now) for member in cell.members[:2])
    before = rows(session)
    counts = erasure.erase_vaults(session, [first], now)
    assert counts == {
        "vault": 1,
        "account": 1,
        "review": 1,
        "plan": 1,
        "commitment": 1,
        "consent": 1,
        "outbox": 1,
        "attendance": 1,
        "reminding": 1,
        "calendarlink": 1,
        "pushsubscription": 1,
        "incoming": 1,
        "presence": 1,
        "filelink": 1,
        "storedfile": 1,
        "code": 1,
        "claim": 1,
    }
    after = rows(session)
    assert {name: before[name] - after[name] for name in before if before[name] != after[name]} == counts
    assert session.get(Vault, second) is not None


def test_a_seat_goes_with_its_vaults(session: FlowSession, cell: Cell, now: datetime) -> None:
    join(session, cell, cell.members[0], now)
    counts = erasure.erase_members(session, [cell.members[0]], now)
    assert counts["member"] == counts["vault"] == counts["role"] == counts["participant"] == 1
    assert rows(session)["member"] == len(cell.members) - 1
    assert rows(session)["review"] == 0


def test_nothing_to_erase_is_no_fault(session: FlowSession, now: datetime) -> None:
    assert erasure.erase_vaults(session, [], now) == {}
    assert erasure.sweep(session) == 0


def test_the_sweep_erases_what_the_ledger_names(session: FlowSession, cell: Cell, now: datetime) -> None:
    first, second = (join(session, cell, member, now) for member in cell.members[:2])
    keyring_of(session).destroy([first, cell.members[1], new_id()], now)
    assert erasure.sweep(session) == 2
    assert rows(session)["vault"] == 0
    assert rows(session)["member"] == len(cell.members) - 1
    assert session.get(Vault, second) is None
    assert erasure.sweep(session) == 0


def test_a_plan_and_a_promise_go_with_their_keys(session: FlowSession, cell: Cell, now: datetime) -> None:
    """What an old backup brings back of them is unreadable, and is erased."""
    vault = join(session, cell, cell.members[0], now)
    owners = [*plans.ids_of(session, [vault]), *commitments.ids_of(session, [vault])]
    keyring_of(session).destroy(owners, now)
    assert erasure.sweep(session) == 2
    assert rows(session)["plan"] == rows(session)["commitment"] == 0
    assert rows(session)["vault"] == 1


def test_erasing_a_vault_destroys_the_keys_of_all_in_it(
    session: FlowSession, cell: Cell, now: datetime
) -> None:
    vault = join(session, cell, cell.members[0], now)
    find = (reviews.ids_of, plans.ids_of, commitments.ids_of)
    owners = [vault, *(owner for ids_of in find for owner in ids_of(session, [vault]))]
    assert len(owners) == 4
    erasure.erase_vaults(session, [vault], now)
    assert [keys.find(keyring_of(session).store, owner) for owner in owners] == [None] * 4


def test_more_owners_than_one_statement_takes(session: FlowSession, cell: Cell, now: datetime) -> None:
    vault_id = join(session, cell, cell.members[0], now)
    strangers = [new_id() for _ in range(erasure.BATCH)]
    assert erasure.erase_vaults(session, [*strangers, vault_id], now)["vault"] == 1


def test_every_column_that_names_an_owner_is_a_reference() -> None:
    """`erase_vaults` follows references: a plain number would be overlooked. Only an act outlives a seat."""
    for table in tables.metadata.sorted_tables:
        for name, target in OWNED.items():
            if name in table.c and table.name != Act.__tablename__:
                assert [key.column.table.name for key in table.c[name].foreign_keys] == [target], table.name
