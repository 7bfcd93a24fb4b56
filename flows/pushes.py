"""A browser that says "there is something new": offered, turned on, turned off. Only on the web chat.

The signal holds nothing; what there is to read is in the chat. The page asks the browser for leave and tells
the server where it can be reached (`subscribe`); then it sends the choice, and is answered by what is true.
"""

from datetime import datetime

from sqlmodel import Session

from flows import access
from flows.replies import GAP, Answer, Choice, FlowError, Reply, Show, Text, choice, reply, stack, text
from storage import pushes
from storage.accounts import Actor

MOST = 5
"""Browsers of one member."""
WHY = {
    "denied": "push-denied",
    "later": "push-later",
    "home": "push-home",
    "unsupported": "push-unsupported",
    "failed": "push-failed",
}
"""Why a browser cannot be told, as its page found out."""


def offer(session: Session, actor: Actor) -> tuple[Choice, ...]:
    """The choice to be told, where that can be had and this browser is not told yet."""
    if actor.vault_id is None or not _available(session, actor):
        return ()
    if pushes.is_subscribed(session, actor.account_id, actor.vault_id):
        return ()
    return (choice("push", "push-open"),)


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """What it is, who learns what, and the switch. Raises `not-joined`, `choice-unknown`."""
    vault_id = _his(session, actor)
    if pushes.is_subscribed(session, actor.account_id, vault_id):
        return _on()
    return reply(
        Text("push-what"),
        GAP,
        Text("push-seen"),
        rows=stack(choice("pushon", "push-turn-on", main=True), choice("menu", "menu-later", zero=True)),
        here="push",
    )


def turned_on(session: Session, actor: Actor, now: datetime) -> Reply:
    """The page has asked the browser: on, or not. Raises `not-joined`, `choice-unknown`."""
    vault_id = _his(session, actor)
    if pushes.is_subscribed(session, actor.account_id, vault_id):
        return _on()
    return not_on(session, actor, "failed", now)


def not_on(session: Session, actor: Actor, why: str, now: datetime) -> Reply:
    """Why it is not on, and what he can do. Raises `not-joined`, `choice-unknown`."""
    _his(session, actor)
    rows = stack(choice("pushon", "push-again"), choice("menu", "menu-home", zero=True))
    return reply(WHY.get(why, "push-failed"), rows=rows, here="push")


def turn_off(session: Session, actor: Actor, now: datetime) -> Answer:
    """Tell this browser nothing any more; the page has told the browser. Raises `not-joined`."""
    access.owner_of(actor)
    pushes.unsubscribe(session, actor.account_id)
    return Show("menu", text("push-off"))


def subscribe(session: Session, actor: Actor, endpoint: str, now: datetime) -> None:
    """Keep where this browser can be told. Raises `not-joined`, `choice-unknown`."""
    vault_id = _his(session, actor)
    if access.locked(actor, now):
        raise FlowError("choice-unknown")
    pushes.subscribe(session, actor.account_id, vault_id, endpoint, now, MOST)


def _on() -> Reply:
    rows = stack(choice("pushoff", "push-turn-off"), choice("menu", "menu-home", zero=True))
    return reply("push-on", rows=rows, here="push")


def _his(session: Session, actor: Actor) -> int:
    _, vault_id = access.member_of(actor)
    if not _available(session, actor):
        raise FlowError("choice-unknown", place="menu")
    return vault_id


def _available(session: Session, actor: Actor) -> bool:
    return actor.channel == "web" and bool(session.info.get("push"))
