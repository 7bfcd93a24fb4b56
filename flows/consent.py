"""Consent, by purpose and by platform, before anything of opinion is kept (Law 91/2025/QH15)."""

from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.replies import Answer, FlowError, Show, choice, reply, stack, text
from storage import consents
from storage.accounts import Actor

PLACES = ("review", "plan", "commitment", "check")
"""Where he wanted to go when he was asked, and comes to when he has agreed."""


def ask(session: Session, actor: Actor, now: datetime, place: str = "review") -> Answer:
    """The next consent to ask for: what, for what, who sees it, who technically could, until when."""
    access.member_of(actor)
    if place not in PLACES:
        raise FlowError("choice-unknown", place="consent")
    missing = access.missing_consents(actor)
    if not missing:
        return Show(place)
    purpose = missing[0]
    home = session.info.get("public_url", "")
    verb = f"agree:{purpose}:{access.CONSENTS[purpose]}:{place}"
    rows = [choice(verb, f"consent-{purpose}-agree", main=True)]
    lines = [text(f"consent-{purpose}")]
    if purpose != "review" and home:
        lines.append(text("consent-use-web", address=home))
    rows += [
        choice("paper", "review-paper"),
        choice("menu", "consent-not-now", zero=True),
    ]
    return reply(*lines, rows=stack(*rows), here=f"consent:{place}")


def ask_for(session: Session, actor: Actor, place: str, now: datetime) -> Answer:
    """The same, on the way to some place."""
    return ask(session, actor, now, place)


def agree(session: Session, actor: Actor, purpose: str, version: str, place: str, now: datetime) -> Answer:
    """He agrees to one purpose in the wording he was shown; an outdated wording is asked anew."""
    _, vault_id = access.member_of(actor)
    if access.CONSENTS.get(purpose) != version:
        raise FlowError("consent-outdated", place="consent")
    consents.give(session, vault_id, purpose, version, actor.channel, now)
    return Show(f"consent:{place}")
