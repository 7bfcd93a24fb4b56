"""What the organisation keeps of a member, as the copy he takes along shows it: seat, offices, business."""

from sqlmodel import Session, col, select

from flows import access
from flows.own_rows import Rows, iso, unit_name
from storage import (
    audit,
    members,
    notice_copies,
    units,
)
from storage.accounts import Actor
from storage.attendance import Attendant, Remark
from storage.codes import Claim, Code
from storage.covers import Collective, Cover
from storage.cycles import Cycle, Participant
from storage.files import StoredFile
from storage.members import Role
from storage.notices import Notice, NoticeCopy
from storage.proposals import Proposal
from storage.stays import Stay


def roster_of(session: Session, actor: Actor) -> Rows:
    member_id, _ = access.owner_of(actor)
    row = session.get_one(members.Member, member_id)
    profile = members.profile_of(session, member_id)
    return [
        {
            "name": profile.name,
            "post": profile.post,
            "own_id": profile.own_id,
            "standing": row.standing,
            "unit": units.get_unit(session, row.unit_id).name,
            "since": row.created_at.isoformat(),
        }
    ]


def roles_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Role).where(Role.member_id == actor.member_id)).all()
    return [{"office": row.name, "from": row.from_at.isoformat(), "until": iso(row.until_at)} for row in rows]


def stays_of(session: Session, actor: Actor) -> Rows:
    """Cells he was in before."""
    query = select(Stay).where(Stay.member_id == actor.member_id).order_by(col(Stay.until_at))
    return [
        {
            "cell": unit_name(session, row.unit_id),
            "from": row.from_at.isoformat(),
            "until": row.until_at.isoformat(),
            "ended": row.ended,
        }
        for row in session.exec(query).all()
    ]


def proposals_of(session: Session, actor: Actor) -> Rows:
    """What is proposed about him, and what he proposed, as long as it is not settled."""
    query = select(Proposal).where(
        (col(Proposal.subject_id) == actor.member_id) | (col(Proposal.by_id) == actor.member_id)
    )
    return [
        {"what": row.kind, "cell": unit_name(session, row.unit_id), "at": row.created_at.isoformat()}
        for row in session.exec(query).all()
    ]


def files_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(StoredFile).where(StoredFile.member_id == actor.member_id)).all()
    return [
        {
            "made_for_me" if row.made else "sent_in": row.created_at.isoformat(),
            "bytes": row.size,
            "until": row.until_at.isoformat(),
        }
        for row in rows
    ]


def notices_of(session: Session, actor: Actor) -> Rows:
    """Notices he wrote."""
    rows = session.exec(select(Notice).where(Notice.author_id == actor.member_id)).all()
    return [
        {"unit": unit_name(session, row.unit_id), "written": row.created_at.isoformat(), "people": row.people}
        for row in rows
    ]


def notice_copies_of(session: Session, actor: Actor) -> Rows:
    """Notices he was sent, and what he answered."""
    query = select(NoticeCopy, Notice).join(Notice).where(NoticeCopy.member_id == actor.member_id)
    return [
        {
            "from": unit_name(session, notice.unit_id),
            "seen": iso(row.seen_at),
            "answer": row.answer,
            "reason": notice_copies.words_of(session, notice, row),
            "answered": iso(row.answered_at),
        }
        for row, notice in session.exec(query).all()
    ]


def codes_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Code).where(Code.member_id == actor.member_id)).all()
    return [
        {"purpose": row.purpose, "expires": row.expires_at.isoformat(), "used": iso(row.used_at)}
        for row in rows
    ]


def claims_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Claim).where(Claim.member_id == actor.member_id)).all()
    return [{"asked": row.created_at.isoformat(), "settled": iso(row.settled_at)} for row in rows]


def participants_of(session: Session, actor: Actor) -> Rows:
    query = select(Cycle.opens_at).join(Participant).where(Participant.member_id == actor.member_id)
    return [{"expected_in_cycle_of": opened.isoformat()} for opened in session.exec(query).all()]


def acts_of(session: Session, actor: Actor) -> Rows:
    """What he did in an office, and what officers and the operator did about him."""
    return [
        {
            "at": act.at.isoformat(),
            "as": act.office,
            "by_me": act.member_id == actor.member_id,
            "act": act.name,
            "unit": unit_name(session, act.unit_id) if act.unit_id else "",
        }
        for act in audit.concerning(session, actor.member_id or 0)
    ]


def covers_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Cover).where(Cover.member_id == actor.member_id)).all()
    return [
        {"cell": unit_name(session, row.cell_id), "words": row.words, "at": row.at.isoformat()}
        for row in rows
    ]


def collectives_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Collective).where(Collective.member_id == actor.member_id)).all()
    return [
        {"cell": unit_name(session, row.cell_id), "marked": sorted(row.degrees), "at": row.at.isoformat()}
        for row in rows
    ]


def attendants_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendant).where(Attendant.member_id == actor.member_id)).all()
    return [
        {
            "attends_cell": unit_name(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat() if row.planned_on else "all",
            "from": row.from_at.isoformat(),
            "until": iso(row.until_at),
        }
        for row in rows
    ]


def remarks_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Remark).where(Remark.member_id == actor.member_id)).all()
    return [
        {
            "cell": unit_name(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "preparation": row.preparation,
            "order": row.order,
            "chairing": row.chairing,
            "democracy": row.democracy,
        }
        for row in rows
    ]
