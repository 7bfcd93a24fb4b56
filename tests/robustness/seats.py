"""Members who have joined, agreed and linked their chats: what every test here begins with."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from flows import access, onboarding
from flows.onboarding import Recovery
from storage import accounts, consents
from storage.cycles import Cycle, Participant
from storage.engines import FlowSession


def seat(session: FlowSession, member_id: int, chats: Sequence[tuple[str, str]], now: datetime) -> int:
    """Link these chats (bot, address) to a member who agrees to everything; his vault."""
    vault_id = onboarding.open_vault(session, member_id, Recovery("", "", ""), now)
    for bot, address in chats:
        accounts.link(session, accounts.add_account(session, bot, address, "vi", now), vault_id, address)
    for purpose, version in access.CONSENTS.items():
        consents.give(session, vault_id, purpose, version, "web", now)
    return vault_id


def open_cycle(
    session: FlowSession, unit_id: int, members: Sequence[int], now: datetime, days: int = 14
) -> int:
    """An open cycle with everybody on its roster."""
    cycle = Cycle(
        unit_id=unit_id,
        checklist="nq04_2016",
        version="1",
        opens_at=now,
        closes_at=now + timedelta(days=days),
        frozen_at=now,
    )
    session.add(cycle)
    session.flush()
    assert cycle.id is not None
    for member in members:
        session.add(Participant(cycle_id=cycle.id, member_id=member, cell_id=unit_id))
    session.flush()
    return cycle.id
