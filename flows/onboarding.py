"""Joining: one-use codes, the recovery word, and a link from one channel to another."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, audit, bot_units, claims, handovers
from flows.replies import GAP, Answer, FlowError, Line, Reply, Show, Text, choice, dump, reply, stack, text
from locales.texts import LANGUAGES
from storage import accounts, codes, members, outbox, units
from storage.accounts import Actor
from storage.codes import Code
from storage.encryption import keyring_of, new_id
from storage.installation import find_installation
from storage.members import Vault

ALPHABET = "ACDEFGHJKMNPQRTUVWXY3479"
"""Letters and digits that are not mistaken for one another, on paper or read out."""
LENGTH = 8
APART = re.compile(r"[\s\u2010-\u2014-]+")
"""Blanks and dashes, also those that a phone's keyboard makes of a hyphen."""
LINK_LIFE = timedelta(minutes=15)
ISSUED = "code_issued"


@dataclass(frozen=True, slots=True)
class Recovery:
    """A fresh recovery word: shown once, kept as a slow hash (made outside the transaction)."""

    words: str
    salt: str
    digest: str


def new_code() -> str:
    """Eight characters, about 37 bits."""
    return "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))


def tidy_code(typed: str) -> str | None:
    """A code as people type it (``abcd-2345``, with blanks), or None when it cannot be one."""
    code = APART.sub("", typed).upper()
    return code if len(code) == LENGTH and set(code) <= set(ALPHABET) else None


def shown_code(code: str) -> str:
    """A code as it is printed, in two groups of four."""
    return f"{code[:4]}-{code[4:]}"


def issue_code(session: Session, member_id: int, now: datetime, days: int = 30) -> str:
    """A new join code for a seat; older ones stop working."""
    code = new_code()
    codes.add_code(session, code, "seat", member_id, None, now + timedelta(days=days))
    unit_id = members.unit_of(session, member_id)
    audit.note(session, ISSUED, now, unit_id=unit_id, subject_id=member_id)
    return code


def issue_codes(session: Session, unit_id: int, made: Mapping[int, str], now: datetime, days: int) -> None:
    """Codes that were made before (`new_code`) for many seats of a unit; older ones stop working."""
    codes.add_seat_codes(session, made, now + timedelta(days=days))
    audit.note_each(session, ISSUED, now, unit_id=unit_id, subject_ids=list(made))


def welcome(session: Session, actor: Actor, now: datetime) -> Answer:
    """The first card of a chat that belongs to nobody yet; or how his claim stands."""
    if actor.member_id is not None:
        return Show("menu")
    claim = codes.open_claim_of(session, actor.account_id)
    if claim is not None:
        return claims.waiting(session, actor, claim)
    return reply("welcome", here="welcome", awaiting="code", rows=stack(choice("language", "menu-language")))


def join(
    session: Session, actor: Actor, typed: str, address: str, recovery: Recovery, now: datetime
) -> Answer:
    """Take a seat, or link this chat to his others, by a code.

    A stranger's first words, whatever they are, meet the welcome.
    Raises `code-unlike` (it has not the look of a code), `code-wrong` (counted: five in an hour meet a wait,
    `too-many-tries`), `code-other-seat`, `code-other-bot`, `code-off-roll`.
    """
    code = tidy_code(typed)
    if code is None and not actor.state.here:
        return Show("welcome")
    if code is None:
        raise FlowError("code-unlike")
    access.check_tries(session, "code", f"{actor.bot}\0{address}", now)
    found = codes.use_code(session, code, now)
    if found is None:
        raise access.wrong_try(session, "code", f"{actor.bot}\0{address}", "code-wrong")
    if actor.vault_id is not None:
        raise FlowError("code-other-seat")
    if not bot_units.serves(session, actor.bot, members.unit_of(session, found.member_id)):
        raise FlowError("code-other-bot")
    if found.purpose == "link":
        return _link(session, actor, found, address, now)
    if members.find_vault(session, found.member_id):  # also of who has left: what he wrote is kept a while
        return claims.make(session, actor, found.member_id, address, now)
    if members.find_present(session, found.member_id) is None:
        raise FlowError("code-off-roll")
    vault_id = open_vault(session, found.member_id, recovery, now)
    claims.let_in(session, actor.account_id, vault_id, address, now)
    _speak(session, actor, found.member_id)
    return joined(session, found.member_id, recovery.words, now)


def play(session: Session, member_id: int, bot: str, address: str, now: datetime) -> None:
    """In a demo only: sit down on anybody's seat. Raises `choice-unknown` in a real database."""
    installation = find_installation(session)
    if installation is None or not installation.demo:
        raise FlowError("choice-unknown")
    account_id = accounts.add_account(session, bot, address, "vi", now)
    vault = members.find_vault(session, member_id)
    vault_id = vault.id if vault else open_vault(session, member_id, Recovery("", "", ""), now)
    accounts.link(session, account_id, vault_id, address)


def open_vault(session: Session, member_id: int, recovery: Recovery, now: datetime) -> int:
    """A new vault for a seat: its key is durable before anything is sealed with it."""
    vault_id = new_id()
    keyring_of(session).create(vault_id)
    session.add(
        Vault(
            id=vault_id,
            member_id=member_id,
            recovery_salt=recovery.salt,
            recovery_hash=sealed_hash(session, recovery.digest),
            created_at=now,
        )
    )
    session.flush()
    return vault_id


def sealed_hash(session: Session, digest: str) -> str:
    """A slow hash under the installation's key: a stolen database alone gives nothing to try on."""
    return keyring_of(session).index("slow", digest) if digest else ""


def joined(session: Session, member_id: int, words: str, now: datetime) -> Reply:
    """Welcome: who he is here, what waits for him, why there is a roster, and the recovery word, once."""
    member = session.get_one(members.Member, member_id)
    profile = members.profile_of(session, member_id)
    unit = units.get_unit(session, member.unit_id)
    offers = handovers.offered_to(session, member_id, now)
    return reply(
        text("joined", name=profile.name, cell=unit.name),
        *_offices(session, member_id, now),
        *([Text("joined-offer")] if offers else []),
        GAP,
        text("joined-recovery", words=words),
        GAP,
        "joined-basis",
        rows=stack(
            *(replace(one, main=False) for one in offers),
            choice("review", "joined-review", main=True),
            choice("menu", "menu-home", zero=True),
        ),
        here="menu",
        keep=True,
    )


def _offices(session: Session, member_id: int, now: datetime) -> list[Line]:
    """What offices he was given before he came."""
    lines: list[Line] = []
    for role in members.roles_of(session, member_id, now):
        key = "joined-office-acting" if role.acting else "joined-office"
        unit = units.get_unit(session, role.unit_id).name
        lines.append(text(key, office=Text(f"office-{role.name}"), unit=unit))
    return lines


def _speak(session: Session, actor: Actor, member_id: int) -> None:
    """From now on in his unit's language, unless he chose another one while he was a stranger."""
    language = units.get_unit(session, members.unit_of(session, member_id)).language
    if language in LANGUAGES and actor.language == LANGUAGES[0]:
        accounts.set_language(session, actor, language)


def _link(session: Session, actor: Actor, code: Code, address: str, now: datetime) -> Reply:
    """One more chat of the same member: everything is there at once, and his other chats are told."""
    assert code.vault_id is not None
    told = accounts.accounts_of(session, code.vault_id)
    claims.let_in(session, actor.account_id, code.vault_id, address, now)
    notice = reply(
        text("linked-elsewhere", channel=channel_name(actor.bot)),
        rows=stack(choice("links", "links-see")),
    )
    for account in told:
        each = f"linked:{actor.account_id}:{account.id}"
        outbox.put(session, account.id or 0, code.vault_id, each, dump(notice), now)
    rows = stack(choice("review", "menu-review"), choice("menu", "menu-home", zero=True))
    return reply("linked", rows=rows, here="menu")


def channel_name(bot: str) -> str:
    """A platform's own name."""
    return {"web": "Web", "telegram": "Telegram", "zalo": "Zalo"}.get(bot.partition(":")[0], "Tự soi")
