"""Members who have joined, agreed and linked their chats: what every test here begins with."""

from collections.abc import Sequence
from datetime import datetime

from flows import access, onboarding
from flows.onboarding import Recovery
from storage import accounts, consents
from storage.engines import FlowSession


def seat(session: FlowSession, member_id: int, chats: Sequence[tuple[str, str]], now: datetime) -> int:
    """Link these chats (bot, address) to a member who agrees to everything; his vault."""
    vault_id = onboarding.open_vault(session, member_id, Recovery("", "", ""), now)
    for bot, address in chats:
        accounts.link(session, accounts.add_account(session, bot, address, "vi", now), vault_id, address)
    for purpose, version in access.CONSENTS.items():
        consents.give(session, vault_id, purpose, version, "web", now)
    return vault_id
