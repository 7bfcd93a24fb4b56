"""Who is behind a chat, what a flow answers him, and where that leaves him: inside a turn's transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from bot import documents
from bot.messages import Capabilities, offered
from flows import access, claims, links, menu
from flows.replies import Answer, Reply
from handlers.events import Event
from storage import accounts, files
from storage.accounts import Actor, State
from storage.engines import FlowSession

WHILE_LOCKED = (links.enter_pin, links.forgot_pin, links.forget_here)
"""What a chat may do before its PIN was entered."""


@dataclass(slots=True)
class Outcome:
    """What a transaction answered, and for whom."""

    answer: Answer
    language: str


def actor_of(session: FlowSession, event: Event, now: datetime, timezone: str) -> Actor:
    """Who is behind the chat; a chat never seen before gets its row here."""
    actor = accounts.find_actor(session, event.bot, event.address, now, timezone)
    if actor is None:
        accounts.add_account(session, event.bot, event.address, "vi", now)
        actor = accounts.find_actor(session, event.bot, event.address, now, timezone)
    assert actor is not None
    return actor


def state_of(session: FlowSession, event: Event, now: datetime, timezone: str) -> State:
    """Where he stands. A stranger may type his code at any time, whatever was shown to him before."""
    actor = accounts.find_actor(session, event.bot, event.address, now, timezone)
    state = actor.state if actor else State()
    if actor is None or actor.member_id is None:
        state.awaiting = state.awaiting or "code"
    return state


def outcome_of(
    session: FlowSession,
    event: Event,
    now: datetime,
    timezone: str,
    flow: Callable[..., Answer],
    args: tuple[Any, ...],
    puzzled: bool,
    can: Capabilities,
) -> Outcome:
    """Run a flow for whoever is behind the chat, and remember where it leaves him."""
    actor = actor_of(session, event, now, timezone)
    if actor.vault_id is None and claims.settle(session, actor.account_id, now):
        actor = actor_of(session, event, now, timezone)
        flow, args = menu.here, ()  # whatever he wrote, he is told first
    session.info["actor"] = actor  # whose act it is, where one is noted
    locked = access.locked(actor, now)
    if locked and flow not in WHILE_LOCKED:
        flow, args = _ask_pin, ()
    elif actor.pin is not None and not locked:
        accounts.keep_open(session, actor.account_id, now + links.PIN_OPEN)
    if event.file is not None and event.file in args:  # he gets it, so it is his: unless he refuses
        files.complete(session, event.file.id)
    seen = actor if can.buttons else replace(actor, taps=False, sparing=bool(can.monthly))
    answer = flow(session, seen, *args, now)
    after: Actor | None = actor
    if session.info.pop("relinked", False):  # he has just joined, in his unit's language; or the chat is gone
        after = accounts.find_actor(session, event.bot, event.address, now, timezone)
    if isinstance(answer, Reply):
        if answer.attachment and not can.files and answer.attachment.kind not in documents.IN_WORDS:
            answer = links.instead_of_file(session, actor, answer.here, now)
        if answer.awaits_file and (can.pictures_only or not can.takes_files):
            answer = links.where_to_send(session, answer, pictures=can.pictures_only)
        _remember(session, event, after, answer, now, timezone, puzzled)
    return Outcome(answer, (after or actor).language)


def _ask_pin(session: FlowSession, actor: Actor, now: datetime) -> Answer:
    return links.ask_pin(actor)


def _remember(
    session: FlowSession,
    event: Event,
    actor: Actor | None,
    reply: Reply,
    now: datetime,
    timezone: str,
    puzzled: bool,
) -> None:
    if reply.aside:
        return
    if actor is None:
        actor = actor_of(session, event, now, timezone)
    state = State(reply.here, reply.awaiting, offered(reply, actor.language), puzzled)
    accounts.save_state(session, actor.account_id, actor.vault_id, state)
