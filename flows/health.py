"""What an operator wants to know of the content: are all keys there, is anything left of the erased?"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlmodel import Session, col, func, select

from flows.cycles import CHECKLIST
from locales import checklists
from storage import cycles, keys, members
from storage.cycles import Cycle
from storage.encryption import keyring_of
from storage.files import StoredFile
from storage.members import Member, Vault
from storage.notices import Notice
from storage.proposals import ADDITION, Proposal
from storage.reviews import Review
from storage.units import Unit

LATE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    name: str
    ok: bool
    detail: str


def findings(session: Session, now: datetime, folder: Path | None) -> list[Finding]:
    """Everything that can be seen without reading a single answer."""
    return [
        _roster(session),
        _keys(session),
        _erased(session),
        _checklists(session, folder),
        _late(session, now),
    ]


def _roster(session: Session) -> Finding:
    units = session.exec(select(func.count()).select_from(Unit)).one()
    present = session.exec(select(func.count()).select_from(Member).where(members.is_present())).one()
    joined = session.exec(select(func.count(func.distinct(col(Vault.member_id))))).one()
    return Finding("roster", True, f"{units} units, {present} members, {joined} joined")


def _owners(session: Session) -> set[int]:
    with_answers = select(Review.id).where(col(Review.answers).is_not(None))
    proposed = select(Proposal.subject_id).where(Proposal.kind == ADDITION)
    owners = (
        select(Member.id),
        select(Vault.id),
        with_answers,
        proposed,
        select(Notice.owner_id),
        select(StoredFile.id),
    )
    return {owner for query in owners for owner in session.exec(query).all()}


def _keys(session: Session) -> Finding:
    store = keyring_of(session).store
    lost = _owners(session) - keys.owners(store) - set(keys.destroyed(store))
    detail = f"{len(lost)} keys are missing: bring the newest keys.backup back" if lost else "all there"
    return Finding("keys", not lost, detail)


def _erased(session: Session) -> Finding:
    left = _owners(session) & set(keys.destroyed(keyring_of(session).store))
    detail = f"{len(left)} erased owners are still listed: start the bot once" if left else "nothing is left"
    return Finding("erased members", not left, detail)


def _checklists(session: Session, folder: Path | None) -> Finding:
    used = {CHECKLIST, *session.exec(select(Cycle.checklist).distinct()).all()}
    try:
        names = [f"{name} {checklists.load(name, folder).version}" for name in sorted(used)]
    except checklists.ChecklistError as error:
        return Finding("checklists", False, str(error))
    return Finding("checklists", True, ", ".join(names))


def _late(session: Session, now: datetime) -> Finding:
    late = [cycle.id for cycle in cycles.due_cycles(session, now - LATE) if cycle.closes_at > now]
    detail = f"{len(late)} should be open: is the bot running?" if late else "in time"
    return Finding("cycles", not late, detail)
