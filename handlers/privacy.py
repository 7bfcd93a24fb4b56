"""Consent, and a member's rights over what is kept about him."""

from aiogram import Router

from flows import consent, privacy
from handlers.events import on_choice, on_command


def create_router() -> Router:
    """Commands and choices of consent and privacy."""
    router = Router(name="privacy")
    on_command(router, ("quyenriengtu", "privacy"), privacy.show)
    on_choice(router, "privacy", privacy.show)
    on_choice(router, "seedata", privacy.see)
    on_choice(router, "takedata", privacy.take)
    on_choice(router, "withdraw", privacy.ask_withdraw)
    on_choice(router, "withdraw", privacy.confirm_withdraw, str)
    on_choice(router, "withdrawyes", privacy.withdraw, str)
    on_choice(router, "deletedata", privacy.ask_delete)
    on_choice(router, "deleteyes", privacy.delete)
    on_choice(router, "consent", consent.ask)
    on_choice(router, "consent", consent.ask_for, str)
    on_choice(router, "agree", consent.agree, str, str, str)
    return router
