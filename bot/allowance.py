"""What a bot with a monthly number of messages has left: the operator is warned in time."""

import logging

from flows.budgets import Spent

log = logging.getLogger("tusoi.allowance")


def note(bot: str, spent: Spent, monthly: int) -> None:
    """Warn once where this was the message that passed a mark."""
    share = spent.passed(monthly)
    if share is not None:
        log.warning(
            "%s has used %.0f %% of this month's %d messages (see `tusoi doctor`)", bot, share * 100, monthly
        )
