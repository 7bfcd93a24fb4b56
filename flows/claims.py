"""A re-issued code gives back the seat, not the content.

What was written before opens only with the recovery word, or from a chat still linked. A claim takes effect
at once with one of these, else after 24 hours, and then with a vault of its own: the older one stays sealed.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, update

from flows import access
from flows.dates import hour
from flows.replies import Answer, FlowError, Reply, Show, choice, dump, reply, stack, text
from storage import accounts, codes, members, outbox, vaults
from storage.accounts import Actor
from storage.codes import Claim
from storage.encryption import keyring_of

WAIT = timedelta(hours=24)
SEALED_KEPT = timedelta(days=90)
"""A sealed vault that nobody opened again is erased after this long."""


def make(session: Session, actor: Actor, member_id: int, address: str, now: datetime) -> Reply:
    """Ask for a seat somebody uses already; every chat linked to it is told."""
    sealed = keyring_of(session).encrypt(member_id, "claim.address", address)
    claim = Claim(
        member_id=member_id,
        account_id=actor.account_id,
        address=sealed,
        created_at=now,
        effective_at=now + WAIT,
    )
    session.add(claim)
    session.flush()
    for vault in members.vaults_of(session, member_id):
        for account in accounts.accounts_of(session, vault.id):
            content = dump(question(claim, actor))
            outbox.put(session, account.id or 0, vault.id, f"claim:{claim.id}", content, now)
    return waiting(session, actor, claim)


def question(claim: Claim, actor: Actor) -> Reply:
    """What the chats still linked are asked."""
    return reply(
        text("claim-ask", at=hour(claim.effective_at, actor.timezone)),
        rows=stack(
            choice(f"claim:{claim.id}:yes", "claim-yes"),
            choice(f"claim:{claim.id}:no", "claim-no"),
        ),
    )


def waiting(session: Session, actor: Actor, claim: Claim) -> Reply:
    """How a claim stands, and the recovery word asked for."""
    vault = next((v for v in members.vaults_of(session, claim.member_id) if v.recovery_hash), None)
    return reply(
        text("claim-waiting", at=hour(claim.effective_at, actor.timezone)),
        here="welcome",
        awaiting=f"recovery:{vault.recovery_salt}" if vault else "",
        secret=True,
    )


def settle(session: Session, actor: Actor, address: str, now: datetime) -> bool:
    """Let a claim take effect whose day has passed: an empty vault of its own. True when it did."""
    from flows.onboarding import Recovery, open_vault

    claim = codes.open_claim_of(session, actor.account_id)
    if claim is None or claim.effective_at > now:
        return False
    older = members.find_vault(session, claim.member_id)
    vault_id = open_vault(
        session, claim.member_id, Recovery("", older.recovery_salt if older else "", ""), now
    )
    accounts.link(session, actor.account_id, vault_id, address)
    _settled(session, claim, now)
    return True


def decide(session: Session, actor: Actor, claim_id: int, yes: bool, now: datetime) -> Answer:
    """A linked chat says whether the claim is his own. Raises `claim-gone`."""
    member_id, vault_id = access.member_of(actor)
    claim = session.get(Claim, claim_id)
    if claim is None or claim.member_id != member_id or claim.account_id == actor.account_id:
        raise FlowError("claim-gone", place="menu")
    if claim.settled_at is not None:
        return Show("links", text("claim-settled-already"))
    sealed, chat = claim.address, claim.account_id
    _settled(session, claim, now)
    if not yes:
        return Show("menu", text("claim-denied"))
    assert sealed is not None
    address = keyring_of(session).decrypt(member_id, "claim.address", sealed)
    accounts.link(session, chat, vault_id, address)
    notice = reply(
        "claim-confirmed", rows=stack(choice("review", "menu-review"), choice("menu", "menu-home"))
    )
    outbox.put(session, chat, vault_id, f"claimed:{claim_id}", dump(notice), now)
    return Show("menu", text("claim-accepted"))


def recover(session: Session, actor: Actor, digest: str, address: str, now: datetime) -> Answer:
    """Open what was written before with the recovery word.

    Raises `recovery-wrong` (counted: five, then a wait, `too-many-tries`) and `not-joined`.
    """
    claim = codes.open_claim_of(session, actor.account_id) if actor.member_id is None else None
    member_id = claim.member_id if claim else actor.member_id
    if member_id is None:
        raise FlowError("not-joined", place="welcome")
    access.check_tries(session, "recovery", str(member_id), now)
    sealed = keyring_of(session).index("slow", digest)
    found = next((v for v in members.vaults_of(session, member_id) if v.recovery_hash == sealed), None)
    if found is None:
        raise access.wrong_try(session, "recovery", str(member_id), "recovery-wrong")
    if claim:
        accounts.link(session, actor.account_id, found.id, address)
        _settled(session, claim, now)
    elif actor.vault_id is not None and actor.vault_id != found.id:
        vaults.merge(session, actor.vault_id, found.id, now)
    return Show("menu", text("recovery-done"))


def sealed_before(session: Session, actor: Actor) -> bool:
    """Whether this member has an older vault that this chat cannot open."""
    if actor.member_id is None:
        return False
    return any(vault.id != actor.vault_id for vault in members.vaults_of(session, actor.member_id))


def _settled(session: Session, claim: Claim, now: datetime) -> None:
    """This claim is over, and with it every other that the same chat laid to the same seat."""
    same = (
        col(Claim.member_id) == claim.member_id,
        col(Claim.account_id) == claim.account_id,
        col(Claim.settled_at).is_(None),
    )
    session.exec(update(Claim).where(*same).values(settled_at=now, address=None))
