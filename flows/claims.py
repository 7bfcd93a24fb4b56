"""A re-issued code gives back the seat, not the content.

What was written before opens only with the recovery word, or from a chat still linked. A claim takes effect
at once with one of these, else after 24 hours, and then with a vault of its own: the older one stays sealed.
The new vault has no recovery word yet (a slow hash is nothing for a job); the card that tells him offers one.
"""

from datetime import datetime, timedelta

from sqlmodel import Session

from flows import access, plan_books
from flows.dates import hour
from flows.replies import GAP, Answer, FlowError, Reply, Show, choice, dump, reply, stack, text
from storage import accounts, codes, commitments, members, outbox, units, vaults
from storage.accounts import Account, Actor, State
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
    _tell(session, claim, f"claim:{claim.id}", question(claim, actor), now)
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


def settle(session: Session, account_id: int, now: datetime) -> int | None:
    """Let a claim take effect whose day has passed: an empty vault of its own. That vault; None when not.

    The seat's other chats are told; this one will be, wherever it goes next.
    """
    from flows.onboarding import Recovery, open_vault

    claim = codes.open_claim_of(session, account_id)
    if claim is None or claim.effective_at > now:
        return None
    notice = reply("claim-effective", rows=stack(choice("links", "links-see")))
    _tell(session, claim, f"effective:{claim.id}", notice, now)
    address = _address(session, claim)
    vault_id = open_vault(session, claim.member_id, Recovery("", "", ""), now)
    let_in(session, account_id, vault_id, address, now)
    accounts.save_state(session, account_id, vault_id, State(here="entered"))
    return vault_id


def take_effect(session: Session, account_id: int, now: datetime) -> None:
    """The same by the clock, for a chat that is silent: it is told, once."""
    account = session.get(Account, account_id, with_for_update=True)
    vault_id = settle(session, account_id, now) if account and account.vault_id is None else None
    if vault_id is not None:
        rows = stack(choice("newrecovery", "recovery-new"), choice("menu", "menu-home"))
        outbox.put(
            session,
            account_id,
            vault_id,
            f"entered:{account_id}",
            dump(reply("claim-entered", rows=rows)),
            now,
        )


def entered(session: Session, actor: Actor, now: datetime) -> Reply:
    """In after a day's wait: who he is here, and a recovery word in one tap. Raises `not-joined`."""
    member_id, _ = access.member_of(actor)
    name = members.profile_of(session, member_id).name
    cell = units.get_unit(session, actor.unit_id or 0).name
    rows = [choice("newrecovery", "recovery-new", main=True)]
    if sealed_before(session, actor):
        rows.append(choice("openrecovery", "recovery-open"))
    rows.append(choice("menu", "menu-home", zero=True))
    lines = (text("joined", name=name, cell=cell), GAP, text("claim-fresh"), GAP, text("joined-basis"))
    return reply(*lines, rows=stack(*rows), here="entered")


def let_in(session: Session, account_id: int, vault_id: int, address: str, now: datetime) -> None:
    """Bind a chat to a vault; whatever else it waited for is over."""
    accounts.link(session, account_id, vault_id, address)
    codes.end_claims(session, account_id, now)


def decide(session: Session, actor: Actor, claim_id: int, yes: bool, now: datetime) -> Answer:
    """A linked chat says whether the claim is his own. Raises `claim-gone`."""
    member_id, vault_id = access.owner_of(actor)
    claim = session.get(Claim, claim_id, with_for_update=True)
    if claim is None or claim.member_id != member_id or claim.account_id == actor.account_id:
        raise FlowError("claim-gone", place="menu")
    if claim.settled_at is not None:
        return Show("links", text("claim-settled-already"))
    chat = claim.account_id
    if not yes:
        codes.end_claims(session, chat, now, member_id)
        return Show("menu", text("claim-denied"))
    let_in(session, chat, vault_id, _address(session, claim), now)
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
        let_in(session, actor.account_id, found.id, address, now)
    elif actor.vault_id is not None and actor.vault_id != found.id:
        plan_books.merge(session, actor.vault_id, found.id, now)
        commitments.move(session, actor.vault_id, found.id)
        vaults.merge(session, actor.vault_id, found.id, now)
    return Show("menu", text("recovery-done"))


def sealed_before(session: Session, actor: Actor) -> bool:
    """Whether this member has an older vault that this chat cannot open."""
    if actor.member_id is None:
        return False
    return any(vault.id != actor.vault_id for vault in members.vaults_of(session, actor.member_id))


def _tell(session: Session, claim: Claim, occasion: str, notice: Reply, now: datetime) -> None:
    """Write to every chat linked to the seat."""
    for vault in members.vaults_of(session, claim.member_id):
        for account in accounts.accounts_of(session, vault.id):
            each = f"{occasion}:{account.id}"
            outbox.put(session, account.id or 0, vault.id, each, dump(notice), now)


def _address(session: Session, claim: Claim) -> str:
    """Where the chat that waits is to be written to."""
    assert claim.address is not None
    address = keyring_of(session).decrypt(claim.member_id, "claim.address", claim.address)
    assert isinstance(address, str)
    return address
