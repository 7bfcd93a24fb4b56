"""Consent, by purpose and by platform, before anything of opinion is kept (Law 91/2025/QH15)."""

from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.replies import Answer, FlowError, Show, choice, reply, stack, text
from storage import consents
from storage.accounts import Actor


def ask(session: Session, actor: Actor, now: datetime) -> Answer:
    """The next consent to ask for: what, for what, who sees it, who technically could, until when."""
    access.member_of(actor)
    missing = access.missing_consents(actor)
    if not missing:
        return Show("review")
    purpose = missing[0]
    home = session.info.get("public_url", "")
    rows = [choice(f"agree:{purpose}:{access.CONSENTS[purpose]}", f"consent-{purpose}-agree", main=True)]
    lines = [text(f"consent-{purpose}")]
    if purpose != "review" and home:
        lines.append(text("consent-use-web", address=home))
    rows += [
        choice("paper", "review-paper"),
        choice("menu", "consent-not-now", zero=True),
    ]
    return reply(*lines, rows=stack(*rows), here="consent")


def agree(session: Session, actor: Actor, purpose: str, version: str, now: datetime) -> Answer:
    """He agrees to one purpose in the wording he was shown; an outdated wording is asked anew."""
    _, vault_id = access.member_of(actor)
    if access.CONSENTS.get(purpose) != version:
        raise FlowError("consent-outdated", place="consent")
    consents.give(session, vault_id, purpose, version, actor.channel, now)
    return Show("consent")
