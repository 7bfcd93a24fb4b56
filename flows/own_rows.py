"""A member's own rows, table by table, as the copy he takes along shows them. Which tables: `flows.kept`."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from flows import access, answers, plan_lines
from flows.onboarding import channel_name
from flows.replies import text
from locales import checklists, texts
from storage import (
    accounts,
    attendance,
    audit,
    commitments,
    consents,
    members,
    notice_copies,
    plans,
    reviews,
    units,
)
from storage.accounts import Actor
from storage.attendance import Attendance, Attendant, Remark
from storage.codes import Claim, Code
from storage.covers import Collective, Cover
from storage.cycles import Cycle, Participant
from storage.files import StoredFile
from storage.members import Role, Stay, Vault
from storage.notices import Notice, NoticeCopy
from storage.outbox import Outbox
from storage.proposals import Proposal
from storage.reminding import CalendarLink, PushSubscription, Reminding

Rows = list[dict[str, Any]]


def roster_of(session: Session, actor: Actor) -> Rows:
    member_id, _ = access.member_of(actor)
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
    return [
        {"office": row.name, "from": row.from_at.isoformat(), "until": _iso(row.until_at)} for row in rows
    ]


def stays_of(session: Session, actor: Actor) -> Rows:
    """Cells he was in before."""
    query = select(Stay).where(Stay.member_id == actor.member_id).order_by(col(Stay.until_at))
    return [
        {
            "cell": _unit(session, row.unit_id),
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
        {"what": row.kind, "cell": _unit(session, row.unit_id), "at": row.created_at.isoformat()}
        for row in session.exec(query).all()
    ]


def files_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(StoredFile).where(StoredFile.member_id == actor.member_id)).all()
    return [
        {"sent_in": row.created_at.isoformat(), "bytes": row.size, "until": row.until_at.isoformat()}
        for row in rows
    ]


def notices_of(session: Session, actor: Actor) -> Rows:
    """Notices he wrote."""
    rows = session.exec(select(Notice).where(Notice.author_id == actor.member_id)).all()
    return [
        {"unit": _unit(session, row.unit_id), "written": row.created_at.isoformat(), "people": row.people}
        for row in rows
    ]


def notice_copies_of(session: Session, actor: Actor) -> Rows:
    """Notices he was sent, and what he answered."""
    query = select(NoticeCopy, Notice).join(Notice).where(NoticeCopy.member_id == actor.member_id)
    return [
        {
            "from": _unit(session, notice.unit_id),
            "seen": _iso(row.seen_at),
            "answer": row.answer,
            "reason": notice_copies.words_of(session, notice, row),
            "answered": _iso(row.answered_at),
        }
        for row, notice in session.exec(query).all()
    ]


def vault_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Vault).where(Vault.id == actor.vault_id)).all()
    return [
        {"opened": row.created_at.isoformat(), "recovery_word_set": bool(row.recovery_hash)} for row in rows
    ]


def chats_of(session: Session, actor: Actor) -> Rows:
    return [
        {
            "channel": channel_name(account.bot),
            "address": accounts.address_of(session, account),
            "since": account.created_at.isoformat(),
            "pin": account.pin_hash is not None,
            "language": account.language,
        }
        for account in accounts.accounts_of(session, actor.vault_id or 0)
    ]


def codes_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Code).where(Code.member_id == actor.member_id)).all()
    return [
        {"purpose": row.purpose, "expires": row.expires_at.isoformat(), "used": _iso(row.used_at)}
        for row in rows
    ]


def claims_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Claim).where(Claim.member_id == actor.member_id)).all()
    return [{"asked": row.created_at.isoformat(), "settled": _iso(row.settled_at)} for row in rows]


def consents_of(session: Session, actor: Actor) -> Rows:
    return [
        {
            "purpose": row.purpose,
            "version": row.version,
            "channel": row.channel,
            "given": row.given_at.isoformat(),
            "withdrawn": _iso(row.withdrawn_at),
        }
        for row in consents.consents_of(session, actor.vault_id or 0)
    ]


def participants_of(session: Session, actor: Actor) -> Rows:
    query = select(Cycle.opens_at).join(Participant).where(Participant.member_id == actor.member_id)
    return [{"expected_in_cycle_of": opened.isoformat()} for opened in session.exec(query).all()]


def reviews_of(session: Session, actor: Actor) -> Rows:
    rows = []
    for review, cycle in reviews.reviews_of(session, actor.vault_id or 0):
        value = answers.load(reviews.answers_of(session, review))
        checklist = checklists.load(cycle.checklist, session.info.get("checklists"))
        rows.append(
            {
                "cycle_opened": cycle.opens_at.isoformat(),
                "cycle_closes": cycle.closes_at.isoformat(),
                "submitted": _iso(review.submitted_at),
                "on_paper": _iso(review.paper_at),
                "keep_my_copy": review.keep_copy,
                "strengths": value.strengths,
                "answers": [_answer(checklist, key, item, actor) for key, item in value.signs.items()],
            }
        )
    return rows


def _answer(checklist: Any, sign_id: str, item: answers.Answer, actor: Actor) -> dict[str, Any]:
    sign = checklist.sign(sign_id)
    names = {key: texts.plain(actor.language, text(label)) for key, label in WITHOUT_DEGREE.items()}
    names |= {degree.id: degree.label.of(actor.language) for degree in checklist.degrees}
    return {
        "sign": sign_id,
        "label": sign.label.of(actor.language),
        "degree": names.get(item.degree, item.degree),
        "causes": [cause.label.of(actor.language) for cause in sign.causes if cause.id in item.causes],
        "other_cause": item.other,
        "note": item.note,
    }


def plans_of(session: Session, actor: Actor) -> Rows:
    _, content = plans.find_content(session, actor.vault_id or 0)
    return [
        {
            "what": line.words,
            "signs": line.signs,
            "state": line.state,
            "due": line.due_on.isoformat() if line.due_on else None,
            "helper": line.helper,
            "made": line.made_at.isoformat(),
            "history": [f"{step.at.isoformat()} {step.act} {step.words}".strip() for step in line.steps],
        }
        for line in plan_lines.load(content).lines
    ]


def commitments_of(session: Session, actor: Actor) -> Rows:
    row = commitments.find_commitment(session, actor.vault_id or 0)
    if row is None:
        return []
    words = commitments.words_of(session, row)
    return [{"cell": _unit(session, row.unit_id), "words": words, "until": row.until_at.isoformat()}]


def outbox_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Outbox).where(Outbox.vault_id == actor.vault_id)).all()
    return [{"at": row.created_at.isoformat(), "outcome": row.outcome or "waiting"} for row in rows]


def acts_of(session: Session, actor: Actor) -> Rows:
    """What he did in an office, and what officers and the operator did about him."""
    return [
        {
            "at": act.at.isoformat(),
            "as": act.office,
            "by_me": act.member_id == actor.member_id,
            "act": act.name,
            "unit": _unit(session, act.unit_id) if act.unit_id else "",
        }
        for act in audit.concerning(session, actor.member_id or 0)
    ]


def covers_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Cover).where(Cover.member_id == actor.member_id)).all()
    return [
        {"cell": _unit(session, row.cell_id), "words": row.words, "at": row.at.isoformat()} for row in rows
    ]


def collectives_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Collective).where(Collective.member_id == actor.member_id)).all()
    return [
        {"cell": _unit(session, row.cell_id), "marked": sorted(row.degrees), "at": row.at.isoformat()}
        for row in rows
    ]


def attendances_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendance).where(Attendance.vault_id == actor.vault_id)).all()
    return [
        {
            "cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "coming": row.coming,
            "reason": attendance.reason_of(session, row),
            "deleted": row.until_at.isoformat(),
        }
        for row in rows
    ]


def attendants_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Attendant).where(Attendant.member_id == actor.member_id)).all()
    return [
        {
            "attends_cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat() if row.planned_on else "all",
            "from": row.from_at.isoformat(),
            "until": _iso(row.until_at),
        }
        for row in rows
    ]


def remarks_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Remark).where(Remark.member_id == actor.member_id)).all()
    return [
        {
            "cell": _unit(session, row.unit_id),
            "meeting_planned_on": row.planned_on.isoformat(),
            "preparation": row.preparation,
            "order": row.order,
            "chairing": row.chairing,
            "democracy": row.democracy,
        }
        for row in rows
    ]


def reminding_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(Reminding).where(Reminding.vault_id == actor.vault_id)).all()
    return [{"reminders": row.mode} for row in rows]


def calendar_links_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(CalendarLink).where(CalendarLink.vault_id == actor.vault_id)).all()
    return [{"calendar_link_since": row.created_at.isoformat()} for row in rows]


def pushes_of(session: Session, actor: Actor) -> Rows:
    rows = session.exec(select(PushSubscription).where(PushSubscription.vault_id == actor.vault_id)).all()
    return [{"browser_told_since": row.created_at.isoformat()} for row in rows]


def _unit(session: Session, unit_id: int) -> str:
    return units.get_unit(session, unit_id).name


WITHOUT_DEGREE = {
    answers.TICKED: "review-ticked",
    answers.YES: "review-person-yes",
    answers.BLANK: "review-person-blank",
}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
