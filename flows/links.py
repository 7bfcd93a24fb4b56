"""A member's channels and devices: link, unlink, a PIN for a shared phone, a new recovery word."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, claims, onboarding
from flows.dates import day
from flows.onboarding import Recovery, channel_name
from flows.replies import GAP, Answer, Choice, FlowError, Line, Reply, Show, choice, reply, stack, text
from storage import accounts, codes, erasure, members
from storage.accounts import Account, Actor
from storage.members import Vault

PIN_OPEN = timedelta(minutes=10)
"""So long after the last tap a chat with a PIN stays open."""


def show(session: Session, actor: Actor, now: datetime) -> Reply:
    """The channels linked, and what can be done with them."""
    member_id, vault_id = access.owner_of(actor)
    linked = accounts.accounts_of(session, vault_id)
    lines: list[Line] = [text("links-title", count=len(linked))]
    lines += [_line(actor, account) for account in linked]
    rows = [choice("linkcode", "links-new"), choice("unlinks", "links-remove")]
    rows.append(choice("pinoff", "pin-off") if actor.pin else choice("pinnew", "pin-new"))
    rows.append(choice("newrecovery", "recovery-new"))
    for claim in codes.open_claims_on(session, member_id):
        asked = claims.question(claim, actor)
        lines += [GAP, *asked.lines]
        rows += [item for row in asked.rows for item in row]
    if claims.sealed_before(session, actor):
        lines += [GAP, text("links-sealed")]
        rows.append(choice("openrecovery", "recovery-open"))
    rows.append(choice("menu", "menu-home", zero=True))
    return reply(*lines, rows=stack(*rows), here="links")


def _line(actor: Actor, account: Account) -> Line:
    key = "links-line-here" if account.id == actor.account_id else "links-line"
    return text(key, channel=channel_name(account.bot), since=day(account.created_at, actor.timezone))


def new_link_code(session: Session, actor: Actor, now: datetime) -> Reply:
    """A code that links one more chat to this member, for a quarter of an hour."""
    member_id, vault_id = access.owner_of(actor)
    code = onboarding.new_code()
    codes.add_code(session, code, "link", member_id, vault_id, now + onboarding.LINK_LIFE)
    shown = onboarding.shown_code(code)
    home = session.info.get("public_url", "")
    lines: list[Line] = [text("links-code", code=shown, minutes=15)]
    if home:
        lines.append(text("links-code-web", address=f"{home}/#{code}"))
    return reply(*lines, rows=stack(choice("links", "links-back", zero=True)), here="links", keep=True)


def instead_of_file(session: Session, actor: Actor, place: str, now: datetime) -> Reply:
    """This channel carries no files: how to get one on the web chat, and the code for it in one tap."""
    home = session.info.get("public_url", "")
    lines = [text("links-no-files"), *([text("links-no-files-web", address=home)] if home else [])]
    rows = stack(choice("linkcode", "links-new-code", main=True), choice(place, "links-back", zero=True))
    return reply(*lines, rows=rows, here=place)


def where_to_send(session: Session, answer: Reply, *, pictures: bool = False) -> Reply:
    """This channel takes no files in, or `pictures` alone: where others can be sent."""
    home = session.info.get("public_url", "")
    if pictures:
        line = text("file-pictures-only-web", address=home) if home else text("file-pictures-only")
    else:
        line = text("file-not-here-web", address=home) if home else text("file-not-here")
    return replace(answer, lines=(*answer.lines, GAP, line))


def ask_unlink(session: Session, actor: Actor, now: datetime) -> Reply:
    """Which chat to take off."""
    _, vault_id = access.owner_of(actor)
    rows: list[Choice] = [
        choice(f"unlink:{account.id}", _line(actor, account))
        for account in accounts.accounts_of(session, vault_id)
    ]
    rows.append(choice("links", "links-back", zero=True))
    return reply("links-unlink", rows=stack(*rows), here="unlinks")


def unlink(session: Session, actor: Actor, account_id: int, now: datetime) -> Answer:
    """Take a chat off; his own as well, with the way back in told. Raises `links-gone`."""
    _, vault_id = access.owner_of(actor)
    linked = {account.id for account in accounts.accounts_of(session, vault_id)}
    if account_id not in linked:
        raise FlowError("links-gone", place="links")
    erasure.erase_account(session, account_id)
    if account_id == actor.account_id:
        return reply("links-unlinked-here", here="welcome")
    return Show("links", text("links-unlinked"))


def ask_new_pin(session: Session, actor: Actor, now: datetime) -> Reply:
    """Ask for the new PIN of this chat."""
    access.owner_of(actor)
    return reply(
        "pin-ask-new",
        rows=stack(choice("links", "links-back", zero=True)),
        here="pinnew",
        awaiting=f"newpin:{secrets.token_hex(8)}",
        secret=True,
    )


def set_pin(session: Session, actor: Actor, salt: str, digest: str, now: datetime) -> Answer:
    """Keep the PIN of this chat, as a slow hash."""
    access.owner_of(actor)
    accounts.set_pin(session, actor.account_id, salt, onboarding.sealed_hash(session, digest))
    accounts.keep_open(session, actor.account_id, now + PIN_OPEN)
    return Show("links", text("pin-set", minutes=10))


def drop_pin(session: Session, actor: Actor, now: datetime) -> Answer:
    """Take the PIN away (only an open chat can)."""
    access.owner_of(actor)
    accounts.set_pin(session, actor.account_id, None, None)
    return Show("links", text("pin-dropped"))


def ask_pin(actor: Actor) -> Reply:
    """A locked chat shows this and nothing else."""
    assert actor.pin is not None
    return reply(
        "pin-ask",
        rows=stack(choice("pinforgot", "pin-forgot")),
        here=actor.state.here,
        awaiting=f"pin:{actor.pin[0]}",
        secret=True,
    )


def enter_pin(session: Session, actor: Actor, digest: str, now: datetime) -> Answer:
    """Open the chat. Raises `pin-wrong` (counted; five, then a wait)."""
    subject = str(actor.account_id)
    access.check_tries(session, "pin", subject, now)
    if actor.pin is None or actor.pin[1] != onboarding.sealed_hash(session, digest):
        raise access.wrong_try(session, "pin", subject, "pin-wrong")
    accounts.keep_open(session, actor.account_id, now + PIN_OPEN)
    return Show(actor.state.here or "menu")


def forgot_pin(session: Session, actor: Actor, now: datetime) -> Reply:
    """Who forgot his PIN unlinks this chat here and comes back with a code or the recovery word."""
    return reply(
        "pin-forgotten",
        rows=stack(choice("forgethere", "pin-forget-here"), choice("menu", "links-back", zero=True)),
        here=actor.state.here,
    )


def forget_here(session: Session, actor: Actor, now: datetime) -> Reply:
    """Take this chat off ("Xóa khỏi máy này"); everything he wrote stays on the server."""
    erasure.erase_account(session, actor.account_id)
    return reply("links-unlinked-here", here="welcome")


def renew_recovery(session: Session, actor: Actor, recovery: Recovery, now: datetime) -> Reply:
    """A recovery word, shown once: the first, or a new one after which the old one stops working."""
    _, vault_id = access.owner_of(actor)
    had_one = bool(session.get_one(Vault, vault_id).recovery_hash)
    members.set_recovery(session, vault_id, recovery.salt, onboarding.sealed_hash(session, recovery.digest))
    rows = stack(choice("links", "links-back", zero=True))
    line = text("recovery-fresh" if had_one else "joined-recovery", words=recovery.words)
    return reply(line, rows=rows, here="links", keep=True)


def ask_recovery(session: Session, actor: Actor, now: datetime) -> Reply:
    """Ask for the recovery word of an older, sealed vault."""
    member_id, vault_id = access.owner_of(actor)
    older = [v for v in members.vaults_of(session, member_id) if v.id != vault_id and v.recovery_hash]
    rows = stack(choice("links", "links-back", zero=True))
    if not older:
        return reply("recovery-nothing", rows=rows, here="links")
    awaiting = f"recovery:{older[0].recovery_salt}"
    return reply("recovery-ask", rows=rows, here="openrecovery", awaiting=awaiting, secret=True)
