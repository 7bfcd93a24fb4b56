"""Where somebody stands: told once after the bot was away, as what he wrote meanwhile may be lost."""

from datetime import datetime

from sqlmodel import Session

from storage import accounts, incoming
from storage.accounts import State, address_of
from storage.encryption import KeyGone

_REVIEW = (
    *("review", "body", "page", "degreesof", "paper", "sign", "detail"),
    *("list", "sum", "entered", "last", "consent"),
)
MIDDLE = frozenset((*_REVIEW, "check", "checkline", "commitment", "commitmentnew", "commit"))
"""Places where something has been begun; so are all of a plan, and wherever words are awaited."""


def lost(session: Session, bot: str, since: datetime) -> list[tuple[int, str, str]]:
    """Who wrote since then and was in the middle of something: account, address, place."""
    return [
        (account.id or 0, address, state.here)
        for account, state in incoming.seen_since(session, bot, since)
        if in_the_middle(state) and (address := address_of(session, account)) is not None
    ]


def unseen(session: Session, bot: str, address: str, *, surely: bool) -> None:
    """The card shown last may not have arrived: until it is shown again its numbers mean nothing.

    Where it `surely` did not, no words are awaited either.
    """
    account = accounts.find_account(session, bot, address)
    if account is None or account.state is None:
        return
    try:
        state = accounts.open_state(session, account.vault_id, account.state)
    except KeyGone:
        return
    awaiting = "" if surely else state.awaiting
    hidden = State(state.here, awaiting)
    accounts.save_state(session, account.id or 0, account.vault_id, hidden)


def in_the_middle(state: State) -> bool:
    """Whether something was begun and is not over."""
    verb = state.here.partition(":")[0]
    return bool(state.here) and (bool(state.awaiting) or verb in MIDDLE or verb.startswith("plan"))
